import { parseDecimal } from './text.js';

/** Milliseconds of a day. */
export const DAY = 86_400_000;

const DATE =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * A moment as a number: ISO 8601, `YYYY-MM-DD HH:mm:ss`, `YYYY/M/D`, `2025年10月1日 08:00` give milliseconds since 1970, read as UTC
 * where no offset is written; a plain number stays as it is (an epoch or any increasing clock). NaN for anything else.
 *
 * @example
 * parseTime('2025-10-15 08:00:00') // 1760515200000
 */
export function parseTime(text: string): number {
  const first = text.charCodeAt(0);
  if (first < 48 || first > 57) return parseDecimal(text);
  const number = parseDecimal(text);
  if (!Number.isNaN(number)) return number;
  const match = DATE.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = match;
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return Number.NaN;
  const day0 = new Date(0);
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  const date = day0.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // 2025-02-30 would roll over into March, and month 13 into the next year.
  if (day0.getUTCDate() !== Number(day) || day0.getUTCMonth() !== Number(month) - 1) return Number.NaN;
  const clock =
    ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Math.floor(Number(`0.${fraction}`) * 1000);
  return date + clock - zoneOffset(zone);
}

/** Milliseconds by which a zone's clock runs ahead of UTC. */
function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const digits = zone.replace(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
