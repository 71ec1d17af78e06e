import { YincaiError } from '../../data/fault.js';
import { chiSquare } from '../../math/chi-square.js';
import type { IrtModel, ItemFamily } from '../model.js';
import { type InformationCriteria, informationCriteria } from './information-criteria.js';

/** Two models of the same answers, the first a special case of the second. */
export interface ModelComparison {
  readonly restricted: InformationCriteria;
  readonly full: InformationCriteria;
  /** 2 (log L of full − log L of restricted); small negative values of rounding are 0. */
  readonly value: number;
  /** Parameters that the full model has more. */
  readonly df: number;
  readonly p: number;
  /** What makes the p value less than exact: priors, bounds, estimations that did not converge. */
  readonly warnings: readonly string[];
}

/** A restricted model may seem this much likelier, of its log-likelihood, by rounding. */
const ROUNDING = 1e-6;

/** Families of which each is a special case of those that it names. */
const SPECIAL_CASES: Readonly<Record<ItemFamily, readonly ItemFamily[]>> = {
  Rasch: ['Rasch', '1PL', '2PL', '3PL', '4PL'],
  '1PL': ['Rasch', '1PL', '2PL', '3PL', '4PL'],
  '2PL': ['2PL', '3PL', '4PL'],
  '3PL': ['3PL', '4PL'],
  '4PL': ['4PL'],
  RSM: ['RSM', 'PCM', 'GPCM', 'NRM'],
  PCM: ['PCM', 'GPCM', 'NRM'],
  GPCM: ['GPCM', 'NRM'],
  NRM: ['NRM'],
  GRM: ['GRM'],
  CRM: ['CRM', 'GRM'],
};

/**
 * Likelihood-ratio test of two nested models of the same answers: 2 (log L_full − log L_restricted) ~ χ²(parameters more).
 * Rasch ⊂ 2PL ⊂ 3PL ⊂ 4PL, 1PL ⊂ 2PL, RSM ⊂ PCM ⊂ GPCM ⊂ NRM, CRM ⊂ GRM, item by item; groups fixed ⊂ groups free.
 * For models that are not nested compare their {@link informationCriteria}.
 *
 * @throws YincaiError `unsupported` where the models are of other answers or items or are not nested, `bad-value` where the first has
 *   not fewer parameters, or is likelier, than the second.
 * @source Wilks (1938), Annals of Mathematical Statistics 9(1).
 * @example
 * const { value, df, p } = compare(rasch, twoParameter);
 */
export function compare(restricted: IrtModel, full: IrtModel): ModelComparison {
  const refuse = (value: string, expected: string, expectedZh: string): never => {
    throw new YincaiError({ code: 'unsupported', value, expected, expectedZh });
  };
  const a = restricted.report;
  const b = full.report;
  if (a.digest !== b.digest || a.learners !== b.learners || !sameList(restricted.items, full.items)) {
    refuse(
      `${a.learners} learners × ${restricted.items.length} items (${a.digest}), ${b.learners} × ${full.items.length} (${b.digest})`,
      'two models of the same answers, groups and counts',
      '对同一份作答（含组别与频数）标定的两个模型',
    );
  }
  if (!restricted.cuts.every((cuts, j) => sameList(cuts, full.cuts[j]))) {
    refuse('other cuts', 'the same categories of every item', '每题的类别划分相同');
  }
  restricted.families.forEach((family, j) => {
    const other = full.families[j];
    if (SPECIAL_CASES[family].includes(other)) return;
    refuse(
      `${restricted.items[j]}: ${family}, ${other}`,
      `a family of which ${family} is a special case: ${SPECIAL_CASES[family].join(', ')}; or compare information criteria`,
      `以 ${family} 为特例的模型：${SPECIAL_CASES[family].join('、')}；否则请比较信息准则`,
    );
  });
  if (shapeOf(full) === 'normal' && shapeOf(restricted) !== 'normal') {
    refuse(
      'abilities of the second are normal only',
      'a second model whose abilities are as free as those of the first',
      '第二个模型的能力分布不比第一个更受限',
    );
  }
  const df = b.parameters - a.parameters;
  if (df < 1) {
    throw new YincaiError({
      code: 'bad-value',
      value: `${a.parameters} and ${b.parameters} parameters`,
      expected: 'the model with fewer parameters first',
      expectedZh: '参数较少的模型在前',
    });
  }
  const gain = b.logLikelihood - a.logLikelihood;
  if (gain < -ROUNDING * Math.abs(a.logLikelihood)) {
    throw new YincaiError({
      code: 'bad-value',
      value: `${a.logLikelihood} and ${b.logLikelihood}`,
      expected: 'a second model that is at least as likely: it has priors, or an estimation did not reach its maximum',
      expectedZh: '第二个模型的对数似然不低于第一个：其含先验，或有一次估计未达最大值',
      mend: 'calibrate both without priors and with a smaller tolerance',
      mendZh: '请去掉先验并用更小的收敛容差重新标定',
    });
  }
  const value = Math.max(0, 2 * gain);
  return {
    restricted: informationCriteria(restricted),
    full: informationCriteria(full),
    value,
    df,
    p: chiSquare(value, df).upper,
    warnings: [restricted, full].flatMap(({ report }, i) => {
      const name = i === 0 ? 'the restricted model' : 'the full model';
      const found: string[] = [];
      if (!report.converged) found.push(`${name} did not converge`);
      if (report.logPrior !== 0) found.push(`${name} has priors: the likelihood ratio is not at its maximum`);
      if (report.bounded.length > 0)
        found.push(`${name} has parameters at a bound: ${report.bounded.slice(0, 5).join(', ')}`);
      return found;
    }),
  };
}

function shapeOf({ latent }: IrtModel): 'normal' | 'other' {
  return latent.every(({ weights }) => weights === undefined) ? 'normal' : 'other';
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
