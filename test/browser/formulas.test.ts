import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { corpus } from '../handbook/corpus/corpus.js';
import { contactSheet, inkOf, type Picture, picturesOf } from '../handbook/corpus/pictures.js';

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';

function poppler(): boolean {
  try {
    execFileSync('pdftoppm', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const ready = existsSync(executablePath) && poppler();
if (!ready) console.warn('pictures of formulas are not compared: they need Chromium (CHROME_PATH) and poppler-utils');

/** How much wider and higher the ink of one picture is than that of another. */
function ratio(one: Picture, other: Picture): readonly [width: number, height: number] {
  const [a, b] = [inkOf(one), inkOf(other)];
  if (a === undefined || b === undefined) return a === b ? [1, 1] : [0, 0];
  // Two dots of tolerance: a line is a dot or two high.
  const of = (x: number, y: number): number => (Math.abs(x - y) <= 2 ? 1 : x / y);
  return [of(a.width, b.width), of(a.height, b.height)];
}

/**
 * Formulas whose pictures rightly differ from KaTeX's by more than the tolerance, with the reason.
 * Everything else must be as wide and as high as KaTeX sets it.
 */
const DIFFERENT: ReadonlyMap<string, string> = new Map([
  ['\\tag{1}a=b', 'KaTeX sets a number at the edge of the page, PDF beside its formula'],
  ['\\because\\ \\therefore', 'smaller dots in the font of formulas'],
  ['\\ldots\\cdots\\vdots\\ddots\\dots', 'dots stand closer'],
  ['\\rule{2em}{0.5pt}', 'a rule one dot high, which KaTeX draws with four'],
  ['\\begin{array}{rl}a&=b\\\\&=c\\end{array}', 'columns that are aligned right and left stand together as steps do'],
  ['\\overset{\\frown}{AB}', 'the arc spans the letters'],
]);

/**
 * Every third formula, to be quick. With `YINCAI_SHEETS=folder` all of them, and the three pictures of every formula are written there as contact sheets to look at:
 * PDF, KaTeX, HTML from left to right.
 */
describe.skipIf(!ready && process.env.YINCAI_NEED_BROWSER !== '1')('pictures of formulas', { timeout: 240_000 }, () => {
  test('have the extents that KaTeX gives them', async () => {
    const folder = process.env.YINCAI_SHEETS;
    const formulas = corpus.map(({ tex }) => tex).filter((_, at) => folder !== undefined || at % 3 === 0);
    const pictures = await picturesOf(executablePath, formulas, false);
    if (folder !== undefined) {
      mkdirSync(folder, { recursive: true });
      for (let at = 0; at < pictures.length; at += 34) {
        writeFileSync(`${folder}/formulas-${1 + at / 34}.png`, contactSheet(pictures.slice(at, at + 34)));
      }
    }
    const far: string[] = [];
    const widths: number[] = [];
    formulas.forEach((tex, at) => {
      const { pdf, katex, html } = pictures[at];
      const [width, height] = ratio(pdf, katex);
      const [wide, high] = ratio(html, katex);
      widths.push(width);
      const strange =
        Math.abs(Math.log(width)) > 0.25 ||
        Math.abs(Math.log(height)) > 0.4 ||
        // Browsers set formulas in whatever font of formulas there is: only gross losses show.
        Math.abs(Math.log(wide)) > 0.65 ||
        Math.abs(Math.log(high)) > 0.65;
      if (strange && !DIFFERENT.has(tex)) {
        far.push(
          `${tex}: PDF ${width.toFixed(2)} × ${height.toFixed(2)}, HTML ${wide.toFixed(2)} × ${high.toFixed(2)}`,
        );
      }
    });
    expect(far).toEqual([]);
    expect(widths.sort((a, b) => a - b)[widths.length >> 1]).toBeCloseTo(1, 1);
  });
});
