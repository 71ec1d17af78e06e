import { createPoint } from '../families/family.js';
import { deriveItem } from '../item-curve.js';
import type { Anchor } from './anchors.js';
import type { LinkNodes } from './characteristic-curve.js';
import type { ScaleChange } from './rescale.js';

/** How well one anchor agrees with the link. */
export interface AnchorFit {
  readonly item: string;
  /** Its id in the model whose scale is kept. */
  readonly itemTo: string;
  /** log(a_to · slope / a_from): above 0 the item is steeper in the second model; NaN for nominal items and slopes that are not above 0. */
  readonly steeper: number;
  /** Mean b_to − (slope · b_from + intercept): above 0 the item is harder in the second model. */
  readonly harder: number;
  /** Robust z of the two among the anchors; NaN with fewer than four anchors or where they do not differ. */
  readonly zSteeper: number;
  readonly zHarder: number;
  /** Mean difference of the expected share of the marks over the abilities, second less first model, −1…1. */
  readonly signed: number;
  /** Mean absolute difference of the same, 0…1. */
  readonly unsigned: number;
  /** Whether it drifted: a robust z beyond the limit and an unsigned difference beyond its own. */
  readonly drifted: boolean;
}

/** When an anchor drifted. */
export interface DriftLimits {
  readonly z: number;
  readonly difference: number;
}

/**
 * How each anchor agrees with a link: robust z = (d − median) / (0.74 · interquartile range) of the differences of slope and
 * difficulty, and the difference of the curves.
 *
 * @source Huynh & Meyer (2010), Journal of Applied Measurement 11(1); signed and unsigned difference: Raju (1988), Psychometrika 53(4), over the given abilities.
 */
export function anchorFit(
  anchors: readonly Anchor[],
  change: ScaleChange,
  nodes: LinkNodes,
  limits: DriftLimits,
): AnchorFit[] {
  const steeper = anchors.map(({ from, to }) =>
    from.family !== 'NRM' && from.a > 0 && to.a > 0 ? Math.log((to.a * change.slope) / from.a) : Number.NaN,
  );
  const harder = anchors.map(({ from, to }) =>
    from.family === 'NRM'
      ? Number.NaN
      : to.b.reduce((sum, b, v) => sum + b - (change.slope * from.b[v] + change.intercept), 0) / to.b.length,
  );
  const zSteeper = robustZ(steeper);
  const zHarder = robustZ(harder);
  return anchors.map((anchor, i) => {
    const { signed, unsigned } = difference(anchor, change, nodes);
    const far = Math.abs(zSteeper[i]) > limits.z || Math.abs(zHarder[i]) > limits.z;
    return {
      item: anchor.item,
      itemTo: anchor.itemTo,
      steeper: steeper[i],
      harder: harder[i],
      zSteeper: zSteeper[i],
      zHarder: zHarder[i],
      signed,
      unsigned,
      drifted: far && unsigned > limits.difference,
    };
  });
}

/** Robust z of each value among those that are numbers. */
export function robustZ(values: readonly number[]): number[] {
  const known = values.filter((x) => Number.isFinite(x)).sort((x, y) => x - y);
  if (known.length < 4) return values.map(() => Number.NaN);
  const quantile = (p: number): number => {
    const place = p * (known.length - 1);
    const below = Math.floor(place);
    const above = known[Math.min(below + 1, known.length - 1)];
    return known[below] + (place - below) * (above - known[below]);
  };
  const range = 0.74 * (quantile(0.75) - quantile(0.25));
  // Anchors that agree to the last digits have nothing to be far from.
  if (!(range > 1e-9)) return values.map(() => Number.NaN);
  const median = quantile(0.5);
  return values.map((x) => (x - median) / range);
}

function difference(
  anchor: Anchor,
  change: ScaleChange,
  { nodes, weights }: LinkNodes,
): { signed: number; unsigned: number } {
  const one = createPoint(anchor.to.curve.family.categories);
  const two = createPoint(anchor.from.curve.family.categories);
  let signed = 0;
  let unsigned = 0;
  let sum = 0;
  for (let q = 0; q < nodes.length; q++) {
    deriveItem(anchor.to.curve, anchor.to.parameters, nodes[q], one);
    deriveItem(anchor.from.curve, anchor.from.parameters, (nodes[q] - change.intercept) / change.slope, two);
    let d = 0;
    for (let k = 0; k < one.p.length; k++) d += (anchor.points[k] * (one.p[k] - two.p[k])) / anchor.fullMarks;
    signed += weights[q] * d;
    unsigned += weights[q] * Math.abs(d);
    sum += weights[q];
  }
  return { signed: signed / sum, unsigned: unsigned / sum };
}
