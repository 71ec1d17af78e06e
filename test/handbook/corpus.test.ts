import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/data/fault.js';
import { formula } from '../../src/handbook/formula.js';
import { compose } from '../../src/handbook/index.js';
import { createPdfRenderer } from '../../src/handbook/pdf.js';
import { checkFormula } from '../../src/items/formula.js';
import { corpus } from './corpus/corpus.js';
import { setFormulas } from './corpus/set.js';
import { sampleInput } from './sample.js';

/** Signs that MathML and the page write differently, brought to one form. */
const ALIKE: ReadonlyMap<string, string> = new Map(
  [
    ...'\u20d7→ \u20d6← \u20e1↔ ⟂⊥ ⌢⏜ \u0302^ \u0303~ \u0307⋅ \u0308¨ \u030cˇ \u0306˘ \u0301ˊ \u0300ˋ \u030a˚ ∣| ∥‖ ıi ȷj ˆ^ ˜~ ˙⋅'.split(
      ' ',
    ),
  ].map((pair) => [Array.from(pair)[0], Array.from(pair)[1]] as const),
);

function plain(text: string): string {
  return Array.from(
    text.normalize('NFKD').replace(/[\s\p{Cf}ˉ¯]|\u0304/gu, ''),
    (sign) => ALIKE.get(sign) ?? sign,
  ).join('');
}

/** Pieces of stretched signs have no character of their own: readers of PDF show them as letters that no formula holds. */
const PIECES = /\p{Cc}|[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]/gu;

async function pagesOf(pdf: Uint8Array): Promise<string[]> {
  const task = getDocument({ data: pdf.slice(), verbosity: 0, disableFontFace: true });
  const document = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const content = await (await document.getPage(number)).getTextContent();
    pages.push(
      content.items
        .map((item) => ('str' in item ? item.str : ''))
        .join('')
        .replace(PIECES, ''),
    );
  }
  await task.destroy();
  return pages;
}

/** The signs of a formula by its MathML: roots have one, a long equals sign counts once. */
function signsOf(mathml: string): string {
  const shown = mathml.replace(/<annotation.*?<\/annotation>|<mphantom>.*?<\/mphantom>/gs, '');
  const roots = '√'.repeat(shown.match(/<m(?:sqrt|root)>/g)?.length ?? 0);
  const text = shown
    .replace(/(class="eq"[^>]*>)=+/g, '$1=')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, '&');
  return roots + text;
}

const sorted = (text: string): string => Array.from(plain(text)).sort().join('');

describe('the corpus of formulas', () => {
  test('is large and of all kinds, and holds none twice', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(320);
    expect(new Set(corpus.map(({ tex }) => tex)).size).toBe(corpus.length);
    expect(corpus.filter(({ file }) => file === 'chemistry').length).toBeGreaterThanOrEqual(60);
    expect(corpus.filter(({ file }) => file === 'physics').length).toBeGreaterThanOrEqual(30);
    expect(corpus.filter(({ shows }) => shows !== undefined).length).toBeGreaterThanOrEqual(60);
  });

  test('is accepted by the linter of items', () => {
    expect(corpus.filter(({ tex }) => checkFormula(tex) !== undefined)).toEqual([]);
  });

  test.each([false, true])('is set in PDF with all its signs and no others (displayed: %s)', async (display) => {
    const pages = await pagesOf(
      setFormulas(
        corpus.map(({ tex }) => tex),
        display,
      ),
    );
    expect(pages.length).toBe(corpus.length);
    const wrong: string[] = [];
    corpus.forEach(({ tex, shows }, at) => {
      const made = formula(tex, display);
      if (!made.ok) throw new Error(tex);
      if (sorted(pages[at]) !== sorted(signsOf(made.mathml))) {
        wrong.push(`${tex} shows ${plain(pages[at])} for ${plain(signsOf(made.mathml))}`);
      }
      if (shows !== undefined && plain(shows) !== plain(pages[at]) && !display) {
        wrong.push(`${tex} shows ${plain(pages[at])}, expected ${plain(shows)}`);
      }
    });
    expect(wrong).toEqual([]);
  });

  test('is set by the renderer without a fault and without a missing sort', async () => {
    const faults: Fault[] = [];
    const pdf = await createPdfRenderer({ onFault: (fault) => faults.push(fault) });
    const entries = corpus.map(({ tex }, at) => ({ label: String(at), answer: `$${tex}$` }));
    const pages = await pagesOf(
      pdf.render({
        ...compose(sampleInput(1)),
        sections: [{ kind: 'answers', title: '公式', groups: [{ title: '组', entries }] }],
      }),
    );
    expect(faults).toEqual([]);
    expect(pages.join('')).not.toContain('〓');
  });
});

test('a decoration that PDF cannot draw is reported with its question, and what it stands on is set', async () => {
  const faults: Fault[] = [];
  const pdf = await createPdfRenderer({ onFault: (fault) => faults.push(fault) });
  const pages = await pagesOf(
    pdf.render({
      ...compose(sampleInput(1)),
      sections: [
        {
          kind: 'answers',
          title: '题',
          groups: [{ title: '组', entries: [{ label: '7', answer: '$\\phase{xyz}$' }] }],
        },
      ],
    }),
  );
  expect(plain(pages.join(''))).toContain('xyz');
  expect(faults).toMatchObject([{ code: 'unsupported', column: '7', value: '\\phase{xyz}' }]);
});
