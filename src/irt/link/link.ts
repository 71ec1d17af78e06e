import { YincaiError } from '../../data/fault.js';
import { type IrtModel, ITEM_FAMILIES } from '../model.js';
import { type Anchor, type AnchorChoice, findAnchors } from './anchors.js';
import { type CurveOptions, type LinkNodes, linkByCurves, linkNodes } from './characteristic-curve.js';
import { type AnchorFit, anchorFit } from './drift.js';
import { bootstrapErrors, deltaErrors, jackknifeErrors, type LinkErrors, NO_ERRORS } from './link-errors.js';
import { linkByMoments } from './moments.js';
import type { ScaleChange } from './rescale.js';

/** How the constants are found; see {@link link}. */
export type LinkMethod = 'mean-mean' | 'mean-sigma' | 'mean-geometric-mean' | 'Haebara' | 'Stocking-Lord';

/** Options of {@link link}; what is absent is taken from {@link linkDefaults}. */
export interface LinkOptions {
  readonly method?: LinkMethod;
  /** The anchor items; default all items of equal id. */
  readonly anchors?: AnchorChoice;
  /** `fixed`: the scales differ by a shift only. `auto`: fixed where all anchors are of unit slope (Rasch, PCM, RSM) in both models. */
  readonly slope?: 'auto' | 'free' | 'fixed';
  /** Curve methods: compare on the scale that is kept (`to`), on the one that is moved (`from`), or on both, which makes the link of B to A the inverse of that of A to B. */
  readonly direction?: 'symmetric' | 'to' | 'from';
  /** Abilities to compare curves at, on each scale; default 41 from −4 to 4 standard deviations around the mean of the first latent group, weighted as normal. */
  readonly nodesTo?: LinkNodes;
  readonly nodesFrom?: LinkNodes;
  /**
   * `jackknife`: leaving out one anchor at a time, the error of having these anchors and not others like them.
   * `bootstrap`: the same by drawing anchors with replacement. `delta`: from the standard errors of the items' parameters, taken as
   * independent: the error of having these learners. `none`: NaN.
   */
  readonly standardErrors?: 'jackknife' | 'bootstrap' | 'delta' | 'none';
  /** Draws and seed of the bootstrap. */
  readonly replicates?: number;
  readonly seed?: number | string;
  /** An anchor drifted where a robust z is beyond this … */
  readonly driftZ?: number;
  /** … and its expected share of the marks differs by more than this on average. */
  readonly driftDifference?: number;
  /** Leave drifted anchors out, the worst first, and link again. */
  readonly purify?: boolean;
}

/** Defaults of {@link link}. */
export const linkDefaults: Required<Omit<LinkOptions, 'anchors' | 'nodesTo' | 'nodesFrom'>> = {
  method: 'Stocking-Lord',
  slope: 'auto',
  direction: 'symmetric',
  standardErrors: 'jackknife',
  replicates: 200,
  seed: 1,
  driftZ: 2.7,
  driftDifference: 0.05,
  purify: false,
};

/** Constants of a link, θ_to = slope · θ_from + intercept, and how good it is. */
export interface Link extends ScaleChange {
  readonly method: LinkMethod;
  readonly se: LinkErrors;
  /** The least of the curve methods' criterion; NaN for methods by moments. */
  readonly criterion: number;
  readonly converged: boolean;
  /** Every anchor, also those that were left out. */
  readonly anchors: readonly AnchorFit[];
  /** Ids of the anchors that `purify` left out. */
  readonly removed: readonly string[];
  readonly warnings: readonly string[];
}

/** Fewer anchors than this get a warning. */
export const FEW_ANCHORS = 5;

/** Anchors of less than this share of the shorter test, and fewer than 20, get a warning: Kolen & Brennan (2014). */
export const LEAST_ANCHOR_SHARE = 0.2;

/**
 * Links two calibrations by their anchor items: constants that take abilities of `from` to the scale of `to`,
 * θ_to = slope · θ_from + intercept. `rescale(from, link(from, to))` is `from` on the scale of `to`.
 *
 * - `mean-mean`, `mean-sigma`, `mean-geometric-mean`: from moments of slopes and difficulties;
 * - `Haebara`: least squares between the curves of each category of each anchor; for every family, nominal too;
 * - `Stocking-Lord`: between the anchors' summed curves of expected points.
 *
 * @throws YincaiError `not-identified` where no item is shared, or where one anchor cannot tell slope and intercept by the method
 *   (`mean-sigma`, `slope: 'free'` with one step); `unknown-id`, `duplicate`, `bad-value` for anchors that do not fit; `bad-option`.
 * @cost curve methods: some 10 steps × anchors × 82 abilities, times the anchors for the jackknife
 * @source see {@link linkByMoments} and {@link linkByCurves}; Kolen & Brennan (2014), Test Equating, Scaling, and Linking, ch. 6.
 * @example
 * const { slope, intercept, se } = link(midterm, final, { method: 'Haebara' });
 * const onFinalScale = rescale(midterm, { slope, intercept });
 */
