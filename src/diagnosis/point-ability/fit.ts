import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import type { IrtModel } from '../../irt/model.js';
import { createRandom } from '../../math/random.js';
import { calibratedCurve, categoryOf, curveProbabilities, type ItemCurve, itemIndex } from './item-curve.js';
import {
  ABILITY_PRIOR,
  DEFAULT_DEVIATION,
  DEFAULT_DRIFT,
  DEFAULT_SUCCESS,
  type PointAbilityModel,
  type PointAbilityReport,
} from './model.js';
import { typicalOf } from './typical-items.js';
import { type Evidence, findMode } from './update.js';

/** Options of `fit`. */
export interface PointAbilityOptions {
  /** Success on a typical item from which a point is mastered, above 0 and below 1. */
  readonly success: number;
  /** The deviation to use where it is not to be estimated, logits. */
  readonly deviation?: number;
  readonly drift: PointAbilityModel['drift'];
  /** At most this many learners, evenly spaced, tell the deviation; more would only cost time. */
  readonly sample: number;
}

/** Defaults of `fit`. */
export const DEFAULT_OPTIONS: PointAbilityOptions = { success: DEFAULT_SUCCESS, drift: DEFAULT_DRIFT, sample: 500 };

/** The subject’s mean curve counts as this many items of that point alone, so that one odd item does not set its cut. */
const SUBJECT_WEIGHT = 0.25;

/** No estimate of the deviation goes below or above these: points must be able to differ, and the curves bound the rest. */
const LEAST_DEVIATION = 0.1;
const MOST_DEVIATION = 2;

/**
 * Estimates how far knowledge points deviate from general ability (Laplace-approximate marginal maximum likelihood, freed of its bias by simulation),
 * and the typical item of each point, by which its mastery is judged.
 *
 * @param matrix answers of one or more exams
 * @param knowledgePoints points of each item of the matrix
 * @param irt calibration that holds the items; items it does not hold are left out, with a warning
 * @throws YincaiError `bad-option`; `not-enough-data` where no item is calibrated
 * @cost O(30 · sampled learners · Newton steps · (items · points² + points³))
 * @source Augmented subscores: Wainer, Vevea, Camacho, Reeve, Rosa & Nelson (2001), in Thissen & Wainer, Test Scoring, ch. 9;
 *   random point effects beside a general ability: Bradlow, Wainer & Wang (1999), Psychometrika 64;
 *   Laplace marginal likelihood: Tierney & Kadane (1986), JASA 81; its bias removed as Kuk (1995), JRSS B 57
 * @example
 * const model = fit(exam, blueprint.rows.map((row) => row.knowledgePoints), calibrated);
 */
export function fit(
  matrix: ResponseMatrix,
  knowledgePoints: readonly (readonly string[])[],
  irt: IrtModel,
  options: Partial<PointAbilityOptions> = {},
): PointAbilityModel {
  const chosen: PointAbilityOptions = { ...DEFAULT_OPTIONS, ...options };
  check(chosen, matrix, knowledgePoints);
  const design = lay(matrix, knowledgePoints, irt);
  const subject = design.curves.map(() => 1);
  const typical = typicalOf(design.curves, subject, chosen.success);
  const counts = design.points.map((_, k) => design.needs.filter((need) => need.includes(k)).length);
  const own = design.points.map((_, k) =>
    typicalOf(
      design.curves,
      // An item's information on one of its points goes with the square of the point's share in x.
      design.needs.map((need) => (need.includes(k) ? 1 / need.length ** 2 : 0) + SUBJECT_WEIGHT / design.curves.length),
      chosen.success,
    ),
  );
  const warnings: string[] = [];
  if (design.left.length > 0) {
    warnings.push(
      `${design.left.length} items are not calibrated and were left out: ${design.left.slice(0, 10).join(', ')}`,
    );
  }
  const told = estimateDeviation(matrix, design, irt, chosen, warnings);
  return {
    kind: 'point-ability',
    version: 1,
    points: design.points,
    a: own.map(({ a }) => a),
    b: own.map(({ b }) => b),
    items: counts,
    typical,
    deviation: told.deviation,
    success: chosen.success,
    drift: chosen.drift,
    report: told.report,
  };
}

/** The calibrated items of a matrix, with their points as indices. */
interface Design {
  readonly points: readonly string[];
  readonly curves: readonly ItemCurve[];
  readonly needs: readonly (readonly number[])[];
  /** Column in the matrix, and item in the calibration. */
  readonly columns: readonly number[];
  readonly items: readonly number[];
  readonly left: readonly string[];
}

