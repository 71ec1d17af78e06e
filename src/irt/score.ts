import { type Fault, YincaiError } from '../data/fault.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import { createEStep } from '../kernels/e-step.js';
import { type KernelChoice, MISSING } from '../kernels/packed-rows.js';
import { unpackRow } from '../kernels/packing.js';
import { normalGrid } from '../math/quadrature.js';
import { fillNormal } from './calibrate/latent.js';
import { packMatrix } from './calibrate/sample.js';
import { checkMatrix } from './check.js';
import { curveTable, type PreparedIrt, prepare } from './curves.js';
import { createPoint } from './families/family.js';
import { deriveItem } from './item-curve.js';
import type { IrtModel } from './model.js';

/** Options of {@link score}; what is absent is taken from {@link scoreDefaults}. */
export interface ScoreOptions {
  /** `EAP`: posterior mean and standard deviation. `MAP`: posterior mode, error from the information there. */
  readonly method?: 'EAP' | 'MAP';
  /** Nodes on −6 … 6 for EAP. */
  readonly quadraturePoints?: number;
  readonly kernel?: KernelChoice;
}

/** Defaults of {@link score}. */
export const scoreDefaults: Required<ScoreOptions> = { method: 'EAP', quadraturePoints: 61, kernel: 'auto' };

/** Abilities of learners, in the order of the matrix's rows. */
export interface IrtScores {
  readonly learners: readonly string[];
  /** Abilities in logits `[learners]`; 0 where nothing was answered. */
  readonly theta: Float64Array;
  /** Posterior standard deviations `[learners]`; 1, the prior's, where nothing was answered. */
  readonly se: Float64Array;
}

/**
 * Scores learners on calibrated items, prior N(0, 1): finite also for all right and all wrong.
 * Items are matched by id; a model's item that the matrix lacks counts as missing.
 *
 * @throws YincaiError for cells that are no points, for items the model does not know (`unknown-id`) or whose full marks differ (`bad-value`).
 * @cost EAP: rows × items / 8 × nodes. MAP: some five Newton steps a different row.
 * @source Bock & Mislevy (1982), Applied Psychological Measurement 6(4).
 * @example
 * const { theta, se } = score(model, matrix, { method: 'EAP' });
 */
export function score(model: IrtModel, matrix: ResponseMatrix, options: ScoreOptions = {}): IrtScores {
  const { method, quadraturePoints, kernel } = { ...scoreDefaults, ...options };
  if (method !== 'EAP' && method !== 'MAP') {
    throw new YincaiError({ code: 'bad-option', column: 'method', value: String(method), expected: 'EAP or MAP' });
  }
  const irt = prepare(model);
  const column = columnsFor(model, matrix);
  const { nodes } = normalGrid(quadraturePoints);
  const width = nodes.length;
  const weighted: ResponseMatrix = { ...matrix, count: new Float64Array(matrix.learners.length).fill(1) };
  const { packed } = packMatrix(weighted, { cuts: model.cuts, column, groups: 1 }, width);
  const theta = new Float64Array(packed.rows);
  const se = new Float64Array(packed.rows);
  const { mean: centre, deviation } = model.latent[0];
  if (method === 'EAP') {
    const items = curveTable(irt, nodes);
    const table = new Float64Array(width + items.length);
    fillNormal(centre, deviation, nodes, table.subarray(0, width));
    table.set(items, width);
    const eStep = createEStep(packed, width, kernel);
    const chunk = Math.max(1, Math.min(4096, packed.rows));
    const posterior = new Float64Array(chunk * width);
    for (let from = 0; from < packed.rows; from += chunk) {
      const to = Math.min(from + chunk, packed.rows);
      eStep.posteriors(table, from, to, posterior);
      for (let row = from; row < to; row++) {
        const at = (row - from) * width;
        let mean = 0;
        for (let q = 0; q < width; q++) mean += posterior[at + q] * nodes[q];
        let variance = 0;
        for (let q = 0; q < width; q++) variance += posterior[at + q] * (nodes[q] - mean) ** 2;
        theta[row] = mean;
        se[row] = Math.sqrt(variance);
      }
    }
  } else {
    const answers = new Uint8Array(model.items.length + 1);
    for (let row = 0; row < packed.rows; row++) {
      unpackRow(packed, row, answers);
      [theta[row], se[row]] = mode(irt, answers.subarray(1), centre, deviation);
    }
  }
  return {
    learners: matrix.learners,
    theta: Float64Array.from(packed.rowOf, (p) => (p < 0 ? centre : theta[p])),
    se: Float64Array.from(packed.rowOf, (p) => (p < 0 ? deviation : se[p])),
  };
}

/**
 * The matrix column of each of the model's items, −1 where it has none.
 *
 * @throws YincaiError where items or full marks do not fit.
 */
export function columnsFor(model: IrtModel, matrix: ResponseMatrix): Int32Array {
  checkMatrix(matrix);
  const place = new Map(model.items.map((item, j) => [item, j] as const));
  const column = new Int32Array(model.items.length).fill(-1);
  const faults: Fault[] = [];
  matrix.items.forEach((item, from) => {
    const j = place.get(item);
    if (j === undefined) {
      faults.push({
        code: 'unknown-id',
        column: item,
        value: item,
        expected: 'an item of the calibrated model',
        expectedZh: '模型中已标定的题目',
        mend: 'calibrate it first, or leave its column out',
        mendZh: '请先标定该题，或去掉这一列',
      });
      return;
    }
    column[j] = from;
    if (Math.abs(matrix.fullMarks[from] - model.fullMarks[j]) > 1e-6) {
      faults.push({
        code: 'bad-value',
        column: item,
        value: String(matrix.fullMarks[from]),
        expected: `full marks ${model.fullMarks[j]}, as calibrated`,
        expectedZh: `满分 ${model.fullMarks[j]}，与标定时一致`,
      });
    }
  });
  if (faults.length > 0) throw new YincaiError(faults);
  return column;
}

/** Posterior mode under N(centre, deviation²) and its standard error by the expected information. */
function mode(irt: PreparedIrt, answers: Uint8Array, centre: number, deviation: number): [number, number] {
  const point = createPoint(Math.max(...irt.categories));
  let low = centre - 40;
  let high = centre + 40;
  let theta = centre;
  for (let iteration = 0; ; iteration++) {
    let slope = -(theta - centre) / deviation ** 2;
    let information = 1 / deviation ** 2;
    for (let j = 0; j < answers.length; j++) {
      const own = answers[j];
      if (own === MISSING) continue;
      deriveItem(irt.curves[j], irt.parameters[j], theta, point);
      slope += point.first[own] / point.p[own];
      for (let k = 0; k < irt.categories[j]; k++) if (point.p[k] > 0) information += point.first[k] ** 2 / point.p[k];
    }
    if (slope > 0) low = theta;
    else high = theta;
    const step = slope / information;
    if (Math.abs(step) < 1e-10 || iteration === 100) return [theta, 1 / Math.sqrt(information)];
    const next = theta + step;
    // The mode lies between the last ascent and the last descent; a Newton step beyond halves that.
    theta = next > low && next < high ? next : 0.5 * (low + high);
  }
}
