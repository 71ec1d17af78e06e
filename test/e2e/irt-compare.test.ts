import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../src/math/random.js';
import { filesIn, put, scratch, yincai } from './yincai.js';

const folder = scratch();
const at = (name: string): string => join(folder, name);

/** A table of right or wrong answers and one of the options chosen: simulated, items beyond the first six harder, `dif` harder for girls. */
function tables(
  items: readonly string[],
  seed: string,
  harder: number,
  dif = -1,
): { answers: string; choices: string } {
  const random = createRandom(seed);
  const answers = [`学号,性别,${items.join(',')}`];
  const choices = [`学号,${items.join(',')}`, `答案,${items.map(() => 'A').join(',')}`];
  for (let i = 0; i < 600; i++) {
    const ability = random.normal();
    const row = items.map((_, j) => {
      const b = (j - 4) * 0.35 + (j >= 6 ? harder : 0) + (j === dif && i % 2 === 1 ? 1.5 : 0);
      return Number(random.bernoulli(1 / (1 + Math.exp(-1.3 * (ability - b)))));
    });
    answers.push(`L${i},${i % 2 === 1 ? '女' : '男'},${row.join(',')}`);
    choices.push(`L${i},${row.map((x) => (x === 1 ? 'A' : random.pick(['B', 'C', '']))).join(',')}`);
  }
  return { answers: `${answers.join('\n')}\n`, choices: `${choices.join('\n')}\n` };
}

