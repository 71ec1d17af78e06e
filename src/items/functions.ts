import { bracketed, coefficient, latex, monomial, signed } from './format.js';
import type { Surd } from './surd.js';
import * as surd from './surd.js';
import type { Value } from './value.js';
import { asExact, asNumber, asWhole, finite, isExact, isNumeric, order, refuse, same, show } from './value.js';

/** A function that expressions may call: how many arguments it takes, and what it does. */
export interface TemplateFunction {
  readonly min: number;
  readonly max: number;
  readonly call: (args: readonly Value[]) => Value;
}

const MANY = 32;
const RADIANS = 1e15;

/** `a + b`. */
export function plus(a: Value, b: Value): Value {
  return isExact(a) && isExact(b) ? surd.add(a, b) : finite(asNumber(a) + asNumber(b));
}

/** `a − b`. */
export function minus(a: Value, b: Value): Value {
  return isExact(a) && isExact(b) ? surd.subtract(a, b) : finite(asNumber(a) - asNumber(b));
}

/** `a · b`. */
export function times(a: Value, b: Value): Value {
  return isExact(a) && isExact(b) ? surd.multiply(a, b) : finite(asNumber(a) * asNumber(b));
}

/** `a / b`. */
export function over(a: Value, b: Value): Value {
  if (isExact(a) && isExact(b)) return surd.divide(a, b);
  if (asNumber(b) === 0) throw new RangeError('division by zero');
  return finite(asNumber(a) / asNumber(b));
}

/** `a ^ b`, exact for whole exponents and where the root is a square root that comes out; inexact else. */
export function raise(a: Value, b: Value): Value {
  if (isExact(a) && isExact(b)) {
    const e = surd.toRatio(b);
    if (e !== undefined && (e.n > 1024n || e.n < -1024n)) throw new RangeError('exponent outside -1024…1024');
    if (e !== undefined && e.d === 1n) return surd.power(a, Number(e.n));
    if (e !== undefined && e.d < 64n) {
      const root = nthRoot(a, Number(e.d));
      if (isExact(root)) return surd.power(root, Number(e.n));
    }
  }
  return finite(asNumber(a) ** asNumber(b));
}

/** `a − b ⌊a / b⌋`, with the sign of `b`. */
export function remainder(a: Value, b: Value): Value {
  const x = asExact(a);
  const y = asExact(b);
  return surd.subtract(x, surd.multiply(y, surd.rational(surd.floor(surd.divide(x, y)))));
}

function nthRoot(a: Value, n: number): Value {
  if (!isExact(a)) {
    const x = asNumber(a);
    return finite(n % 2 === 1 && x < 0 ? -((-x) ** (1 / n)) : x ** (1 / n));
  }
  if (n === 1) return a;
  if (n === 2) return surd.squareRoot(a) ?? finite(Math.sqrt(surd.toNumber(a)));
  const negative = surd.sign(a) < 0;
  if (negative && n % 2 === 0) throw new RangeError('even root of a negative number');
  const ratio = surd.toRatio(a);
  if (ratio !== undefined) {
    const top = wholeRoot(ratio.n < 0n ? -ratio.n : ratio.n, n);
    const bottom = wholeRoot(ratio.d, n);
    if (top !== undefined && bottom !== undefined) return surd.rational(negative ? -top : top, bottom);
  }
  return nthRoot(surd.toNumber(a), n);
}

function wholeRoot(x: bigint, n: number): bigint | undefined {
  const guess = BigInt(Math.round(Number(x) ** (1 / n)));
  for (let r = guess > 2n ? guess - 2n : 0n; r <= guess + 2n; r++) if (r ** BigInt(n) === x) return r;
  return undefined;
}

function factorial(n: number): bigint {
  let out = 1n;
  for (let k = 2; k <= n; k++) out *= BigInt(k);
  return out;
}

function falling(n: number, k: number): bigint {
  let out = 1n;
  for (let i = 0; i < k; i++) out *= BigInt(n - i);
  return out;
}

