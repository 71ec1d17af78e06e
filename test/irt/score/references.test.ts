import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { calibrate } from '../../../src/irt/calibrate.js';
import type { IrtModel, ItemFamily } from '../../../src/irt/model.js';
import type { ScoreMethod } from '../../../src/irt/score/options.js';
import { score } from '../../../src/irt/score.js';
import { realData, referenceData } from '../../real-data.js';
import { modelOf } from '../samples.js';

interface Scores {
  readonly F1: number | null;
  readonly SE_F1: number | null;
}

interface Reference {
  readonly logLik: number;
  readonly items: readonly Record<string, number>[];
  readonly slopeIntercept: readonly Record<string, number>[];
  readonly scoresFirst20: Readonly<Record<'EAP' | 'MAP' | 'ML' | 'WLE', readonly Scores[]>>;
}

/** A plain CSV with a header; empty is missing, a column `freq` is the count. */
function readMatrix(path: string, least: number, fullMarks: number): ResponseMatrix {
  const [head, ...lines] = readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const freq = head.findIndex((name) => name.toLowerCase() === 'freq');
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => i !== freq);
  const items = keep(head);
  return {
    learners: lines.map((_, i) => `${i + 1}`),
    items: items.map((_, j) => `q${j + 1}`),
    points: Float32Array.from(
      lines.flatMap((cells) => keep(cells).map((x) => (x === '' ? Number.NaN : Number(x) - least))),
    ),
    fullMarks: items.map(() => fullMarks),
    ...(freq < 0 ? {} : { count: Float64Array.from(lines, (cells) => Number(cells[freq])) }),
  };
}

/** The first 20 learners, each a row. */
function firstTwenty({ count, ...matrix }: ResponseMatrix): ResponseMatrix {
  const rows = matrix.learners.flatMap((_, row) => new Array<number>(count?.[row] ?? 1).fill(row)).slice(0, 20);
  const width = matrix.items.length;
  return {
    ...matrix,
    learners: rows.map((_, i) => `${i + 1}`),
    points: Float32Array.from(rows.flatMap((row) => [...matrix.points.subarray(row * width, (row + 1) * width)])),
  };
}

/** The reference program's items in the shape of a model. */
function modelFrom(reference: Reference, family: ItemFamily): IrtModel {
  const steps = (item: Record<string, number>): number[] =>
    item.b === undefined ? [item.b1, item.b2, item.b3] : [item.b];
  const families = reference.items.map(() => family);
  if (family !== 'NRM') {
    return modelOf({ a: reference.items.map(({ a }) => a), b: reference.items.map(steps) }, families);
  }
  const categories = [1, 2, 3, 4];
  const nominal = reference.items.map((item) => ({
    slopes: categories.map((k) => item[`a${k}`] - item.a1),
    intercepts: categories.map((k) => item[`c${k}`] - item.c1),
  }));
  const base = modelOf({ a: nominal.map(() => 1), b: nominal.map(() => [0, 0, 0]) }, families);
  return { ...base, nominal };
}

/**
 * The deviation of θ of a Rasch model is not among the outputs; its EAPs are. So it is the one with the first learner's EAP, and
 * all others are checked with it.
 */
function raschDeviation(model: IrtModel, matrix: ResponseMatrix, expected: number): number {
  let [low, high] = [0.3, 3];
  for (let step = 0; step < 50; step++) {
    const deviation = 0.5 * (low + high);
    // The first learner is below the mean, and the more so the wider the distribution.
    if (score(withDeviation(model, deviation), matrix).theta[0] > expected) low = deviation;
    else high = deviation;
  }
  return 0.5 * (low + high);
}

function withDeviation(model: IrtModel, deviation: number): IrtModel {
  return { ...model, latent: [{ ...model.latent[0], deviation }] };
}

describe.each([
  ['lsat6_patterns', 'lsat6_Rasch', 'Rasch', 0, 1],
  ['lsat6_patterns', 'lsat6_2PL', '2PL', 0, 1],
  ['lsat7_patterns', 'lsat7_Rasch', 'Rasch', 0, 1],
  ['lsat7_patterns', 'lsat7_2PL', '2PL', 0, 1],
  ['sat12_scored', 'sat12_2PL', '2PL', 0, 1],
  ['science', 'science_gpcm', 'GPCM', 1, 3],
  ['science', 'science_graded', 'GRM', 1, 3],
  ['science', 'science_nominal', 'NRM', 1, 3],
] as const)('%s against the reference program, %s', (file, output, family, least, fullMarks) => {
  const data = realData(`irt/${file}.csv`);
  const path = referenceData(`irt/${output}.json`);
  const absent = data === undefined || path === undefined;

  const methods = [
    ['EAP', 'EAP'],
    ['MAP', 'MAP'],
    ['MLE', 'ML'],
    ['WLE', 'WLE'],
  ] as const;

  it.skipIf(absent).each(methods)('gives its %s from its parameters', (method, name) => {
    const reference = JSON.parse(readFileSync(path as string, 'utf8')) as Reference;
    const matrix = firstTwenty(readMatrix(data as string, least, fullMarks));
    let model = modelFrom(reference, family);
    if (family === 'Rasch') {
      model = withDeviation(model, raschDeviation(model, matrix, reference.scoresFirst20.EAP[0].F1 as number));
    }
    compare(model, matrix, method, reference.scoresFirst20[name]);
  });

  it.skipIf(absent)('gives them from our own calibration', () => {
    const reference = JSON.parse(readFileSync(path as string, 'utf8')) as Reference;
    const matrix = readMatrix(data as string, least, fullMarks);
    const model = calibrate(matrix, { family, standardErrors: 'none' });
    for (const [method, name] of methods) {
      compare(model, firstTwenty(matrix), method, reference.scoresFirst20[name]);
    }
  });
});

function compare(model: IrtModel, matrix: ResponseMatrix, method: ScoreMethod, expected: readonly Scores[]): void {
  const { theta, se, bounded } = score(model, matrix, { method });
  expected.forEach(({ F1, SE_F1 }, row) => {
    const place = `${method} of learner ${row + 1}`;
    // The reference has ±Infinity, written as null, where we stop at the bound and say so.
    if (F1 === null || SE_F1 === null) {
      expect(Math.abs(theta[row]), place).toBe(6);
      expect(bounded[row], place).toBe(1);
      return;
    }
    expect(bounded[row], place).toBe(0);
    expect(Math.abs(theta[row] - F1), place).toBeLessThan(0.005);
    expect(Math.abs(se[row] - SE_F1), place).toBeLessThan(0.005);
  });
}
