import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { streamLogRows } from '../../src/data/interaction-log.js';
import { type AuditFinding, auditLog, type LogAudit } from '../../src/evaluate/audit.js';
import { describeFinding } from '../../src/evaluate/audit-words.js';
import { createRandom } from '../../src/math/random.js';
import { realData } from '../real-data.js';

async function auditOf(input: string | Uint8Array, file = 'log.csv'): Promise<LogAudit> {
  const audit = auditLog(file);
  await streamLogRows(input, { file }, audit);
  return audit;
}

async function find(input: string, code: string): Promise<AuditFinding | undefined> {
  return (await auditOf(input)).report().findings.find((finding) => finding.code === code);
}

const HEAD = 'user_id,item_id,correct,timestamp,skill_id\n';

// Hand-made and simulated rows throughout.
describe('finds', () => {
  test('nothing in a clean log', async () => {
    const { uniform } = createRandom('clean');
    const rows = Array.from(
      { length: 400 },
      (_, i) => `u${i % 8},q${i % 31},${uniform() < 0.6 ? 1 : 0},${1000 + i},k${(i % 31) % 4}`,
    );
    const report = (await auditOf(HEAD + rows.join('\n'))).report();
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ rows: 400, learners: 8, items: 31, skills: 4 });
  });

  test('copies of rows', async () => {
    const found = await find(`${HEAD}a,q1,1,1,k\na,q2,0,2,k\na,q1,1,1,k\n`, 'duplicate-rows');
    expect(found).toMatchObject({ severity: 'error', count: 1, rows: [4] });
    const clockless = await find('user_id,item_id,correct\na,q1,1\na,q2,0\na,q1,1\n', 'duplicate-rows');
    expect(clockless).toMatchObject({ severity: 'note', count: 1 });
  });

  test('one answer listed once a skill: an error, but only a note where order_id lets it be joined', async () => {
    expect(await find(`${HEAD}a,q1,1,1,x\na,q1,1,1,y\na,q2,0,2,x\n`, 'expanded-rows')).toMatchObject({
      severity: 'error',
      count: 1,
      rows: [3],
    });
    const joined = await find(
      'order_id,user_id,item_id,correct,skill_id\n1,a,q1,1,x\n1,a,q1,1,y\n2,a,q2,0,x\n',
      'expanded-rows',
    );
    expect(joined).toMatchObject({ severity: 'note', count: 1 });
    expect(await find(`${HEAD}a,q1,1,1,x\na,q1,1,5,y\n`, 'expanded-rows')).toBeUndefined();
  });

  test('against a Q-matrix: items that it lacks, items without skills, other skills than its own', async () => {
    const q = { items: ['q1', 'q2', '__proto__'], skills: ['x', 'y'], needs: [[0, 1], [], [1]] };
    const audit = auditLog('log.csv', q);
    const rows = 'a,q1,1,1,x\na, q1 ,0,2,z\na,q2,0,3,x\na,q9,1,4,x\na,__proto__,1,5,y\na,constructor,0,6,y\n';
    await streamLogRows(HEAD + rows, {}, audit);
    const report = audit.report();
    expect(report.skills).toBe(2);
    expect(report.findings.filter(({ code }) => code !== 'similar-ids')).toEqual([
      expect.objectContaining({ code: 'items-not-in-q', severity: 'warning', count: 2, rows: [5, 7] }),
      expect.objectContaining({ code: 'skills-unlike-q', severity: 'note', count: 1, rows: [3], values: ['q1: z'] }),
      expect.objectContaining({ code: 'items-without-skills', severity: 'note', count: 1, rows: [4], values: ['q2'] }),
    ]);
    for (const finding of report.findings) {
      for (const language of ['zh', 'en'] as const)
        expect(describeFinding(finding, language)).not.toContain('undefined');
    }
  });

  test('times that run backwards, by learner', async () => {
    const found = await find(`${HEAD}a,q1,1,5,k\nb,q1,1,1,k\na,q2,0,3,k\na,q3,0,9,k\n`, 'time-backwards');
    expect(found).toMatchObject({ count: 1, rows: [4], values: ['a'] });
  });

  test('scores that never change', async () => {
    expect(await find(`${HEAD}a,q1,1,1,k\na,q2,1,2,k\n`, 'constant-scores')).toMatchObject({
      severity: 'error',
      column: 'score',
    });
    const rows = Array.from(
      { length: 80 },
      (_, i) => `u${i % 2},q${i},${i % 2 === 0 ? 1 : i % 4 === 1 ? 1 : 0},${i},k`,
    );
    expect(await find(HEAD + rows.join('\n'), 'constant-scores')).toMatchObject({
      severity: 'note',
      column: 'learner',
      values: ['u0'],
    });
  });

  test('ids that differ by case, blanks or width only', async () => {
    const report = (await auditOf(`${HEAD}Ann,q1,1,1,Add\nann,q 1,0,2,add\nＡnn,q1,0,3,take\n`)).report();
    const alike = report.findings.filter(({ code }) => code === 'similar-ids');
    expect(alike.map(({ column, count }) => [column, count])).toEqual([
      ['learner', 1],
      ['skill', 1],
    ]);
    expect(alike[0].values[0]).toBe('"Ann" = "ann" = "Ａnn"');
  });

  test('columns that give the score away, and not those that merely tell something', async () => {
    const { uniform, integer } = createRandom('leak');
    const rows = Array.from({ length: 600 }, (_, i) => {
      const right = uniform() < 0.6 ? 1 : 0;
      const mark = right === 1 ? 'ok' : 'bad';
      return `u${i % 20},q${i % 30},${right},${mark},${right + 0.3 * uniform()},${integer(1, 5)},${right === 1 ? integer(0, 1) : integer(0, 3)},r${i}`;
    });
    const report = (
      await auditOf(`user_id,item_id,correct,mark,duration,school,hint_count,row\n${rows.join('\n')}`)
    ).report();
    const leaks = report.findings.filter(({ code }) => code === 'leaking-column');
    expect(leaks.map(({ column }) => column)).toEqual(['mark', 'duration']);
    for (const { strength } of leaks) expect(strength).toBe(1);
    expect(report.findings.filter(({ code }) => code === 'after-the-answer').map(({ column }) => column)).toEqual([
      'hint_count',
    ]);
  });

  test('learners in both logs', async () => {
    const [train, tested] = [
      await auditOf(`${HEAD}a,q1,1,1,k\nb,q1,0,1,k\n`),
      await auditOf(`${HEAD}b,q1,1,1,k\nc,q1,0,1,k\n`),
    ];
    const found = tested.report(train).findings.find(({ code }) => code === 'learners-in-both');
    expect(found).toMatchObject({ severity: 'error', count: 1, share: 0.5, values: ['b'] });
    expect(tested.report().findings).toEqual([]);
  });

  test('rows without learner, item or score', async () => {
    const found = await find(`${HEAD}a,q1,1,1,k\n,q1,0,2,k\na,q2,maybe,3,k\na,q3,0,4,k\n`, 'unreadable-rows');
    expect(found).toMatchObject({ count: 2, rows: [3, 4] });
  });

  test('JSON lines as well', async () => {
    const found = await find(
      '{"learner":"a","item":"q","correct":1,"skills":["x"]}\n{"learner":"a","item":"q","correct":1,"skills":["y"]}\n{"learner":"a","item":"r","correct":0,"skills":[]}\n',
      'expanded-rows',
    );
    expect(found?.count).toBe(1);
  });
});

