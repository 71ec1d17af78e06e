import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { calibrate } from '../../../src/irt/multidimensional/calibrate.js';
import { factorLoadings, rotate } from '../../../src/irt/multidimensional/rotate.js';
import { realData } from '../../real-data.js';

/** A plain CSV with a header; empty is `missing`, a column `freq` is the count. */
function readMatrix(path: string, fullMarks: number, missing = Number.NaN): ResponseMatrix {
  const [head, ...lines] = readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const freq = head.findIndex((name) => name.toLowerCase() === 'freq');
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => i !== freq);
  return {
    learners: lines.map((_, i) => `${i + 1}`),
    items: keep(head),
    points: Float32Array.from(lines.flatMap((cells) => keep(cells).map((x) => (x === '' ? missing : Number(x))))),
    fullMarks: keep(head).map(() => fullMarks),
    ...(freq < 0 ? {} : { count: Float64Array.from(lines, (cells) => Number(cells[freq])) }),
  };
}

/** Largest difference of loadings, whatever the order of two factors. */
function apart(found: readonly (readonly number[])[], published: readonly (readonly number[])[]): number {
  const most = (order: readonly number[]): number =>
    Math.max(...published.flatMap((row, j) => row.map((x, d) => Math.abs(found[j][order[d]] - x))));
  return Math.min(most([0, 1]), most([1, 0]));
}

// Published outputs of mirt 1.43 in the reference pages of its site (philchalmers.github.io/mirt): mirt and bfactor.
describe('LSAT section 7 on two exploratory factors', () => {
  const data = realData('irt/lsat7_patterns.csv');

  it.skipIf(data === undefined)('agrees with the published solution', () => {
    const matrix = readMatrix(data as string, 1);
    const model = calibrate(matrix, { family: '2PL', structure: { exploratory: 2 } });
    expect(model.report).toMatchObject({ converged: true, learners: 1000, parameters: 14, method: 'em' });
    // −2653.520 published, which stopped a little short of the top.
    expect(model.report.logLikelihood).toBeGreaterThan(-2653.5205);
    expect(model.report.logLikelihood).toBeLessThan(-2653.51);
    const turned = rotate(model, 'oblimin');
    const { loadings, communalities, correlations } = factorLoadings(turned);
    expect(
      apart(loadings, [
        [0.7944, -0.0111],
        [0.0804, 0.463],
        [-0.0129, 0.8628],
        [0.2794, 0.1925],
        [0.2929, 0.1772],
      ]),
    ).toBeLessThan(0.02);
    [0.623, 0.255, 0.734, 0.165, 0.165].forEach((h, j) => {
      expect(Math.abs(communalities[j] - h)).toBeLessThan(0.02);
    });
    expect(Math.abs(correlations[0][1] - 0.463)).toBeLessThan(0.015);
  });
});

describe('Science on two exploratory factors of graded items', () => {
  const data = realData('irt/science.csv');

  it.skipIf(data === undefined)('agrees with the published solution', () => {
    const model = calibrate(readMatrix(data as string, 4), { family: 'GRM', structure: { exploratory: 2 } });
    expect(model.report.converged).toBe(true);
    // −1601.969 published.
    expect(Math.abs(model.report.logLikelihood - -1601.969)).toBeLessThan(0.005);
    const { loadings, communalities, correlations } = factorLoadings(rotate(model));
    expect(
      apart(loadings, [
        [0.6016, 0.0312],
        [-0.0573, 0.7971],
        [0.3302, 0.5153],
        [0.7231, -0.0239],
      ]),
    ).toBeLessThan(0.025);
    [0.382, 0.592, 0.548, 0.506].forEach((h, j) => {
      expect(Math.abs(communalities[j] - h)).toBeLessThan(0.025);
    });
    expect(Math.abs(correlations[0][1] - 0.511)).toBeLessThan(0.02);
  });
});

describe('SAT12 as a bifactor model', () => {
  const data = realData('irt/sat12_scored.csv');

  it.skipIf(data === undefined)('agrees with the published solution', { timeout: 60_000 }, () => {
    // There, answers that are missing count as wrong.
    const matrix = readMatrix(data as string, 1, 0);
    const specific = '23233212111313121133113133132312';
    const model = calibrate(matrix, {
      family: '2PL',
      structure: { bifactor: new Map(matrix.items.map((item, j) => [item, `S${specific[j]}`] as const)) },
      standardErrors: 'none',
    });
    expect(model.report).toMatchObject({ converged: true, parameters: 96 });
    expect(Math.abs(model.report.logLikelihood - -9435.052)).toBeLessThan(0.01);
    const { loadings, sumsOfSquares } = factorLoadings(model);
    const published: readonly (readonly [number, string, number])[] = [
      [0.4078, 'S2', 0.2273],
      [0.6195, 'S3', 0.3391],
      [0.5573, 'S2', -0.0744],
      [0.2808, 'S3', 0.3101],
      [0.4779, 'S3', 0.2544],
      [0.5341, 'S2', 0.2724],
      [0.4741, 'S1', 0.421],
      [0.3537, 'S2', 0.2732],
      [0.2181, 'S1', 0.5321],
      [0.4849, 'S1', 0.3792],
      [0.6442, 'S1', 0.3321],
    ];
    published.forEach(([general, name, own], j) => {
      expect(Math.abs(loadings[j][0] - general)).toBeLessThan(0.005);
      expect(Math.abs(loadings[j][model.dimensions.indexOf(name)] - own)).toBeLessThan(0.01);
    });
    const squares = ['general', 'S1', 'S2', 'S3'].map((name) => sumsOfSquares[model.dimensions.indexOf(name)]);
    [8.435, 1.03, 0.748, 0.781].forEach((x, d) => {
      expect(Math.abs(squares[d] - x)).toBeLessThan(0.01);
    });
  });
});
