import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import { createRandom, type Random } from '../../src/math/random.js';
import type { Decision, Episode } from '../../src/recommend/off-policy/decision.js';
import { evaluatePolicy } from '../../src/recommend/off-policy/evaluate-policy.js';
import { evaluateSequences } from '../../src/recommend/off-policy/evaluate-sequences.js';
import { describeWeightWarning } from '../../src/recommend/off-policy/weights.js';

const quick = { interval: 'normal' as const };

/** Two arms: four decisions under even odds, the policy in question takes the second arm nine times in ten. */
const twoArms: readonly Decision[] = [
  { learner: 'a', action: 0, propensity: 0.5, reward: 1, target: [0.1, 0.9], predicted: [0.5, 0.5] },
  { learner: 'a', action: 1, propensity: 0.5, reward: 0, target: [0.1, 0.9], predicted: [0.5, 0.5] },
  { learner: 'b', action: 1, propensity: 0.5, reward: 1, target: [0.1, 0.9], predicted: [0.5, 0.25] },
  { learner: 'b', action: 0, propensity: 0.5, reward: 0.5, target: [0.1, 0.9], predicted: [0.5, 0.25] },
];

describe('two arms by hand', () => {
  // w = 0.2, 1.8, 1.8, 0.2
  const { estimates, logged, weights } = evaluatePolicy(twoArms, { ...quick, clip: 1.5, switchAt: 1 });
  test('every estimator is its formula', () => {
    expect(logged.estimate).toBeCloseTo(2.5 / 4, 12);
    expect(estimates.ips.estimate).toBeCloseTo((0.2 + 1.8 + 0.1) / 4, 12);
    expect(estimates.clipped.estimate).toBeCloseTo((0.2 + 1.5 + 0.1) / 4, 12);
    expect(estimates.snips.estimate).toBeCloseTo(2.1 / 4, 12);
    // V = 0.5, 0.5, 0.275, 0.275
    expect(estimates.direct?.estimate).toBeCloseTo(1.55 / 4, 12);
    expect(estimates.dr?.estimate).toBeCloseTo((1.55 + 0.2 * 0.5 - 1.8 * 0.5 + 1.8 * 0.75 + 0) / 4, 12);
    expect(estimates.switch?.estimate).toBeCloseTo((1.55 + 0.2 * 0.5 + 0) / 4, 12);
  });
  test('the effective size is Kish’s', () => {
    expect(weights.effectiveSize).toBeCloseTo(16 / (2 * 0.04 + 2 * 3.24), 12);
    expect(weights.meanWeight).toBeCloseTo(1, 12);
    expect(weights.largestWeight).toBeCloseTo(1.8, 12);
  });
  test('the delta method’s error is that of two cluster totals', () => {
    // Totals of w · reward are 0.2 and 1.9; each learner has two decisions.
    const mean = 2.1 / 4;
    const squares = ((0.2 - 2 * mean) / 4) ** 2 + ((1.9 - 2 * mean) / 4) ** 2;
    expect(estimates.ips.standardError).toBeCloseTo(Math.sqrt(2 * squares), 12);
    expect(estimates.ips.high - estimates.ips.low).toBeCloseTo(2 * 1.959963985 * Math.sqrt(2 * squares), 8);
  });
});

/** A bandit of three contexts and three actions whose truth is known; learners differ, so that their decisions go together. */
const truth = [
  [0.2, 0.5, 0.8],
  [0.7, 0.4, 0.1],
  [0.5, 0.5, 0.3],
];
const behaviour = [
  [0.5, 0.3, 0.2],
  [0.2, 0.5, 0.3],
  [0.3, 0.4, 0.3],
];
const target = [
  [0.1, 0.1, 0.8],
  [0.8, 0.1, 0.1],
  [0.2, 0.6, 0.2],
];
const worthOf = (policy: readonly (readonly number[])[]): number =>
  policy.reduce((sum, row, x) => sum + row.reduce((inner, p, a) => inner + p * truth[x][a], 0), 0) / 3;

