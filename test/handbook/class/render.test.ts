import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ClassInput, composeClass } from '../../../src/handbook/compose-class.js';
import type { Handbook } from '../../../src/handbook/document.js';
import { renderHtml } from '../../../src/handbook/html.js';
import { createPdfRenderer, type PdfRenderer } from '../../../src/handbook/pdf.js';
import { hostile, shownStrings, squeezed } from '../strings.js';
import { sampleClass } from './class-sample.js';

let pdf: PdfRenderer;

beforeAll(async () => {
  pdf = await createPdfRenderer();
});

async function read(bytes: Uint8Array): Promise<{ text: string; pages: number; missing: number }> {
  const task = getDocument({ data: bytes.slice(), verbosity: 0, disableFontFace: true, useSystemFonts: false });
  const document = await task.promise;
  let text = '';
  let missing = 0;
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    text += (await page.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join('');
    const list = await page.getOperatorList();
    list.fnArray.forEach((operation, at) => {
      if (operation !== OPS.showText) return;
      for (const glyph of list.argsArray[at][0] as ({ originalCharCode?: number } | number)[]) {
        if (typeof glyph === 'object' && glyph.originalCharCode === 0) missing++;
      }
    });
  }
  const pages = document.numPages;
  await task.destroy();
  return { text: squeezed(text), pages, missing };
}

/** What a page of HTML shows, without its tags. */
function shown(html: string): string {
  const body = html.slice(html.indexOf('<body>'));
  const text = body.replace(/<[^>]*>/g, '');
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' };
  return squeezed(text.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_, name: string) => entities[name]));
}

/** Strings of a class edition that both renderers show. */
function strings(book: Handbook): string[] {
  // Of a question whose text is left out only the number and the points are printed.
  const plan = book.sections.find((section) => section.kind === 'explain-plan');
  const sections = book.sections.map((section) =>
    section === plan && section.kind === 'explain-plan'
      ? {
          ...section,
          entries: section.entries.map(({ audience: _, question, ...entry }) => ({
            ...entry,
            ...(entry.full ? { question } : { label: question.label }),
          })),
        }
      : section,
  );
  // The running head is no part of a page's body, and levels are shown by shades.
  const { heading: _, ...rest } = book;
  const levels = ['weak', 'partial', 'mastered', 'unknown'];
  return shownStrings({ ...rest, sections } as unknown as Handbook).filter((each) => !levels.includes(each));
}

describe('the class edition', () => {
  test.each(['zh', 'en'] as const)('is shown whole in both renderers (%s)', async (language) => {
    const book = composeClass(sampleClass(24, language));
    const page = shown(renderHtml(book));
    expect(strings(book).filter((each) => !page.includes(each))).toEqual([]);
    const printed = await read(pdf.render(book));
    expect(strings(book).filter((each) => !printed.text.includes(each))).toEqual([]);
    expect(printed.missing).toBe(0);
    expect(printed.pages).toBeGreaterThan(5);
    expect(printed.pages).toBeLessThan(20);
  });

  test('is the same bytes twice', () => {
    const once = pdf.render(composeClass(sampleClass()));
    expect(Buffer.from(pdf.render(composeClass(sampleClass()))).equals(Buffer.from(once))).toBe(true);
    expect(renderHtml(composeClass(sampleClass()))).toBe(renderHtml(composeClass(sampleClass())));
  });

  test('of no one, of one, and of ninety is set', async () => {
    const input = sampleClass(90);
    const counts: number[] = [];
    for (const learners of [[], input.learners.slice(0, 1), input.learners]) {
      const ids = new Set(learners.map(({ learner }) => learner));
      const groups = input.groups!.filter(({ members }) => members.some((id) => ids.has(id)));
      counts.push((await read(pdf.render(composeClass({ ...input, learners, groups })))).pages);
    }
    expect(counts[0]).toBeGreaterThanOrEqual(3);
    expect(counts[2]).toBeGreaterThan(counts[0]);
    expect(counts[2]).toBeLessThan(30);
  });
});

/** The string in the place of every string of a class. */
function withString(text: string): Handbook {
  const base = sampleClass(6);
  const input: ClassInput = {
    ...base,
    title: text,
    subject: text,
    school: text,
    class: text,
    exam: { title: text, date: text },
    notice: text,
    questions: base.questions.slice(0, 3).map((question) => ({ ...question, label: text, knowledgePoints: [text] })),
    learners: base.learners.map((learner, at) => ({
      ...learner,
      learner: `${text}${at}`,
      name: text,
      points: [0, 0, 0],
      choices: [text, text, text],
      masteries: [{ point: text, name: text, probability: 0.2, success: 0.3, low: 0.1, high: 0.5, answers: 2 }],
    })),
    comparisons: [{ label: text, share: 0.5, learners: 9 }],
    groups: [{ members: [`${text}0`, `${text}1`], practice: base.groups![0].practice }],
    pairs: [{ helper: `${text}0`, learner: `${text}1`, points: [text] }],
    graph: { points: [], edges: [] },
  };
  return composeClass(input, { names: true });
}

describe('hostile strings', () => {
  test.each(hostile)('%s is shown, not run', async (text) => {
    const book = withString(text);
    const html = renderHtml(book);
    expect(html).not.toMatch(/<script|<img|onerror=alert(?!\()|<style>[^<]*<\/style><img/);
    expect(shown(html)).toContain(squeezed(text));
    const printed = await read(pdf.render(book));
    expect(printed.text).toContain(squeezed(text));
    expect(printed.text).not.toContain('root:x:0');
  });
});
