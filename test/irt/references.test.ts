import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrate } from '../../src/irt/calibrate.js';
import type { IrtModel } from '../../src/irt/model.js';
import { score } from '../../src/irt/score.js';
import { realData, referenceData } from '../real-data.js';
import { matrixOf } from './samples.js';

/**
 * Section 6 of the Law School Admission Test: 30 answer patterns of 1,000 learners.
 * Published in Bock & Lieberman (1970), Psychometrika 35, and Bock & Aitkin (1981), Psychometrika 46, table 1.
 */
const LSAT6 = `00000 3 00001 6 00010 2 00011 11 00100 1 00101 1 00110 3 00111 4 01000 1 01001 8 01011 16 01101 3 01110 2 01111 15
10000 10 10001 29 10010 14 10011 81 10100 3 10101 28 10110 15 10111 80 11000 16 11001 56 11010 21 11011 173 11100 11 11101 61
11110 28 11111 298`;

function lsat6(): ResponseMatrix {
  const words = LSAT6.split(/\s+/);
  const rows = words.filter((_, i) => i % 2 === 0).map((pattern) => [...pattern].map(Number));
  const count = words.filter((_, i) => i % 2 === 1).map(Number);
  return matrixOf(rows, [1, 1, 1, 1, 1], count);
}

describe('LSAT section 6', () => {
  const matrix = lsat6();

  it('is the published table', () => {
    expect(matrix.learners).toHaveLength(30);
    expect(matrix.count?.reduce((a, b) => a + b, 0)).toBe(1000);
  });

  it('gives the published maximum likelihood estimates', () => {
    const model = calibrate(matrix, { family: '2PL' });
    expect(model.report).toMatchObject({ converged: true, learners: 1000, parameters: 10, warnings: [] });
    expect(model.report.logLikelihood).toBeCloseTo(-2466.653, 2);
    // Rizopoulos (2006), Journal of Statistical Software 17(5), the 2PL of these data: estimates and standard errors.
    const a = [0.8254, 0.7229, 0.8905, 0.6886, 0.6575];
    const aError = [0.2581, 0.1867, 0.2326, 0.1852, 0.21];
    const b = [-3.3597, -1.3696, -0.2799, -1.8659, -3.1236];
    const bError = [0.8669, 0.3073, 0.0997, 0.4341, 0.87];
    for (let j = 0; j < 5; j++) {
      expect(Math.abs(model.a[j] - a[j])).toBeLessThan(0.001);
      expect(Math.abs(model.se.a[j] - aError[j])).toBeLessThan(0.001);
      expect(Math.abs(model.b[j][0] - b[j])).toBeLessThan(0.003);
      expect(Math.abs(model.se.b[j][0] - bError[j])).toBeLessThan(0.004);
    }
  });
});

/** A plain CSV with a header; empty is missing, a column `freq` is the count. */
function readMatrix(path: string, fullMarks: number): ResponseMatrix {
  const [head, ...lines] = readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const freq = head.findIndex((name) => name.toLowerCase() === 'freq');
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => i !== freq);
  return {
    learners: lines.map((_, i) => `${i + 1}`),
    items: keep(head),
    points: Float32Array.from(lines.flatMap((cells) => keep(cells).map((x) => (x === '' ? Number.NaN : Number(x))))),
    fullMarks: keep(head).map(() => fullMarks),
    ...(freq < 0 ? {} : { count: Float64Array.from(lines, (cells) => Number(cells[freq])) }),
  };
}

interface Reference {
  readonly logLik: number;
  readonly iterations: number;
  readonly npars: number;
  readonly items: readonly Record<string, number>[];
  readonly scoresFirst20: { readonly EAP: readonly { readonly F1: number; readonly SE_F1: number }[] };
}

/** Estimates of an item in the reference's terms: slopes and intercepts of nominal categories are centred there. */
function estimates(model: IrtModel, j: number): Record<string, number> {
  const nominal = model.nominal?.[j];
  if (nominal) {
    const centred = (values: readonly number[], name: string): [string, number][] => {
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      return values.map((x, k) => [`${name}${k + 1}`, x - mean]);
    };
    return Object.fromEntries([...centred(nominal.slopes, 'a'), ...centred(nominal.intercepts, 'c')]);
  }
  const steps = model.b[j];
  if (steps.length === 1) return { a: model.a[j], b: steps[0] };
  return Object.fromEntries([['a', model.a[j]], ...steps.map((b, v): [string, number] => [`b${v + 1}`, b])]);
}

describe.each([
  ['lsat6_patterns', 'lsat6_2PL', '2PL', 1],
  ['lsat6_patterns', 'lsat6_Rasch', 'Rasch', 1],
  ['lsat7_patterns', 'lsat7_2PL', '2PL', 1],
  ['lsat7_patterns', 'lsat7_Rasch', 'Rasch', 1],
  ['sat12_scored', 'sat12_2PL', '2PL', 1],
  ['science', 'science_gpcm', 'GPCM', 4],
  ['science', 'science_graded', 'GRM', 4],
  ['science', 'science_nominal', 'NRM', 4],
] as const)('%s against the reference program: %s', (file, output, family, fullMarks) => {
  const data = realData(`irt/${file}.csv`);
  const reference = referenceData(`irt/${output}.json`);

  it.skipIf(data === undefined || reference === undefined)('agrees in likelihood, parameters and scores', () => {
    const matrix = readMatrix(data as string, fullMarks);
    const expected = JSON.parse(readFileSync(reference as string, 'utf8')) as Reference;
    const model = calibrate(matrix, { family });
    expect(model.report.converged).toBe(true);
    expect(model.report.warnings).toEqual([]);
    expect(Math.abs(model.report.logLikelihood - expected.logLik)).toBeLessThan(0.001);
    expect(model.report.parameters).toBe(expected.npars);
    // Fewer E-steps than the reference's 59 to 1,639.
    expect(model.report.iterations).toBeLessThan(expected.iterations / 2);
    const tolerance = family === 'NRM' ? 0.01 : 0.002;
    expected.items.forEach((item, j) => {
      for (const [name, value] of Object.entries(estimates(model, j))) {
        expect(Math.abs(value - item[name]), `${model.items[j]} ${name}`).toBeLessThan(tolerance);
      }
    });
    const { theta, se } = score(model, matrix);
    // The reference lists learners, so a pattern comes as often as its count.
    const rows = matrix.learners
      .flatMap((_, row) => new Array<number>(matrix.count?.[row] ?? 1).fill(row))
      .slice(0, 20);
    rows.forEach((row, i) => {
      expect(Math.abs(theta[row] - expected.scoresFirst20.EAP[i].F1)).toBeLessThan(0.001);
      expect(Math.abs(se[row] - expected.scoresFirst20.EAP[i].SE_F1)).toBeLessThan(0.001);
    });
  });
});
