/**
 * Reads a school's table of points, 缺考 and all, and scores its learners on items that are calibrated already.
 *
 * Prints:
 *   3 learners, 0 warnings
 *   S01: 1.47 ± 0.69
 *   S02: -0.40 ± 0.62
 *   S03: 0.00 ± 1.00
 */
import { readResponses } from 'yincai/data';
import { calibrate, score } from 'yincai/irt';
import { simulateAbilities, simulateItems, simulateResponses } from 'yincai/simulate';

// Calibrated last year on 800 learners: five questions of 5 points, each right or wrong.
const drawn = simulateItems(5, { seed: 'last year' });
const items = {
  ...drawn,
  items: ['1', '2', '3', '4', '5'],
  cuts: drawn.cuts.map(() => [5]),
  fullMarks: drawn.cuts.map(() => 5),
};
const lastYear = simulateResponses(items, simulateAbilities(800, { seed: 'last year' }), { seed: 'last year' });
const model = calibrate(lastYear, { family: '2PL' });

const { matrix, warnings } = await readResponses(`\
高二（1）班 小题分明细,,,,,,
学号,总分,第1题,第2题,第3题,第4题,第5题
满分,25,5,5,5,5,5
S01,25,5,5,5,5,5
S02,10,5,0,0,5,0
S03,缺考,,,,,
`);
console.log(`${matrix.learners.length} learners, ${warnings.length} warnings`);

const { learners, theta, se } = score(model, matrix, { method: 'EAP' });
learners.forEach((learner, l) => {
  console.log(`${learner}: ${theta[l].toFixed(2)} ± ${se[l].toFixed(2)}`);
});