function logOf(random: Random, learners: number, each: number, predicted?: readonly (readonly number[])[]): Decision[] {
  const decisions: Decision[] = [];
  for (let l = 0; l < learners; l++) {
    const own = random.normal(0, 0.1);
    for (let k = 0; k < each; k++) {
      const x = random.integer(0, 2);
      const action = random.categorical(behaviour[x]);
      const reward = truth[x][action] + own + random.normal(0, 0.3);
      const one = { learner: `l${l}`, action, propensity: behaviour[x][action], reward, target: target[x] };
      decisions.push(predicted === undefined ? one : { ...one, predicted: predicted[x] });
    }
  }
  return decisions;
}

describe('a simulated bandit', () => {
  test('ips, snips and dr are unbiased; intervals of both kinds cover the truth as often as they say', () => {
    const runs = 300;
    const wrong = truth.map((row) => row.map(() => 0.3));
    const methods = ['ips', 'snips', 'dr'] as const;
    const errors = methods.map((): number[] => []);
    const covered = { normal: [0, 0, 0], bootstrap: [0, 0, 0] };
    const value = worthOf(target);
    for (let run = 0; run < runs; run++) {
      const log = logOf(createRandom(`bandit ${run}`), 60, 5, wrong);
      for (const interval of ['normal', 'bootstrap'] as const) {
        const { estimates } = evaluatePolicy(log, { interval, replicates: 200, seed: run });
        methods.forEach((method, m) => {
          const { estimate, low, high } = estimates[method]!;
          if (interval === 'normal') errors[m].push(estimate - value);
          if (low <= value && value <= high) covered[interval][m]++;
        });
      }
    }
    for (const one of errors) {
      const mean = one.reduce((sum, e) => sum + e, 0) / runs;
      const deviation = Math.sqrt(one.reduce((sum, e) => sum + (e - mean) ** 2, 0) / (runs - 1));
      expect(Math.abs(mean)).toBeLessThan((3.5 * deviation) / Math.sqrt(runs));
    }
    // 95 % of 300 is 285 with a standard deviation of 3.8.
    for (const counts of Object.values(covered)) for (const count of counts) expect(count).toBeGreaterThan(267);
  });

  test('dr with the true rewards varies less than ips', () => {
    const log = logOf(createRandom('dr'), 200, 5, truth);
    const { estimates } = evaluatePolicy(log, quick);
    expect(estimates.dr!.standardError).toBeLessThan(estimates.ips.standardError);
  });

  test('dr is right where only the predictions are, and where only the propensities are', () => {
    const random = createRandom('robust');
    const value = worthOf(target);
    const log = logOf(random, 4000, 5, truth);
    const wrongOdds = log.map((decision) => ({ ...decision, propensity: 1 / 3 }));
    const byModel = evaluatePolicy(wrongOdds, quick).estimates;
    expect(Math.abs(byModel.dr!.estimate - value)).toBeLessThan(4 * byModel.dr!.standardError);
    expect(Math.abs(byModel.ips.estimate - value)).toBeGreaterThan(10 * byModel.ips.standardError);
    const wrongModel = log.map((decision) => ({ ...decision, predicted: [0.9, 0.1, 0.1] }));
    const byOdds = evaluatePolicy(wrongModel, quick).estimates;
    expect(Math.abs(byOdds.dr!.estimate - value)).toBeLessThan(4 * byOdds.dr!.standardError);
    expect(Math.abs(byOdds.direct!.estimate - value)).toBeGreaterThan(0.1);
  });

  test('dr is exact where rewards are what the model says', () => {
    const log = logOf(createRandom('exact'), 10, 4, truth).map((decision) => ({
      ...decision,
      reward: decision.predicted![decision.action],
    }));
    const { estimates } = evaluatePolicy(log, quick);
    expect(estimates.dr!.estimate).toBeCloseTo(estimates.direct!.estimate, 12);
    expect(estimates.switch!.estimate).toBeCloseTo(estimates.direct!.estimate, 12);
  });

  test('the policy that ran is worth what it earned', () => {
    const log = logOf(createRandom('self'), 20, 5).map((decision) => {
      const x = target.findIndex((row) => String(row) === String(decision.target));
      return { ...decision, target: behaviour[x] };
    });
    const { estimates, logged, weights } = evaluatePolicy(log, { replicates: 100 });
    expect(estimates.ips.estimate).toBeCloseTo(logged.estimate, 12);
    expect(estimates.snips.high).toBeCloseTo(logged.high, 12);
    expect(weights.effectiveSize).toBeCloseTo(100, 9);
  });
});