function whole(value: Value): bigint {
  const ratio = isExact(value) ? surd.toRatio(value) : undefined;
  if (ratio === undefined || ratio.d !== 1n) throw refuse(show(value), 'a whole number');
  return ratio.n;
}

function positive(value: Value): bigint {
  const n = whole(value);
  if (n <= 0n) throw refuse(show(value), 'a whole number above 0');
  return n;
}

function letter(value: Value): string {
  if (typeof value === 'string') return value;
  throw refuse(show(value), 'a letter in quotes, such as "x"');
}

/** A polynomial in descending powers: `poly("x", 1, -3, 0, 2)` is `x^{3}-3x^{2}+2`. */
function polynomial(name: string, coefficients: readonly Surd[]): string {
  let text = '';
  coefficients.forEach((c, i) => {
    const degree = coefficients.length - 1 - i;
    if (degree > 0) text += monomial(c, degree === 1 ? name : `${name}^{${degree}}`);
    else if (surd.sign(c) !== 0) text += signed(c);
  });
  return text === '' ? '0' : text.startsWith('+') ? text.slice(1) : text;
}

/** A mixed number as it stands, not reduced: `mixed(4, 6, 10)`; without its whole part or fraction where that is 0. */
function mixedNumber(w: Surd, n: Surd, d: Surd): string {
  if (surd.sign(n) === 0) return latex(w);
  return `${surd.sign(w) === 0 ? '' : latex(w)}\\frac{${latex(n)}}{${latex(d)}}`;
}

/** Sines of multiples of 15° from 0° to 90°. */
function sine15(step: number): Surd {
  const half = surd.rational(1n, 2n);
  const root = (n: bigint): Surd => surd.squareRoot(surd.rational(n))!;
  const quarter = surd.rational(1n, 4n);
  const table: readonly (() => Surd)[] = [
    () => surd.ZERO,
    () => surd.multiply(quarter, surd.subtract(root(6n), root(2n))),
    () => half,
    () => surd.multiply(half, root(2n)),
    () => surd.multiply(half, root(3n)),
    () => surd.multiply(quarter, surd.add(root(6n), root(2n))),
    () => surd.ONE,
  ];
  const turn = ((step % 24) + 24) % 24;
  if (turn > 12) return surd.negate(sine15(turn - 12));
  return table[turn > 6 ? 12 - turn : turn]!();
}

/** Sine of an angle in degrees, exact at multiples of 15°. */
function sineDegrees(value: Value, shift: number): Value {
  if (isExact(value)) {
    const ratio = surd.toRatio(value);
    if (ratio !== undefined && ratio.d === 1n && ratio.n % 15n === 0n)
      return sine15(Number((ratio.n / 15n) % 24n) + shift / 15);
  }
  return finite(Math.sin(((asNumber(value) % 360) + shift) * (Math.PI / 180)));
}

function real(f: (x: number) => number): TemplateFunction {
  return {
    min: 1,
    max: 1,
    call: ([x]) => {
      const a = asNumber(x!);
      if (Math.abs(a) > RADIANS) throw refuse(show(x!), 'a number below 10^15');
      return finite(f(a));
    },
  };
}

function exact(f: (x: Surd) => Value): TemplateFunction {
  return { min: 1, max: 1, call: ([x]) => f(asExact(x!)) };
}

function extreme(direction: number): TemplateFunction {
  return {
    min: 1,
    max: MANY,
    call: (args) => args.reduce((best, x) => (order(x, best) * direction > 0 ? x : best)),
  };
}

function fold(f: (a: bigint, b: bigint) => bigint): TemplateFunction {
  return { min: 2, max: MANY, call: (args) => surd.rational(args.map(whole).reduce(f)) };
}

function sum(args: readonly Value[]): Value {
  return args.reduce(plus);
}

function magnitude(x: Value): Value {
  return isExact(x) ? (surd.sign(x) < 0 ? surd.negate(x) : x) : Math.abs(asNumber(x));
}

