import { YincaiError } from '../../data/fault.js';
import type { ItemExpansion } from '../item-curve.js';
import type { ItemFamily } from '../model.js';

/** A prior density: of the parameter itself, of its logarithm, or on 0 … 1. */
export type PriorDensity =
  | { readonly normal: readonly [mean: number, deviation: number] }
  | { readonly logNormal: readonly [meanOfLog: number, deviationOfLog: number] }
  | { readonly beta: readonly [alpha: number, beta: number] };

/**
 * A prior on a parameter of some items: the slope `a`, every difficulty `b`, every intercept `c` = −a b (of a nominal item its
 * category slopes `a` and intercepts `c`), or an asymptote. `normal` serves all, `logNormal` slopes, `beta` the asymptotes.
 */
export interface ParameterPrior {
  /** The items; absent means all that have the parameter. */
  readonly items?: readonly string[];
  readonly parameter: 'a' | 'b' | 'c' | 'lower' | 'upper';
  readonly density: PriorDensity;
}

/**
 * Asymptotes are weakly identified, so that they have priors unless given others: the chance level Beta(5, 17) around .21, as BILOG
 * has for five options, and the upper asymptote Beta(20, 2) around .93. How a mode under them is taken: {@link priorTerms}.
 */
export const ASYMPTOTE_PRIORS: readonly ParameterPrior[] = [
  { parameter: 'lower', density: { beta: [5, 17] } },
  { parameter: 'upper', density: { beta: [20, 2] } },
];

/** Weak prior of items that the answers do not identify: a ~ N(1, 0.5²), intercepts ~ N(0, 2²). */
export const WEAK_PRIORS: readonly ParameterPrior[] = [
  { parameter: 'a', density: { normal: [1, 0.5] } },
  { parameter: 'c', density: { normal: [0, 2] } },
];

/**
 * The priors of one item: those asked for, the weak ones where the answers do not identify it, the default ones of asymptotes.
 * The first prior of a parameter is the one that counts.
 */
export function priorsOf(
  item: string,
  asked: readonly ParameterPrior[],
  weak: boolean,
  defaults: boolean,
): ParameterPrior[] {
  const all = [
    ...asked.filter(({ items }) => items === undefined || items.includes(item)),
    ...(weak ? WEAK_PRIORS : []),
    ...(defaults ? ASYMPTOTE_PRIORS : []),
  ];
  return all.filter(({ parameter }, i) => all.findIndex((prior) => prior.parameter === parameter) === i);
}

/** Adds a prior's gradient and information to those of an item, where given; returns its log density, constants dropped. */
export type PriorTerm = (parameters: Float64Array, into?: ItemExpansion) => number;

/**
 * The terms of a prior for one item of a family; none where the family has no such parameter. Of Beta(α, β) the density of
 * arcsin √p is climbed, with its mode at (α − ½) / (α + β − 1).
 *
 * @param slopes how many lead the column of parameters
 */
export function priorTerms(prior: ParameterPrior, family: ItemFamily, size: number, slopes: number): PriorTerm[] {
  const indices = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  const nominal = family === 'NRM';
  switch (prior.parameter) {
    case 'a':
      return indices(0, nominal ? size / 2 : slopes).map((i) => term(prior, i));
    case 'c':
      return indices(nominal ? size / 2 : slopes, nominal ? size : lastIntercept(family, size)).map((i) =>
        term(prior, i),
      );
    case 'b':
      if (nominal || family === 'RSM' || slopes !== 1) return [];
      return indices(1, lastIntercept(family, size)).map((i) => difficultyTerm(prior, i));
    case 'lower':
      return family === '3PL' || family === '4PL' ? [asymptoteTerm(prior, slopes + 1)] : [];
    case 'upper':
      return family === '4PL' ? [asymptoteTerm(prior, slopes + 2)] : [];
  }
}

/** One past the last intercept in an item's column; asymptotes and scales come after it. */
function lastIntercept(family: ItemFamily, size: number): number {
  if (family === '3PL' || family === 'CRM') return size - 1;
  return family === '4PL' ? size - 2 : size;
}

