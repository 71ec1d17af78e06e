import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/math/random.js';
import { EMPTY, find, hashOf, type Leaf, leaves, put, type Trie } from '../../src/tracing/logistic/trie.js';
import * as logistic from '../../src/tracing/logistic.js';
import { logisticModelSchemaWith } from '../../src/tracing/schema.js';
import { logOf } from './assistments.js';

const random = createRandom('features');
const history = Array.from({ length: 20 }, (_, i) => ({
  score: random.bernoulli(0.6) ? 1 : 0,
  clock: 1000 + i * i * 700,
  ease: random.normal(),
}));

/** Values of a kind after some answers of the history, at `clock`. */
function valuesAfter(
  name: string,
  count: number,
  clock: number,
  parameters: Record<string, number> = {},
  ease = 0.2,
): number[] {
  const kind = logistic.KINDS.find((one) => one.name === name)!;
  const counter = kind.counter({ ...kind.parameters, ...parameters });
  const floats = new Array<number>(counter.size + 1).fill(0);
  const moment = { step: 0, clock: 0, ease: 0, level: 0 };
  for (const one of history.slice(0, count)) {
    counter.update?.(floats, 1, { ...moment, clock: one.clock, ease: one.ease }, one.score);
    moment.step++;
  }
  const out = new Float64Array(counter.width);
  counter.read(floats, 1, { ...moment, clock, ease }, out, 0);
  // The float before its own is not its to write.
  expect(floats[0]).toBe(0);
  return [...out];
}

describe('counters equal the formulas over the whole history', () => {
  const now = 400_000;
  for (const n of [0, 1, 4, 5, 13, 20]) {
    const past = history.slice(0, n);
    const right = past.reduce((sum, { score }) => sum + score, 0);

    test(`counts after ${n} answers`, () => {
      expect(valuesAfter('attempts', n, now)).toEqual([n]);
      expect(valuesAfter('successes', n, now)).toEqual([right]);
      expect(valuesAfter('failures', n, now)).toEqual([n - right]);
      expect(valuesAfter('log-successes', n, now)[0]).toBeCloseTo(Math.log(1 + right), 12);
      expect(valuesAfter('log-failures', n, now)[0]).toBeCloseTo(Math.log(1 + n - right), 12);
    });

    test(`decays after ${n} answers`, () => {
      const rate = 0.8;
      const weight = (i: number): number => rate ** (n - 1 - i);
      const sum = (of: (score: number, i: number) => number): number =>
        past.reduce((total, { score }, i) => total + weight(i) * of(score, i), 0);
      const weights = sum(() => 1);
      expect(valuesAfter('recent-success', n, now, { rate, ghosts: 1 })[0]).toBeCloseTo(
        sum((s) => s - 0.5) / (weights + 1),
        10,
      );
      expect(valuesAfter('recent-failures', n, now, { rate })[0]).toBeCloseTo(
        sum((s) => 1 - s),
        10,
      );
      const odds = Math.log((0.5 + sum((s) => s)) / (0.5 + sum((s) => 1 - s)));
      expect(valuesAfter('recent-logit', n, now, { rate, prior: 0.5 })[0]).toBeCloseTo(odds, 10);
      const surprise = sum((s, i) => s - 1 / (1 + Math.exp(-past[i].ease))) / (weights + 1);
      expect(valuesAfter('recent-surprise', n, now, { rate, ghosts: 1 })[0]).toBeCloseTo(surprise, 10);
      // Three failures stand before the first answer.
      const all = [0, 0, 0, ...past.map(({ score }) => score)];
      const of = all.reduce((total, score, i) => total + score * rate ** (all.length - 1 - i), 0);
      const ever = all.reduce((total, _, i) => total + rate ** (all.length - 1 - i), 0);
      expect(valuesAfter('recent-proportion', n, now, { rate, ghosts: 3 })[0]).toBeCloseTo(of / ever, 10);
    });

    test(`spacing after ${n} answers`, () => {
      const expected = [3600, 86_400, 604_800, 2_592_000, Number.POSITIVE_INFINITY].flatMap((width) => {
        const within = past.filter(({ clock }) => now - clock <= width);
        return [Math.log1p(within.reduce((sum, { score }) => sum + score, 0)), Math.log1p(within.length)];
      });
      valuesAfter('windows', n, now).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 12);
      });
      const last = past.at(-1);
      expect(valuesAfter('recency', n, now)[0]).toBeCloseTo(last === undefined ? 0 : (now - last.clock) ** -0.3, 12);
      const ages = past.map(({ clock }) => now - clock);
      const exact = Math.log1p(ages.reduce((sum, age) => sum + age ** -0.5, 0));
      // Beyond four answers the others are spread evenly: near, not exact.
      expect(Math.abs(valuesAfter('base-level', n, now)[0] - exact)).toBeLessThan(n <= 4 ? 1e-12 : 0.05 * exact);
      if (n === 0) {
        expect(valuesAfter('ppe', n, now)).toEqual([0]);
        return;
      }
      const weights = ages.map((age) => age ** -0.6);
      const age = ages.reduce((sum, a, i) => sum + a * weights[i], 0) / weights.reduce((sum, w) => sum + w, 0);
      const lags = past.slice(1).map(({ clock }, i) => 1 / Math.log(clock - past[i].clock + Math.E));
      const spacing = lags.length === 0 ? 0 : lags.reduce((sum, lag) => sum + lag, 0) / lags.length;
      expect(valuesAfter('ppe', n, now)[0]).toBeCloseTo(n ** 0.1 * age ** -(0.04 + 0.08 * spacing), 10);
    });

    test(`runs and patterns after ${n} answers`, () => {
      let run = 0;
      while (run < n && past[n - 1 - run].score === past[n - 1].score) run++;
      const streak = n === 0 ? 0 : Math.log1p(run) * (past[n - 1].score === 1 ? 1 : -1);
      expect(valuesAfter('streak', n, now)[0]).toBeCloseTo(streak, 12);
      const bits = past.slice(-3).map(({ score }) => score);
      const hot = valuesAfter('pattern', n, now, { length: 3 });
      expect(hot).toHaveLength(14);
      const at = Number.parseInt(`1${bits.join('')}`, 2) - 2;
      expect(hot.flatMap((x, i) => (x === 1 ? [i] : []))).toEqual(n === 0 ? [] : [at]);
    });
  }

  test('ability is near the mode of its posterior where it does not drift', () => {
    const [found] = valuesAfter('ability', 20, 0, { variance: 1, drift: 0 });
    let theta = 0;
    for (let i = 0; i < 50; i++) {
      let slope = -theta;
      let bend = 1;
      for (const { score, ease } of history) {
        const p = 1 / (1 + Math.exp(-(ease + theta)));
        slope += score - p;
        bend += p * (1 - p);
      }
      theta += slope / bend;
    }
    expect(Math.abs(found - theta)).toBeLessThan(0.1);
  });
});

