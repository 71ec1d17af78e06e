import { describe, expect, it } from 'vitest';
import type { IrtModel } from '../../../src/irt/model.js';
import type { ScoreMethod } from '../../../src/irt/score/options.js';
import { score } from '../../../src/irt/score.js';
import { createRandom } from '../../../src/math/random.js';
import { matrixOf, modelOf } from '../samples.js';
import { answer, EVERY, informationOf, integrate, logLikelihood, only, rowsOf, withLatent } from './samples.js';

/** What each method maximises. */
function objective(model: IrtModel, row: readonly number[], method: ScoreMethod): (theta: number) => number {
  const { mean, deviation } = model.latent[0];
  return (theta) => {
    const value = logLikelihood(model, row, theta);
    if (method === 'MAP') return value - 0.5 * ((theta - mean) / deviation) ** 2;
    return method === 'WLE' ? value + 0.5 * Math.log(informationOf(model, row, theta)) : value;
  };
}

/** The highest point of a function by a fine grid, then by thirds. */
function highest(f: (theta: number) => number, low = -6, high = 6): number {
  let best = low;
  for (let theta = low; theta <= high; theta += 0.05) if (f(theta) > f(best)) best = theta;
  let [from, to] = [Math.max(low, best - 0.05), Math.min(high, best + 0.05)];
  for (let step = 0; step < 80; step++) {
    const [left, right] = [from + (to - from) / 3, to - (to - from) / 3];
    if (f(left) < f(right)) from = left;
    else to = right;
  }
  return 0.5 * (from + to);
}

const MODEL = withLatent(EVERY, { mean: 0.3, deviation: 1.2 });
const random = createRandom('modes');
const matrix = answer(
  MODEL,
  Array.from({ length: 40 }, () => random.normal()),
  random,
  0.2,
);

describe.each(['MAP', 'MLE', 'WLE'] as const)('%s of mixed families', (method) => {
  const scores = score(MODEL, matrix, { method });
  const expected = score(MODEL, matrix, { method, information: 'expected' });

  it('is the highest point of what it maximises, and its error the curvature there', () => {
    rowsOf(matrix).forEach((row, i) => {
      const f = objective(MODEL, row, method);
      const at = highest(f);
      if (Math.abs(at) > 5.9) return;
      expect(scores.bounded[i]).toBe(0);
      expect(Math.abs(scores.theta[i] - at)).toBeLessThan(1e-5);
      const h = 1e-3;
      const curvature = -(f(at + h) - 2 * f(at) + f(at - h)) / h ** 2;
      expect(scores.se[i] * Math.sqrt(curvature)).toBeCloseTo(1, 4);
      const information = informationOf(MODEL, row, at) + (method === 'MAP' ? 1 / 1.2 ** 2 : 0);
      expect(expected.se[i] * Math.sqrt(information)).toBeCloseTo(1, 5);
      expect(expected.theta[i]).toBe(scores.theta[i]);
    });
  });
});

