import { YincaiError } from '../../data/fault.js';
import type { MirtModel } from './model.js';

/** From slopes in the logistic to loadings in the normal metric. */
const LOGISTIC = 1.702;

/** Loadings of items on factors of variance 1. */
export interface FactorLoadings {
  readonly factors: readonly string[];
  /** λ = a √variance / √(1.702² + aᵀ covariance a): pattern coefficients of what lies behind the answers `[items][factors]`. */
  readonly loadings: readonly (readonly number[])[];
  /** Communalities h² = aᵀ covariance a / (1.702² + aᵀ covariance a) `[items]`. */
  readonly communalities: readonly number[];
  /** `[factors][factors]` */
  readonly correlations: readonly (readonly number[])[];
  /** Σ λ² by factor. */
  readonly sumsOfSquares: readonly number[];
}

/**
 * Factor loadings, communalities and factor correlations of a model, as item factor analysis reads it.
 *
 * @source Takane & de Leeuw (1987), Psychometrika 52(3); Bock, Gibbons & Muraki (1988), Applied Psychological Measurement 12(3).
 * @example
 * factorLoadings(model).communalities[0]; // 0.62: share of the variance behind item 1 that the factors explain
 */
export function factorLoadings(model: Pick<MirtModel, 'slopes' | 'dimensions' | 'latent'>): FactorLoadings {
  const { covariance } = model.latent;
  const deviation = covariance.map((row, d) => Math.sqrt(row[d]));
  const explained = model.slopes.map((a) =>
    a.reduce((sum, x, d) => sum + a.reduce((part, y, e) => part + x * y * covariance[d][e], 0), 0),
  );
  const loadings = model.slopes.map((a, j) =>
    a.map((x, d) => (x * deviation[d]) / Math.sqrt(LOGISTIC ** 2 + explained[j])),
  );
  return {
    factors: model.dimensions,
    loadings,
    communalities: explained.map((v) => v / (LOGISTIC ** 2 + v)),
    correlations: covariance.map((row, d) => row.map((v, e) => (d === e ? 1 : v / (deviation[d] * deviation[e])))),
    sumsOfSquares: sumsOf(loadings),
  };
}

function sumsOf(loadings: readonly (readonly number[])[]): number[] {
  return (loadings[0] ?? []).map((_, d) => loadings.reduce((sum, row) => sum + row[d] ** 2, 0));
}

/** How an exploratory solution is turned: `varimax` keeps the factors uncorrelated, `oblimin` (γ = 0, quartimin) lets them correlate. */
export type Rotation = 'varimax' | 'oblimin';

const ITERATIONS = 2000;
const STILL = 1e-9;

/** Starts of the search, the unrotated one included: the criteria have local ends. */
const STARTS = 8;

/**
 * An exploratory model turned towards simple structure: slopes and covariance of the abilities, which give the same
 * probabilities. Loadings are rotated by gradient projection, `varimax` with Kaiser's normalisation, from several starts of which
 * the best end counts. Factors are put in the order of their sums of squares and turned to positive ones. Standard errors of
 * rotated slopes are not known (NaN).
 *
 * @throws YincaiError for a model that is not exploratory (`unsupported`).
 * @source Bernaards & Jennrich (2005), Educational and Psychological Measurement 65(5); Kaiser (1958), Psychometrika 23(3).
 * @example
 * factorLoadings(rotate(model, 'oblimin')).correlations[1][0];
 */
