import { YincaiError } from '../../../data/fault.js';
import { findRoot } from '../../../math/root.js';
import { curveTable, pointsOf, prepare } from '../../curves.js';
import type { IrtModel } from '../../model.js';
import { categoryUnits, sumScoreCurves } from '../../score/sum-scores.js';
import type { LinkNodes } from '../characteristic-curve.js';
import type { LinkErrors } from '../link-errors.js';
import { rescale, type ScaleChange } from '../rescale.js';
import { type Equating, equipercentile } from './equipercentile.js';
import type { Frequencies } from './frequencies.js';
import { type EquatingTable, tableOf } from './table.js';

/** Options of {@link equateTrueScores} and {@link equateObservedScores}. */
export interface IrtEquatingOptions {
  /** Points between neighbouring scores of the table; default 1. */
  readonly step?: number;
  /** The link by which `from` came to the scale of `to`: its standard errors become those of the equated scores, by the delta method. */
  readonly link?: ScaleChange & { readonly se: LinkErrors };
}

/** A conversion table with the abilities that scores stand for. */
export interface TrueScoreEquating extends EquatingTable {
  /** Ability at which `score` is expected; −∞ or ∞ where no ability is expected to win so little or so much. */
  readonly theta: readonly number[];
}

/** Abilities at which curves are as good as at their ends. */
const FAR = 60;

/**
 * IRT true-score equating of two calibrated exams on one scale: a score of `from` is worth the points that `to` expects of the
 * ability at which `from` expects that score.
 *
 * Below what the weakest are expected to win by chance, scores are spread evenly from 0; above what the strongest are, up to full
 * marks. Models must be on one scale: `rescale(from, link(from, to))`.
 *
 * @throws YincaiError `not-identified` where expected points do not rise with ability.
 * @cost 60 test curves a score
 * @source Lord (1980), Applications of Item Response Theory, ch. 13; below chance: Kolen (1981), Journal of Educational Measurement 18(1).
 * @example
 * const constants = link(midterm, final);
 * const { table } = equateTrueScores(rescale(midterm, constants), final, { link: constants });
 * table[90]; // { score: 90, equated: 93.4, rounded: 93, se: 0.7 }
 */
export function equateTrueScores(from: IrtModel, to: IrtModel, options: IrtEquatingOptions = {}): TrueScoreEquating {
  const step = stepOf(options);
  const first = scoreCurve(from);
  const second = scoreCurve(to);
  const [low, high] = [first(-FAR), first(FAR)];
  const [lowTo, highTo] = [second(-FAR), second(FAR)];
  if (!(high > low)) {
    throw new YincaiError({
      code: 'not-identified',
      expected: 'expected points that rise with ability',
      expectedZh: '期望得分随能力上升',
    });
  }
  const fullFrom = fullMarksOf(from);
  const fullTo = fullMarksOf(to);
  const abilityAt = (score: number): number => {
    if (score <= low) return Number.NEGATIVE_INFINITY;
    if (score >= high - 1e-9 * fullFrom) return Number.POSITIVE_INFINITY;
    return findRoot((theta) => first(theta) - score, -FAR, FAR, 1e-10);
  };
  const equating: Equating = (score) => {
    const theta = abilityAt(score);
    if (theta === Number.NEGATIVE_INFINITY) return low > 0 ? (score * lowTo) / low : lowTo;
    if (theta === Number.POSITIVE_INFINITY) {
      const rest = fullFrom - high;
      return rest > 1e-9 * fullFrom ? highTo + ((score - high) / rest) * (fullTo - highTo) : fullTo;
    }
    return second(theta);
  };
  const errors = linkingErrors(from, options, (moved) =>
    equateTrueScores(moved, to, { step }).table.map(({ equated }) => equated),
  );
  const made = tableOf(fullFrom, fullTo, step, equating, errors);
  return { ...made, theta: made.table.map(({ score }) => abilityAt(score)) };
}

/** Options of {@link equateObservedScores}. */
export interface ObservedScoreOptions extends IrtEquatingOptions {
  /** Abilities of the population that the equating is for; default both models' groups by their numbers of learners. */
  readonly population?: LinkNodes;
}

/**
 * IRT observed-score equating of two calibrated exams on one scale: the distributions of sum scores that the models expect in one
 * population are equated by percentile ranks.
 *
 * Where an item's points were grouped into categories, each counts as its mean points, rounded to the grid of the marks.
 *
 * @throws YincaiError `too-large` past 20,000 different sums, `bad-option` for a population without weight.
 * @cost items × sums × categories × nodes for each exam
 * @source Lord & Wingersky (1984), Applied Psychological Measurement 8(4); Kolen & Brennan (2014), Test Equating, Scaling, and Linking, ch. 6.
 * @example
 * const { table } = equateObservedScores(rescale(midterm, link(midterm, final)), final);
 */
