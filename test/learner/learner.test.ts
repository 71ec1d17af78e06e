import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import type { PointAbilityModel } from '../../src/diagnosis/point-ability.js';
import {
  advance,
  eventsFromExam,
  eventsFromLog,
  expectedGain,
  itemsSeen,
  type LearnerEvent,
  type LearnerModels,
  type LearnerState,
  mastery,
  predict,
  replay,
  start,
} from '../../src/learner/index.js';
import { parseLearnerState } from '../../src/learner/schema.js';
import { defaultModel, predict as recall } from '../../src/memory/fsrs.js';
import type { BktModel } from '../../src/tracing/bkt.js';
import { calibration } from '../diagnosis/exam.js';
import { logOf } from '../tracing/assistments.js';

const ability: PointAbilityModel = {
  kind: 'point-ability',
  version: 1,
  points: ['p', 'q'],
  a: [1.2, 0.8],
  b: [0, 0.5],
  items: [3, 3],
  typical: { a: 1, b: 0 },
  deviation: 0.6,
  success: 0.7,
  drift: { ability: 0.0005, point: 0.00025 },
  report: {
    logLikelihood: 0,
    logLikelihoodWithoutPoints: 0,
    identified: true,
    se: 0.05,
    learners: 0,
    warnings: [],
  },
};
const bkt: BktModel = {
  kind: 'bkt',
  version: 2,
  skills: ['p', '__proto__'],
  prior: [0.4, 0.4],
  learn: [0.15, 0.1],
  guess: [0.2, 0.25],
  slip: [0.1, 0.1],
  forget: [0, 0],
  population: { prior: 0.5, learn: 0.05, guess: 0.2, slip: 0.1, forget: 0 },
  rule: 'compensatory',
  report: {
    logLikelihood: 0,
    iterations: 0,
    converged: true,
    parameters: 0,
    learners: 0,
    interactions: 0,
    warnings: [],
    skills: { logLikelihood: [0, 0], iterations: [0, 0], converged: [true, true], learners: [0, 0], answers: [0, 0] },
  },
};
const irt = calibration([1.5, 0.8, 1.1], [-0.5, 0.3, 1]);
const plain: LearnerModels = { ability, irt };
const traced: LearnerModels = { ability, irt, bkt };
const fading: LearnerModels = { ...traced, memory: defaultModel };

const names = ['p', 'q', 'r', '__proto__', 'constructor', 'toString', '7'];
const answer = fc.record(
  {
    item: fc.constantFrom('item-0', 'item-1', 'item-2', 'new', '__proto__', 'hasOwnProperty'),
    knowledgePoints: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }),
    score: fc.constantFrom(0, 0.5, 1),
    difficulty: fc.double({ min: 0, max: 1, noNaN: true }),
    variantOf: fc.constantFrom('item-2', 'unknown'),
  },
  { requiredKeys: ['item', 'knowledgePoints', 'score'] },
);
const subjects = fc.constantFrom('math', 'physics', '__proto__');
const time = fc.integer({ min: 0, max: 400 }).map((day) => day * 86_400_000);
const practice: fc.Arbitrary<LearnerEvent> = fc.record(
  { kind: fc.constant('practice' as const), subject: subjects, answers: fc.tuple(answer), time },
  { requiredKeys: ['kind', 'subject', 'answers'] },
);
const event: fc.Arbitrary<LearnerEvent> = fc.oneof(
  practice,
  fc.record(
    { kind: fc.constant('exam' as const), subject: subjects, answers: fc.array(answer, { maxLength: 6 }), time },
    { requiredKeys: ['kind', 'subject', 'answers'] },
  ),
);
const events = fc.array(event, { maxLength: 14 });
const models = fc.constantFrom(plain, traced, fading);

function fold(list: readonly LearnerEvent[], by: LearnerModels): LearnerState {
  return list.reduce((state, one) => advance(state, one, by), start('L1'));
}

function one(point: string, score: number, more: Partial<LearnerEvent['answers'][number]> = {}): LearnerEvent {
  return { kind: 'practice', subject: 'math', answers: [{ item: 'new', knowledgePoints: [point], score, ...more }] };
}

