import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { filesIn, put, scratch, yincai } from './yincai.js';

const folder = scratch();
const at = (name: string): string => join(folder, name);
const LEARNERS = 300;

/** A sequence of numbers below 1 that is the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What a case puts into the cells: points of learner i of ability `ability` on item j. */
type Cell = (ability: number, j: number, roll: () => number, i: number) => number | string;

const right: Cell = (ability, j, roll) => (roll() < 1 / (1 + Math.exp(-1.3 * (ability - (j - 3.5) * 0.4))) ? 1 : 0);
const ofThree: Cell = (ability, j, roll, i) => [0, 1, 2].reduce((sum) => sum + Number(right(ability, j, roll, i)), 0);

/** A simulated table of responses with a group and a covariate: girls are half a logit abler. */
function table(
  items: readonly string[],
  cell: Cell,
  options: { readonly learners?: number; readonly marks?: readonly number[] } = {},
): string {
  const { learners = LEARNERS, marks } = options;
  const roll = dice(11);
  const lines = [`学号,性别,${items.join(',')}`];
  if (marks !== undefined) lines.push(`满分,,${marks.join(',')}`);
  for (let i = 0; i < learners; i++) {
    const girl = i % 2;
    const ability = 1.7 * (roll() + roll() + roll() + roll() - 2) + 0.5 * girl;
    lines.push(`L${i + 1},${girl === 1 ? '女' : '男'},${items.map((_, j) => cell(ability, j, roll, i)).join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, j) => `${j + 1}`);

// What a command prints is looked at, not trusted.
// biome-ignore lint/suspicious/noExplicitAny: the tests state the shape.
type Json = any;

/** Runs a command that must go well, and gives back its JSON document. */
async function json(...args: string[]): Promise<Json> {
  const ran = await yincai([...args, '--json']);
  expect(ran.stderr).not.toContain('错误');
  expect(ran.code).toBe(0);
  return JSON.parse(ran.stdout);
}

/** Runs a command that must be refused; nothing may go to stdout. */
async function refused(...args: string[]): Promise<string> {
  const ran = await yincai(args);
  expect(ran.stderr).not.toContain('运行失败');
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe('');
  return ran.stderr;
}

beforeAll(async () => {
  await put(at('binary.csv'), table(ids(8), right));
  await put(at('graded.csv'), table(ids(8), ofThree, { marks: Array(8).fill(3) }));
  // An exam paper in small: single choice 0/5, multiple select 0/2/5, a constructed response of 12 points.
  await put(
    at('paper.csv'),
    table(
      ids(8),
      (ability, j, roll, i) => {
        if (j < 4) return 5 * Number(right(ability, j, roll, i));
        if (j < 6) return [0, 2, 2, 5][Number(ofThree(ability, j, roll, i))]!;
        return [1, 2, 3, 4].reduce((sum) => sum + Number(ofThree(ability, j - 2, roll, i)), 0);
      },
      { marks: [5, 5, 5, 5, 5, 5, 12, 12] },
    ),
  );
  await put(
    at('facts.csv'),
    `学号,girl,class\n${Array.from({ length: LEARNERS }, (_, i) => `L${i + 1},${i % 2},${1 + (i % 3)}`).join('\n')}\n`,
  );
  await json('calibrate', at('binary.csv'), '--out', at('items.json'));
}, 60_000);

describe('calibrate: models', () => {
  test.concurrent.each([
    ['Rasch', 'binary.csv'],
    ['1PL', 'binary.csv'],
    ['2PL', 'binary.csv'],
    ['3PL', 'binary.csv'],
    ['4PL', 'binary.csv'],
    ['PCM', 'graded.csv'],
    ['GPCM', 'graded.csv'],
    ['RSM', 'graded.csv'],
    ['GRM', 'graded.csv'],
    ['NRM', 'graded.csv'],
    ['CRM', 'graded.csv'],
  ])('%s', async (model, file) => {
    const result = await json('calibrate', at(file), '--model', model, '--out', at(`${model}.json`));
    expect(result).toMatchObject({ model, converged: true, learners: LEARNERS, standardErrors: 'observed' });
    expect(result.aic).toBeCloseTo(2 * result.parameters - 2 * result.logLikelihood, 6);
    expect(result.bic).toBeCloseTo(Math.log(LEARNERS) * result.parameters - 2 * result.logLikelihood, 6);
    const easy = result.items[0];
    const hard = result.items[7];
    for (const item of [easy, hard]) {
      expect(item.family).toBe(model);
      expect(item.a).toBeGreaterThan(0.4);
      if (['3PL', '4PL'].includes(model)) expect(item.lower).toBeLessThan(0.4);
      if (model === '4PL') expect(item.upper).toBeGreaterThan(0.7);
      if (model === 'NRM') expect(item.nominal.slopes).toHaveLength(4);
      if (model === 'CRM') expect(item.scale).toBeGreaterThan(0);
    }
    const first = (b: number | number[]): number => (Array.isArray(b) ? b[0]! : b);
    expect(first(easy.b)).toBeLessThan(first(hard.b));
    expect(JSON.parse(await readFile(at(`${model}.json`), 'utf8'))).toMatchObject({ kind: 'irt', version: 2 });
  });

  test('a paper of several formats, by words and by a file alike', async () => {
    const words = await json('calibrate', at('paper.csv'), '--models', '3PL:1-4,GPCM:5,6,CRM:7-8');
    const file = await put(
      at('models.csv'),
      `item,model\n${['3PL', '3PL', '3PL', '3PL', 'GPCM', 'gpcm', 'CRM', 'CRM'].map((model, j) => `${j + 1},${model}`).join('\n')}\n`,
    );
    const filed = await json('calibrate', at('paper.csv'), '--models', file);
    expect(words.items.map(({ family }: { family: string }) => family)).toEqual([
      '3PL',
      '3PL',
      '3PL',
      '3PL',
      'GPCM',
      'GPCM',
      'CRM',
      'CRM',
    ]);
    expect(filed.items).toEqual(words.items);
    expect(words.items[4].cuts).toEqual([2, 5]);
    expect(words.items[6].cuts).toHaveLength(12);
    expect(words.items[0].b).toEqual(expect.any(Number));
    expect(words.items[4].b).toHaveLength(2);
  });

  test('groups by a column of the table and by a file; a covariate says the same', async () => {
    const column = await json('calibrate', at('binary.csv'), '--groups', '性别');
    expect(column.latent.map(({ group }: { group: string }) => group)).toEqual(['男', '女']);
    expect(column.latent[0]).toMatchObject({ mean: 0, deviation: 1, learners: 150 });
    expect(column.latent[1].mean).toBeGreaterThan(0.15);
    expect(column.latent[1].se.mean).toBeGreaterThan(0);
    const file = await json('calibrate', at('binary.csv'), '--groups', `${at('facts.csv')}:girl`);
    expect(file.logLikelihood).toBeCloseTo(column.logLikelihood, 6);
    const turned = await json('calibrate', at('binary.csv'), '--groups', '性别', '--reference', '女');
    expect(turned.latent[1].mean).toBeLessThan(0);
    const regression = await json('calibrate', at('binary.csv'), '--covariates', `${at('facts.csv')}:girl`);
    expect(regression.regression.covariates).toEqual(['intercept', 'girl']);
    expect(regression.regression.coefficients[1]).toBeCloseTo(column.latent[1].mean, 0);
    expect(regression.regression.se[1]).toBeGreaterThan(0);
  });

  test('anchors keep their parameters, and free the abilities', async () => {
    await json('calibrate', at('binary.csv'), '--out', at('anchors.json'));
    const half = await put(at('half.csv'), table(['1', '2', '3', 'new'], right));
    const result = await json('calibrate', half, '--anchors', at('anchors.json'));
    const anchors = JSON.parse(await readFile(at('anchors.json'), 'utf8'));
    expect(result.items.slice(0, 3).map(({ a }: { a: number }) => a)).toEqual(anchors.a.slice(0, 3));
    expect(result.items[0].se.a).toBeNull();
    expect(result.items[3].se.a).toBeGreaterThan(0);
    expect(result.latent[0].se.deviation).toBeGreaterThan(0);
  });

  test('priors by words and by a file alike; a strong one is felt', async () => {
    const free = await json('calibrate', at('binary.csv'));
    const words = await json('calibrate', at('binary.csv'), '--priors', 'a:lognormal(0,0.05); b@1+2:normal(0,0.1)');
    const file = await put(
      at('priors.json'),
      JSON.stringify([
        { parameter: 'a', density: { logNormal: [0, 0.05] } },
        { parameter: 'b', items: ['1', '2'], density: { normal: [0, 0.1] } },
      ]),
    );
    const filed = await json('calibrate', at('binary.csv'), '--priors', file);
    expect(filed.items).toEqual(words.items);
    expect(words.logPrior).toBeLessThan(0);
    expect(Math.abs(words.items[0].b)).toBeLessThan(Math.abs(free.items[0].b) / 2);
    for (const { a } of words.items) expect(Math.abs(a - 1)).toBeLessThan(0.25);
  });

  test.each(['histogram', 'davidian:3'])('%s abilities, other nodes, cross-product errors', async (latent) => {
    const result = await json(
      'calibrate',
      at('binary.csv'),
      '--latent',
      latent,
      '--nodes',
      '41',
      '--bound',
      '5',
      '--se',
      'cross-product',
    );
    expect(result.latent[0].weights).toHaveLength(41);
    expect(result.latent[0].weights.reduce((sum: number, w: number) => sum + w, 0)).toBeCloseTo(1, 9);
    expect(result.standardErrors).toBe('cross-product');
  });

  test('the table for people has the words of its language', async () => {
    const zh = await yincai(['calibrate', at('paper.csv'), '--models', '3PL:1-4,NRM:5-6,CRM:7-8', '--groups', '性别']);
    expect(zh.stdout).toContain('下渐近线');
    expect(zh.stdout).toContain('组 女：150 名学生');
    const en = await yincai(['calibrate', at('paper.csv'), '--model', 'GRM', '--max-categories', '4', '--lang', 'en']);
    expect(en.stdout).toMatch(/GRM: 300 learners, log-likelihood -[\d.]+, \d+ parameters, AIC/);
  });
});

describe('calibrate: data that no model is made for', () => {
  /** Calibrates a table of binary items with one column changed; it must give finite parameters and say something. */
  async function odd(
    name: string,
    cells: Cell,
    words: readonly string[],
    model = '2PL',
    marks?: readonly number[],
  ): Promise<Json> {
    const file = await put(at(name), table(ids(6), cells, marks === undefined ? {} : { marks }));
    const ran = await yincai(['calibrate', file, '--model', model, '--json']);
    expect(ran.code).toBe(0);
    for (const word of words) expect(ran.stderr).toContain(word);
    const result = JSON.parse(ran.stdout);
    expect(result.warnings.length).toBeGreaterThan(0);
    for (const { a, b } of result.items) for (const value of [a, b].flat()) expect(Math.abs(value)).toBeLessThan(100);
    return result;
  }

  test('an item that all got right, and one that none did', async () => {
    await odd('perfect.csv', (ability, j, roll, i) => (j === 0 ? 1 : j === 1 ? 0 : right(ability, j, roll, i)), [
      '题“1”：所有人都答对',
      '题“2”：所有人都答错',
    ]);
  });

  test('an item that nobody answered', async () => {
    await odd('nobody.csv', (ability, j, roll, i) => (j === 2 ? '' : right(ability, j, roll, i)), ['题“3”：无人作答']);
  });

  test('an item twice under two names', async () => {
    let last: number | string = 0;
    await odd(
      'twins.csv',
      (ability, j, roll, i) => {
        if (j !== 1) last = right(ability, j, roll, i);
        return last;
      },
      ['题“1”与“2”每名学生得分都相同'],
    );
  });

  test('one category of several is used', async () => {
    const result = await odd(
      'one-category.csv',
      (ability, j, roll, i) => (j === 0 ? 2 : ofThree(ability, j, roll, i)),
      ['题“1”'],
      'GPCM',
      Array(6).fill(3),
    );
    expect(result.converged).toBe(true);
  });

  test('points that are no whole numbers keep their categories', async () => {
    const file = await put(
      at('halves.csv'),
      table(ids(6), (ability, j, roll, i) => 0.5 * Number(ofThree(ability, j, roll, i)), { marks: Array(6).fill(1.5) }),
    );
    const result = await json('calibrate', file, '--model', 'GRM');
    expect(result.items[0].cuts).toEqual([0.5, 1, 1.5]);
  });

  test('two learners, one item, answers that separate the learners', async () => {
    const two = await put(at('two.csv'), table(ids(3), right, { learners: 2 }));
    const few = await yincai(['calibrate', two, '--json']);
    expect(few.code).toBe(0);
    expect(few.stderr).toContain('只有 2 名学生');
    const one = await put(at('one.csv'), table(['1'], right));
    const single = await yincai(['calibrate', one, '--json']);
    expect(single.code).toBe(0);
    expect(single.stderr).toContain('不足三道');
    // A Guttman scale has no finite slopes: they stop at their bound, and the report says so.
    const guttman = await put(
      at('separable.csv'),
      table(ids(6), (ability, j) => (ability > (j - 2.5) * 0.4 ? 1 : 0)),
    );
    const ran = await yincai(['calibrate', guttman, '--json']);
    expect(ran.code).toBe(0);
    const result = JSON.parse(ran.stdout);
    expect([...result.bounded, ...result.warnings].join()).toMatch(/bound|positive definite|moved/);
  });
});

describe('calibrate: options that do not fit', () => {
  test.concurrent.each([
    ['no prior', ['--priors', 'a=normal'], ['a=normal']],
    ['a density that the parameter has not', ['--priors', 'a:beta(1,2)'], ['beta']],
    ['a prior of no item of the table', ['--priors', 'a@99:normal(1,1)'], ['99']],
    ['an unknown model in words', ['--models', '9PL:1-3'], ['9PL']],
    ['a range that the table has not', ['--models', '2PL:1-99'], ['1-99']],
    ['an item twice in words', ['--models', '2PL:1-3,3PL:3'], ['3']],
    ['a file of models that is not there', ['--models', 'no-such.csv'], ['no-such.csv']],
    ['a group column that is not there', ['--groups', '年段'], ['年段', '性别']],
    ['a file of groups that is not there', ['--groups', 'no-such.csv'], ['no-such.csv']],
    ['a reference without groups', ['--reference', '女'], ['--groups']],
    ['a reference that is no group', ['--groups', '性别', '--reference', '其他'], ['其他']],
    ['covariates of text', ['--covariates', '性别'], ['第 2 行', '男']],
    ['too few nodes', ['--nodes', '2'], ['--nodes', '2']],
    ['a Davidian curve of order 40', ['--latent', 'davidian:40'], ['davidian']],
    ['a Davidian curve with slopes of 1', ['--latent', 'davidian:2', '--model', 'Rasch'], ['davidian']],
    ['a density without name', ['--latent', 'gamma'], ['gamma']],
    ['covariates and groups', ['--groups', '性别', '--covariates', '性别'], []],
  ])('%s', async (_, args, words) => {
    const said = await refused('calibrate', at('binary.csv'), ...args);
    for (const word of words) expect(said).toContain(word);
  });

  test('a file of priors, of models, of groups with faults: file, row and value are named', async () => {
    const priors = await put(at('bad-priors.json'), '[{"parameter":"slope","density":{"normal":[0,1]}}]');
    expect(await refused('calibrate', at('binary.csv'), '--priors', priors)).toMatch(
      /bad-priors\.json.*\[0\]\.parameter/,
    );
    const broken = await put(at('broken.json'), '[{');
    expect(await refused('calibrate', at('binary.csv'), '--priors', broken)).toContain('broken.json');
    const models = await put(at('bad-models.csv'), 'item,model\n1,2PL\n2,7PL\n');
    expect(await refused('calibrate', at('binary.csv'), '--models', models)).toMatch(
      /bad-models\.csv，第 3 行，值“7PL”/,
    );
    const groups = await put(at('bad-groups.csv'), '学号,组\nL1,a\nL2,\n');
    const said = await refused('calibrate', at('binary.csv'), '--groups', groups);
    expect(said).toMatch(/bad-groups\.csv，第 3 行，列“组”/);
    expect(said).toContain('值“L3”');
  });

  test('anchors that do not fit', async () => {
    const other = await put(at('other.csv'), table(['x', 'y', 'z'], right));
    await json('calibrate', other, '--out', at('other.json'));
    expect(await refused('calibrate', at('binary.csv'), '--anchors', at('other.json'))).toContain('锚题');
    await json('calibrate', at('graded.csv'), '--model', 'GPCM', '--out', at('graded.json'));
    expect(await refused('calibrate', at('binary.csv'), '--anchors', at('graded.json'))).toContain('满分 3');
    const broken = await put(at('no-model.json'), '{"kind":"irt","version":2}');
    expect(await refused('calibrate', at('binary.csv'), '--anchors', broken)).toContain('no-model.json');
    const old = await put(at('old.json'), '{"kind":"irt","version":1}');
    expect(await refused('calibrate', at('binary.csv'), '--anchors', old)).toContain('未知的版本');
    const few = await put(at('one-anchor.csv'), table(['1', 'p', 'q', 'r'], right));
    const ran = await yincai(['calibrate', few, '--anchors', at('items.json')]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('只有 1 道锚题');
  });

  test('Ctrl-C ends a long calibration with code 1 and no file', { timeout: 120_000 }, async () => {
    const cell: Cell = (ability, j, roll, i) => right(ability, j % 8, roll, i);
    const long = await put(at('long.csv'), table(ids(60), cell, { learners: 6000 }));
    const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
    const words = ['calibrate', long, '--model', '3PL', '--nodes', '1001', '--tolerance', '1e-12'];
    let said = '';
    let code: number | null = null;
    // A busy machine may be slow to start the program: what is hit before it listens just dies, and is tried again later.
    for (const delay of [2500, 8000, 25_000]) {
      const child = spawn(process.execPath, [main, ...words, '--out', at('never.json')], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, LC_ALL: 'C' },
      });
      said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      code = await new Promise((resolve) => {
        setTimeout(() => child.kill('SIGINT'), delay);
        child.on('close', resolve);
      });
      if (code !== null) break;
    }
    expect(said).toContain('已中断');
    expect(code).toBe(1);
    expect((await filesIn(folder)).some((file) => file.startsWith('never') || file.includes('partial'))).toBe(false);
  });
});

describe('irt plot', () => {
  test('a folder of pictures and a page of them, from a table alone', async () => {
    const result = await json('irt', 'plot', at('paper.csv'), '--out', at('pictures'), '--html');
    const files = await filesIn(at('pictures'));
    expect(files).toEqual([
      ...ids(8).map((id) => `expected-${id}.svg`),
      ...ids(8).map((id) => `icc-${id}.svg`),
      'index.html',
      'information.svg',
      'item-information.svg',
      'tcc.svg',
      'wright.svg',
    ]);
    expect(result.pictures).toHaveLength(20);
    for (const file of files.filter((name) => name.endsWith('.svg'))) {
      const picture = await readFile(join(at('pictures'), file), 'utf8');
      expect(picture).toMatch(/^<svg /);
      expect(picture).not.toMatch(/NaN|undefined/);
    }
    const page = await readFile(join(at('pictures'), 'index.html'), 'utf8');
    expect(page.match(/<svg /g)?.length).toBeGreaterThanOrEqual(20);
    expect(page).toContain("default-src 'none'");
  });

  test('the same bytes in every run', async () => {
    await json('irt', 'plot', at('paper.csv'), '--out', at('one.html'));
    await json('irt', 'plot', at('paper.csv'), '--out', at('two.html'));
    expect(await readFile(at('one.html'), 'utf8')).toBe(await readFile(at('two.html'), 'utf8'));
  });

  test('groups laid over one another, another model, pass marks', async () => {
    await json('calibrate', at('graded.csv'), '--model', 'GPCM', '--out', at('gpcm.json'));
    await json('calibrate', at('graded.csv'), '--model', 'GRM', '--out', at('grm.json'));
    await json(
      'irt',
      'plot',
      at('graded.csv'),
      '--items',
      at('gpcm.json'),
      '--groups',
      '性别',
      '--by-group',
      '--kind',
      'expected',
      '--item',
      '3',
      '--out',
      at('groups.svg'),
    );
    const groups = await readFile(at('groups.svg'), 'utf8');
    expect(groups).toContain('男：实际');
    expect(groups).toContain('女：实际');
    await json(
      'irt',
      'plot',
      '--items',
      at('gpcm.json'),
      '--compare',
      `${at('grm.json')}:GRM`,
      '--kind',
      'tcc',
      '--level',
      '14=及格',
      '--range',
      '-3,3',
      '--out',
      at('tcc.svg'),
    );
    const tcc = await readFile(at('tcc.svg'), 'utf8');
    expect(tcc).toContain('GRM');
    expect(tcc).toMatch(/及格 θ = /);
  });

  test('ids that are markup or lead out of the folder stay text in it', async () => {
    const file = await put(at('hostile.csv'), table(['<script>alert(1)</script>', '../../up', '__proto__'], right));
    await json('irt', 'plot', file, '--kind', 'icc,wright', '--out', at('hostile'), '--html');
    const files = await filesIn(at('hostile'));
    expect(files).toHaveLength(5);
    for (const name of files) expect(await readFile(join(at('hostile'), name), 'utf8')).not.toContain('<script');
    expect((await filesIn(folder)).some((name) => name.endsWith('up.svg') && !name.startsWith('hostile/'))).toBe(false);
  });

  test.concurrent.each([
    ['nothing to draw', [], ['--items']],
    ['an unknown kind', ['binary.csv', '--kind', 'pie'], ['pie']],
    ['an unknown item', ['binary.csv', '--item', '99'], ['99']],
    ['a range upside down', ['binary.csv', '--range', '3,-3'], ['3']],
    ['a level without points', ['binary.csv', '--level', 'pass'], ['pass']],
    ['a model that is not there', ['--items', 'no-such.json'], ['no-such.json']],
    ['a table of other items', ['paper.csv', '--items', 'other.json'], ['满分', '未知']],
  ])('%s is refused, and nothing written', async (_, args, words) => {
    const paths = args.map((word) => (/^(binary|paper|other)\./.test(word) ? at(word) : word));
    const said = await refused('irt', 'plot', ...paths, '--out', at('nothing'));
    expect(words.some((word) => said.includes(word))).toBe(true);
    expect((await filesIn(folder)).some((name) => name.startsWith('nothing'))).toBe(false);
  });
});

describe('irt score-table, and scores by every method', () => {
  test('abilities rise with the total; the shares are a distribution', async () => {
    const { table: rows } = await json('irt', 'score-table', at('items.json'));
    expect(rows.map(({ sum }: { sum: number }) => sum)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for (let i = 1; i < rows.length; i++) expect(rows[i].theta).toBeGreaterThan(rows[i - 1].theta);
    expect(rows.reduce((sum: number, { probability }: { probability: number }) => sum + probability, 0)).toBeCloseTo(
      1,
      9,
    );
    const csv = await yincai(['irt', 'score-table', at('items.json'), '--item', '1,2', '--out', at('table.csv')]);
    expect(csv.code).toBe(0);
    const lines = (await readFile(at('table.csv'), 'utf8'))
      .replace(/^\ufeff/, '')
      .trim()
      .split(/\r?\n/);
    expect(lines[0]).toBe('sum,theta,se,probability,percentile');
    expect(lines).toHaveLength(4);
    expect(await refused('irt', 'score-table', at('items.json'), '--item', '99')).toContain('99');
    expect(await refused('irt', 'score-table', at('items.json'), '--group', 'x')).toContain('x');
  });

  test.each(['EAP', 'MAP', 'MLE', 'WLE', 'EAPsum'])('%s', async (method) => {
    const result = await json('score', at('binary.csv'), '--items', at('items.json'), '--method', method);
    expect(result.method).toBe(method);
    expect(result.learners).toHaveLength(LEARNERS);
    for (const { theta, se } of result.learners) expect(Math.abs(theta) < 30 && se > 0).toBe(true);
  });

  test('a model of groups is scored by group', async () => {
    await json('calibrate', at('binary.csv'), '--groups', '性别', '--out', at('grouped.json'));
    const result = await json('score', at('binary.csv'), '--items', at('grouped.json'), '--groups', '性别');
    const mean = (rest: number): number => {
      const own = result.learners.filter((_: unknown, i: number) => i % 2 === rest);
      return own.reduce((sum: number, { theta }: { theta: number }) => sum + theta, 0) / own.length;
    };
    expect(mean(1)).toBeGreaterThan(mean(0));
    await refused('score', at('binary.csv'), '--items', at('grouped.json'));
  });
});
