import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { filesIn, put, scratch, yincai } from './yincai.js';

const folder = scratch();
const at = (name: string): string => join(folder, name);

/** A sequence of numbers below 1 that is the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A table of `learners` rows and six questions worth `marks` each, of growing difficulty. */
function responses(learners: number, marks: number, first = 'L1'): string {
  const roll = dice(7);
  const lines = [`learner,${Array.from({ length: 6 }, (_, j) => `q${j + 1}`).join(',')}`];
  if (marks > 1) lines.push(`满分${`,${marks}`.repeat(6)}`);
  for (let i = 0; i < learners; i++) {
    const ability = roll() + roll() + roll() + roll() - 2;
    const cells = Array.from({ length: 6 }, (_, j) => {
      let points = 0;
      for (let m = 0; m < marks; m++) if (roll() < 1 / (1 + Math.exp(-2.5 * ability + (j - 2.5) * 0.6))) points++;
      return points;
    });
    lines.push(`${i === 0 ? first : `L${i + 1}`},${cells.join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}

function log(learners: number, seed: number, prefix: string): string {
  const roll = dice(seed);
  const lines = ['learner,item,correct,skill'];
  for (let i = 0; i < learners; i++) {
    for (const skill of ['add', 'take']) {
      let known = roll() < 0.3;
      for (let t = 0; t < 12; t++) {
        lines.push(`${prefix}${i},${skill}${t % 4},${roll() < (known ? 0.9 : 0.2) ? 1 : 0},${skill}`);
        known ||= roll() < 0.2;
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

beforeAll(async () => {
  await put(at('binary.csv'), responses(400, 1, '=cmd()'));
  await put(at('graded.csv'), responses(400, 3));
  await put(at('train.csv'), log(150, 3, 'a'));
  await put(at('test.csv'), log(60, 5, 'b'));
});

const COMMANDS = [
  ['pilot'],
  ['calibrate'],
  ['score'],
  ['trace', 'fit'],
  ['trace', 'evaluate'],
  ['init'],
  ['irt', 'classical'],
  ['irt', 'dif'],
  ['irt', 'link'],
  ['irt', 'equate'],
  ['irt', 'fit-report'],
  ['irt', 'plot'],
  ['irt', 'score-table'],
];

describe('the words of the command line', () => {
  test('every command tells its use', async () => {
    const ran = await Promise.all([[], ...COMMANDS].map((command) => yincai([...command, '--help'])));
    ran.forEach(({ code, stdout, stderr }, i) => {
      expect(code).toBe(0);
      expect(stderr).toBe('');
      expect(stdout).toContain('--help');
      if (i > 0) expect(stdout).toContain('--json');
    });
  });

  test.each([
    ['an unknown command', ['cook']],
    ['an unknown option', ['calibrate', 'x.csv', '--speed']],
    ['a missing argument', ['calibrate']],
    ['a missing required option', ['score', 'x.csv']],
    ['an unknown model', ['calibrate', 'x.csv', '--model', '9PL']],
    ['an unknown tracing model', ['trace', 'evaluate', 'a.csv', 'b.csv', '--model', 'bkt,magic']],
    ['an unknown format', ['pilot', 'x', '--out', 'y', '--format', 'docx']],
    ['a file that is not there', ['calibrate', 'no-such-file.csv']],
    ['a folder that is not there', ['pilot', 'no-such-folder', '--out', 'no-such-output']],
  ])('%s is refused', async (_, args) => {
    const { code, stdout, stderr } = await yincai(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });

  test('a refusal under --json is one JSON document too', async () => {
    const { code, stdout } = await yincai(['calibrate', 'no-such-file.csv', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { total: 1, faults: [{ code: 'missing-file' }] } });
  });
});

describe('calibrate and score', () => {
  test.each([
    ['2PL', 'binary.csv'],
    ['GPCM', 'graded.csv'],
  ])('%s: the contract of --json', async (model, file) => {
    const { code, stdout } = await yincai(['calibrate', at(file), '--model', model, '--json']);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ model, converged: true, learners: 400 });
    for (const key of ['logLikelihood', 'iterations', 'seconds']) expect(result[key]).toEqual(expect.any(Number));
    expect(result.logLikelihood).toBeLessThan(0);
    expect(result.items.map(({ id }: { id: string }) => id)).toEqual(['q1', 'q2', 'q3', 'q4', 'q5', 'q6']);
    for (const item of result.items) {
      expect(item.a).toBeGreaterThan(0.3);
      expect(item.se.a).toBeGreaterThan(0);
      if (model === '2PL') {
        expect(item.b).toEqual(expect.any(Number));
        expect(item.se.b).toBeGreaterThan(0);
      } else {
        expect(item.b).toHaveLength(3);
        expect(item.se.b).toHaveLength(3);
      }
    }
    const hardness = ({ b }: { b: number | number[] }): number =>
      Array.isArray(b) ? b.reduce((sum, step) => sum + step, 0) : b;
    expect(hardness(result.items[0])).toBeLessThan(hardness(result.items[5]));
  });

  test('items go out and come back to score learners; an id that is a formula is guarded', async () => {
    const calibrated = await yincai(['calibrate', at('binary.csv'), '--out', at('items.json')]);
    expect(calibrated.code).toBe(0);
    const theta: number[][] = [];
    for (const method of ['EAP', 'MAP']) {
      const out = at(`${method}.csv`);
      const ran = await yincai([
        'score',
        at('binary.csv'),
        '--items',
        at('items.json'),
        '--method',
        method,
        '--out',
        out,
      ]);
      expect(ran.code).toBe(0);
      expect(ran.stdout).toBe('');
      const lines = (await readFile(out, 'utf8')).trim().split(/\r?\n/);
      expect(lines[0]!.replace(/^\ufeff/, '')).toBe('learner,theta,se');
      expect(lines).toHaveLength(401);
      expect(lines[1]).toMatch(/^"?'=cmd\(\)"?,/);
      const rows = lines.slice(1).map((line) => line.split(',').slice(-2).map(Number));
      expect(rows.flat().every(Number.isFinite)).toBe(true);
      expect(rows.every(([, se]) => se! > 0 && se! < 1.5)).toBe(true);
      theta.push(rows.map(([value]) => value!));
    }
    expect(theta[0]).not.toEqual(theta[1]);
    for (const [i, value] of theta[0]!.entries()) expect(Math.abs(value - theta[1]![i]!)).toBeLessThan(0.5);
    const json = await yincai(['score', at('binary.csv'), '--items', at('items.json'), '--json']);
    expect(JSON.parse(json.stdout).learners[0]).toMatchObject({
      learner: '=cmd()',
      theta: expect.closeTo(theta[0]![0]!),
    });
  });
});

describe('trace', () => {
  test('fit writes a model', async () => {
    const { code, stdout } = await yincai([
      'trace',
      'fit',
      at('train.csv'),
      '--model',
      'bkt',
      '--out',
      at('model.json'),
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ model: 'bkt', learners: 150, interactions: 3600, converged: true });
    const model = JSON.parse(await readFile(at('model.json'), 'utf8'));
    expect(model).toMatchObject({ skills: ['add', 'take'], version: 1 });
    for (const s of [0, 1]) {
      expect(Math.abs(model.learn[s] - 0.2)).toBeLessThan(0.08);
      expect(Math.abs(model.guess[s] - 0.2)).toBeLessThan(0.1);
      expect(Math.abs(model.slip[s] - 0.1)).toBeLessThan(0.05);
    }
  });

  test('evaluate: the contract of --json', async () => {
    const { code, stdout } = await yincai([
      'trace',
      'evaluate',
      at('train.csv'),
      at('test.csv'),
      '--model',
      'bkt,bkt-forgetting',
      '--json',
    ]);
    expect(code).toBe(0);
    const { models } = JSON.parse(stdout);
    expect(models.map(({ model }: { model: string }) => model)).toEqual(['bkt', 'bkt-forgetting']);
    for (const one of models) {
      expect(one.interactions).toBe(1440);
      expect(one.auc).toBeGreaterThan(0.7);
      for (const key of ['rmse', 'logLoss', 'accuracy', 'ece']) {
        expect(one[key]).toBeGreaterThanOrEqual(0);
        expect(one[key]).toBeLessThan(1);
      }
      for (const key of ['fitSeconds', 'predictSeconds']) expect(one[key]).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('init', () => {
  test('makes a folder that the pilot runs on as it is, and leaves a filled folder alone', async () => {
    const made = await yincai(['init', at('new'), '--json']);
    expect(made.code).toBe(0);
    const files = await filesIn(at('new'));
    expect([...JSON.parse(made.stdout).files].sort()).toEqual(files);
    const ran = await yincai(['pilot', at('new'), '--out', at('booklets'), '--json']);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ learners: 3, booklets: 3, formats: ['html'] });

    const again = await yincai(['init', at('new')]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('空文件夹');
    expect(await filesIn(at('new'))).toEqual(files);
  });
});
