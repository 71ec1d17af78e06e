import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLog } from '../../src/data/interaction-log.js';
import { readPilot } from '../../src/data/pilot-folder.js';
import { readQMatrix } from '../../src/data/q-table.js';
import { readResponses } from '../../src/data/wide-responses.js';
import { realData } from '../real-data.js';

const bytes = (path: string): Uint8Array => readFileSync(realData(path)!);
const absent = realData('frcsub/responses.csv') === undefined;

describe.skipIf(absent)('real data (skipped where absent)', () => {
  test('frcsub, as a pilot: 536 learners, 20 items, 8 skills', async () => {
    const folder = dirname(realData('frcsub/responses.csv')!);
    const pilot = await readPilot({
      name: 'frcsub',
      exists: (path) => existsSync(`${folder}/${path}`),
      read: (path) => readFileSync(`${folder}/${path}`),
    });
    const { responses, blueprint } = pilot.exams[0]!;
    expect([
      responses.learners.length,
      responses.items.length,
      pilot.graph.points.length,
      pilot.expressions!.size,
    ]).toEqual([536, 20, 8, 20]);
    expect(pilot.graph.points[1]!.name).toBe('Separate a whole number from a fraction');
    expect(blueprint.rows[3]!.knowledgePoints).toEqual(['skill2', 'skill3', 'skill5', 'skill7']);
    expect(responses.points.every((value) => value === 0 || value === 1)).toBe(true);
    expect(pilot.warnings).toEqual([]);
  });

  test('lsat6 and lsat7: patterns of 1,000 learners', async () => {
    for (const [name, rows] of [
      ['lsat6', 30],
      ['lsat7', 32],
    ] as const) {
      const { matrix } = await readResponses(bytes(`irt/${name}_patterns.csv`));
      expect([matrix.learners.length, matrix.items.length]).toEqual([rows, 5]);
      expect(matrix.count!.reduce((sum, count) => sum + count, 0)).toBe(1000);
    }
  });

  test('sat12: 600 × 32, of whom 572 answered everything', async () => {
    const { matrix } = await readResponses(bytes('irt/sat12_scored.csv'));
    expect([matrix.learners.length, matrix.items.length]).toEqual([600, 32]);
    const complete = matrix.learners.filter((_, i) => !matrix.points.subarray(i * 32, i * 32 + 32).some(Number.isNaN));
    expect(complete).toHaveLength(572);
  });

  test('science: 392 × 4, categories 1 to 4', async () => {
    const { matrix } = await readResponses(bytes('irt/science.csv'));
    expect([matrix.learners.length, matrix.fullMarks]).toEqual([392, [4, 4, 4, 4]]);
    expect(matrix.points.reduce((low, value) => Math.min(low, value), 9)).toBe(1);
  });

  test('ecpe: 2,922 × 28', async () => {
    const { matrix } = await readResponses(bytes('ecpe/responses.csv'));
    expect([matrix.learners.length, matrix.items.length]).toEqual([2922, 28]);
  });

  test('assist09: 278,336 answers of 3,114 learners, with its Q-matrix', async () => {
    const q = await readQMatrix(bytes('assist09/q.csv'));
    expect(q.items).toHaveLength(17_708);
    const [train, test] = [
      await readLog(bytes('assist09/train.csv'), { q }),
      await readLog(bytes('assist09/test.csv'), { q }),
    ];
    expect(train.log.length + test.log.length).toBe(278_336);
    expect(train.log.learners.length + test.log.learners.length).toBe(3114);
    expect(train.log.skills).toEqual(q.skills);
    expect(train.log.skillSets.start.at(-1)!).toBeGreaterThan(train.log.skillSets.start.length);
    expect(train.log.time.every(Number.isNaN)).toBe(true);
    // Without the Q-matrix its code of the combination stands for the skills.
    const plain = (await readLog(bytes('assist09/test.csv'))).log;
    expect(plain.length).toBe(test.log.length);
    expect(plain.score).toEqual(test.log.score);
  });

  test('statics: 189,297 answers', async () => {
    const rows = [(await readLog(bytes('statics/train.csv'))).rows, (await readLog(bytes('statics/test.csv'))).rows];
    expect(rows[0]! + rows[1]!).toBe(189_297);
  });
});
