import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Handbook, Question } from '../../src/handbook/document.js';
import { compose, papers } from '../../src/handbook/index.js';
import { createPdfRenderer } from '../../src/handbook/pdf.js';
import { items, sampleInput } from './sample.js';

function poppler(): boolean {
  try {
    execFileSync('pdftoppm', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const ready = poppler();
if (!ready)
  console.warn('printed pages are not checked: poppler-utils (pdffonts, pdftotext, pdftoppm) is not installed');

/** A booklet for pictures: questions, formulas, chemistry, a table, an image and prose, and none of what a model says. */
function specimen(): Handbook {
  const drawing = Buffer.from(
    '<svg viewBox="0 0 60 30"><path d="M0 15H60M30 0V30" stroke="#000" stroke-width=".6"/><circle cx="30" cy="15" r="9" fill="none" stroke="#000"/></svg>',
  ).toString('base64');
  const questions = items.slice(0, 7).map(
    ({ id, kind, stem, options }, at): Question => ({
      label: String(at + 1),
      item: id,
      kind,
      stem: at === 2 ? `${stem}\n\n![circle]` : stem,
      ...(options === undefined ? {} : { options }),
      points: 5,
      knowledgePoints: ['知识点'],
      lines: [0, 2, 8][at % 3],
    }),
  );
  const entries = [
    { label: '1', answer: '$\\ce{2H2 + O2}\\xlongequal{\\text{点燃}}\\ce{2H2O}$，$\\ce{SO4^2-}$，$\\ce{^{14}_{6}C}$' },
    {
      label: '2',
      answer: "$\\begin{array}{|c|c|c|}\\hline x&(-\\infty,1)&1\\\\\\hline f'(x)&-&0\\\\\\hline\\end{array}$",
    },
    {
      label: '3',
      answer:
        '$f(x)=\\begin{cases}x^2+1,&x\\geqslant0\\\\-x,&x<0\\end{cases}$，$\\boxed{x=\\dfrac12}$，$\\overrightarrow{AB}\\perp\\vec a$',
    },
    { label: '4', answer: '“标点挤压”：前后两个标点相连时（例如“，”“。”），各占半个字。'.repeat(4) },
  ];
  return {
    kind: 'handbook',
    version: 1,
    language: 'zh',
    learner: '样张',
    title: '排版样张',
    heading: '样张 · 公式与题目',
    images: [{ id: 'circle', type: 'svg', data: drawing, width: 60, alt: '圆', caption: '图 1' }],
    sections: [
      {
        kind: 'practice',
        title: '题目',
        introduction: '楷体说明：先独立完成，再对照答案。',
        groups: [
          {
            point: '知识点',
            why: '说明为什么练习。',
            questions: questions.map((question) => ({
              question,
              tier: 'basic',
              expectedSuccess: 0.6,
              outlook: '多半能做对',
            })),
          },
        ],
      },
      { kind: 'answers', title: '公式', groups: [{ title: '组', entries }] },
    ],
  };
}

const REFERENCES = fileURLToPath(new URL('./specimen', import.meta.url));

describe.skipIf(!ready)('on paper', { timeout: 120_000 }, () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'print-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(papers)(
    '%s: every font is embedded as a subset, text can be searched, pages are as pdf.js counts them',
    async (paper) => {
      const path = join(folder, `${paper}.pdf`);
      const handbook = compose(sampleInput(5));
      writeFileSync(path, (await createPdfRenderer({ paper })).render(handbook));
      const fonts = execFileSync('pdffonts', [path], { encoding: 'utf8' }).trim().split('\n').slice(2);
      expect(fonts.length).toBeGreaterThanOrEqual(4);
      for (const line of fonts) expect(line).toMatch(/^[A-Z]{6}\+\S+.*\byes\s+yes\s+yes\b/);
      const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).replace(/\s/g, '');
      for (const word of ['个性化学习手册', '错题重做', '举一反三', '答案与解析']) expect(text).toContain(word);
      expect(execFileSync('pdfinfo', [path], { encoding: 'utf8' })).toMatch(/Pages:\s+([4-9]|[1-3]\d)\n/);
    },
  );

  test('another process makes the same bytes', async () => {
    const path = join(folder, 'here.pdf');
    writeFileSync(path, (await createPdfRenderer()).render(specimen()));
    const tree = join(folder, 'tree.json');
    writeFileSync(tree, JSON.stringify(specimen()));
    const script =
      `import { readFileSync, writeFileSync } from 'node:fs';` +
      `import { createPdfRenderer } from ${JSON.stringify(fileURLToPath(new URL('../../src/handbook/pdf.ts', import.meta.url)))};` +
      `const pdf = await createPdfRenderer();` +
      `writeFileSync(${JSON.stringify(join(folder, 'there.pdf'))}, pdf.render(JSON.parse(readFileSync(${JSON.stringify(tree)}, 'utf8'))));`;
    writeFileSync(join(folder, 'other.mts'), script);
    execFileSync('npx', ['tsx', join(folder, 'other.mts')], { cwd: fileURLToPath(new URL('../..', import.meta.url)) });
    expect(readFileSync(join(folder, 'there.pdf')).equals(readFileSync(path))).toBe(true);
  });

  /**
   * Pages of the specimen against pictures that were looked at. After a change that is meant:
   * `YINCAI_SPECIMEN=write npx vitest run test/handbook/print.test.ts`, then look at the pictures in `test/handbook/specimen/`.
   */
  test('pages of the specimen look as they did when they were last looked at', async () => {
    const path = join(folder, 'specimen.pdf');
    writeFileSync(path, (await createPdfRenderer({ paper: '16k' })).render(specimen()));
    execFileSync('pdftoppm', ['-r', '60', '-gray', '-png', path, join(folder, 'page')]);
    const pages = readdirSync(folder)
      .filter((name) => /^page-\d+\.png$/.test(name))
      .sort();
    if (process.env.YINCAI_SPECIMEN === 'write') {
      rmSync(REFERENCES, { recursive: true, force: true });
      mkdirSync(REFERENCES);
      for (const name of pages) writeFileSync(join(REFERENCES, name), readFileSync(join(folder, name)));
    }
    expect(existsSync(REFERENCES)).toBe(true);
    expect(readdirSync(REFERENCES).sort()).toEqual(pages);
    for (const name of pages) {
      const seen = PNG.sync.read(readFileSync(join(folder, name)));
      const reference = PNG.sync.read(readFileSync(join(REFERENCES, name)));
      expect([seen.width, seen.height]).toEqual([reference.width, reference.height]);
      // A dot counts as changed where no dot beside it has its grey: renderers differ by a fraction of a dot.
      let changed = 0;
      let ink = 0;
      const at = (png: PNG, x: number, y: number): number => png.data[4 * (y * png.width + x)];
      for (let y = 1; y < seen.height - 1; y++) {
        for (let x = 1; x < seen.width - 1; x++) {
          const grey = at(seen, x, y);
          if (at(reference, x, y) < 200) ink++;
          let nearest = 255;
          for (let dy = -1; dy <= 1; dy++) {
            for (let dx = -1; dx <= 1; dx++)
              nearest = Math.min(nearest, Math.abs(at(reference, x + dx, y + dy) - grey));
          }
          if (nearest > 60) changed++;
        }
      }
      expect(changed / ink, name).toBeLessThan(0.02);
    }
  });
});
