import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { calibrateTracing } from '../../src/evaluate/calibrate-tracing.js';
import { applyCalibration, type Calibration, fitIsotonic, fitPlatt } from '../../src/evaluate/calibration.js';
import { auc, calibrationError, logLoss } from '../../src/evaluate/metrics.js';
import { holdOutLearners, takeRows } from '../../src/evaluate/split.js';
import { predictLog } from '../../src/evaluate/tracing.js';
import { logistic, logit } from '../../src/math/logistic.js';
import { createRandom, type Seed } from '../../src/math/random.js';
import { simulateBkt } from '../../src/simulate/bkt.js';
import * as bkt from '../../src/tracing/bkt.js';

const PLAIN = { smooth: false } as const;

/** Simulated answers, right with `truth(p)` where p was predicted. */
function simulate(seed: Seed, n: number, truth: (p: number) => number): { predicted: number[]; score: number[] } {
  const random = createRandom(seed);
  const predicted = Array.from({ length: n }, () => logistic(random.normal(0.3, 1.5)));
  return { predicted, score: predicted.map((p) => (random.bernoulli(truth(p)) ? 1 : 0)) };
}

/** Least Σ w (v − t)² among rising v, by trying every way to part the points into level pieces: exact, exponential. */
function quadraticProgramme(target: readonly number[], weight: readonly number[]): number[] {
  const n = target.length;
  let best: { loss: number; values: number[] } | undefined;
  for (let cuts = 0; cuts < 1 << (n - 1); cuts++) {
    const values: number[] = [];
    for (let from = 0; from < n; ) {
      let end = from + 1;
      while (end < n && ((cuts >> (end - 1)) & 1) === 0) end++;
      let [mass, sum] = [0, 0];
      for (let i = from; i < end; i++) {
        mass += weight[i];
        sum += weight[i] * target[i];
      }
      for (let i = from; i < end; i++) values.push(sum / mass);
      from = end;
    }
    if (values.some((v, i) => i > 0 && v < values[i - 1])) continue;
    const loss = values.reduce((sum, v, i) => sum + weight[i] * (v - target[i]) ** 2, 0);
    if (best === undefined || loss < best.loss) best = { loss, values };
  }
  return best!.values;
}

/** Closed form: value_i = max over a ≤ i of min over b ≥ i of the mean of a…b. */
function maxMin(target: readonly number[], weight: readonly number[]): number[] {
  const mean = (a: number, b: number): number => {
    let [mass, sum] = [0, 0];
    for (let i = a; i <= b; i++) {
      mass += weight[i];
      sum += weight[i] * target[i];
    }
    return sum / mass;
  };
  return target.map((_, i) => {
    let most = Number.NEGATIVE_INFINITY;
    for (let a = 0; a <= i; a++) {
      let least = Number.POSITIVE_INFINITY;
      for (let b = i; b < target.length; b++) least = Math.min(least, mean(a, b));
      most = Math.max(most, least);
    }
    return most;
  });
}

const score = fc.constantFrom(0, 1, 0.25, 0.5);
const answers = fc.array(fc.record({ p: fc.integer({ min: 0, max: 12 }).map((x) => x / 12), s: score }), {
  minLength: 1,
  maxLength: 40,
});
const weighted = fc.array(fc.record({ t: score, w: fc.integer({ min: 1, max: 5 }) }), { minLength: 1, maxLength: 9 });