function variance(args: readonly Value[]): Value {
  const n = surd.rational(args.length);
  const mean = over(sum(args), n);
  return over(
    sum(
      args.map((x) => {
        const gap = minus(x, mean);
        return times(gap, gap);
      }),
    ),
    n,
  );
}

/** `sum`, `mean` … of arguments or of one list. */
function spread(f: (args: readonly Value[]) => Value): TemplateFunction {
  return {
    min: 1,
    max: MANY,
    call: (args) => {
      const list = args.length === 1 && Array.isArray(args[0]) ? (args[0] as readonly Value[]) : args;
      if (list.length === 0) throw refuse('[]', 'at least one number');
      return f(list);
    },
  };
}

function median(args: readonly Value[]): Value {
  const sorted = args.slice().sort(order);
  const m = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[m]! : over(plus(sorted[m - 1]!, sorted[m]!), surd.rational(2));
}

function isSquare(x: Surd): boolean {
  if (surd.sign(x) < 0) return false;
  const ratio = surd.toRatio(x);
  if (ratio === undefined) return false;
  const n = surd.floorRoot(ratio.n);
  const d = surd.floorRoot(ratio.d);
  return n * n === ratio.n && d * d === ratio.d;
}

function isPrime(n: bigint): boolean {
  if (n > 10n ** 10n) throw refuse(String(n), 'a whole number up to 10^10');
  const x = Number(n);
  if (x < 4) return x > 1;
  if (x % 2 === 0) return false;
  for (let p = 3; p * p <= x; p += 2) if (x % p === 0) return false;
  return true;
}

