import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { toCsv } from '../../data/csv-writer.js';
import { YincaiError } from '../../data/fault.js';
import { questionHeader, roleOf } from '../../data/header.js';
import { readLearnerFacts } from '../../data/learner-facts.js';
import { isMissingCell } from '../../data/missing-cell.js';
import { analyseItems, type ClassicalAnalysis } from '../../irt/classical/analyse.js';
import { analyseDistractors, type ChoiceTable, type DistractorTable } from '../../irt/classical/distractors.js';
import { type ScoreDistribution, scoreDistribution } from '../../irt/classical/distribution.js';
import type { MissingRule } from '../../irt/classical/totals.js';
import { type Console, createConsole } from '../console.js';
import { readInput, writeWhole } from '../files.js';
import { readResponsesFile } from '../responses.js';
import { numberOf } from './calibration-options.js';
import { fixed, textTable } from './text-table.js';
import { wordWarning } from './warnings.js';

interface Options {
  readonly blueprint?: string;
  readonly missing: MissingRule;
  readonly choices?: string;
  readonly band?: number;
  readonly out?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/** `yincai irt classical`: difficulty, discrimination, reliability, distractors. */
export function classicalCommand(): Command {
  return new Command('classical')
    .description('经典项目分析：难度、区分度、信度、分数段、选项分布 / classical item analysis')
    .argument('<responses>', '作答表 CSV 或 XLSX / table of responses')
    .option('--blueprint <file>', '双向细目表（给出满分）/ specification table with full marks')
    .addOption(
      new Option('--missing <rule>', '缺失：按所答折算、记 0、整行不计 / missing cells')
        .choices(['prorate', 'zero', 'complete'])
        .default('prorate'),
    )
    .option('--choices <file>', '选项表：学号、各题所选，另有一行“答案” / chosen options, with a row "key"')
    .addOption(new Option('--band <points>', '分数段宽 / points a band').argParser(numberOf))
    .option('--out <file>', '逐题结果写入 CSV / writes the items as CSV')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText('after', '\n  yincai irt classical 小题分.xlsx --blueprint 细目表.xlsx --choices 选项.csv --band 10')
    .action(async (responses: string, options: Options) => {
      const talk = createConsole(options);
      const { matrix } = await readResponsesFile(responses, talk, options);
      const analysis = analyseItems(matrix, { missing: options.missing });
      const distribution = scoreDistribution(matrix, { missing: options.missing, width: options.band ?? 0 });
      const distractors = options.choices === undefined ? [] : analyseDistractors(await readChoices(options.choices));
      for (const warning of analysis.warnings) talk.say(`注意：${wordWarning(warning, 'zh')}`, `note: ${warning}`);
      if (options.out !== undefined) {
        await writeWhole(options.out, itemsCsv(analysis));
        talk.say(`已写入 ${options.out}`, `wrote ${options.out}`);
      }
      const value = { ...analysis, distribution, ...(options.choices === undefined ? {} : { distractors }) };
      talk.result(
        value,
        [
          itemsText(analysis, talk),
          totalText(analysis, distribution, talk),
          ...distractors.map((own) => optionsText(own, talk)),
        ].join('\n\n'),
      );
    });
}

const KEY_ROW = /^(?:标准|正确|参考)?答案$|^(?:answer )?key$|^answers?$/i;

/** A table of chosen options with its row of right ones. @throws YincaiError where that row is missing. */
async function readChoices(path: string): Promise<ChoiceTable> {
  const file = basename(path);
  const facts = await readLearnerFacts(await readInput(path), { file });
  const columns = facts.columns.map((_, c) => c).filter((c) => roleOf(facts.columns[c]!) === 'question');
  const keyRow = [...facts.cells.keys()].find((learner) => KEY_ROW.test(learner));
  if (keyRow === undefined || columns.length === 0) {
    throw new YincaiError({
      code: 'not-enough-data',
      file,
      expected: 'a row whose learner is "key", with the right options, and columns of questions',
      expectedZh: '学号栏写“答案”的一行，给出各题正确选项，以及各题的列',
    });
  }
  const cellsOf = (learner: string): readonly string[] => facts.cells.get(learner) ?? [];
  return {
    items: columns.map((c) => questionHeader(facts.columns[c]!).id),
    key: columns.map((c) => cellsOf(keyRow)[c] ?? ''),
    choices: [...facts.cells.keys()]
      .filter((learner) => learner !== keyRow)
      .map((learner) =>
        columns.map((c) => {
          const cell = cellsOf(learner)[c] ?? '';
          return cell !== '' && isMissingCell(cell) ? null : cell;
        }),
      ),
  };
}

function itemsCsv({ items }: ClassicalAnalysis): string {
  const header = [
    'item',
    'full_marks',
    'answered',
    'missing',
    'mean',
    'deviation',
    'difficulty',
    'discrimination',
    'item_total',
    'item_rest',
    'polyserial',
    'alpha_if_deleted',
    'difficulty_level',
    'discrimination_level',
  ];
  return toCsv(
    header,
    items.map((own) => [
      own.item,
      own.fullMarks,
      own.answered,
      own.missing,
      own.mean,
      own.deviation,
      own.difficulty,
      own.discrimination,
      own.itemTotal,
      own.itemRest,
      own.polyserial,
      own.alphaIfDeleted,
      own.verdicts.difficulty.level,
      own.verdicts.discrimination.level,
    ]),
  );
}

function itemsText({ items }: ClassicalAnalysis, talk: Console): string {
  const zh = talk.language === 'zh';
  const header = zh
    ? ['题号', '满分', '均分', '难度', '区分度', '题总相关', '校正相关', '删题 α', '评价']
    : ['item', 'full', 'mean', 'difficulty', 'discrim.', 'item-total', 'corrected', 'α without', 'verdict'];
  return textTable([
    header,
    ...items.map((own) => [
      own.item,
      String(own.fullMarks),
      fixed(own.mean, 2),
      fixed(own.difficulty, 2),
      fixed(own.discrimination, 2),
      fixed(own.itemTotal, 2),
      fixed(own.itemRest, 2),
      fixed(own.alphaIfDeleted),
      `${own.verdicts.difficulty[talk.language]}${zh ? '，' : ', '}${own.verdicts.discrimination[talk.language]}`,
    ]),
  ]);
}

function totalText(analysis: ClassicalAnalysis, distribution: ScoreDistribution, talk: Console): string {
  const { total, reliability, learners, fullMarks, difficulty } = analysis;
  const { rates, bands } = distribution;
  const percent = (share: number): string => `${fixed(100 * share, 1)} %`;
  const lines =
    talk.language === 'zh'
      ? [
          `全卷：${learners} 人，满分 ${fullMarks}，均分 ${fixed(total.mean, 2)}（难度 ${fixed(difficulty, 2)}），标准差 ${fixed(total.deviation, 2)}，最低 ${total.least}，最高 ${total.most}，中位数 ${total.quartiles[1]}`,
          `信度：α = ${fixed(reliability.alpha)}（95 % 区间 ${fixed(reliability.interval.lower)} – ${fixed(reliability.interval.upper)}，${reliability.verdict.zh}），λ₂ = ${fixed(reliability.lambda2)}，ω = ${fixed(reliability.omega)}，分半 ${fixed(reliability.splitHalf.spearmanBrown)}，测量标准误 ${fixed(reliability.sem, 2)} 分`,
          `优秀率 ${percent(rates.excellent)}，及格率 ${percent(rates.pass)}，低分率 ${percent(rates.low)}`,
        ]
      : [
          `test: ${learners} learners, full marks ${fullMarks}, mean ${fixed(total.mean, 2)} (difficulty ${fixed(difficulty, 2)}), deviation ${fixed(total.deviation, 2)}, least ${total.least}, most ${total.most}, median ${total.quartiles[1]}`,
          `reliability: α = ${fixed(reliability.alpha)} (95 % interval ${fixed(reliability.interval.lower)} – ${fixed(reliability.interval.upper)}, ${reliability.verdict.en}), λ₂ = ${fixed(reliability.lambda2)}, ω = ${fixed(reliability.omega)}, split half ${fixed(reliability.splitHalf.spearmanBrown)}, standard error of measurement ${fixed(reliability.sem, 2)} points`,
          `excellent ${percent(rates.excellent)}, pass ${percent(rates.pass)}, low ${percent(rates.low)}`,
        ];
  const header =
    talk.language === 'zh'
      ? ['分数段', '人数', '比例', '累计（以上）']
      : ['band', 'learners', 'share', 'this or above'];
  const rows = bands.map((band) => [
    `${band.from}–${band.to}`,
    String(band.learners),
    percent(band.share),
    percent(band.above),
  ]);
  return [...lines, '', textTable([header, ...rows])].join('\n');
}

const FLAGS = {
  unused: { zh: '几乎无人选', en: 'hardly chosen' },
  'attracts-strong': { zh: '吸引高分者', en: 'attracts the strong' },
  'key-suspect': { zh: '高分组多选此项，请核对答案', en: 'the strongest prefer it: check the key' },
} as const;

function optionsText({ item, options }: DistractorTable, talk: Console): string {
  const zh = talk.language === 'zh';
  const header = zh
    ? [`题 ${item}`, '比例', '低分组', '中间组', '高分组', '区分度', '点二列', '']
    : [`item ${item}`, 'share', 'lower', 'middle', 'upper', 'discrim.', 'point-bis.', ''];
  return textTable([
    header,
    ...options.map((own) => [
      `${own.option === '' ? (zh ? '未答' : 'none') : own.option}${own.isKey ? ' *' : ''}`,
      fixed(own.share, 2),
      ...own.groupShares.map((share) => fixed(share, 2)),
      fixed(own.discrimination, 2),
      fixed(own.pointBiserial, 2),
      own.flags.map((flag) => FLAGS[flag][talk.language]).join(zh ? '；' : '; '),
    ]),
  ]);
}
