import { expect, test } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import { recommendDefaults, settleRequest } from '../../src/recommend/request.js';
import { parseRecommendRequest } from '../../src/recommend/schema.js';

function faultsOf(run: () => unknown): YincaiError['faults'] {
  try {
    run();
  } catch (error) {
    if (error instanceof YincaiError) return error.faults;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('a full request passes unchanged, the defaults among them', () => {
  const request = {
    ...recommendDefaults,
    subject: 'math',
    targets: ['a'],
    weights: { a: 2 },
    wrongItems: ['x#3'],
    exclude: ['y'],
  };
  expect(parseRecommendRequest(JSON.parse(JSON.stringify(request)))).toEqual(request);
  expect(Object.keys(parseRecommendRequest({ subject: 'math' }))).toEqual(['subject']);
});

test('a weight of a point called __proto__ is kept', () => {
  const read = parseRecommendRequest(JSON.parse('{"subject":"math","weights":{"__proto__":3,"a":1}}'));
  expect(Object.entries(read.weights ?? {})).toEqual([
    ['__proto__', 3],
    ['a', 1],
  ]);
});

test.each([
  [{}, 'subject'],
  [{ subject: '' }, 'subject'],
  [{ subject: 'math', itemsPerPoint: 0 }, 'itemsPerPoint'],
  [{ subject: 'math', itemsPerPoint: 2.5 }, 'itemsPerPoint'],
  [{ subject: 'math', maxPoints: 1e9 }, 'maxPoints'],
  [{ subject: 'math', band: { low: -1, high: 2 } }, 'band.low'],
  [{ subject: 'math', band: { low: 0.9, high: 0.2 } }, 'band'],
  [{ subject: 'math', masteredAt: 0.5, weakBelow: 0.6 }, 'weakBelow'],
  [{ subject: 'math', masteredAt: 0.5, readyAt: 0.6 }, 'readyAt'],
  [{ subject: 'math', masteredAt: 0.5, untestedReadyAt: 0.6 }, 'untestedReadyAt'],
  [{ subject: 'math', weights: { a: 0 } }, 'weights.a'],
  [{ subject: 'math', weights: [1] }, 'weights'],
  [{ subject: 'math', exclude: [''] }, 'exclude[0]'],
  [{ subject: 'math', seed: 'x' }, 'seed'],
])('%j is refused at %s', (value, column) => {
  expect(faultsOf(() => parseRecommendRequest(value, 'request.json')).map((fault) => fault.column)).toContain(column);
});

test.each([undefined, null, 3, 'math', []])('%j is no request', (value) => {
  expect(faultsOf(() => parseRecommendRequest(value)).length).toBe(1);
});

test('a field that is unknown is named', () => {
  const [fault] = faultsOf(() => parseRecommendRequest({ subject: 'math', itemPerPoint: 3 }));
  expect(fault.expected).toContain('itemPerPoint');
});

test('settling fills in defaults, also for fields that are undefined, and keeps thresholds in order', () => {
  const loose = settleRequest({ subject: 'math', maxPoints: undefined } as never);
  expect(loose).toEqual({ ...recommendDefaults, subject: 'math', allPoints: true });
  const low = settleRequest({ subject: 'math', masteredAt: 0.4 });
  expect([low.weakBelow, low.readyAt, low.untestedReadyAt]).toEqual([0.4, 0.4, 0.2]);
  expect(settleRequest({ subject: 'math', targets: [] }).allPoints).toBe(false);
});

test('settling names every option that makes no sense', () => {
  const request = {
    subject: 'math',
    itemsPerPoint: 101,
    minAnswers: 0,
    band: { low: Number.NaN, high: 0.5 },
    masteredAt: 2,
    weights: { a: Number.POSITIVE_INFINITY },
    seed: Number.NaN,
  };
  expect(faultsOf(() => settleRequest(request)).map(({ column }) => column)).toEqual([
    'itemsPerPoint',
    'minAnswers',
    'band',
    'masteredAt',
    'weights.a',
    'seed',
  ]);
});