describe('trie', () => {
  property.prop([
    fc.array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '')), fc.integer())),
  ])('holds what a map holds, and older ones stay as they were', (pairs) => {
    const map = new Map<string, number>();
    let trie: Trie = EMPTY;
    for (const [id, value] of pairs) {
      const before = JSON.stringify(trie);
      const next = put(trie, [id, value]);
      expect(JSON.stringify(trie)).toBe(before);
      trie = JSON.parse(JSON.stringify(next)) as Trie;
      map.set(id, value);
    }
    for (const [id, value] of map) expect(find(trie, id)).toEqual([id, value]);
    expect(find(trie, 'not there')).toBe(map.has('not there') ? ['not there', map.get('not there')] : undefined);
    expect([...leaves(trie)].length).toBe(map.size);
  });

  test('ids whose hashes agree wholly are kept apart', () => {
    // Among 200,000 ids some five pairs have equal hashes of 32 bits.
    const seen = new Map<number, string>();
    const pairs: [string, string][] = [];
    for (let i = 0; i < 200_000 && pairs.length < 2; i++) {
      const id = `${random.integer(0, 1e9)} ${i}`;
      const hash = hashOf(id);
      const other = seen.get(hash);
      if (other === undefined) seen.set(hash, id);
      else pairs.push([other, id]);
    }
    expect(pairs.length).toBeGreaterThan(0);
    for (const [a, b] of pairs) {
      const trie = put(put(put(EMPTY, [a, 1]), [b, 2]), [a, 3]);
      expect(find(trie, a)).toEqual([a, 3]);
      expect(find(trie, b)).toEqual([b, 2]);
      expect([...leaves(trie)].map(([id]: Leaf) => id).sort()).toEqual([a, b].sort());
    }
  });
});

test('a feature of one’s own: counted alike in the fit, the batch and the stream', () => {
  const sum: logistic.FeatureKind = {
    name: 'total',
    words: { zh: '总分', en: 'total' },
    parameters: { scale: 1 },
    counter: ({ scale }) => ({
      size: 1,
      width: 1,
      read: (floats, at, _moment, out, o) => {
        out[o] = floats[at] * scale;
      },
      update: (floats, at, _moment, score) => {
        floats[at] += score;
      },
    }),
  };
  const log = logOf(history.map(({ score }, i) => ({ learner: `${i % 3}`, skills: ['k'], score })));
  const family = logistic.familyWith([sum]);
  const own = [{ kind: 'total', of: 'skill', by: 'all', parameters: { scale: 2 } } as const];
  const model = family.fit(log, { features: own, penalty: 1 });
  const same = logistic.fit(log, { features: [{ kind: 'successes', of: 'skill', by: 'all' }], penalty: 0.25 });
  expect(2 * model.weights[0][0]).toBeCloseTo(same.weights[0][0], 4);
  const state = family.advance(model, family.start(model), { item: 'q', skills: ['k'], score: 1 });
  expect(family.predict(model, state, { item: 'q', skills: ['k'] })).not.toBe(0.5);
  expect(() => logistic.predict({ ...model }, state, { item: 'q', skills: ['k'] })).toThrow(/kind/);
  const kinds = [...logistic.KINDS, sum];
  const asked = { item: 'q', skills: ['k'] };
  const p = family.predict(model, state, asked);
  expect(logistic.predictInterval(model, state, asked, {}, kinds).probability).toBeCloseTo(p, 12);
  expect(logistic.explainFeatures(model, state, asked, kinds).probability).toBeCloseTo(p, 12);
  const answers = [{ ...asked, score: 1 }];
  expect(logistic.explainAnswers(model, answers, asked, undefined, kinds).probability).toBeCloseTo(p, 12);
  const found = logistic.searchFeatures(log, { base: own, candidates: [], folds: 2 }, kinds);
  expect(found.steps).toHaveLength(1);
  expect(() => logistic.searchFeatures(log, { base: own, candidates: [], folds: 2 })).toThrow(/kind/);
  expect(logisticModelSchemaWith([sum]).parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
});
