import type { PackedRows } from '../../kernels/packed-rows.js';
import type { PreparedIrt } from '../curves.js';
import { grid } from './nodes.js';
import { createSlopes, likelihoodSlopes } from './slopes.js';

/** Cells are this wide at most, and this part of the steepest item's scale 1 / a. */
const WIDEST_CELL = 0.1;
const CELL_BY_SCALE = 0.2;

/** Gradients below this part of the steepest slope may be rounding: that of a perfect row has no root. */
const ROUNDING = 1e-9;

/**
 * Sums of the statistics of answers, t, and what is expected of them: for items whose log-probabilities are
 * log P(k | θ) = t_k θ + c_k − log normaliser(θ) — all families but those with asymptotes, graded and continuous ones — the
 * likelihood's derivative is Σ t − T(θ), whoever answered. T is tabulated once and every mode is then a look-up.
 */
export interface CanonicalTest {
  /** Mode of likelihood · N(mean, 1/precision) · I^half into `out`; false where it is not within the table. */
  readonly solve: (sum: number, mean: number, precision: number, out: CanonicalMode) => boolean;
}

/** A mode with Fisher's information and minus the second derivative there. */
export interface CanonicalMode {
  theta: number;
  information: number;
  curvature: number;
}

/** Statistics t of the categories `[Σ categories]`; NaN for those of items that have none. */
function categoryStatistics({ curves, parameters, categories, categoryAt, model }: PreparedIrt): Float64Array {
  const out = new Float64Array(categoryAt[categories.length]).fill(Number.NaN);
  curves.forEach(({ size, slopes }, j) => {
    const family = model.families[j];
    const binary = categories[j] === 2 && slopes === 1 && size === 2;
    if (!binary && !['PCM', 'GPCM', 'RSM', 'NRM'].includes(family)) return;
    for (let k = 0; k < categories[j]; k++) {
      out[categoryAt[j] + k] = slopes === 1 ? k * parameters[j][0] : k === 0 ? 0 : parameters[j][k - 1];
    }
  });
  return out;
}

/** Sums of statistics of packed rows, by block and code, so that a row costs an addition a block. */
export interface PackedSums {
  /** Σ t of a row's answers; NaN where some have none. */
  readonly sum: (row: number) => number;
  /** Whether a row has missing cells. */
  readonly lacks: (row: number) => boolean;
}

/** The sums of statistics of packed rows. */
export function packedSums(irt: PreparedIrt, { blocks, codes }: PackedRows): PackedSums {
  const statistics = categoryStatistics(irt);
  const sums: Float64Array[] = [];
  const lacking: Uint8Array[] = [];
  for (const { from, to, radix, codes: size } of blocks) {
    const own = new Float64Array(size);
    const lacks = new Uint8Array(size);
    for (let code = 0; code < size; code++) {
      let rest = code;
      for (let j = from; j < to; j++) {
        const digit = rest % radix[j - from];
        rest = (rest - digit) / radix[j - from];
        if (digit === irt.categories[j]) lacks[code] = 1;
        else own[code] += statistics[irt.categoryAt[j] + digit];
      }
    }
    sums.push(own);
    lacking.push(lacks);
  }
  const width = blocks.length;
  return {
    sum: (row) => {
      let sum = 0;
      for (let b = 0; b < width; b++) sum += sums[b][codes[row * width + b]];
      return sum;
    },
    lacks: (row) => {
      for (let b = 0; b < width; b++) if (lacking[b][codes[row * width + b]] === 1) return true;
      return false;
    },
  };
}

/**
 * The test of some items as a table on `low` … `high`: in each cell T is the polynomial of fifth degree that has its value and first
 * two derivatives at both ends, exact to about 1e-9.
 *
 * @param answers any answers to the items, the others missing
 * @param weighted whether modes are those of likelihood · √information
 * @returns undefined where the gradient falls not throughout, so that there may be several modes
 * @source The statistics of exponential families: Andersen (1980), Discrete Statistical Models, ch. 3; the interpolation: Hermite (1878)
 */
