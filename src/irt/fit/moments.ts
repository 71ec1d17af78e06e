/**
 * What of the answers a limited-information statistic looks at: functions t of one item's category, and of two items the
 * products s_l s_m of functions s = combine · t.
 *
 * - `sums`: t = s = category number (M2*; with two categories M2);
 * - `categories`: t = s = indicators of categories 1, 2, … (M2);
 * - `mixed`: t = indicators, s = category number (C2).
 */
export type MomentKind = 'sums' | 'categories' | 'mixed';

/** The functions of one item. */
export interface ItemFunctions {
  readonly single: number;
  readonly pair: number;
  /** t `[single × categories]`; 0 for category 0. */
  readonly scores: Float64Array;
  /** s = combine · t `[pair × single]`. */
  readonly combine: Float64Array;
}

/** The functions of an item with so many categories. */
export function itemFunctions(kind: MomentKind, categories: number): ItemFunctions {
  const steps = categories - 1;
  if (kind === 'sums' || steps === 1) {
    return {
      single: 1,
      pair: 1,
      scores: Float64Array.from({ length: categories }, (_, k) => k),
      combine: Float64Array.of(1),
    };
  }
  const scores = new Float64Array(steps * categories);
  for (let b = 0; b < steps; b++) scores[b * categories + b + 1] = 1;
  if (kind === 'mixed') {
    return { single: steps, pair: 1, scores, combine: Float64Array.from({ length: steps }, (_, b) => b + 1) };
  }
  const combine = new Float64Array(steps * steps);
  for (let b = 0; b < steps; b++) combine[b * steps + b] = 1;
  return { single: steps, pair: steps, scores, combine };
}

/** Moments of one item's functions given ability, at the nodes. */
export interface ConditionalMoments extends ItemFunctions {
  /** E(t | node) `[single × nodes]`. */
  readonly mean: Float64Array;
  /** E(s | node) `[pair × nodes]`. */
  readonly pairMean: Float64Array;
  /** Lower triangular root of Cov(t | node), `[nodes × single × single]`. */
  readonly root: Float64Array;
}

/** Moments of an item's functions from P(category | node) `[categories × nodes]`. */
export function conditionalMoments(
  functions: ItemFunctions,
  probability: Float64Array,
  width: number,
): ConditionalMoments {
  const { single, pair, scores, combine } = functions;
  const categories = scores.length / single;
  const mean = new Float64Array(single * width);
  const pairMean = new Float64Array(pair * width);
  const root = new Float64Array(width * single * single);
  const covariance = new Float64Array(single * single);
  for (let q = 0; q < width; q++) {
    covariance.fill(0);
    for (let b = 0; b < single; b++) {
      for (let k = 1; k < categories; k++) {
        const p = probability[k * width + q];
        const t = scores[b * categories + k];
        mean[b * width + q] += p * t;
        for (let c = 0; c <= b; c++) covariance[b * single + c] += p * t * scores[c * categories + k];
      }
    }
    for (let b = 0; b < single; b++) {
      for (let c = 0; c <= b; c++) {
        let value = covariance[b * single + c];
        // Var of a single function by its deviations, where the square of the mean would take the digits of a rare one.
        if (b === c) value = variance(scores, b, categories, probability, q, width, mean[b * width + q]);
        else value -= mean[b * width + q] * mean[c * width + q];
        covariance[b * single + c] = value;
      }
    }
    for (let a = 0; a < pair; a++)
      for (let b = 0; b < single; b++) pairMean[a * width + q] += combine[a * single + b] * mean[b * width + q];
    semidefiniteRoot(covariance, single, root.subarray(q * single * single, (q + 1) * single * single));
  }
  return { ...functions, mean, pairMean, root };
}

function variance(
  scores: Float64Array,
  b: number,
  categories: number,
  probability: Float64Array,
  q: number,
  width: number,
  mean: number,
): number {
  let sum = 0;
  for (let k = 0; k < categories; k++) sum += probability[k * width + q] * (scores[b * categories + k] - mean) ** 2;
  return sum;
}

/** Cholesky's root of a matrix that may be singular: a pivot that vanishes leaves a column of zeros. */
function semidefiniteRoot(matrix: Float64Array, size: number, root: Float64Array): void {
  root.fill(0);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k++) sum -= root[i * size + k] * root[j * size + k];
      if (i === j) root[i * size + i] = sum > 1e-15 * matrix[i * size + i] ? Math.sqrt(sum) : 0;
      else if (root[j * size + j] > 0) root[i * size + j] = sum / root[j * size + j];
    }
  }
}

/** The places of moments in one column: the singles of every item, then the pairs l < m with their functions. */
export interface MomentLayout {
  readonly size: number;
  readonly singles: number;
  /** First single of each item `[items]`. */
  readonly singleAt: readonly number[];
  /** First place of the pair l < m. */
  readonly pairAt: (l: number, m: number) => number;
}

/** Lays out the moments of some items. */
export function momentLayout(items: readonly ItemFunctions[]): MomentLayout {
  const singleAt: number[] = [];
  let at = 0;
  for (const { single } of items) {
    singleAt.push(at);
    at += single;
  }
  const singles = at;
  const first = new Int32Array(items.length * items.length);
  for (let l = 0; l < items.length; l++) {
    for (let m = l + 1; m < items.length; m++) {
      first[l * items.length + m] = at;
      at += items[l].pair * items[m].pair;
    }
  }
  return { size: at, singles, singleAt, pairAt: (l, m) => first[l * items.length + m] };
}

/** E t and E s_l s_m over the nodes with their prior weights: the model's moments, laid out. */
export function expectedMoments(
  items: readonly ConditionalMoments[],
  layout: MomentLayout,
  prior: Float64Array,
): Float64Array {
  const width = prior.length;
  const out = new Float64Array(layout.size);
  items.forEach(({ single, mean }, l) => {
    for (let b = 0; b < single; b++) {
      let sum = 0;
      for (let q = 0; q < width; q++) sum += prior[q] * mean[b * width + q];
      out[layout.singleAt[l] + b] = sum;
    }
  });
  const weighted = new Float64Array(width);
  for (let l = 0; l < items.length; l++) {
    for (let a = 0; a < items[l].pair; a++) {
      const x = items[l].pairMean.subarray(a * width, (a + 1) * width);
      for (let q = 0; q < width; q++) weighted[q] = prior[q] * x[q];
      for (let m = l + 1; m < items.length; m++) {
        const { pair, pairMean } = items[m];
        const at = layout.pairAt(l, m) + a * pair;
        for (let b = 0; b < pair; b++) {
          let sum = 0;
          for (let q = 0; q < width; q++) sum += weighted[q] * pairMean[b * width + q];
          out[at + b] = sum;
        }
      }
    }
  }
  return out;
}
