import { MISSING } from '../../kernels/packed-rows.js';
import { unpackRow } from '../../kernels/packing.js';
import type { PreparedIrt } from '../curves.js';
import { type CanonicalMode, canonicalTest, packedSums } from './canonical.js';
import { type Cases, posteriorByLogs, selectCases, visitLikelihoods } from './cases.js';
import { normalWeights } from './nodes.js';
import type { SettledOptions } from './options.js';
import type { AbilityPrior } from './priors.js';
import { createSlopes, informationTable, likelihoodSlopes } from './slopes.js';

/** Abilities of the cases with their errors. */
export interface CaseScores {
  readonly theta: Float64Array;
  readonly se: Float64Array;
  readonly bounded: Uint8Array;
}

/** A mode counts as found once a Newton step is below this: the error is then of its square. */
const SMALL_STEP = 1e-6;
const MOST_STEPS = 200;

/** How far beyond the nodes a posterior mode is looked for. */
const FAR = 40;

/** Steps on the way there. */
const STRIDE = 0.5;

/** Likelihoods that differ by less, relatively, are level: a perfect row's is so at many nodes. */
const LEVEL = 1e-12;

/** Step of the numerical derivative of the bias correction. */
const H = 1e-4;

/** Learners who answered the same items, from which a table of their test pays. */
const ENOUGH = 100;

/**
 * Modes of likelihood (`MLE`), posterior (`MAP`) or likelihood · √information (`WLE`).
 *
 * Where many answered the same items of canonical families their modes are looked up in a table of the test; all others are climbed to.
 *
 * @param limit no mode is looked for beyond −limit … limit; `MLE` needs nodes that end there
 * @source MLE, MAP: Bock & Mislevy (1982), Applied Psychological Measurement 6(4); WLE: Warm (1989), Psychometrika 54(3), for items
 *   whose observed and expected information are one, and as the mode under Jeffreys' prior for all: Magis & Raîche (2012),
 *   Psychometrika 77(1)
 */
export function findModes(
  irt: PreparedIrt,
  cases: Cases,
  priors: readonly AbilityPrior[],
  nodes: Float64Array,
  limit: number,
  settled: SettledOptions,
): CaseScores {
  const out: CaseScores = {
    theta: new Float64Array(cases.size),
    se: new Float64Array(cases.size),
    bounded: new Uint8Array(cases.size),
  };
  const left = lookUpModes(irt, cases, priors, nodes, settled, out);
  if (left.length === 0) return out;
  const rest = left.length === cases.size ? cases : selectCases(cases, left);
  const found = climbModes(irt, rest, priors, nodes, limit, settled);
  left.forEach((index, i) => {
    out.theta[index] = found.theta[i];
    out.se[index] = found.se[i];
    out.bounded[index] = found.bounded[i];
  });
  return out;
}

