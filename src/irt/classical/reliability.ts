import { betaQuantile } from '../../math/incomplete-beta.js';

/** Reliability of a total score, from the items' covariances. */
export interface ClassicalReliability {
  /** Cronbach's α = k / (k − 1) · (1 − Σ item variances / variance of the total); NaN for one item. */
  readonly alpha: number;
  /** Confidence interval of α. */
  readonly interval: { readonly lower: number; readonly upper: number; readonly confidence: number };
  /** Guttman's λ₂, never below α. */
  readonly lambda2: number;
  /** McDonald's ω of one factor (unweighted least squares): (Σ loadings)² / ((Σ loadings)² + Σ uniquenesses); NaN for fewer than three items. */
  readonly omega: number;
  /** Standard error of measurement in points: deviation of the total · √(1 − α). */
  readonly sem: number;
  readonly splitHalf: SplitHalf;
}

/** Reliability from two halves of the test: the 1st, 3rd … items and the 2nd, 4th …. */
export interface SplitHalf {
  /** Correlation of the halves. */
  readonly correlation: number;
  /** Spearman–Brown: 2r / (1 + r). */
  readonly spearmanBrown: number;
  /** Guttman (Flanagan, Rulon): 4 cov / variance of the total. */
  readonly guttman: number;
}

/**
 * Reliability of the sum of items from their covariance matrix, row-major `[k × k]`.
 *
 * @source Cronbach (1951), Psychometrika 16(3); interval: Feldt, Woodruff & Salih (1987), Applied Psychological Measurement
 *   11(1), eq. 8; Guttman (1945), Psychometrika 10(4); McDonald (1999), Test Theory, ch. 6.
 */
export function reliabilityOf(
  covariance: Float64Array,
  k: number,
  learners: number,
  confidence: number,
): ClassicalReliability {
  let trace = 0;
  let total = 0;
  let squares = 0;
  for (let i = 0; i < k; i++) {
    trace += covariance[i * k + i];
    for (let j = 0; j < k; j++) {
      total += covariance[i * k + j];
      if (i !== j) squares += covariance[i * k + j] ** 2;
    }
  }
  const alpha = alphaOf(trace, total, k);
  return {
    alpha,
    interval: feldt(alpha, learners, k, confidence),
    lambda2: k < 2 || !(total > 0) ? Number.NaN : 1 - (trace - Math.sqrt((k / (k - 1)) * squares)) / total,
    omega: omegaOf(covariance, k),
    sem: Math.sqrt(Math.max(0, total) * (1 - alpha)),
    splitHalf: halves(covariance, k),
  };
}

/** α of k items from the sum of their variances and the variance of their sum. */
export function alphaOf(trace: number, total: number, k: number): number {
  return k < 2 || !(total > 0) ? Number.NaN : (k / (k - 1)) * (1 - trace / total);
}

function feldt(alpha: number, learners: number, k: number, confidence: number): ClassicalReliability['interval'] {
  const d1 = learners - 1;
  const d2 = d1 * (k - 1);
  if (Number.isNaN(alpha) || !(d2 > 0)) return { lower: Number.NaN, upper: Number.NaN, confidence };
  // (1 − α) / (1 − estimate) has the F distribution of d1 and d2 degrees of freedom.
  const quantile = (p: number): number => {
    const beta = betaQuantile(d1 / 2, d2 / 2, p);
    return ((d2 / d1) * beta) / (1 - beta);
  };
  const tail = (1 - confidence) / 2;
  return { lower: 1 - (1 - alpha) * quantile(1 - tail), upper: 1 - (1 - alpha) * quantile(tail), confidence };
}