describe('a fold', () => {
  property.prop([events, models])('replay gives the bytes of advancing one by one', (list, by) => {
    expect(JSON.stringify(replay('L1', list, by))).toBe(JSON.stringify(fold(list, by)));
  });

  property.prop([events, events, models])('saved, read and gone on with gives the same bytes', (before, after, by) => {
    const here = fold([...before, ...after], by);
    const json = JSON.parse(JSON.stringify(fold(before, by))) as LearnerState;
    for (const read of [json, parseLearnerState(json)]) {
      const there = after.reduce((state, next) => advance(state, next, by), read);
      expect(JSON.stringify(there)).toBe(JSON.stringify(here));
    }
  });

  property.prop([fc.array(event, { minLength: 1, maxLength: 8 }), models])(
    'leaves the state before as it was, and shares what it does not touch',
    (list, by) => {
      let state = start('L1');
      for (const next of list) {
        const bytes = JSON.stringify(state);
        const after = advance(state, next, by);
        expect(JSON.stringify(state)).toBe(bytes);
        const touched = new Set(next.answers.flatMap(({ knowledgePoints }) => knowledgePoints));
        for (const [subject, own] of Object.entries(state.subjects)) {
          if (subject !== next.subject) expect(after.subjects[subject]).toBe(own);
          else {
            for (const point of Object.keys(own.points)) {
              if (!touched.has(point)) expect(after.subjects[subject].points[point]).toBe(own.points[point]);
            }
          }
        }
        state = after;
      }
      expect(state.events).toBe(list.length);
    },
  );

  property.prop([events, models])('everything read from it is finite and in its range', (list, by) => {
    const state = replay('L1', list, by);
    for (const subject of ['math', '__proto__', 'constructor']) {
      for (const point of names) {
        const { probability, success, low, high, answers, source } = mastery(state, subject, point, by);
        for (const p of [probability, success, low, high]) expect(p >= 0 && p <= 1).toBe(true);
        expect(low <= success && success <= high).toBe(true);
        expect(source === 'prior').toBe(answers === 0);
        const { probability: right, variance } = predict(
          state,
          { id: 'x', subject, knowledgePoints: [point, 'p'], difficulty: 0.4 },
          by,
        );
        expect(right > 0 && right < 1).toBe(true);
        expect(variance).toBeGreaterThan(0);
      }
    }
    const met = new Set(list.flatMap(({ answers }) => answers.map(({ item }) => item)));
    expect(itemsSeen(state)).toEqual(met);
  });
});

