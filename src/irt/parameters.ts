import { logistic, logit } from '../math/logistic.js';
import { type ItemCurve, itemCurve } from './item-curve.js';
import type { IrtModel, ItemFamily, NominalParameters } from './model.js';

/** A slope of exactly 0 has no difficulty; a hair beside it has a finite one. */
const FLATTEST = 1e-6;

/** The parameters of one item as a reader of the literature knows them; see {@link IrtModel}. */
export interface ItemParameters {
  readonly a: number;
  readonly b: readonly number[];
  readonly lower: number;
  readonly upper: number;
  readonly nominal: NominalParameters | null;
  readonly scale: number | null;
}

/** The curve of a model's item. */
export function curveOf(model: Pick<IrtModel, 'families' | 'cuts' | 'fullMarks'>, j: number): ItemCurve {
  return itemCurve(model.families[j], model.cuts[j], model.fullMarks[j]);
}

/** The parameters of a model's item in the flat form of its curve: slope, then shapes; see the families. */
export function parametersOf(model: IrtModel, j: number): Float64Array {
  const family = model.families[j];
  const a = model.a[j];
  const b = model.b[j];
  if (family === 'NRM') {
    const { slopes, intercepts } = (model.nominal as readonly NominalParameters[])[j];
    return Float64Array.from([...slopes.slice(1), ...intercepts.slice(1)]);
  }
  const intercepts = b.map((step) => -a * step);
  switch (family) {
    case '3PL':
      return Float64Array.of(a, intercepts[0], logit(model.lower?.[j] ?? 0));
    case '4PL':
      return Float64Array.of(a, intercepts[0], logit(model.lower?.[j] ?? 0), logit(model.upper?.[j] ?? 1));
    case 'RSM':
      return Float64Array.from([a, ...intercepts.map((c, v) => (v === 0 ? c : c - intercepts[0]))]);
    case 'CRM':
      return Float64Array.of(a, intercepts[0], Math.log(a / (model.scale as readonly number[])[j]));
    default:
      return Float64Array.from([a, ...intercepts]);
  }
}

/** The reader's parameters of an item from the flat form; the inverse of {@link parametersOf}. */
export function describeItem(family: ItemFamily, parameters: Float64Array): ItemParameters {
  const plain = { lower: 0, upper: 1, nominal: null, scale: null };
  if (family === 'NRM') {
    const steps = parameters.length / 2;
    const slopes = [0, ...parameters.subarray(0, steps)];
    const intercepts = [0, ...parameters.subarray(steps)];
    const b: number[] = [];
    for (let k = 1; k <= steps; k++) {
      const slope = slopes[k] - slopes[k - 1];
      b.push(slope === 0 ? Number.NaN : -(intercepts[k] - intercepts[k - 1]) / slope);
    }
    return { ...plain, a: slopes[steps] / steps, b, nominal: { slopes, intercepts } };
  }
  const a = Math.abs(parameters[0]) < FLATTEST ? FLATTEST : parameters[0];
  const difficulty = (c: number): number => (c === 0 ? 0 : -c / a);
  const shapes = Array.from(parameters.subarray(1));
  switch (family) {
    case '3PL':
      return { ...plain, a, b: [difficulty(shapes[0])], lower: logistic(shapes[1]) };
    case '4PL':
      return { ...plain, a, b: [difficulty(shapes[0])], lower: logistic(shapes[1]), upper: logistic(shapes[2]) };
    case 'RSM':
      return { ...plain, a, b: shapes.map((t, v) => difficulty(v === 0 ? t : shapes[0] + t)) };
    case 'CRM':
      return { ...plain, a, b: [difficulty(shapes[0])], scale: a / Math.exp(shapes[1]) };
    default:
      return { ...plain, a, b: shapes.map(difficulty) };
  }
}

/**
 * Standard errors of {@link describeItem} by the delta method, from the covariance of the flat parameters, row-major
 * `[size × size]`; a fixed parameter has a variance of 0 and an error of NaN.
 */
export function describeErrors(family: ItemFamily, parameters: Float64Array, covariance: Float64Array): ItemParameters {
  const size = parameters.length;
  const error = (gradient: readonly (readonly [number, number])[]): number => {
    let variance = 0;
    for (const [i, f] of gradient) for (const [k, g] of gradient) variance += f * g * covariance[i * size + k];
    return variance > 0 ? Math.sqrt(variance) : Number.NaN;
  };
  const none = { lower: Number.NaN, upper: Number.NaN, nominal: null, scale: null };
  if (family === 'NRM') {
    const steps = size / 2;
    const own = (from: number): number[] => [
      Number.NaN,
      ...Array.from({ length: steps }, (_, k) => error([[from + k, 1]])),
    ];
    const { b } = describeItem(family, parameters);
    return {
      ...none,
      a: error([[steps - 1, 1 / steps]]),
      b: b.map((crossing, v) => {
        const slope = parameters[v] - (v === 0 ? 0 : parameters[v - 1]);
        const by: [number, number][] = [
          [v, -crossing / slope],
          [steps + v, -1 / slope],
        ];
        if (v > 0) by.push([v - 1, crossing / slope], [steps + v - 1, 1 / slope]);
        return error(by);
      }),
      nominal: { slopes: own(0), intercepts: own(steps) },
    };
  }
  const { a, b, lower, upper, scale } = describeItem(family, parameters);
  const difficulty = (step: number, intercepts: readonly number[]): number =>
    error([[0, -step / a], ...intercepts.map((i) => [i, -1 / a] as const)]);
  return {
    ...none,
    a: error([[0, 1]]),
    b: b.map((step, v) => difficulty(step, family === 'RSM' && v > 0 ? [1, v + 1] : [v + 1])),
    lower: family === '3PL' || family === '4PL' ? error([[2, lower * (1 - lower)]]) : Number.NaN,
    upper: family === '4PL' ? error([[3, upper * (1 - upper)]]) : Number.NaN,
    scale:
      scale === null
        ? null
        : error([
            [0, scale / a],
            [2, -scale],
          ]),
  };
}

/** Columns of a model, or of its standard errors, from those of its items; optional columns only where an item needs them. */
export function columnsOf(
  families: readonly ItemFamily[],
  items: readonly ItemParameters[],
): Pick<IrtModel, 'a' | 'b' | 'lower' | 'upper' | 'nominal' | 'scale'> {
  const some = (...names: readonly ItemFamily[]): boolean => families.some((family) => names.includes(family));
  return {
    a: items.map(({ a }) => a),
    b: items.map(({ b }) => b),
    ...(some('3PL', '4PL') ? { lower: items.map(({ lower }) => lower) } : {}),
    ...(some('4PL') ? { upper: items.map(({ upper }) => upper) } : {}),
    ...(some('NRM') ? { nominal: items.map(({ nominal }) => nominal) } : {}),
    ...(some('CRM') ? { scale: items.map(({ scale }) => scale) } : {}),
  };
}
