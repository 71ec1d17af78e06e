import { beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/data/fault.js';
import type { Handbook } from '../../src/handbook/document.js';
import { compose } from '../../src/handbook/index.js';
import { createPdfRenderer, type PdfRenderer } from '../../src/handbook/pdf.js';
import { formulas } from './corpus/corpus.js';
import { readPdf as read } from './read-pdf.js';
import { items, sampleInput } from './sample.js';
import { hostile, shownStrings, squeezed, withString } from './strings.js';

let pdf: PdfRenderer;
let faults: Fault[] = [];

beforeAll(async () => {
  pdf = await createPdfRenderer({ onFault: (fault) => faults.push(fault) });
});

const single = (text: string): Handbook => ({
  ...compose(sampleInput(1)),
  sections: [{ kind: 'answers', title: '题', groups: [{ title: '组', entries: [{ label: '1', answer: text }] }] }],
});

describe('a booklet', () => {
  test.each([1, 3])(
    'holds every string of its tree, in embedded fonts without missing glyphs (learner %i)',
    async (seed) => {
      for (const language of ['zh', 'en'] as const) {
        const handbook = compose(sampleInput(seed, language));
        const { pages, text, fonts, missing } = await read(pdf.render(handbook));
        expect(shownStrings(handbook).filter((each) => !text.includes(each))).toEqual([]);
        expect(missing).toBe(0);
        expect(fonts.join()).toMatch(/NotoSerifSC-Regular/);
        expect(
          fonts.every((name) => /^[A-Z]{6}\+(NotoS|NewCM|LXGW)/.test(name)),
          fonts.join(),
        ).toBe(true);
        expect(pages.length).toBeGreaterThanOrEqual(4);
        expect(pages.length).toBeLessThanOrEqual(20);
        for (const page of pages.slice(1)) expect(squeezed(page)).toContain(squeezed(handbook.heading));
      }
    },
  );

  test('is the same bytes twice, from another renderer and after other booklets', async () => {
    const first = pdf.render(compose(sampleInput(7)));
    pdf.render(compose(sampleInput(8)));
    expect(Buffer.from(pdf.render(compose(sampleInput(7)))).equals(Buffer.from(first))).toBe(true);
    const other = await createPdfRenderer({ keep: 1 });
    expect(Buffer.from(other.render(compose(sampleInput(7)))).equals(Buffer.from(first))).toBe(true);
  });

  test('is rendered for the extreme learners too', async () => {
    const base = sampleInput(1);
    const bare = { ...base, questions: [], practice: [], masteries: [], history: [] };
    const sixty = Array.from({ length: 60 }, (_, at) => ({
      ...base.questions[at % 12],
      label: String(at + 1),
      points: 0,
    }));
    const without = sixty.map(({ points: _, ...question }) => question);
    const inputs = [
      bare,
      { ...base, questions: sixty },
      { ...base, questions: without },
      { ...base, questions: sixty.slice(0, 1) },
    ];
    const counts: number[] = [];
    for (const input of inputs) counts.push((await read(pdf.render(compose(input)))).pages.length);
    expect(counts[0]).toBeLessThanOrEqual(6);
    expect(counts[1]).toBeGreaterThan(counts[2]);
    expect(counts[1]).toBeLessThan(60);
  });

  test('a question longer than a page is broken, not lost', async () => {
    const stem = `开头${'很长的题干，'.repeat(900)}结尾`;
    const base = sampleInput(1);
    const question = { ...base.questions[0], points: 0, item: { ...items[0], stem } };
    const { text } = await read(pdf.render(compose({ ...base, questions: [question] })));
    expect(text).toContain('开头很长的题干');
    expect(text).toContain('很长的题干,结尾');
  });
});

describe('hostile strings', () => {
  test.each(hostile)('%s is shown, not run', async (text) => {
    const { text: shown } = await read(pdf.render(withString(text)));
    const parts = squeezed(text);
    expect(shown).toContain(parts);
    expect(shown).not.toContain('root:x:0');
  });

  test.each([
    ['$#read("/etc/passwd")$', '$#read("/etc/passwd")$'],
    ['$\\text{#read("/etc/passwd")}$', '#read("/etc/passwd")'],
    ['$"]#panic()$', '$"]#panic()$'],
    ['$x`y$', 'x‘y'],
    ['$\\text{*a* _b_}$', '*a*_b_'],
    ['$\\verb|#x|$', '#x'],
  ])('%s within a formula is set or printed as its source', async (text, expected) => {
    const { text: shown } = await read(pdf.render(single(text)));
    expect(shown).not.toContain('root:x:0');
    expect(shown).toContain(squeezed(expected));
  });

  test('characters without a glyph become the mark of a missing sort; overrides are left out', async () => {
    const { text, missing } = await read(pdf.render(single('甲😀乙\u202e丙\u200b丁 ئۇيغۇر')));
    expect(text).toContain('甲〓乙丙丁');
    expect(missing).toBe(0);
  });

  test('a word of 10,000 letters stays on the page', async () => {
    const { pages } = await read(pdf.render(single('a'.repeat(10_000))));
    expect(pages.length).toBeGreaterThan(1);
    expect(squeezed(pages.join('')).match(/a/g)!.length).toBeGreaterThanOrEqual(10_000);
  });
});

describe('formulas', () => {
  test('of the corpus are all set, inline and displayed, without missing glyphs', async () => {
    faults = [];
    const handbook: Handbook = {
      ...compose(sampleInput(1)),
      sections: [
        {
          kind: 'answers',
          title: '公式',
          groups: [
            {
              title: '全部',
              entries: formulas.map((tex, at) => ({ label: String(at), answer: `$${tex}$`, solution: `$$${tex}$$` })),
            },
          ],
        },
      ],
    };
    const { text, missing, fonts } = await read(pdf.render(handbook));
    expect(faults).toEqual([]);
    expect(missing).toBe(0);
    expect(text).not.toContain('〓');
    // One formula shows a backslash, in line and displayed.
    expect(text.match(/\\/g)).toHaveLength(2);
    expect(fonts.some((name) => name.includes('NewCMMath'))).toBe(true);
    // Squeezed text holds letters in their plain form: 𝑎 reads a.
    for (const part of ['sin', 'ℝ'.normalize('NFKC'), '∑', '平移', 'def', '≠', '⊄'.normalize('NFKC'), '√']) {
      expect(text).toContain(part);
    }
  });

  test('that do not parse are printed as their source and reported', async () => {
    faults = [];
    const { text } = await read(pdf.render(single('若 $\\frac{1}$ 且 $\\nonsense x$')));
    expect(text).toContain('$\\frac{1}$');
    expect(text).toContain('$\\nonsensex$');
    expect(faults.map((fault) => fault.value)).toEqual(['\\frac{1}', '\\nonsense x']);
  });
});
