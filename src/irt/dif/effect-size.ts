import { fillItem, type ItemCurve } from '../item-curve.js';

/** A curve with its parameters. */
export interface ItemVersion {
  readonly curve: ItemCurve;
  readonly parameters: Float64Array;
}

/**
 * How far apart two groups are on an item, in shares of the full marks: focal less reference, so below 0 is against the focal
 * group. The averages are over the abilities of the focal group.
 */
export interface DifEffect {
  readonly focal: string;
  /** Mean difference of expected shares (signed; sDRF, SIDS). */
  readonly signed: number;
  /** Mean absolute difference (uDRF, UIDS). */
  readonly unsigned: number;
  /** Signed difference in deviations of the expected shares (ESSD): 0.2 small, 0.5 medium, 0.8 large. */
  readonly standardised: number;
  /** The difference where it is largest within three deviations of the focal mean. */
  readonly largest: number;
  /** Area between the curves, −∞ … ∞ cut at the nodes: signed and unsigned. */
  readonly signedArea: number;
  readonly unsignedArea: number;
}

/**
 * Effect of an item's DIF from its curves in the two groups.
 *
 * @param shares share of the full marks that each category pays
 * @source Meade (2010), Journal of Applied Psychology 95(4); Chalmers, Counsell & Flora (2016), Educational and Psychological
 *   Measurement 76(1); areas: Raju (1988), Psychometrika 53(4).
 */
export function effectOf(
  reference: ItemVersion,
  focal: ItemVersion,
  shares: readonly number[],
  group: { readonly group: string; readonly mean: number; readonly deviation: number },
  nodes: Float64Array,
): DifEffect {
  const width = nodes.length;
  const scoreOf = ({ curve, parameters }: ItemVersion): Float64Array => {
    const p = new Float64Array(curve.family.categories * width);
    fillItem(curve, parameters, [nodes], p);
    return nodes.map((_, q) => shares.reduce((sum, share, k) => sum + share * p[k * width + q], 0));
  };
  const one = scoreOf(reference);
  const two = scoreOf(focal);
  const step = nodes[1] - nodes[0];
  let [n, signed, unsigned, mean1, mean2, largest, signedArea, unsignedArea] = [0, 0, 0, 0, 0, 0, 0, 0];
  const weight = nodes.map((x) => Math.exp(-0.5 * ((x - group.mean) / group.deviation) ** 2));
  for (let q = 0; q < width; q++) {
    const d = two[q] - one[q];
    n += weight[q];
    signed += weight[q] * d;
    unsigned += weight[q] * Math.abs(d);
    mean1 += weight[q] * one[q];
    mean2 += weight[q] * two[q];
    const near = Math.abs(nodes[q] - group.mean) <= 3 * group.deviation;
    if (near && Math.abs(d) > Math.abs(largest)) largest = d;
    const half = q === 0 || q === width - 1 ? 0.5 : 1;
    signedArea += half * step * d;
    unsignedArea += half * step * Math.abs(d);
  }
  let variance = 0;
  for (let q = 0; q < width; q++) {
    variance += (weight[q] / n) * ((one[q] - mean1 / n) ** 2 + (two[q] - mean2 / n) ** 2);
  }
  return {
    focal: group.group,
    signed: signed / n,
    unsigned: unsigned / n,
    standardised: signed / n / Math.sqrt(variance / 2),
    largest,
    signedArea,
    unsignedArea,
  };
}