export function link(from: IrtModel, to: IrtModel, options: LinkOptions = {}): Link {
  const settled = { ...linkDefaults, ...options };
  check(settled);
  const anchors = findAnchors(from, to, options.anchors);
  const fixed = fixedSlope(anchors, settled.slope);
  const curveOptions: CurveOptions | undefined =
    settled.method === 'Haebara' || settled.method === 'Stocking-Lord'
      ? {
          method: settled.method,
          direction: settled.direction,
          nodesTo: options.nodesTo ?? linkNodes(to.latent[0].mean, to.latent[0].deviation),
          nodesFrom: options.nodesFrom ?? linkNodes(from.latent[0].mean, from.latent[0].deviation),
        }
      : undefined;
  const solve = (some: readonly Anchor[], start?: ScaleChange): Solution => {
    if (curveOptions === undefined) {
      const constants = linkByMoments(some, settled.method as 'mean-mean', fixed);
      return { ...constants, criterion: Number.NaN, converged: true };
    }
    return linkByCurves(some, curveOptions, start ?? roughStart(some, from, to, fixed), fixed);
  };
  const nodes = options.nodesTo ?? linkNodes(to.latent[0].mean, to.latent[0].deviation);
  const limits = { z: settled.driftZ, difference: settled.driftDifference };
  const kept = new Set(anchors);
  const used = (): Anchor[] => anchors.filter((anchor) => kept.has(anchor));
  let solution = solve(anchors);
  const removed: string[] = [];
  while (settled.purify && kept.size > 3) {
    const worst = worstDrift(anchorFit(used(), solution, nodes, limits));
    if (worst === undefined) break;
    kept.delete(anchors.find(({ item }) => item === worst) as Anchor);
    removed.push(worst);
    solution = solve(used(), solution);
  }
  const rest = used();
  const fits = anchorFit(rest, solution, nodes, limits);
  const left = anchorFit(anchors, solution, nodes, limits)
    .filter(({ item }) => removed.includes(item))
    .map((fit): AnchorFit => ({ ...fit, drifted: true }));
  const place = new Map(anchors.map(({ item, at }) => [item, at[0]]));
  const warnings = [
    ...warningsOf(rest, from, to, fixed, solution.converged),
    ...removed.map((item) => `anchor "${item}" drifted and was left out`),
    ...fits.filter(({ drifted }) => drifted).map((fit) => driftWarning(fit)),
  ];
  return {
    slope: solution.slope,
    intercept: solution.intercept,
    method: settled.method,
    se: errorsOf(settled, rest, solution, solve, from, to, fixed !== undefined),
    criterion: solution.criterion,
    converged: solution.converged,
    anchors: [...fits, ...left].sort((x, y) => (place.get(x.item) as number) - (place.get(y.item) as number)),
    removed,
    warnings,
  };
}

interface Solution extends ScaleChange {
  readonly criterion: number;
  readonly converged: boolean;
}

/** The slope where it is not to be estimated: 1. */
function fixedSlope(anchors: readonly Anchor[], slope: Required<LinkOptions>['slope']): number | undefined {
  if (slope !== 'auto') return slope === 'fixed' ? 1 : undefined;
  const unit = anchors.every(
    ({ from, to }) =>
      ITEM_FAMILIES[from.family].unitSlope && ITEM_FAMILIES[to.family].unitSlope && from.a === 1 && to.a === 1,
  );
  return unit ? 1 : undefined;
}

/** Where the curve methods begin: the geometric means where slopes are above 0, else the scales of the two populations. */
function roughStart(anchors: readonly Anchor[], from: IrtModel, to: IrtModel, fixed: number | undefined): ScaleChange {
  const positive = anchors.filter((anchor) => anchor.from.family !== 'NRM' && anchor.from.a > 0 && anchor.to.a > 0);
  if (positive.length > 0) return linkByMoments(positive, 'mean-geometric-mean', fixed);
  const slope = fixed ?? to.latent[0].deviation / from.latent[0].deviation;
  return { slope, intercept: to.latent[0].mean - slope * from.latent[0].mean };
}

