import { type Fault, YincaiError } from '../data/fault.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import { type KernelChoice, MISSING } from '../kernels/packed-rows.js';
import { createEStep } from '../kernels/e-step.js';
import { normalGrid } from '../math/quadrature.js';
import { checkMatrix } from './check.js';
import { encode } from './coding.js';
import type { IrtModel } from './model.js';
import { fillCurves, fillItem, type Layout, parametersOf } from './parameters.js';
import { collapse } from './patterns.js';

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
  const answers = encodeFor(model, matrix);
  const { layout, parameters } = parametersOf(model);
  const patterns = collapse(answers, matrix.learners.length, layout.categories, undefined);
  const theta = new Float64Array(patterns.rows);
  const se = new Float64Array(patterns.rows);
  if (method === 'EAP') {
    const { nodes, weights } = normalGrid(quadraturePoints);
    const width = nodes.length;
    const probability = new Float64Array(layout.categoryAt[model.items.length] * width);
    fillCurves(layout, parameters, nodes, probability);
    const eStep = createEStep(patterns, width, kernel);
    const chunk = Math.max(1, Math.min(4096, patterns.rows));
    const posterior = new Float64Array(chunk * width);
    for (let from = 0; from < patterns.rows; from += chunk) {
      const to = Math.min(from + chunk, patterns.rows);
      eStep.posteriors({ probability, prior: weights }, from, to, posterior);
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
    for (let row = 0; row < patterns.rows; row++) {
      const at = row * model.items.length;
      [theta[row], se[row]] = mode(layout, parameters, patterns.answers.subarray(at, at + model.items.length));
    }
  }
  return {
    learners: matrix.learners,
    theta: Float64Array.from(patterns.patternOf, (p) => (p < 0 ? 0 : theta[p])),
    se: Float64Array.from(patterns.patternOf, (p) => (p < 0 ? 1 : se[p])),
  };
}

/**
 * Categories of a matrix's cells in the order of the model's items, row-major `[learners × model items]`.
 *
 * @throws YincaiError where items or full marks do not fit.
 */
export function encodeFor(model: IrtModel, matrix: ResponseMatrix): Uint8Array {
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
  return encode(matrix, model.cuts, column);
}

/** Posterior mode and its standard error 1 / √(1 + information): the log posterior is concave in θ. */
function mode(layout: Layout, parameters: Float64Array, answers: Uint8Array): [number, number] {
  const node = new Float64Array(1);
  const p = new Float64Array(Math.max(...layout.categories));
  let low = -40;
  let high = 40;
  let theta = 0;
  for (let iteration = 0; ; iteration++) {
    let slope = -theta;
    let information = 1;
    node[0] = theta;
    for (let j = 0; j < answers.length; j++) {
      if (answers[j] === MISSING) continue;
      const at = layout.parameterAt[j];
      const own = layout.categories[j];
      fillItem(parameters.subarray(at, at + own), node, p);
      let mean = 0;
      let square = 0;
      for (let k = 1; k < own; k++) {
        mean += k * p[k];
        square += k * k * p[k];
      }
      slope += parameters[at] * (answers[j] - mean);
      information += parameters[at] ** 2 * (square - mean * mean);
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
