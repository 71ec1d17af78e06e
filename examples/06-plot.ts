/**
 * Draws a simulated paper: learners and items on one scale, items with what was observed, two groups on one item, information, and
 * expected points with a pass mark. With the name of a file the sheet is written there as SVG; `irt-plots.png` is a picture of it.
 *
 * Prints:
 *   8 items, 1200 learners
 *   easiest threshold q7 at -1.72, hardest q6 at 1.62
 *   6 pictures on one sheet of 1208 × 758
 */
import { writeFileSync } from 'node:fs';
import { calibrate, type ItemFamily, score } from 'yincai/irt';
import {
  itemLocations,
  observeItems,
  plotCharacteristic,
  plotInformation,
  plotItem,
  plotWrightMap,
  sheet,
} from 'yincai/irt/plot';
import { simulateAbilities, simulateResponses } from 'yincai/simulate';

// Four single-choice questions, two blanks, two questions of several marks. The blank q5 is a logit harder for the second group.
const truth = {
  items: ['q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'q8'],
  a: [1.2, 1.4, 1.6, 1.3, 1.4, 1.5, 0.9, 1.1],
  b: [[-1.2], [-0.4], [0.3], [1], [0], [1.4], [-1.5, -0.2, 0.9], [-0.8, 0.5, 1.3]],
  lower: [0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0],
  cuts: [[5], [5], [5], [5], [5], [5], [4, 8, 12], [4, 8, 12]],
  fullMarks: [5, 5, 5, 5, 5, 5, 12, 12],
};
const abilities = simulateAbilities(1200, { seed: 'plots' });
const groups = Array.from(abilities, (_, i) => (i % 2 === 0 ? '甲校' : '乙校'));
const exam = simulateResponses(truth, abilities, {
  seed: 'plots',
  shift: (learner, item) => (item === 4 && learner % 2 === 1 ? -1 : 0),
});

const families = new Map<string, ItemFamily>(truth.items.slice(0, 4).map((item) => [item, '3PL']));
const model = calibrate(exam, { family: 'GPCM', families });
console.log(`${model.items.length} items, ${exam.learners.length} learners`);
const places = itemLocations(model).sort((one, other) => one.theta - other.theta);
const [easiest, hardest] = [places[0], places[places.length - 1]];
console.log(
  `easiest threshold ${easiest.item} at ${easiest.theta.toFixed(2)}, hardest ${hardest.item} at ${hardest.theta.toFixed(2)}`,
);

// Both groups on one scale: what is observed of each, beside the common curve.
const grouped = calibrate(exam, { family: 'GPCM', families, groups });
const of = (group: string) => observeItems(grouped, exam, { groups, only: group });
const observed = observeItems(model, exam);
const { theta } = score(model, exam);
const size = { width: 376, height: 340 };
const pictures = [
  plotWrightMap(model, { persons: [{ abilities: theta }], width: 376, height: 360 }),
  plotItem(model, 'q3', { ...size, observed }),
  plotItem(model, 'q7', { ...size, observed }),
  plotItem(grouped, 'q5', {
    ...size,
    label: '甲校',
    observed: of('甲校'),
    compare: [{ label: '乙校', observed: of('乙校') }],
  }),
  plotInformation(model, size),
  plotCharacteristic(model, { ...size, observed, levels: [{ points: 32, label: '及格' }] }),
];
const page = sheet(pictures, { columns: 3, title: '模拟数据 / simulated data' });
const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(page) ?? [];
console.log(`${pictures.length} pictures on one sheet of ${width} × ${height}`);
if (process.argv[2] !== undefined) writeFileSync(process.argv[2], page);
