import type { ResponseLog } from '../../data/response-log.js';
import { holdOutLearners } from '../../evaluate/split.js';
import { createRandom, type Seed } from '../../math/random.js';
import type { EncodedLog } from './encode-log.js';
import { type Factorisation, factorise, type Machine, machineLoss } from './factorise.js';
import { addTransposed, type SparseRows, times } from './matrix.js';
import type { FactorChoice } from './model.js';
import { solveRidge } from './newton.js';

/** How {@link fitFactors} goes about it. */
export interface FactorOptions {
  /** Numbers of each vector. */
  readonly size: number;
  /** Precision of the vectors' prior, or chosen on held-out learners. */
  readonly precision: number | 'held-out';
  readonly seed: Seed;
  /** Most steps of a climb. */
  readonly iterations: number;
  readonly tolerance: number;
}

/** A linear model, whose weights the climb starts from. */
export interface LinearStart {
  readonly weights: Float64Array;
  /** Precision of the weights' prior `[columns]`. */
  readonly precision: Float64Array;
}

/** The machine fitted to all rows, and how its precision was chosen; no machine where held-out learners are foretold no better by one. */
export interface FittedFactors {
  readonly machine?: Factorisation;
  readonly choice?: FactorChoice;
}

/** Share of the learners held out to choose the precision. */
const HELD_OUT = 0.2;

/**
 * Fits a factorisation machine from the linear solution. The precision of its vectors' prior is given, or chosen:
 * a fifth of the training learners are held out, the linear model and then the path of {@link followPath} are fitted to the others,
 * and all rows are fitted with the precision of the least held-out loss, from where the path was then.
 * (How strongly the linear weights are pooled is taken from all training rows.)
 *
 * @throws RangeError where a precision is to be chosen and there are fewer than two learners
 */
export function fitFactors(
  log: ResponseLog,
  { matrix, score, row }: EncodedLog,
  { weights, precision }: LinearStart,
  options: FactorOptions,
): FittedFactors {
  const { size, seed } = options;
  const climb = (from: Float64Array, strength: number): Factorisation =>
    factorise(
      { matrix, score, size, precision, vectorPrecision: new Float64Array(matrix.columns).fill(strength) },
      from,
      options,
    );
  if (options.precision !== 'held-out') {
    return { machine: climb(startVectors(weights, size, seed), options.precision) };
  }
  const held = new Uint8Array(log.length);
  for (const r of holdOutLearners(log, HELD_OUT, seed).test) held[r] = 1;
  const learnt = partOf(matrix, score, (i) => held[row[i]] === 0);
  const out = partOf(matrix, score, (i) => held[row[i]] === 1);
  const linear = solveRidge(learnt.matrix, learnt.score, precision, {
    from: weights,
    iterations: options.iterations,
    tolerance: options.tolerance,
  });
  const { point, ...choice } = followPath({ ...learnt, size, precision }, linear.weights, out, {
    ...options,
    // Where the path turns is seen before its climbs have wholly ended.
    tolerance: 10 * options.tolerance,
  });
  if (point === undefined || choice.precision === undefined) return { choice };
  return { machine: climb(point, choice.precision), choice };
}

/** The rows that are kept. */
function partOf(
  { rows, columns, start, column, value }: SparseRows,
  score: ArrayLike<number>,
  keeps: (row: number) => boolean,
): { readonly matrix: SparseRows; readonly score: Float64Array } {
  const kept: number[] = [];
  const from = [0];
  for (let r = 0; r < rows; r++) {
    if (!keeps(r)) continue;
    kept.push(r);
    from.push(from[from.length - 1] + start[r + 1] - start[r]);
  }
  const part = {
    rows: kept.length,
    columns,
    start: Int32Array.from(from),
    column: new Int32Array(from[kept.length]),
    value: new Float32Array(from[kept.length]),
  };
  kept.forEach((r, i) => {
    part.column.set(column.subarray(start[r], start[r + 1]), from[i]);
    part.value.set(value.subarray(start[r], start[r + 1]), from[i]);
  });
  return { matrix: part, score: Float64Array.from(kept, (r) => score[r]) };
}

/** Each precision is this share of the one before. */
const RATIO = 10 ** -0.25;
const MOST_TRIALS = 16;
/** A held-out loss this share above the least is a rise. */
const RISE = 1e-3;
/** Trials in a row with a rise that end the path: where few are held out, the first products may be chance. */
const RISES = 2;