describe('what an answer does', () => {
  property.prop([fc.array(event, { maxLength: 8 }), fc.constantFrom(...names), models])(
    'a right answer to an item of one point never lowers its mastery, however far from the cut',
    (before, point, by) => {
      const state = replay('L1', before, by);
      const was = mastery(state, 'math', point, by).probability;
      const now = mastery(advance(state, one(point, 1), by), 'math', point, by).probability;
      expect(now).toBeGreaterThanOrEqual(was - 1e-9);
    },
  );

  property.prop([fc.array(event, { maxLength: 8 }), fc.constantFrom(...names)])(
    'a wrong answer never raises it where mastery comes from ability',
    (before, point) => {
      const state = replay('L1', before, plain);
      const was = mastery(state, 'math', point, plain).probability;
      const now = mastery(advance(state, one(point, 0), plain), 'math', point, plain).probability;
      expect(now).toBeLessThanOrEqual(was + 1e-9);
    },
  );

  test('far from the cut, where a normal law by itself would say otherwise, the order holds too', () => {
    // A right answer to an easy item moves the mean little but narrows the belief, so its tail above a far cut would shrink.
    const far: LearnerModels = { ability: { ...ability, points: ['hard', 'easy'], b: [4, -6] } };
    const hard = (score?: number): number => {
      const state = start('L1');
      const after = score === undefined ? state : advance(state, one('hard', score, { difficulty: 0.9 }), far);
      return mastery(after, 'math', 'hard', far).probability;
    };
    expect(hard(1)).toBeGreaterThanOrEqual(hard() * (1 - 1e-9));
    expect(hard(0)).toBeLessThan(hard());
    const easy = (score?: number): number => {
      const state = start('L1');
      const after = score === undefined ? state : advance(state, one('easy', score, { difficulty: 0.1 }), far);
      return mastery(after, 'math', 'easy', far).probability;
    };
    expect(1 - easy(0)).toBeGreaterThanOrEqual((1 - easy()) * (1 - 1e-6));
  });

  test('time blurs a belief, and no more than to what it was at the start', () => {
    const day = 86_400_000;
    const at = (days: number): number => {
      const first = { ...one('p', 1), time: 0 };
      const state = replay('L1', [first, first, { ...one('q', 1), time: days * day }], plain);
      return state.subjects.math.ability.variance;
    };
    expect(at(300)).toBeGreaterThan(at(1));
    expect(at(1e7)).toBeLessThan(1);
    expect(at(-5)).toBe(at(0));
  });

  test('tracing starts from what an exam told of the learner, not from the common prior', () => {
    const exam = (score: number): LearnerEvent => ({
      kind: 'exam',
      subject: 'math',
      answers: ['item-0', 'item-1', 'item-2'].map((item) => ({ item, knowledgePoints: ['p', 'q'], score })),
    });
    const known = (score: number): number =>
      replay('L1', [exam(score), one('p', 1)], traced).subjects.math.points.p.known!;
    expect(known(1)).toBeGreaterThan(known(0) + 0.1);
    // By hand, from mastery before the practice.
    const before = mastery(replay('L1', [exam(1)], traced), 'math', 'p', traced);
    expect(before.source).toBe('ability');
    const posterior = (before.probability * 0.9) / (before.probability * 0.9 + (1 - before.probability) * 0.2);
    expect(known(1)).toBeCloseTo(posterior + (1 - posterior) * 0.15, 12);
    const after = replay('L1', [one('p', 1), exam(0)], traced);
    expect(mastery(after, 'math', 'p', traced).source).toBe('bkt');
    expect(after.subjects.math.points.p.known).toBeLessThan(
      replay('L1', [one('p', 1)], traced).subjects.math.points.p.known!,
    );
    // A point that the model does not hold, or an item of two points, is not traced.
    expect(replay('L1', [one('q', 1)], traced).subjects.math.points.q.known).toBeUndefined();
  });

  test('a calibrated item, its variant, a difficulty and the typical item, in this order', () => {
    const state = start('L1');
    const item = { subject: 'math', knowledgePoints: ['p'], difficulty: 0.5 };
    const calibrated = predict(state, { ...item, id: 'item-2' }, plain).probability;
    expect(predict(state, { ...item, id: 'fresh', variantOf: 'item-2' }, plain).probability).toBe(calibrated);
    expect(calibrated).toBeLessThan(0.4);
    expect(predict(state, { ...item, id: 'fresh' }, plain).probability).toBeCloseTo(0.5, 10);
    const abilityAfter = (more: object): number => advance(state, one('p', 1, more), plain).subjects.math.ability.mean;
    expect(abilityAfter({ difficulty: 0.1 })).toBeGreaterThan(abilityAfter({ difficulty: 0.9 }));
    expect(abilityAfter({ variantOf: 'item-2' })).toBe(abilityAfter({ item: 'item-2' }));
  });

  test('gain is what is left to learn, shared among the points of an item', () => {
    const item = { id: 'x', subject: 'math', difficulty: 0.5, knowledgePoints: ['p'] };
    const state = start('L1');
    const left = 1 - mastery(state, 'math', 'p', traced).probability;
    expect(expectedGain(state, item, 'p', traced)).toBeCloseTo(left * 0.15, 12);
    expect(expectedGain(state, { ...item, knowledgePoints: ['p', 'q'] }, 'p', traced)).toBeCloseTo(left * 0.075, 12);
    expect(expectedGain(state, item, 'q', traced)).toBe(0);
  });

  test('scores, difficulties and times out of range are refused by name', () => {
    expect(() => advance(start('L1'), one('p', 1.2), plain)).toThrow(YincaiError);
    expect(() => advance(start('L1'), one('p', Number.NaN), plain)).toThrow(/score of new/);
    expect(() => advance(start('L1'), one('p', 1, { difficulty: 2 }), plain)).toThrow(/difficulty/);
    expect(() => advance(start('L1'), { ...one('p', 1), time: Number.NaN }, plain)).toThrow(/time/);
  });
});

