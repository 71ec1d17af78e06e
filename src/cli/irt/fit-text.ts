import { describe, type Language } from '../../data/fault.js';
import type { IrtFitReport } from '../../irt/fit/fit-report.js';
import { fixed, textTable } from './text-table.js';

/** Learners listed by name. */
const LEARNERS = 10;

/** A fit report as text for people. */
export function fitText(report: IrtFitReport, language: Language): string {
  const zh = language === 'zh';
  const { criteria, learners, items } = report;
  return [
    zh ? `模型拟合：${learners} 名学生 × ${items} 题` : `Model fit: ${learners} learners × ${items} items`,
    zh
      ? `标定时的对数似然 ${fixed(criteria.logLikelihood, 2)}，参数 ${criteria.parameters} 个，学生 ${criteria.learners} 名`
      : `calibrated with log-likelihood ${fixed(criteria.logLikelihood, 2)}, ${criteria.parameters} parameters, ${criteria.learners} learners`,
    CRITERIA.map(([name, title]) => `${title} ${fixed(criteria[name], 1)}`).join('  '),
    '',
    ...wholeLines(report, zh),
    '',
    ...itemLines(report, zh),
    ...dependenceLines(report, zh),
    '',
    ...personLines(report, zh),
  ].join('\n');
}

const CRITERIA = [
  ['aic', 'AIC'],
  ['aicc', 'AICc'],
  ['bic', 'BIC'],
  ['sabic', 'SABIC'],
  ['hq', 'HQ'],
] as const;

function wholeLines({ model, modelRefused }: IrtFitReport, zh: boolean): string[] {
  if (model === null) {
    const why = modelRefused === undefined ? '' : describe(modelRefused, zh ? 'zh' : 'en');
    return [zh ? `无法计算 M2：${why}` : `no M2: ${why}`];
  }
  const [low, high] = model.rmseaInterval;
  const percent = Math.round(100 * model.confidence);
  const limits = `${fixed(low, 4)} – ${fixed(high, 4)}`;
  const indices = [
    zh
      ? `RMSEA ${fixed(model.rmsea, 4)}（${percent}% 置信区间 ${limits}）`
      : `RMSEA ${fixed(model.rmsea, 4)} (${percent} % ${limits})`,
    `SRMSR ${fixed(model.srmsr, 4)}`,
    `CFI ${fixed(model.cfi, 4)}`,
    `TLI ${fixed(model.tli, 4)}`,
  ];
  return [
    `${model.statistic} ${fixed(model.value, 2)}, df ${model.df}, p ${small(model.p)}`,
    indices.join(zh ? '，' : ', '),
  ];
}

function itemLines({ itemFit, misfitting, level }: IrtFitReport, zh: boolean): string[] {
  const several = new Set(itemFit.map(({ group }) => group)).size > 1;
  const head = [
    zh ? '题' : 'item',
    ...(several ? [zh ? '组' : 'group'] : []),
    'S-X2',
    'df',
    'p',
    zh ? '校正 p' : 'adj. p',
    'RMSEA',
    'outfit',
    'z',
    'infit',
    'z',
    '',
  ];
  const rows = itemFit.map(({ item, group, sX2, outfit, outfitZ, infit, infitZ }) => [
    item,
    ...(several ? [group] : []),
    fixed(sX2.value, 2),
    String(sX2.df),
    small(sX2.p),
    small(sX2.pAdjusted),
    fixed(sX2.rmsea),
    fixed(outfit, 2),
    fixed(outfitZ, 2),
    fixed(infit, 2),
    fixed(infitZ, 2),
    sX2.pAdjusted < level ? '*' : '',
  ]);
  return [
    textTable([head, ...rows]),
    zh
      ? `S-X2 判为不拟合的题（校正 p < ${level}，标 *）：${misfitting.length}`
      : `items that S-X2 finds misfitting (adjusted p < ${level}, marked *): ${misfitting.length}`,
  ];
}

function dependenceLines({ localDependence }: IrtFitReport, zh: boolean): string[] {
  return localDependence.flatMap(({ group, meanQ3, maxQ3, q3Star, suspects, highest }) => {
    const named = localDependence.length > 1 ? (zh ? `（${group}）` : ` (${group})`) : '';
    return [
      '',
      zh
        ? `局部依赖${named}：Q3 平均 ${fixed(meanQ3)}，最大 ${fixed(maxQ3)}，Q3* ${fixed(q3Star)}；可疑题对 ${suspects}`
        : `local dependence${named}: mean Q3 ${fixed(meanQ3)}, largest ${fixed(maxQ3)}, Q3* ${fixed(q3Star)}; suspect pairs: ${suspects}`,
      ...highest
        .filter(({ suspect }) => suspect)
        .map(
          ({ items, q3, x2, df, standardised }) =>
            `  ${items.join(' – ')}: Q3 ${fixed(q3)}, LD-X2 ${fixed(x2, 1)} (df ${df}, z ${fixed(standardised, 1)})`,
        ),
    ];
  });
}

function personLines({ personFit, level }: IrtFitReport, zh: boolean): string[] {
  const { mean, deviation, misfitting, share, lowest } = personFit;
  const percent = fixed(100 * share, 1);
  return [
    zh
      ? `学生作答拟合：lz* 平均 ${fixed(mean, 2)}，标准差 ${fixed(deviation, 2)}；p < ${level} 的学生 ${misfitting} 名（${percent}%）`
      : `person fit: lz* mean ${fixed(mean, 2)}, deviation ${fixed(deviation, 2)}; learners with p < ${level}: ${misfitting} (${percent} %)`,
    ...lowest
      .slice(0, LEARNERS)
      .map(
        ({ learner, theta, lzStar, outfit }) =>
          `  ${learner}: θ ${fixed(theta, 2)}, lz* ${fixed(lzStar, 2)}, outfit ${fixed(outfit, 2)}`,
      ),
  ];
}

function small(p: number): string {
  return p < 0.0005 ? '<0.001' : fixed(p);
}
