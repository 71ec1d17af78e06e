import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { MISSING } from '../../kernels/packed-rows.js';
import type { IrtModel, ItemFamily } from '../model.js';
import { groupedStatistics } from './ability-groups.js';
import { adjustForMany, type FitTest, fitTest } from './chi-square-test.js';
import { type AbilityMethod, abilitiesOf, bookletsOf, type FitData, type FitOptions, prepareFit } from './data.js';
import { freeParameters } from './free-parameters.js';
import { type MeanSquares, meanSquares, residualsAt } from './mean-squares.js';
import { posteriorMeanSquares } from './posterior-mean-squares.js';
import { scoreTables, tableStatistic } from './s-x2.js';

/** Options of {@link itemFit}; what is absent is taken from {@link itemFitDefaults}. */
export interface ItemFitOptions extends FitOptions {
  /** Least expected frequency of a cell of S-X²; cells below are merged. */
  readonly leastExpected?: number;
  /**
   * Abilities at which residuals of mean squares are taken: each learner's whole posterior distribution, or an estimate as other
   * programs have it, which makes mean squares too small (X² and G² take `EAP` for `posterior`).
   */
  readonly method?: 'posterior' | AbilityMethod;
  /** Ability groups of X² and G². */
  readonly bins?: number;
  /**
   * Whether the estimated mean and deviation of a group are taken off the degrees of freedom of every item's S-X², as mirt does.
   * `ignored` keeps the level better: they are estimated from all items together, of which one item takes little.
   */
  readonly distributionParameters?: 'counted' | 'ignored';
  /** Fewest learners that a set of items needs for S-X² where not all items were answered. */
  readonly leastLearners?: number;
}

/** Defaults of {@link itemFit}. */
export const itemFitDefaults: Required<Omit<ItemFitOptions, keyof FitOptions>> = {
  leastExpected: 1,
  method: 'posterior',
  bins: 10,
  distributionParameters: 'counted',
  leastLearners: 100,
};

/** How one item fits in one group of learners. */
export interface ItemFit extends MeanSquares {
  readonly item: string;
  readonly family: ItemFamily;
  readonly group: string;
  /** Learners who answered it. */
  readonly learners: number;
  /** Orlando and Thissen's S-X², with its p adjusted for the items of the group (Benjamini and Hochberg). */
  readonly sX2: FitTest & { readonly pAdjusted: number; readonly learners: number };
  /** Pearson's X² and the likelihood ratio G² over groups of ability. */
  readonly x2: FitTest;
  readonly g2: FitTest;
}

/**
 * Fit of every item, group by group with each group's own distribution of abilities.
 *
 * - S-X² = Σ_s Σ_k (O_sk − E_sk)² / E_sk over learners with sum score s (of category numbers) who are in category k. It needs no
 *   estimated abilities, and keeps its level. df = cells − scores − estimated parameters of the item and, as mirt has it, of the
 *   group's distribution; see `distributionParameters`.
 *   Learners need the same items answered: each set is a table of its own and the tables add up; see `leastLearners`.
 * - outfit and infit: mean squares of residuals over each learner's posterior, 1 expected under the model; z is about N(0, 1),
 *   see {@link posteriorMeanSquares}. Of nominal items they rest on the order of the categories, which means little.
 * - X², G²: learners parted by ability. They reject too often in short tests.
 *
 * @throws YincaiError where the matrix does not fit the model or an option has no meaning.
 * @cost S-X²: items · log₂ items · scores · nodes + learners · items; the rest learners · items curves.
 * @source Orlando & Thissen (2000), Applied Psychological Measurement 24(1), and (2003), 27(4); Kang & Chen (2008), Journal of
 *   Educational Measurement 45(4), several categories; Wright & Masters (1982), Rating Scale Analysis, mean squares.
 * @example
 * itemFit(model, matrix).filter(({ sX2 }) => sX2.pAdjusted < 0.05);
 */
export function itemFit(model: IrtModel, matrix: ResponseMatrix, options: ItemFitOptions = {}): ItemFit[] {
  return itemFitOf(prepareFit(model, matrix, options), options);
}

/** {@link itemFit} of data at hand. */
export function itemFitOf(data: FitData, options: ItemFitOptions = {}): ItemFit[] {
  const { leastExpected, method, bins, distributionParameters, leastLearners } = { ...itemFitDefaults, ...options };
  if (!(Number.isInteger(bins) && bins >= 2 && bins <= 1000))
    throw badOption('bins', bins, 'a whole number from 2 to 1000');
  if (!(leastExpected >= 0)) throw badOption('leastExpected', leastExpected, 'a number not below 0');
  const { model, irt, rows, weight, groupOf, answers } = data;
  const items = irt.items.length;
  const free = freeParameters(model);
  const tables = model.latent.map(() => irt.items.map(() => ({ statistic: 0, free: 0, learners: 0 })));
  for (const booklet of bookletsOf(data, leastLearners).booklets) {
    for (const { item, table } of scoreTables(data, booklet)) {
      const { statistic, free: own } = tableStatistic(table, leastExpected);
      const sum = tables[booklet.group][item];
      sum.statistic += statistic;
      sum.free += own;
      sum.learners += booklet.learners;
    }
  }
  const theta = abilitiesOf(data, method === 'posterior' ? 'EAP' : method);
  const squares = method === 'posterior' ? posteriorMeanSquares(data) : estimatedMeanSquares(data, theta);
  return model.latent.flatMap(({ group }, g) => {
    const ranked = Int32Array.from({ length: rows }, (_, row) => row).filter(
      (row) => groupOf[row] === g && weight[row] > 0,
    );
    ranked.sort((a, b) => theta[a] - theta[b] || a - b);
    const { mean, deviation } = free.ofGroup[g];
    const ofDistribution = (mean >= 0 ? 1 : 0) + (deviation >= 0 ? 1 : 0);
    const fitted = irt.items.map((item, j): ItemFit => {
      const learners = ranked.reduce((sum, row) => (answers[row * items + j] === MISSING ? sum : sum + weight[row]), 0);
      const own = new Set(free.ofItem[j].filter((p) => p >= 0)).size;
      const { x2, g2, free: cells } = groupedStatistics(data, theta, ranked, j, bins);
      const table = tables[g][j];
      const taken = own + (distributionParameters === 'counted' ? ofDistribution : 0);
      return {
        item,
        family: model.families[j],
        group,
        learners,
        sX2: {
          ...fitTest(table.statistic, table.free - taken, table.learners),
          pAdjusted: Number.NaN,
          learners: table.learners,
        },
        x2: fitTest(x2, cells - own, learners),
        g2: fitTest(g2, cells - own, learners),
        ...squares[g][j],
      };
    });
    const adjusted = adjustForMany(fitted.map(({ sX2 }) => sX2.p));
    return fitted.map((fit, j) => ({ ...fit, sX2: { ...fit.sX2, pAdjusted: adjusted[j] } }));
  });
}

/** Mean squares at estimated abilities `[groups][items]`. */
function estimatedMeanSquares(data: FitData, theta: Float64Array): MeanSquares[][] {
  const { model, irt, rows, weight, groupOf } = data;
  const residuals = residualsAt(data, theta);
  return model.latent.map((_, g) =>
    irt.items.map((_item, j) =>
      meanSquares(residuals, (visit) => {
        for (let row = 0; row < rows; row++)
          if (groupOf[row] === g && weight[row] > 0) visit(j * rows + row, weight[row]);
      }),
    ),
  );
}

function badOption(column: string, value: number, expected: string): YincaiError {
  return new YincaiError({ code: 'bad-option', column, value: String(value), expected });
}
