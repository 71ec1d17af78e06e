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
  ['trace', 'audit'],
  ['init'],
  ['items', 'lint'],
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
    expect(model).toMatchObject({ skills: ['add', 'take'], version: 2 });
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

  test('one log in folds: intervals, comparison, skills, control, diagram', async () => {
    const { code, stdout } = await yincai([
      ...[
        'trace',
        'evaluate',
        at('train.csv'),
        '--folds',
        '3',
        '--model',
        'bkt,elo,dynamic-irt',
        '--seed',
        's',
        '--json',
      ],
      ...['--bootstrap', '50', '--compare', '--per-skill', '--control', '--reliability', at('reliability.svg')],
    ]);
    expect(code).toBe(0);
    const { folds, models, comparisons, control } = JSON.parse(stdout);
    expect(folds).toBe(3);
    for (const one of models) {
      expect(one.interactions).toBe(3600);
      expect(one.learners).toBe(150);
      expect(one.intervals.auc.low).toBeLessThan(one.auc);
      expect(one.intervals.auc.high).toBeGreaterThan(one.auc);
      expect(one.skills.map(({ skill }: { skill: string }) => skill).sort()).toEqual(['add', 'take']);
      expect(one.macro.auc).toBeGreaterThan(0.6);
    }
    expect(comparisons.map(({ second }: { second: string }) => second)).toEqual(['elo', 'dynamic-irt']);
    expect(comparisons[0].deLong.difference).toBeCloseTo(models[0].auc - models[1].auc, 9);
    expect(Math.abs(control.auc - 0.5)).toBeLessThan(4 * control.standardError + 1e-9);
    expect(await readFile(at('reliability.svg'), 'utf8')).toContain('<svg');
  });

  test.each([
    ['two logs', [at('test.csv')], 'platt'],
    ['folds', ['--folds', '2'], 'isotonic'],
    ['first answers', ['--by', 'cold-start', '--folds', '2', '--first', '6'], 'platt'],
  ])('calibrated figures stand beside the raw ones, which stay: %s', async (_, more, method) => {
    const args = ['trace', 'evaluate', at('train.csv'), ...more, '--model', 'elo'];
    const [raw, both, words] = await Promise.all([
      yincai([...args, '--json']),
      yincai([...args, '--calibrate', method, '--json']),
      yincai([...args, '--calibrate', method]),
    ]);
    expect([raw.code, both.code, words.code]).toEqual([0, 0, 0]);
    const [before] = JSON.parse(raw.stdout).models;
    const [{ calibrated, ...after }] = JSON.parse(both.stdout).models;
    for (const key of ['auc', 'rmse', 'logLoss', 'accuracy', 'ece', 'interactions']) {
      expect(after[key]).toBe(before[key]);
      expect(calibrated[key]).toEqual(expect.any(Number));
    }
    expect(before).not.toHaveProperty('calibrated');
    expect(calibrated.method).toBe(method);
    expect(calibrated.logLoss).not.toBe(after.logLoss);
    expect(Math.abs(calibrated.auc - after.auc)).toBeLessThan(0.02);
    expect(words.stdout).toContain(`+ ${method}`);
  });

  test.each([
    ['cold-start', ['--first', '3'], 450],
    ['new-item', ['--folds', '2'], undefined],
    ['learner', ['--split', '0.2'], 720],
  ])('by %s', async (by, more, interactions) => {
    const { code, stdout } = await yincai([
      'trace',
      'evaluate',
      at('train.csv'),
      '--by',
      by,
      ...more,
      '--model',
      'elo',
      '--json',
    ]);
    // Each skill is one item here, so a new item needs two folds of two items.
    expect(code).toBe(0);
    const [one] = JSON.parse(stdout).models;
    if (interactions !== undefined) expect(one.interactions).toBe(interactions);
    expect(one.interactions).toBeGreaterThan(0);
  });

  test.each([
    ['more folds than learners', ['--folds', '999']],
    ['folds that the file does not name', ['--by', 'file']],
    ['a share that is none', ['--split', '1.5']],
    ['a comparison of one model', ['--compare']],
    ['an unknown split', ['--by', 'magic']],
    ['an unknown calibration', ['--calibrate', 'magic']],
  ])('%s is refused', async (_, args) => {
    const { code, stdout } = await yincai(['trace', 'evaluate', at('train.csv'), '--model', 'elo', ...args]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });

  test('audit: 0 for a clean log, 1 for one that leaks, 2 for none', async () => {
    const clean = await yincai(['trace', 'audit', at('test.csv'), '--json']);
    expect(clean.code).toBe(0);
    expect(
      JSON.parse(clean.stdout).findings.filter(({ severity }: { severity: string }) => severity === 'error'),
    ).toEqual([]);
    const both = await yincai(['trace', 'audit', at('test.csv'), at('test.csv')]);
    expect(both.code).toBe(1);
    expect(both.stdout).toContain('同时出现在两份日志中');
    await put(at('expanded.csv'), 'user_id,item_id,correct,timestamp,skill_id\na,q,1,1,x\na,q,1,1,y\na,r,0,2,x\n');
    const leaking = await yincai(['trace', 'audit', at('expanded.csv'), '--lang', 'en', '--json']);
    expect(leaking.code).toBe(1);
    expect(JSON.parse(leaking.stdout).findings[0]).toMatchObject({ code: 'expanded-rows', count: 1, rows: [3] });
    await put(at('no-log.csv'), 'a,b\n1,2\n');
    expect((await yincai(['trace', 'audit', at('no-log.csv')])).code).toBe(2);
  });

  test('audit --q: the log is held against the Q-matrix that it will be read with', async () => {
    const log = await put(at('with-q.csv'), 'user_id,item_id,correct,timestamp\na,q,1,1\nb,q,0,1\na,r,0,2\n');
    const [whole, part, none] = await Promise.all(
      ['item,skills\nq,x;y\nr,x\n', 'item,skills\nq,x;y\n', 'a,b\n1,2\n'].map(async (text, i) =>
        yincai(['trace', 'audit', log, '--q', await put(at(`q${i}.csv`), text), '--json']),
      ),
    );
    expect([whole.code, part.code, none.code]).toEqual([0, 0, 2]);
    expect(JSON.parse(whole.stdout)).toMatchObject({ skills: 2, findings: [] });
    const { skills, findings } = JSON.parse(part.stdout);
    expect(skills).toBe(2);
    expect(findings).toEqual([
      expect.objectContaining({ code: 'items-not-in-q', severity: 'warning', count: 1, rows: [4], values: ['r'] }),
    ]);
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