describe('memory', () => {
  const DAY = 86_400_000;
  const at = (day: number): number => day * DAY;

  property.prop([events, time])(
    'a point only ever fades, by its recall, and not at all at its last answer',
    (list, when) => {
      const state = fold(list, fading);
      for (const [subject, { points }] of Object.entries(state.subjects)) {
        for (const [point, { memory, lastSeen }] of Object.entries(points)) {
          const fresh = mastery(state, subject, point, fading);
          const then = mastery(state, subject, point, fading, { at: when });
          expect(then.probability).toBeLessThanOrEqual(fresh.probability);
          expect(fresh.retrievability).toBeUndefined();
          expect(memory).toBeDefined();
          if (lastSeen === undefined) continue;
          expect(mastery(state, subject, point, fading, { at: lastSeen }).probability).toBe(fresh.probability);
          expect(then.probability).toBe(fresh.probability * recall(defaultModel, { ...memory!, time: lastSeen }, when));
        }
      }
    },
  );

  test('a review brings a faded point back, and it then fades more slowly', () => {
    const first = fold([one('p', 1, {}), { ...one('p', 1), time: at(0) }], fading);
    const later = fold(
      [
        { ...one('p', 1), time: at(0) },
        { ...one('p', 1), time: at(5) },
      ],
      fading,
    );
    const fades = (state: LearnerState, from: number): number =>
      mastery(state, 'math', 'p', fading, { at: at(from + 10) }).retrievability!;
    expect(fades(later, 5)).toBeGreaterThan(fades(first, 0));
  });
});

describe('events out of tables', () => {
  test('a log gives each learner their practice in order', () => {
    const log = logOf([
      { learner: 'a', skills: ['p', 'q'], score: 1, item: 'i' },
      { learner: '__proto__', skills: [], score: 0.5, item: 'j' },
      { learner: 'a', skills: ['q'], score: 0, item: 'j' },
    ]);
    const events = eventsFromLog(log, 'math');
    expect([...events.keys()]).toEqual(['a', '__proto__']);
    expect(events.get('a')).toEqual([
      { kind: 'practice', subject: 'math', answers: [{ item: 'i', knowledgePoints: ['p', 'q'], score: 1 }] },
      { kind: 'practice', subject: 'math', answers: [{ item: 'j', knowledgePoints: ['q'], score: 0 }] },
    ]);
  });

  test('an instance of a template counts as its template; other signs in an id mean nothing', () => {
    const log = logOf([
      { learner: 'a', skills: ['p'], score: 1, item: 'm-1#391' },
      { learner: 'a', skills: ['p'], score: 1, item: 'c#sharp' },
      { learner: 'a', skills: ['p'], score: 1, item: '#7' },
    ]);
    expect(
      eventsFromLog(log, 'math')
        .get('a')!
        .map(({ answers }) => answers[0].variantOf),
    ).toEqual(['m-1', undefined, undefined]);
  });

  test('an exam gives one event a learner, without missing cells', () => {
    const events = eventsFromExam(
      {
        learners: ['a', 'b', 'absent'],
        items: ['i', 'j'],
        points: Float32Array.of(5, Number.NaN, 0, 3, Number.NaN, Number.NaN),
        fullMarks: [5, 6],
      },
      [['p'], ['q']],
      'math',
      { time: 7, difficulty: [0.8, undefined] },
    );
    expect(events.get('a')).toEqual({
      kind: 'exam',
      subject: 'math',
      time: 7,
      answers: [{ item: 'i', knowledgePoints: ['p'], score: 1, difficulty: 0.8 }],
    });
    expect(events.get('b')!.answers[1]).toEqual({ item: 'j', knowledgePoints: ['q'], score: 0.5 });
    expect(events.has('absent')).toBe(false);
  });
});

test('a state that is broken is refused with the place', () => {
  const state = JSON.parse(JSON.stringify(replay('L1', [one('p', 1)], plain)));
  expect(() => parseLearnerState({ ...state, version: 3 })).toThrow(/version 1/);
  expect(() => parseLearnerState({ ...state, subjects: [] }, 's.json')).toThrow(/s\.json, column "subjects/);
  state.subjects.math.points.p.known = 2;
  expect(() => parseLearnerState(state)).toThrow(/subjects\.math\.points\.p\.known/);
});