/** Writes the modes that tables tell; the cases that are left are returned. */
function lookUpModes(
  irt: PreparedIrt,
  cases: Cases,
  priors: readonly AbilityPrior[],
  nodes: Float64Array,
  { method, information }: SettledOptions,
  out: CaseScores,
): number[] {
  const items = irt.items.length;
  const { sum: sumOf, lacks } = packedSums(irt, cases.packed);
  const answers = new Uint8Array(items);
  const sums = new Float64Array(cases.size);
  // Sets of items answered, numbered, with their sizes and a case of each; −1 where some item has no statistic.
  const numbers = new Map<string, number>();
  const setOf = new Int32Array(cases.size);
  const sizes: number[] = [];
  const example: number[] = [];
  for (let index = 0; index < cases.size; index++) {
    const sum = sumOf(cases.pattern[index]);
    sums[index] = sum;
    let missing = '';
    if (lacks(cases.pattern[index])) {
      unpackRow(cases.packed, cases.pattern[index], answers);
      for (let j = 0; j < items; j++) if (answers[j] === MISSING) missing += `${j},`;
    }
    if (Number.isNaN(sum)) {
      setOf[index] = -1;
      continue;
    }
    let number = numbers.get(missing);
    if (number === undefined) {
      number = sizes.length;
      numbers.set(missing, number);
      sizes.push(0);
      example.push(index);
    }
    setOf[index] = number;
    sizes[number]++;
  }
  const tests = sizes.map((size, number) => {
    if (size < ENOUGH) return undefined;
    unpackRow(cases.packed, cases.pattern[example[number]], answers);
    return canonicalTest(irt, answers, sums[example[number]], nodes[0], nodes[nodes.length - 1], method === 'WLE');
  });
  const left: number[] = [];
  const mode: CanonicalMode = { theta: 0, information: 0, curvature: 0 };
  for (let index = 0; index < cases.size; index++) {
    const test = setOf[index] < 0 ? undefined : tests[setOf[index]];
    const { mean, deviation } = priors[cases.prior[index]];
    const precision = method === 'MAP' ? deviation ** -2 : 0;
    if (test?.solve(sums[index], mean, precision, mode) !== true) {
      left.push(index);
      continue;
    }
    out.theta[index] = mode.theta;
    const expected = mode.information + precision;
    out.se[index] = 1 / Math.sqrt(information === 'observed' && mode.curvature > 0 ? mode.curvature : expected);
  }
  return left;
}

/**
 * Modes by climbing, answers by answers. The highest node is the start, so that of several modes the highest is found, as chance
 * levels make possible; Newton's method ends the search, with bisection for net.
 */
