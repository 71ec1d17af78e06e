import { readFileSync } from 'node:fs';
import type { ResponseLog } from '../../src/data/response-log.js';

/** One answer as a test writes it. */
export interface Row {
  readonly learner: string;
  readonly skills: readonly string[];
  readonly score: number;
  readonly item?: string;
}

/** A log of rows, for tests. */
export function logOf(rows: readonly Row[]): ResponseLog {
  const learners = new Map<string, number>();
  const items = new Map<string, number>();
  const skills = new Map<string, number>();
  const sets = new Map<string, number>();
  const code = (map: Map<string, number>, key: string): number => {
    const known = map.get(key);
    if (known !== undefined) return known;
    map.set(key, map.size);
    return map.size - 1;
  };
  const start = [0];
  const skill: number[] = [];
  const n = rows.length;
  const log = {
    learner: new Int32Array(n),
    item: new Int32Array(n),
    skillSet: new Int32Array(n),
    score: new Float32Array(n),
    time: new Float64Array(n).fill(Number.NaN),
  };
  rows.forEach((row, r) => {
    log.learner[r] = code(learners, row.learner);
    log.item[r] = code(items, row.item ?? `item of ${row.skills.join('+')}`);
    log.score[r] = row.score;
    const codes = [...new Set(row.skills.map((name) => code(skills, name)))].sort((a, b) => a - b);
    if (codes.length === 0) {
      log.skillSet[r] = -1;
      return;
    }
    const key = codes.join(' ');
    if (!sets.has(key)) {
      skill.push(...codes);
      start.push(skill.length);
    }
    log.skillSet[r] = code(sets, key);
  });
  return {
    length: n,
    learners: [...learners.keys()],
    items: [...items.keys()],
    skills: [...skills.keys()],
    skillSets: { start: Int32Array.from(start), skill: Int32Array.from(skill) },
    ...log,
  };
}

/**
 * A file of assist09 with each row's skill combination as one skill;
 * with the Q-matrix beside it, with the set of single skills its item needs.
 */
export function readAssist09(file: string, qMatrix?: string): ResponseLog {
  const needs = new Map<string, string[]>();
  if (qMatrix !== undefined) {
    for (const line of readFileSync(qMatrix, 'utf8').trim().split('\n').slice(1)) {
      const [item, skills] = line.trim().split(',');
      needs.set(item, skills.split(' '));
    }
  }
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [learner, item, , correct, skill] = line.trim().split(',');
      return { learner, item, skills: needs.get(item) ?? [skill], score: Number(correct) };
    });
  return logOf(rows);
}

/** The classic file of three lines a learner: number of answers, skills, answers. */
export function readThreeLines(file: string): ResponseLog {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const rows: Row[] = [];
  for (let l = 0; l + 2 < lines.length; l += 3) {
    const skills = lines[l + 1].trim().replace(/,$/, '').split(',');
    const scores = lines[l + 2].trim().replace(/,$/, '').split(',');
    skills.forEach((skill, i) => {
      rows.push({ learner: String(l), skills: [skill], score: Number(scores[i]) });
    });
  }
  return logOf(rows);
}