describe('single items', () => {
  it.each(EVERY.families.map((family, j) => [family, j] as const))(
    '%s (item %i) has finite scores by every method',
    (_, j) => {
      const model = only(EVERY, [j]);
      const most = model.fullMarks[0];
      const one = matrixOf(
        Array.from({ length: most + 1 }, (__, k) => [k]),
        model.fullMarks,
      );
      const named = { ...one, items: model.items };
      for (const method of ['EAP', 'MAP', 'MLE', 'WLE', 'EAPsum'] as const) {
        const { theta, se, bounded } = score(model, named, { method });
        for (let k = 0; k <= most; k++) {
          expect(Number.isFinite(theta[k])).toBe(true);
          expect(se[k]).toBeGreaterThan(0);
          expect(se[k]).toBeLessThan(Number.POSITIVE_INFINITY);
          if (bounded[k] === 0 && Math.abs(theta[k]) < 6) {
            if (method === 'MAP' || method === 'MLE' || method === 'WLE') {
              const f = objective(model, [k], method);
              for (const step of [-0.02, 0.02]) expect(f(theta[k])).toBeGreaterThanOrEqual(f(theta[k] + step) - 1e-9);
            }
          } else expect(['MLE', 'WLE']).toContain(method);
        }
      }
    },
  );

  it('have their closed form: the WLE of one binary item is b ± ln 3 / a', () => {
    // ℓ + ½ log I: x − p + ½ (1 − 2p) = 0, so p = ¾ or ¼.
    const model = modelOf({ a: [1.7], b: [[0.4]] });
    const { theta } = score(model, matrixOf([[1], [0]], [1]), { method: 'WLE' });
    expect(theta[0]).toBeCloseTo(0.4 + Math.log(3) / 1.7, 7);
    expect(theta[1]).toBeCloseTo(0.4 - Math.log(3) / 1.7, 7);
  });

  it('have their closed form: the MLE of n equal items with r right is b + logit(r / n) / a', () => {
    const n = 8;
    const model = modelOf({ a: Array(n).fill(1.3), b: Array(n).fill([-0.2]) });
    const rows = [3, 6].map((r) => Array.from({ length: n }, (_, j) => (j < r ? 1 : 0)));
    const { theta, se } = score(model, matrixOf(rows, Array(n).fill(1)), { method: 'MLE' });
    [3, 6].forEach((r, i) => {
      const p = r / n;
      expect(theta[i]).toBeCloseTo(-0.2 + Math.log(p / (1 - p)) / 1.3, 8);
      expect(se[i]).toBeCloseTo(1 / (1.3 * Math.sqrt(n * p * (1 - p))), 6);
    });
  });
});

describe('extreme rows', () => {
  const full = MODEL.fullMarks;
  const rows = [full.slice(), full.map(() => 0), full.map(() => Number.NaN)];
  const extreme = { ...matrixOf(rows, full), items: MODEL.items };

  it('stop at the bound by MLE, which is told, and are finite by themselves otherwise', () => {
    const mle = score(MODEL, extreme, { method: 'MLE' });
    expect([...mle.theta]).toEqual([6, -6, Number.NaN]);
    expect([...mle.bounded]).toEqual([1, 1, 0]);
    expect(mle.se[2]).toBeNaN();
    expect(mle.se[0]).toBeCloseTo(1 / Math.sqrt(informationOf(MODEL, rows[0], 6)), 8);
    const near = score(MODEL, extreme, { method: 'MLE', bound: 3.5 });
    expect([...near.theta.slice(0, 2)]).toEqual([3.5, -3.5]);
    for (const method of ['MAP', 'WLE', 'EAP', 'EAPsum'] as const) {
      const { theta, se, bounded } = score(MODEL, extreme, { method });
      expect([...bounded]).toEqual([0, 0, 0]);
      expect(theta[0]).toBeGreaterThan(1.5);
      expect(theta[1]).toBeLessThan(-1);
      expect(Math.abs(theta[0]) + Math.abs(theta[1])).toBeLessThan(20);
      if (method === 'WLE') expect(theta[2]).toBeNaN();
      else expect([theta[2], se[2]].map((x) => Number(x.toFixed(6)))).toEqual([0.3, 1.2]);
    }
  });

  it('stop at the bound also where the likelihood is 1 to working precision long before it', () => {
    const steep = modelOf({ a: [8, 9, 10], b: [[0], [0.1], [-0.2]] });
    const ends = matrixOf(
      [
        [1, 1, 1],
        [0, 0, 0],
      ],
      [1, 1, 1],
    );
    const { theta, bounded, se } = score(steep, ends, { method: 'MLE' });
    expect([...theta]).toEqual([6, -6]);
    expect([...bounded]).toEqual([1, 1]);
    expect(se.every((x) => Number.isFinite(x))).toBe(true);
  });
});

