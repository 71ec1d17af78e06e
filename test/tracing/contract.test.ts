import { describe, expect, test } from 'vitest';
import type { ResponseLog } from '../../src/data/response-log.js';
import { predictLog, type TracedAnswer, type TracingFamily } from '../../src/evaluate/tracing.js';
import { createRandom } from '../../src/math/random.js';
import * as bkt from '../../src/tracing/bkt.js';
import * as dynamicIrt from '../../src/tracing/dynamic-irt.js';
import * as elo from '../../src/tracing/elo.js';
import * as logistic from '../../src/tracing/logistic.js';
import { parseBktModel, parseDynamicIrtModel, parseEloModel, parseLogisticModel } from '../../src/tracing/schema.js';
import { logOf, type Row } from './assistments.js';
import { practise } from './logistic-learners.js';

/** What every family of tracing models keeps to. */
interface Family extends Required<TracingFamily<unknown, unknown>> {
  readonly fit: (log: ResponseLog) => unknown;
  readonly replay: (model: unknown, state: unknown, answers: Iterable<TracedAnswer>) => unknown;
  readonly parse: (json: unknown) => unknown;
  /** True where rows are learnt from in their order, so that another order of learners gives another model. */
  readonly online?: boolean;
  /** How near the predictions of two fits to the same answers come; 1e-5 where not given. */
  readonly within?: number;
}

function family<Model, State>(
  module: Omit<Required<TracingFamily<Model, State>>, 'fit'> & {
    readonly replay: (model: Model, state: State, answers: Iterable<TracedAnswer>) => State;
  },
  fit: (log: ResponseLog) => Model,
  parse: (json: unknown) => Model,
  online?: boolean,
): Family {
  return { ...module, fit, parse, ...(online === undefined ? {} : { online }) } as unknown as Family;
}

const ofBkt = (options: Partial<bkt.BktOptions>): Family =>
  family(
    { ...bkt, start: (model) => bkt.start(model), predictLog: (model, log) => bkt.predictLog(model, log) },
    (log) => bkt.fit(log, options),
    parseBktModel,
  );
const ofLogistic = (features: string, more: Partial<logistic.LogisticOptions> = {}): Family =>
  family(logistic, (log) => logistic.fit(log, { features, tolerance: 1e-10, ...more }), parseLogisticModel);

// The rule is given: where it is chosen, learners are held out for that by their ids.
const families: Readonly<Record<string, Family>> = {
  'bkt, conjunctive': ofBkt({ rule: 'conjunctive' }),
  'bkt, compensatory, forgetting': ofBkt({ rule: 'compensatory', forget: true }),
  'bkt, levels, items, forgetting': ofBkt({ ...bkt.FULL_OPTIONS, rule: 'conjunctive', covariance: false }),
  ...Object.fromEntries(['pfa', 'das3h', 'best-lr', 'full'].map((name) => [name, ofLogistic(name)])),
  // Not convex, so that another order of columns may end on another hill; a strong prior leaves one, climbed to its tolerance.
  ktm: { ...ofLogistic('ktm', { factorPrecision: 1000 }), within: 5e-3 },
  elo: family({ ...elo, start: (model) => elo.start(model) }, (log) => elo.fit(log), parseEloModel, true),
  'dynamic-irt': family(
    { ...dynamicIrt, start: (model) => dynamicIrt.start(model) },
    (log) => dynamicIrt.fit(log),
    parseDynamicIrtModel,
    true,
  ),
};

// Simulated; among the skills are `__proto__` and `a+b`, and some scores are fractions.
const rows = practise(24, 20, 'contract').map((row, r) => (r % 13 === 0 ? { ...row, score: 0.5 } : row));
const log = logOf(rows);
const answers: readonly TracedAnswer[] = rows.slice(0, 20).map(({ item, skills, score }) => ({
  item: item!,
  skills,
  score,
}));

/** The log's learners in another order, each learner's answers in theirs. */
function dealt(list: readonly Row[]): { readonly rows: Row[]; readonly from: number[] } {
  const learners = createRandom('order').shuffle([...new Set(list.map(({ learner }) => learner))]);
  const from = learners.flatMap((id) => [...list.keys()].filter((r) => list[r].learner === id));
  return { rows: from.map((r) => list[r]), from };
}

