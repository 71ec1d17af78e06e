import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { createEStep } from '../../kernels/e-step.js';
import { MISSING } from '../../kernels/packed-rows.js';
import { unpackRow } from '../../kernels/packing.js';
import { normalGrid } from '../../math/quadrature.js';
import { packMatrix } from '../calibrate/sample.js';
import { curveTable, pointsOf, prepare } from '../curves.js';
import { fillPrior, groupsOf } from '../expected-counts.js';
import type { IrtModel } from '../model.js';
import { columnsFor } from '../score.js';

/** What learners of about one ability answered to an item. */
export interface ObservedBin {
  /** Mean ability of those who answered. */
  readonly theta: number;
  /** How many they are: a learner counts in several bins, in each by the probability that his ability is there. */
  readonly learners: number;
  /** How many learners of known ability would tell as much: (Σ w)² / Σ w² of those probabilities. */
  readonly effective: number;
  /** Proportions of the categories `[categories]`. */
  readonly proportions: readonly number[];
  /** Mean share of full marks with its standard error. */
  readonly share: number;
  readonly shareError: number;
}

/** What was observed of an item, from the weakest learners to the strongest. */
export interface ObservedItem {
  readonly item: string;
  readonly bins: readonly ObservedBin[];
}

/** What was observed of items; see {@link observeItems}. */
export interface ObservedItems {
  readonly items: readonly ObservedItem[];
  /** Mean points of the learners who answered every item, by ability; empty where there are none. */
  readonly test: readonly {
    readonly theta: number;
    readonly points: number;
    readonly error: number;
    readonly learners: number;
  }[];
}

/** Options of {@link observeItems}. */
export interface ObserveOptions {
  /** Ability groups, 2 … 60, of about equal numbers of learners; default 10. */
  readonly bins?: number;
  /** Group of each row, among those of the model; absent means the first. */
  readonly groups?: readonly string[];
  /** Only learners of this group, for a comparison of groups on one model. */
  readonly only?: string;
}

/**
 * Observed proportions of the categories of every item by ability: Σ_learners w 1[answer = k] / Σ_learners w, w the posterior
 * probability that a learner's ability lies in the bin. Where the model is true these lie on its curves but for chance, which bins
 * of estimated abilities do not, whose values are drawn to the mean.
 *
 * @throws YincaiError as {@link score} does; `bad-option` for a number of bins without meaning, `unknown-id` for a group that is
 *   not there.
 * @cost two E-steps and rows × items × bins.
 * @source the counts r̄ and N̄ of Bock & Aitkin (1981), Psychometrika 46(4), eq. 8–9.
 * @example
 * const observed = observeItems(model, matrix);
 * observed.items[0].bins[0].proportions; // [0.81, 0.19]: of the weakest tenth a fifth got it right
 */