function lay(matrix: ResponseMatrix, knowledgePoints: readonly (readonly string[])[], irt: IrtModel): Design {
  const points = new Map<string, number>();
  const curves: ItemCurve[] = [];
  const needs: number[][] = [];
  const columns: number[] = [];
  const items: number[] = [];
  const left: string[] = [];
  matrix.items.forEach((id, column) => {
    const item = itemIndex(irt, id);
    if (item === undefined) {
      left.push(id);
      return;
    }
    const need = new Set<number>();
    for (const point of knowledgePoints[column]) {
      if (!points.has(point)) points.set(point, points.size);
      need.add(points.get(point)!);
    }
    curves.push(calibratedCurve(irt, item));
    needs.push([...need]);
    columns.push(column);
    items.push(item);
  });
  if (curves.length === 0) {
    throw new YincaiError({
      code: 'not-enough-data',
      expected: 'at least one item of the exam among the calibrated items',
      expectedZh: '考试中至少有一题已标定',
      mend: 'calibrate this exam first',
      mendZh: '请先标定这次考试的题目',
    });
  }
  return { points: [...points.keys()], curves, needs, columns, items, left };
}

interface SampledLearner {
  readonly answers: readonly Evidence[];
  readonly points: number;
  /** Learners that the row stands for. */
  readonly count: number;
}

/** Answers of the sampled learners, each with how many learners it stands for. */
function evidence(matrix: ResponseMatrix, design: Design, irt: IrtModel, sample: number): readonly SampledLearner[] {
  const stride = Math.max(1, matrix.learners.length / sample);
  const width = matrix.items.length;
  const learners: SampledLearner[] = [];
  for (let s = 0; s < Math.min(sample, matrix.learners.length); s++) {
    const row = Math.floor(s * stride);
    const local = new Map<number, number>();
    const answers: Evidence[] = [];
    design.columns.forEach((column, j) => {
      const points = matrix.points[row * width + column];
      if (Number.isNaN(points)) return;
      answers.push({
        curve: design.curves[j],
        category: categoryOf(irt, design.items[j], points / matrix.fullMarks[column]),
        points: design.needs[j].map((k) => {
          if (!local.has(k)) local.set(k, local.size);
          return local.get(k)!;
        }),
      });
    });
    const count = matrix.count === undefined ? 1 : matrix.count[row];
    if (answers.length > 0 && count > 0) learners.push({ answers, points: local.size, count });
  }
  return learners;
}

function estimateDeviation(
  matrix: ResponseMatrix,
  design: Design,
  irt: IrtModel,
  options: PointAbilityOptions,
  warnings: string[],
): { readonly deviation: number; readonly report: PointAbilityReport } {
  const learners = evidence(matrix, design, irt, options.sample);
  const likelihood = likelihoodOf(learners);
  const without = likelihood(0);
  const finish = (
    deviation: number,
    fields: Pick<PointAbilityReport, 'identified' | 'se'> & { readonly reason?: string },
  ): { readonly deviation: number; readonly report: PointAbilityReport } => ({
    deviation,
    report: {
      logLikelihood: likelihood(deviation),
      logLikelihoodWithoutPoints: without,
      ...fields,
      learners: matrix.learners.length,
      warnings,
    },
  });
  if (options.deviation !== undefined) {
    return finish(options.deviation, { identified: false, reason: 'the deviation was given', se: Number.NaN });
  }
  const unknown = whyNotIdentified(design, learners.length);
  if (unknown !== undefined) {
    return finish(DEFAULT_DEVIATION, { identified: false, reason: unknown, se: Number.NaN });
  }
  const deviation = unbias(maximise(likelihood, LEAST_DEVIATION, MOST_DEVIATION), learners);
  const h = 0.05;
  const middle = Math.max(deviation, LEAST_DEVIATION + h);
  const bend = (likelihood(middle + h) - 2 * likelihood(middle) + likelihood(middle - h)) / (h * h);
  const se = bend < 0 ? Math.sqrt(-1 / bend) : Number.NaN;
  if (!(se < DEFAULT_DEVIATION)) {
    return finish(DEFAULT_DEVIATION, {
      identified: false,
      reason: 'the answers hardly tell how far points deviate',
      se,
    });
  }
  if (deviation < LEAST_DEVIATION + 0.01) {
    warnings.push(`points hardly deviate from general ability; the deviation is held at ${LEAST_DEVIATION}`);
  }
  return finish(deviation, { identified: true, se });
}