function worstDrift(fits: readonly AnchorFit[]): string | undefined {
  const far = ({ zSteeper, zHarder }: AnchorFit): number => Math.max(Math.abs(zSteeper) || 0, Math.abs(zHarder) || 0);
  const drifted = fits.filter((fit) => fit.drifted).sort((x, y) => far(y) - far(x));
  return drifted[0]?.item;
}

function errorsOf(
  settled: Required<Pick<LinkOptions, 'standardErrors' | 'replicates' | 'seed'>>,
  anchors: readonly Anchor[],
  solution: ScaleChange,
  solve: (anchors: readonly Anchor[], start?: ScaleChange) => ScaleChange,
  from: IrtModel,
  to: IrtModel,
  slopeFixed: boolean,
): LinkErrors {
  const errors = (): LinkErrors => {
    switch (settled.standardErrors) {
      case 'jackknife':
        return jackknifeErrors(anchors, solution, solve);
      case 'bootstrap':
        return bootstrapErrors(anchors, solution, solve, settled.replicates, settled.seed);
      case 'delta':
        return deltaErrors(anchors, solution, solve, from, to);
      default:
        return NO_ERRORS;
    }
  };
  const found = errors();
  return slopeFixed ? { ...found, slope: Number.NaN, covariance: Number.NaN } : found;
}

function warningsOf(
  anchors: readonly Anchor[],
  from: IrtModel,
  to: IrtModel,
  fixed: number | undefined,
  converged: boolean,
): string[] {
  const warnings: string[] = [];
  const shorter = Math.min(from.items.length, to.items.length);
  if (anchors.length === 1) {
    warnings.push(
      `one anchor: the link rests on item "${anchors[0].item}" alone; drift cannot be seen and anchors' errors cannot be estimated`,
    );
  } else if (anchors.length < FEW_ANCHORS) {
    warnings.push(`only ${anchors.length} anchors: the constants are rough, and drift can hardly be seen`);
  }
  if (anchors.length < LEAST_ANCHOR_SHARE * shorter && anchors.length < 20) {
    warnings.push(`${anchors.length} anchors are less than a fifth of the ${shorter} items of the shorter test`);
  }
  if (!converged) warnings.push('the criterion has no clear least value: the curves hardly tell the constants');
  if (fixed === undefined && anchors.some(({ from: one, to: two }) => one.a <= 0 || two.a <= 0)) {
    warnings.push('an anchor has a slope below 0: check its key');
  }
  return warnings;
}

function driftWarning({ item, harder, steeper, signed }: AnchorFit): string {
  const what =
    Math.abs(signed) > 0.01 && Number.isFinite(harder)
      ? `${Math.abs(harder).toFixed(2)} ${harder > 0 ? 'harder' : 'easier'}`
      : `${steeper > 0 ? 'steeper' : 'flatter'} by a factor of ${Math.exp(Math.abs(steeper)).toFixed(2)}`;
  return `anchor "${item}" drifted: ${what} in the second model; leave it out, or set purify`;
}

function check(options: Required<Omit<LinkOptions, 'anchors' | 'nodesTo' | 'nodesFrom'>>): void {
  const among = (name: keyof typeof options, values: readonly string[]): void => {
    if (values.includes(String(options[name]))) return;
    throw new YincaiError({
      code: 'bad-option',
      column: name,
      value: String(options[name]),
      expected: `one of ${values.join(', ')}`,
      expectedZh: `${values.join('、')} 之一`,
    });
  };
  among('method', ['mean-mean', 'mean-sigma', 'mean-geometric-mean', 'Haebara', 'Stocking-Lord']);
  among('slope', ['auto', 'free', 'fixed']);
  among('direction', ['symmetric', 'to', 'from']);
  among('standardErrors', ['jackknife', 'bootstrap', 'delta', 'none']);
  for (const name of ['replicates', 'driftZ', 'driftDifference'] as const) {
    const low = name === 'replicates' ? 2 : 0;
    if (options[name] >= low && Number.isFinite(options[name])) continue;
    throw new YincaiError({
      code: 'bad-option',
      column: name,
      value: String(options[name]),
      expected: `a number of ${low} or more`,
      expectedZh: `不小于 ${low} 的数`,
    });
  }
}
