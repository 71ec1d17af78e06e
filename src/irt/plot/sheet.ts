import { type Language, YincaiError } from '../../data/fault.js';
import { element, px, svg, textElement } from './svg.js';
import { shorten } from './text-width.js';

/** Options of {@link sheet}. */
export interface SheetOptions {
  readonly lang?: Language;
  readonly title?: string;
  /** Pictures a row; default 2. */
  readonly columns?: number;
}

const GAP = 12;

/**
 * Several pictures of this room on one sheet, row by row.
 *
 * @throws YincaiError `bad-format` for a string that none of this room's functions made, `not-enough-data` for none.
 * @example
 * const page = sheet(model.items.map((item) => plotItem(model, item, { width: 320, height: 260 })), { columns: 3 });
 */
export function sheet(pictures: readonly string[], options: SheetOptions = {}): string {
  const { lang = 'zh', title = '', columns = 2 } = options;
  if (pictures.length === 0) throw new YincaiError({ code: 'not-enough-data', expected: 'at least one picture' });
  if (!(Number.isInteger(columns) && columns >= 1 && columns <= 20)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'columns',
      value: String(columns),
      expected: 'a whole number from 1 to 20',
      expectedZh: '1 到 20 的整数',
    });
  }
  const sizes = pictures.map(sizeOf);
  const top = title === '' ? 0 : 40;
  const parts: string[] = [];
  // Columns are as wide as their widest picture, rows as high as their highest.
  const lefts = [0];
  for (let c = 0; c < columns; c++) {
    const widest = Math.max(0, ...sizes.filter((_, i) => i % columns === c).map((size) => size.width));
    lefts.push(lefts[c] + widest + GAP);
  }
  let y = top;
  for (let from = 0; from < pictures.length; from += columns) {
    const row = sizes.slice(from, from + columns);
    row.forEach((_, c) => {
      parts.push(pictures[from + c].replace('<svg ', `<svg x="${px(lefts[c])}" y="${px(y)}" `));
    });
    y += Math.max(...row.map((size) => size.height)) + GAP;
  }
  const width = lefts[Math.min(columns, pictures.length)] - GAP;
  const heading = textElement(shorten(title, 19, width - 32), {
    x: 16,
    y: 28,
    'font-size': 18,
    'font-weight': 'bold',
    fill: '#111',
  });
  const picture = { width, height: y - GAP, title, description: `${pictures.length}`, lang };
  return svg(picture, title === '' ? '' : heading, element('g', {}, ...parts));
}

function sizeOf(picture: string): { readonly width: number; readonly height: number } {
  const match = /^<svg xmlns="[^"]*" width="([\d.]+)" height="([\d.]+)"/.exec(picture);
  if (match === null) {
    throw new YincaiError({ code: 'bad-format', value: picture.slice(0, 40), expected: 'a picture of this room' });
  }
  return { width: Number(match[1]), height: Number(match[2]) };
}
