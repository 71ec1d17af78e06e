import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import type { IrtModel } from '../../src/irt/model.js';
import { createRandom } from '../../src/math/random.js';
import { modelOf } from '../irt/samples.js';

/** A calibration with the given 2PL items, `item-0`, `item-1`, … */
export function calibration(a: readonly number[], b: readonly number[]): IrtModel {
  const model = modelOf({ a, b: b.map((x) => [x]) });
  return { ...model, items: a.map((_, j) => `item-${j}`) };
}

/** A simulated exam with its truth: `x[learner][point]` is ability plus the point's deviation. */
export interface SimulatedExam {
  readonly matrix: ResponseMatrix;
  readonly irt: IrtModel;
  readonly needs: readonly (readonly number[])[];
  readonly points: readonly (readonly string[])[];
  readonly x: readonly (readonly number[])[];
}

export function simulateExam(deviation: number, learners: number, items: number, points: number): SimulatedExam {
  const { normal, integer, uniform } = createRandom(`exam ${deviation} ${items} ${points}`);
  const a = Array.from({ length: items }, () => Math.exp(normal(0.1, 0.3)));
  const b = Array.from({ length: items }, () => normal());
  const needs = a.map((_, j) => [...new Set([j % points, integer(0, points - 1)])]);
  const answers = new Float32Array(learners * items);
  const x: number[][] = [];
  for (let i = 0; i < learners; i++) {
    const ability = normal();
    const own = Array.from({ length: points }, () => ability + normal(0, deviation));
    x.push(own);
    for (let j = 0; j < items; j++) {
      const here = needs[j].reduce((sum, k) => sum + own[k] / needs[j].length, 0);
      answers[i * items + j] = uniform() < 1 / (1 + Math.exp(-a[j] * (here - b[j]))) ? 1 : 0;
    }
  }
  const irt = calibration(a, b);
  return {
    irt,
    needs,
    points: needs.map((need) => need.map((k) => `point-${k}`)),
    x,
    matrix: {
      learners: x.map((_, i) => `learner-${i}`),
      items: irt.items,
      points: answers,
      fullMarks: irt.fullMarks,
    },
  };
}
