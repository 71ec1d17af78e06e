import { MISSING } from '../../kernels/packed-rows.js';
import { unpackRow } from '../../kernels/packing.js';
import { cholesky, choleskySolve } from '../../math/cholesky.js';
import { createRandom } from '../../math/random.js';
import type { Plan } from '../calibrate/plan.js';
import { createItemExpansion, type ItemExpansion } from '../item-curve.js';
import type { PreparedMirt } from './curves.js';
import { freeParameters, type MirtDesign, mend, objectiveOf, orient, ownOf } from './design.js';
import type { CalibrateProgress } from './expectation-maximisation.js';
import { rowIntegrator } from './importance.js';
import { louisByDraws } from './louis.js';
import { type Chains, createSampler } from './metropolis.js';
import type { SettledOptions } from './options.js';
import { type Errors, type FreeIndex, invert, NO_ERRORS } from './standard-errors.js';

/** Metropolis steps before each cycle uses the abilities. */
const STEPS = 5;

/** Cycles over which parameters are averaged before they are compared. */
const WINDOW = 50;

/** Windows in turn that have to be still. */
const STILL = 3;

/** Gains of the last stage: (k + DELAY)^−EXPONENT at cycle k. */
const EXPONENT = 0.55;
const DELAY = 5;

/** Longest step of a parameter in one cycle. */
const LONGEST = 0.5;

/** Rows that stand for many learners are split into at most so many chains. */
const MOST_CHAINS = 25;

/** Abilities drawn per learner for the log-likelihood at the end, and per row at most. */
const LIKELIHOOD_DRAWS = 1000;
const MOST_DRAWS = 50_000;

/** What {@link mhRm} found. */
export interface MhRmResult {
  readonly x: Float64Array;
  readonly cycles: number;
  readonly converged: boolean;
  /** Largest move of an averaged parameter over the last window, in units of its error if abilities were known. */
  readonly change: number;
  readonly logLikelihood: number;
  readonly logLikelihoodError: number;
  readonly index: FreeIndex;
  readonly bounded: readonly string[];
  readonly errors: Errors;
}

/**
 * Metropolis–Hastings Robbins–Monro. Each cycle draws every learner's abilities by a few Metropolis steps, takes score s and
 * information H of the items (and of the covariance) as if they were known, and moves x ← x + gain Γ⁻¹ s, Γ ← Γ + gain (H − Γ).
 *
 * Three stages: burn-in and averaging with gain 1, the mean of the second being where the third starts; then gains that fall as
 * k^−0.55, whose estimate is the mean of the latter half of the path. It has converged when this mean moved by no more than
 * `cycleTolerance` of the errors that the parameters would have if the abilities were known, over three windows of 50 cycles in
 * turn. Same seed, same answers: same numbers.
 *
 * The log-likelihood at the end is by importance sampling, with its standard error; standard errors of the parameters are by
 * Louis' identity over draws at the solution.
 *
 * @source Cai (2010), Psychometrika 75(1), eqs. 19–25; averaging: Polyak & Juditsky (1992), SIAM J. Control Optim. 30(4).
 */
