import { refuse } from '../value.js';

/** A number written `4 3/5`, `3/4` or `3`: whole part and fraction as they stand, not reduced. `n` is 0 and `d` 1 without a fraction. */
export interface MixedNumber {
  readonly whole: number;
  readonly n: number;
  readonly d: number;
}

/** `left − right`, as written. */
export interface Subtraction {
  readonly left: MixedNumber;
  readonly right: MixedNumber;
}

/** Largest whole part, numerator or denominator that is read. */
export const MAX_PART = 999;

/**
 * Reads `4 3/5 - 3 4/10`. Any dash serves as the minus sign.
 *
 * @throws YincaiError for anything else, a denominator 0, a number above {@link MAX_PART}, or a negative difference.
 * @example
 * parseSubtraction('4 3/5 - 3 4/10').right; // { whole: 3, n: 4, d: 10 }
 */
export function parseSubtraction(text: string): Subtraction {
  const expected =
    'a subtraction of whole, fractional or mixed numbers above 0 such as "4 3/5 - 3 4/10", whose difference is not below 0';
  if (text.length > 60) throw refuse(text, expected);
  const parts = text.split(/[-\u2212\u2013]/);
  const left = parts.length === 2 ? parseMixed(parts[0]!) : undefined;
  const right = parts.length === 2 ? parseMixed(parts[1]!) : undefined;
  if (left === undefined || right === undefined) throw refuse(text, expected);
  const value = ({ whole, n, d }: MixedNumber, other: MixedNumber): number => (whole * d + n) * other.d;
  if (value(left, right) < value(right, left) || value(right, left) === 0) throw refuse(text, expected);
  return { left, right };
}

function parseMixed(text: string): MixedNumber | undefined {
  const match = /^\s*(?:(\d{1,3})(?=\s|$))?(?:\s*(\d{1,3})\s*\/\s*(\d{1,3}))?\s*$/.exec(text);
  if (match === null || (match[1] === undefined && match[2] === undefined)) return undefined;
  const whole = Number(match[1] ?? 0);
  const n = Number(match[2] ?? 0);
  const d = Number(match[3] ?? 1);
  if (d === 0) return undefined;
  return n === 0 ? { whole, n: 0, d: 1 } : { whole, n, d };
}
