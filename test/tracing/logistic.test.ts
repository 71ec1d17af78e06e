import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import type { ResponseLog } from '../../src/data/response-log.js';
import { auc } from '../../src/evaluate/metrics.js';
import { predictLog as streamLog } from '../../src/evaluate/tracing.js';
import { createRandom } from '../../src/math/random.js';
import { describeExplanation } from '../../src/tracing/explanation.js';
import * as logistic from '../../src/tracing/logistic.js';
import { parseLogisticModel, parseLogisticState } from '../../src/tracing/schema.js';
import { logOf, type Row } from './assistments.js';
import { practise } from './logistic-learners.js';

const rows = practise(60, 30, 'learners');
const log = logOf(rows);
const names = Object.keys(logistic.PRESETS);
// The precision of products is given, since these learners have none to be found.
const fitted = (name: string): logistic.LogisticModel =>
  logistic.fit(log, { features: name, iterations: 40, factorPrecision: 10 });
const models = new Map(names.map((name) => [name, fitted(name)]));
const modelOf = (name: string): logistic.LogisticModel => models.get(name)!;

/** A feature of each kind, of whatever it may be counted. */
const everything = logistic.KINDS.flatMap(({ name }) => [
  { kind: name, of: 'learner', by: 'all' } as const,
  { kind: name, of: 'learner', by: 'item' } as const,
  { kind: name, of: 'skill', by: 'skill' } as const,
  { kind: name, of: 'skill', by: 'all' } as const,
  { kind: name, of: 'item', by: 'all' } as const,
  { kind: name, of: 'combination', by: 'combination' } as const,
]);

function withTimes(from: ResponseLog, time: (row: number) => number): ResponseLog {
  return { ...from, time: Float64Array.from({ length: from.length }, (_, r) => time(r)) };
}

describe('streaming equals batch', () => {
  test.each(names)('%s', (name) => {
    const model = modelOf(name);
    expect([...streamLog(logistic, model, log)]).toEqual([...logistic.predictLog(model, log)]);
  });

  const all = logistic.fit(logOf(rows.slice(0, 400)), { features: everything, penalty: 5, iterations: 3 });

  property.prop(
    [
      fc.array(
        fc.record({
          learner: fc.constantFrom('a', 'b', '__proto__'),
          item: fc.constantFrom('q1', 'q2', 'q5', 'new', '__proto__', 'x'.repeat(10_000)),
          skills: fc.uniqueArray(fc.constantFrom('fractions', 'angles', 'a+b', 'a', 'b', '__proto__', 'constructor'), {
            maxLength: 4,
          }),
          score: fc.constantFrom(0, 0.3, 1),
        }),
        { minLength: 1, maxLength: 60 },
      ),
      fc.array(fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -1e6, max: 1e12 })), { minLength: 1 }),
    ],
    { numRuns: 40 },
  )('with all kinds of features, unknown and hostile ids, clocks that run backwards, fractions', (some, times) => {
    const there = withTimes(logOf(some), (r) => times[r % times.length]);
    const batch = logistic.predictLog(all, there);
    expect([...streamLog(logistic, all, there)]).toEqual([...batch]);
    for (const p of batch) expect(p >= 0 && p <= 1).toBe(true);
  });

  test('what comes later changes no earlier prediction', () => {
    const model = modelOf('full');
    const cut = 900;
    const before = logistic.predictLog(model, log);
    const turned = logOf([...rows.slice(0, cut), ...rows.slice(cut).map((row) => ({ ...row, score: 1 - row.score }))]);
    expect([...logistic.predictLog(model, turned).slice(0, cut)]).toEqual([...before.slice(0, cut)]);
  });
});

