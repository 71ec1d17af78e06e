import { LEAST_PROBABILITY } from '../../kernels/packed-rows.js';

/** What a family's expected log-likelihood looks like around its parameters, node by node of z; see {@link Family.expand}. */
export interface Expansion {
  /** Σ_k r_k ∂ log P_k / ∂z `[nodes]`. */
  readonly gradientZ: Float64Array;
  /** Expected information about z, Σ_k n (∂P_k/∂z)² / P_k `[nodes]`. */
  readonly informationZ: Float64Array;
  /** Σ over nodes of the shapes' gradient `[shapes]`. */
  readonly gradient: Float64Array;
  /** Expected information between z and each shape `[shapes × nodes]`. */
  readonly cross: Float64Array;
  /** Σ over nodes of the expected information of the shapes, row-major `[shapes × shapes]`. */
  readonly information: Float64Array;
}

/** Probabilities of the categories at one z and their derivatives by z. */
export interface CurvePoint {
  readonly p: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * A response family of an item with given categories: P(category | z, shape), z = a·θ. The slopes a belong to the item, so that
 * a family serves one ability as well as several. Pure functions over flat columns.
 */
export interface Family {
  readonly categories: number;
  /** Number of shape parameters. */
  readonly shapes: number;
  /** False where the categories have slopes of their own among the shapes, and z is θ itself. */
  readonly slope: boolean;
  /** Probabilities at every z, `[categories × z]`, raised to the least that the kernels take. */
  readonly fill: (shape: Float64Array, z: Float64Array, out: Float64Array) => void;
  /** Probabilities at one z with both derivatives. */
  readonly derive: (shape: Float64Array, z: number, out: CurvePoint) => void;
  /**
   * Σ r log P of the expected counts r `[categories × z]` with its gradient and expected information into `into`.
   * −∞ where the shape is outside its domain; `into` is then undefined.
   */
  readonly expand: (shape: Float64Array, z: Float64Array, counts: Float64Array, into: Expansion) => number;
}

/** Room for an expansion. */
export function createExpansion(shapes: number, nodes: number): Expansion {
  return {
    gradientZ: new Float64Array(nodes),
    informationZ: new Float64Array(nodes),
    gradient: new Float64Array(shapes),
    cross: new Float64Array(shapes * nodes),
    information: new Float64Array(shapes * shapes),
  };
}

/** Room for a curve's point. */
export function createPoint(categories: number): CurvePoint {
  return {
    p: new Float64Array(categories),
    first: new Float64Array(categories),
    second: new Float64Array(categories),
  };
}

/** Raises a probability to the least that the kernels take. */
export function floor(p: number): number {
  return Math.max(p, LEAST_PROBABILITY);
}

/** Copies the lower triangle of a `[size × size]` matrix to the upper. */
export function mirror(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let k = 0; k < i; k++) matrix[k * size + i] = matrix[i * size + k];
}