/** The Laplace likelihood of a deviation. It is asked for many near one another, so each learner's mode starts from the last one. */
function likelihoodOf(learners: readonly SampledLearner[]): (deviation: number) => number {
  const modes: (Float64Array | undefined)[] = new Array(learners.length).fill(undefined);
  return (deviation) => {
    const prior = { mean: 0, variance: Math.max(deviation * deviation, 1e-8), slope: 0 };
    let sum = 0;
    for (let i = 0; i < learners.length; i++) {
      const { answers, points, count } = learners[i];
      const mode = findMode(ABILITY_PRIOR, new Array(points).fill(prior), answers, modes[i]);
      modes[i] = mode.z;
      sum += count * mode.logEvidence;
    }
    return sum;
  };
}

/**
 * The Laplace likelihood of right and wrong answers has its maximum below the truth where a point has few items.
 * So learners are simulated (seeded) at the estimate, the same estimator is put to their answers, and the estimate is
 * moved by what it missed, twice.
 *
 * @source Kuk (1995), Asymptotically unbiased estimation in generalized linear models with random effects, JRSS B 57(2)
 */
function unbias(estimate: number, learners: readonly SampledLearner[]): number {
  let deviation = estimate;
  for (let round = 0; round < 2; round++) {
    const { normal, uniform } = createRandom('point-ability');
    const simulated = learners.map(({ answers, points, count }): SampledLearner => {
      const ability = normal();
      const own = Array.from({ length: points }, () => normal(0, deviation));
      return {
        points,
        count,
        answers: answers.map((answer) => {
          const x = answer.points.reduce((sum, k) => sum + own[k] / answer.points.length, ability);
          return { ...answer, category: drawCategory(answer.curve, x, uniform()) };
        }),
      };
    });
    const missed = estimate - maximise(likelihoodOf(simulated), LEAST_DEVIATION, MOST_DEVIATION);
    deviation = Math.min(Math.max(deviation + missed, LEAST_DEVIATION), MOST_DEVIATION);
  }
  return deviation;
}

function drawCategory(curve: ItemCurve, x: number, u: number): number {
  const probabilities = curveProbabilities(curve, x);
  let left = u;
  for (let k = 0; k < probabilities.length - 1; k++) {
    left -= probabilities[k];
    if (left < 0) return k;
  }
  return probabilities.length - 1;
}

/** δ shows only as agreement between items of one point beyond that between items of different points. */
function whyNotIdentified(design: Design, learners: number): string | undefined {
  if (design.points.length < 2) return 'there are fewer than two knowledge points';
  const sets = new Set(design.needs.map((need) => [...need].sort((x, y) => x - y).join(' ')));
  if (sets.size < 2) return 'all items need the same knowledge points';
  const met = new Int32Array(design.points.length);
  for (const need of design.needs) for (const k of need) met[k]++;
  if (met.every((count) => count < 2)) return 'no knowledge point has two items';
  if (learners < 20) return 'there are fewer than 20 learners';
  return undefined;
}

/** Golden-section search for the maximum of a function with one peak, to 0.01. */
function maximise(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = from;
  let high = to;
  let left = high - ratio * (high - low);
  let right = low + ratio * (high - low);
  let fLeft = f(left);
  let fRight = f(right);
  while (high - low > 0.01) {
    if (fLeft >= fRight) {
      high = right;
      right = left;
      fRight = fLeft;
      left = high - ratio * (high - low);
      fLeft = f(left);
    } else {
      low = left;
      left = right;
      fLeft = fRight;
      right = low + ratio * (high - low);
      fRight = f(right);
    }
  }
  return (low + high) / 2;
}

function check(
  options: PointAbilityOptions,
  matrix: ResponseMatrix,
  knowledgePoints: readonly (readonly string[])[],
): void {
  const bad = (column: string, value: unknown, expected: string): never => {
    throw new YincaiError({ code: 'bad-option', column, value: String(value), expected });
  };
  const { success, deviation, drift, sample } = options;
  if (!(success > 0 && success < 1)) bad('success', success, 'a share above 0 and below 1');
  if (deviation !== undefined && !(deviation > 0 && deviation <= 10))
    bad('deviation', deviation, 'a number above 0, up to 10');
  if (!(drift.ability >= 0 && drift.point >= 0)) bad('drift', JSON.stringify(drift), 'numbers not below 0');
  if (!Number.isInteger(sample) || sample < 1) bad('sample', sample, 'a whole number above 0');
  if (knowledgePoints.length !== matrix.items.length) {
    bad('knowledgePoints', knowledgePoints.length, `${matrix.items.length} lists of knowledge points, one an item`);
  }
}