describe('fit', () => {
  test('one intercept: the log-odds of the share of right answers', () => {
    const few = logOf([1, 1, 1, 0].map((score) => ({ learner: 'a', skills: ['k'], score })));
    const model = logistic.fit(few, { features: [{ kind: 'constant', of: 'learner', by: 'all' }], penalty: 1e-9 });
    expect(model.weights[0][0]).toBeCloseTo(Math.log(3), 5);
    expect(model.deviations[0][0]).toBeCloseTo(1 / Math.sqrt(4 * 0.75 * 0.25), 5);
    expect(model.report).toMatchObject({ converged: true, learners: 1, interactions: 4 });
    expect(model.report.warnings.join()).toContain('one learner');
  });

  test('recovers AFM: easiness and learning rate of skills', () => {
    const truth = new Map([
      ['slow', { easiness: 0.5, rate: 0.05 }],
      ['fast', { easiness: -1, rate: 0.3 }],
    ]);
    const simulated: Row[] = [];
    let seed = 7;
    const uniform = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return seed / 4294967296;
    };
    for (let l = 0; l < 2000; l++) {
      for (const [skill, { easiness, rate }] of truth) {
        for (let t = 0; t < 8; t++) {
          const p = 1 / (1 + Math.exp(-(easiness + rate * t)));
          simulated.push({ learner: `${l}`, skills: [skill], score: uniform() < p ? 1 : 0 });
        }
      }
    }
    const model = logistic.fit(logOf(simulated), { features: 'afm', penalty: 1e-3 });
    const [[base], easiness, rates] = model.weights;
    model.skills.forEach((skill, s) => {
      expect(Math.abs(base + easiness[s] - truth.get(skill)!.easiness)).toBeLessThan(0.12);
      expect(Math.abs(rates[s] - truth.get(skill)!.rate)).toBeLessThan(0.025);
    });
  });

  test('depends neither on the order of learners nor on names', () => {
    const turned = [...new Set(rows.map((row) => row.learner))]
      .toReversed()
      .flatMap((learner) => rows.filter((row) => row.learner === learner));
    const renamed = rows.map((row) => ({
      learner: `x${row.learner}`,
      item: `${row.item}`.split('').toReversed().join(''),
      skills: row.skills.map((skill) => `z${skill}`),
      score: row.score,
    }));
    for (const name of ['best-lr', 'full']) {
      const here = logistic.predictLog(logistic.fit(log, { features: name, tolerance: 1e-10 }), log);
      const other = logistic.fit(logOf(turned), { features: name, tolerance: 1e-10 });
      logistic.predictLog(other, log).forEach((p, r) => {
        expect(p).toBeCloseTo(here[r], 4);
      });
      const there = logOf(renamed);
      logistic.predictLog(logistic.fit(there, { features: name, tolerance: 1e-10 }), there).forEach((p, r) => {
        expect(p).toBeCloseTo(here[r], 4);
      });
    }
  });

  test('the same log gives the same bytes', () => {
    for (const name of ['best-lr', 'ktm']) {
      expect(JSON.stringify(fitted(name))).toBe(JSON.stringify(modelOf(name)));
    }
  });

  test('L1 leaves few weights of skills and items', () => {
    const sparse = logistic.fit(log, { features: 'best-lr', lasso: 20 });
    expect(sparse.report.parameters).toBeLessThan(modelOf('best-lr').report.parameters / 2);
    expect(sparse.report.converged).toBe(true);
  });

  test('a warm start ends at the same weights in fewer steps', () => {
    const cold = logistic.fit(log, { features: 'best-lr', penalty: 1 });
    const warm = logistic.fit(log, { features: 'best-lr', penalty: 1, warmStart: cold });
    expect(warm.report.iterations).toBeLessThan(cold.report.iterations);
    expect(warm.weights[0][0]).toBeCloseTo(cold.weights[0][0], 3);
    expect(() => logistic.fit(log, { features: 'afm', warmStart: cold })).toThrow(/warmStart/);
  });

  test('what knows more of the learner foretells new learners better; shuffled answers leave nothing to foretell', () => {
    const fresh = logOf(practise(60, 30, 'new learners'));
    const on = (name: string): number => auc(logistic.predictLog(modelOf(name), fresh), fresh.score);
    expect(on('best-lr')).toBeGreaterThan(on('irt') + 0.03);
    const { bernoulli } = createRandom('chance');
    const random = logOf(rows.map((row) => ({ ...row, score: bernoulli(0.6) ? 1 : 0 })));
    const lost = logOf(practise(60, 30, 'more').map((row) => ({ ...row, score: bernoulli(0.6) ? 1 : 0 })));
    const chance = auc(logistic.predictLog(logistic.fit(random, { features: 'full' }), lost), lost.score);
    expect(Math.abs(chance - 0.5)).toBeLessThan(0.05);
  });

  test('says what is wrong with options and logs', () => {
    expect(() => logistic.fit(logOf([]))).toThrow(/at least one answer/);
    for (const options of [
      { features: '__proto__' },
      { features: 'nothing' },
      { features: [] },
      { features: [{ kind: 'nothing', of: 'learner', by: 'all' }] },
      { features: [{ kind: 'pattern', of: 'skill', by: 'item' }] },
      { features: [{ kind: 'streak', of: 'skill', by: 'all', parameters: { rate: 1 } }] },
      { penalty: 0 },
      { lasso: -1 },
      { factors: 1.5 },
      { iterations: 0 },
      { tolerance: Number.NaN },
    ] as Partial<logistic.LogisticOptions>[]) {
      expect(() => logistic.fit(log, options), JSON.stringify(options)).toThrow(YincaiError);
    }
  });

  test('a log without skills, all right, or with a skill seen once can be fitted', () => {
    const bare = logistic.fit(logOf(['q', 'r', 'q'].map((item) => ({ learner: 'a', item, skills: [], score: 1 }))));
    expect(bare.report.warnings).toHaveLength(3);
    expect(logistic.predict(bare, logistic.start(bare), { item: 'q', skills: [] })).toBeGreaterThan(0.5);
    const once = logistic.fit(logOf([...rows, { learner: 'L0', skills: ['once'], item: 'one', score: 1 }]));
    const p = logistic.predict(once, logistic.start(once), { item: 'one', skills: ['once'] });
    expect(p).toBeGreaterThan(0.05);
    expect(p).toBeLessThan(0.98);
  });
});

