import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { YincaiError } from '../../data/fault.js';
import { readJson } from '../../data/json.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import type { IrtModel, ItemFamily } from '../../irt/model.js';
import { ITEM_FAMILIES } from '../../irt/model.js';
import { type CalibrateOptions, calibrateDefaults } from '../../irt/options.js';
import { parseIrtModel } from '../../irt/schema.js';
import { readInput } from '../files.js';
import { readFamilies } from './families-option.js';
import { readCovariates, readGroups } from './learner-columns.js';
import { readPriors } from './priors-option.js';

/** What a command that calibrates is told of it. */
export interface CalibrationWords {
  readonly model: ItemFamily;
  readonly models?: string;
  readonly priors?: string;
  readonly defaultPriors?: boolean;
  readonly anchors?: string;
  readonly groups?: string;
  readonly reference?: string;
  readonly covariates?: string;
  readonly latent?: CalibrateOptions['latent'];
  readonly nodes?: number;
  readonly bound?: number;
  readonly se?: CalibrateOptions['standardErrors'];
  readonly maxCategories?: number;
  readonly maxIterations?: number;
  readonly tolerance?: number;
}

/** Adds the options of a calibration to a command. */
export function withCalibrationOptions(command: Command, model: ItemFamily): Command {
  const { quadraturePoints, bound, maxCategories, maxIterations, tolerance } = calibrateDefaults;
  return command
    .addOption(
      new Option('--model <model>', '所有试题的模型 / model of all items')
        .choices(Object.keys(ITEM_FAMILIES))
        .default(model),
    )
    .option('--models <spec>', '分题指定 / per item: 3PL:1-8,GRM:9-12, 或文件 / or a file item,model')
    .option('--priors <spec>', '先验 / priors: "lower:beta(5,17);a:lognormal(0,0.5)", 或 JSON 文件 / or a JSON file')
    .option('--no-default-priors', '渐近线不用默认先验 / no default priors of asymptotes')
    .option('--anchors <file>', '锚题（items.json），参数固定 / items that keep their parameters')
    .option('--groups <column>', '分组：作答表的列名或文件[:列] / groups: a column of the table, or FILE[:COLUMN]')
    .option('--reference <group>', '参照组 N(0, 1)，默认首个 / reference group; the first by default')
    .option(
      '--covariates <file>',
      '潜回归的协变量文件[:列+列] / covariates of a latent regression, FILE[:COLUMN+COLUMN]',
    )
    .addOption(new Option('--latent <form>', '能力分布 / abilities: normal, histogram, davidian:K').argParser(latentOf))
    .addOption(new Option('--nodes <n>', `积分节点数 / quadrature nodes（${quadraturePoints}）`).argParser(numberOf))
    .addOption(new Option('--bound <x>', `积分范围 −x…x / nodes reach from −x to x（${bound}）`).argParser(numberOf))
    .addOption(new Option('--se <kind>', '标准误 / standard errors').choices(['observed', 'cross-product', 'none']))
    .addOption(
      new Option(
        '--max-categories <n>',
        `高分题最多归并成几级 / most categories of an item（${maxCategories}）`,
      ).argParser(numberOf),
    )
    .addOption(new Option('--max-iterations <n>', `最多迭代 / most E-steps（${maxIterations}）`).argParser(numberOf))
    .addOption(new Option('--tolerance <x>', `收敛界限 / converged below（${tolerance}）`).argParser(numberOf));
}

/** A number from a word of the command line. */
export function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('应为数值 / a number');
}

function latentOf(text: string): NonNullable<CalibrateOptions['latent']> {
  if (text === 'normal' || text === 'histogram') return text;
  const order = /^davidian:(\d+)$/.exec(text)?.[1];
  if (order !== undefined) return { davidian: Number(order) };
  throw new InvalidArgumentError('应为 normal、histogram 或 davidian:阶数 / normal, histogram, or davidian:ORDER');
}

/** Reads a model that `calibrate` wrote. @throws YincaiError naming what does not fit. */
export async function readModel(path: string): Promise<IrtModel> {
  const file = basename(path);
  return parseIrtModel(readJson(await readInput(path), { file }), file);
}

/** The engine's options from the words, all files read. @throws YincaiError naming file, row, column and value. */
export async function calibrationOptions(
  words: CalibrationWords,
  responses: string,
  matrix: ResponseMatrix,
): Promise<CalibrateOptions> {
  if (words.reference !== undefined && words.groups === undefined) {
    throw new YincaiError({
      code: 'bad-option',
      column: '--reference',
      value: words.reference,
      expected: '--groups beside it',
      expectedZh: '同时给出 --groups',
    });
  }
  return {
    family: words.model,
    ...(words.models === undefined ? {} : { families: await readFamilies(words.models, matrix.items) }),
    ...(words.priors === undefined ? {} : { priors: await readPriors(words.priors) }),
    ...(words.defaultPriors === false ? { defaultPriors: false } : {}),
    ...(words.anchors === undefined ? {} : { anchors: await readModel(words.anchors) }),
    ...(words.groups === undefined ? {} : { groups: await readGroups(words.groups, responses, matrix) }),
    ...(words.reference === undefined ? {} : { reference: words.reference }),
    ...(words.covariates === undefined
      ? {}
      : { covariates: await readCovariates(words.covariates, responses, matrix) }),
    ...(words.latent === undefined ? {} : { latent: words.latent }),
    ...(words.nodes === undefined ? {} : { quadraturePoints: words.nodes }),
    ...(words.bound === undefined ? {} : { bound: words.bound }),
    ...(words.se === undefined ? {} : { standardErrors: words.se }),
    ...(words.maxCategories === undefined ? {} : { maxCategories: words.maxCategories }),
    ...(words.maxIterations === undefined ? {} : { maxIterations: words.maxIterations }),
    ...(words.tolerance === undefined ? {} : { tolerance: words.tolerance }),
  };
}
