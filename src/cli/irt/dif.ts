import { Command, Option } from 'commander';
import { toCsv } from '../../data/csv-writer.js';
import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import type { Adjustment } from '../../irt/dif/adjust.js';
import { difLikelihoodRatioAsync } from '../../irt/dif/likelihood-ratio.js';
import { difLogistic } from '../../irt/dif/logistic.js';
import { difMantelHaenszel } from '../../irt/dif/mantel-haenszel.js';
import { difSibtest } from '../../irt/dif/sibtest.js';
import { difWald } from '../../irt/dif/wald.js';
import { ITEM_FAMILIES, type ItemFamily } from '../../irt/model.js';
import { type Console, createConsole } from '../console.js';
import { writeWhole } from '../files.js';
import { interruptible } from '../interrupt.js';
import { readResponsesFile } from '../responses.js';
import { numberOf } from './calibration-options.js';
import { readGroups } from './learner-columns.js';
import { fixed, textTable } from './text-table.js';
import { wordWarning } from './warnings.js';

interface Options {
  readonly groups: string;
  readonly method: 'mh' | 'logistic' | 'sibtest' | 'lr' | 'wald';
  readonly reference?: string;
  readonly anchors?: string;
  readonly model: ItemFamily;
  readonly alpha: number;
  readonly adjust: Adjustment;
  readonly purify: boolean;
  readonly blueprint?: string;
  readonly out?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/** `yincai irt dif`: items on which equally able learners of different groups do unequally. */
export function difCommand(): Command {
  return new Command('dif')
    .description('项目功能差异：同等能力的不同群体在哪些题上表现不同 / differential item functioning')
    .argument('<responses>', '作答表 CSV 或 XLSX / table of responses')
    .requiredOption(
      '--groups <column>',
      '分组：作答表的列名或文件[:列] / groups: a column of the table, or FILE[:COLUMN]',
    )
    .addOption(
      new Option('--method <method>', 'Mantel–Haenszel、逻辑回归、SIBTEST、似然比、Wald / how')
        .choices(['mh', 'logistic', 'sibtest', 'lr', 'wald'])
        .default('mh'),
    )
    .option('--reference <group>', '参照组，默认首个 / reference group; the first by default')
    .option('--anchors <ids>', 'lr、wald：锚题（逗号分隔）/ items known to be free of DIF')
    .addOption(
      new Option('--model <model>', 'lr、wald：试题模型 / model of the items')
        .choices(Object.keys(ITEM_FAMILIES))
        .default('GPCM'),
    )
    .addOption(new Option('--alpha <p>', '显著性水平 / level').argParser(numberOf).default(0.05))
    .addOption(
      new Option('--adjust <how>', '多重比较校正 / adjustment for many items')
        .choices(['none', 'Holm', 'BH'])
        .default('none'),
    )
    .option('--no-purify', '不做净化 / no purification')
    .option('--blueprint <file>', '双向细目表（给出满分）/ specification table with full marks')
    .option('--out <file>', '写入 CSV / writes CSV')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText(
      'after',
      `
  yincai irt dif 小题分.xlsx --groups 性别
  yincai irt dif 小题分.xlsx --groups 名单.xlsx:学校 --method lr --adjust BH --out dif.csv`,
    )
    .action(async (responses: string, options: Options) => {
      const talk = createConsole(options);
      const { matrix } = await readResponsesFile(responses, talk, options);
      const groups = await readGroups(options.groups, responses, matrix);
      const { report, rows } = await search(matrix, groups, options, talk);
      for (const warning of report.warnings) talk.say(`注意：${wordWarning(warning, 'zh')}`, `note: ${warning}`);
      if (options.out !== undefined) {
        const csv = rows.map((row) => [
          row.item,
          row.focal,
          row.statistic,
          row.df,
          row.p,
          row.adjustedP,
          row.flagged,
          row.effect,
          row.effectClass,
        ]);
        await writeWhole(
          options.out,
          toCsv(
            ['item', 'focal', 'statistic', 'df', 'p', 'p_adjusted', 'flagged', EFFECTS[options.method].column, 'class'],
            csv,
          ),
        );
        talk.say(`已写入 ${options.out}`, `wrote ${options.out}`);
      }
      talk.result({ method: options.method, ...report }, difText(options, report, rows, talk));
    });
}

interface Row {
  readonly item: string;
  readonly focal: string;
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
  readonly adjustedP: number;
  readonly flagged: boolean;
  readonly effect: number;
  readonly effectClass: string;
}

interface Report {
  readonly groups: readonly { readonly group: string; readonly learners: number }[];
  readonly reference: string;
  readonly rounds: number;
  readonly warnings: readonly string[];
}

const EFFECTS = {
  mh: { column: 'delta_or_smd', zh: 'ΔMH / 标准化差', en: 'delta / SMD' },
  logistic: { column: 'delta_r2', zh: 'ΔR²', en: 'ΔR²' },
  sibtest: { column: 'signed_difference', zh: '得分率差', en: 'difference' },
  lr: { column: 'signed_difference', zh: '得分率差', en: 'difference' },
  wald: { column: 'signed_difference', zh: '得分率差', en: 'difference' },
} as const;

async function search(
  matrix: ResponseMatrix,
  groups: readonly string[],
  options: Options,
  talk: Console,
): Promise<{ report: Report; rows: Row[] }> {
  const { alpha, adjust, purify, reference, anchors } = options;
  const shared = { alpha, adjust, ...(reference === undefined ? {} : { reference }) };
  if (anchors !== undefined && options.method !== 'lr' && options.method !== 'wald') {
    throw new YincaiError({
      code: 'bad-option',
      column: '--anchors',
      value: anchors,
      expected: '--method lr or wald beside it',
      expectedZh: '与 --method lr 或 wald 同用',
    });
  }
  const known = anchors === undefined ? {} : { anchors: anchors.split(',').map((id) => id.trim()) };
  switch (options.method) {
    case 'mh': {
      const report = difMantelHaenszel(matrix, groups, { ...shared, purify });
      const rows = report.items.flatMap(({ item, test, adjustedP, flagged, pairs }) =>
        pairs.map(
          (pair): Row => ({
            item,
            focal: pair.focal,
            ...test,
            adjustedP,
            flagged,
            effect: Number.isNaN(pair.delta) ? pair.effect : pair.delta,
            effectClass: pair.etsClass,
          }),
        ),
      );
      return { report, rows };
    }
    case 'logistic': {
      const report = difLogistic(matrix, groups, { ...shared, purify });
      const focal = report.groups
        .slice(1)
        .map(({ group }) => group)
        .join('、');
      const rows = report.items.map(
        ({ item, both, adjustedP, flagged, r2, jodoinGierl }): Row => ({
          item,
          focal,
          ...both,
          adjustedP,
          flagged,
          effect: r2,
          effectClass: jodoinGierl,
        }),
      );
      return { report, rows };
    }
    case 'sibtest': {
      const report = difSibtest(matrix, groups, { ...shared, purify });
      const focal = report.groups[1]!.group;
      const rows = report.items.map(
        ({ item, beta, se, p, adjustedP, flagged, effect, effectClass }): Row => ({
          item,
          focal,
          statistic: (beta / se) ** 2,
          df: 1,
          p,
          adjustedP,
          flagged,
          // Like the others: below 0 is against the focal group.
          effect: -effect,
          effectClass,
        }),
      );
      return { report, rows };
    }
    default: {
      const settings = { ...shared, ...known, family: options.model };
      const report =
        options.method === 'wald'
          ? difWald(matrix, groups, settings)
          : await withProgress(talk, (signal, update) =>
              difLikelihoodRatioAsync(matrix, groups, {
                ...settings,
                purify,
                signal,
                onProgress: ({ done }) => update(done),
              }),
            );
      const rows = report.items.flatMap(({ item, test, adjustedP, flagged, effects, anchor }) =>
        effects.map(
          (own): Row => ({
            item,
            focal: own.focal,
            ...test,
            adjustedP,
            flagged,
            effect: own.signed,
            effectClass: anchor ? '' : sizeOf(own.standardised),
          }),
        ),
      );
      return { report, rows };
    }
  }
}

/** Cohen's words for a standardised difference. */
function sizeOf(standardised: number): string {
  const size = Math.abs(standardised);
  if (size < 0.2) return 'negligible';
  if (size < 0.5) return 'small';
  return size < 0.8 ? 'medium' : 'large';
}

async function withProgress<T>(
  talk: Console,
  work: (signal: AbortSignal, update: (done: number) => void) => Promise<T>,
): Promise<T> {
  const steps = talk.steps('检验：第几次标定', 'testing: calibration');
  try {
    return await interruptible(talk, (signal) => work(signal, (done) => steps.update(done, '')));
  } finally {
    steps.stop();
  }
}

/** A p-value; the smallest are only told to be small. */
function chance(p: number): string {
  return p < 0.0001 ? '<0.0001' : fixed(p, 4);
}

const CLASSES: Readonly<Record<string, string>> = {
  negligible: '可忽略',
  small: '小',
  moderate: '中等',
  medium: '中等',
  large: '大',
};

function difText(options: Options, report: Report, rows: readonly Row[], talk: Console): string {
  const zh = talk.language === 'zh';
  const effect = EFFECTS[options.method][talk.language];
  const header = zh
    ? ['题号', '比较组', 'χ²', '自由度', 'p', '校正 p', effect, '等级', '']
    : ['item', 'group', 'χ²', 'df', 'p', 'adjusted', effect, 'class', ''];
  const lines = rows.map((row) => [
    row.item,
    row.focal,
    fixed(row.statistic, 2),
    String(row.df),
    chance(row.p),
    chance(row.adjustedP),
    fixed(row.effect),
    zh ? (CLASSES[row.effectClass] ?? row.effectClass) : row.effectClass,
    row.flagged ? (zh ? '有差异' : 'DIF') : '',
  ]);
  const names = report.groups.map(({ group, learners }) => `${group} ${learners}`).join(zh ? '，' : ', ');
  const flagged = new Set(rows.filter((row) => row.flagged).map(({ item }) => item)).size;
  return [
    textTable([header, ...lines]),
    zh
      ? `参照组 ${report.reference}（各组人数：${names}）；${flagged} 题有差异${report.rounds > 0 ? `，净化 ${report.rounds} 轮` : ''}；差值为负表示不利于比较组`
      : `reference ${report.reference} (learners: ${names}); ${flagged} items with DIF${report.rounds > 0 ? `, ${report.rounds} rounds of purification` : ''}; below 0 is against the group compared`,
  ].join('\n');
}
