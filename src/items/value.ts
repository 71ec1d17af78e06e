import { YincaiError } from '../data/fault.js';
import type { Surd } from './surd.js';
import * as surd from './surd.js';

/** What an expression yields: an exact number, an inexact one (`number`), a truth value, a text, or a short list of values. */
export type Value = Surd | number | boolean | string | readonly Value[];

/** Largest relative difference by which two inexact numbers still count as equal. */
export const TOLERANCE = 1e-9;

/** True for exact numbers. */
export function isExact(value: Value): value is Surd {
  return typeof value === 'object' && 'terms' in value;
}

/** True for exact and inexact numbers. */
export function isNumeric(value: Value): value is Surd | number {
  return typeof value === 'number' || isExact(value);
}

/** The refusal of a value, as the error of the library. */
export function refuse(value: string, expected: string, mend?: string): YincaiError {
  return new YincaiError({ code: 'bad-value', value, expected, ...(mend === undefined ? {} : { mend }) });
}

/** A number as a double. */
export function asNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (isExact(value)) return surd.toNumber(value);
  throw refuse(show(value), 'a number');
}

/** An exact number. @throws YincaiError for everything else. */
export function asExact(value: Value): Surd {
  if (isExact(value)) return value;
  throw refuse(show(value), typeof value === 'number' ? 'an exact number: this one holds pi, sin, log …' : 'a number');
}

/** A whole number from `min` to `max`. */
export function asWhole(value: Value, min: number, max: number): number {
  if (isExact(value) && surd.isInteger(value)) {
    const n = Number(surd.toRatio(value)!.n);
    if (n >= min && n <= max) return n;
  }
  throw refuse(show(value), `a whole number from ${min} to ${max}`);
}

/** A truth value. */
export function asTruth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw refuse(show(value), 'true or false, such as a comparison');
}

/** A finite double; NaN and infinities are refused. */
export function finite(x: number): number {
  if (Number.isFinite(x)) return x;
  throw refuse(String(x), 'a finite number');
}

/** Equality of values: exact where both are exact, else within {@link TOLERANCE} of the larger one (or of 1). */
export function same(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => same(x, b[i]));
  if (isExact(a as Value) && isExact(b as Value)) return surd.equal(a as Surd, b as Surd);
  if (isNumeric(a) && isNumeric(b)) {
    const x = asNumber(a);
    const y = asNumber(b);
    return Math.abs(x - y) <= TOLERANCE * Math.max(1, Math.abs(x), Math.abs(y));
  }
  return a === b;
}

/** −1, 0, 1 as `a` is below, the same as, or above `b`. */
export function order(a: Value, b: Value): number {
  if (isExact(a) && isExact(b)) return surd.compare(a, b);
  const x = asNumber(a);
  const y = asNumber(b);
  return same(x, y) ? 0 : x < y ? -1 : 1;
}

/** A value as plain text for messages: `3/4`, `1/2 + 3√5`, `[1, 2]`. */
export function show(value: Value): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (!isExact(value)) return String(value);
  if (value.terms.length === 0) return '0';
  return value.terms
    .map((t, i) => {
      const negative = t.n < 0n;
      const n = negative ? -t.n : t.n;
      const lead = i === 0 ? (negative ? '-' : '') : negative ? ' - ' : ' + ';
      const scale = t.d === 1n ? `${n}` : `${n}/${t.d}`;
      return lead + (t.root === 1n ? scale : `${scale === '1' ? '' : scale}√${t.root}`);
    })
    .join('');
}
