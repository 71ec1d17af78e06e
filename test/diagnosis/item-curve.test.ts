import { describe, expect, test } from 'vitest';
import { fit as fitPoints } from '../../src/diagnosis/point-ability/fit.js';
import {
  averageShare,
  calibratedCurve,
  categoryOf,
  curveProbabilities,
  evaluateCurve,
  expectedShare,
} from '../../src/diagnosis/point-ability/item-curve.js';
import { update } from '../../src/diagnosis/point-ability/update.js';
import { curvePoint, expectedScore, information } from '../../src/irt/curves.js';
import type { IrtModel } from '../../src/irt/model.js';
import { advance, start } from '../../src/learner/advance.js';
import { mastery } from '../../src/learner/mastery.js';
import type { LearnerModels } from '../../src/learner/models.js';
import { predict } from '../../src/learner/predict.js';
import { normalGrid } from '../../src/math/quadrature.js';
import { createRandom } from '../../src/math/random.js';
import { EVERY, only } from '../irt/score/samples.js';

/** Every family, some items with points that are not evenly spaced: 0/2/5, 0/1/2/7, and means of grouped marks. */
const MODEL: IrtModel = {
  ...EVERY,
  cuts: EVERY.cuts.map((cuts, j) => (j === 6 ? [2, 5] : j === 9 ? [1, 2, 7] : cuts)),
  fullMarks: EVERY.fullMarks.map((full, j) => (j === 6 ? 5 : j === 9 ? 7 : full)),
  categoryPoints: EVERY.cuts.map((cuts, j) =>
    j === 6 ? [0, 2, 5] : j === 9 ? [0, 1, 2, 7] : j === 7 ? [0.2, 1, 2, 2.8] : [0, ...cuts],
  ),
};
const families = MODEL.families.map((family, j) => [family, j] as const);

describe.each(families)('the curve of a calibrated %s item (%i)', (_, j) => {
  const curve = calibratedCurve(MODEL, j);
  const point = { logLikelihood: 0, slope: 0, information: 0 };

  test('is that of the calibration: probabilities, slopes, information and expected marks', () => {
    for (const x of [-3, -0.7, 0, 0.4, 2.5]) {
      const { p, first } = curvePoint(MODEL, j, x);
      expect(curveProbabilities(curve, x)).toHaveLength(p.length);
      curveProbabilities(curve, x).forEach((own, k) => {
        expect(own).toBeCloseTo(p[k], 12);
      });
      p.forEach((own, k) => {
        evaluateCurve(curve, k, x, point);
        expect(point.logLikelihood).toBeCloseTo(Math.log(own), 10);
        expect(point.slope).toBeCloseTo(first[k] / own, 10);
        expect(point.information).toBeCloseTo(information(MODEL, j, x), 10);
      });
      expect(expectedShare(curve, x)).toBeCloseTo(expectedScore(MODEL, j, x), 12);
    }
  });

  test('has categories by the marks won, and shares between them on the line', () => {
    const last = MODEL.cuts[j].length;
    expect(categoryOf(MODEL, j, 0)).toBe(0);
    expect(categoryOf(MODEL, j, 1)).toBe(last);
    MODEL.cuts[j].forEach((cut, v) => {
      expect(categoryOf(MODEL, j, Math.fround(cut / MODEL.fullMarks[j]))).toBe(v + 1);
    });
    const half = { ...point };
    const next = { ...point };
    evaluateCurve(curve, 0, 0.3, point);
    evaluateCurve(curve, 1, 0.3, next);
    evaluateCurve(curve, 0.25, 0.3, half);
    expect(half.logLikelihood).toBeCloseTo(0.75 * point.logLikelihood + 0.25 * next.logLikelihood, 10);
    expect(half.slope).toBeCloseTo(0.75 * point.slope + 0.25 * next.slope, 10);
  });

  test('gives an update near the exact posterior for every category', () => {
    const { nodes, weights } = normalGrid(241, 8);
    for (let k = 0; k <= MODEL.cuts[j].length; k++) {
      let [mass, mean, square] = [0, 0, 0];
      nodes.forEach((x, q) => {
        const w = weights[q] * curvePoint(MODEL, j, x).p[k];
        mass += w;
        mean += w * x;
        square += w * x * x;
      });
      mean /= mass;
      const variance = square / mass - mean * mean;
      const { ability } = update({ mean: 0, variance: 1 }, [], [{ curve, category: k, points: [] }]);
      expect(Math.abs(ability.mean - mean)).toBeLessThan(0.12);
      // Laplace's approximation by the expected information, from one skew answer.
      expect(Math.abs(ability.variance / variance - 1)).toBeLessThan(0.25);
    }
  });

  test('predicts the marks to expect of a learner', () => {
    const models = modelsFor(MODEL);
    const item = { id: MODEL.items[j], subject: 'math', knowledgePoints: ['p'], difficulty: 0.5 };
    const { probability, mean, variance } = predict(start('a'), item, models);
    const { nodes, weights } = normalGrid(61);
    let sum = 0;
    nodes.forEach((z, q) => {
      sum += weights[q] * expectedScore(MODEL, j, mean + Math.sqrt(variance) * z);
    });
    expect(probability).toBeCloseTo(sum, 5);
    expect(averageShare(curve, { mean, variance: 0 })).toBeCloseTo(expectedScore(MODEL, j, mean), 12);
  });

  test('moves mastery up by full marks and down by none', () => {
    const models = modelsFor(MODEL);
    const answered = (score: number): number => {
      const answer = { item: MODEL.items[j], knowledgePoints: ['p'], score };
      const state = advance(start('a'), { kind: 'practice', subject: 'math', answers: [answer] }, models);
      return mastery(state, 'math', 'p', models).probability;
    };
    const before = mastery(start('a'), 'math', 'p', models).probability;
    expect(answered(1)).toBeGreaterThan(before);
    expect(answered(0)).toBeLessThan(before);
  });
});

