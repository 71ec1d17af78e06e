/**
 * Statistics of fit against plain twins in the same run:
 *
 * - M₂ of 30 and 50 binary items, 2,000 learners: the covariance of the moments as blocks and thin factors, against the same
 *   statistic with that matrix built and factored whole (moments² / 2 entries, moments³ / 3 multiplications);
 * - S-X² of 50 items × 10,000 learners: rest scores by halving, against the recursion anew for each item;
 * - the whole fitReport of 50 × 10,000.
 */
import { bookletsOf, type FitData, prepareFit } from '../../src/irt/fit/data.js';
import { fitReport } from '../../src/irt/fit/fit-report.js';
import { modelFit } from '../../src/irt/fit/model-fit.js';
import { restScores } from '../../src/irt/fit/rest-scores.js';
import { scoreTables, tableStatistic } from '../../src/irt/fit/s-x2.js';
import type { IrtModel } from '../../src/irt/model.js';
import { cholesky, choleskyForward } from '../../src/math/cholesky.js';
import { createRandom } from '../../src/math/random.js';
import { draw, modelOf } from '../../test/irt/samples.js';

const RUNS = 3;

function seconds<T>(work: () => T): { readonly value: T; readonly time: number } {
  const times: number[] = [];
  let value = work();
  for (let run = 0; run < RUNS; run++) {
    const from = performance.now();
    value = work();
    times.push((performance.now() - from) / 1000);
  }
  return { value, time: times.sort((a, b) => a - b)[RUNS >> 1] };
}

function sample(items: number, learners: number): { model: IrtModel; matrix: ReturnType<typeof draw>['matrix'] } {
  const random = createRandom(`fit ${items}`);
  const truth = {
    a: Array.from({ length: items }, () => Math.exp(random.normal(0.1, 0.3))),
    b: Array.from({ length: items }, () => [random.normal()]),
  };
  return { model: modelOf(truth), matrix: draw(truth, learners, random).matrix };
}

/** M₂ of 2PL items by its definition. */
function plainM2(model: IrtModel, data: FitData): number {
  const { nodes, weights, answers, rows } = data;
  const items = model.items.length;
  const width = nodes.length;
  const prior = weights[0];
  const curve = model.a.map((a, j) => nodes.map((x) => 1 / (1 + Math.exp(-a * (x - model.b[j][0])))));
  const sets: number[][] = model.items.map((_, j) => [j]);
  for (let l = 0; l < items; l++) for (let m = l + 1; m < items; m++) sets.push([l, m]);
  const size = sets.length;
  const given = sets.map((set) => nodes.map((_, q) => set.reduce((p, j) => p * curve[j][q], 1)));
  const expected = given.map((own) => own.reduce((sum, p, q) => sum + prior[q] * p, 0));
  const weighted = given.map((own) => own.map((p, q) => p * prior[q]));
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      const rest = sets[k].filter((j) => !sets[i].includes(j));
      let sum = 0;
      const other = rest.length === sets[k].length ? given[k] : undefined;
      for (let q = 0; q < width; q++) {
        let p = weighted[i][q];
        if (other !== undefined) p *= other[q];
        else for (const j of rest) p *= curve[j][q];
        sum += p;
      }
      covariance[i * size + k] = sum - expected[i] * expected[k];
    }
  }
  const columns = 2 * items + 1;
  const right = new Float64Array(size * columns);
  sets.forEach((set, i) => {
    let n = 0;
    for (let row = 0; row < rows; row++) {
      let all = 1;
      for (const j of set) all *= answers[row * items + j];
      n += all;
    }
    right[i * columns] = n / rows - expected[i];
    for (const j of set) {
      for (let q = 0; q < width; q++) {
        const p = curve[j][q];
        const move = weighted[i][q] * (1 - p);
        right[i * columns + 1 + 2 * j] += move * (nodes[q] - model.b[j][0]);
        right[i * columns + 2 + 2 * j] -= move * model.a[j];
      }
    }
  });
  const factor = cholesky(covariance, size);
  if (factor === undefined) return Number.NaN;
  choleskyForward(factor, size, right, columns);
  const gram = new Float64Array(columns * columns);
  for (let i = 0; i < size; i++)
    for (let a = 0; a < columns; a++)
      for (let b = 0; b < columns; b++) gram[a * columns + b] += right[i * columns + a] * right[i * columns + b];
  for (let pivot = columns - 1; pivot > 0; pivot--) {
    for (let a = 0; a < pivot; a++) {
      const f = gram[a * columns + pivot] / gram[pivot * columns + pivot];
      for (let b = 0; b < pivot; b++) gram[a * columns + b] -= f * gram[pivot * columns + b];
    }
  }
  return rows * gram[0];
}

/** Rest scores with the whole recursion for each item anew. */
function plainRestScores(data: FitData): number {
  const { probability, nodes, irt } = data;
  const width = nodes.length;
  const items = irt.items.length;
  let check = 0;
  for (let left = 0; left < items; left++) {
    let score = new Float64Array(width).fill(1);
    for (let j = 0; j < items; j++) {
      if (j === left) continue;
      const next = new Float64Array(score.length + width);
      const wrong = irt.categoryAt[j] * width;
      for (let s = 0; s < score.length; s += width) {
        for (let q = 0; q < width; q++) {
          next[s + q] += score[s + q] * probability[wrong + q];
          next[s + width + q] += score[s + q] * probability[wrong + width + q];
        }
      }
      score = next;
    }
    check += score[(score.length >> 1) + 7];
  }
  return check;
}

const table: Record<string, string>[] = [];
for (const items of [30, 50]) {
  const { model, matrix } = sample(items, 2000);
  const data = prepareFit(model, matrix);
  const ours = seconds(() => modelFit(model, matrix));
  const plain = seconds(() => plainM2(model, data));
  table.push({
    what: `M2, ${items} items (${items + (items * (items - 1)) / 2} moments), 2,000 learners, with CFI and SRMSR`,
    seconds: ours.time.toFixed(3),
    'plain twin': plain.time.toFixed(3),
    'times faster': (plain.time / ours.time).toFixed(1),
    agreement: Math.abs(ours.value.value / plain.value - 1).toExponential(1),
  });
}
const { model, matrix } = sample(50, 10_000);
const data = prepareFit(model, matrix);
const [booklet] = bookletsOf(data).booklets;
let check = 0;
const halving = seconds(() => {
  check = 0;
  restScores(data, booklet.items, (_, rest) => {
    check += rest[(rest.length >> 1) + 7];
  });
});
const anew = seconds(() => plainRestScores(data));
table.push({
  what: 'rest scores of 50 binary items',
  seconds: halving.time.toFixed(4),
  'plain twin': anew.time.toFixed(4),
  'times faster': (anew.time / halving.time).toFixed(1),
  agreement: Math.abs(check / anew.value - 1).toExponential(1),
});
const sX2 = seconds(() => scoreTables(data, booklet).map((own) => tableStatistic(own.table, 1)));
table.push({ what: 'S-X2, 50 items x 10,000 learners', seconds: sX2.time.toFixed(3) });
const whole = seconds(() => fitReport(model, matrix));
table.push({ what: 'fitReport, 50 items x 10,000 learners', seconds: whole.time.toFixed(3) });
console.table(table);
