import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import { predictLog as streamLog } from '../../src/evaluate/tracing.js';
import { createRandom } from '../../src/math/random.js';
import * as bkt from '../../src/tracing/bkt.js';
import { parseBktModel } from '../../src/tracing/schema.js';
import { logOf, type Row } from './assistments.js';
import { predictByPaths } from './brute-force.js';

/** Practice of learners whose knowledge follows the model. */
function simulate(
  skills: Readonly<Record<string, bkt.BktParameters>> | ReadonlyMap<string, bkt.BktParameters>,
  learners: number,
  length: number,
  seed: string,
): Row[] {
  const { bernoulli } = createRandom(seed);
  const entries = skills instanceof Map ? [...skills] : Object.entries(skills as Record<string, bkt.BktParameters>);
  const rows: Row[] = [];
  for (let l = 0; l < learners; l++) {
    for (const [skill, p] of entries) {
      let known = bernoulli(p.prior);
      for (let t = 0; t < length; t++) {
        rows.push({ learner: `L${l}`, skills: [skill], score: bernoulli(known ? 1 - p.slip : p.guess) ? 1 : 0 });
        known = known ? !bernoulli(p.forget) : bernoulli(p.learn);
      }
    }
  }
  return rows;
}

const truth: bkt.BktParameters = { prior: 0.35, learn: 0.15, guess: 0.2, slip: 0.1, forget: 0 };
const other: bkt.BktParameters = { prior: 0.6, learn: 0.3, guess: 0.3, slip: 0.05, forget: 0 };

describe('fit', () => {
  test('recovers the truth, plain and by default', () => {
    const log = logOf(simulate({ one: truth, two: other }, 4000, 8, 'recover'));
    for (const options of [{ priors: false } as const, {}]) {
      const model = bkt.fit(log, options);
      expect(model.report.converged).toBe(true);
      for (const [skill, p] of [
        ['one', truth],
        ['two', other],
      ] as const) {
        const found = bkt.skillParameters(model, skill);
        for (const name of ['prior', 'learn', 'guess', 'slip'] as const) {
          // 4,000 learners leave a standard error of about .01 to .02.
          expect(Math.abs(found[name] - p[name]), `${skill} ${name}`).toBeLessThan(0.05);
        }
        expect(found.forget).toBe(0);
      }
    }
  });

  test('recovers forgetting where it is asked for', () => {
    const log = logOf(simulate({ k: { ...truth, forget: 0.08 } }, 4000, 15, 'forget'));
    const model = bkt.fit(log, { forget: true });
    expect(Math.abs(model.forget[0] - 0.08)).toBeLessThan(0.03);
    expect(bkt.fit(log).report.logLikelihood).toBeLessThan(model.report.logLikelihood - 20);
  });

  test('by default few answers give moderate parameters and guess ≤ 1 − slip', () => {
    const model = bkt.fit(
      logOf([
        ...[1, 1, 0, 0, 0].map((score) => ({ learner: 'a', skills: ['falling'], score })),
        { learner: 'a', skills: ['once'], score: 1 },
      ]),
    );
    model.skills.forEach((skill, i) => {
      expect(model.guess[i] + model.slip[i], skill).toBeLessThanOrEqual(1 + 1e-9);
      for (const p of [model.prior[i], model.learn[i], model.guess[i], model.slip[i]]) {
        expect(p).toBeGreaterThan(0.001);
        expect(p).toBeLessThan(0.999);
      }
    });
  });

  test('a learn rate that no answer tells of stays at its start, and the report says so', () => {
    const rows = ['a', 'b', 'c'].map((learner, i) => ({ learner, skills: ['once'], score: i % 2 }));
    const start = { prior: 0.3, learn: 0.2, guess: 0.2, slip: 0.1, forget: 0 };
    const model = bkt.fit(logOf(rows), { priors: false, starts: [start] });
    expect(model.learn).toEqual([0.2]);
    expect(model.report.warnings.join()).toContain('once');
    expect(bkt.fit(logOf(rows)).report.warnings.join()).toContain('prior');
  });

  test('does not depend on the order of learners nor on names', () => {
    const rows = simulate({ one: truth, two: other }, 60, 6, 'order');
    const renamed = rows.map((row) => ({ ...row, learner: `x${row.learner}`, skills: [`y${row.skills[0]}`] }));
    const turned = [...new Set(rows.map((row) => row.learner))]
      .toReversed()
      .flatMap((learner) => rows.filter((row) => row.learner === learner));
    const here = bkt.fit(logOf(rows));
    for (const there of [bkt.fit(logOf(renamed)), bkt.fit(logOf(turned))]) {
      for (const name of ['prior', 'learn', 'guess', 'slip'] as const) {
        here[name].forEach((p, i) => {
          expect(there[name][i]).toBeCloseTo(p, 7);
        });
      }
    }
  });

  test('is the same bytes for the same log', () => {
    const log = logOf(simulate({ one: truth }, 40, 5, 'bytes'));
    expect(JSON.stringify(bkt.fit(log))).toBe(JSON.stringify(bkt.fit(log)));
  });

  test('says what is wrong with a log without skills and with bad options', () => {
    const bare = logOf([{ learner: 'a', skills: [], score: 1 }]);
    expect(() => bkt.fit(bare)).toThrow(YincaiError);
    expect(() => bkt.fit(logOf([]))).toThrow(/at least one row names a skill/);
    const log = logOf([{ learner: 'a', skills: ['k'], score: 1 }]);
    expect(() => bkt.fit(log, { iterations: -1 })).toThrow(/iterations/);
    expect(() => bkt.fit(log, { tolerance: Number.NaN })).toThrow(/tolerance/);
    expect(() => bkt.fit(log, { starts: [] })).toThrow(/starts/);
    expect(() => bkt.fit(log, { starts: [{ ...truth, guess: 0 }] })).toThrow(/guess/);
  });
});