describe('isotonic', () => {
  property.prop([weighted])('is the least-squares rising map: quadratic programme and max-min formula', (rows) => {
    const target = rows.map(({ t }) => t);
    const weights = rows.map(({ w }) => w);
    const p = rows.map((_, i) => (i + 1) / (rows.length + 1));
    const found = [...applyCalibration(fitIsotonic(p, target, { ...PLAIN, weights }), p)];
    const programme = quadraticProgramme(target, weights);
    const formula = maxMin(target, weights);
    found.forEach((v, i) => {
      expect(v).toBeCloseTo(programme[i], 12);
      expect(v).toBeCloseTo(formula[i], 12);
    });
  });

  test('worked by hand: ties are one point, violators are pooled by weight', () => {
    const made = fitIsotonic([0.5, 0.2, 0.8, 0.5, 0.9], [1, 0, 0, 0, 1], { ...PLAIN, weights: [1, 1, 2, 1, 3] });
    // At ½: 1 of 2; at .8: 0 of 2; pooled 1 of 4.
    expect(made).toMatchObject({ at: [0.2, 0.5, 0.8, 0.9], value: [0, 0.25, 0.25, 1], report: { answers: 5 } });
    expect([...applyCalibration(made, [0, 0.35, 0.6, 0.85, 1])]).toEqual([
      0,
      expect.closeTo(0.125, 12),
      0.25,
      expect.closeTo(0.625, 12),
      1,
    ]);
    const step = { ...made, between: 'step' } as const;
    expect([...applyCalibration(step, [0, 0.35, 0.6, 0.85, 0.9])]).toEqual([0, 0, 0.25, 0.25, 1]);
  });

  property.prop([answers])('a weight of 2 is the answer twice, one of 0 is no answer', (rows) => {
    const p = rows.map((row) => row.p);
    const s = rows.map((row) => row.s);
    const twice = fitIsotonic([...p, ...p.slice(1)], [...s, ...s.slice(1)]);
    const heavy = fitIsotonic([...p, 0.4], [...s, 1], { weights: [...p.map((_, i) => (i === 0 ? 1 : 2)), 0] });
    const said = applyCalibration(twice, p);
    applyCalibration(heavy, p).forEach((v, i) => {
      expect(v).toBeCloseTo(said[i], 12);
    });
  });

  test('smoothed, no probability is 0 or 1, and the map is the plain one drawn in', () => {
    const { predicted, score: scores } = simulate('smooth', 200, (p) => p);
    const right = scores.reduce((sum, s) => sum + s, 0);
    const [low, high] = [1 / (202 - right), (right + 1) / (right + 2)];
    const plain = fitIsotonic(predicted, scores, PLAIN);
    const smooth = fitIsotonic(predicted, scores);
    expect(Math.min(...plain.value)).toBe(0);
    expect(smooth.at).toEqual(plain.at);
    smooth.value.forEach((v, k) => {
      expect(v).toBeCloseTo(low + plain.value[k] * (high - low), 12);
    });
  });
});

describe('Platt', () => {
  test('closed form: two predictions, two parameters: the observed rates, smoothed as published', () => {
    const p = [...new Array<number>(10).fill(0.3), ...new Array<number>(20).fill(0.8)];
    const s = p.map((x, i) => (x < 0.5 ? (i < 4 ? 1 : 0) : i < 25 ? 1 : 0));
    const plain = [...applyCalibration(fitPlatt(p, s, PLAIN), [0.3, 0.8])];
    expect(plain[0]).toBeCloseTo(0.4, 8);
    expect(plain[1]).toBeCloseTo(0.75, 8);
    // 19 right, 11 wrong: targets 20/21 and 1/13.
    const smooth = [...applyCalibration(fitPlatt(p, s), [0.3, 0.8])];
    expect(smooth[0]).toBeCloseTo(0.4 * (20 / 21) + 0.6 / 13, 8);
    expect(smooth[1]).toBeCloseTo(0.75 * (20 / 21) + 0.25 / 13, 8);
  });

  test('brute force: no point of a fine grid has less loss', () => {
    const { predicted, score: scores } = simulate('grid', 300, (p) => logistic(0.6 * logit(p) - 0.4));
    const fitted = fitPlatt(predicted, scores, PLAIN);
    expect(fitted.report.converged).toBe(true);
    const lossOf = (slope: number, intercept: number): number =>
      logLoss(applyCalibration({ ...fitted, slope, intercept }, predicted), scores);
    const least = lossOf(fitted.slope, fitted.intercept);
    for (let a = -40; a <= 40; a++) {
      for (let b = -40; b <= 40; b++) {
        expect(lossOf(fitted.slope + a / 40, fitted.intercept + b / 40)).toBeGreaterThanOrEqual(least - 1e-12);
      }
    }
  });

  test('recovers a simulated miscalibration', () => {
    const { predicted, score: scores } = simulate('recover', 40_000, (p) => logistic(0.5 * logit(p) + 0.7));
    const { slope, intercept } = fitPlatt(predicted, scores);
    // Standard errors are near .008 and .011.
    expect(Math.abs(slope - 0.5)).toBeLessThan(0.03);
    expect(Math.abs(intercept - 0.7)).toBeLessThan(0.045);
  });

  property.prop([answers])('the mean of what it says is the mean target, whatever the answers', (rows) => {
    const p = rows.map((row) => row.p);
    const s = rows.map((row) => row.s);
    const right = s.reduce<number>((sum, x) => sum + x, 0);
    const [low, high] = [1 / (s.length - right + 2), (right + 1) / (right + 2)];
    const fitted = fitPlatt(p, s);
    expect(fitted.report.converged).toBe(true);
    const said = applyCalibration(fitted, p).reduce((sum, x) => sum + x, 0);
    expect(said / s.length).toBeCloseTo(low + (right / s.length) * (high - low), 5);
  });

  test('weights are numbers of answers; predictions all alike move by the intercept; 0 and 1 can be calibrated', () => {
    const heavy = fitPlatt([0.2, 0.4, 0.9], [0, 1, 1], { weights: [3, 2, 1] });
    const many = fitPlatt([0.2, 0.2, 0.2, 0.4, 0.4, 0.9], [0, 0, 0, 1, 1, 1]);
    expect(heavy.slope).toBeCloseTo(many.slope, 8);
    expect(heavy.intercept).toBeCloseTo(many.intercept, 8);
    const alike = fitPlatt([0.7, 0.7, 0.7, 0.7], [1, 0, 0, 0], PLAIN);
    expect(alike.slope).toBe(1);
    expect(applyCalibration(alike, [0.7])[0]).toBeCloseTo(0.25, 12);
    const sure = fitPlatt([0, 1, 1, 0], [0, 1, 0, 1]);
    expect([...applyCalibration(sure, [0, 1])].every((p) => p > 0 && p < 1)).toBe(true);
  });
});