const decision = fc
  .record({
    learner: fc.constantFrom('a', 'b', 'c', '__proto__'),
    action: fc.integer({ min: 0, max: 2 }),
    propensity: fc.double({ min: 0.05, max: 1, noNaN: true }),
    reward: fc.double({ min: -5, max: 5, noNaN: true }),
    odds: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.01, max: 1, noNaN: true }))),
    predicted: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -5, max: 5, noNaN: true }))),
  })
  .map(({ odds, ...rest }): Decision => {
    const total = odds.reduce((sum, p) => sum + p, 0);
    return { ...rest, target: odds.map((p) => p / total) };
  });
const log = fc.array(decision, { minLength: 1, maxLength: 30 });

describe('properties', () => {
  property.prop([log, fc.double({ min: -10, max: 10, noNaN: true })])(
    'snips moves with a constant added to the rewards and stays within them',
    (decisions, constant) => {
      const value = (rows: readonly Decision[]): number => evaluatePolicy(rows, quick).estimates.snips.estimate;
      const moved = decisions.map((one) => ({ ...one, reward: one.reward + constant }));
      expect(value(moved)).toBeCloseTo(value(decisions) + constant, 8);
      const rewards = decisions.map(({ reward }) => reward);
      expect(value(decisions)).toBeGreaterThanOrEqual(Math.min(...rewards) - 1e-9);
      expect(value(decisions)).toBeLessThanOrEqual(Math.max(...rewards) + 1e-9);
    },
  );

  property.prop([log])('the order of rows plays no role, bootstrap included', (decisions) => {
    const forth = evaluatePolicy(decisions, { replicates: 50 });
    const back = evaluatePolicy([...decisions].reverse(), { replicates: 50 });
    for (const method of ['ips', 'clipped', 'snips', 'direct', 'dr', 'switch'] as const) {
      for (const figure of ['estimate', 'low', 'high', 'standardError'] as const) {
        const [one, other] = [forth.estimates[method]![figure], back.estimates[method]![figure]];
        if (Number.isNaN(one)) expect(other).toBeNaN();
        else expect(other).toBeCloseTo(one, 7);
      }
    }
    expect(back.weights.effectiveSize).toBeCloseTo(forth.weights.effectiveSize, 9);
  });

  property.prop([log])('sequences of one decision are single decisions', (decisions) => {
    const single = evaluatePolicy(decisions, quick).estimates;
    const episodes = decisions.map(({ learner, ...rest }): Episode => ({ learner, decisions: [rest] }));
    const { estimates } = evaluateSequences(episodes, quick);
    expect(estimates.trajectory.estimate).toBeCloseTo(single.ips.estimate, 9);
    expect(estimates.perDecision.estimate).toBeCloseTo(single.ips.estimate, 9);
    expect(estimates.weightedPerDecision.estimate).toBeCloseTo(single.snips.estimate, 9);
    expect(estimates.dr!.estimate).toBeCloseTo(single.dr!.estimate, 9);
  });
});

describe('sequences', () => {
  /** Two steps: the first action is the state of the second; reward 1 where both are 1, else 0.2 for each. */
  const reward = (first: number, second: number): number => (first === 1 && second === 1 ? 1 : 0.2 * second);
  const [b, p] = [0.5, 0.8];
  /** By hand: both 1 with 0.64 → 1; the second alone with 0.16 → 0.2; a first step earns 0.1 where 1. */
  const value = p * 0.1 + p * p * 1 + (1 - p) * p * 0.2;
  const episodes = (random: Random, learners: number): Episode[] =>
    Array.from({ length: learners }, (_, l) => {
      const first = random.bernoulli(b) ? 1 : 0;
      const second = random.bernoulli(b) ? 1 : 0;
      const odds = [1 - p, p];
      // What is left to earn from each action on, under the policy in question.
      const left = [(1 - p) * 0 + p * 0.2, 0.1 + p * 1];
      return {
        learner: `l${l}`,
        decisions: [
          { action: first, propensity: 0.5, reward: 0.1 * first, target: odds, predicted: left },
          {
            action: second,
            propensity: 0.5,
            reward: reward(first, second),
            target: odds,
            predicted: [reward(first, 0), reward(first, 1)],
          },
        ],
      };
    });

  test('all estimators find the value of a two-step policy; dr with the true model best', () => {
    const { estimates } = evaluateSequences(episodes(createRandom('two steps'), 4000), quick);
    for (const method of ['trajectory', 'perDecision', 'weightedPerDecision', 'dr'] as const) {
      const { estimate, standardError } = estimates[method]!;
      expect(Math.abs(estimate - value)).toBeLessThan(4 * standardError + 1e-12);
    }
    expect(estimates.perDecision.standardError).toBeLessThan(estimates.trajectory.standardError);
    expect(estimates.dr!.standardError).toBeLessThan(estimates.perDecision.standardError);
  });

  test('a discount counts later rewards less, and an ended episode earns nothing', () => {
    const one = { action: 0, propensity: 1, reward: 1, target: [1] };
    const { logged, estimates } = evaluateSequences(
      [
        { learner: 'a', decisions: [one, one, one] },
        { learner: 'b', decisions: [one] },
      ],
      { discount: 0.5, ...quick },
    );
    expect(logged.estimate).toBeCloseTo((1.75 + 1) / 2, 12);
    expect(estimates.weightedPerDecision.estimate).toBeCloseTo((1.75 + 1) / 2, 12);
  });
});