export function* mhRm(
  design: MirtDesign,
  planned: Plan,
  start: Float64Array,
  options: SettledOptions,
  warnings: string[],
): Generator<CalibrateProgress, MhRmResult> {
  const { items, latent } = design;
  const { learners } = planned.sample;
  const random = createRandom(options.seed);
  const chains = createChains(planned, items.length);
  const sampler = createSampler(design, chains, MISSING, random.split('metropolis'));
  const objectives = items.map((item, j) => objectiveOf(item, sampler.axes[j]));
  const into = items.map(({ curve }) => createItemExpansion(curve.size));
  const gathered: Float64Array[] = items.map(({ curve }) => new Float64Array(curve.size ** 2));
  const gatheredLatent = new Float64Array(latent.size ** 2);
  const most = Math.max(...items.map(({ curve }) => curve.family.categories));
  const counts = new Float64Array(most * chains.size);
  const x = start.slice();

  const move = (gain: number): void => {
    sampler.step(x, STEPS, gain === 1);
    items.forEach((item, j) => {
      const codes = chains.answers[j];
      const own = counts.subarray(0, item.curve.family.categories * chains.size);
      own.fill(0);
      for (let i = 0; i < chains.size; i++) {
        if (codes[i] !== MISSING) own[codes[i] * chains.size + i] = chains.weight[i];
      }
      const value = objectives[j](ownOf(item, x), own, into[j]);
      if (value === Number.NEGATIVE_INFINITY) return;
      blend(gathered[j], into[j].information, gain);
      advance(ownOf(item, x), into[j], gathered[j], item.range.free, gain);
    });
    if (latent.size > 0) {
      const values = x.subarray(design.size);
      const { gradient, information } = latent.expand(values, momentsOf(design, sampler.theta, chains), learners);
      blend(gatheredLatent, information, gain);
      advance(values, { gradient, information }, gatheredLatent, undefined, gain);
    }
    mend(design, x);
  };

  const [burnIn, averaging, narrowing] = options.cycles;
  let cycles = 0;
  for (; cycles < burnIn; cycles++) {
    yield { stage: 'mh-rm', iterations: cycles, objective: Number.NaN };
    move(1);
  }
  const mean = new Float64Array(x.length);
  for (; cycles < burnIn + averaging; cycles++) {
    yield { stage: 'mh-rm', iterations: cycles, objective: Number.NaN };
    move(1);
    for (let i = 0; i < x.length; i++) mean[i] += x[i] / averaging;
  }
  x.set(mean);
  mend(design, x);

  const windows: Float64Array[] = [];
  let estimate = x.slice();
  let still = 0;
  let change = Number.POSITIVE_INFINITY;
  let sum = new Float64Array(x.length);
  for (let k = 1; k <= narrowing && still < STILL; k++, cycles++) {
    yield { stage: 'mh-rm', iterations: cycles, objective: Number.NaN };
    move((k + DELAY) ** -EXPONENT);
    for (let i = 0; i < x.length; i++) sum[i] += x[i];
    if (k % WINDOW !== 0) continue;
    windows.push(sum.map((value) => value / WINDOW));
    sum = new Float64Array(x.length);
    const next = latterMean(windows);
    const unit = completeErrors(design, gathered, gatheredLatent);
    change = next.reduce((longest, value, i) => Math.max(longest, Math.abs(value - estimate[i]) / unit[i]), 0);
    estimate = next;
    still = windows.length > 1 && change <= options.cycleTolerance ? still + 1 : 0;
  }
  const solution = orient(design, estimate);
  mend(design, solution);

  const { freeOf, free, bounded } = freeParameters(design, solution);
  const index = { freeOf, free };
  // The chains follow the dimensions that were turned.
  const errors =
    options.standardErrors === 'none' || free === 0
      ? NO_ERRORS
      : yield* drawErrors(design, chains, solution, index, random, learners, warnings);
  warnings.push(...bounded.map((name) => `${name} is held at its bound`));
  const { logLikelihood, logLikelihoodError } = yield* integrate(design, planned, solution, options);
  return {
    x: solution,
    cycles,
    converged: still >= STILL,
    change,
    logLikelihood,
    logLikelihoodError,
    index,
    bounded,
    errors,
  };
}

function* drawErrors(
  design: MirtDesign,
  chains: Chains,
  x: Float64Array,
  index: FreeIndex,
  random: ReturnType<typeof createRandom>,
  learners: number,
  warnings: string[],
): Generator<CalibrateProgress, Errors> {
  const information = yield* louisByDraws(design, chains, x, index, random.split('errors'), learners);
  if (information === undefined) {
    warnings.push('no standard errors: with so many parameters they would take minutes');
    return NO_ERRORS;
  }
  return invert(information, index.free, 'observed', warnings);
}

/** Chains of the packed rows; weights above 1 are shared by several. */
function createChains({ sample: { packed } }: Plan, items: number): Chains {
  const copies = Int32Array.from(packed.weight, (w) => Math.max(1, Math.min(MOST_CHAINS, Math.floor(w))));
  const size = copies.reduce((a, b) => a + b, 0);
  const weight = new Float64Array(size);
  const answers = Array.from({ length: items }, () => new Uint8Array(size));
  const own = new Uint8Array(items + 1);
  let at = 0;
  for (let row = 0; row < packed.rows; row++) {
    unpackRow(packed, row, own);
    for (let copy = 0; copy < copies[row]; copy++, at++) {
      weight[at] = packed.weight[row] / copies[row];
      for (let j = 0; j < items; j++) answers[j][at] = own[j + 1];
    }
  }
  return { size, weight, answers };
}

/** Σ weight θ θᵀ over chains, where a covariance could be free. */
export function momentsOf(
  { layout }: MirtDesign,
  theta: readonly Float64Array[],
  { weight, size }: Chains,
): Float64Array {
  const width = layout.dimensions.length;
  const out = new Float64Array(width * width);
  for (let d = 0; d < width; d++) {
    for (let e = 0; e <= d; e++) {
      // Of specific dimensions only the variances are ever free.
      if (e < d && d >= layout.primary) continue;
      let sum = 0;
      for (let i = 0; i < size; i++) sum += weight[i] * theta[d][i] * theta[e][i];
      out[d * width + e] = out[e * width + d] = sum;
    }
  }
  return out;
}

