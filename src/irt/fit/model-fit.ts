import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { chiSquare, chiSquareNoncentrality } from '../../math/chi-square.js';
import type { IrtModel } from '../model.js';
import { curveDerivatives } from './curve-derivatives.js';
import { type Booklet, bookletsOf, type FitData, type FitOptions, prepareFit } from './data.js';
import { type FreeParameters, freeParameters } from './free-parameters.js';
import {
  independentSample,
  type MarginSample,
  modelSample,
  observedMoments,
  quadraticStatistic,
} from './margin-sample.js';
import { type ItemFunctions, itemFunctions, type MomentKind, momentLayout } from './moments.js';
import { type AnswerColumns, answerColumns } from './pair-counts.js';
import { residualCorrelations } from './residual-correlations.js';

/** Options of {@link modelFit}; what is absent is taken from {@link modelFitDefaults}. */
export interface ModelFitOptions extends FitOptions {
  /**
   * `M2`: shares of every category and every pair of categories. `M2*`: means and products of category numbers.
   * `C2`: shares of the categories, products of category numbers. With two categories they are one and the same.
   * `auto`: the first of M2*, C2, M2 that leaves degrees of freedom.
   */
  readonly statistic?: 'auto' | 'M2' | 'M2*' | 'C2';
  /** Confidence of the interval of RMSEA, between 0 and 1. */
  readonly confidence?: number;
  /** Fewest learners that a set of items needs where not all items were answered. */
  readonly leastLearners?: number;
}

/** Defaults of {@link modelFit}. */
export const modelFitDefaults: Required<Pick<ModelFitOptions, 'statistic' | 'confidence' | 'leastLearners'>> = {
  statistic: 'auto',
  confidence: 0.9,
  leastLearners: 100,
};

/** How well a model as a whole fits. */
export interface ModelFit {
  readonly statistic: 'M2' | 'M2*' | 'C2';
  readonly value: number;
  readonly df: number;
  readonly p: number;
  /** Root mean square error of approximation, and the limits of its interval. */
  readonly rmsea: number;
  readonly rmseaInterval: readonly [low: number, high: number];
  readonly confidence: number;
  /** Standardised root mean square residual of the items' correlations; NaN where items have no order. */
  readonly srmsr: number;
  /** Comparative fit and Tucker–Lewis index against independent items; NaN where some category has no learners. */
  readonly cfi: number;
  readonly tli: number;
  /** The same statistic of independent items. */
  readonly independence: { readonly value: number; readonly df: number };
  /** Learners that counted, and those left out since too few answered the same items. */
  readonly learners: number;
  readonly left: number;
  /** Sets of learners of one group who answered the same items; each is a sample of its own. */
  readonly booklets: number;
  readonly moments: number;
  readonly parameters: number;
  /** What the user should know, e.g. that other parameters were estimated than the model shows. */
  readonly warnings: readonly string[];
}

/** Moments × parameters above which memory would not do. */
const MOST_CELLS = 3e7;

/**
 * Limited-information fit of a model: how far the means and products of the answers, two items at a time, lie from what the
 * model makes of them.
 *
 * M₂ = N rᵀ (Ξ⁻¹ − Ξ⁻¹Δ(ΔᵀΞ⁻¹Δ)⁻¹ΔᵀΞ⁻¹) r ~ χ²(moments − rank Δ), r the residual moments, Ξ their covariance, Δ = ∂ moments /
 * ∂ parameters. RMSEA = √(max(0, M₂ / df − 1) / (N − 1)); CFI = 1 − (M₂ − df) / (M₂ − df of independent items), within 0…1.
 *
 * It needs complete answers: each set of learners who answered the same items is a sample of its own and the samples' forms add
 * up, as those of groups do; sets of fewer than `leastLearners` are left out and counted in `left`.
 *
 * @throws YincaiError `unsupported` for latent regressions and distributions that are not normal, `not-enough-data` where no degrees
 *   of freedom are left, `not-identified` where the moments cannot vary, `too-large`.
 * @cost moments · learners, and (12 · items)³ / 3 for two-category items
 * @source Maydeu-Olivares & Joe (2006), Psychometrika 71(4); Cai & Hansen (2013), British Journal of Mathematical and Statistical
 *   Psychology 66(2), M₂*; Cai & Monroe (2014), CRESST Report 839, C₂; RMSEA: Maydeu-Olivares & Joe (2014), Multivariate Behavioral
 *   Research 49(4); SRMSR: Maydeu-Olivares (2013), Measurement 11(3).
 * @example
 * const { value, df, p, rmsea, cfi } = modelFit(model, matrix);
 */
