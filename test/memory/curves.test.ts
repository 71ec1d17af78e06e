import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { buildResponseLog } from '../../src/data/log-rows.js';
import * as dash from '../../src/memory/dash.js';
import * as halfLife from '../../src/memory/half-life.js';
import { parseMemoryModel } from '../../src/memory/schema.js';
import { DAY, simulateReviews } from './practice.js';

const report = {
  logLikelihood: 0,
  logLikelihoodConstant: 0,
  reviews: 0,
  sequences: 0,
  evaluations: 0,
  converged: true,
  skipped: 0,
};
const units = ['u0', 'u1', 'u2', 'u3'];

const halfLifeTruth: halfLife.HalfLifeModel = {
  kind: 'half-life',
  version: 1,
  units,
  base: 2,
  right: 1.2,
  wrong: -0.3,
  effect: [-1, -0.3, 0.3, 1],
  slip: 0.06,
  report,
};
const dashTruth: dash.DashModel = {
  kind: 'dash',
  version: 1,
  units,
  intercept: -1,
  effect: [-0.8, -0.2, 0.2, 0.8],
  right: [0, 0.3, 0.6, 0.8, 0.7],
  tries: [0, 0, 0.1, 0.1, 0.1],
  report,
};
const size = { learners: 200, units: 4, reviews: 10 };

function as<Model, State>(
  family: {
    readonly start: (model: Model, unit: string) => State;
    readonly advance: (model: Model, state: State, review: { readonly score: number; readonly time: number }) => State;
    readonly predict: (model: Model, state: State, time: number) => number;
  },
  model: Model,
): Parameters<typeof simulateReviews<State>>[0] {
  return {
    start: (unit) => family.start(model, unit),
    advance: (state, review) => family.advance(model, state, review),
    predict: (state, time) => family.predict(model, state, time),
  };
}

describe('half-life regression', () => {
  const log = simulateReviews(as(halfLife, halfLifeTruth), size, 'half-life');
  const model = halfLife.fit(log);

  test('recovers simulated half-lives', () => {
    expect(model.report.converged).toBe(true);
    expect(model.base).toBeCloseTo(2, 0);
    expect(Math.abs(model.right - 1.2)).toBeLessThan(0.25);
    expect(Math.abs(model.slip - 0.06)).toBeLessThan(0.03);
    model.units.forEach((unit, u) => {
      expect(Math.abs(model.effect[u] - halfLifeTruth.effect[units.indexOf(unit)])).toBeLessThan(0.5);
    });
    expect(model.report.logLikelihood).toBeGreaterThan(model.report.logLikelihoodConstant + 100);
  });

  test('closed form: one unit, one pause, half forgotten after it', () => {
    // 200 learners right once, back after 4 days: half of them remember; without slips the half-life is 4 days.
    const rows = Array.from({ length: 400 }, (_, l) => [
      { learner: `l${l}`, item: 'a', skills: ['k'], score: 1, time: 0 },
      { learner: `l${l}`, item: 'b', skills: ['k'], score: l % 2, time: 4 * DAY },
    ]).flat();
    const fitted = halfLife.fit(buildResponseLog(rows));
    const state = halfLife.advance(fitted, halfLife.start(fitted, 'k'), { score: 1, time: 0 });
    expect(halfLife.predict(fitted, state, 4 * DAY)).toBeCloseTo(0.5, 2);
    expect(fitted.report.logLikelihood).toBeCloseTo(400 * Math.log(0.5), 1);
  });

  property.prop([
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true })), {
      maxLength: 8,
    }),
  ])('forgetting is monotone, and the interval inverts it', (reviews) => {
    let state = halfLife.start(halfLifeTruth, '__proto__');
    let time = 0;
    for (const [score, days] of reviews) {
      time += days * DAY;
      state = halfLife.advance(halfLifeTruth, state, { score, time });
    }
    const at = (days: number): number => halfLife.predict(halfLifeTruth, state, time + days * DAY);
    expect(at(3)).toBeGreaterThanOrEqual(at(4));
    if (reviews.length === 0) return;
    const days = halfLife.interval(halfLifeTruth, state, 0.7);
    expect(at(days) / (1 - halfLifeTruth.slip)).toBeCloseTo(0.7, 6);
  });
});

