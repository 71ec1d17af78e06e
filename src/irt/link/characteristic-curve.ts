import { normalGrid } from '../../math/quadrature.js';
import { type CurvePoint, createPoint } from '../families/family.js';
import { deriveItem } from '../item-curve.js';
import type { Anchor, AnchorSide } from './anchors.js';
import type { ScaleChange } from './rescale.js';

/** Methods that bring the anchors' curves together. */
export type CurveMethod = 'Haebara' | 'Stocking-Lord';

/** Abilities at which curves are compared, and what each counts; weights need not sum to 1. */
export interface LinkNodes {
  readonly nodes: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** How curves are compared. */
export interface CurveOptions {
  readonly method: CurveMethod;
  /** On the scale that is kept, on that which is moved, or on both. */
  readonly direction: 'symmetric' | 'to' | 'from';
  readonly nodesTo: LinkNodes;
  readonly nodesFrom: LinkNodes;
}

/** Constants of {@link linkByCurves}. */
export interface CurveLink extends ScaleChange {
  /** The criterion at its least. */
  readonly criterion: number;
  readonly iterations: number;
  readonly converged: boolean;
}

const MOST_STEPS = 200;

/** The nodes compared at by default: 41 from −4 to 4, weighted as N(0, 1). */
export function linkNodes(mean = 0, deviation = 1): LinkNodes {
  const { nodes, weights } = normalGrid(41, 4);
  return { nodes: nodes.map((x) => mean + deviation * x), weights };
}

/**
 * Constants that make the anchors' curves alike, by least squares over the nodes:
 * Haebara Σ_q w Σ_items Σ_categories (P_to − P_from)², Stocking–Lord Σ_q w (Σ_items points_to − Σ_items points_from)²,
 * where P_from is read at (θ − intercept) / slope on the scale that is kept; symmetric adds the same with the roles changed.
 * Levenberg–Marquardt over log slope and intercept with exact derivatives.
 *
 * @param start where to begin
 * @param fixed the slope where it is not to be estimated
 * @source Haebara (1980), Japanese Psychological Research 22(3); Stocking & Lord (1983), Applied Psychological Measurement 7(2);
 *   several categories and both directions: Kim & Kolen (2006), Applied Measurement in Education 19(4).
 */
export function linkByCurves(
  anchors: readonly Anchor[],
  options: CurveOptions,
  start: ScaleChange,
  fixed: number | undefined,
): CurveLink {
  const normal = new Float64Array(5);
  let log = Math.log(fixed ?? start.slope);
  let intercept = start.intercept;
  let value = accumulate(anchors, options, log, intercept, normal);
  let damping = 1e-4;
  let iterations = 0;
  let converged = false;
  while (iterations < MOST_STEPS && !converged) {
    iterations++;
    const [gg, gb, bb, g, b] = normal;
    const one = fixed === undefined ? gg * (1 + damping) : 1;
    const cross = fixed === undefined ? gb : 0;
    const two = bb * (1 + damping);
    const determinant = one * two - cross * cross;
    if (!(determinant > 0)) break;
    const rise = fixed === undefined ? g : 0;
    const stepLog = -(two * rise - cross * b) / determinant;
    const stepB = -(one * b - cross * rise) / determinant;
    const next = new Float64Array(5);
    // Beyond a tenfold change of scale curves are flat, and tell nothing.
    const nextLog = Math.max(-5, Math.min(5, log + Math.max(-1, Math.min(1, stepLog))));
    const nextValue = accumulate(anchors, options, nextLog, intercept + stepB, next);
    if (nextValue <= value) {
      converged = Math.abs(nextLog - log) < 1e-10 && Math.abs(stepB) < 1e-10;
      log = nextLog;
      intercept += stepB;
      value = nextValue;
      normal.set(next);
      damping = Math.max(1e-12, damping / 10);
    } else {
      // No step left that is seen in double precision: this is the least.
      converged = Math.abs(stepLog) < 1e-9 && Math.abs(stepB) < 1e-9;
      damping *= 10;
    }
  }
  return { slope: fixed ?? Math.exp(log), intercept, criterion: value, iterations, converged };
}

/** The criterion; `normal` gets Jᵀ J (log slope², both, intercept²) and Jᵀ r. */
function accumulate(
  anchors: readonly Anchor[],
  options: CurveOptions,
  log: number,
  intercept: number,
  normal: Float64Array,
): number {
  const slope = Math.exp(log);
  normal.fill(0);
  let value = 0;
  if (options.direction !== 'from') {
    const { nodes, weights } = options.nodesTo;
    for (let q = 0; q < nodes.length; q++) {
      const moved = (nodes[q] - intercept) / slope;
      value += compare(anchors, options.method, 'to', nodes[q], moved, weights[q], -moved, -1 / slope, normal);
    }
  }
  if (options.direction !== 'to') {
    const { nodes, weights } = options.nodesFrom;
    for (let q = 0; q < nodes.length; q++) {
      const moved = slope * nodes[q] + intercept;
      value += compare(anchors, options.method, 'from', nodes[q], moved, weights[q], slope * nodes[q], 1, normal);
    }
  }
  return value;
}

let scratch: CurvePoint = createPoint(2);
let other: CurvePoint = createPoint(2);

function at(side: AnchorSide, theta: number, kept: CurvePoint): CurvePoint {
  const { categories } = side.curve.family;
  const point = kept.p.length === categories ? kept : createPoint(categories);
  deriveItem(side.curve, side.parameters, theta, point);
  return point;
}

/** One node: the curves of `still` at θ against those of the other model at `moved`, which moves by byLog and byB. */
function compare(
  anchors: readonly Anchor[],
  method: CurveMethod,
  still: 'to' | 'from',
  theta: number,
  moved: number,
  weight: number,
  byLog: number,
  byB: number,
  normal: Float64Array,
): number {
  const add = (residual: number, slope: number): number => {
    const l = -slope * byLog;
    const b = -slope * byB;
    normal[0] += weight * l * l;
    normal[1] += weight * l * b;
    normal[2] += weight * b * b;
    normal[3] += weight * l * residual;
    normal[4] += weight * b * residual;
    return weight * residual * residual;
  };
  let value = 0;
  let score = 0;
  let rise = 0;
  for (const anchor of anchors) {
    scratch = at(still === 'to' ? anchor.to : anchor.from, theta, scratch);
    other = at(still === 'to' ? anchor.from : anchor.to, moved, other);
    for (let k = 0; k < scratch.p.length; k++) {
      const residual = scratch.p[k] - other.p[k];
      if (method === 'Haebara') value += add(residual, other.first[k]);
      else {
        score += anchor.points[k] * residual;
        rise += anchor.points[k] * other.first[k];
      }
    }
  }
  return method === 'Haebara' ? value : add(score, rise);
}
