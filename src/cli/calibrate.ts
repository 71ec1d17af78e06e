import { Command } from 'commander';
import { type Fault, YincaiError } from '../data/fault.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import { calibrateAsync } from '../irt/calibrate.js';
import { type IrtModel, ITEM_FAMILIES, type ItemFamily } from '../irt/model.js';
import type { CalibrateOptions } from '../irt/options.js';
import { type Console, createConsole } from './console.js';
import { writeWhole } from './files.js';
import { interruptible } from './interrupt.js';
import { type CalibrationWords, calibrationOptions, withCalibrationOptions } from './irt/calibration-options.js';
import { fixed, textTable } from './irt/text-table.js';
import { wordWarning } from './irt/warnings.js';
import { readResponsesFile } from './responses.js';

interface Options extends CalibrationWords {
  readonly blueprint?: string;
  readonly out?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

export function calibrateCommand(): Command {
  const command = new Command('calibrate')
    .description('标定试题（边际极大似然）/ calibrates items by marginal maximum likelihood')
    .argument('<responses>', '作答表 CSV 或 XLSX / table of responses');
  return withCalibrationOptions(command, '2PL')
    .option('--blueprint <file>', '双向细目表（给出满分）/ specification table with full marks')
    .option('--out <file>', '把标定结果写入 JSON / writes the calibrated items as JSON')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText(
      'after',
      `
  yincai calibrate 小题分.xlsx --model GPCM --blueprint 细目表.xlsx --out items.json
  yincai calibrate 小题分.xlsx --models 3PL:1-8,GPCM:9-18,CRM:19-22 --groups 学校 --out items.json
  yincai calibrate 新卷.xlsx --model GPCM --anchors items.json --out new-items.json`,
    )
    .action(async (responses: string, options: Options) => {
      const talk = createConsole(options);
      const { matrix } = await readResponsesFile(responses, talk, options);
      const settings = await calibrationOptions(options, responses, matrix);
      const from = performance.now();
      const model = await calibrateWithProgress(matrix, settings, talk);
      const seconds = (performance.now() - from) / 1000;
      sayWarnings(model, talk);
      if (options.out !== undefined) {
        await writeWhole(options.out, `${JSON.stringify(model)}\n`);
        talk.say(`已写入 ${options.out}`, `wrote ${options.out}`);
      }
      talk.result(calibrationJson(model, settings, seconds), calibrationText(model, options.model, seconds, talk));
    });
}

/** Calibrates with a line of progress on a terminal; Ctrl-C ends it at the next step. */
export async function calibrateWithProgress(
  matrix: ResponseMatrix,
  settings: CalibrateOptions,
  talk: Console,
): Promise<IrtModel> {
  const steps = talk.steps('标定：第几步', 'calibrating: step');
  try {
    return await interruptible(talk, (signal) =>
      calibrateAsync(matrix, {
        ...settings,
        signal,
        onProgress: ({ stage, iterations, of, objective }) => {
          const errors = talk.language === 'zh' ? '标准误' : 'standard errors';
          const note = stage === 'em' ? fixed(objective) : `${errors}${of === undefined ? '' : ` / ${of}`}`;
          steps.update(iterations, note);
        },
      }),
    );
  } catch (error) {
    throw error instanceof YincaiError ? new YincaiError(error.faults.map(inWords), error.total) : error;
  } finally {
    steps.stop();
  }
}

/** A fault of an option under the name that it has on the command line. */
function inWords(fault: Fault): Fault {
  const word = OPTION_WORDS.get(String(fault.column));
  return fault.code === 'bad-option' && word !== undefined ? { ...fault, column: word } : fault;
}

const OPTION_WORDS: ReadonlyMap<string, string> = new Map([
  ['quadraturePoints', '--nodes'],
  ['bound', '--bound'],
  ['tolerance', '--tolerance'],
  ['maxIterations', '--max-iterations'],
  ['maxCategories', '--max-categories'],
  ['latent', '--latent'],
  ['reference', '--reference'],
  ['covariates', '--covariates'],
  ['priors', '--priors'],
]);

/** Says a fit report's warnings on stderr. */
export function sayWarnings(model: IrtModel, talk: Console): void {
  for (const warning of model.report.warnings) {
    talk.say(`注意：${wordWarning(warning, 'zh')}`, `note: ${warning}`);
  }
}

/**
 * The contract of `calibrate --json`: additions are welcome, changes are not. `b` is a number where a binary model was asked for,
 * such as 2PL, else a list of steps. What is not known is null.
 */
function calibrationJson(model: IrtModel, { family, families }: CalibrateOptions, seconds: number): unknown {
  const { report, se } = model;
  return {
    model: family,
    items: model.items.map((id, i) => {
      const asked = families?.get(id) ?? (family as ItemFamily);
      const shape = (steps: readonly number[]): unknown => (ITEM_FAMILIES[asked].binary ? steps[0] : steps);
      return {
        id,
        family: model.families[i],
        a: model.a[i],
        b: shape(model.b[i]!),
        ...(ITEM_FAMILIES[model.families[i]!].asymptotes > 0 ? { lower: model.lower?.[i] } : {}),
        ...(ITEM_FAMILIES[model.families[i]!].asymptotes > 1 ? { upper: model.upper?.[i] } : {}),
        ...(model.nominal?.[i] == null ? {} : { nominal: model.nominal[i] }),
        ...(model.scale?.[i] == null ? {} : { scale: model.scale[i] }),
        se: {
          a: se.a[i],
          b: shape(se.b[i]!),
          ...(ITEM_FAMILIES[model.families[i]!].asymptotes > 0 ? { lower: se.lower?.[i] } : {}),
          ...(ITEM_FAMILIES[model.families[i]!].asymptotes > 1 ? { upper: se.upper?.[i] } : {}),
          ...(se.nominal?.[i] == null ? {} : { nominal: se.nominal[i] }),
          ...(se.scale?.[i] == null ? {} : { scale: se.scale[i] }),
        },
        fullMarks: model.fullMarks[i],
        cuts: model.cuts[i],
      };
    }),
    latent: model.latent,
    ...(model.regression === undefined ? {} : { regression: model.regression }),
    logLikelihood: report.logLikelihood,
    logPrior: report.logPrior,
    parameters: report.parameters,
    aic: aic(model),
    bic: bic(model),
    iterations: report.iterations,
    converged: report.converged,
    ...(report.reason === undefined ? {} : { reason: report.reason }),
    learners: report.learners,
    bounded: report.bounded,
    standardErrors: report.standardErrors,
    conditionNumber: report.conditionNumber,
    digest: report.digest,
    warnings: report.warnings,
    seconds,
  };
}

function aic({ report }: IrtModel): number {
  return 2 * report.parameters - 2 * report.logLikelihood;
}

function bic({ report }: IrtModel): number {
  return Math.log(report.learners) * report.parameters - 2 * report.logLikelihood;
}

function calibrationText(model: IrtModel, asked: ItemFamily, seconds: number, talk: Console): string {
  const zh = talk.language === 'zh';
  const { report, latent, se } = model;
  const withError = (value: number, error: number | undefined): string => `${fixed(value)} (${fixed(error)})`;
  const rows = [
    zh ? ['题', '模型', '区分度 a', '标准误', '  难度 b（标准误）'] : ['item', 'model', 'a', 'se', '  b (se)'],
  ];
  model.items.forEach((id, i) => {
    const parts = model.b[i]!.map((b, k) => withError(b, se.b[i]![k]));
    const family = model.families[i]!;
    const { asymptotes } = ITEM_FAMILIES[family];
    if (asymptotes > 0) parts.push(`${zh ? '下渐近线' : 'lower'} ${withError(model.lower?.[i] ?? 0, se.lower?.[i])}`);
    if (asymptotes > 1) parts.push(`${zh ? '上渐近线' : 'upper'} ${withError(model.upper?.[i] ?? 1, se.upper?.[i])}`);
    const nominal = model.nominal?.[i];
    if (nominal) {
      parts.push(`${zh ? '斜率' : 'slopes'} ${nominal.slopes.map((value) => fixed(value)).join(' ')}`);
      parts.push(`${zh ? '截距' : 'intercepts'} ${nominal.intercepts.map((value) => fixed(value)).join(' ')}`);
    }
    const scale = model.scale?.[i];
    if (typeof scale === 'number')
      parts.push(`${zh ? '标度' : 'scale'} ${withError(scale, se.scale?.[i] ?? Number.NaN)}`);
    rows.push([id, family, fixed(model.a[i]), fixed(se.a[i]), `  ${parts.join('  ')}`]);
  });
  const lines = [textTable(rows)];
  for (const { group, mean, deviation, se: error, learners } of latent) {
    if (latent.length === 1 && !Number.isFinite(error.mean) && !Number.isFinite(error.deviation)) continue;
    lines.push(
      zh
        ? `组 ${group}：${learners} 名学生，平均 ${withError(mean, error.mean)}，标准差 ${withError(deviation, error.deviation)}`
        : `group ${group}: ${learners} learners, mean ${withError(mean, error.mean)}, deviation ${withError(deviation, error.deviation)}`,
    );
  }
  const { regression } = model;
  if (regression !== undefined) {
    const terms = regression.covariates.map(
      (name, k) => `${name} ${withError(regression.coefficients[k]!, regression.se[k])}`,
    );
    lines.push(`${zh ? '潜回归：' : 'latent regression: '}${terms.join(zh ? '，' : ', ')}`);
  }
  if (report.bounded.length > 0)
    lines.push(`${zh ? '停在界限上：' : 'at a bound: '}${report.bounded.join(zh ? '；' : '; ')}`);
  const state = report.converged
    ? { zh: '已收敛', en: 'converged' }
    : { zh: `未收敛（${report.reason}）`, en: `not converged (${report.reason})` };
  const plain = model.families.every((family) => ITEM_FAMILIES[asked].twoCategories === family || family === asked);
  const name = plain ? asked : [...new Set(model.families)].join('+');
  lines.push(
    zh
      ? `${name}：${report.learners} 名学生，对数似然 ${fixed(report.logLikelihood)}，${report.parameters} 个参数，AIC ${fixed(aic(model), 1)}，BIC ${fixed(bic(model), 1)}，${report.iterations} 次迭代，${state.zh}，${seconds.toFixed(2)} 秒`
      : `${name}: ${report.learners} learners, log-likelihood ${fixed(report.logLikelihood)}, ${report.parameters} parameters, AIC ${fixed(aic(model), 1)}, BIC ${fixed(bic(model), 1)}, ${report.iterations} iterations, ${state.en}, ${seconds.toFixed(2)} s`,
  );
  return lines.join('\n');
}
