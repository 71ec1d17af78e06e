import { Command, InvalidArgumentError, Option } from 'commander';
import { toCsv } from '../data/csv-writer.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import { reliability } from '../irt/reliability.js';
import type { PriorOptions } from '../irt/score/options.js';
import { plausibleValues } from '../irt/score/plausible.js';
import { type IrtScores, type ScoreMethod, type ScoreOptions, score } from '../irt/score.js';
import { type Console, createConsole } from './console.js';
import { writeWhole } from './files.js';
import { readModel } from './irt/calibration-options.js';
import { readCovariates, readGroups } from './irt/learner-columns.js';
import { readResponsesFile } from './responses.js';

interface Options {
  readonly items: string;
  readonly method: ScoreMethod;
  readonly groups?: string;
  readonly covariates?: string;
  readonly bound?: number;
  readonly information?: NonNullable<ScoreOptions['information']>;
  readonly sumOf: NonNullable<ScoreOptions['sumOf']>;
  readonly plausible?: number;
  readonly seed: string;
  readonly blueprint?: string;
  readonly out?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

export function scoreCommand(): Command {
  return new Command('score')
    .description('按已标定的试题给学生估分 / scores learners on calibrated items')
    .argument('<responses>', '作答表 CSV 或 XLSX / table of responses')
    .requiredOption('--items <file>', 'calibrate 写出的 JSON / the JSON that calibrate wrote')
    .addOption(
      new Option('--method <method>', '估计方法 / method')
        .choices(['EAP', 'MAP', 'MLE', 'WLE', 'EAPsum'])
        .default('EAP'),
    )
    .option('--groups <column>', '分组：作答表的列名或文件[:列] / groups: a column of the table, or FILE[:COLUMN]')
    .option(
      '--covariates <file>',
      '潜回归的协变量：文件[:列+列] / covariates of a latent regression, FILE[:COLUMN+COLUMN]',
    )
    .addOption(
      new Option('--bound <x>', 'MLE、WLE 的范围 −x…x（6、20）/ MLE and WLE stay within −x … x').argParser(positive),
    )
    .addOption(
      new Option('--information <kind>', 'MAP、MLE、WLE 的标准误所用信息量 / what their errors come from').choices([
        'observed',
        'expected',
      ]),
    )
    .addOption(
      new Option('--sum-of <what>', 'EAPsum 累加分数或等级 / what EAPsum adds up')
        .choices(['points', 'categories'])
        .default('points'),
    )
    .addOption(new Option('--plausible <n>', '每人抽取的似真值个数 / plausible values a learner').argParser(whole))
    .option('--seed <seed>', '似真值的随机种子 / seed of the plausible values', 'yincai')
    .option('--blueprint <file>', '双向细目表（给出满分）/ specification table with full marks')
    .option(
      '--out <file>',
      '写入 CSV：learner,theta,se（MLE、WLE 另有 bounded；似真值为 pv1…）/ writes CSV, with bounded by MLE and WLE, and pv1 …',
    )
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText(
      'after',
      `
  yincai score 小题分.xlsx --items items.json --method WLE --out scores.csv
  yincai score 小题分.xlsx --items items.json --groups 学校 --plausible 5 --seed 2026 --out scores.csv`,
    )
    .action(async (responses: string, options: Options) => {
      const talk = createConsole(options);
      const model = await readModel(options.items);
      const { matrix } = await readResponsesFile(responses, talk, options);
      const priors: PriorOptions = {
        ...(options.groups === undefined ? {} : { groups: await readGroups(options.groups, responses, matrix) }),
        ...(options.covariates === undefined
          ? {}
          : { covariates: await readCovariates(options.covariates, responses, matrix) }),
      };
      const scores = score(model, matrix, {
        ...priors,
        method: options.method,
        sumOf: options.sumOf,
        ...(options.bound === undefined ? {} : { bound: options.bound }),
        ...(options.information === undefined ? {} : { information: options.information }),
      });
      const draws =
        options.plausible === undefined
          ? []
          : plausibleValues(model, matrix, { ...priors, seed: options.seed, count: options.plausible }).values;
      sayLimits(scores, talk);
      const csv = scoresCsv(scores, draws);
      if (options.out !== undefined) {
        await writeWhole(options.out, csv);
        talk.say(
          `已写入 ${options.out}（${scores.learners.length} 名学生）`,
          `wrote ${options.out} (${scores.learners.length} learners)`,
        );
      }
      if (talk.json) talk.result(scoresJson(scores, draws, matrix), '');
      else if (options.out === undefined) process.stdout.write(csv);
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError('应为正数 / a number above 0');
}

function whole(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('应为正整数 / a whole number above 0');
}

/** Says how many have no score, and how many were stopped at the bound. */
function sayLimits({ theta, bounded, method }: IrtScores, talk: Console): void {
  let stopped = 0;
  let without = 0;
  theta.forEach((x, i) => {
    if (bounded[i] === 1) stopped++;
    if (Number.isNaN(x)) without++;
  });
  if (stopped > 0) {
    talk.say(
      `${stopped} 名学生的 ${method} 止于边界（如全对、全错），bounded 列为 1`,
      `${stopped} learners were stopped at the bound by ${method}, as all right and all wrong are; their bounded is 1`,
    );
  }
  if (without > 0) {
    talk.say(
      `${without} 名学生没有作答，无 ${method} 值`,
      `${without} learners answered nothing and have no ${method}`,
    );
  }
}

function hasBounds({ method }: IrtScores): boolean {
  return method === 'MLE' || method === 'WLE';
}

function scoresCsv(scores: IrtScores, draws: readonly Float64Array[]): string {
  const { learners, theta, se, bounded } = scores;
  const header = [
    'learner',
    'theta',
    'se',
    ...(hasBounds(scores) ? ['bounded'] : []),
    ...draws.map((_, d) => `pv${d + 1}`),
  ];
  return toCsv(
    header,
    learners.map((learner, i) => [
      learner,
      theta[i]!,
      se[i]!,
      ...(hasBounds(scores) ? [bounded[i]!] : []),
      ...draws.map((column) => column[i]!),
    ]),
  );
}

/** The contract of `score --json`: additions are welcome, changes are not. */
function scoresJson(scores: IrtScores, draws: readonly Float64Array[], { count }: ResponseMatrix): unknown {
  const { learners, theta, se, bounded, method } = scores;
  return {
    method,
    reliability: reliability(scores, count),
    learners: learners.map((learner, i) => ({
      learner,
      theta: theta[i],
      se: se[i],
      ...(hasBounds(scores) ? { bounded: bounded[i] === 1 } : {}),
      ...(draws.length === 0 ? {} : { plausible: draws.map((column) => column[i]) }),
    })),
  };
}