export function observeItems(model: IrtModel, matrix: ResponseMatrix, options: ObserveOptions = {}): ObservedItems {
  const { bins = 10, groups, only } = options;
  if (!(Number.isInteger(bins) && bins >= 2 && bins <= 60)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'bins',
      value: String(bins),
      expected: 'a whole number from 2 to 60',
      expectedZh: '2 到 60 的整数',
    });
  }
  const irt = prepare(model);
  const column = columnsFor(model, matrix);
  const { points, bound } = model.quadrature;
  const { nodes } = normalGrid(points, bound);
  const names = model.latent.map(({ group }) => group);
  const chosen = only === undefined ? -1 : names.indexOf(only);
  if (only !== undefined && chosen < 0) {
    throw new YincaiError({ code: 'unknown-id', column: 'only', value: only, expected: `one of ${names.join(', ')}` });
  }
  const { packed } = packMatrix(
    matrix,
    { cuts: model.cuts, column, groups: names.length, groupOf: groupsOf(matrix, names, groups) },
    points,
  );
  const items = curveTable(irt, nodes);
  const table = new Float64Array(names.length * points + items.length);
  model.latent.forEach((latent, g) => {
    fillPrior(latent, nodes, table.subarray(g * points, (g + 1) * points));
  });
  table.set(items, names.length * points);
  const eStep = createEStep(packed, points);
  const counts = new Float64Array(table.length);
  eStep.run(table, counts);
  const binOf = equalBins(counts, names.length, chosen, points, bins);

  const width = irt.items.length;
  const tallies = model.items.map((_, j) => tally(bins, pointsOf(model, j)));
  const fullest = model.items.map((_, j) => pointsOf(model, j));
  const test = Array.from({ length: bins }, () => ({ n: 0, n2: 0, theta: 0, sum: 0, square: 0 }));
  const answers = new Uint8Array(width + 1);
  const mass = new Float64Array(bins);
  const moment = new Float64Array(bins);
  eStep.run(table, counts, {
    visit: (from, to, posterior, stride) => {
      for (let row = from; row < to; row++) {
        unpackRow(packed, row, answers);
        if (chosen >= 0 && answers[0] !== chosen) continue;
        mass.fill(0);
        moment.fill(0);
        for (let q = 0; q < points; q++) {
          const w = posterior[(row - from) * stride + q];
          mass[binOf[q]] += w;
          moment[binOf[q]] += w * nodes[q];
        }
        const weight = packed.weight[row];
        let total = 0;
        for (let j = 0; j < width; j++) {
          const k = answers[j + 1];
          if (k === MISSING) total = Number.NaN;
          else {
            tallies[j].add(k, weight, mass, moment);
            total += fullest[j][k];
          }
        }
        if (Number.isNaN(total)) continue;
        for (let b = 0; b < bins; b++) {
          const own = test[b];
          own.n += weight * mass[b];
          own.n2 += weight * mass[b] ** 2;
          own.theta += weight * moment[b];
          own.sum += weight * mass[b] * total;
          own.square += weight * mass[b] * total * total;
        }
      }
    },
  });
  return {
    items: model.items.flatMap((item, j) => {
      const found = tallies[j].bins(model.fullMarks[j]);
      return found.length === 0 ? [] : [{ item, bins: found }];
    }),
    test: test
      .filter(({ n }) => n >= LEAST_LEARNERS)
      .map(({ n, n2, theta, sum, square }) => {
        const mean = sum / n;
        const variance = Math.max(0, square / n - mean * mean);
        return { theta: theta / n, points: mean, error: Math.sqrt((variance * n2) / (n * n)), learners: n };
      }),
  };
}

/** Fewer learners than this in a bin show nothing. */
const LEAST_LEARNERS = 1;

/** Bin of every node, so that bins hold about as many learners each; a bin is whole nodes, and some may have none. */
function equalBins(counts: Float64Array, groups: number, chosen: number, points: number, bins: number): Int32Array {
  const mass = new Float64Array(points);
  for (let g = 0; g < groups; g++) {
    if (chosen >= 0 && g !== chosen) continue;
    for (let q = 0; q < points; q++) mass[q] += counts[g * points + q];
  }
  let total = 0;
  for (const w of mass) total += w;
  let before = 0;
  return Int32Array.from(mass, (w) => {
    const middle = (before + w / 2) / total;
    before += w;
    return Math.min(bins - 1, Math.floor(bins * middle));
  });
}

/** Sums over the learners who answered an item. */
function tally(
  bins: number,
  points: readonly number[],
): {
  readonly add: (k: number, weight: number, mass: Float64Array, moment: Float64Array) => void;
  readonly bins: (fullMarks: number) => ObservedBin[];
} {
  const categories = points.length;
  const n = new Float64Array(bins);
  const n2 = new Float64Array(bins);
  const theta = new Float64Array(bins);
  const counts = new Float64Array(bins * categories);
  return {
    add: (k, weight, mass, moment) => {
      for (let b = 0; b < bins; b++) {
        const w = weight * mass[b];
        n[b] += w;
        n2[b] += w * mass[b];
        theta[b] += weight * moment[b];
        counts[b * categories + k] += w;
      }
    },
    bins: (fullMarks) =>
      Array.from(n, (learners, b): ObservedBin => {
        const proportions = Array.from(counts.subarray(b * categories, (b + 1) * categories), (r) => r / learners);
        const mean = proportions.reduce((sum, p, k) => sum + p * points[k], 0);
        const variance = proportions.reduce((sum, p, k) => sum + p * (points[k] - mean) ** 2, 0);
        const effective = learners ** 2 / n2[b];
        return {
          theta: theta[b] / learners,
          learners,
          effective,
          proportions,
          share: mean / fullMarks,
          shareError: Math.sqrt(variance / effective) / fullMarks,
        };
      }).filter(({ learners }) => learners >= LEAST_LEARNERS),
  };
}

/** The observations of an item; undefined where there are none. */
export function observedItem(observed: ObservedItems, item: string): ObservedItem | undefined {
  return observed.items.find((one) => one.item === item);
}