/** One factor by coordinate descent on the squared residuals off the diagonal; each step solves for one loading. */
function omegaOf(covariance: Float64Array, k: number): number {
  if (k < 3) return Number.NaN;
  const loading = Float64Array.from({ length: k }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < k; j++) if (j !== i) sum += covariance[i * k + j];
    return sum;
  });
  const scale = Math.sqrt(loading.reduce((sum, x) => sum + x, 0));
  if (!(scale > 0)) return Number.NaN;
  for (let i = 0; i < k; i++) loading[i] /= scale;
  for (let sweep = 0; sweep < 1000; sweep++) {
    let moved = 0;
    let size = 0;
    for (let i = 0; i < k; i++) {
      let above = 0;
      let below = 0;
      for (let j = 0; j < k; j++) {
        if (j === i) continue;
        above += covariance[i * k + j] * loading[j];
        below += loading[j] * loading[j];
      }
      const limit = Math.sqrt(covariance[i * k + i]);
      const next = below === 0 ? 0 : Math.max(-limit, Math.min(limit, above / below));
      moved = Math.max(moved, Math.abs(next - loading[i]));
      size = Math.max(size, Math.abs(next));
      loading[i] = next;
    }
    if (moved < 1e-10 * size) break;
  }
  let sum = 0;
  let unique = 0;
  for (let i = 0; i < k; i++) {
    sum += loading[i];
    unique += covariance[i * k + i] - loading[i] ** 2;
  }
  return sum ** 2 / (sum ** 2 + unique);
}

function halves(covariance: Float64Array, k: number): SplitHalf {
  let odd = 0;
  let even = 0;
  let between = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const c = covariance[i * k + j];
      if (i % 2 !== j % 2) between += c / 2;
      else if (i % 2 === 0) odd += c;
      else even += c;
    }
  }
  const correlation = odd > 0 && even > 0 ? between / Math.sqrt(odd * even) : Number.NaN;
  return {
    correlation,
    spearmanBrown: (2 * correlation) / (1 + correlation),
    guttman: (4 * between) / (odd + even + 2 * between),
  };
}

/**
 * Covariances of the items, row-major `[k × k]`, by Σ weight − 1; where cells are missing, of the learners who have both.
 *
 * @cost learners × items² / 2
 */
export function itemCovariance(points: Float64Array, weight: Float64Array, k: number, missing: boolean): Float64Array {
  const rows = weight.length;
  const out = new Float64Array(k * k);
  if (missing) {
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) out[i * k + j] = out[j * k + i] = pairCovariance(points, weight, k, i, j);
    }
    return out;
  }
  let n = 0;
  const mean = new Float64Array(k);
  for (let row = 0; row < rows; row++) {
    n += weight[row];
    for (let j = 0; j < k; j++) mean[j] += weight[row] * points[row * k + j];
  }
  for (let j = 0; j < k; j++) mean[j] /= n;
  const centred = new Float64Array(k);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < k; j++) centred[j] = points[row * k + j] - mean[j];
    for (let i = 0; i < k; i++) {
      const scaled = weight[row] * centred[i];
      for (let j = 0; j <= i; j++) out[i * k + j] += scaled * centred[j];
    }
  }
  for (let i = 0; i < k; i++) for (let j = 0; j <= i; j++) out[i * k + j] = out[j * k + i] = out[i * k + j] / (n - 1);
  return out;
}

function pairCovariance(points: Float64Array, weight: Float64Array, k: number, i: number, j: number): number {
  let n = 0;
  let meanX = 0;
  let meanY = 0;
  for (let row = 0; row < weight.length; row++) {
    const x = points[row * k + i];
    const y = points[row * k + j];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n += weight[row];
    meanX += weight[row] * x;
    meanY += weight[row] * y;
  }
  // Nobody answered both: nothing is known of how they go together.
  if (n <= 1) return 0;
  meanX /= n;
  meanY /= n;
  let sum = 0;
  for (let row = 0; row < weight.length; row++) {
    const product = (points[row * k + i] - meanX) * (points[row * k + j] - meanY);
    if (!Number.isNaN(product)) sum += weight[row] * product;
  }
  return sum / (n - 1);
}
