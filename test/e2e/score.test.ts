import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../src/math/random.js';
import { put, scratch, yincai } from './yincai.js';

const folder = scratch();
const at = (name: string): string => join(folder, name);
const LEARNERS = 300;

/** Two schools on six questions of 0/2/5 points; the first learner has all marks, the second none, the third no answer. */
function table(): string {
  const { normal, categorical } = createRandom('score command');
  const lines = ['学号,学校,q1,q2,q3,q4,q5,q6', '满分,,5,5,5,5,5,5'];
  for (let i = 0; i < LEARNERS; i++) {
    const school = i % 2 === 0 ? '一中' : '二中';
    const theta = normal(i % 2 === 0 ? 0 : 0.8);
    const cells = Array.from({ length: 6 }, (_, j) => {
      if (i < 2) return i === 0 ? 5 : 0;
      if (i === 2) return '缺考';
      const z = 1.2 * (theta - (j - 2.5) / 2);
      return [0, 2, 5][categorical([1, Math.exp(z + 0.5), Math.exp(2 * z)])];
    });
    lines.push(`L${i + 1},${school},${cells.join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}

async function rowsOf(file: string): Promise<{ header: string; rows: string[][] }> {
  const [header, ...lines] = (await readFile(file, 'utf8')).trim().split(/\r?\n/);
  return { header: header!.replace(/^\ufeff/, ''), rows: lines.map((line) => line.split(',')) };
}

beforeAll(async () => {
  await put(at('exam.csv'), table());
  const one = await yincai(['calibrate', at('exam.csv'), '--model', 'GPCM', '--out', at('one.json')]);
  expect(one.code).toBe(0);
  const two = await yincai([
    'calibrate',
    at('exam.csv'),
    '--model',
    'GRM',
    '--groups',
    '学校',
    '--out',
    at('schools.json'),
  ]);
  expect(two.code).toBe(0);
});

describe('score', () => {
  test.each(['EAP', 'MAP', 'MLE', 'WLE', 'EAPsum'])(
    'by %s writes a row a learner, whatever was answered',
    async (method) => {
      const out = at(`${method}.csv`);
      const ran = await yincai(['score', at('exam.csv'), '--items', at('one.json'), '--method', method, '--out', out]);
      expect(ran.code).toBe(0);
      const { header, rows } = await rowsOf(out);
      const alone = method === 'MLE' || method === 'WLE';
      expect(header).toBe(alone ? 'learner,theta,se,bounded' : 'learner,theta,se');
      expect(rows).toHaveLength(LEARNERS);
      expect(Number(rows[0]![1])).toBeGreaterThan(1);
      expect(Number(rows[1]![1])).toBeLessThan(-1);
      // Nobody's answers: no score by the likelihood alone, the prior's otherwise.
      expect(rows[2]!.slice(1, 3)).toEqual(alone ? ['', ''] : ['0', '1']);
      if (method === 'MLE') {
        expect(rows.slice(0, 3).map((row) => row[3])).toEqual(['1', '1', '0']);
        expect(rows.slice(0, 2).map((row) => row[1])).toEqual(['6', '-6']);
        expect(ran.stderr).toContain('止于边界');
      }
      if (method === 'WLE') expect(rows.every((row) => row[3] === '0')).toBe(true);
    },
  );

  test('under groups takes each school’s own distribution, and asks for them', async () => {
    const without = await yincai(['score', at('exam.csv'), '--items', at('schools.json'), '--lang', 'en']);
    expect(without.code).toBe(2);
    expect(without.stderr).toMatch(/一中, 二中/);
    const ran = await yincai([
      'score',
      at('exam.csv'),
      '--items',
      at('schools.json'),
      '--groups',
      '学校',
      '--plausible',
      '3',
      '--seed',
      '2026',
      '--json',
    ]);
    expect(ran.code).toBe(0);
    const result = JSON.parse(ran.stdout);
    expect(result.reliability).toBeGreaterThan(0.5);
    expect(result.learners).toHaveLength(LEARNERS);
    expect(result.learners[2]).toMatchObject({ theta: expect.closeTo(0, 6), se: expect.closeTo(1, 6) });
    for (const { plausible } of result.learners) {
      expect(plausible).toHaveLength(3);
      expect(plausible.every(Number.isFinite)).toBe(true);
    }
    const means = [0, 1].map((school) => {
      const own = result.learners.filter((_: unknown, i: number) => i % 2 === school);
      return own.reduce((sum: number, { plausible }: { plausible: number[] }) => sum + plausible[0]!, 0) / own.length;
    });
    expect(means[1]! - means[0]!).toBeGreaterThan(0.4);
    const again = await yincai([
      'score',
      at('exam.csv'),
      '--items',
      at('schools.json'),
      '--groups',
      '学校',
      '--plausible',
      '3',
      '--seed',
      '2026',
      '--out',
      at('plausible.csv'),
    ]);
    expect(again.code).toBe(0);
    const { header, rows } = await rowsOf(at('plausible.csv'));
    expect(header).toBe('learner,theta,se,pv1,pv2,pv3');
    expect(rows.map((row) => row.slice(3).map(Number))).toEqual(
      result.learners.map(({ plausible }: { plausible: number[] }) => plausible),
    );
  });

  test.each([
    ['an unknown method', ['--method', 'BME']],
    ['a bound that is none', ['--method', 'MLE', '--bound', '0']],
    ['no draws', ['--plausible', '0']],
    ['too many draws', ['--plausible', '5000']],
    ['groups without a column', ['--groups', '年级']],
  ])('refuses %s', async (_, words) => {
    const ran = await yincai(['score', at('exam.csv'), '--items', at('one.json'), ...words, '--out', at('never.csv')]);
    expect(ran.code).toBe(2);
    expect(ran.stderr.length).toBeGreaterThan(10);
    await expect(readFile(at('never.csv'))).rejects.toThrow();
  });
});