export function canonicalTest(
  irt: PreparedIrt,
  answers: Uint8Array,
  sum: number,
  low: number,
  high: number,
  weighted: boolean,
): CanonicalTest | undefined {
  let steepest = 0;
  irt.curves.forEach(({ slopes }, j) => {
    const own = slopes === 1 ? [irt.parameters[j][0]] : irt.parameters[j].subarray(0, irt.categories[j] - 1);
    for (const a of own) steepest = Math.max(steepest, Math.abs(a));
  });
  const cells = Math.ceil((high - low) / Math.min(WIDEST_CELL, CELL_BY_SCALE / steepest));
  const nodes = grid(low, high, cells + 1);
  const width = (high - low) / cells;
  // At every node T, I = T′ and I′ = T″.
  const value = new Float64Array(cells + 1);
  const first = new Float64Array(cells + 1);
  const second = new Float64Array(cells + 1);
  const slopesAt = likelihoodSlopes(irt);
  const slopes = createSlopes();
  nodes.forEach((theta, q) => {
    slopesAt(answers, theta, slopes);
    value[q] = sum - slopes.first;
    first[q] = slopes.information;
    second[q] = slopes.informationSlope;
  });
  /** Minus the part of the gradient that is everybody's. */
  const level = Float64Array.from(nodes, (_, q) => value[q] - (weighted ? second[q] / (2 * first[q]) : 0));
  for (let q = 1; q <= cells; q++) if (!(level[q] > level[q - 1] - ROUNDING * steepest)) return undefined;

  return {
    solve: (own, mean, precision, out) => {
      const gradientAt = (q: number): number => own - level[q] + precision * (mean - nodes[q]);
      if (!(gradientAt(0) > ROUNDING * steepest && gradientAt(cells) < -ROUNDING * steepest)) return false;
      let q = 0;
      for (let end = cells; end - q > 1; ) {
        const middle = (q + end) >> 1;
        if (gradientAt(middle) > 0) q = middle;
        else end = middle;
      }
      // T in the cell by t = 0 … 1: c0 + c1 t + … + c5 t⁵.
      const c0 = value[q];
      const c1 = width * first[q];
      const c2 = 0.5 * width * width * second[q];
      const rise = value[q + 1] - c0 - c1 - c2;
      const bend = width * first[q + 1] - c1 - 2 * c2;
      const turn = 0.5 * width * width * second[q + 1] - c2;
      const c3 = 10 * rise - 4 * bend + turn;
      const c4 = -15 * rise + 7 * bend - 2 * turn;
      const c5 = 6 * rise - 3 * bend + turn;
      const before = gradientAt(q);
      let t = before / (before - gradientAt(q + 1));
      for (let step = 0; step < 20; step++) {
        const theta = nodes[q] + width * t;
        const information = (c1 + t * (2 * c2 + t * (3 * c3 + t * (4 * c4 + t * 5 * c5)))) / width;
        let gradient = own - (c0 + t * (c1 + t * (c2 + t * (c3 + t * (c4 + t * c5))))) + precision * (mean - theta);
        let curvature = information + precision;
        if (weighted) {
          const slope = (2 * c2 + t * (6 * c3 + t * (12 * c4 + t * 20 * c5))) / width ** 2;
          const bent = (6 * c3 + t * (24 * c4 + t * 60 * c5)) / width ** 3;
          gradient += slope / (2 * information);
          curvature -= (bent * information - slope * slope) / (2 * information * information);
        }
        const change = gradient / curvature / width;
        t = Math.min(1, Math.max(0, t + change));
        out.theta = nodes[q] + width * t;
        out.information = information;
        out.curvature = curvature;
        if (Math.abs(change) < 1e-7) break;
      }
      return true;
    },
  };
}
