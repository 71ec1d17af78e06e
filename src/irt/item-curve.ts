import { type CurvePoint, createExpansion, type Family, mirror } from './families/family.js';
import { continuousFamily, gradedFamily, markThresholds } from './families/graded.js';
import { logisticFamily } from './families/logistic.js';
import { nominalFamily } from './families/nominal.js';
import { partialCreditFamily, ratingScaleFamily } from './families/partial-credit.js';
import { ITEM_FAMILIES, type ItemFamily } from './model.js';

/**
 * An item of an estimation: its family and its slopes. Its parameters are one flat column: the slopes (one a dimension it
 * measures; none for a nominal item), then the family's shapes.
 */
export interface ItemCurve {
  readonly family: Family;
  readonly slopes: number;
  /** slopes + shapes. */
  readonly size: number;
}

/** The curve of a family for an item with the given cuts; `dimensions` slopes. */
export function itemCurve(name: ItemFamily, cuts: readonly number[], fullMarks: number, dimensions = 1): ItemCurve {
  const family = familyFor(name, cuts, fullMarks);
  const slopes = family.slope ? dimensions : 0;
  return { family, slopes, size: slopes + family.shapes };
}

function familyFor(name: ItemFamily, cuts: readonly number[], fullMarks: number): Family {
  const categories = cuts.length + 1;
  switch (name) {
    case 'PCM':
    case 'GPCM':
      return partialCreditFamily(categories);
    case 'RSM':
      return ratingScaleFamily(categories);
    case 'GRM':
      return gradedFamily(categories);
    case 'NRM':
      return nominalFamily(categories);
    case 'CRM':
      return continuousFamily(markThresholds(cuts, fullMarks));
    default:
      return logisticFamily(ITEM_FAMILIES[name].asymptotes);
  }
}

/** z = a·θ at the nodes, `[nodes]`; `axes` holds the nodes' coordinates, one column a dimension the item measures. */
export function fillZ(
  item: ItemCurve,
  parameters: Float64Array,
  axes: readonly Float64Array[],
  out: Float64Array,
): void {
  if (item.slopes === 0) {
    out.set(axes[0]);
    return;
  }
  out.fill(0);
  for (let d = 0; d < item.slopes; d++) {
    const a = parameters[d];
    const axis = axes[d];
    for (let q = 0; q < out.length; q++) out[q] += a * axis[q];
  }
}

/** Probabilities of the item's categories at the nodes, `[categories × nodes]`. */
export function fillItem(
  item: ItemCurve,
  parameters: Float64Array,
  axes: readonly Float64Array[],
  out: Float64Array,
): void {
  const z = new Float64Array(axes[0].length);
  fillZ(item, parameters, axes, z);
  item.family.fill(parameters.subarray(item.slopes), z, out);
}

/** Probabilities of the categories at one ability with their derivatives by θ; for an item of one dimension. */
export function deriveItem(item: ItemCurve, parameters: Float64Array, theta: number, out: CurvePoint): void {
  if (item.slopes === 0) {
    item.family.derive(parameters, theta, out);
    return;
  }
  const a = parameters[0];
  item.family.derive(parameters.subarray(1), a * theta, out);
  for (let k = 0; k < item.family.categories; k++) {
    out.first[k] *= a;
    out.second[k] *= a * a;
  }
}

/** Gradient and expected information of an item's expected log-likelihood. */
export interface ItemExpansion {
  readonly gradient: Float64Array;
  /** Row-major `[size × size]`. */
  readonly information: Float64Array;
}

/** Room for an {@link ItemExpansion}. */
export function createItemExpansion(size: number): ItemExpansion {
  return { gradient: new Float64Array(size), information: new Float64Array(size * size) };
}

/**
 * A function that expands Σ counts log P of an item at given parameters: it returns the value and leaves gradient and expected
 * information; −∞ where the parameters are outside the family's domain. It keeps its scratch space between calls.
 */
export function itemExpander(
  item: ItemCurve,
  axes: readonly Float64Array[],
): (parameters: Float64Array, counts: Float64Array, into: ItemExpansion) => number {
  const { family, slopes, size } = item;
  const width = axes[0].length;
  const z = new Float64Array(width);
  const inner = createExpansion(family.shapes, width);
  return (parameters, counts, { gradient, information }) => {
    fillZ(item, parameters, axes, z);
    const value = family.expand(parameters.subarray(slopes), z, counts, inner);
    for (let d = 0; d < slopes; d++) {
      const axis = axes[d];
      let g = 0;
      for (let q = 0; q < width; q++) g += axis[q] * inner.gradientZ[q];
      gradient[d] = g;
      for (let e = 0; e <= d; e++) {
        const other = axes[e];
        let sum = 0;
        for (let q = 0; q < width; q++) sum += axis[q] * other[q] * inner.informationZ[q];
        information[d * size + e] = sum;
      }
    }
    for (let s = 0; s < family.shapes; s++) {
      const row = slopes + s;
      gradient[row] = inner.gradient[s];
      for (let d = 0; d < slopes; d++) {
        const axis = axes[d];
        let sum = 0;
        for (let q = 0; q < width; q++) sum += axis[q] * inner.cross[s * width + q];
        information[row * size + d] = sum;
      }
      for (let t = 0; t <= s; t++) information[row * size + slopes + t] = inner.information[s * family.shapes + t];
    }
    mirror(information, size);
    return value;
  };
}
