import { YincaiError } from '../../../data/fault.js';

/** Scores of one form of a test, a learner a place, or the scores that occur with their numbers in `count`. */
export interface FormScores {
  /** Total points of each learner. */
  readonly scores: ArrayLike<number>;
  readonly fullMarks: number;
  /** Points on the items that both forms share, or on a test that both groups took. */
  readonly anchor?: ArrayLike<number>;
  readonly anchorMarks?: number;
  /** How many learners each place stands for; absent means one each. */
  readonly count?: ArrayLike<number>;
}

/** Numbers of learners at scores 0, step, 2 step … full marks. */
export interface Frequencies {
  readonly counts: Float64Array;
  readonly step: number;
}

/** Numbers of learners by score and anchor score, row-major `[scores × anchor scores]`. */
export interface JointFrequencies {
  readonly counts: Float64Array;
  readonly scores: number;
  readonly anchors: number;
  readonly step: number;
}

/** Most points of a scale. */
const MOST_POINTS = 20_000;

/**
 * Checks the scores of a form and puts them on a grid of `step`.
 *
 * @throws YincaiError naming the rows of scores that are no points of the form.
 */
export function gridOf(
  form: FormScores,
  step: number,
  name: string,
): { place: Int32Array; anchorPlace?: Int32Array; weight: Float64Array } {
  const size = form.scores.length;
  const refuse = (column: string, value: string, expected: string, row?: number): YincaiError =>
    new YincaiError({
      code: 'bad-value',
      column: `${name} ${column}`,
      value,
      expected,
      ...(row === undefined ? {} : { row: row + 1 }),
    });
  if (!(form.fullMarks > 0) || form.fullMarks / step > MOST_POINTS) {
    throw refuse('fullMarks', String(form.fullMarks), `marks above 0, at most ${MOST_POINTS} steps`);
  }
  const onGrid = (values: ArrayLike<number>, full: number, column: string): Int32Array => {
    if (values.length !== size) throw refuse(column, `${values.length} values`, `${size} values, one a learner`);
    return Int32Array.from({ length: size }, (_, row) => {
      const x = values[row];
      if (!(x >= 0 && x <= full * (1 + 1e-6))) throw refuse(column, String(x), `points from 0 to ${full}`, row);
      return Math.min(Math.round(full / step), Math.round(x / step));
    });
  };
  const weight = Float64Array.from({ length: size }, (_, row) => {
    const n = form.count?.[row] ?? 1;
    if (!(n >= 0 && Number.isFinite(n))) throw refuse('count', String(n), 'a number of 0 or more', row);
    return n;
  });
  const learners = weight.reduce((sum, n) => sum + n, 0);
  if (learners < 2) {
    throw new YincaiError({
      code: 'not-enough-data',
      column: name,
      value: String(learners),
      expected: 'at least two learners',
      expectedZh: '至少两名学生',
    });
  }
  const place = onGrid(form.scores, form.fullMarks, 'scores');
  if (form.anchor === undefined) return { place, weight };
  if (!((form.anchorMarks ?? 0) > 0)) throw refuse('anchorMarks', String(form.anchorMarks), 'marks above 0');
  return { place, weight, anchorPlace: onGrid(form.anchor, form.anchorMarks as number, 'anchor') };
}

/** Numbers by score. */
export function marginal(place: Int32Array, weight: ArrayLike<number>, fullMarks: number, step: number): Frequencies {
  const counts = new Float64Array(Math.round(fullMarks / step) + 1);
  for (let i = 0; i < place.length; i++) counts[place[i]] += weight[i];
  return { counts, step };
}

/** Numbers by score and anchor score. */
export function joint(
  place: Int32Array,
  anchorPlace: Int32Array,
  weight: ArrayLike<number>,
  fullMarks: number,
  anchorMarks: number,
  step: number,
): JointFrequencies {
  const scores = Math.round(fullMarks / step) + 1;
  const anchors = Math.round(anchorMarks / step) + 1;
  const counts = new Float64Array(scores * anchors);
  for (let i = 0; i < place.length; i++) counts[place[i] * anchors + anchorPlace[i]] += weight[i];
  return { counts, scores, anchors, step };
}

/** Numbers by score, or by anchor score, of joint ones. */
export function marginOf(given: JointFrequencies, of: 'scores' | 'anchors'): Frequencies {
  const counts = new Float64Array(of === 'scores' ? given.scores : given.anchors);
  for (let x = 0; x < given.scores; x++) {
    for (let v = 0; v < given.anchors; v++) counts[of === 'scores' ? x : v] += given.counts[x * given.anchors + v];
  }
  return { counts, step: given.step };
}

/** Mean and variance, by the number of learners. */
export function momentsOf({ counts, step }: Frequencies): { mean: number; variance: number } {
  let [n, first, second] = [0, 0, 0];
  counts.forEach((c, x) => {
    n += c;
    first += c * x * step;
  });
  const mean = first / n;
  counts.forEach((c, x) => {
    second += c * (x * step - mean) ** 2;
  });
  return { mean, variance: second / n };
}
