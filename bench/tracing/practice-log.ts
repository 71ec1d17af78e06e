import { readFileSync } from 'node:fs';
import { createRandom } from '../../src/math/random.js';
import { realData } from '../../test/real-data.js';

/** A practice log as its file stands, with the Q-matrix where it has one. */
export interface PracticeLog {
  readonly name: string;
  readonly file: string;
  readonly q?: string;
}

/**
 * The training part of assist09 where it is present, else the text of a simulated log of its size: 220,070 answers of 2,491 learners
 * to 17,339 items of 123 skills, items and learners as unevenly met as in practice.
 */
export function practiceLog(write: (text: string) => string): PracticeLog {
  const [file, q] = ['train.csv', 'q.csv'].map((name) => realData(`assist09/${name}`));
  if (file !== undefined && q !== undefined) return { name: 'assist09, training part', file, q };
  const random = createRandom('practice log');
  const easiness = Array.from({ length: 17_339 }, () => random.normal());
  const lines = ['user_id,item_id,correct,skill_id'];
  const learners = Array.from({ length: 2_491 }, () => ({ ability: random.normal(), weight: random.uniform() ** 3 }));
  const weights = learners.reduce((sum, { weight }) => sum + weight, 0);
  learners.forEach(({ ability, weight }, l) => {
    const answers = 1 + Math.round((weight / weights) * (220_070 - learners.length));
    for (let t = 0; t < answers; t++) {
      const item = Math.floor(random.uniform() ** 2 * easiness.length);
      const right = random.bernoulli(1 / (1 + Math.exp(-(ability + easiness[item]))));
      lines.push(`${l},${item},${right ? 1 : 0},${item % 123}`);
    }
  });
  return { name: 'simulated, of the size of assist09', file: write(`${lines.join('\n')}\n`) };
}

/** Cells of the rows of a log, header left out: learner, item, score, skills. */
export function plainRows({
  file,
  q,
}: PracticeLog): { learner: string; item: string; score: number; skills: string[] }[] {
  const cells = (path: string): string[][] =>
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(','));
  const needs = new Map(q === undefined ? [] : cells(q).map(([item, skills]) => [item, skills.split(' ')]));
  const [header, ...rows] = cells(file);
  const [learner, item, correct, skill] = ['user_id', 'item_id', 'correct', 'skill_id'].map((name) =>
    header.indexOf(name),
  );
  return rows.map((row) => ({
    learner: row[learner],
    item: row[item],
    score: Number(row[correct]),
    skills: needs.get(row[item]) ?? [row[skill]],
  }));
}