describe('DASH curve', () => {
  const log = simulateReviews(as(dash, dashTruth), size, 'dash');
  const model = dash.fit(log);

  test('recovers what simulated learners answer', () => {
    expect(model.report.converged).toBe(true);
    expect(model.report.logLikelihood).toBeGreaterThan(model.report.logLikelihoodConstant + 100);
    // Weights of neighbouring windows trade places; what is foretold is what must agree.
    let worst = 0;
    for (const unit of units) {
      let [mine, true_] = [dash.start(model, unit), dash.start(dashTruth, unit)];
      for (let k = 0; k < 8; k++) {
        const review = { score: k % 3 === 0 ? 0 : 1, time: k * 9 * DAY };
        mine = dash.advance(model, mine, review);
        true_ = dash.advance(dashTruth, true_, review);
        for (const days of [1, 5, 20, 60]) {
          const time = review.time + days * DAY;
          worst = Math.max(worst, Math.abs(dash.predict(model, mine, time) - dash.predict(dashTruth, true_, time)));
        }
      }
    }
    expect(worst).toBeLessThan(0.1);
  });

  test('its penalised likelihood is at a maximum: no weight can move and gain', () => {
    const value = (moved: dash.DashModel): number => {
      let total = 0;
      const states = new Map<string, dash.DashState>();
      const last = new Map<string, number>();
      for (let r = 0; r < log.length; r++) {
        const unit = log.skills[log.skillSets.skill[log.skillSets.start[log.skillSet[r]]]];
        const key = JSON.stringify([log.learner[r], unit]);
        const state = states.get(key) ?? dash.start(moved, unit);
        const time = log.time[r];
        if (last.has(key) && time - last.get(key)! >= DAY / 2) {
          const p = dash.predict(moved, state, time);
          total += Math.log(log.score[r] === 1 ? p : 1 - p);
        }
        states.set(key, dash.advance(moved, state, { score: log.score[r], time }));
        last.set(key, time);
      }
      for (const w of [...moved.right, ...moved.tries, ...moved.effect]) total -= w ** 2 / 2;
      return total - (moved.intercept / 5) ** 2 / 2;
    };
    const best = value(model);
    const likelihood =
      best +
      [...model.right, ...model.tries, ...model.effect].reduce((sum, w) => sum + w ** 2 / 2, 0) +
      (model.intercept / 5) ** 2 / 2;
    // Streaming by `advance` and `predict` gives the likelihood that the fit reports.
    expect(likelihood).toBeCloseTo(model.report.logLikelihood, 6);
    for (const step of [-0.02, 0.02]) {
      expect(value({ ...model, intercept: model.intercept + step })).toBeLessThan(best);
      for (let k = 0; k < 5; k++) {
        expect(value({ ...model, right: model.right.map((w, i) => (i === k ? w + step : w)) })).toBeLessThan(best);
        expect(value({ ...model, tries: model.tries.map((w, i) => (i === k ? w + step : w)) })).toBeLessThan(best);
      }
    }
  });

  test('the interval is where the curve first falls to the wish', () => {
    let state = dash.start(dashTruth, 'u3');
    for (let k = 0; k < 6; k++) state = dash.advance(dashTruth, state, { score: 1, time: k * DAY });
    const days = dash.interval(dashTruth, state, 0.8);
    expect(dash.predict(dashTruth, state, (5 + days) * DAY)).toBeCloseTo(0.8, 5);
    expect(dash.interval(dashTruth, state, 0.999)).toBe(0);
    expect(dash.interval(dashTruth, state, 0.01)).toBe(Number.POSITIVE_INFINITY);
  });

  test('models of both families come back from JSON', () => {
    for (const made of [model, halfLifeTruth]) expect(parseMemoryModel(JSON.parse(JSON.stringify(made)))).toEqual(made);
    expect(() => parseMemoryModel({ ...model, effect: [] })).toThrow(/one a unit/);
  });
});