function climbModes(
  irt: PreparedIrt,
  cases: Cases,
  priors: readonly AbilityPrior[],
  nodes: Float64Array,
  limit: number,
  { method, information, kernel }: SettledOptions,
): CaseScores {
  const width = nodes.length;
  const theta = new Float64Array(cases.size);
  const se = new Float64Array(cases.size);
  const bounded = new Uint8Array(cases.size);
  const weights = method === 'MAP' ? priors.map((prior) => normalWeights(prior, nodes)) : [];
  const rootInformation = method === 'WLE' ? jeffreys(irt, nodes) : undefined;

  const answers = new Uint8Array(irt.items.length);
  const slopes = createSlopes();
  const slopesAt = likelihoodSlopes(irt);
  let mean = 0;
  let precision = 0;
  /** d/dθ of ½ log I: Warm's correction. */
  const correction = (): number => (slopes.information > 0 ? slopes.informationSlope / (2 * slopes.information) : 0);
  const gradient = (x: number): number => {
    slopesAt(answers, x, slopes);
    if (method === 'WLE') return slopes.first + correction();
    return slopes.first + precision * (mean - x);
  };
  /** Minus the second derivative of what is maximised, where the gradient was last asked for; of a correction the given bend. */
  const curvature = (bend: number): number => precision - slopes.second - bend;

  /** The standard error at a mode, from the slopes that were last asked for there. */
  const errorAt = (x: number, stopped: boolean): number => {
    const expected = slopes.information + precision;
    if (stopped || information === 'expected') return 1 / Math.sqrt(expected);
    let observed = curvature(0);
    if (method === 'WLE') {
      slopesAt(answers, x + H, slopes);
      const right = correction();
      slopesAt(answers, x - H, slopes);
      observed -= (right - correction()) / (2 * H);
    }
    return 1 / Math.sqrt(observed > 0 ? observed : expected);
  };

  /** Newton's method between two points around a mode; `bend` as in {@link curvature}. */
  const climb = (from: number, low: number, high: number, bend: number): number => {
    let [x, least, most] = [from, low, high];
    for (let step = 0; step < MOST_STEPS; step++) {
      const g = gradient(x);
      if (g > 0) least = x;
      else most = x;
      const next = x + g / curvature(bend);
      if (next > least && next < most) {
        const change = Math.abs(next - x);
        x = next;
        if (change < SMALL_STEP) break;
      } else {
        if (most - least < SMALL_STEP ** 2) break;
        x = 0.5 * (least + most);
      }
    }
    return x;
  };

  /** Two points around the first mode from the last node on; undefined where the gradient points outwards up to the end. */
  const walk = (from: number, side: 1 | -1, end: number, before: number): readonly [number, number] | undefined => {
    if (side * gradient(from) < 0) return [from, before];
    for (let at = from; at !== end; ) {
      const next = side * (end - at) > STRIDE ? at + side * STRIDE : end;
      if (side * gradient(next) < 0) return [at, next];
      at = next;
    }
    return undefined;
  };

  const heights = new Float64Array(width);
  let unpacked = -1;
  visitLikelihoods(irt, cases, nodes, kernel, (index, likelihood, at) => {
    if (cases.pattern[index] !== unpacked) {
      unpacked = cases.pattern[index];
      unpackRow(cases.packed, unpacked, answers);
    }
    let factor: Float64Array | undefined;
    if (method === 'MAP') {
      const prior = priors[cases.prior[index]];
      mean = prior.mean;
      precision = 1 / prior.deviation ** 2;
      factor = weights[cases.prior[index]];
    } else if (rootInformation !== undefined) {
      factor = rootInformation(answers);
    }
    let best = 0;
    for (let q = 0; q < width; q++) {
      heights[q] = factor === undefined ? likelihood[at + q] : likelihood[at + q] * factor[q];
      if (heights[q] > heights[best]) best = q;
    }
    if (!(heights[best] > 0)) {
      heights.set(posteriorByLogs(irt, cases, index, { mean, deviation: precision ** -0.5 }, nodes));
      best = heights.indexOf(1);
    }
    const level = heights[best] * (1 - LEVEL);
    if (method === 'MLE' && heights[width - 1] >= level) best = width - 1;
    if (method === 'MLE' && heights[0] >= level) best = 0;

    if (best === 0 || best === width - 1) {
      const side = best === 0 ? -1 : 1;
      const end = method === 'MAP' ? nodes[best] + side * FAR : side * Math.max(limit, Math.abs(nodes[best]));
      const around = walk(nodes[best], side, end, nodes[best - side]);
      theta[index] = around === undefined ? end : climb(around[0], Math.min(...around), Math.max(...around), 0);
      bounded[index] = around === undefined ? 1 : 0;
    } else {
      const left = Math.log(heights[best - 1]);
      const middle = Math.log(heights[best]);
      const right = Math.log(heights[best + 1]);
      const spacing = nodes[best + 1] - nodes[best];
      const vertex = (0.5 * spacing * (left - right)) / (left - 2 * middle + right);
      const bend =
        rootInformation === undefined || factor === undefined
          ? 0
          : Math.log((factor[best - 1] * factor[best + 1]) / factor[best] ** 2) / spacing ** 2;
      theta[index] = climb(
        nodes[best] + (Math.abs(vertex) < spacing ? vertex : 0),
        nodes[best - 1],
        nodes[best + 1],
        Number.isFinite(bend) ? bend : 0,
      );
    }
    se[index] = errorAt(theta[index], bounded[index] === 1);
  });
  return { theta, se, bounded };
}

/** A function from answers `[items]` to √I at the nodes, I being the information of the items answered; the array is reused. */
function jeffreys(irt: PreparedIrt, nodes: Float64Array): (answers: Uint8Array) => Float64Array {
  const width = nodes.length;
  const items = irt.items.length;
  const table = informationTable(irt, nodes);
  const out = new Float64Array(width);
  const answered = new Uint8Array(items).fill(2);
  return (answers) => {
    let same = true;
    for (let j = 0; j < items; j++) {
      const now = answers[j] === MISSING ? 0 : 1;
      if (now !== answered[j]) {
        answered[j] = now;
        same = false;
      }
    }
    if (same) return out;
    out.fill(0);
    for (let j = 0; j < items; j++) {
      if (answered[j] === 0) continue;
      for (let q = 0; q < width; q++) out[q] += table[j * width + q];
    }
    for (let q = 0; q < width; q++) out[q] = Math.sqrt(out[q]);
    return out;
  };
}
