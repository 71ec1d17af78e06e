import { expect, test } from 'vitest';
import { wordWarning } from '../../src/cli/irt/warnings.js';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrate } from '../../src/irt/calibrate.js';
import type { CalibrateOptions } from '../../src/irt/options.js';
import { simulateItems } from '../../src/simulate/generating-items.js';
import { simulateAbilities, simulateResponses } from '../../src/simulate/responses.js';

/** Answers to six items, with the points of one column changed. */
function odd(learners: number, change: (points: number, row: number, j: number) => number, width = 6): ResponseMatrix {
  const truth = simulateItems(width, { seed: 'odd', categories: 3 });
  const exam = simulateResponses(truth, simulateAbilities(learners, { seed: 'odd' }), { seed: 'odd' });
  return { ...exam, points: exam.points.map((points, at) => change(points, Math.floor(at / width), at % width)) };
}

const cases: readonly (readonly [string, ResponseMatrix, CalibrateOptions])[] = [
  ['all right', odd(100, (points, _, j) => (j === 0 ? 2 : points)), { family: '2PL' }],
  ['all wrong', odd(100, (points, _, j) => (j === 0 ? 0 : points)), { family: '2PL' }],
  ['one mark', odd(100, (points, _, j) => (j === 0 ? 1 : points)), { family: '2PL' }],
  ['one category', odd(100, (points, _, j) => (j === 0 ? 1 : points)), { family: 'GRM' }],
  ['nobody', odd(100, (points, _, j) => (j === 0 ? Number.NaN : points)), { family: 'GPCM' }],
  ['a row without answers', odd(100, (points, row) => (row === 3 ? Number.NaN : points)), { family: 'GPCM' }],
  ['few learners', odd(20, (points) => points), { family: 'GPCM' }],
  ['two items', odd(100, (points) => points, 2), { family: '2PL' }],
  ['one item of slope 1', odd(100, (points) => points, 1), { family: 'PCM' }],
  ['a Guttman scale', odd(100, (_, row, j) => (row > 15 * (j + 1) ? 2 : 0)), { family: '2PL' }],
  ['twins', odd(100, (points, row, j) => (j < 2 ? row % 3 : points)), { family: 'GPCM' }],
];

test.each(cases)('the warnings of %s are worded in Chinese', (_, matrix, options) => {
  const { report } = calibrate(matrix, options);
  expect(report.warnings.length).toBeGreaterThan(0);
  for (const warning of report.warnings) {
    expect(wordWarning(warning, 'zh'), warning).toMatch(/[\u4e00-\u9fff]{4}/);
    expect(wordWarning(warning, 'en')).toBe(warning);
  }
});

test('few anchors, and what is not known, stay readable', () => {
  const matrix = odd(100, (points) => points);
  const anchors = { ...calibrate(matrix), items: ['q1', 'b', 'c', 'd', 'e', 'f'] };
  const { warnings } = calibrate(matrix, { anchors }).report;
  expect(warnings.map((warning) => wordWarning(warning, 'zh'))).toContain('只有 1 道锚题：量尺全靠它');
  expect(wordWarning('something else', 'zh')).toBe('something else');
});

test('ids in warnings stay as they are, patterns and all', () => {
  const words = wordWarning('item "$1 $& \n(x)": everybody got it right; a weak prior keeps it finite', 'zh');
  expect(words).toBe('题“$1 $& \n(x)”：所有人都答对；用弱先验使其有限');
});