describe('a state', () => {
  const model = modelOf('full');
  const answers = rows.filter(({ learner }) => learner === 'L3').map((row) => ({ ...row, item: row.item! }));

  test('is plain JSON that goes on alike, and advancing leaves it as it was', () => {
    let state = logistic.start(model);
    let saved = state;
    for (const answer of answers) {
      const before = JSON.stringify(state);
      const next = logistic.advance(model, state, answer);
      expect(JSON.stringify(state)).toBe(before);
      state = next;
      saved = parseLogisticState(JSON.parse(JSON.stringify(logistic.advance(model, saved, answer))));
    }
    expect(JSON.stringify(saved)).toBe(JSON.stringify(state));
    expect(JSON.stringify(logistic.replay(model, logistic.start(model), answers))).toBe(JSON.stringify(state));
  });

  test('two histories merge by replaying them in the order of time, each answer once', () => {
    const timed = answers.map((answer, i) => ({ ...answer, time: 1e12 + i * 60_000 }));
    const merged = logistic.mergeAnswers(
      timed.filter((_, i) => i % 2 === 0),
      timed.filter((_, i) => i % 3 !== 1),
    );
    const expected = timed.filter((_, i) => i % 2 === 0 || i % 3 !== 1);
    expect(logistic.replay(model, logistic.start(model), merged)).toEqual(
      logistic.replay(model, logistic.start(model), expected),
    );
  });

  test('the same answer twice counts twice; a skill named twice counts once', () => {
    const [answer] = answers;
    const once = logistic.advance(model, logistic.start(model), answer);
    expect(logistic.advance(model, once, answer)).not.toEqual(once);
    const doubled = { ...answer, skills: [...answer.skills, ...answer.skills] };
    expect(logistic.advance(model, logistic.start(model), doubled)).toEqual(once);
    expect(logistic.predict(model, once, doubled)).toBe(logistic.predict(model, once, answer));
  });

  test('refuses a score that is none and a state of another model', () => {
    for (const score of [-0.1, 1.1, Number.NaN]) {
      expect(() => logistic.advance(model, logistic.start(model), { ...answers[0], score })).toThrow(/score/);
    }
    const other = logistic.advance(modelOf('afm'), logistic.start(model), answers[0]);
    expect(() => logistic.predict(model, other, answers[0])).toThrow(/replay/);
  });
});

describe('explanation', () => {
  const answers = rows.filter(({ learner }) => learner === 'L5').map((row) => ({ ...row, item: row.item! }));
  const question = { item: 'q3', skills: ['a+b'] };

  test.each(['best-lr', 'full'])('features of %s add up to the prediction', (name) => {
    const model = modelOf(name);
    const state = logistic.replay(model, logistic.start(model), answers);
    const explanation = logistic.explainFeatures(model, state, question);
    expect(explanation.probability).toBeCloseTo(logistic.predict(model, state, question), 12);
    const zh = describeExplanation(explanation, 'zh');
    expect(zh[0]).toContain('预计答对');
    expect(describeExplanation(explanation, 'en').length).toBe(zh.length);
  });

  test("answers add up to the prediction, and a right answer to the item's skill helps", () => {
    const model = modelOf('best-lr-recent');
    const history = answers.slice(0, 6);
    const explanation = logistic.explainAnswers(model, history, question);
    const state = logistic.replay(model, logistic.start(model), history);
    expect(explanation.probability).toBeCloseTo(logistic.predict(model, state, question), 12);
    expect(explanation.contributions).toHaveLength(6);
    const right = logistic.explainAnswers(model, [{ ...question, score: 1 }], question).total;
    expect(right).toBeGreaterThan(logistic.explainAnswers(model, [{ ...question, score: 0 }], question).total);
    expect(() => logistic.explainFeatures(modelOf('ktm'), logistic.start(model), question)).toThrow(/sum of features/);
    expect(logistic.explainAnswers(modelOf('ktm'), history, question).contributions).toHaveLength(6);
  });
});

