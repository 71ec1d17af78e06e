import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { calibrate } from '../../../src/irt/calibrate.js';
import { itemFit } from '../../../src/irt/fit/item-fit.js';
import { modelFit } from '../../../src/irt/fit/model-fit.js';
import type { IrtModel, ItemFamily } from '../../../src/irt/model.js';
import { realData, referenceData } from '../../real-data.js';
import { matrixOf, modelOf } from '../samples.js';

/** A plain CSV with a header; empty is missing, `freq` is the count; points from `least` on. */
function readMatrix(path: string, least: number): ResponseMatrix {
  const [head, ...lines] = readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const freq = head.findIndex((name) => name.toLowerCase() === 'freq');
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => i !== freq);
  const rows = lines.map((cells) => keep(cells).map((x) => (x === '' ? Number.NaN : Number(x) - least)));
  const full = keep(head).map((_, j) => Math.max(...rows.map((row) => row[j]).filter((x) => !Number.isNaN(x))));
  return {
    ...matrixOf(rows, full, freq < 0 ? undefined : lines.map((cells) => Number(cells[freq]))),
    items: keep(head),
  };
}

interface Reference {
  readonly items: readonly Record<string, number>[];
  readonly slopeIntercept: readonly Record<string, number>[];
  readonly M2?: readonly Record<string, number>[];
  readonly S_X2?: readonly Record<string, number>[];
}

/** The model with the reference's own estimates. */
function modelFrom(reference: Reference, family: ItemFamily, deviation: number): IrtModel {
  const nominal = family === 'NRM';
  const b = reference.items.map((item) =>
    nominal ? [0, 0, 0] : item.b === undefined ? [item.b1, item.b2, item.b3] : [item.b],
  );
  const model = modelOf(
    { a: reference.items.map(({ a }) => a ?? 1), b },
    b.map(() => family),
  );
  const categories = [0, 1, 2, 3];
  return {
    ...model,
    latent: [{ ...model.latent[0], deviation }],
    ...(nominal
      ? {
          nominal: reference.slopeIntercept.map((own) => ({
            slopes: categories.map((k) => own.a1 * own[`ak${k}`]),
            intercepts: categories.map((k) => own[`d${k}`]),
          })),
        }
      : {}),
  };
}

// The reference lists no deviation of the Rasch models' abilities; these are of our own calibration.
describe.each([
  ['lsat6_2PL', 'lsat6_patterns', '2PL', 0, 1],
  ['lsat6_Rasch', 'lsat6_patterns', 'Rasch', 0, 0.7549],
  ['lsat7_2PL', 'lsat7_patterns', '2PL', 0, 1],
  ['lsat7_Rasch', 'lsat7_patterns', 'Rasch', 0, 1.0111],
  ['sat12_2PL', 'sat12_scored', '2PL', 0, 1],
  ['science_gpcm', 'science', 'GPCM', 1, 1],
  ['science_graded', 'science', 'GRM', 1, 1],
  ['science_nominal', 'science', 'NRM', 1, 1],
] as const)('%s against mirt', (output, file, family, least, deviation) => {
  const data = realData(`irt/${file}.csv`);
  const path = referenceData(`irt/${output}.json`);
  const absent = data === undefined || path === undefined;

  /** Ours and the reference's, with the relative difference allowed. */
  function agrees(model: IrtModel, matrix: ResponseMatrix, reference: Reference, tolerance: number): void {
    const near = (x: number, y: number): void => {
      expect(Math.abs(x - y)).toBeLessThan(tolerance * Math.max(Math.abs(y), 0.01));
    };
    const [m2] = reference.M2 ?? [];
    if (m2 !== undefined) {
      const fit = modelFit(model, matrix);
      expect(fit.df).toBe(m2.df);
      near(fit.value, m2.M2);
      near(fit.p, m2.p);
      near(fit.rmsea, m2.RMSEA);
      near(fit.rmseaInterval[0], m2.RMSEA_5);
      near(fit.rmseaInterval[1], m2.RMSEA_95);
      near(fit.srmsr, m2.SRMSR);
      near(fit.tli, m2.TLI);
      near(fit.cfi, m2.CFI);
    }
    const items = itemFit(model, matrix);
    reference.S_X2?.forEach((own, j) => {
      const { sX2 } = items[j];
      expect(sX2.df).toBe(own['df.S_X2']);
      near(sX2.value, own.S_X2);
      near(sX2.p, own['p.S_X2']);
      near(sX2.rmsea, own['RMSEA.S_X2']);
    });
  }

  it.skipIf(absent)('agrees at its estimates', () => {
    const reference = JSON.parse(readFileSync(path as string, 'utf8')) as Reference;
    const matrix = readMatrix(data as string, least);
    const model = { ...modelFrom(reference, family, deviation), items: matrix.items };
    agrees(model, matrix, reference, 0.001);
  });

  it.skipIf(absent)('agrees at ours', () => {
    const reference = JSON.parse(readFileSync(path as string, 'utf8')) as Reference;
    const matrix = readMatrix(data as string, least);
    const model = calibrate(matrix, { family });
    // Our maximum of the nominal model lies a little higher than the reference's, which stopped earlier.
    agrees(model, matrix, reference, family === 'NRM' ? 0.05 : 0.01);
  });
});

/** Figures of LSAT section 7 that need no data file: table of Bock & Lieberman (1970), statistics by mirt 1.41. */
it('reproduces M₂ and S-X² of LSAT section 7', () => {
  const words =
    `00000 12 00001 19 00010 1 00011 7 00100 3 00101 19 00110 3 00111 17 01000 10 01001 5 01010 3 01011 7 01100 7 01101 23
01110 8 01111 28 10000 7 10001 39 10010 11 10011 34 10100 14 10101 51 10110 15 10111 90 11000 6 11001 25 11010 7 11011 35 11100 18
11101 136 11110 32 11111 308`.split(/\s+/);
  const matrix = matrixOf(
    words.filter((_, i) => i % 2 === 0).map((pattern) => [...pattern].map(Number)),
    [1, 1, 1, 1, 1],
    words.filter((_, i) => i % 2 === 1).map(Number),
  );
  const model = calibrate(matrix, { family: '2PL' });
  const { value, df, rmsea, srmsr, cfi, tli, statistic, learners } = modelFit(model, matrix);
  expect(statistic).toBe('M2');
  expect([learners, df]).toEqual([1000, 5]);
  expect(value).toBeCloseTo(11.938, 2);
  expect(rmsea).toBeCloseTo(0.0373, 4);
  expect(srmsr).toBeCloseTo(0.032, 3);
  expect(cfi).toBeCloseTo(0.9685, 4);
  expect(tli).toBeCloseTo(0.9369, 4);
  const figures = [4.751, 14.453, 1.273, 5.237, 0.941];
  itemFit(model, matrix).forEach(({ sX2 }, j) => {
    expect(sX2.value).toBeCloseTo(figures[j], 2);
    expect(sX2.df).toBe(2);
  });
});
