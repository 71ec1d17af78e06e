import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, test } from 'vitest';
import type { Handbook } from '../../src/handbook/document.js';
import { compose, papers } from '../../src/handbook/index.js';
import { createPdfRenderer } from '../../src/handbook/pdf.js';
import { sampleInput } from './sample.js';

const prose = '“标点”：甲、乙（丙），丁；“戊”！己？《书名》、〈篇名〉——破折号……省略号。'.repeat(14);

const handbook: Handbook = {
  ...compose(sampleInput(1)),
  sections: [
    {
      kind: 'practice',
      title: '举一反三',
      groups: [0, 1, 2].map((group) => ({
        point: `知识点${group}`,
        why: prose,
        questions: Array.from({ length: 7 }, (_, at) => ({
          question: {
            label: `${group}.${at}`,
            item: `x${at}`,
            kind: 'single-choice',
            stem: `已知函数 $f(x)=\\ln x$，${'题干很长，'.repeat(20 + at * 9)}则（　　）`,
            options: ['A', 'B', 'C', 'D'].map((key) => ({ key, text: `选项${key}${'内容'.repeat(10)}` })),
            knowledgePoints: [],
            lines: (at % 4) * 2,
          },
          tier: 'basic',
          expectedSuccess: 0.5,
          outlook: '多半能做对',
        })),
      })),
    },
  ],
};

/** The lines of each page from top to bottom. */
async function linesOf(pdf: Uint8Array): Promise<string[][]> {
  const task = getDocument({ data: pdf, verbosity: 0, disableFontFace: true });
  const document = await task.promise;
  const pages: string[][] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const content = await (await document.getPage(number)).getTextContent();
    const rows = new Map<number, string>();
    for (const item of content.items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const y = Math.round(item.transform[5] / 2);
      const key = [y, y - 1, y + 1].find((each) => rows.has(each)) ?? y;
      rows.set(key, (rows.get(key) ?? '') + item.str);
    }
    pages.push([...rows].sort(([a], [b]) => b - a).map(([, line]) => line.replaceAll(' ', '')));
  }
  await task.destroy();
  return pages;
}

test.each(papers)(
  '%s: questions stay whole, headings stay with what follows, lines begin and end as they may',
  async (paper) => {
    const pages = await linesOf((await createPdfRenderer({ paper })).render(handbook));
    expect(pages.length).toBeGreaterThan(4);
    for (const page of pages) {
      // The outlook stands at the head of a question; all four options stand on its page.
      const starts = (page.join('').match(/多半能做对/g) ?? []).length;
      expect(page.filter((line) => /^[A-D]\./.test(line)).length).toBe(4 * starts);
      const body = page.filter((line) => !/^\d+\/\d+$/.test(line));
      expect(body[body.length - 1]).not.toMatch(/^(?:知识点\d|举一反三|.*多半能做对)$/);
      for (const line of body) {
        expect('，。、；：！？）》〉”'.includes(line[0]), line).toBe(false);
        expect('（《〈“'.includes(line[line.length - 1]), line).toBe(false);
      }
    }
  },
);