describe('warnings', () => {
  const codes = (decisions: readonly Decision[]): string[] =>
    evaluatePolicy(decisions, quick).weights.warnings.map(({ code }) => code);
  const many = (make: (l: number) => Omit<Decision, 'learner'>): Decision[] =>
    Array.from({ length: 200 }, (_, l) => ({ learner: `l${l}`, ...make(l) }));

  test('none where the policies are alike', () => {
    expect(codes(many((l) => ({ action: l % 2, propensity: 0.5, reward: 1, target: [0.5, 0.5] })))).toEqual([]);
  });
  test('an extreme weight and few effective decisions', () => {
    const found = codes(
      many((l) => ({ action: l === 0 ? 1 : 0, propensity: l === 0 ? 0.001 : 0.999, reward: 1, target: [0.5, 0.5] })),
    );
    expect(found).toContain('few-effective');
    expect(found).toContain('extreme-weight');
  });
  test('actions out of reach, seen by the behaviour and by the mean weight', () => {
    const found = codes(many(() => ({ action: 0, propensity: 1, reward: 1, target: [0.4, 0.6], behaviour: [1, 0] })));
    expect(found).toContain('no-support');
    const blind = many((l) => ({ action: l % 2, propensity: 0.5, reward: 1, target: [0.2, 0.2, 0.6] }));
    expect(codes(blind.map((one, l) => (l < 3 ? { ...one, target: [0.5, 0.5, 0] } : one)))).toContain('mean-weight');
  });
  test('few learners; words in both languages', () => {
    const { warnings } = evaluatePolicy(twoArms, quick).weights;
    expect(warnings.map(({ code }) => code)).toEqual(['few-effective', 'extreme-weight', 'few-learners']);
    for (const warning of warnings) {
      expect(describeWeightWarning(warning, 'zh')).toMatch(/[\u4e00-\u9fff]/);
      expect(describeWeightWarning(warning, 'en')).toMatch(/^[A-Z]/);
    }
  });
});

test('what makes no sense is named by row and column', () => {
  const faults = (decisions: readonly Decision[]): unknown => {
    try {
      evaluatePolicy(decisions);
    } catch (error) {
      if (error instanceof YincaiError) return error.faults.map(({ code, row, column }) => ({ code, row, column }));
      throw error;
    }
    return undefined;
  };
  expect(faults([])).toMatchObject([{ code: 'not-enough-data' }]);
  expect(faults([twoArms[0], { ...twoArms[1], propensity: 0, action: 7 }])).toEqual([
    { code: 'bad-value', row: 2, column: 'action' },
    { code: 'bad-value', row: 2, column: 'propensity' },
  ]);
  expect(faults([{ ...twoArms[0], target: [0.5, 0.6] }])).toMatchObject([{ column: 'target' }]);
  expect(faults([{ ...twoArms[0], behaviour: [0.9, 0.1] }])).toMatchObject([{ column: 'behaviour' }]);
  expect(() => evaluatePolicy(twoArms, { clip: 0 })).toThrow(YincaiError);
  expect(() => evaluateSequences([], {})).toThrow(YincaiError);
});
