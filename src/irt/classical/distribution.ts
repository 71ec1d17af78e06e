import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { checkMatrix } from '../check.js';
import { type MissingRule, totalsOf } from './totals.js';

/** Options of {@link scoreDistribution}; what is absent is taken from {@link distributionDefaults}. */
export interface DistributionOptions {
  /** Points a band; 0 means a tenth of the full marks. */
  readonly width?: number;
  readonly missing?: MissingRule;
  /** Shares of the full marks from which a total is excellent (优秀) and a pass (及格), and below which it is low (低分). */
  readonly excellent?: number;
  readonly pass?: number;
  readonly low?: number;
}

/** Defaults of {@link scoreDistribution}: 优秀 85 %, 及格 60 %, 低分 below 40 %, as school reports in China have them. */
export const distributionDefaults: Required<DistributionOptions> = {
  width: 0,
  missing: 'prorate',
  excellent: 0.85,
  pass: 0.6,
  low: 0.4,
};

/** Learners whose total is in `from` ≤ total < `to`; the last band has the full marks too. */
export interface ScoreBand {
  readonly from: number;
  readonly to: number;
  readonly learners: number;
  readonly share: number;
  /** Share of the learners in this band or above. */
  readonly above: number;
}

/** Distribution of totals (分数段) with the rates that schools report. */
export interface ScoreDistribution {
  readonly learners: number;
  readonly fullMarks: number;
  readonly bands: readonly ScoreBand[];
  readonly rates: { readonly excellent: number; readonly pass: number; readonly low: number };
}

/**
 * Distribution of the totals in bands of equal width, with the rates of excellent, passing and low totals.
 *
 * @throws YincaiError for cells that are no points, fewer than two learners, a width below 0 or of more than 10,000 bands.
 * @example
 * scoreDistribution(matrix, { width: 10 }).bands.at(-1); // { from: 140, to: 150, learners: 3, share: 0.02, above: 0.02 }
 */
export function scoreDistribution(matrix: ResponseMatrix, options: DistributionOptions = {}): ScoreDistribution {
  const settled = { ...distributionDefaults, ...options };
  checkMatrix(matrix);
  const { total, weight, learners, fullMarks } = totalsOf(matrix, settled.missing);
  const width = settled.width === 0 ? fullMarks / 10 : settled.width;
  const size = Math.ceil(fullMarks / width - 1e-9);
  if (!(width > 0 && size <= 10_000)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'width',
      value: String(settled.width),
      expected: `points above 0, at least ${fullMarks / 10_000}`,
      expectedZh: `大于 0 的分数，至少 ${fullMarks / 10_000}`,
    });
  }
  const counts = new Float64Array(size);
  let [excellent, pass, low] = [0, 0, 0];
  for (let i = 0; i < total.length; i++) {
    // Sums of decimal points miss a border by rounding.
    counts[Math.min(size - 1, Math.floor(total[i] / width + 1e-9))] += weight[i];
    const share = total[i] / fullMarks + 1e-9;
    if (share >= settled.excellent) excellent += weight[i];
    if (share >= settled.pass) pass += weight[i];
    if (share < settled.low) low += weight[i];
  }
  let above = learners;
  const bands = Array.from(counts, (n, b): ScoreBand => {
    const band = {
      from: Number((b * width).toPrecision(12)),
      to: Number(Math.min(fullMarks, (b + 1) * width).toPrecision(12)),
      learners: n,
      share: n / learners,
      above: above / learners,
    };
    above -= n;
    return band;
  });
  return {
    learners,
    fullMarks,
    bands,
    rates: { excellent: excellent / learners, pass: pass / learners, low: low / learners },
  };
}
