import { readValue } from './read-value.js';
import type { Value } from './value.js';

/** A printed quantity without its unit of measurement. */
export interface Quantity {
  readonly value: Value;
  /** One unit of the last printed digit, where the number is written with decimals or a power of ten. */
  readonly unit?: number;
}

const LONGEST = 400;

/**
 * The number of a printed quantity, such as `$3.0\times10^{8}\,\mathrm{m/s}$`, `v=12\,\mathrm{m/s}` or `$30^\circ$`; undefined where there is not
 * exactly one.
 *
 * @example
 * readQuantity('$1.6\\times10^{-19}\\,\\mathrm{C}$')!.unit; // 1e-20
 */
export function readQuantity(text: string): Quantity | undefined {
  if (text.length > LONGEST) return undefined;
  const bare = text
    .trim()
    .replace(/^\$\$?|\$\$?$/g, '')
    .replace(/^\s*[a-zA-Z](_\{?\w+\}?)?\s*=\s*/, '')
    .replace(
      /(\\,|\\;|\\ |~|\s)*(\\mathrm\{(?:[^{}]|\{[^{}]*\})*\}|\\Omega|\\%|°|\^\{?\\circ\}?(\\mathrm\{C\})?)\s*$/,
      '',
    );
  const percent = /\\%\s*\$?\s*$/.test(text);
  const value = readValue(percent ? `${bare}\\%` : bare);
  if (value === undefined) return undefined;
  const digits = /^\s*-?\d+(?:\.(\d+))?\s*(?:(?:\\times|×)\s*10\^(?:\{(-?\d+)\}|(\d)))?\s*$/.exec(bare);
  if (digits === null || (digits[1] === undefined && digits[2] === undefined && digits[3] === undefined))
    return { value };
  const exponent = Number(digits[2] ?? digits[3] ?? 0) - (digits[1]?.length ?? 0) - (percent ? 2 : 0);
  return { value, unit: Number(`1e${exponent}`) };
}