export function equateObservedScores(from: IrtModel, to: IrtModel, options: ObservedScoreOptions = {}): EquatingTable {
  const step = stepOf(options);
  const population = options.population ?? populationOf(from, to);
  const second = expectedFrequencies(to, population);
  const equatingOf = (model: IrtModel): Equating => equipercentile(expectedFrequencies(model, population), second);
  const full = fullMarksOf(from);
  const errors = linkingErrors(from, options, (moved) =>
    tableOf(full, fullMarksOf(to), step, equatingOf(moved)).table.map(({ equated }) => equated),
  );
  return tableOf(full, fullMarksOf(to), step, equatingOf(from), errors);
}

/**
 * Errors of equated scores that come from those of the constants A, B of a link: a change of A by h moves θ = A θ₀ + B to
 * θ (1 + h / A) − B h / A, one of B to θ + h.
 */
function linkingErrors(
  from: IrtModel,
  { link }: IrtEquatingOptions,
  equatedBy: (moved: IrtModel) => readonly number[],
): number[] | undefined {
  if (link === undefined || !(link.se.intercept >= 0)) return undefined;
  const { slope, intercept, se } = link;
  const h = 1e-4;
  const derivative = (change: (by: number) => ScaleChange): number[] => {
    const up = equatedBy(rescale(from, change(h)));
    const down = equatedBy(rescale(from, change(-h)));
    return up.map((y, x) => (y - down[x]) / (2 * h));
  };
  const byIntercept = derivative((by) => ({ slope: 1, intercept: by }));
  if (!(se.slope >= 0)) return byIntercept.map((d) => Math.abs(d) * se.intercept);
  const bySlope = derivative((by) => ({ slope: 1 + by / slope, intercept: (-by * intercept) / slope }));
  return byIntercept.map((d, x) => {
    const variance = (d * se.intercept) ** 2 + (bySlope[x] * se.slope) ** 2 + 2 * d * bySlope[x] * se.covariance;
    return Math.sqrt(Math.max(0, variance));
  });
}

function stepOf({ step = 1 }: IrtEquatingOptions): number {
  if (step > 0 && Number.isFinite(step)) return step;
  throw new YincaiError({
    code: 'bad-option',
    column: 'step',
    value: String(step),
    expected: 'points above 0',
    expectedZh: '大于 0 的分数',
  });
}

function fullMarksOf(model: IrtModel): number {
  return model.fullMarks.reduce((sum, marks) => sum + marks, 0);
}

/** Expected points of a test at an ability. */
function scoreCurve(model: IrtModel): (theta: number) => number {
  const irt = prepare(model);
  const points = Float64Array.from(model.items.flatMap((_, j) => [...pointsOf(model, j)]));
  const node = new Float64Array(1);
  return (theta) => {
    node[0] = theta;
    const p = curveTable(irt, node);
    let sum = 0;
    for (let i = 0; i < p.length; i++) sum += p[i] * points[i];
    return sum;
  };
}

const NODES = 121;

/** Both models' learners: every latent group at the same nodes, by its number of learners; alike where these are not known. */
function populationOf(from: IrtModel, to: IrtModel): LinkNodes {
  const groups = [from, to].flatMap((model) => model.latent);
  const total = groups.reduce((sum, { learners }) => sum + learners, 0);
  const low = Math.min(...groups.map(({ mean, deviation }) => mean - 5 * deviation));
  const high = Math.max(...groups.map(({ mean, deviation }) => mean + 5 * deviation));
  const nodes = Float64Array.from({ length: NODES }, (_, q) => low + ((high - low) * q) / (NODES - 1));
  const weights = new Float64Array(NODES);
  for (const { mean, deviation, learners } of groups) {
    const share = total > 0 ? learners / total : 1 / groups.length;
    nodes.forEach((x, q) => {
      weights[q] += (share / deviation) * Math.exp(-0.5 * ((x - mean) / deviation) ** 2);
    });
  }
  return { nodes, weights };
}

function expectedFrequencies(model: IrtModel, { nodes, weights }: LinkNodes): Frequencies {
  const irt = prepare(model);
  const { unit, of } = categoryUnits(model, 'points');
  const abilities = Float64Array.from(nodes);
  const width = abilities.length;
  const curves = sumScoreCurves(
    irt,
    irt.items.map((_, j) => j),
    of,
    curveTable(irt, abilities),
    width,
  );
  let total = 0;
  for (let q = 0; q < width; q++) total += weights[q];
  if (!(total > 0)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'population',
      value: String(total),
      expected: 'weights that sum to more than 0',
    });
  }
  const sums = Math.max(curves.length / width, Math.round(fullMarksOf(model) / unit) + 1);
  const counts = new Float64Array(sums);
  for (let s = 0; s * width < curves.length; s++) {
    for (let q = 0; q < width; q++) counts[s] += (weights[q] * curves[s * width + q]) / total;
  }
  return { counts, step: unit };
}