export function rotate(model: MirtModel, rotation: Rotation = 'oblimin'): MirtModel {
  if (model.structure !== 'exploratory') {
    throw new YincaiError({
      code: 'unsupported',
      value: model.structure,
      expected: 'an exploratory model: the axes of others are fixed by what their items measure',
      expectedZh: '探索性模型；其他模型的坐标轴由题目所测维度确定',
    });
  }
  if (rotation !== 'varimax' && rotation !== 'oblimin') {
    throw new YincaiError({
      code: 'bad-option',
      column: 'rotation',
      value: String(rotation),
      expected: 'varimax or oblimin',
      expectedZh: 'varimax 或 oblimin',
    });
  }
  const size = model.dimensions.length;
  const unrotated = factorLoadings(model).loadings;
  const best = rotateLoadings(unrotated, rotation);
  // Λ = A T⁻ᵀ and factors f = Tᵀ θ: the slopes turn as the loadings do.
  const back = transpose(invert(best.turn));
  const slopes = times(model.slopes, back);
  const correlation = times(transpose(best.turn), best.turn);
  const squares = sumsOf(times(unrotated, back));
  const order = squares.map((_, d) => d).sort((d, e) => squares[e] - squares[d]);
  const sign = order.map((d) => (slopes.reduce((sum, row) => sum + row[d], 0) < 0 ? -1 : 1));
  const nothing = model.slopes.map((row) => row.map(() => Number.NaN));
  return {
    ...model,
    loads: model.loads.map((row) => row.map(() => 1)),
    slopes: slopes.map((row) => order.map((d, c) => sign[c] * row[d])),
    latent: {
      ...model.latent,
      covariance: order.map((d, c) => order.map((e, f) => (c === f ? 1 : sign[c] * sign[f] * correlation[d][e]))),
      se: { covariance: Array.from({ length: size }, () => new Array<number>(size).fill(Number.NaN)) },
    },
    se: { ...model.se, slopes: nothing },
  };
}

type Matrix = readonly (readonly number[])[];

/** The rotation of loadings by the criterion: `turn` T with columns of length 1, orthogonal for varimax; Λ = A T⁻ᵀ. */
export function rotateLoadings(
  loadings: Matrix,
  rotation: Rotation,
): { readonly turn: Matrix; readonly value: number } {
  const size = loadings[0].length;
  const normalised =
    rotation === 'varimax' ? loadings.map((row) => row.map((x) => x / (Math.hypot(...row) || 1))) : loadings;
  let best: { turn: Matrix; value: number } | undefined;
  for (let start = 0; start < STARTS; start++) {
    const found = project(normalised, rotation, startTurn(size, start));
    if (best === undefined || found.value < best.value - 1e-10) best = found;
  }
  return best as { turn: Matrix; value: number };
}

/** Orthogonal matrices to start from: the identity, then products of fixed plane rotations. */
function startTurn(size: number, start: number): number[][] {
  const turn = Array.from({ length: size }, (_, d) => Array.from({ length: size }, (_, e) => Number(d === e)));
  if (start === 0) return turn;
  for (let d = 0; d < size; d++) {
    for (let e = 0; e < d; e++) {
      const angle = start * (1.1 + 0.7 * d + 0.3 * e);
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (const row of turn) [row[d], row[e]] = [c * row[d] - s * row[e], s * row[d] + c * row[e]];
    }
  }
  return turn;
}

/** Gradient projection from T, which keeps its columns of length 1 and, for varimax, orthogonal. */
function project(loadings: Matrix, rotation: Rotation, start: Matrix): { turn: Matrix; value: number } {
  const oblique = rotation === 'oblimin';
  const rotated = (turn: Matrix): Matrix => times(loadings, oblique ? transpose(invert(turn)) : turn);
  let turn = start;
  let here = rotated(turn);
  let { value, gradient } = criterion(here, rotation);
  let length = 1;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const g = oblique
      ? transpose(times(transpose(here), times(gradient, invert(turn)))).map((row) => row.map((x) => -x))
      : times(transpose(loadings), gradient);
    const direction = oblique ? alongColumns(turn, g) : alongOrthogonal(turn, g);
    const steep = direction.reduce((sum, row) => sum + row.reduce((part, x) => part + x * x, 0), 0);
    if (Math.sqrt(steep) < STILL) break;
    length *= 2;
    let moved = false;
    for (let half = 0; half < 40; half++, length /= 2) {
      const raw = turn.map((row, d) => row.map((x, e) => x - length * direction[d][e]));
      const next = oblique ? unitColumns(raw) : orthogonalise(raw);
      const there = rotated(next);
      const found = criterion(there, rotation);
      if (!(found.value < value - 0.5 * steep * length)) continue;
      turn = next;
      here = there;
      ({ value, gradient } = found);
      moved = true;
      break;
    }
    if (!moved) break;
  }
  return { turn, value };
}