describe('interval', () => {
  test('holds the prediction, is wider for unknown items and levels nearer 1, and abstains on thin evidence', () => {
    const model = modelOf('best-lr');
    const empty = logistic.start(model);
    const known = logistic.predictInterval(model, empty, { item: 'q3', skills: ['a+b'] });
    const unknown = logistic.predictInterval(model, empty, { item: 'new', skills: ['a+b'] });
    const surer = logistic.predictInterval(model, empty, { item: 'q3', skills: ['a+b'] }, { level: 0.99 });
    expect(known.low).toBeLessThan(known.probability);
    expect(known.high).toBeGreaterThan(known.probability);
    const width = (one: logistic.PredictedInterval): number =>
      Math.log(one.high / (1 - one.high)) - Math.log(one.low / (1 - one.low));
    expect(width(unknown)).toBeGreaterThan(width(known));
    expect(width(surer)).toBeGreaterThan(width(known));
    expect(known.reasons).toContain('few-answers');
    expect(unknown.reasons).toContain('unknown-item');
    expect(logistic.predictInterval(model, empty, { item: 'q3', skills: [] }).reasons).toContain('no-skill');
    expect(logistic.predictInterval(model, empty, { item: 'q3', skills: ['?'] }).reasons).toContain('unknown-skill');
    const state = logistic.replay(
      model,
      empty,
      rows.slice(0, 20).map((row) => ({ ...row, item: row.item! })),
    );
    expect(logistic.predictInterval(model, state, { item: 'q3', skills: ['a+b'] }).abstain).toBe(false);
    expect(() => logistic.predictInterval(model, empty, { item: 'q3', skills: [] }, { level: 1 })).toThrow(RangeError);
  });

  test('90 % intervals of one intercept hold the truth about nine times in ten', () => {
    let held = 0;
    let seed = 1;
    for (let i = 0; i < 300; i++) {
      const scores = Array.from({ length: 60 }, () => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return seed / 4294967296 < 0.7 ? 1 : 0;
      });
      const features = [{ kind: 'constant', of: 'learner', by: 'all' } as const];
      const model = logistic.fit(logOf(scores.map((score) => ({ learner: 'a', skills: ['k'], score }))), { features });
      const { low, high } = logistic.predictInterval(model, logistic.start(model), { item: 'q', skills: ['k'] });
      if (low <= 0.7 && 0.7 <= high) held++;
    }
    expect(held / 300).toBeGreaterThan(0.84);
    expect(held / 300).toBeLessThan(0.96);
  });
});

test('feature search takes what helps and leaves what does not', () => {
  const base = [
    { kind: 'constant', of: 'learner', by: 'all' },
    { kind: 'constant', of: 'learner', by: 'item' },
  ] as const;
  const helps = { kind: 'ability', of: 'learner', by: 'all' } as const;
  const idle = { kind: 'attempts', of: 'item', by: 'item' } as const;
  const { features, steps } = logistic.searchFeatures(log, { base, candidates: [idle, helps], leastGain: 2e-3 });
  expect(features[2]).toEqual(helps);
  expect(features).not.toContainEqual(idle);
  expect(steps[1].logLoss).toBeLessThan(steps[0].logLoss);
});

describe('a model as JSON', () => {
  test.each(names)('%s comes back as it was', (name) => {
    const model = modelOf(name);
    expect(parseLogisticModel(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  test('is refused with the place that is amiss', () => {
    const model = modelOf('full');
    expect(() => parseLogisticModel({ ...model, version: 2 })).toThrow(/version/);
    expect(() => parseLogisticModel(null)).toThrow(YincaiError);
    expect(() => parseLogisticModel({ ...model, weights: model.weights.slice(1) }, 'm.json')).toThrow(
      /m\.json, column "weights/,
    );
    expect(() => parseLogisticModel({ ...model, items: ['a', 'a'] })).toThrow(/each id once/);
    const features = [{ kind: 'nothing', of: 'learner', by: 'all' }, ...model.features.slice(1)];
    expect(() => parseLogisticModel({ ...model, features })).toThrow(/kind of feature/);
    const wide = [
      { kind: 'pattern', of: 'learner', by: 'all', parameters: { length: 40 } },
      ...model.features.slice(1),
    ];
    expect(() => parseLogisticModel({ ...model, features: wide })).toThrow(/numbers that the kind takes/);
    const state = { ...logistic.start(model), skills: [1, [1, [1, [1, [1, [1, [1, [1, [1, [1]]]]]]]]]] };
    expect(() => parseLogisticState(state)).toThrow(YincaiError);
  });
});
