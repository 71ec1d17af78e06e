import type { Booklet, FitData } from './data.js';
import type { FreeParameters } from './free-parameters.js';
import { inverseForm } from './inverse-form.js';
import {
  type ConditionalMoments,
  conditionalMoments,
  expectedMoments,
  type ItemFunctions,
  type MomentLayout,
  momentLayout,
} from './moments.js';
import { type AnswerColumns, pairCounts } from './pair-counts.js';

/** Moments of one sample: observed, expected, and how the expected ones move with the parameters. */
export interface MarginSample {
  readonly learners: number;
  readonly items: readonly ConditionalMoments[];
  readonly layout: MomentLayout;
  readonly prior: Float64Array;
  /** Observed less expected `[moments]`. */
  readonly residual: Float64Array;
  /** Free parameters that move anything here, and by how much `[parameters][moments]`. */
  readonly parameters: readonly number[];
  readonly jacobian: readonly Float64Array[];
}

/** Observed moments of a booklet from its tables of item pairs. */
export function observedMoments(
  columns: AnswerColumns,
  booklet: Booklet,
  functions: readonly ItemFunctions[],
  layout: MomentLayout,
  categories: readonly number[],
): Float64Array {
  const { items, learners } = booklet;
  const out = new Float64Array(layout.size);
  const pairScores = functions.map(({ single, pair, scores, combine }) => {
    const own = scores.length / single;
    const s = new Float64Array(pair * own);
    for (let a = 0; a < pair; a++)
      for (let b = 0; b < single; b++)
        for (let k = 0; k < own; k++) s[a * own + k] += combine[a * single + b] * scores[b * own + k];
    return s;
  });
  items.forEach((j, l) => {
    const { single, scores } = functions[l];
    const own = categories[j];
    const n = new Float64Array(own);
    const answers = columns.answers[j] as Uint8Array;
    for (let i = 0; i < columns.rows; i++) n[answers[i]] += columns.weight[i];
    for (let b = 0; b < single; b++)
      for (let k = 0; k < own; k++) out[layout.singleAt[l] + b] += (n[k] * scores[b * own + k]) / learners;
  });
  for (let l = 0; l < items.length; l++) {
    for (let m = l + 1; m < items.length; m++) {
      const counts = pairCounts(columns, items[l], items[m], categories);
      const own = categories[items[l]];
      const other = categories[items[m]];
      const at = layout.pairAt(l, m);
      for (let a = 0; a < functions[l].pair; a++) {
        for (let b = 0; b < functions[m].pair; b++) {
          let sum = 0;
          for (let k = 1; k < own; k++) {
            const f = pairScores[l][a * own + k];
            if (f === 0) continue;
            for (let h = 1; h < other; h++) sum += f * pairScores[m][b * other + h] * counts[k * other + h];
          }
          out[at + a * functions[m].pair + b] = sum / learners;
        }
      }
    }
  }
  return out;
}

/** One sample's moments of the model itself. `derivatives[j]` are those of P(category | node) by each flat parameter. */
export function modelSample(
  data: FitData,
  booklet: Booklet,
  functions: readonly ItemFunctions[],
  observed: Float64Array,
  free: FreeParameters,
  derivatives: readonly Float64Array[],
): MarginSample {
  const { irt, nodes, probability, weights, model } = data;
  const width = nodes.length;
  const prior = weights[booklet.group];
  const items = Array.from(booklet.items, (j, l) =>
    conditionalMoments(
      functions[l],
      probability.subarray(irt.categoryAt[j] * width, irt.categoryAt[j + 1] * width),
      width,
    ),
  );
  const layout = momentLayout(functions);
  const columnOf = new Map<number, Float64Array>();
  const column = (parameter: number): Float64Array => {
    const known = columnOf.get(parameter) ?? new Float64Array(layout.size);
    columnOf.set(parameter, known);
    return known;
  };
  booklet.items.forEach((j, l) => {
    const own = irt.categories[j] * width;
    free.ofItem[j].forEach((parameter, s) => {
      if (parameter < 0) return;
      addItemColumn(column(parameter), items, layout, prior, l, derivatives[j].subarray(s * own, (s + 1) * own));
    });
  });
  const { mean, deviation } = model.latent[booklet.group];
  const moves = free.ofGroup[booklet.group];
  const addMoments = (parameter: number, slope: (x: number) => number): void => {
    if (parameter < 0) return;
    // The weights are normed on the grid: w ∝ density, so that ∂w = w (slope − its mean).
    let centre = 0;
    for (let q = 0; q < width; q++) centre += prior[q] * slope(nodes[q]);
    const move = prior.map((w, q) => w * (slope(nodes[q]) - centre));
    const to = column(parameter);
    expectedMoments(items, layout, move).forEach((x, i) => {
      to[i] += x;
    });
  };
  addMoments(moves.mean, (x) => (x - mean) / deviation ** 2);
  addMoments(moves.deviation, (x) => (x - mean) ** 2 / deviation ** 3);
  return finish(booklet.learners, items, layout, prior, observed, columnOf);
}

