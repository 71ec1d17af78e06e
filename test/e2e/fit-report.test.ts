import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../src/math/random.js';
import { put, scratch, yincai } from './yincai.js';

const folder = scratch();
const at = (name: string): string => join(folder, name);
const LEARNERS = 400;

/** Simulated answers to ten questions, with a group; the second question's answer is copied from the first by some. */
function table(): string {
  const { normal, bernoulli } = createRandom('fit report');
  const lines = [`学号,班级,${Array.from({ length: 10 }, (_, j) => `第${j + 1}题`).join(',')}`];
  for (let i = 0; i < LEARNERS; i++) {
    const theta = normal(i % 2 === 0 ? 0 : 0.5);
    const cells = Array.from({ length: 10 }, (_, j) =>
      bernoulli(1 / (1 + Math.exp(-1.3 * (theta - (j - 4.5) * 0.4)))) ? 1 : 0,
    );
    if (bernoulli(0.4)) cells[1] = cells[0]!;
    lines.push(`L${i + 1},${i % 2 === 0 ? '一班' : '二班'},${cells.join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}

beforeAll(async () => {
  await put(at('answers.csv'), table());
  expect((await yincai(['calibrate', at('answers.csv'), '--out', at('items.json')])).code).toBe(0);
  const grouped = ['calibrate', at('answers.csv'), '--groups', '班级', '--out', at('grouped.json')];
  expect((await yincai(grouped)).code).toBe(0);
}, 60_000);

describe('irt fit-report', () => {
  test('--json is the whole report', async () => {
    const { code, stdout } = await yincai([
      'irt',
      'fit-report',
      at('answers.csv'),
      '--items',
      at('items.json'),
      '--json',
    ]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ kind: 'irt-fit', learners: LEARNERS, items: 10, level: 0.05 });
    expect(report.model).toMatchObject({ statistic: 'M2', df: 35, moments: 55, parameters: 20, warnings: [] });
    expect(report.itemFit).toHaveLength(10);
    const [pair] = report.localDependence[0].highest;
    expect(pair.items).toEqual(['1', '2']);
    expect(pair.suspect).toBe(true);
    expect(report.personFit.share).toBeLessThan(0.15);
  });

  test('the text is Chinese or English and names the dependent pair', async () => {
    const words = ['irt', 'fit-report', at('answers.csv'), '--items', at('items.json')];
    const zh = await yincai([...words, '--lang', 'zh']);
    expect(zh.code).toBe(0);
    for (const word of ['模型拟合：400 名学生 × 10 题', 'M2', 'RMSEA', 'S-X2', '局部依赖', '1 – 2', 'lz*'])
      expect(zh.stdout).toContain(word);
    const en = await yincai([...words, '--lang', 'en']);
    for (const word of ['Model fit: 400 learners × 10 items', 'suspect pairs: 1', 'person fit'])
      expect(en.stdout).toContain(word);
    expect(en.stdout).not.toMatch(/[\u4e00-\u9fff]/);
  });

  test('a model of groups is judged group by group', async () => {
    const words = ['irt', 'fit-report', at('answers.csv'), '--items', at('grouped.json'), '--json'];
    const { code, stdout } = await yincai([...words, '--groups', '班级']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.itemFit).toHaveLength(20);
    expect(report.model.booklets).toBe(2);
    expect(report.model.parameters).toBe(22);
    const without = await yincai(words);
    expect(without.code).toBe(2);
    expect(JSON.parse(without.stdout).error.faults[0]).toMatchObject({ code: 'bad-option', column: 'groups' });
  });

  test.each([
    ['a level that is none', ['--level', '5']],
    ['an unknown statistic', ['--statistic', 'M3']],
  ])('%s is refused', async (_, words) => {
    const { code, stdout } = await yincai([
      'irt',
      'fit-report',
      at('answers.csv'),
      '--items',
      at('items.json'),
      ...words,
    ]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });
});
