import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as diagnosis from '../../src/diagnosis/point-ability.js';
import { parsePointAbilityModel } from '../../src/diagnosis/schema.js';
import { calibrate } from '../../src/irt/calibrate.js';
import { realData } from '../real-data.js';
import { calibration, type SimulatedExam, simulateExam } from './exam.js';

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (v: readonly number[]): number => v.reduce((sum, one) => sum + one, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  const cross = x.reduce((sum, one, i) => sum + (one - mx) * (y[i] - my), 0);
  return cross / Math.sqrt(x.reduce((s, one) => s + (one - mx) ** 2, 0) * y.reduce((s, one) => s + (one - my) ** 2, 0));
}

/** Belief about every point of every learner. */
function beliefs(exam: SimulatedExam, model: diagnosis.PointAbilityModel): diagnosis.Belief[][] {
  const points = exam.x[0].length;
  return exam.x.map((_, i) => {
    const posterior = diagnosis.update(
      diagnosis.ABILITY_PRIOR,
      new Array(points).fill(diagnosis.priorDeviation(model)),
      exam.irt.items.map((_, j) => ({
        curve: diagnosis.calibratedCurve(exam.irt, j),
        category: exam.matrix.points[i * exam.irt.items.length + j],
        points: exam.needs[j],
      })),
    );
    return posterior.points.map((point) => diagnosis.pointBelief(posterior.ability, point));
  });
}

describe('simulated truth', () => {
  test.each([0.6, 1])('deviation %f is recovered, and nine in ten intervals hold the truth', (deviation) => {
    const exam = simulateExam(deviation, 500, 40, 12);
    const model = diagnosis.fit(exam.matrix, exam.points, exam.irt);
    expect(model.report.identified).toBe(true);
    expect(Math.abs(model.deviation - deviation)).toBeLessThan(0.2);
    const found = beliefs(exam, model);
    let held = 0;
    found.forEach((row, i) => {
      row.forEach(({ mean, variance }, k) => {
        if (Math.abs(exam.x[i][k] - mean) < 1.645 * Math.sqrt(variance)) held++;
      });
    });
    const share = held / (500 * 12);
    expect(share).toBeGreaterThan(0.84);
    expect(share).toBeLessThan(0.95);
    expect(
      correlation(
        found.flat().map(({ mean }) => mean),
        exam.x.flat(),
      ),
    ).toBeGreaterThan(0.7);
    // Where points differ, their own answers must tell more than general ability does.
    expect(model.report.logLikelihood).toBeGreaterThan(model.report.logLikelihoodWithoutPoints + 10);
  });

  test('P(mastered) is calibrated: of those at p about p have mastered', () => {
    const exam = simulateExam(0.8, 800, 40, 10);
    const model = diagnosis.fit(exam.matrix, exam.points, exam.irt);
    const bins = Array.from({ length: 5 }, () => ({ p: 0, truth: 0, n: 0 }));
    beliefs(exam, model).forEach((row, i) => {
      row.forEach((belief, k) => {
        const { probability } = diagnosis.masteryOf(model, `point-${k}`, belief);
        const bin = bins[Math.min(Math.floor(probability * 5), 4)];
        bin.p += probability;
        bin.truth += exam.x[i][k] > diagnosis.masteryCut(model, `point-${k}`) ? 1 : 0;
        bin.n++;
      });
    });
    for (const { p, truth, n } of bins) if (n > 100) expect(Math.abs(p - truth) / n).toBeLessThan(0.08);
  });
});

