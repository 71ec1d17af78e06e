/**
 * Calibrates the items of one exam. The exam is simulated, so that what comes out can be held against the truth.
 *
 * Prints:
 *   500 learners, 20 items, converged: true
 *   q1: a 0.55 ± 0.14, b -2.82 ± 0.69; truth a 0.66, b -2.48
 *   correlation of b with the truth: 0.99
 */
import { calibrate } from 'yincai/irt';
import { simulateAbilities, simulateItems, simulateResponses } from 'yincai/simulate';

const truth = simulateItems(20, { seed: 'example' });
const abilities = simulateAbilities(500, { seed: 'example' });
const exam = simulateResponses(truth, abilities, { seed: 'example', missing: 0.05 });

const model = calibrate(exam, { family: '2PL' });
console.log(`${exam.learners.length} learners, ${exam.items.length} items, converged: ${model.report.converged}`);

const two = (value: number): string => value.toFixed(2);
console.log(
  `q1: a ${two(model.a[0])} ± ${two(model.se.a[0])}, b ${two(model.b[0][0])} ± ${two(model.se.b[0][0])}; ` +
    `truth a ${two(truth.a[0])}, b ${two(truth.b[0][0])}`,
);

const b = model.b.map(([step]) => step);
const trueB = truth.b.map(([step]) => step);
console.log(`correlation of b with the truth: ${two(correlation(b, trueB))}`);

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [mx, my] = [mean(x), mean(y)];
  const product = (p: readonly number[], mp: number, q: readonly number[], mq: number): number =>
    mean(p.map((value, i) => (value - mp) * (q[i] - mq)));
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my));
}