export function modelFit(model: IrtModel, matrix: ResponseMatrix, options: ModelFitOptions = {}): ModelFit {
  return modelFitOf(prepareFit(model, matrix, options), options);
}

/** {@link modelFit} of data at hand. */
export function modelFitOf(data: FitData, options: ModelFitOptions = {}): ModelFit {
  const { statistic, confidence, leastLearners } = { ...modelFitDefaults, ...options };
  if (!(confidence > 0 && confidence < 1)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'confidence',
      value: String(confidence),
      expected: 'a number between 0 and 1',
      expectedZh: '0 与 1 之间的数',
    });
  }
  refuseLatent(data.model);
  const { booklets, left } = bookletsOf(data, leastLearners);
  const free = freeParameters(data.model);
  const kind = kindOf(data, booklets, free, statistic);
  const columns = booklets.map(({ rows, items }) => answerColumns(data, rows, items));
  const samples = samplesOf(data, booklets, columns, kind, free);
  const own = quadraticStatistic(samples.model, free.size);
  // Items that everybody got right have no correlation to lose, and independence no statistic.
  const independence = quadraticStatistic(samples.independent, samples.shares) ?? { value: Number.NaN, df: Number.NaN };
  if (own === undefined) {
    throw new YincaiError({
      code: 'not-identified',
      expected: 'items whose categories all have some learners',
      expectedZh: '每题各类别都有学生作答',
      mend: 'leave out items that nearly everybody got right or wrong',
      mendZh: '请去掉几乎全对或全错的题目',
    });
  }
  if (own.df < 1) throw noDegrees(own.df);
  const learners = booklets.reduce((sum, booklet) => sum + booklet.learners, 0);
  const { value, df } = own;
  const limit = (p: number): number => Math.sqrt(chiSquareNoncentrality(value, df, p) / (learners * df));
  const gain = (value - df) / (independence.value - independence.df);
  return {
    statistic: nameOf(data, kind),
    value,
    df,
    p: chiSquare(value, df).upper,
    rmsea: Math.sqrt(Math.max(0, value / df - 1) / (learners - 1)),
    rmseaInterval: [limit((1 + confidence) / 2), limit((1 - confidence) / 2)],
    confidence,
    srmsr: residualCorrelations(data, booklets, columns).srmsr,
    cfi: independence.value > independence.df ? Math.min(1, Math.max(0, 1 - gain)) : Number.NaN,
    tli: (independence.value / independence.df - value / df) / (independence.value / independence.df - 1),
    independence,
    learners,
    left,
    booklets: booklets.length,
    moments: samples.model.reduce((sum, { layout }) => sum + layout.size, 0),
    parameters: free.size,
    warnings: warningsOf(data, free, left),
  };
}

function warningsOf({ model }: FitData, free: FreeParameters, left: number): string[] {
  const found: string[] = [];
  const told = model.report.parameters;
  if (told > 0 && told !== free.size) {
    found.push(
      `the calibration tells of ${told} estimated parameters, the model shows ${free.size}: were items fixed, and standard errors left out?`,
    );
  }
  if (left > 0) found.push(`${left} learners left out: too few answered the same items`);
  return found;
}

/** The statistic's name: with two categories, and of nominal items, all are one. */
function nameOf({ model, irt }: FitData, kind: MomentKind): ModelFit['statistic'] {
  const summed = irt.categories.some((own, j) => own > 2 && model.families[j] !== 'NRM');
  if (!summed || kind === 'categories') return 'M2';
  return kind === 'mixed' ? 'C2' : 'M2*';
}