function modelsFor(irt: IrtModel): LearnerModels {
  return {
    irt,
    ability: {
      kind: 'point-ability',
      version: 1,
      points: ['p'],
      a: [1],
      b: [0],
      items: [1],
      typical: { a: 1, b: 0 },
      deviation: 0.5,
      success: 0.7,
      drift: { ability: 0, point: 0 },
      report: { logLikelihood: 0, logLikelihoodWithoutPoints: 0, identified: true, se: 0, learners: 1, warnings: [] },
    },
  };
}

describe('averageShare', () => {
  test('is the integral, however wide the belief and steep the curve', () => {
    const { nodes, weights } = normalGrid(601, 8);
    for (const a of [0.3, 1, 1.9, 3]) {
      for (const deviation of [0.2, 0.6, 1, 1.3]) {
        for (const b of [[0.3], [-1, 0.2, 1.5], [0.4, 0.4], [0.5, -0.2]]) {
          let sum = 0;
          nodes.forEach((z, q) => {
            sum += weights[q] * expectedShare({ a, b }, -0.4 + deviation * z);
          });
          const own = averageShare({ a, b }, { mean: -0.4, variance: deviation ** 2 });
          // Past three logits of a steep item's scale only rough predictions are to be had, and wanted.
          expect(Math.abs(own - sum)).toBeLessThan(a * deviation < 2 ? 2e-6 : 2e-3);
        }
      }
    }
  });
});

describe('a nominal item', () => {
  test('whose middle category is the best does not raise mastery by its last', () => {
    const one = only(MODEL, [11]);
    const odd: IrtModel = { ...one, nominal: [{ slopes: [0, 1, 2, 0.8], intercepts: [0, 0, 0, 0] }] };
    const models = modelsFor(odd);
    const answer = { item: odd.items[0], knowledgePoints: ['p'], score: 1 };
    const state = advance(start('a'), { kind: 'practice', subject: 'math', answers: [answer] }, models);
    const { ability } = state.subjects.math;
    // P(last) falls in θ where the best category takes over; E t at 0 is 0.95, above 0.8.
    expect(ability.mean).toBeLessThan(0);
    expect(mastery(state, 'math', 'p', models).probability).toBeLessThan(0.5);
  });
});

describe('fit', () => {
  test('finds the deviation of points behind answers to items of every family', () => {
    const random = createRandom('every family');
    const items = Array.from({ length: 2 }, () => EVERY.items.map((_, j) => j)).flat();
    const irt: IrtModel = { ...only(EVERY, items), items: items.map((_, j) => `item-${j}`) };
    const points = 6;
    const needs = items.map((_, j) => [`point-${j % points}`]);
    const learners = 400;
    const answers = new Float32Array(learners * items.length);
    for (let i = 0; i < learners; i++) {
      const ability = random.normal();
      const own = Array.from({ length: points }, () => random.normal(0, 0.7));
      items.forEach((_, j) => {
        answers[i * items.length + j] = random.categorical(curvePoint(irt, j, ability + own[j % points]).p);
      });
    }
    const matrix = {
      learners: Array.from({ length: learners }, (_, i) => `l${i}`),
      items: irt.items,
      points: answers,
      fullMarks: irt.fullMarks,
    };
    const model = fitPoints(matrix, needs, irt);
    expect(model.report.identified).toBe(true);
    expect(Math.abs(model.deviation - 0.7)).toBeLessThan(0.15);
    for (const a of model.a) {
      expect(a).toBeGreaterThan(0.3);
      expect(a).toBeLessThan(2.5);
    }
    for (const b of model.b) expect(Math.abs(b)).toBeLessThan(1.5);
  });

  test('sets a typical item also where grouped marks never reach the success asked for', () => {
    const one = only(EVERY, [7, 9]);
    const low: IrtModel = {
      ...one,
      categoryPoints: [
        [0, 0.5, 1, 1.5],
        [0, 0.4, 0.9, 1.4],
      ],
    };
    const matrix = { learners: ['a'], items: low.items, points: Float32Array.of(1, 2), fullMarks: low.fullMarks };
    const model = fitPoints(matrix, [['p'], ['p']], low, { success: 0.9, deviation: 0.5 });
    for (const item of [model.typical, { a: model.a[0], b: model.b[0] }]) {
      expect(item.a).toBeGreaterThan(0.1);
      expect(Math.abs(item.b)).toBeLessThan(6);
    }
  });
});