async function json(...args: readonly string[]): Promise<Record<string, never>> {
  const { code, stdout, stderr } = await yincai([...args, '--json']);
  expect(stderr).not.toContain('错误');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

async function refused(...args: readonly string[]): Promise<string> {
  const before = await filesIn(folder);
  const { code, stdout, stderr } = await yincai(args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(await filesIn(folder)).toEqual(before);
  return stderr;
}

beforeAll(async () => {
  const one = tables(['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'm7', 'm8'], 'one', 0, 3);
  const two = tables(['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'n7', 'n8'], 'two', 1);
  await put(at('one.csv'), one.answers);
  await put(at('choices.csv'), one.choices);
  await put(at('two.csv'), two.answers);
  for (const name of ['one', 'two']) await json('calibrate', at(`${name}.csv`), '--out', at(`${name}.json`));
});

describe('irt classical', () => {
  test('items, reliability, bands and options, in words and as JSON', async () => {
    const { code, stdout } = await yincai([
      'irt',
      'classical',
      at('one.csv'),
      '--choices',
      at('choices.csv'),
      '--band',
      '2',
    ]);
    expect(code).toBe(0);
    for (const words of ['难度', '区分度', '信度', '分数段', '题 c1', '未答']) expect(stdout).toContain(words);
    const found = await json(
      'irt',
      'classical',
      at('one.csv'),
      '--choices',
      at('choices.csv'),
      '--out',
      at('items.csv'),
    );
    expect(found).toMatchObject({ learners: 600, fullMarks: 8 });
    expect(found.items).toHaveLength(8);
    expect(found.distractors).toHaveLength(8);
    const lines = (await readFile(at('items.csv'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(9);
    expect(lines[0]).toContain('difficulty,discrimination');
  });

  test('a table of options without its key is refused, with the file', async () => {
    const said = await refused('irt', 'classical', at('one.csv'), '--choices', at('two.csv'));
    expect(said).toContain('two.csv');
    expect(said).toContain('答案');
  });
});

describe('irt dif', () => {
  test.each(['mh', 'logistic', 'sibtest', 'lr', 'wald'])('%s finds the planted item', async (method) => {
    const anchors = method === 'wald' ? ['--anchors', 'c1,c2,c3,c6'] : [];
    const found = (await json(
      'irt',
      'dif',
      at('one.csv'),
      '--groups',
      '性别',
      '--method',
      method,
      '--adjust',
      'Holm',
      ...anchors,
    )) as unknown as { method: string; reference: string; items: { item: string; flagged: boolean }[] };
    expect(found.method).toBe(method);
    expect(found.reference).toBe('男');
    expect(found.items.filter(({ flagged }) => flagged).map(({ item }) => item)).toEqual(['c4']);
  });

  test('groups from a file, CSV out, words in both languages', async () => {
    const groups = Array.from({ length: 600 }, (_, i) => `L${i},${['一中', '二中', '三中'][i % 3]}`).join('\n');
    await put(at('schools.csv'), `学号,学校\n${groups}\n`);
    const { code, stdout, stderr } = await yincai([
      'irt',
      'dif',
      at('one.csv'),
      '--groups',
      at('schools.csv'),
      '--out',
      at('dif.csv'),
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('dif.csv');
    expect(stdout).toContain('参照组 一中');
    expect((await readFile(at('dif.csv'), 'utf8')).trim().split('\n')).toHaveLength(17);
    const english = await yincai(['irt', 'dif', at('one.csv'), '--groups', '性别', '--lang', 'en']);
    expect(english.stdout).toContain('reference 男');
  });

  test('refusals name what is wrong', async () => {
    expect(await refused('irt', 'dif', at('one.csv'), '--groups', '班')).toContain('性别');
    expect(await refused('irt', 'dif', at('one.csv'), '--groups', '性别', '--reference', '无')).toContain('无');
    expect(await refused('irt', 'dif', at('one.csv'), '--groups', '性别', '--anchors', 'c1')).toContain('--method lr');
    expect(
      await refused('irt', 'dif', at('one.csv'), '--groups', '性别', '--method', 'lr', '--anchors', 'zz'),
    ).toContain('zz');
    expect(await refused('irt', 'dif', at('one.csv'), '--groups', '性别', '--alpha', '3')).toContain('alpha');
  });
});

describe('irt link', () => {
  test('tells constants and drift, and writes a model that scores', async () => {
    const found = (await json('irt', 'link', at('one.json'), at('two.json'), '--out', at('moved.json'))) as unknown as {
      slope: number;
      anchors: { item: string; drifted: boolean }[];
    };
    expect(found.slope).toBeGreaterThan(0.6);
    expect(found.slope).toBeLessThan(1.6);
    expect(found.anchors).toHaveLength(6);
    const moved = JSON.parse(await readFile(at('moved.json'), 'utf8')) as { a: number[] };
    const before = JSON.parse(await readFile(at('one.json'), 'utf8')) as { a: number[] };
    expect(moved.a[0]).toBeCloseTo(before.a[0] / found.slope, 10);
    const { code, stdout } = await yincai(['score', at('one.csv'), '--items', at('moved.json')]);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toContain('theta');
    const words = await yincai([
      'irt',
      'link',
      at('one.json'),
      at('two.json'),
      '--method',
      'Haebara',
      '--anchors',
      'c1,c2,c5=c5',
    ]);
    expect(words.stdout).toContain('Haebara');
    expect(words.stderr).toContain('只有 3 道锚题');
  });

  test('refusals: unknown anchors, none in common, no model', async () => {
    expect(await refused('irt', 'link', at('one.json'), at('two.json'), '--anchors', 'c1,zz')).toContain('zz');
    expect(await refused('irt', 'link', at('one.json'), at('two.json'), '--anchors', 'm7=n7=x')).toContain('m7=n7=x');
    expect(await refused('irt', 'link', at('one.json'), at('one.csv'))).toContain('one.csv');
    expect(
      await refused('irt', 'link', at('one.json'), at('two.json'), '--anchors', 'c1', '--method', 'mean-sigma'),
    ).toContain('无法识别');
  });
});

describe('irt equate', () => {
  test.each([
    ['true-score', 'json', []],
    ['observed-score', 'json', []],
    ['linear', 'csv', []],
    ['equipercentile', 'csv', ['--design', 'single-group', '--smooth', '3']],
    ['chained-equipercentile', 'csv', ['--anchors', 'c1,c2,c3,c5,c6']],
    ['Tucker', 'csv', ['--anchors', 'c1,c2,c3,c5,c6']],
  ] as const)('%s: a table of every score that rises', async (method, kind, more) => {
    const out = at(`equate-${method}.csv`);
    const found = (await json(
      'irt',
      'equate',
      at(`one.${kind}`),
      at(`two.${kind}`),
      '--method',
      method,
      '--replicates',
      '20',
      ...more,
      '--out',
      out,
    )) as unknown as { method: string; table: { score: number; equated: number; rounded: number }[] };
    expect(found.method).toBe(method);
    expect(found.table.map(({ score }) => score)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    found.table.slice(1).forEach((row, i) => {
      expect(row.equated).toBeGreaterThan(found.table[i].equated);
      expect(row.rounded).toBeLessThanOrEqual(8);
    });
    expect((await readFile(out, 'utf8')).trim().split('\n')).toHaveLength(10);
  });

  test('refusals: a method of the other kind, unknown anchors, no learners in common', async () => {
    expect(await refused('irt', 'equate', at('one.json'), at('two.json'), '--method', 'linear')).toContain(
      'true-score',
    );
    expect(await refused('irt', 'equate', at('one.csv'), at('two.csv'), '--method', 'true-score')).toContain(
      'equipercentile',
    );
    expect(await refused('irt', 'equate', at('one.csv'), at('two.csv'), '--anchors', 'm7')).toContain('two.csv');
    await put(at('others.csv'), '学号,q1,q2\nX1,1,0\nX2,0,1\nX3,1,1\n');
    expect(await refused('irt', 'equate', at('one.csv'), at('others.csv'), '--design', 'single-group')).toContain(
      '共同的学生',
    );
  });
});