/** One sample's moments if items were independent, with the shares of the categories `[items][categories]`, free from `first[l]` on. */
export function independentSample(
  learners: number,
  functions: readonly ItemFunctions[],
  observed: Float64Array,
  shares: readonly Float64Array[],
  first: readonly number[],
): MarginSample {
  const prior = Float64Array.of(1);
  const items = functions.map((own, l) => conditionalMoments(own, shares[l], 1));
  const layout = momentLayout(functions);
  const columnOf = new Map<number, Float64Array>();
  functions.forEach((_, l) => {
    for (let k = 1; k < shares[l].length; k++) {
      const to = new Float64Array(layout.size);
      const derivative = new Float64Array(shares[l].length);
      derivative[k] = 1;
      addItemColumn(to, items, layout, prior, l, derivative);
      columnOf.set(first[l] + k - 1, to);
    }
  });
  return finish(learners, items, layout, prior, observed, columnOf);
}

function finish(
  learners: number,
  items: readonly ConditionalMoments[],
  layout: MomentLayout,
  prior: Float64Array,
  observed: Float64Array,
  columnOf: ReadonlyMap<number, Float64Array>,
): MarginSample {
  const expected = expectedMoments(items, layout, prior);
  return {
    learners,
    items,
    layout,
    prior,
    residual: observed.map((x, i) => x - expected[i]),
    parameters: [...columnOf.keys()],
    jacobian: [...columnOf.values()],
  };
}

/** Adds how the moments move with a parameter of item l, whose curves move by `derivative` `[categories × nodes]`. */
function addItemColumn(
  to: Float64Array,
  items: readonly ConditionalMoments[],
  layout: MomentLayout,
  prior: Float64Array,
  l: number,
  derivative: Float64Array,
): void {
  const width = prior.length;
  const { single, pair, scores, combine } = items[l];
  const categories = scores.length / single;
  const byMean = new Float64Array(single * width);
  for (let b = 0; b < single; b++) {
    for (let k = 1; k < categories; k++) {
      const t = scores[b * categories + k];
      if (t !== 0) for (let q = 0; q < width; q++) byMean[b * width + q] += t * prior[q] * derivative[k * width + q];
    }
    let sum = 0;
    for (let q = 0; q < width; q++) sum += byMean[b * width + q];
    to[layout.singleAt[l] + b] += sum;
  }
  for (let a = 0; a < pair; a++) {
    const move = new Float64Array(width);
    for (let b = 0; b < single; b++)
      for (let q = 0; q < width; q++) move[q] += combine[a * single + b] * byMean[b * width + q];
    items.forEach((other, m) => {
      if (m === l) return;
      for (let b = 0; b < other.pair; b++) {
        let sum = 0;
        for (let q = 0; q < width; q++) sum += move[q] * other.pairMean[b * width + q];
        to[l < m ? layout.pairAt(l, m) + a * other.pair + b : layout.pairAt(m, l) + b * pair + a] += sum;
      }
    });
  }
}

/** Pivots below this share of their diagonal are of parameters that the moments do not tell apart from the others. */
const SMALLEST_PIVOT = 1e-10;

/**
 * The quadratic form Σ_samples N rᵀ Ξ⁻¹ r with what the parameters can explain taken out, rᵀ (Ξ⁻¹ − Ξ⁻¹Δ(ΔᵀΞ⁻¹Δ)⁻¹ΔᵀΞ⁻¹) r, and its
 * degrees of freedom: moments less the rank of Δ. Undefined where some Ξ is singular.
 *
 * @source Maydeu-Olivares & Joe (2005), Journal of the American Statistical Association 100, eq. 12.
 */
export function quadraticStatistic(
  samples: readonly MarginSample[],
  parameters: number,
): { readonly value: number; readonly df: number } | undefined {
  const n = parameters + 1;
  const gram = new Float64Array(n * n);
  let moments = 0;
  for (const { items, layout, prior, residual, jacobian, parameters: own, learners } of samples) {
    const part = inverseForm(items, layout, prior)?.([residual, ...jacobian]);
    if (part === undefined) return undefined;
    const place = [0, ...own.map((p) => p + 1)];
    place.forEach((row, i) => {
      place.forEach((col, k) => {
        gram[row * n + col] += learners * part[i * place.length + k];
      });
    });
    moments += layout.size;
  }
  let rank = 0;
  const start = Float64Array.from({ length: n }, (_, i) => gram[i * n + i]);
  const left = new Set(Array.from({ length: parameters }, (_, i) => i + 1).filter((i) => start[i] > 0));
  for (;;) {
    let pivot = 0;
    let largest = SMALLEST_PIVOT;
    for (const i of left) {
      const share = gram[i * n + i] / start[i];
      if (share > largest) {
        largest = share;
        pivot = i;
      }
    }
    if (pivot === 0) break;
    left.delete(pivot);
    rank++;
    const by = 1 / gram[pivot * n + pivot];
    for (const i of [0, ...left]) {
      const f = gram[i * n + pivot] * by;
      if (f !== 0) for (let k = 0; k < n; k++) gram[i * n + k] -= f * gram[pivot * n + k];
    }
  }
  return { value: Math.max(0, gram[0]), df: moments - rank };
}