/** Closeness to six places of every pair. */
function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-6): void {
  expect(found.length).toBe(expected.length);
  for (let r = 0; r < expected.length; r++) {
    expect(Math.abs(found[r] - expected[r]), `row ${r}`).toBeLessThan(within);
  }
}

describe.each(Object.entries(families))('%s', (_, one) => {
  const model = one.fit(log);
  const predicted = one.predictLog(model, log);

  test('streaming equals batch, and all is a probability', () => {
    expectClose(predictLog(one, model, log), predicted, 1e-9);
    for (const p of predicted) expect(p > 0 && p < 1).toBe(true);
  });

  test('replay is advancing one by one, from any state, and moves no state given', () => {
    let state = one.start(model);
    for (const answer of answers) state = one.advance(model, state, answer);
    const half = one.replay(model, one.start(model), answers.slice(0, 9));
    const kept = JSON.stringify(half);
    expect(JSON.stringify(one.replay(model, half, answers.slice(9)))).toBe(JSON.stringify(state));
    expect(JSON.stringify(one.replay(model, one.start(model), answers))).toBe(JSON.stringify(state));
    expect(JSON.stringify(half)).toBe(kept);
    expect(one.replay(model, half, [])).toEqual(half);
  });

  test('other names for learners, items and skills change nothing', () => {
    const rename = (id: string): string => `~${[...id].reverse().join('')}`;
    const renamed = logOf(
      rows.map((row) => ({
        ...row,
        learner: rename(row.learner),
        item: rename(row.item!),
        skills: row.skills.map(rename),
      })),
    );
    expectClose(one.predictLog(one.fit(renamed), renamed), predicted, one.within ?? 1e-5);
  });

  test('the order of learners changes no prediction, and no model but of what learns online', () => {
    const other = dealt(rows);
    const turned = logOf(other.rows);
    const expected = other.from.map((r) => predicted[r]);
    expectClose(one.predictLog(model, turned), expected, 1e-9);
    if (one.online !== true) expectClose(one.predictLog(one.fit(turned), turned), expected, one.within ?? 1e-5);
  });

  test('model and state are JSON', () => {
    const loaded = one.parse(JSON.parse(JSON.stringify(model)));
    expect(Array.from(one.predictLog(loaded, log))).toEqual(Array.from(predicted));
    const state = one.replay(model, one.start(model), answers.slice(0, 12));
    const stored = JSON.parse(JSON.stringify(state));
    expect(stored).toEqual(state);
    for (const question of answers.slice(12)) {
      expect(one.predict(loaded, stored, question)).toBe(one.predict(model, state, question));
    }
  });

  test('hostile and unknown ids, no skill, clocks that run backwards', () => {
    const hostile: readonly TracedAnswer[] = ['__proto__', 'constructor', 'a+b', '', 'x'.repeat(10_000)].flatMap(
      (id) => [
        { item: id, skills: [id], score: 1, time: 1.7e12 },
        { item: id, skills: [id, 'fractions'], score: 0, time: 1.6e12 },
        { item: id, skills: [], score: 0.5 },
      ],
    );
    const trained = one.fit(
      logOf(hostile.flatMap((answer) => ['__proto__', 'b'].map((learner) => ({ ...answer, learner })))),
    );
    for (const by of [model, trained]) {
      let state = one.start(by);
      for (const answer of hostile) {
        const p = one.predict(by, state, answer);
        expect(p > 0 && p < 1).toBe(true);
        state = one.advance(by, state, answer);
      }
      expect(JSON.stringify(one.replay(by, one.start(by), hostile))).toBe(JSON.stringify(state));
    }
  });

  test('a score that is no share is refused', () => {
    for (const score of [-0.1, 1.5, Number.NaN]) {
      expect(() => one.advance(model, one.start(model), { item: 'q1', skills: ['fractions'], score })).toThrow(/score/);
    }
  });
});
