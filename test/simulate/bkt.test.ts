import { describe, expect, test } from 'vitest';
import { simulateBkt } from '../../src/simulate/bkt.js';

const skill = { skill: 'add', prior: 0.3, learn: 0.2, guess: 0.15, slip: 0.1, forget: 0.05 };

describe('simulateBkt', () => {
  test('marginals of each opportunity are the chain’s', () => {
    const learners = 20_000;
    const { log, known } = simulateBkt([skill], { seed: 'b', learners, answers: 6 });
    let p = skill.prior;
    for (let t = 0; t < 6; t++) {
      let states = 0;
      let right = 0;
      for (let l = 0; l < learners; l++) {
        states += known[l * 6 + t];
        right += log.score[l * 6 + t];
      }
      const expected = p * (1 - skill.slip) + (1 - p) * skill.guess;
      expect(Math.abs(states / learners - p)).toBeLessThan(4 * (0.5 / Math.sqrt(learners)));
      expect(Math.abs(right / learners - expected)).toBeLessThan(4 * (0.5 / Math.sqrt(learners)));
      p = p * (1 - skill.forget) + (1 - p) * skill.learn;
    }
  });

  test('guess, slip, learn and forget seen through the hidden states', () => {
    const { log, known } = simulateBkt([skill], { seed: 'h', learners: 5000, answers: 8 });
    const share = (rows: number[], hit: (row: number) => boolean) => rows.filter(hit).length / rows.length;
    const rows = Array.from({ length: log.length }, (_, r) => r);
    const before = rows.filter((r) => r % 8 < 7);
    const near = (measured: number, truth: number) => expect(Math.abs(measured - truth)).toBeLessThan(0.015);
    near(
      share(
        rows.filter((r) => known[r] === 0),
        (r) => log.score[r] === 1,
      ),
      skill.guess,
    );
    near(
      share(
        rows.filter((r) => known[r] === 1),
        (r) => log.score[r] === 0,
      ),
      skill.slip,
    );
    near(
      share(
        before.filter((r) => known[r] === 0),
        (r) => known[r + 1] === 1,
      ),
      skill.learn,
    );
    near(
      share(
        before.filter((r) => known[r] === 1),
        (r) => known[r + 1] === 0,
      ),
      skill.forget,
    );
  });

  test('without forgetting nobody unlearns, and the log is well formed', () => {
    const other = { skill: '__proto__', prior: 0.5, learn: 0.5, guess: 0, slip: 0 };
    const { log, known } = simulateBkt([{ ...skill, forget: 0 }, other], {
      seed: 1,
      learners: 40,
      answers: [0, 9],
      itemsPerSkill: 3,
    });
    expect(log.items).toEqual(['add/1', 'add/2', 'add/3', '__proto__/1', '__proto__/2', '__proto__/3']);
    const last = new Map<string, number>();
    for (let r = 0; r < log.length; r++) {
      const key = `${log.learner[r]} ${log.skillSet[r]}`;
      expect(known[r]).toBeGreaterThanOrEqual(last.get(key) ?? 0);
      last.set(key, known[r]);
      expect(Math.floor(log.item[r] / 3)).toBe(log.skillSet[r]);
      if (log.skillSet[r] === 1) expect(log.score[r]).toBe(known[r]);
      if (r > 0 && log.learner[r] === log.learner[r - 1]) expect(log.time[r]).toBe(log.time[r - 1] + 1);
    }
    expect(log.length).toBeGreaterThan(0);
  });

  test('a sequence depends on its learner and skill alone', () => {
    const answersOf = ({ log }: ReturnType<typeof simulateBkt>, learner: number, name: string) =>
      Array.from({ length: log.length }, (_, r) => r)
        .filter((r) => log.learner[r] === learner && log.skills[log.skillSet[r]] === name)
        .map((r) => log.score[r]);
    const alone = simulateBkt([skill], { seed: 4, learners: 3, answers: 12 });
    const among = simulateBkt([{ ...skill, skill: 'sub' }, skill], { seed: 4, learners: 9, answers: 12 });
    for (let l = 0; l < 3; l++) expect(answersOf(among, l, 'add')).toEqual(answersOf(alone, l, 'add'));
    expect(simulateBkt([skill], { seed: 4, learners: 3, answers: 12 })).toEqual(alone);
  });

  test('refuses what is no probability', () => {
    expect(() => simulateBkt([{ ...skill, learn: 1.2 }], { seed: 1, learners: 1, answers: 1 })).toThrow(RangeError);
    expect(() => simulateBkt([skill], { seed: 1, learners: 1, answers: [3, 2] })).toThrow(RangeError);
    expect(() => simulateBkt([skill], { seed: 1, learners: -1, answers: 2 })).toThrow(RangeError);
  });
});
