/**
 * log Γ(x) for x > 0, to about 1e-15: Stirling's series, after raising x to 10 by Γ(x + 1) = x Γ(x).
 *
 * @source Abramowitz & Stegun (1964), 6.1.41.
 * @example
 * Math.exp(logGamma(5)); // 24, up to rounding
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  let product = 1;
  let z = x;
  while (z < 10) product *= z++;
  const w = 1 / (z * z);
  const series =
    (1 / 12 + w * (-1 / 360 + w * (1 / 1260 + w * (-1 / 1680 + w * (1 / 1188 + w * (-691 / 360360 + w / 156)))))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/**
 * log of the beta function B(a, b) = Γ(a) Γ(b) / Γ(a + b), a, b > 0.
 *
 * @example
 * Math.exp(logBeta(2, 3)); // 0.08333… = 1 / 12
 */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