/** into ← into + gain (from − into), in place. */
function blend(into: Float64Array, from: Float64Array, gain: number): void {
  for (let i = 0; i < into.length; i++) into[i] += gain * (from[i] - into[i]);
}

/** x ← x + gain Γ⁻¹ gradient, over free parameters. */
function advance(
  x: Float64Array,
  { gradient }: ItemExpansion,
  gathered: Float64Array,
  free: Uint8Array | undefined,
  gain: number,
): void {
  const size = x.length;
  const matrix = gathered.slice();
  const right = gradient.slice();
  for (let i = 0; i < size; i++) {
    matrix[i * size + i] = matrix[i * size + i] * (1 + 1e-8) + 1e-8;
    if (free === undefined || free[i] === 1) continue;
    for (let k = 0; k < size; k++) matrix[i * size + k] = matrix[k * size + i] = 0;
    matrix[i * size + i] = 1;
    right[i] = 0;
  }
  const factor = cholesky(matrix, size);
  if (factor === undefined) return;
  const step = choleskySolve(factor, size, right);
  let longest = 0;
  for (let i = 0; i < size; i++) longest = Math.max(longest, Math.abs(gain * step[i]));
  if (!Number.isFinite(longest)) return;
  const scale = longest > LONGEST ? LONGEST / longest : 1;
  for (let i = 0; i < size; i++) x[i] += gain * scale * step[i];
}

/** Standard errors that the parameters would have if the abilities were known: the scale that their moves are measured on. */
function completeErrors(
  { items, latent, size }: MirtDesign,
  gathered: readonly Float64Array[],
  gatheredLatent: Float64Array,
): Float64Array {
  const out = new Float64Array(size + latent.size).fill(1);
  const write = (matrix: Float64Array, own: number, at: number): void => {
    for (let i = 0; i < own; i++) out[at + i] = 1 / Math.sqrt(Math.max(1e-8, matrix[i * own + i]));
  };
  items.forEach(({ curve, at }, j) => {
    write(gathered[j], curve.size, at);
  });
  write(gatheredLatent, latent.size, size);
  return out;
}

/** Mean of the latter half of the windows. */
function latterMean(windows: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const from = Math.floor(windows.length / 2);
  const out = new Float64Array(windows[0].length);
  for (let w = from; w < windows.length; w++) {
    for (let i = 0; i < out.length; i++) out[i] += windows[w][i] / (windows.length - from);
  }
  return out;
}

/** A design at x as prepared for work on answers. */
export function prepareDesign(design: MirtDesign, x: Float64Array): PreparedMirt {
  const { items, layout, latent } = design;
  const dimensions = layout.dimensions.length;
  const slopes = new Float64Array(items.length * dimensions);
  items.forEach((item, j) => {
    const own = ownOf(item, x);
    item.slots.forEach((slot, s) => {
      for (const d of slot) slopes[j * dimensions + d] = own[s];
    });
  });
  return {
    items: items.map(({ id }) => id),
    indexOf: new Map(items.map(({ id }, j) => [id, j] as const)),
    dimensions,
    families: items.map(({ curve }) => curve.family),
    slopes,
    shapes: items.map((item) => ownOf(item, x).slice(item.curve.slopes)),
    covariance: latent.matrix(x.subarray(design.size)),
  };
}

/** Rows between reports of progress. */
const ROWS_AT_ONCE = 100;

function* integrate(
  design: MirtDesign,
  { sample: { packed } }: Plan,
  x: Float64Array,
  { seed }: SettledOptions,
): Generator<CalibrateProgress, { readonly logLikelihood: number; readonly logLikelihoodError: number }> {
  const mirt = prepareDesign(design, x);
  const random = createRandom(seed).split('likelihood');
  // A row that stands for many learners is worth as many draws.
  const integrals = new Map<number, ReturnType<typeof rowIntegrator>>();
  const integralOf = (weight: number): ReturnType<typeof rowIntegrator> => {
    const draws = Math.min(MOST_DRAWS, LIKELIHOOD_DRAWS * Math.max(1, Math.round(weight)));
    const known = integrals.get(draws) ?? rowIntegrator(mirt, draws, random);
    integrals.set(draws, known);
    return known;
  };
  const answers = new Uint8Array(design.items.length + 1);
  let logLikelihood = 0;
  let variance = 0;
  for (let row = 0; row < packed.rows; row++) {
    if (row % ROWS_AT_ONCE === 0) {
      yield { stage: 'likelihood', iterations: row, of: packed.rows, objective: Number.NaN };
    }
    unpackRow(packed, row, answers);
    const w = packed.weight[row];
    const own = integralOf(w)(answers.subarray(1));
    logLikelihood += w * own.logLikelihood;
    variance += w * w * own.variance;
  }
  return { logLikelihood, logLikelihoodError: Math.sqrt(variance) };
}
