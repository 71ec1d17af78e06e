import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { measure } from '../../src/evaluate/metrics.js';
import { holdOutLearners, takeRows } from '../../src/evaluate/split.js';
import { predictLog as predictByState } from '../../src/evaluate/tracing.js';
import { logistic, logit } from '../../src/math/logistic.js';
import { modeAfter } from '../../src/tracing/dynamic-irt/laplace.js';
import { weigh } from '../../src/tracing/dynamic-irt/law.js';
import * as irt from '../../src/tracing/dynamic-irt.js';
import * as elo from '../../src/tracing/elo.js';
import { parseDynamicIrtModel } from '../../src/tracing/schema.js';
import { realData } from '../real-data.js';
import { logOf, readAssist09 } from './assistments.js';
import { answersOf, correlation, masteryCoverage, simulateAbility } from './online.js';

const simulated = simulateAbility('dynamic irt', { learners: 400, answers: 80 });
const { log, ability, easiness, truth } = simulated;
const model = irt.fit(log);
const answered = answersOf(log);

const still = { pointDrift: 0, form: 0, formLoss: 0, gain: 0, gainLoss: 0, perDay: 0 };

/** A model of known items that stands still: its posterior can be had by brute force. */
const quiet: irt.DynamicIrtModel = {
  ...irt.fit(logOf([{ learner: 'a', skills: ['x'], score: 1 }]), { tune: false }),
  dynamics: { ...still, ability: 0.8, point: 0.4, skillEasiness: 1, itemEasiness: 1 },
  intercept: 0.2,
  interceptVariance: 0,
  skills: ['x', 'y', 'z'],
  skillEasiness: [0.3, -0.2, 0],
  skillVariance: [0, 0, 0],
  items: ['q', 'r'],
  itemEasiness: [0.5, -0.6],
  itemVariance: [0, 0],
};

/** What Laplace's approximation makes of an answer. */
function innovation(mean: number, variance: number, score: number): { pull: number; shrink: number } {
  const passing = { mean, variance, pull: 0, shrink: 0 };
  weigh(score, passing);
  return passing;
}

interface Moments {
  readonly mean: number[];
  readonly covariance: number[][];
}

/**
 * Brute force: the same Laplace steps on the whole vector (θ, δ of x, y, z) with its full covariance matrix.
 */
function fullKalman(
  model: irt.DynamicIrtModel,
  prior: Moments,
  answers: readonly { item: string; skills: readonly string[]; score: number }[],
): Moments {
  let { mean, covariance } = prior;
  for (const { item, skills, score } of answers) {
    const h = [1, ...model.skills.map((skill) => (skills.includes(skill) ? 1 / skills.length : 0))];
    const offset =
      model.intercept +
      model.itemEasiness[model.items.indexOf(item)] +
      skills.reduce((sum, skill) => sum + model.skillEasiness[model.skills.indexOf(skill)] / skills.length, 0);
    const gain = covariance.map((row) => row.reduce((sum, c, j) => sum + c * h[j], 0));
    const variance = gain.reduce((sum, g, i) => sum + g * h[i], 0);
    const { pull, shrink } = innovation(offset + mean.reduce((sum, m, i) => sum + m * h[i], 0), variance, score);
    mean = mean.map((m, i) => m + gain[i] * pull);
    covariance = covariance.map((row, i) => row.map((c, j) => c - gain[i] * gain[j] * shrink));
  }
  return { mean, covariance };
}

const independent: Moments = {
  mean: [0, 0, 0, 0],
  covariance: [0.8, 0.4, 0.4, 0.4].map((v, i) => [0, 1, 2, 3].map((j) => (i === j ? v : 0))),
};