describe('chance levels', () => {
  it('may give a likelihood two modes, of which the higher is taken', () => {
    // A hard item right against easy ones wrong: a guess, or a slip of a strong learner.
    const items = 6;
    const model: IrtModel = {
      ...modelOf({ a: Array(items).fill(2.5), b: [[-1.5], [-1], [-0.5], [1.5], [2], [2.5]] }, Array(items).fill('3PL')),
      lower: Array(items).fill(0.2),
    };
    for (let pattern = 0; pattern < 2 ** items; pattern++) {
      const row = Array.from({ length: items }, (_, j) => (pattern >> j) & 1);
      const f = objective(model, row, 'MLE');
      const { theta } = score(model, matrixOf([row], Array(items).fill(1)), { method: 'MLE' });
      const best = highest(f);
      expect(f(theta[0])).toBeGreaterThan(f(best) - 1e-9);
    }
  });
});

describe('tables of canonical tests', () => {
  const items = Array.from({ length: 30 }, (_, j) => j);
  const model: IrtModel = {
    ...modelOf(
      {
        a: items.map((j) => 0.5 + (j % 7) * 0.3),
        b: items.map((j) => (j % 5 === 0 ? [-0.5, 0.2, 1] : [(j - 15) / 8])),
      },
      items.map((j) => (j === 7 ? 'NRM' : j % 5 === 0 ? 'GPCM' : '2PL')),
    ),
    nominal: items.map((j) => (j === 7 ? { slopes: [0, 1.4], intercepts: [0, 0.3] } : null)),
  };
  const drawn = createRandom('canonical');
  const many = answer(
    model,
    Array.from({ length: 300 }, () => drawn.normal(0, 1.5)),
    drawn,
  );

  it.each(['MAP', 'MLE', 'WLE'] as const)('give the %s that climbing gives', (method) => {
    const all = score(model, many, { method });
    rowsOf(many).forEach((row, i) => {
      const alone = score(model, { ...matrixOf([row], model.fullMarks), items: model.items }, { method });
      expect(Math.abs(all.theta[i] - alone.theta[0])).toBeLessThan(2e-7);
      expect(Math.abs(all.se[i] / alone.se[0] - 1)).toBeLessThan(1e-5);
      expect(all.bounded[i]).toBe(alone.bounded[0]);
    });
  });
});

describe('estimates over many learners', () => {
  const drawn = createRandom('recovery');
  const items = Array.from({ length: 3 }, () => EVERY.items.map((_, j) => j)).flat();
  const triple = only(EVERY, items);
  const long: IrtModel = { ...triple, items: items.map((_, j) => `q${j + 1}`) };
  const truth = Array.from({ length: 3000 }, () => drawn.normal());
  const answers = answer(long, truth, drawn);

  it.each(['EAP', 'MAP', 'MLE', 'WLE', 'EAPsum'] as const)('by %s have errors that cover as they say', (method) => {
    const { theta, se } = score(long, answers, { method });
    const inside = truth.filter((t, i) => Math.abs(theta[i] - t) < 1.96 * se[i]).length / truth.length;
    expect(inside).toBeGreaterThan(0.935);
    expect(inside).toBeLessThan(0.965);
  });

  it('are freed of bias by WLE', () => {
    const strong = answer(long, Array(4000).fill(1.8), drawn);
    const bias = (method: ScoreMethod): number =>
      score(long, strong, { method }).theta.reduce((sum, t) => sum + t - 1.8, 0) / 4000;
    expect(Math.abs(bias('WLE'))).toBeLessThan(0.02);
    expect(bias('MLE')).toBeGreaterThan(0.02);
    expect(bias('EAP')).toBeLessThan(-0.05);
  });

  it('EAP is the integral, on the nodes a long test needs', () => {
    const rows = rowsOf(answers).slice(0, 10);
    const { theta, se } = score(long, answers);
    rows.forEach((row, i) => {
      const [mean, deviation] = integrate((t) => logLikelihood(long, row, t) - 0.5 * t * t, -6, 6);
      expect(theta[i]).toBeCloseTo(mean, 6);
      expect(se[i]).toBeCloseTo(deviation, 6);
    });
  });
});