describe('the model', () => {
  const exam = simulateExam(0.7, 60, 12, 4);

  test('a point is mastered from the ability at which its typical item reaches `success`', () => {
    const model = diagnosis.fit(exam.matrix, exam.points, exam.irt, { success: 0.8 });
    for (const point of [...model.points, 'never seen']) {
      const cut = diagnosis.masteryCut(model, point);
      expect(diagnosis.expectedShare(diagnosis.typicalCurve(model, point), cut)).toBeCloseTo(0.8, 10);
      expect(diagnosis.masteryOf(model, point, { mean: cut, variance: 0.5 }).probability).toBe(0.5);
      const sure = diagnosis.masteryOf(model, point, { mean: cut + 1, variance: 0 });
      expect(sure.probability).toBe(1);
      expect(sure.low).toBe(sure.high);
    }
  });

  test('says where the deviation cannot be told, and takes the default', () => {
    const one = diagnosis.fit(
      exam.matrix,
      exam.points.map(() => ['all']),
      exam.irt,
    );
    expect(one.report.identified).toBe(false);
    expect(one.report.reason).toContain('fewer than two knowledge points');
    expect(one.deviation).toBe(diagnosis.DEFAULT_DEVIATION);
    const apart = diagnosis.fit(
      exam.matrix,
      exam.points.map((_, j) => [`own-${j}`]),
      exam.irt,
    );
    expect(apart.report.reason).toContain('two items');
    const given = diagnosis.fit(exam.matrix, exam.points, exam.irt, { deviation: 0.3 });
    expect(given.deviation).toBe(0.3);
  });

  test('learners do not tell by their order what they do not tell by their answers', () => {
    const items = exam.irt.items.length;
    const turned = new Float32Array(exam.matrix.points.length);
    for (let i = 0; i < 60; i++) turned.set(exam.matrix.points.subarray(i * items, (i + 1) * items), (59 - i) * items);
    const here = diagnosis.fit(exam.matrix, exam.points, exam.irt, { deviation: 0.5 });
    const there = diagnosis.fit({ ...exam.matrix, points: turned }, exam.points, exam.irt, { deviation: 0.5 });
    expect(there.report.logLikelihood).toBeCloseTo(here.report.logLikelihood, 8);
    expect(there.b).toEqual(here.b);
  });

  test('leaves out items that are not calibrated, with a warning, and refuses an exam of none', () => {
    const part = { ...exam.irt, items: exam.irt.items.map((id, j) => (j === 0 ? 'another' : id)) };
    expect(diagnosis.fit(exam.matrix, exam.points, part).report.warnings[0]).toContain('item-0');
    expect(() => diagnosis.fit(exam.matrix, exam.points, calibration([], []))).toThrow(/calibrate this exam first/);
    expect(() => diagnosis.fit(exam.matrix, exam.points, exam.irt, { success: 1 })).toThrow(/success/);
    expect(() => diagnosis.fit(exam.matrix, [], exam.irt)).toThrow(/one an item/);
  });

  test('comes back from JSON as it was, and is refused where it is broken', () => {
    const model = diagnosis.fit(exam.matrix, exam.points, exam.irt);
    expect(parsePointAbilityModel(JSON.parse(JSON.stringify(model)))).toEqual(model);
    expect(() => parsePointAbilityModel({ ...model, a: [1] }, 'm.json')).toThrow(/m\.json, column "a"/);
    expect(() => parsePointAbilityModel({ ...model, version: 9 })).toThrow(/version 1/);
    expect(() => parsePointAbilityModel([])).toThrow(/bad format/);
  });
});

const responses = realData('frcsub/responses.csv');
const q = realData('frcsub/q.csv');
test.skipIf(responses === undefined || q === undefined)(
  'fraction subtraction (optional real data): skills follow their subscores',
  () => {
    const table = (path: string): string[][] =>
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.trim().split(','));
    const [head, ...rows] = table(responses!);
    const [qHead, ...needs] = table(q!);
    const points = needs.map((row) => qHead.slice(1).filter((_, k) => row[k + 1] === '1'));
    const items = head.slice(1);
    const matrix = {
      learners: rows.map((row) => row[0]),
      items,
      points: Float32Array.from(rows.flatMap((row) => row.slice(1).map(Number))),
      fullMarks: items.map(() => 1),
    };
    const irt = calibrate(matrix, { family: '2PL' });
    const model = diagnosis.fit(matrix, points, irt);
    expect(model.points).toHaveLength(8);
    const block = model.points.map(() => diagnosis.priorDeviation(model));
    const found = rows.map((row) => {
      const posterior = diagnosis.update(
        diagnosis.ABILITY_PRIOR,
        block,
        items.map((_, j) => ({
          curve: diagnosis.calibratedCurve(irt, j),
          category: Number(row[j + 1]),
          points: points[j].map((point) => model.points.indexOf(point)),
        })),
      );
      return posterior.points.map((point) => diagnosis.pointBelief(posterior.ability, point).mean);
    });
    model.points.forEach((point, k) => {
      const subscore = rows.map((row) =>
        items.reduce((sum, _, j) => sum + (points[j].includes(point) ? Number(row[j + 1]) : 0), 0),
      );
      expect(
        correlation(
          found.map((row) => row[k]),
          subscore,
        ),
        point,
      ).toBeGreaterThan(0.75);
    });
  },
);