describe('one step', () => {
  property.prop([
    fc.double({ min: -6, max: 6, noNaN: true }),
    fc.double({ min: 0, max: 20, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ])('finds the mode of the posterior of the log-odds', (mean, variance, score) => {
    const z = modeAfter(mean, variance, score);
    expect(z - mean - variance * (score - logistic(z))).toBeCloseTo(0, 8);
  });

  test('Laplace’s moments lie near the exact posterior’s, by quadrature', () => {
    for (const [mean, variance] of [
      [0, 1],
      [1, 0.5],
      [-1.5, 1.2],
    ]) {
      let [z0, z1, z2] = [0, 0, 0];
      for (let z = -15; z <= 15; z += 0.005) {
        const f = Math.exp(-((z - mean) ** 2) / (2 * variance)) * logistic(z);
        z0 += f;
        z1 += f * z;
        z2 += f * z * z;
      }
      const { pull, shrink } = innovation(mean, variance, 1);
      expect(Math.abs(mean + variance * pull - z1 / z0)).toBeLessThan(0.06);
      expect(Math.abs(variance - variance ** 2 * shrink - (z2 / z0 - (z1 / z0) ** 2))).toBeLessThan(0.05);
    }
  });

  const single = fc.array(
    fc.record({
      item: fc.constantFrom('q', 'r'),
      skills: fc.constantFrom(['x'], ['y'], ['z'], []),
      score: fc.constantFrom(0, 0.5, 1),
    }),
    { maxLength: 20 },
  );

  property.prop([single])('items of one point: equals the filter with the full covariance matrix', (answers) => {
    const state = irt.replay(quiet, irt.start(quiet), answers);
    const full = fullKalman(quiet, independent, answers);
    expect(state.ability).toBeCloseTo(full.mean[0], 9);
    expect(state.abilityVariance).toBeCloseTo(full.covariance[0][0], 9);
    state.skills.forEach((skill, s) => {
      const at = 1 + quiet.skills.indexOf(skill);
      expect(state.deviation[s] + state.slope[s] * state.ability).toBeCloseTo(full.mean[at], 9);
      expect(state.slope[s] * state.abilityVariance).toBeCloseTo(full.covariance[0][at], 9);
      expect(state.residual[s] + state.slope[s] ** 2 * state.abilityVariance).toBeCloseTo(full.covariance[at][at], 9);
    });
    const question = { item: 'r', skills: ['x'] };
    const h = full.covariance[0][0] + 2 * full.covariance[0][1] + full.covariance[1][1];
    const mean = 0.2 - 0.6 + 0.3 + full.mean[0] + full.mean[1];
    expect(irt.predict(quiet, state, question)).toBeCloseTo(logistic(mean / Math.sqrt(1 + (Math.PI * h) / 8)), 9);
  });

  test('an item of two points: exact after one answer', () => {
    const answers = [{ item: 'q', skills: ['x', 'y'], score: 0 }];
    const state = irt.replay(quiet, irt.start(quiet), answers);
    const full = fullKalman(quiet, independent, answers);
    for (const s of [0, 1]) {
      expect(state.deviation[s] + state.slope[s] * state.ability).toBeCloseTo(full.mean[1 + s], 12);
      expect(state.residual[s] + state.slope[s] ** 2 * state.abilityVariance).toBeCloseTo(
        full.covariance[1 + s][1 + s],
        12,
      );
    }
  });

  test('what walks grows less sure with every answer, what stands does not', () => {
    const walking = { ...quiet, dynamics: { ...quiet.dynamics, pointDrift: 0.05 } };
    const answers = Array.from({ length: 30 }, () => ({ item: 'q', skills: ['x'], score: 1 }));
    const [stands, walks] = [quiet, walking].map((one) => irt.replay(one, irt.start(one), answers));
    expect(walks.residual[0]).toBeGreaterThan(stands.residual[0]);
    expect(walks.residual[0]).toBeLessThan(1.6);
  });
});

describe('prerequisite edges', () => {
  const edges = [
    { from: 'x', to: 'y', kind: 'prerequisite' as const },
    { from: 'z', to: 'y', kind: 'part-of' as const },
  ];
  const joined = { ...quiet, edges: { from: ['x'], to: ['y'] }, coupling: 0.6 };

  test('lend what a filter over both points would know, without counting an answer twice', () => {
    // Deviations of x and y correlate by .6 before any answer; z stands alone.
    const prior: Moments = {
      mean: [0, 0, 0, 0],
      covariance: [
        [0.8, 0, 0, 0],
        [0, 0.4, 0.24, 0],
        [0, 0.24, 0.4, 0],
        [0, 0, 0, 0.4],
      ],
    };
    const answers = Array.from({ length: 12 }, (_, i) => ({ item: 'q', skills: ['x'], score: i % 4 === 0 ? 0 : 1 }));
    const full = fullKalman(joined, prior, answers);
    const state = irt.replay(joined, irt.start(joined), answers);
    const question = { item: 'r', skills: ['y'] };
    const variance = full.covariance[0][0] + 2 * full.covariance[0][2] + full.covariance[2][2];
    const mean = 0.2 - 0.6 - 0.2 + full.mean[0] + full.mean[2];
    expect(irt.predict(joined, state, question)).toBeCloseTo(
      logistic(mean / Math.sqrt(1 + (Math.PI * variance) / 8)),
      9,
    );
    expect(irt.predict(quiet, state, question)).not.toBeCloseTo(irt.predict(joined, state, question), 4);
    expect(irt.predict(joined, state, { item: 'r', skills: ['z'] })).toBe(
      irt.predict(quiet, state, { item: 'r', skills: ['z'] }),
    );
    const [lent, apart] = [joined, quiet].map((one) => irt.masteryOf(one, state, 'y'));
    expect(lent.high - lent.low).toBeLessThan(apart.high - apart.low);
    expect(lent).toMatchObject({ answers: 0, verdict: 'unsure' });
  });

  test('are those of the graph, parts aside, and batch still equals streaming', () => {
    const small = takeRows(
      log,
      [...log.learner.keys()].filter((r) => log.learner[r] < 20),
    );
    const made = irt.fit(small, { tune: false, graph: { edges } });
    expect(made.edges).toEqual({ from: ['x'], to: ['y'] });
    const coupled = irt.fit(small, { tune: false, graph: { edges: [{ from: 'k0', to: 'k1', kind: 'prerequisite' }] } });
    const [batch, streamed] = [irt.predictLog(coupled, small), predictByState(irt, coupled, small)];
    expect([...batch]).toEqual([...streamed]);
    expect([...batch]).not.toEqual([...irt.predictLog({ ...coupled, coupling: 0 }, small)]);
    expect(() => irt.fit(small, { coupling: 1 })).toThrow(/coupling/);
  });
});

describe('fit', () => {
  test('recovers items and learners, and foretells nearly as well as the truth', { timeout: 120_000 }, () => {
    const total = model.items.map(
      (id, i) => model.itemEasiness[i] + model.skillEasiness[model.skills.indexOf(`k${Number(id.slice(1)) % 6}`)],
    );
    expect(
      correlation(
        total,
        model.items.map((id) => easiness[Number(id.slice(1))]),
      ),
    ).toBeGreaterThan(0.98);
    const abilities = answered.map((own) => irt.replay(model, irt.start(model), own).ability);
    expect(correlation(abilities, ability)).toBeGreaterThan(0.88);
    const fold = holdOutLearners(log, 0.2, 'irt');
    const [train, held] = [takeRows(log, fold.train), takeRows(log, fold.test)];
    const ours = measure(irt.predictLog(irt.fit(train), held), held.score);
    const best = measure(
      Float64Array.from(fold.test, (r) => truth[r]),
      held.score,
    );
    expect(ours.auc).toBeGreaterThan(best.auc - 0.04);
    expect(ours.ece).toBeLessThan(0.03);
    // Covariances kept: at least as good as ratings without them, within noise.
    expect(ours.logLoss).toBeLessThan(measure(elo.predictLog(elo.fit(train), held), held.score).logLoss + 0.001);
  });

  test('batch equals streaming', () => {
    const [batch, streamed] = [irt.predictLog(model, log), predictByState(irt, model, log)];
    batch.forEach((p, r) => {
      expect(Math.abs(p - streamed[r])).toBeLessThan(1e-11);
    });
  });

  test('refuses an empty log and dynamics out of range; one learner makes a model', () => {
    expect(() => irt.fit(logOf([]))).toThrow(/at least one answer/);
    expect(() => irt.fit(log, { tune: false, dynamics: { point: -1 } })).toThrow(/point/);
    const one = irt.fit(logOf([{ learner: 'a', skills: ['k'], score: 0.5 }]));
    expect(one.report.warnings.join()).toMatch(/one learner/);
    expect(irt.predict(one, irt.start(one), { item: 'new', skills: ['new'] })).toBeCloseTo(0.5, 6);
  });
});

describe('states', () => {
  test('intervals of mastery cover the simulated truth about as often as they say', () => {
    const covered = (by: irt.DynamicIrtModel): number => {
      const states = answered.map((own) => irt.replay(by, irt.start(by), own));
      return masteryCoverage(simulated, (l, skill) => irt.masteryOf(by, states[l], skill));
    };
    const known = { ability: 1, point: 0.3, pointDrift: 0.02, form: 0, gain: 0, skillEasiness: 1, itemEasiness: 1 };
    expect(covered(irt.fit(log, { tune: false, dynamics: known }))).toBeGreaterThan(0.87);
    expect(covered(model)).toBeGreaterThan(0.87);
    expect(covered(model)).toBeLessThan(0.93);
  });

  const hostile = fc.array(
    fc.record({
      item: fc.constantFrom('q0', 'new', '__proto__'),
      skills: fc.constantFrom([], ['k0'], ['k1', 'k2'], ['__proto__'], ['x'.repeat(10_000)]),
      score: fc.constantFrom(0, 0.25, 1),
      time: fc.constantFrom(1.7e12, 1.71e12, 1.6e12),
    }),
    { maxLength: 20 },
  );

  property.prop([hostile])('stay finite, positive and as they were, whatever comes', (answers) => {
    let state = irt.start(model);
    for (const answer of answers) {
      const text = JSON.stringify(state);
      const next = irt.advance(model, state, answer);
      expect(JSON.stringify(state)).toBe(text);
      expect(irt.advance(model, JSON.parse(text), answer)).toEqual(next);
      for (const v of [next.abilityVariance, ...next.residual]) expect(v).toBeGreaterThan(0);
      const p = irt.predict(model, next, answer);
      expect(p).toBeGreaterThan(0);
      expect(p).toBeLessThan(1);
      state = next;
    }
  });

  test('merged, equal one device that saw all, where steps are small', () => {
    const answer = (item: string, skill: string, score: number): { item: string; skills: string[]; score: number } => ({
      item,
      skills: [skill],
      score,
    });
    const common = irt.replay(quiet, irt.start(quiet), [answer('q', 'x', 1), answer('r', 'y', 0), answer('q', 'x', 1)]);
    const [left, right] = [
      [answer('q', 'x', 1), answer('q', 'z', 1)],
      [answer('r', 'y', 0), answer('q', 'x', 0)],
    ];
    const merged = irt.merge(quiet, common, irt.replay(quiet, common, left), irt.replay(quiet, common, right));
    const all = irt.replay(quiet, common, [...left, ...right]);
    expect(merged.ability).toBeCloseTo(all.ability, 1);
    expect(Math.abs(merged.abilityVariance / all.abilityVariance - 1)).toBeLessThan(0.05);
    expect(merged.answers).toEqual(merged.skills.map((skill) => all.answers[all.skills.indexOf(skill)]));
    for (const skill of ['x', 'y', 'z']) {
      const question = { item: 'q', skills: [skill] };
      expect(irt.predict(quiet, merged, question)).toBeCloseTo(irt.predict(quiet, all, question), 1);
    }
    const alone = irt.merge(quiet, common, common, irt.replay(quiet, common, left));
    const seen = irt.replay(quiet, common, left);
    expect(alone.ability).toBeCloseTo(seen.ability, 9);
    expect(alone.abilityVariance).toBeCloseTo(seen.abilityVariance, 9);
  });

  test('an explanation adds up to the prediction', () => {
    const own = answered[0].slice(0, 5);
    const question = { item: 'q6', skills: ['k0'] };
    const explained = irt.explainPrediction(model, own, question);
    expect(explained.total).toBeCloseTo(
      logit(irt.predict(model, irt.replay(model, irt.start(model), own), question)),
      9,
    );
    expect(explained.contributions).toHaveLength(7);
  });

  test('a school’s learners start where it stands', () => {
    const schools = simulateAbility('irt schools', {
      learners: 200,
      answers: 30,
      meanOf: (l) => (l % 2 === 0 ? -1 : 1),
    });
    const groups = new Map(schools.log.learners.map((id, l) => [id, { school: `S${l % 2}` }]));
    const made = irt.fit(schools.log, { groups });
    const apart = irt.start(made, { school: 'S1' }).ability - irt.start(made, { school: 'S0' }).ability;
    expect(apart).toBeGreaterThan(1.4);
    expect(apart).toBeLessThan(2.5);
  });
});

test('a model survives JSON, and what is no model is refused', () => {
  const text = JSON.stringify(model);
  expect(parseDynamicIrtModel(JSON.parse(text))).toEqual(model);
  expect(() => parseDynamicIrtModel({ ...JSON.parse(text), edges: { from: ['a'], to: [] } }, 'm.json')).toThrow(
    /edges/,
  );
  expect(() => parseDynamicIrtModel({ kind: 'dynamic-irt', version: 9 })).toThrow(/version/);
});

const train = realData('assist09/train.csv');
test.skipIf(train === undefined)('assist09: foretells learners it has not met', { timeout: 60_000 }, () => {
  const q = realData('assist09/q.csv');
  const made = irt.fit(readAssist09(train as string, q), { tune: false });
  const part = readAssist09(realData('assist09/test.csv') as string, q);
  const { auc, ece } = measure(irt.predictLog(made, part), part.score);
  expect(auc).toBeGreaterThan(0.765);
  expect(ece).toBeLessThan(0.012);
});
