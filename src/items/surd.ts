/**
 * Exact numbers: sums of rational multiples of square roots, such as `1/2 + 3√5`. They are closed under `+ − × ÷` and hold
 * every rational and quadratic-irrational answer of school mathematics without rounding.
 */
export interface Surd {
  /** Ascending by `root`, none zero; empty for 0. */
  readonly terms: readonly SurdTerm[];
}

/** `n/d · √root`, with `d > 0`, `n/d` reduced and `root ≥ 1` square-free. */
export interface SurdTerm {
  readonly n: bigint;
  readonly d: bigint;
  readonly root: bigint;
}

/** The largest number of bits of a numerator, denominator or radicand. */
export const MAX_BITS = 1024;
/** The largest number of terms of a sum of roots. */
export const MAX_TERMS = 16;
const LIMIT = 1n << BigInt(MAX_BITS);
/** Radicands whose square part can be found by trial division up to their cube root. */
const ROOT_LIMIT = 10n ** 15n;

/** 0. */
export const ZERO: Surd = { terms: [] };
/** 1. */
export const ONE: Surd = { terms: [{ n: 1n, d: 1n, root: 1n }] };

/** Greatest common divisor, not negative; `gcd(0, 0) = 0`. */
export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) {
    const r = x % y;
    x = y;
    y = r;
  }
  return x;
}

/**
 * The exact number `n / d`.
 *
 * @throws RangeError when `d` is 0 or a part is longer than {@link MAX_BITS}.
 */
export function rational(n: bigint | number, d: bigint | number = 1n): Surd {
  const t = term(BigInt(n), BigInt(d), 1n);
  return t === undefined ? ZERO : { terms: [t] };
}

function term(n: bigint, d: bigint, root: bigint): SurdTerm | undefined {
  if (d === 0n) throw new RangeError('division by zero');
  if (n === 0n) return undefined;
  if (d === 1n && n < LIMIT && n > -LIMIT) return { n, d, root };
  const g = gcd(n, d);
  let top = n / g;
  let bottom = d / g;
  if (bottom < 0n) {
    top = -top;
    bottom = -bottom;
  }
  if (top >= LIMIT || top <= -LIMIT || bottom >= LIMIT || root >= LIMIT)
    throw new RangeError(`number longer than ${MAX_BITS} bits`);
  return { n: top, d: bottom, root };
}

/** True for a number without roots. */
export function isRational(x: Surd): boolean {
  return x.terms.length === 0 || (x.terms.length === 1 && x.terms[0]!.root === 1n);
}

/** True for a whole number. */
export function isInteger(x: Surd): boolean {
  return x.terms.length === 0 || (x.terms.length === 1 && x.terms[0]!.root === 1n && x.terms[0]!.d === 1n);
}

/** The numerator and denominator of a number without roots; undefined for others. */
export function toRatio(x: Surd): { readonly n: bigint; readonly d: bigint } | undefined {
  if (x.terms.length === 0) return { n: 0n, d: 1n };
  return isRational(x) ? x.terms[0]! : undefined;
}

/** `a + b`. */
export function add(a: Surd, b: Surd): Surd {
  const out: SurdTerm[] = [];
  let i = 0;
  let j = 0;
  while (i < a.terms.length || j < b.terms.length) {
    const s = a.terms[i];
    const t = b.terms[j];
    if (t === undefined || (s !== undefined && s.root < t.root)) {
      out.push(s!);
      i++;
    } else if (s === undefined || t.root < s.root) {
      out.push(t);
      j++;
    } else {
      const sum = s.d === t.d ? term(s.n + t.n, s.d, s.root) : term(s.n * t.d + t.n * s.d, s.d * t.d, s.root);
      if (sum !== undefined) out.push(sum);
      i++;
      j++;
    }
  }
  if (out.length > MAX_TERMS) throw new RangeError(`sum of more than ${MAX_TERMS} roots`);
  return { terms: out };
}

/** `−a`. */
export function negate(a: Surd): Surd {
  return { terms: a.terms.map((t) => ({ n: -t.n, d: t.d, root: t.root })) };
}

/** `a − b`. */
export function subtract(a: Surd, b: Surd): Surd {
  return add(a, negate(b));
}

/** `a · b`. */
export function multiply(a: Surd, b: Surd): Surd {
  let out: Surd = ZERO;
  for (const s of a.terms)
    for (const t of b.terms) {
      // √r √s = g √(r/g · s/g), whose radicand is square-free again.
      const g = s.root === 1n || t.root === 1n ? 1n : gcd(s.root, t.root);
      const product = term(s.n * t.n * g, s.d * t.d, (s.root / g) * (t.root / g));
      if (product !== undefined) out = out.terms.length === 0 ? { terms: [product] } : add(out, { terms: [product] });
    }
  return out;
}

/**
 * `1 / a`, made rational in the denominator.
 *
 * @throws RangeError when `a` is 0.
 */
export function invert(a: Surd): Surd {
  if (a.terms.length === 0) throw new RangeError('division by zero');
  if (a.terms.length === 1) {
    const { n, d, root } = a.terms[0]!;
    return { terms: [term(d, n * root, root)!] };
  }
  // A divisor g > 1 such that every root is divisible by g or coprime to it; the sign of √g is what the conjugate changes.
  let g = a.terms[a.terms.length - 1]!.root;
  for (const t of a.terms) {
    const h = gcd(g, t.root);
    if (h !== 1n) g = h;
  }
  const conjugate: Surd = {
    terms: a.terms.map((t) => (t.root % g === 0n ? { n: -t.n, d: t.d, root: t.root } : t)),
  };
  return multiply(conjugate, invert(multiply(a, conjugate)));
}

