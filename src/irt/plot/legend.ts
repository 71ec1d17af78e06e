import { INK } from './style.js';
import { textElement } from './svg.js';
import { shorten, textWidth } from './text-width.js';

/** One line of a legend: a sample 28 pixels wide, and words. */
export interface LegendEntry {
  readonly text: string;
  readonly sample: (x: number, y: number) => string;
}

const SAMPLE = 28;
const GAP = 20;

/** Lays entries in rows within a width; they never overlap. */
export function layLegend(
  entries: readonly LegendEntry[],
  width: number,
  size: number,
): { readonly height: number; readonly draw: (x: number, y: number) => string } {
  const row = size + 7;
  const placed: { readonly entry: LegendEntry; readonly text: string; readonly x: number; readonly row: number }[] = [];
  let x = 0;
  let rows = 0;
  for (const entry of entries) {
    const text = shorten(entry.text, size, width - SAMPLE - 6);
    const takes = SAMPLE + 6 + textWidth(text, size);
    if (x > 0 && x + takes > width) {
      x = 0;
      rows++;
    }
    placed.push({ entry, text, x, row: rows });
    x += takes + GAP;
  }
  return {
    height: entries.length === 0 ? 0 : (rows + 1) * row,
    draw: (left, top) =>
      placed
        .map(({ entry, text, x: at, row: line }) => {
          const middle = top + (line + 0.5) * row;
          return (
            entry.sample(left + at, middle) +
            textElement(
              text,
              { x: left + at + SAMPLE + 6, y: middle + size * 0.36, 'font-size': size, fill: INK },
              text === entry.text ? undefined : entry.text,
            )
          );
        })
        .join(''),
  };
}