function term(prior: ParameterPrior, i: number): PriorTerm {
  const { density } = prior;
  if ('normal' in density) {
    const [mean, deviation] = density.normal;
    return (x, into) => {
      const z = (x[i] - mean) / deviation;
      add(into, i, -z / deviation, 1 / deviation ** 2);
      return -0.5 * z * z;
    };
  }
  if ('logNormal' in density) {
    const [mean, deviation] = density.logNormal;
    return (x, into) => {
      if (!(x[i] > 0)) return Number.NEGATIVE_INFINITY;
      const z = (Math.log(x[i]) - mean) / deviation;
      // The curvature of the log of x alone: it is positive everywhere.
      add(into, i, -(1 + z / deviation) / x[i], 1 / (deviation * x[i]) ** 2);
      return -0.5 * z * z - Math.log(x[i]);
    };
  }
  throw notThere(prior);
}

/** Prior on a difficulty b = −c / a by its intercept c at place i and the slope at place 0. */
function difficultyTerm(prior: ParameterPrior, i: number): PriorTerm {
  const { density } = prior;
  if (!('normal' in density)) throw notThere(prior);
  const [mean, deviation] = density.normal;
  return (x, into) => {
    const a = x[0];
    if (a === 0) return Number.NEGATIVE_INFINITY;
    const b = -x[i] / a;
    const z = (b - mean) / deviation;
    if (into !== undefined) {
      const size = into.gradient.length;
      const byA = -b / a;
      const byC = -1 / a;
      const w = 1 / deviation ** 2;
      add(into, 0, (-z / deviation) * byA, w * byA * byA);
      add(into, i, (-z / deviation) * byC, w * byC * byC);
      into.information[i * size] += w * byA * byC;
      into.information[i] += w * byA * byC;
    }
    return -0.5 * z * z;
  };
}

/**
 * Prior on an asymptote p = logistic of the parameter at place i. Of Beta(α, β) it is the density of arcsin √p that is climbed, with
 * its mode at (α − ½) / (α + β − 1): on that scale proportions have the same spread everywhere and posteriors are nearest to
 * normal, so that modes and their errors mean what they should. On the scale of p itself the slopes of 4PL items came out low.
 */
function asymptoteTerm(prior: ParameterPrior, i: number): PriorTerm {
  const { density } = prior;
  if ('beta' in density) {
    const [alpha, beta] = density.beta;
    return (x, into) => {
      const p = 1 / (1 + Math.exp(-x[i]));
      add(into, i, (alpha - 0.5) * (1 - p) - (beta - 0.5) * p, (alpha + beta - 1) * p * (1 - p));
      return (alpha - 0.5) * Math.log(p) + (beta - 0.5) * Math.log1p(-p);
    };
  }
  if ('normal' in density) {
    const [mean, deviation] = density.normal;
    return (x, into) => {
      const p = 1 / (1 + Math.exp(-x[i]));
      const z = (p - mean) / deviation;
      const by = p * (1 - p);
      add(into, i, (-z / deviation) * by, (by / deviation) ** 2);
      return -0.5 * z * z;
    };
  }
  throw notThere(prior);
}

function add(into: ItemExpansion | undefined, i: number, gradient: number, information: number): void {
  if (into === undefined) return;
  into.gradient[i] += gradient;
  into.information[i * into.gradient.length + i] += information;
}

/** Refuses densities without meaning. @throws YincaiError `bad-option`. */
export function checkPrior(prior: ParameterPrior): void {
  const { density } = prior;
  const [name, values] = Object.entries(density)[0] as [string, readonly number[]];
  const good =
    Array.isArray(values) &&
    values.length === 2 &&
    values.every(Number.isFinite) &&
    values[1] > 0 &&
    (name !== 'beta' || values[0] > 0);
  const fits =
    prior.parameter === 'a'
      ? name !== 'beta'
      : prior.parameter === 'lower' || prior.parameter === 'upper'
        ? name !== 'logNormal'
        : name === 'normal';
  if (!good || !fits) throw notThere(prior);
}

function notThere(prior: ParameterPrior): YincaiError {
  return new YincaiError({
    code: 'bad-option',
    column: 'priors',
    value: JSON.stringify(prior),
    expected:
      'normal [mean, deviation > 0] for a, b, c, lower, upper; logNormal [mean, deviation > 0] for a; beta [α > 0, β > 0] for lower, upper',
    expectedZh:
      'a、b、c、lower、upper 可用 normal [均值, 标准差 > 0]；a 可用 logNormal；lower、upper 可用 beta [α > 0, β > 0]',
  });
}
