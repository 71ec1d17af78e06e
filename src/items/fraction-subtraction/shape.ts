import type { MixedNumber, Subtraction } from './mixed-number.js';

/** How the two denominators stand to each other; `one`: at most one side has a fraction. */
export type Denominators = 'same' | 'right-multiple' | 'left-multiple' | 'coprime' | 'shared-factor' | 'one';

/** How one side is written. */
export interface SideShape {
  /** Written with a whole part. */
  readonly whole: boolean;
  /** Written with a fraction. */
  readonly fraction: boolean;
  /** The fraction is in lowest terms. */
  readonly lowest: boolean;
  /** How many wholes its fraction holds: 1 in 4/3. */
  readonly over: number;
  /** The fraction is a whole number, such as 4/2. */
  readonly vanishes: boolean;
  /** Its improper fraction is turned into a whole part before subtracting. */
  readonly resolved: boolean;
}

/** What a subtraction of mixed numbers asks of a learner. Variants of an item have the same shape. */
export interface Shape {
  /** One side at least has a whole part; then improper fractions are resolved first. */
  readonly mixed: boolean;
  readonly denominators: Denominators;
  readonly left: SideShape;
  readonly right: SideShape;
  /** The left fraction against the right one, after resolving. `less` means borrowing. */
  readonly order: 'less' | 'equal' | 'more';
  /** Whole part of the difference as the steps find it; variants agree on whether it is 0. */
  readonly whole: number;
  /** The difference of the fractions over their common denominator is not in lowest terms. */
  readonly reduce: boolean;
  /** … is 1 or more. Only where nothing has a whole part. */
  readonly improperResult: boolean;
  /** … is a whole number. */
  readonly wholeResult: boolean;
}

/** A side after its improper fraction was turned into a whole part; a fraction that comes out whole loses its denominator. */
export function resolve(x: MixedNumber, mixed: boolean): MixedNumber {
  if (!mixed) return x;
  const n = x.n % x.d;
  return { whole: x.whole + Math.floor(x.n / x.d), n, d: n === 0 ? 1 : x.d };
}

/** The shape of a subtraction. */
export function shapeOf({ left, right }: Subtraction): Shape {
  const mixed = left.whole > 0 || right.whole > 0;
  const a = resolve(left, mixed);
  const b = resolve(right, mixed);
  const D = (a.d * b.d) / gcd(a.d, b.d);
  const gap = a.n * (D / a.d) - b.n * (D / b.d);
  const borrow = gap < 0;
  const rest = borrow ? gap + D : gap;
  const whole = a.whole - b.whole - (borrow ? 1 : 0);
  return {
    mixed,
    denominators: denominators(left, right),
    left: side(left, mixed),
    right: side(right, mixed),
    order: gap < 0 ? 'less' : gap === 0 ? 'equal' : 'more',
    whole,
    reduce: rest > 0 && gcd(rest, D) > 1,
    improperResult: rest >= D,
    wholeResult: rest > 0 && rest % D === 0,
  };
}

function side(x: MixedNumber, mixed: boolean): SideShape {
  return {
    whole: x.whole > 0,
    fraction: x.n > 0,
    lowest: gcd(x.n, x.d) === 1,
    over: Math.floor(x.n / x.d),
    vanishes: x.n > 0 && x.n % x.d === 0,
    resolved: mixed && x.n >= x.d,
  };
}

function denominators(left: MixedNumber, right: MixedNumber): Denominators {
  if (left.n === 0 || right.n === 0) return 'one';
  if (left.d === right.d) return 'same';
  if (right.d % left.d === 0) return 'right-multiple';
  if (left.d % right.d === 0) return 'left-multiple';
  return gcd(left.d, right.d) === 1 ? 'coprime' : 'shared-factor';
}

/** Greatest common divisor of whole numbers. */
export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
