import { YincaiError } from '../../../data/fault.js';
import { createRandom } from '../../../math/random.js';
import { type AnchorData, chained, frequencyEstimation, jointMoments, syntheticLine } from './anchor-methods.js';
import { type Equating, equipercentile, line } from './equipercentile.js';
import { type FormScores, type Frequencies, gridOf, joint, marginal, momentsOf } from './frequencies.js';
import { type JointDegrees, presmooth, presmoothJoint } from './presmooth.js';
import { type EquatingTable, tableOf } from './table.js';

/** How learners took the forms. */
export type EquatingDesign = 'single-group' | 'equivalent-groups' | 'anchor';

/** How scores are equated; see {@link equate}. */
export type EquatingMethod =
  | 'mean'
  | 'linear'
  | 'equipercentile'
  | 'Tucker'
  | 'Levine'
  | 'chained-linear'
  | 'chained-equipercentile'
  | 'frequency-estimation';

/** Options of {@link equate}; what is absent is taken from {@link equateDefaults}. */
export interface EquateOptions {
  /** `single-group`: the same learners, row by row; `equivalent-groups`: two samples of one population; `anchor`: two groups with a common test. Default `anchor` where both forms have anchor scores, else `equivalent-groups`. */
  readonly design?: EquatingDesign;
  /** Default `equipercentile`, with an anchor `chained-equipercentile`. */
  readonly method?: EquatingMethod;
  /** Moments of the scores that log-linear presmoothing keeps; 0 for none. Equipercentile methods only. */
  readonly smooth?: number;
  /** The same for joint frequencies with anchor scores; default `smooth` of both and a product. */
  readonly smoothJoint?: JointDegrees;
  /** Points between neighbouring scores, such as 0.5. */
  readonly step?: number;
  /** Whether the anchor's points are part of the form's. For `Levine`. */
  readonly internalAnchor?: boolean;
  /** Share of the first group in the synthetic population; default by the numbers of learners. */
  readonly weight?: number;
  /** Bootstrap draws for the standard errors; 0 for none. */
  readonly replicates?: number;
  readonly seed?: number | string;
}

/** Defaults of {@link equate}. */
export const equateDefaults: Required<Omit<EquateOptions, 'design' | 'method' | 'smoothJoint' | 'weight'>> = {
  smooth: 0,
  step: 1,
  internalAnchor: true,
  replicates: 200,
  seed: 1,
};

/** Equated scores with how they were made. */
export interface ClassicalEquating extends EquatingTable {
  readonly design: EquatingDesign;
  readonly method: EquatingMethod;
  readonly learners: { readonly from: number; readonly to: number };
  readonly warnings: readonly string[];
}

/**
 * Equates the scores of one exam to those of another without item response theory: for each score of `from` the score of `to`
 * that is worth the same.
 *
 * - single group or equivalent groups: `mean`, `linear`, `equipercentile`;
 * - two groups with an anchor: `Tucker`, `Levine`, `chained-linear`, `chained-equipercentile`, `frequency-estimation`.
 *
 * Standard errors are by a bootstrap of learners (in a single group of pairs), seeded. Equated scores may lie up to half a step
 * outside 0 … full marks, those of lines farther; `rounded` is within.
 *
 * @throws YincaiError naming scores that are no points of the form, forms of unequal length in a single group, a method that does not go with the design.
 * @cost learners × replicates
 * @source Kolen & Brennan (2014), Test Equating, Scaling, and Linking, chs. 2–5 and 7.
 * @example
 * const { table } = equate({ scores: first, fullMarks: 150 }, { scores: second, fullMarks: 150 }, { smooth: 6 });
 * table[90]; // { score: 90, equated: 93.4, rounded: 93, se: 0.6 }
 */
export function equate(from: FormScores, to: FormScores, options: EquateOptions = {}): ClassicalEquating {
  const settled = { ...equateDefaults, ...options };
  const design = options.design ?? (from.anchor && to.anchor ? 'anchor' : 'equivalent-groups');
  const method = options.method ?? (design === 'anchor' ? 'chained-equipercentile' : 'equipercentile');
  check(settled, design, method, from, to);
  const one = gridOf(from, settled.step, 'from');
  const two = gridOf(to, settled.step, 'to');
  const make = (weight1: Float64Array, weight2: Float64Array): Equating => {
    if (design !== 'anchor') {
      const first = marginal(one.place, weight1, from.fullMarks, settled.step);
      const second = marginal(two.place, weight2, to.fullMarks, settled.step);
      return ofMargins(first, second, method, settled.smooth);
    }
    const n1 = weight1.reduce((sum, w) => sum + w, 0);
    const n2 = weight2.reduce((sum, w) => sum + w, 0);
    const table = (grid: typeof one, form: FormScores, weight: Float64Array): AnchorData['from'] =>
      joint(
        grid.place,
        grid.anchorPlace as Int32Array,
        weight,
        form.fullMarks,
        form.anchorMarks as number,
        settled.step,
      );
    const data = {
      from: table(one, from, weight1),
      to: table(two, to, weight2),
      weight: options.weight ?? n1 / (n1 + n2),
    };
    return ofAnchor(data, method, settled.smooth, options.smoothJoint, settled.internalAnchor);
  };
  const equating = make(one.weight, two.weight);
  const errors = bootstrap(one.weight, two.weight, design, settled, make, from.fullMarks);
  const sum = (weight: Float64Array): number => weight.reduce((all, w) => all + w, 0);
  const learners = { from: sum(one.weight), to: sum(two.weight) };
  const warnings: string[] = [];
  const least = Math.min(learners.from, learners.to);
  if (least < 100 && method !== 'mean') {
    warnings.push(`only ${least} learners: sampling error is large; the method mean asks least of the data`);
  }
  return {
    ...tableOf(from.fullMarks, to.fullMarks, settled.step, equating, errors),
    design,
    method,
    learners,
    warnings,
  };
}