/** All functions of template expressions. Everything that is not in this list is refused when a template is compiled. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['abs', { min: 1, max: 1, call: ([x]) => magnitude(x!) }],
  ['sign', exact((x) => surd.rational(surd.sign(x)))],
  ['floor', exact((x) => surd.rational(surd.floor(x)))],
  ['ceil', exact((x) => surd.rational(-surd.floor(surd.negate(x))))],
  [
    'round',
    {
      min: 1,
      max: 2,
      call: ([x, digits]) => {
        const scale = surd.rational(10n ** BigInt(digits === undefined ? 0 : asWhole(digits, 0, 15)));
        const size = surd.multiply(asExact(magnitude(x!)), scale);
        const rounded = surd.rational(surd.floor(surd.add(size, surd.rational(1n, 2n))));
        const result = surd.divide(rounded, scale);
        return surd.sign(asExact(x!)) < 0 ? surd.negate(result) : result;
      },
    },
  ],
  ['max', extreme(1)],
  ['min', extreme(-1)],
  ['sum', spread(sum)],
  ['mean', spread((args) => over(sum(args), surd.rational(args.length)))],
  ['variance', spread(variance)],
  ['median', spread(median)],
  ['gcd', fold(surd.gcd)],
  ['lcm', fold((a, b) => (a === 0n || b === 0n ? 0n : (a / surd.gcd(a, b)) * (b < 0n ? -b : b) * (a < 0n ? -1n : 1n)))],
  ['numerator', exact((x) => surd.rational(ratioOf(x).n))],
  ['denominator', exact((x) => surd.rational(ratioOf(x).d))],
  ['isInteger', exact((x) => surd.isInteger(x))],
  ['isRational', { min: 1, max: 1, call: ([x]) => isExact(x!) && surd.isRational(x) }],
  ['isSquare', exact(isSquare)],
  ['isPrime', { min: 1, max: 1, call: ([x]) => isPrime(whole(x!)) }],
  ['squarePart', { min: 1, max: 1, call: ([x]) => surd.rational(surd.squarePart(positive(x!))) }],
  [
    'squareFree',
    {
      min: 1,
      max: 1,
      call: ([x]) => {
        const n = positive(x!);
        return surd.rational(n / surd.squarePart(n) ** 2n);
      },
    },
  ],
  ['sqrt', { min: 1, max: 1, call: ([x]) => (asNumber(x!) < 0 ? negativeRoot() : nthRoot(x!, 2)) }],
  ['cbrt', { min: 1, max: 1, call: ([x]) => nthRoot(x!, 3) }],
  ['nthRoot', { min: 2, max: 2, call: ([x, n]) => nthRoot(x!, asWhole(n!, 1, 64)) }],
  ['pow', { min: 2, max: 2, call: ([x, n]) => raise(x!, n!) }],
  ['mod', { min: 2, max: 2, call: ([a, b]) => remainder(a!, b!) }],
  ['factorial', { min: 1, max: 1, call: ([n]) => surd.rational(factorial(asWhole(n!, 0, 170))) }],
  [
    'binomial',
    {
      min: 2,
      max: 2,
      call: ([n, k]) => {
        const m = asWhole(n!, 0, 1000);
        const j = asWhole(k!, 0, m);
        const few = Math.min(j, m - j);
        return surd.rational(falling(m, few) / factorial(few));
      },
    },
  ],
  [
    'permutations',
    {
      min: 2,
      max: 2,
      call: ([n, k]) => {
        const m = asWhole(n!, 0, 170);
        return surd.rational(falling(m, asWhole(k!, 0, m)));
      },
    },
  ],
  ['sin', real(Math.sin)],
  ['cos', real(Math.cos)],
  ['tan', real(Math.tan)],
  ['asin', real(Math.asin)],
  ['acos', real(Math.acos)],
  ['atan', real(Math.atan)],
  ['exp', real(Math.exp)],
  ['ln', real(Math.log)],
  [
    'log',
    {
      min: 2,
      max: 2,
      call: ([x, base]) => logarithm(x!, base!),
    },
  ],
  ['sinDeg', { min: 1, max: 1, call: ([x]) => sineDegrees(x!, 0) }],
  ['cosDeg', { min: 1, max: 1, call: ([x]) => sineDegrees(x!, 90) }],
  ['tanDeg', { min: 1, max: 1, call: ([x]) => over(sineDegrees(x!, 0), sineDegrees(x!, 90)) }],
  ['signed', exact(signed)],
  ['coef', exact(coefficient)],
  ['paren', exact(bracketed)],
  ['term', { min: 2, max: 2, call: ([x, name]) => monomial(asExact(x!), letter(name!)) }],
  [
    'poly',
    {
      min: 2,
      max: 12,
      call: ([name, ...rest]) => polynomial(letter(name!), rest.map(asExact)),
    },
  ],
  ['frac', { min: 2, max: 2, call: ([n, d]) => `\\frac{${latex(asExact(n!))}}{${latex(asExact(d!))}}` }],
  ['mixed', { min: 3, max: 3, call: ([w, n, d]) => mixedNumber(asExact(w!), asExact(n!), asExact(d!)) }],
  ['same', { min: 2, max: 2, call: ([a, b]) => same(a!, b!) }],
]);

function ratioOf(x: Surd): { readonly n: bigint; readonly d: bigint } {
  const ratio = surd.toRatio(x);
  if (ratio === undefined) throw refuse(show(x), 'a number without roots');
  return ratio;
}

function negativeRoot(): never {
  throw new RangeError('square root of a negative number');
}

/** `log(x, base)`, exact where `x` is a whole power of the base or both are powers of a common number. */
function logarithm(x: Value, base: Value): Value {
  const a = asNumber(x);
  const b = asNumber(base);
  if (!(a > 0) || !(b > 0) || b === 1)
    throw refuse(`${show(x)}, ${show(base)}`, 'a number above 0 and a base above 0, not 1');
  const guess = Math.log(a) / Math.log(b);
  if (isExact(x) && isExact(base) && isNumeric(x)) {
    for (let d = 1; d <= 6; d++) {
      const n = Math.round(guess * d);
      if (Math.abs(n) <= 64 && Math.abs(n - guess * d) < 1e-9 && surd.equal(surd.power(base, n), surd.power(x, d)))
        return surd.rational(n, d);
    }
  }
  return finite(guess);
}
