import type { ValueFormat } from '../data/item-bank.js';
import type { Surd, SurdTerm } from './surd.js';
import * as surd from './surd.js';
import type { Value } from './value.js';
import { isExact, isNumeric, refuse, show } from './value.js';

/** How a slot writes its value; `auto` picks by the value. */
export type SlotFormat = ValueFormat | 'auto' | 'percent';

/** The most digits after the decimal point. */
export const MAX_DIGITS = 20;

/**
 * Writes a value. `auto`: whole number, `\frac{a}{b}`, sum of roots, or the text itself.
 * `decimal` without digits writes a terminating decimal in full and refuses others; with digits it rounds half away from zero.
 * A list is written with commas.
 *
 * @throws YincaiError when the value cannot be written so, such as 1/2 as an integer.
 * @example
 * formatValue(rational(-7, 2), 'fraction'); // '-\\frac{7}{2}'
 * formatValue(rational(-7, 2), 'mixed'); // '-3\\frac{1}{2}'
 * formatValue(rational(-7, 2), 'decimal'); // '-3.5'
 */
export function formatValue(value: Value, format: SlotFormat, digits?: number): string {
  if (Array.isArray(value)) return value.map((v) => formatValue(v, format, digits)).join(', ');
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') {
    if (format === 'auto' || format === 'text') return value ? '对' : '错';
    throw refuse(String(value), 'a number for this format');
  }
  if (!isNumeric(value)) throw refuse('list', 'a number');
  if (format === 'decimal') return decimal(value, digits);
  if (format === 'percent') return `${decimal(scale100(value), digits)}\\%`;
  if (!isExact(value))
    throw refuse(show(value), 'an exact number', 'numbers from pi, sin, log … are written with |decimal:2 or so');
  if (format === 'text') return show(value);
  const ratio = surd.toRatio(value);
  if (format === 'integer') {
    if (ratio === undefined || ratio.d !== 1n) throw refuse(show(value), 'a whole number for the format integer');
    return `${ratio.n}`;
  }
  if (format === 'fraction' || format === 'mixed') {
    if (ratio === undefined) throw refuse(show(value), `a number without roots for the format ${format}`, 'use |latex');
    return fraction(ratio.n, ratio.d, format === 'mixed');
  }
  return latex(value);
}

function scale100(value: Surd | number): Surd | number {
  return isExact(value) ? surd.multiply(value, surd.rational(100)) : value * 100;
}

function fraction(n: bigint, d: bigint, mixed: boolean): string {
  const lead = n < 0n ? '-' : '';
  const top = n < 0n ? -n : n;
  if (d === 1n) return `${lead}${top}`;
  if (mixed && top > d) return `${lead}${top / d}\\frac{${top % d}}{${d}}`;
  return `${lead}\\frac{${top}}{${d}}`;
}

/** An exact number in LaTeX: `\frac{1+3\sqrt{5}}{2}`, `2\sqrt{3}`, `-\frac{\sqrt{2}}{2}`. */
export function latex(value: Surd): string {
  const terms = value.terms;
  if (terms.length === 0) return '0';
  if (terms.length === 1) return one(terms[0]!);
  let d = 1n;
  for (const t of terms) d = (d / surd.gcd(d, t.d)) * t.d;
  const sum = terms
    .map((t, i) => {
      const text = one({ n: t.n * (d / t.d), d: 1n, root: t.root });
      return i > 0 && t.n > 0n ? `+${text}` : text;
    })
    .join('');
  return d === 1n ? sum : `\\frac{${sum}}{${d}}`;
}

function one({ n, d, root }: SurdTerm): string {
  if (root === 1n) return fraction(n, d, false);
  const lead = n < 0n ? '-' : '';
  const size = n < 0n ? -n : n;
  const top = `${size === 1n ? '' : size}\\sqrt{${root}}`;
  return d === 1n ? lead + top : `${lead}\\frac{${top}}{${d}}`;
}

function decimal(value: Surd | number, digits: number | undefined): string {
  if (digits !== undefined && !(Number.isInteger(digits) && digits >= 0 && digits <= MAX_DIGITS))
    throw refuse(String(digits), `digits from 0 to ${MAX_DIGITS}`);
  if (!isExact(value)) {
    if (digits === undefined) throw refuse(show(value), 'a number of digits for an inexact number, such as |decimal:2');
    if (Math.abs(value) >= 1e15) throw refuse(show(value), 'a number below 10^15');
    // Twelve significant digits first: 1.005 held as 1.00499999999999989 is meant as 1.005.
    return unsigned(place(surd.rational(...parseDecimal(Number(value.toPrecision(12)))), digits));
  }
  if (digits !== undefined) return unsigned(place(value, digits));
  const ratio = surd.toRatio(value);
  if (ratio === undefined) throw refuse(show(value), 'a number of digits for a root, such as |decimal:2');
  for (let k = 0, d = ratio.d; k <= MAX_DIGITS; k++) {
    if (10n ** BigInt(k) % d === 0n) return place(value, k);
  }
  throw refuse(show(value), `a decimal that ends within ${MAX_DIGITS} digits`, 'give the digits: |decimal:2');
}

function parseDecimal(x: number): [bigint, bigint] {
  const [body, exponent] = x.toExponential().split('e') as [string, string];
  const [whole, part = ''] = body.split('.') as [string, string?];
  const e = Number(exponent) - part.length;
  const n = BigInt(whole + part);
  return e >= 0 ? [n * 10n ** BigInt(e), 1n] : [n, 10n ** BigInt(-e)];
}

/** Rounded half away from zero to `digits` places. */
function place(value: Surd, digits: number): string {
  const negative = surd.sign(value) < 0;
  const scaled = surd.multiply(negative ? surd.negate(value) : value, surd.rational(10n ** BigInt(digits)));
  const rounded = surd.floor(surd.add(scaled, surd.rational(1n, 2n)));
  const text = rounded.toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${negative ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}

/** `-0.00` is `0.00`. */
function unsigned(text: string): string {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
}

/** The value of a decimal literal such as `0.1` or `2.5e-3`, exact. */
export function literal(x: number): Surd {
  return surd.rational(...parseDecimal(x));
}

/** A factor before a letter or root: `` for 1, `-` for −1, else the number; a sum of roots in brackets. */
export function coefficient(value: Surd): string {
  if (surd.equal(value, surd.ONE)) return '';
  if (surd.equal(value, surd.negate(surd.ONE))) return '-';
  const text = latex(value);
  return value.terms.length > 1 && !text.startsWith('\\frac') ? `(${text})` : text;
}

/** With its sign in front: `+3`, `-3`, `+0`. */
export function signed(value: Surd): string {
  const text = latex(value);
  return text.startsWith('-') ? text : `+${text}`;
}

/** A monomial for use after others: `+3x`, `-x`, and nothing for 0. */
export function monomial(value: Surd, letter: string): string {
  if (value.terms.length === 0) return '';
  const text = coefficient(value) + letter;
  return text.startsWith('-') ? text : `+${text}`;
}

/** In brackets where it is negative or a sum: `(-3)`, `3`. */
export function bracketed(value: Surd): string {
  const text = latex(value);
  return text.startsWith('-') || value.terms.length > 1 ? `\\left(${text}\\right)` : text;
}
