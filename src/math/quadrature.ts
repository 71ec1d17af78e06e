/** Points and weights of a quadrature rule: ∫ f ≈ Σ weights · f(nodes). */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Equally spaced nodes from −bound to bound with weights proportional to the standard normal density, summing to 1:
 * the expectation under N(0, 1). For smooth integrands that fade before the bound it is exact to many digits.
 *
 * @throws RangeError where `points` is below 2 or `bound` not above 0.
 * @example
 * const { nodes } = normalGrid(61); // −6, −5.8, … 6
 */
export function normalGrid(points: number, bound = 6): Quadrature {
  if (!Number.isInteger(points) || points < 2)
    throw new RangeError(`normalGrid: expected 2 or more points, got ${points}`);
  if (!(bound > 0)) throw new RangeError(`normalGrid: expected a bound above 0, got ${bound}`);
  const nodes = new Float64Array(points);
  const weights = new Float64Array(points);
  let sum = 0;
  for (let q = 0; q < points; q++) {
    // Written so that nodes q and points − 1 − q are exact opposites.
    nodes[q] = (bound * (2 * q - (points - 1))) / (points - 1);
    weights[q] = Math.exp(-0.5 * nodes[q] * nodes[q]);
    sum += weights[q];
  }
  for (let q = 0; q < points; q++) weights[q] /= sum;
  return { nodes, weights };
}

/**
 * Gauss–Hermite rule for the standard normal: Σ weights · f(nodes) is E f(Z), exact for polynomials of degree 2·points − 1.
 * Nodes ascend; weights sum to 1.
 *
 * @throws RangeError where `points` is not from 1 to 180.
 * @source Golub & Welsch (1969) for the recurrence; roots by Newton's method on orthonormal Hermite polynomials.
 * @example
 * const { nodes, weights } = gaussHermite(5);
 * nodes.reduce((sum, x, q) => sum + weights[q] * x ** 4, 0); // 3 = E Z⁴, up to rounding
 */
export function gaussHermite(points: number): Quadrature {
  if (!Number.isInteger(points) || points < 1 || points > 180) {
    throw new RangeError(`gaussHermite: expected 1 to 180 points, got ${points}`);
  }
  const nodes = new Float64Array(points);
  const weights = new Float64Array(points);
  // Orthonormal probabilists' polynomials: √(k + 1) h_{k+1} = x h_k − √k h_{k−1}; h_n' = √n h_{n−1}.
  const evaluate = (x: number): { value: number; before: number } => {
    let before = 0;
    let value = 1;
    for (let k = 0; k < points; k++) {
      const next = (x * value - Math.sqrt(k) * before) / Math.sqrt(k + 1);
      before = value;
      value = next;
    }
    return { value, before };
  };
  // Roots interlace symmetrically: bracket them from 0 upwards by sign changes, then bisect and polish.
  const half = Math.floor(points / 2);
  const bound = 2 * Math.sqrt(points) + 1;
  const step = Math.PI / (8 * Math.sqrt(points + 1));
  const roots: number[] = [];
  let left = points % 2 === 1 ? step / 2 : 0;
  let sign = Math.sign(evaluate(left).value);
  while (roots.length < half && left < bound) {
    const right = left + step;
    const rightSign = Math.sign(evaluate(right).value);
    if (rightSign !== sign) {
      let low = left;
      let high = right;
      for (let i = 0; i < 60; i++) {
        const middle = 0.5 * (low + high);
        if (Math.sign(evaluate(middle).value) === sign) low = middle;
        else high = middle;
      }
      roots.push(0.5 * (low + high));
      sign = rightSign;
    }
    left = right;
  }
  const put = (q: number, x: number): void => {
    const { before } = evaluate(x);
    nodes[q] = x;
    weights[q] = 1 / (points * before * before);
  };
  if (points % 2 === 1) put(half, 0);
  roots.forEach((root, i) => {
    const upper = points - half + i;
    put(upper, root);
    put(points - 1 - upper, -root);
  });
  return { nodes, weights };
}