/** `a / b`. */
export function divide(a: Surd, b: Surd): Surd {
  return multiply(a, invert(b));
}

/**
 * `a` to a whole power.
 *
 * @throws RangeError when the result would be longer than {@link MAX_BITS}, or for `0` to a negative power.
 */
export function power(a: Surd, exponent: number): Surd {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > MAX_BITS)
    throw new RangeError(`exponent outside -${MAX_BITS}…${MAX_BITS}`);
  if (exponent < 0) return invert(power(a, -exponent));
  let result = ONE;
  let square = a;
  for (let k = exponent; k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) result = multiply(result, square);
    if (k > 1) square = multiply(square, square);
  }
  return result;
}

/** −1, 0 or 1. Exact: roots are approximated with as many bits as it takes. */
export function sign(a: Surd): number {
  if (a.terms.length === 0) return 0;
  const first = a.terms[0]!.n < 0n ? -1 : 1;
  if (a.terms.every((t) => t.n < 0n === first < 0)) return first;
  for (let bits = 64n; ; bits *= 2n) {
    let sum = 0n;
    for (const t of a.terms)
      sum += floorRoot(((t.n * t.n * t.root) << (2n * bits)) / (t.d * t.d)) * (t.n < 0n ? -1n : 1n);
    const slack = 2n * BigInt(a.terms.length);
    if (sum > slack) return 1;
    if (sum < -slack) return -1;
  }
}

/** −1, 0 or 1 as `a` is below, at or above `b`. */
export function compare(a: Surd, b: Surd): number {
  return sign(subtract(a, b));
}

/** True when both are the same number. */
export function equal(a: Surd, b: Surd): boolean {
  return (
    a.terms.length === b.terms.length &&
    a.terms.every((t, i) => {
      const s = b.terms[i]!;
      return t.n === s.n && t.d === s.d && t.root === s.root;
    })
  );
}

/** The nearest double (to some units in the last place). */
export function toNumber(a: Surd): number {
  let sum = 0;
  for (const t of a.terms) sum += ratio(t.n, t.d) * Math.sqrt(Number(t.root));
  return sum;
}

function ratio(n: bigint, d: bigint): number {
  const top = Number(n);
  const bottom = Number(d);
  if (Math.abs(top) < 1e300 && bottom < 1e300) return top / bottom;
  return Number((n << 1100n) / d) * 2 ** -550 * 2 ** -550;
}

/** The largest whole number whose square is at most `n ≥ 0`. */
export function floorRoot(n: bigint): bigint {
  if (n < 2n) return n;
  if (n < 1n << 52n) return BigInt(Math.floor(Math.sqrt(Number(n))));
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

/**
 * The largest `s` with `s²` dividing `n > 0`.
 *
 * @throws RangeError for an `n` above 10¹⁵ that is not a square: its square part is not sought.
 */
export function squarePart(n: bigint): bigint {
  const whole = floorRoot(n);
  if (whole * whole === n) return whole;
  if (n > ROOT_LIMIT) throw new RangeError('square root of a number above 10^15');
  let rest = Number(n);
  let part = 1;
  for (let p = 2; p * p * p <= rest; p += p === 2 ? 1 : 2) {
    let even = false;
    while (rest % p === 0) {
      rest /= p;
      if (even) part *= p;
      even = !even;
    }
  }
  // What is left is 1, a prime, two primes or the square of a prime.
  const root = Math.round(Math.sqrt(rest));
  return BigInt(root * root === rest ? part * root : part);
}

/** `√a` of a number without roots, or of `u + v√r` where it is again such a sum; undefined where it is not. Negative: RangeError. */
export function squareRoot(a: Surd): Surd | undefined {
  if (sign(a) < 0) throw new RangeError('square root of a negative number');
  const flat = toRatio(a);
  if (flat !== undefined) {
    if (flat.n === 0n) return ZERO;
    // n and d share no factor, so that neither do what is left of them.
    const [sn, sd] = [squarePart(flat.n), squarePart(flat.d)];
    const [n, d] = [flat.n / (sn * sn), flat.d / (sd * sd)];
    return { terms: [term(sn, sd * d, n * d)!] };
  }
  // √(u + v√r) = √x ± √y with x, y = (u ± √(u² − v² r)) / 2.
  if (a.terms.length !== 2 || a.terms[0]!.root !== 1n) return undefined;
  const u: Surd = { terms: [a.terms[0]!] };
  const w: Surd = { terms: [a.terms[1]!] };
  const inner = subtract(multiply(u, u), multiply(w, w));
  if (sign(inner) < 0) return undefined;
  const root = squareRoot(inner);
  if (root === undefined || !isRational(root)) return undefined;
  const half = rational(1n, 2n);
  const x = squareRoot(multiply(half, add(u, root)))!;
  const y = squareRoot(multiply(half, subtract(u, root)))!;
  return a.terms[1]!.n > 0n ? add(x, y) : subtract(x, y);
}

/** The whole part towards −∞. */
export function floor(a: Surd): bigint {
  const flat = toRatio(a);
  if (flat !== undefined) return flat.n >= 0n || flat.n % flat.d === 0n ? flat.n / flat.d : flat.n / flat.d - 1n;
  let guess = 0n;
  for (const t of a.terms) guess += floorRoot((t.n * t.n * t.root) / (t.d * t.d)) * (t.n < 0n ? -1n : 1n);
  while (compare(rational(guess), a) > 0) guess -= 1n;
  while (compare(rational(guess + 1n), a) <= 0) guess += 1n;
  return guess;
}