function ofMargins(from: Frequencies, to: Frequencies, method: EquatingMethod, smooth: number): Equating {
  if (method !== 'equipercentile') return line(momentsOf(from), momentsOf(to), method === 'mean');
  return smooth === 0 ? equipercentile(from, to) : equipercentile(presmooth(from, smooth), presmooth(to, smooth));
}

function ofAnchor(
  raw: AnchorData,
  method: EquatingMethod,
  smooth: number,
  degrees: JointDegrees | undefined,
  internal: boolean,
): Equating {
  if (method === 'Tucker' || method === 'Levine') {
    return syntheticLine(jointMoments(raw.from), jointMoments(raw.to), raw.weight, method, internal);
  }
  if (method === 'chained-linear') return chained(raw, (x, y) => line(momentsOf(x), momentsOf(y)));
  const kept = degrees ?? (smooth === 0 ? undefined : { scores: smooth, anchors: smooth, cross: 1 });
  const data =
    kept === undefined ? raw : { ...raw, from: presmoothJoint(raw.from, kept), to: presmoothJoint(raw.to, kept) };
  return method === 'chained-equipercentile' ? chained(data, equipercentile) : frequencyEstimation(data);
}

/** Standard errors at every score of the first form; undefined for none. */
function bootstrap(
  weight1: Float64Array,
  weight2: Float64Array,
  design: EquatingDesign,
  { replicates, seed, step }: { readonly replicates: number; readonly seed: number | string; readonly step: number },
  make: (weight1: Float64Array, weight2: Float64Array) => Equating,
  fullMarks: number,
): Float64Array | undefined {
  if (replicates === 0) return undefined;
  const random = createRandom(seed);
  const points = Math.round(fullMarks / step) + 1;
  const mean = new Float64Array(points);
  const square = new Float64Array(points);
  const draw = (weight: Float64Array): Float64Array => {
    let sum = 0;
    const ends = weight.map((w) => {
      sum += w;
      return sum;
    });
    const out = new Float64Array(weight.length);
    for (let n = Math.round(sum); n > 0; n--) {
      const target = random.uniform() * sum;
      let low = 0;
      let high = weight.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle] > target) high = middle;
        else low = middle + 1;
      }
      out[low]++;
    }
    return out;
  };
  for (let replicate = 1; replicate <= replicates; replicate++) {
    const first = draw(weight1);
    const equating = make(first, design === 'single-group' ? first : draw(weight2));
    for (let x = 0; x < points; x++) {
      const delta = equating(x * step) - mean[x];
      mean[x] += delta / replicate;
      square[x] += delta * (equating(x * step) - mean[x]);
    }
  }
  return square.map((s) => Math.sqrt(s / (replicates - 1)));
}

function check(
  options: typeof equateDefaults,
  design: EquatingDesign,
  method: EquatingMethod,
  from: FormScores,
  to: FormScores,
): void {
  const refuse = (column: string, value: string, expected: string, expectedZh: string): never => {
    throw new YincaiError({ code: 'bad-option', column, value, expected, expectedZh });
  };
  const whole = (value: number, low: number, high: number): boolean =>
    Number.isInteger(value) && value >= low && value <= high;
  if (!['single-group', 'equivalent-groups', 'anchor'].includes(design)) {
    refuse(
      'design',
      String(design),
      'single-group, equivalent-groups or anchor',
      'single-group、equivalent-groups 或 anchor',
    );
  }
  const methods =
    design === 'anchor'
      ? ['Tucker', 'Levine', 'chained-linear', 'chained-equipercentile', 'frequency-estimation']
      : ['mean', 'linear', 'equipercentile'];
  if (!methods.includes(method)) {
    refuse(
      'method',
      String(method),
      `one of ${methods.join(', ')} for the design ${design}`,
      `${methods.join('、')} 之一`,
    );
  }
  if (!(options.step > 0)) refuse('step', String(options.step), 'points above 0', '大于 0 的分数');
  if (!whole(options.smooth, 0, 10))
    refuse('smooth', String(options.smooth), 'a whole number from 0 to 10', '0 到 10 的整数');
  if (!(options.replicates === 0 || whole(options.replicates, 2, 100_000))) {
    refuse(
      'replicates',
      String(options.replicates),
      '0, or a whole number from 2 to 100000',
      '0，或 2 到 100000 的整数',
    );
  }
  if (design === 'anchor' && !(from.anchor && to.anchor)) {
    refuse('design', design, 'anchor scores on both forms', '两卷均须有锚题得分');
  }
  if (design === 'single-group' && from.scores.length !== to.scores.length) {
    refuse(
      'design',
      `${from.scores.length} and ${to.scores.length} rows`,
      'the same learners in both forms, row by row',
      '两卷为同一批学生，逐行对应',
    );
  }
}