const WAYS: readonly (readonly [string, (p: readonly number[], s: readonly number[]) => Calibration])[] = [
  ['platt', (p, s) => fitPlatt(p, s)],
  ['isotonic', (p, s) => fitIsotonic(p, s)],
  ['isotonic in steps', (p, s) => fitIsotonic(p, s, { between: 'step', smooth: false })],
];

describe.each(WAYS)('%s', (name, calibrate) => {
  const grid = Array.from({ length: 101 }, (_, i) => i / 100);

  property.prop([answers])('maps [0, 1] into itself monotonely', (rows) => {
    const made = calibrate(
      rows.map(({ p }) => p),
      rows.map(({ s }) => s),
    );
    const out = applyCalibration(made, grid);
    const sign = made.kind === 'platt' && made.slope < 0 ? -1 : 1;
    for (let i = 0; i < out.length; i++) {
      expect(out[i]).toBeGreaterThanOrEqual(0);
      expect(out[i]).toBeLessThanOrEqual(1);
      if (i > 0) expect(sign * (out[i] - out[i - 1])).toBeGreaterThanOrEqual(0);
    }
  });

  property.prop([answers])('is idempotent: what is calibrated stays', (rows) => {
    const p = rows.map((row) => row.p);
    const s = rows.map((row) => row.s);
    const once = applyCalibration(calibrate(p, s), p);
    const twice = applyCalibration(calibrate([...once], s), once);
    twice.forEach((x, i) => {
      expect(x).toBeCloseTo(once[i], name === 'platt' ? 4 : 12);
    });
  });

  property.prop([answers, fc.integer()])('does not depend on the order of the answers', (rows, seed) => {
    const dealt = createRandom(seed).shuffle([...rows]);
    const of = (some: typeof rows): Float64Array =>
      applyCalibration(
        calibrate(
          some.map(({ p }) => p),
          some.map(({ s }) => s),
        ),
        grid,
      );
    const [first, second] = [of(rows), of(dealt)];
    if (name === 'platt') {
      first.forEach((x, i) => {
        expect(second[i]).toBeCloseTo(x, 4);
      });
    } else expect(second).toEqual(first);
  });

  test('the calibration error and the log-loss of fresh simulated answers fall, the ranking stays', () => {
    const truth = (p: number): number => logistic(0.5 * logit(p) - 0.6);
    const here = simulate(`${name} here`, 6000, truth);
    const there = simulate(`${name} there`, 6000, truth);
    const made = calibrate(here.predicted, here.score);
    const calibrated = applyCalibration(made, there.predicted);
    expect(calibrationError(there.predicted, there.score)).toBeGreaterThan(0.1);
    expect(calibrationError(calibrated, there.score)).toBeLessThan(0.03);
    // Plain isotonic may say 0 or 1, which a single miss makes dear.
    if (name !== 'isotonic in steps') {
      expect(logLoss(calibrated, there.score)).toBeLessThan(logLoss(there.predicted, there.score) - 0.05);
    }
    expect(Math.abs(auc(calibrated, there.score) - auc(there.predicted, there.score))).toBeLessThan(0.005);
  });

  test('survives JSON', () => {
    const { predicted, score: scores } = simulate('json', 100, (p) => p * p);
    const made = calibrate(predicted, scores);
    expect(applyCalibration(JSON.parse(JSON.stringify(made)), grid)).toEqual(applyCalibration(made, grid));
  });

  test.each([
    [[0.5], []],
    [[], []],
    [[1.2], [1]],
    [[Number.NaN], [1]],
    [[0.5], [2]],
  ])('refuses %j with scores %j', (p, s) => {
    expect(() => calibrate(p, s)).toThrow(RangeError);
  });
});