/** The criterion to be least and its gradient by the rotated loadings. */
function criterion(loadings: Matrix, rotation: Rotation): { value: number; gradient: number[][] } {
  const rows = loadings.length;
  const squares = loadings.map((row) => row.map((x) => x * x));
  if (rotation === 'oblimin') {
    // Quartimin: ¼ Σ_{d ≠ e} Σ_j λ²_jd λ²_je.
    let value = 0;
    const gradient = loadings.map((row, j) => {
      const all = squares[j].reduce((a, b) => a + b, 0);
      return row.map((x, d) => {
        value += 0.25 * squares[j][d] * (all - squares[j][d]);
        return x * (all - squares[j][d]);
      });
    });
    return { value, gradient };
  }
  const means = sumsOf(loadings).map((sum) => sum / rows);
  let value = 0;
  const gradient = loadings.map((row, j) =>
    row.map((x, d) => {
      const apart = squares[j][d] - means[d];
      value -= 0.25 * apart * apart;
      return -x * apart;
    }),
  );
  return { value, gradient };
}

/** The part of G that keeps the lengths of the columns of T. */
function alongColumns(turn: Matrix, g: Matrix): number[][] {
  const along = turn[0].map((_, e) => turn.reduce((sum, row, d) => sum + row[e] * g[d][e], 0));
  return g.map((row, d) => row.map((x, e) => x - turn[d][e] * along[e]));
}

/** The part of G that keeps T orthogonal. */
function alongOrthogonal(turn: Matrix, g: Matrix): number[][] {
  const m = times(transpose(turn), g);
  const symmetric = m.map((row, d) => row.map((x, e) => 0.5 * (x + m[e][d])));
  const part = times(turn, symmetric);
  return g.map((row, d) => row.map((x, e) => x - part[d][e]));
}

function unitColumns(matrix: Matrix): Matrix {
  const lengths = matrix[0].map((_, e) => Math.hypot(...matrix.map((row) => row[e])));
  return matrix.map((row) => row.map((x, e) => x / lengths[e]));
}

/** The nearest orthogonal matrix, M (MᵀM)^−½, by Newton's iteration X ← ½ (X + X⁻ᵀ). */
function orthogonalise(matrix: Matrix): Matrix {
  let x = matrix;
  for (let i = 0; i < 60; i++) {
    const back = transpose(invert(x));
    const next = x.map((row, d) => row.map((v, e) => 0.5 * (v + back[d][e])));
    const change = next.reduce((most, row, d) => Math.max(most, ...row.map((v, e) => Math.abs(v - x[d][e]))), 0);
    x = next;
    if (change < 1e-14) break;
  }
  return x;
}

function transpose(matrix: Matrix): number[][] {
  return matrix[0].map((_, e) => matrix.map((row) => row[e]));
}

function times(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => b[0].map((_, e) => row.reduce((sum, x, d) => sum + x * b[d][e], 0)));
}

/** Inverse by Gauss–Jordan elimination with pivoting. */
function invert(matrix: Matrix): number[][] {
  const size = matrix.length;
  const work = matrix.map((row, d) => [...row, ...Array.from({ length: size }, (_, e) => Number(d === e))]);
  for (let c = 0; c < size; c++) {
    let pivot = c;
    for (let r = c + 1; r < size; r++) if (Math.abs(work[r][c]) > Math.abs(work[pivot][c])) pivot = r;
    [work[c], work[pivot]] = [work[pivot], work[c]];
    const scale = 1 / work[c][c];
    for (let k = 0; k < 2 * size; k++) work[c][k] *= scale;
    for (let r = 0; r < size; r++) {
      const factor = work[r][c];
      if (r === c || factor === 0) continue;
      for (let k = 0; k < 2 * size; k++) work[r][k] -= factor * work[c][k];
    }
  }
  return work.map((row) => row.slice(size));
}