describe('prediction', () => {
  const model = bkt.fit(logOf(simulate({ one: truth, two: other }, 50, 6, 'model')), { rule: 'compensatory' });

  property.prop([fc.array(fc.constantFrom(0, 1, 0.5), { maxLength: 5 })], { numRuns: 40 })(
    'equals the sum over hidden paths',
    (scores) => {
      let state = bkt.start(model);
      for (const score of scores) state = bkt.advance(model, state, { skills: ['one'], score });
      const expected = predictByPaths(scores, bkt.skillParameters(model, 'one'));
      expect(bkt.predict(model, state, { skills: ['one'] })).toBeCloseTo(expected, 10);
      // Nothing was learnt of the other skill.
      expect(bkt.knownOf(model, state, 'two')).toBe(model.prior[1]);
    },
  );

  property.prop(
    [
      fc.array(
        fc.record({
          learner: fc.constantFrom('a', 'b', '__proto__'),
          skills: fc.uniqueArray(fc.constantFrom('one', 'two', 'unknown', '__proto__', 'constructor'), {
            maxLength: 3,
          }),
          score: fc.constantFrom(0, 0.5, 1),
        }),
        { minLength: 1, maxLength: 40 },
      ),
      fc.constantFrom('conjunctive', 'noisy-and', 'compensatory'),
    ],
    { numRuns: 60 },
  )('streaming equals batch, unknown skills and hostile names included', (rows, rule) => {
    const log = logOf(rows);
    const ruled = { ...model, rule } as bkt.BktModel;
    const batch = bkt.predictLog(ruled, log);
    expect([...streamLog(bkt, ruled, log)]).toEqual([...batch]);
    for (const p of batch) expect(p >= 0 && p <= 1).toBe(true);
  });

  test('a state is plain JSON: saved and read it goes on alike, and advancing leaves it as it was', () => {
    const answers = [
      { skills: ['one', '__proto__'], score: 1 },
      { skills: ['unknown', 'two'], score: 0 },
      { skills: ['__proto__'], score: 1 },
    ];
    let state = bkt.start(model);
    let saved = state;
    for (const answer of answers) {
      const before = JSON.stringify(state);
      const next = bkt.advance(model, state, answer);
      expect(JSON.stringify(state)).toBe(before);
      state = next;
      saved = JSON.parse(JSON.stringify(bkt.advance(model, saved, answer)));
    }
    expect(JSON.stringify(saved)).toBe(JSON.stringify(state));
    expect(bkt.knownOf(model, state, '__proto__')).toBeGreaterThan(model.population.prior);
    expect(bkt.knownOf(model, bkt.start(model), 'constructor')).toBe(model.population.prior);
  });

  test('evidence that the parameters make impossible tells nothing', () => {
    const sure = { learn: 0.25, guess: 0, slip: 0, forget: 0 };
    expect(bkt.traceAnswer(1, 0, sure)).toBe(1);
    expect(bkt.traceAnswer(0, 1, sure)).toBe(0.25);
  });

  test('no run of right answers, however long, makes a learner who then fails stay known', () => {
    const p = { learn: 0, guess: 0.1, slip: 0.1, forget: 0 };
    let known = 0.5;
    for (let i = 0; i < 2000; i++) known = bkt.traceAnswer(known, 1, p);
    expect(known).toBeGreaterThan(0.999);
    for (let i = 0; i < 15; i++) known = bkt.traceAnswer(known, 0, p);
    expect(known).toBeLessThan(0.01);
  });

  test('where answers need all their skills, `auto` takes a conjunctive rule, and says what each rule lost', () => {
    const { bernoulli } = createRandom('conjunctive');
    const rows: Row[] = [];
    for (let l = 0; l < 400; l++) {
      const knows = new Map(['a', 'b', 'c'].map((skill) => [skill, bernoulli(0.5)]));
      for (const skills of [['a'], ['b'], ['c'], ['a', 'b'], ['b', 'c'], ['a', 'b', 'c'], ['a'], ['b'], ['c']]) {
        const all = skills.every((skill) => knows.get(skill));
        rows.push({ learner: `L${l}`, skills, score: bernoulli(all ? 0.95 : 0.05) ? 1 : 0 });
      }
    }
    const fitted = bkt.fit(logOf(rows));
    expect(['conjunctive', 'noisy-and']).toContain(fitted.rule);
    expect(fitted.report.rules!.compensatory!).toBeGreaterThan(fitted.report.rules![fitted.rule]!);
  });
});

describe('a model as JSON', () => {
  const hostile = new Map([
    ['__proto__', truth],
    ['constructor', other],
  ]);
  const model = bkt.fit(logOf(simulate(hostile, 30, 5, 'json')));

  test('comes back as it was', () => {
    expect(model.skills).toEqual(['__proto__', 'constructor']);
    expect(parseBktModel(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  test('is refused with the place that is amiss', () => {
    const broken = { ...model, guess: [0.5], slip: ['x', 0.1] };
    expect(() => parseBktModel(broken, 'model.json')).toThrow(/model\.json, column "slip\.0"/);
    expect(() => parseBktModel({ ...model, prior: [0.5] })).toThrow(/column "prior"/);
    expect(() => parseBktModel({ ...model, version: 1 })).toThrow(/version/);
    expect(() => parseBktModel(null)).toThrow(YincaiError);
    expect(() => parseBktModel({ ...model, skills: ['a', 'a'] })).toThrow(/each skill once/);
  });
});