test('weights out of range, of another length or all 0 are refused, and so is a prediction that is none', () => {
  for (const weights of [[1], [1, -1], [1, Number.NaN], [0, 0]]) {
    expect(() => fitPlatt([0.2, 0.4], [0, 1], { weights }), JSON.stringify(weights)).toThrow(RangeError);
    expect(() => fitIsotonic([0.2, 0.4], [0, 1], { weights }), JSON.stringify(weights)).toThrow(RangeError);
  }
  expect(() => applyCalibration(fitPlatt([0.2, 0.4], [0, 1]), [1.5])).toThrow(RangeError);
});

describe('of a tracing family', () => {
  // Simulated; the family is honest but for predictions drawn too far out.
  const { log } = simulateBkt([{ skill: 'k', prior: 0.3, learn: 0.15, guess: 0.2, slip: 0.1 }], {
    seed: 'calibrated family',
    learners: 600,
    answers: 8,
  });
  const { train, test: tested } = holdOutLearners(log, 0.5, 'parts');
  const [learnt, fresh] = [takeRows(log, train), takeRows(log, tested)];
  const fitted: string[][] = [];
  const shown: string[][] = [];
  const names = (part: typeof log): string[] => [...new Set(Array.from(part.learner, (l) => part.learners[l]))];
  const family = {
    start: (model: bkt.BktModel) => bkt.start(model),
    predict: (...args: Parameters<typeof bkt.predict>) => logistic(2.5 * logit(bkt.predict(...args))),
    advance: bkt.advance,
    fit: (part: typeof log) => {
      fitted.push(names(part));
      return bkt.fit(part, { covariance: false });
    },
    predictLog: (model: bkt.BktModel, part: typeof log) => {
      shown.push(names(part));
      return bkt.predictLog(model, part).map((p) => logistic(2.5 * logit(p)));
    },
  };

  test.each(['platt', 'isotonic'] as const)('%s: fresh learners are foretold truer', (method) => {
    const calibration = calibrateTracing(family, learnt, { method });
    const raw = predictLog(family, family.fit(learnt), fresh);
    const calibrated = applyCalibration(calibration, raw);
    expect(calibrationError(raw, fresh.score)).toBeGreaterThan(0.08);
    expect(calibrationError(calibrated, fresh.score)).toBeLessThan(0.04);
    expect(logLoss(calibrated, fresh.score)).toBeLessThan(logLoss(raw, fresh.score));
    if (calibration.kind === 'platt') expect(Math.abs(calibration.slope - 0.4)).toBeLessThan(0.1);
  });

  test('what it is fitted to are training learners whom the model had not met', () => {
    fitted.length = 0;
    shown.length = 0;
    calibrateTracing(family, learnt, { share: 0.25 });
    const [own, held, all] = [new Set(fitted[0]), new Set(shown[0]), new Set(names(learnt))];
    expect([fitted.length, shown.length, own.size, held.size]).toEqual([1, 1, 225, 75]);
    expect([...own].filter((id) => held.has(id))).toEqual([]);
    expect(new Set([...own, ...held])).toEqual(all);
  });

  test('only first answers, where these are what will be predicted', () => {
    expect(calibrateTracing(family, learnt, { first: 3 }).report.answers).toBe(60 * 3);
    expect(calibrateTracing(family, learnt).report.answers).toBe(60 * 8);
  });
});