/**
 * Precisions of the vectors' prior tried on answers held out: from where vectors of 0 stop being best, step by step weaker,
 * each climb from where the last one ended, until the held-out loss rises twice in a row (seen within a climb, too).
 *
 * @param machine rows to learn from
 * @param weights of the linear model fitted to these rows
 * @param held rows held out
 * @returns what was tried; the precision and the point of the least loss, none where the linear model has it
 * @source Friedman, Hastie & Tibshirani (2010), Regularization paths by coordinate descent, J. Statistical Software 33(1), section 2.5
 *   (warm starts from strong to weak)
 */
export function followPath(
  machine: Omit<Machine, 'vectorPrecision'>,
  weights: Float64Array,
  held: { readonly matrix: SparseRows; readonly score: ArrayLike<number> },
  options: Omit<FactorOptions, 'precision'>,
): FactorChoice & { readonly point?: Float64Array } {
  const { matrix, size } = machine;
  const fresh = startVectors(weights, size, options.seed);
  const heldLoss = (point: Float64Array): number => machineLoss({ ...held, size }, point);
  const linearLoss = heldLoss(Float64Array.from(fresh, (_, i) => weights[i] ?? 0));
  const tried: { precision: number; loss: number }[] = [];
  let least = linearLoss;
  let best: { readonly precision: number; readonly point: Float64Array } | undefined;
  let precision = strongestPrecision(matrix, machine.score, weights, options.seed);
  let last = fresh;
  let rises = 0;
  while (tried.length < MOST_TRIALS && precision > 0 && rises < RISES) {
    precision *= RATIO;
    const vectorPrecision = new Float64Array(matrix.columns).fill(precision);
    const { point } = factorise({ ...machine, vectorPrecision }, alive(last, weights.length) ? last : fresh, {
      ...options,
      enough: (at) => heldLoss(at) > least * (1 + RISE),
    });
    last = point;
    const loss = heldLoss(point);
    tried.push({ precision, loss });
    rises = loss > least * (1 + RISE) ? rises + 1 : 0;
    if (loss < least && alive(point, weights.length)) {
      least = loss;
      best = { precision, point };
    }
  }
  return { linearLoss, tried, ...best };
}

/** Spread of the vectors' numbers at the start. */
const SPREAD = 0.1;

/** The weights with small random vectors: at vectors of 0 there is no way up. */
export function startVectors(weights: Float64Array, size: number, seed: Seed): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: weights.length * (1 + size) }, (_, i) => weights[i] ?? random.normal(0, SPREAD));
}

/** Whether some vector is left: where all went to 0 the next climb would hardly get away. */
function alive(point: Float64Array, columns: number): boolean {
  for (let i = columns; i < point.length; i++) if (Math.abs(point[i]) > SPREAD / 2) return true;
  return false;
}

const POWER_STEPS = 30;

/**
 * The precision below which vectors of 0 are no maximum any more: the largest eigenvalue of the off-diagonal part of
 * Xᵀ diag(score − p) X at the linear model. By the power method, from below.
 *
 * @cost O(values of the matrix) a step, 60 of them
 */
export function strongestPrecision(
  matrix: SparseRows,
  score: ArrayLike<number>,
  weights: Float64Array,
  seed: Seed,
): number {
  const { rows, columns, start, column, value } = matrix;
  const pull = new Float64Array(rows);
  times(matrix, weights, pull);
  const own = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    pull[r] = score[r] - 1 / (1 + Math.exp(-pull[r]));
    for (let k = start[r]; k < start[r + 1]; k++) own[column[k]] += pull[r] * value[k] * value[k];
  }
  const random = createRandom(seed);
  const along = new Float64Array(rows);
  const next = new Float64Array(columns);
  /** The largest eigenvalue, in size, after `shift` is added to all. */
  const largest = (shift: number): number => {
    const v = Float64Array.from({ length: columns }, () => random.normal());
    let size = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    for (let step = 0; step < POWER_STEPS && size > 0; step++) {
      for (let c = 0; c < columns; c++) {
        v[c] /= size;
        next[c] = -own[c] * v[c];
      }
      times(matrix, v, along);
      for (let r = 0; r < rows; r++) along[r] *= pull[r];
      addTransposed(matrix, along, next);
      size = 0;
      for (let c = 0; c < columns; c++) {
        v[c] = next[c] + shift * v[c];
        size += v[c] * v[c];
      }
      size = Math.sqrt(size);
    }
    return size;
  };
  // The largest in size may be below 0: moved up by it, the largest is the largest in size.
  const shift = largest(0);
  return Math.max(0, largest(shift) - shift);
}