function samplesOf(
  data: FitData,
  booklets: readonly Booklet[],
  columns: readonly AnswerColumns[],
  kind: MomentKind,
  free: FreeParameters,
): { readonly model: MarginSample[]; readonly independent: MarginSample[]; readonly shares: number } {
  const { irt, nodes, probability } = data;
  const { shares, first, size } = groupShares(data, booklets);
  const derivatives = irt.items.map((_, j) =>
    curveDerivatives(
      irt,
      j,
      nodes,
      probability.subarray(irt.categoryAt[j] * nodes.length, irt.categoryAt[j + 1] * nodes.length),
    ),
  );
  const independent: MarginSample[] = [];
  const model = booklets.map((booklet, b) => {
    const functions = functionsOf(data, booklet, kind);
    const observed = observedMoments(columns[b], booklet, functions, momentLayout(functions), irt.categories);
    const { group, items, learners } = booklet;
    independent.push(
      independentSample(
        learners,
        functions,
        observed,
        Array.from(items, (j) => shares[group][j]),
        Array.from(items, (j) => first[group][j]),
      ),
    );
    return modelSample(data, booklet, functions, observed, free, derivatives);
  });
  return { model, independent, shares: size };
}

/** Shares of the categories among a group's learners who count `[groups][items][categories]`, and their numbers as free parameters. */
function groupShares(
  data: FitData,
  booklets: readonly Booklet[],
): { readonly shares: Float64Array[][]; readonly first: number[][]; readonly size: number } {
  const { irt, answers, weight, model } = data;
  const stride = irt.items.length;
  const shares = model.latent.map(() => irt.categories.map((own) => new Float64Array(own)));
  for (const { group, items, rows } of booklets)
    for (const row of rows) for (const j of items) shares[group][j][answers[row * stride + j]] += weight[row];
  let size = 0;
  const first = shares.map((items) =>
    items.map((counts) => {
      const total = counts.reduce((sum, n) => sum + n, 0);
      for (let k = 0; k < counts.length; k++) counts[k] /= total;
      const at = size;
      size += counts.length - 1;
      return at;
    }),
  );
  return { shares, first, size };
}

/** Nominal categories have no numbers to add: they are always looked at one by one. */
function functionsOf({ model, irt }: FitData, { items }: Booklet, kind: MomentKind): ItemFunctions[] {
  return Array.from(items, (j) => itemFunctions(model.families[j] === 'NRM' ? 'categories' : kind, irt.categories[j]));
}

function kindOf(
  data: FitData,
  booklets: readonly Booklet[],
  free: FreeParameters,
  statistic: ModelFitOptions['statistic'],
): MomentKind {
  const named = { M2: 'categories', 'M2*': 'sums', C2: 'mixed' } as const;
  const kinds: readonly MomentKind[] =
    statistic === 'auto' ? ['sums', 'mixed', 'categories'] : [named[statistic as keyof typeof named]];
  if (kinds[0] === undefined) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'statistic',
      value: String(statistic),
      expected: 'auto, M2, M2* or C2',
    });
  }
  let most = 0;
  for (const kind of kinds) {
    const moments = booklets.reduce((sum, b) => sum + momentLayout(functionsOf(data, b, kind)).size, 0);
    if (moments > free.size) {
      if (moments * (free.size + 1) <= MOST_CELLS) return kind;
      throw new YincaiError({
        code: 'too-large',
        value: `${moments} moments, ${free.size} parameters`,
        expected: `at most ${MOST_CELLS} derivatives`,
        mend: 'take the statistic M2* or fewer items',
        mendZh: '请改用 M2* 统计量或减少题目',
      });
    }
    most = Math.max(most, moments - free.size);
  }
  throw noDegrees(most);
}

function noDegrees(df: number): YincaiError {
  return new YincaiError({
    code: 'not-enough-data',
    value: `${df} degrees of freedom`,
    expected: 'more means and products of answers than parameters',
    expectedZh: '作答的均值与乘积的个数多于参数个数',
    mend: 'take more items, or the statistic M2 of all categories',
    mendZh: '请增加题目，或改用全部类别的 M2 统计量',
  });
}

function refuseLatent({ latent, regression }: IrtModel): void {
  const what = regression !== undefined ? 'a latent regression' : 'a latent distribution that is not normal';
  if (regression === undefined && latent.every(({ weights }) => weights === undefined)) return;
  throw new YincaiError({
    code: 'unsupported',
    value: what,
    expected: 'normal abilities in every group',
    expectedZh: '各组能力为正态分布',
    mend: 'calibrate with normal abilities for this statistic',
    mendZh: '请以正态能力分布标定后再计算此统计量',
  });
}