test('findings are worded in both languages, hostile ids cut', async () => {
  const long = 'x'.repeat(5000);
  const report = (await auditOf(`${HEAD}${long},q1,1,5,k\n${long},q2,0,3,k\n`)).report();
  for (const finding of report.findings) {
    for (const language of ['zh', 'en'] as const) {
      expect(describeFinding(finding, language).length).toBeLessThan(300);
    }
  }
  expect(describeFinding(report.findings[0], 'zh')).toContain('第 3 行');
});

const classic = realData('assist2009_updated/assist2009_updated_train.csv');
test.skipIf(classic === undefined)(
  'assist2009_updated: about 15.7 % of rows repeat the answer before',
  { timeout: 60_000 },
  async () => {
    const { findings } = (await auditOf(readFileSync(classic as string), 'train.csv')).report();
    const repeats = findings.find(({ code }) => code === 'repeating-skills') as AuditFinding;
    expect(repeats.share).toBeGreaterThan(0.155);
    expect(repeats.share).toBeLessThan(0.16);
    expect(repeats.values[0]).toBe('25 → 42');
  },
);

const leakFree = realData('assist09/test.csv');
test.skipIf(leakFree === undefined)('assist09, prepared without leaks, has none', { timeout: 60_000 }, async () => {
  const { findings } = (await auditOf(readFileSync(leakFree as string), 'test.csv')).report();
  expect(findings.filter(({ code }) => ['expanded-rows', 'repeating-skills', 'leaking-column'].includes(code))).toEqual(
    [],
  );
});
