import { Command, InvalidArgumentError, Option } from 'commander';
import { YincaiError } from '../data/fault.js';
import type { LogReading } from '../data/log-row-reader.js';
import type { ResponseLog } from '../data/response-log.js';
import { bootstrapMetrics } from '../evaluate/bootstrap.js';
import { measureBySkill } from '../evaluate/by-skill.js';
import { calibrateTracing } from '../evaluate/calibrate-tracing.js';
import { applyCalibration, type Calibration } from '../evaluate/calibration.js';
import { compareAuc, compareModels } from '../evaluate/compare.js';
import { crossValidate, randomLabels } from '../evaluate/cross-validation.js';
import { auc, measure, reliabilityCurve } from '../evaluate/metrics.js';
import { reliabilityDiagram } from '../evaluate/reliability-diagram.js';
import {
  type Fold,
  holdOutLearners,
  splitByColdStart,
  splitByGiven,
  splitByItem,
  splitByLearner,
  splitByTime,
  takeRows,
} from '../evaluate/split.js';
import { predictLog } from '../evaluate/tracing.js';
import { type Console, createConsole } from './console.js';
import { writeWhole } from './files.js';
import { evaluationTable } from './trace-evaluate-table.js';
import { FAMILY_HELP, familyOf, type NamedFamily } from './trace-families.js';
import { readLogFile, readQ, warnOfSharedLearners } from './trace-log.js';

type By = 'learner' | 'time' | 'cold-start' | 'new-item' | 'file';

interface Options {
  readonly q?: string;
  readonly model: string;
  readonly by: By;
  readonly folds?: number;
  readonly split?: number;
  readonly first: number;
  readonly seed: string;
  readonly bootstrap?: number | true;
  readonly compare?: boolean;
  readonly perSkill?: boolean;
  readonly control?: boolean;
  readonly calibrate?: 'platt' | 'isotonic';
  readonly reliability?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/** Predictions of one family for rows that it had not met; `rows` are those of `log`. */
interface Predictions {
  readonly log: ResponseLog;
  readonly rows: Int32Array;
  readonly predicted: Float64Array;
  /** The same after calibration, where it is asked for. */
  readonly calibrated?: Float64Array;
  readonly score: Float32Array;
  readonly learner: Int32Array;
  readonly fitSeconds: number;
  readonly predictSeconds: number;
}

const REPLICATES = 1000;

export function traceEvaluateCommand(): Command {
  return new Command('evaluate')
    .description(
      '在未见过的学生上逐次预测（每次作答只预测一次）：两份日志，或一份日志分折 / predicts each answer once, by models that have not met it: two logs, or one log in folds',
    )
    .argument('<train>', '训练日志；没有第二份时自行划分 / log to fit to; parted where there is no second one')
    .argument('[test]', '测试日志 / log to predict')
    .option('--q <file>', 'Q 矩阵 CSV / Q-matrix, goes before the log’s skill column')
    .option('--model <models>', '模型，逗号分隔 / models, separated by commas', 'bkt')
    .addOption(
      new Option(
        '--by <what>',
        '划分方式：学生、时间、冷启动、新题、文件自带的折 / how to part: by learner, time, cold start, new item, the file’s own folds',
      )
        .choices(['learner', 'time', 'cold-start', 'new-item', 'file'])
        .default('learner'),
    )
    .option('--folds <n>', '折数（默认 5）/ number of folds (default 5)', wholeNumber(2, 1000))
    .option('--split <share>', '改为只留出一份，如 0.2 / holds out one part instead, e.g. 0.2', shareOption)
    .option(
      '--first <n>',
      '冷启动：每名学生的前几次作答 / cold start: first answers of a learner',
      wholeNumber(1, 1e6),
      10,
    )
    .option('--seed <seed>', '随机种子 / seed', 'yincai')
    .option('--bootstrap [n]', '按学生自助法求 95% 区间 / 95 % intervals by drawing learners', wholeNumber(10, 1e6))
    .option(
      '--compare',
      '与第一个模型成对比较（自助法与 DeLong）/ compares with the first model (bootstrap and DeLong)',
    )
    .option('--per-skill', '逐个知识点与宏平均 / by skill, and macro averages')
    .option('--control', '随机标签对照，AUC 应在 0.5 附近 / random-label control, whose AUC should be near 0.5')
    .addOption(
      new Option(
        '--calibrate <method>',
        '再报告校准后的指标；校准只用训练学生中留出的两成 / tells the figures after calibration, too, which is fitted to a hold-out of a fifth of the training learners',
      ).choices(['platt', 'isotonic']),
    )
    .option('--reliability <file>', '把第一个模型的可靠性图写成 SVG / writes the first model’s reliability diagram')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText(
      'after',
      `${FAMILY_HELP}\n  yincai trace evaluate train.csv test.csv --model bkt,elo --bootstrap --compare\n  yincai trace evaluate log.csv --folds 5 --by new-item --model elo --json`,
    )
    .action(async (trainPath: string, testPath: string | undefined, options: Options) => {
      const talk = createConsole(options);
      const families = [...new Set(options.model.split(',').map((name) => name.trim()))].map(familyOf);
      const q = await readQ(options.q);
      const reading = await readLogFile(trainPath, q, talk, options.skipBadRows === true);
      const test =
        testPath === undefined ? undefined : (await readLogFile(testPath, q, talk, options.skipBadRows === true)).log;
      if (test !== undefined) warnOfSharedLearners(reading.log, test, talk);
      const folds = test === undefined ? partLog(reading, options) : undefined;
      const rows = test === undefined ? undefined : rowsOfTest(reading.log, test, options);

      const work = families.length * (folds?.length ?? 1);
      const progress = talk.progress('拟合与预测', 'fitting and predicting', work);
      let done = 0;
      const predictions = families.map((family) => {
        const made =
          folds === undefined
            ? predictTest(family, reading.log, test as ResponseLog, rows as Int32Array, options)
            : predictFolds(family, reading.log, folds, options, () => {
                done++;
                progress.update(done);
              });
        if (folds === undefined) progress.update(++done);
        return made;
      });
      progress.stop();

      const models = families.map((family, m) => figuresOf(family, predictions[m], options));
      const comparisons = options.compare === true ? comparisonsOf(families, predictions, options, talk) : undefined;
      const control = options.control === true ? controlOf(families[0], reading.log, options.seed) : undefined;
      if (options.reliability !== undefined) {
        const { predicted, score } = predictions[0];
        await writeWhole(
          options.reliability,
          reliabilityDiagram(reliabilityCurve(predicted, score), { language: talk.language }),
        );
        talk.say(`已写入 ${options.reliability}`, `wrote ${options.reliability}`);
      }
      const result = {
        by: test === undefined ? options.by : 'file',
        ...(folds === undefined ? {} : { folds: folds.length }),
        seed: options.seed,
        models,
        ...(comparisons === undefined ? {} : { comparisons }),
        ...(control === undefined ? {} : { control }),
      };
      talk.result(result, evaluationTable(result, talk.language));
    });
}

/** The folds of one log, as the options say. */
function partLog(reading: LogReading, options: Options): readonly Fold[] {
  const { log } = reading;
  const { by, split, seed, first } = options;
  const folds = options.folds ?? 5;
  try {
    switch (by) {
      case 'learner':
        return split === undefined ? splitByLearner(log, folds, seed) : [holdOutLearners(log, split, seed)];
      case 'time':
        return [splitByTime(log, split ?? 0.2)];
      case 'cold-start':
        return splitByColdStart(log, folds, seed, first);
      case 'new-item':
        return splitByItem(log, folds, seed);
      case 'file': {
        const given = reading.folds;
        if (given === undefined) throw new RangeError('the file names no folds');
        return splitByGiven(
          log,
          log.learners.map((id) => given.get(id) ?? -1),
        );
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new YincaiError({ code: 'bad-option', column: '--by', value: by, expected: error.message });
  }
}

/** The rows of a second log that are scored. */
function rowsOfTest(train: ResponseLog, test: ResponseLog, { by, first }: Options): Int32Array {
  const rows = Int32Array.from({ length: test.length }, (_, r) => r);
  if (by === 'learner') return rows;
  if (by === 'cold-start') {
    const seen = new Int32Array(test.learners.length);
    return rows.filter((r) => seen[test.learner[r]]++ < first);
  }
  if (by === 'new-item') {
    const met = new Set(Array.from(train.item, (i) => train.items[i]));
    const fresh = rows.filter((r) => !met.has(test.items[test.item[r]]));
    if (fresh.length > 0) return fresh;
  }
  throw new YincaiError({
    code: 'bad-option',
    column: '--by',
    value: by,
    expected:
      by === 'new-item'
        ? 'a test log with items that the first does not have'
        : 'learner, cold-start or new-item for two logs',
    expectedZh: by === 'new-item' ? '测试日志中有训练日志没有的题目' : '两份日志时为 learner、cold-start 或 new-item',
  });
}

function now(): number {
  return performance.now() / 1000;
}

/** A calibration from the training log alone; undefined where none is asked for. */
function calibrationOf(
  { family }: NamedFamily,
  train: ResponseLog,
  { calibrate, by, first, seed }: Options,
): Calibration | undefined {
  if (calibrate === undefined) return undefined;
  try {
    return calibrateTracing(family, train, { method: calibrate, seed, ...(by === 'cold-start' ? { first } : {}) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new YincaiError({ code: 'bad-option', column: '--calibrate', value: calibrate, expected: error.message });
  }
}

function predictTest(
  named: NamedFamily,
  train: ResponseLog,
  test: ResponseLog,
  rows: Int32Array,
  options: Options,
): Predictions {
  const { family } = named;
  const calibration = calibrationOf(named, train, options);
  const from = now();
  const model = family.fit(train);
  const fitted = now();
  const all = family.predictLog?.(model, test) ?? predictLog(family, model, test);
  const predictSeconds = now() - fitted;
  const predicted = Float64Array.from(rows, (r) => all[r]);
  return {
    log: test,
    rows,
    predicted,
    ...(calibration === undefined ? {} : { calibrated: applyCalibration(calibration, predicted) }),
    score: Float32Array.from(rows, (r) => test.score[r]),
    learner: rows.map((r) => test.learner[r]),
    fitSeconds: fitted - from,
    predictSeconds,
  };
}

function predictFolds(
  named: NamedFamily,
  log: ResponseLog,
  folds: readonly Fold[],
  options: Options,
  onFold: () => void,
): Predictions {
  const { family } = named;
  const calibrations = folds.map(({ train }) => calibrationOf(named, takeRows(log, train), options));
  let fitSeconds = 0;
  const timed = {
    ...family,
    fit: (part: ResponseLog): unknown => {
      const from = now();
      const model = family.fit(part);
      fitSeconds += now() - from;
      return model;
    },
  };
  const from = now();
  const { rows, predicted, score, learner } = crossValidate(timed, log, folds, { onFold });
  const predictSeconds = now() - from - fitSeconds;
  const made = { log, rows, predicted, score, learner, fitSeconds, predictSeconds };
  if (options.calibrate === undefined) return made;
  const calibrated = new Float64Array(predicted.length);
  let at = 0;
  folds.forEach(({ test }, f) => {
    calibrated.set(applyCalibration(calibrations[f]!, predicted.subarray(at, at + test.length)), at);
    at += test.length;
  });
  return { ...made, calibrated };
}

/** Figures of one model, as they go to `--json`. */
function figuresOf({ name }: NamedFamily, made: Predictions, options: Options): ModelFigures {
  const { predicted, calibrated, score, learner, log, rows, fitSeconds, predictSeconds } = made;
  const intervals =
    options.bootstrap === undefined
      ? undefined
      : bootstrapMetrics(made, {
          replicates: options.bootstrap === true ? REPLICATES : options.bootstrap,
          seed: options.seed,
        });
  const breakdown = options.perSkill === true ? measureBySkill(predicted, log, rows) : undefined;
  return {
    model: name,
    ...measure(predicted, score),
    fitSeconds,
    predictSeconds,
    learners: new Set(learner).size,
    ...(calibrated === undefined
      ? {}
      : { calibrated: { method: options.calibrate as string, ...measure(calibrated, score) } }),
    ...(intervals === undefined ? {} : { intervals }),
    ...(breakdown === undefined ? {} : { macro: breakdown.macro, skills: breakdown.skills }),
  };
}

/** What is told of one model. */
export interface ModelFigures extends ReturnType<typeof measure> {
  readonly model: string;
  readonly fitSeconds: number;
  readonly predictSeconds: number;
  readonly learners: number;
  /** The same predictions after calibration, where it is asked for. */
  readonly calibrated?: ReturnType<typeof measure> & { readonly method: string };
  readonly intervals?: ReturnType<typeof bootstrapMetrics>;
  readonly macro?: ReturnType<typeof measureBySkill>['macro'];
  readonly skills?: ReturnType<typeof measureBySkill>['skills'];
}

/** What is told of a pair of models. */
export interface PairFigures {
  readonly first: string;
  readonly second: string;
  readonly differences: ReturnType<typeof compareModels>;
  readonly deLong: ReturnType<typeof compareAuc>;
}

function comparisonsOf(
  families: readonly NamedFamily[],
  predictions: readonly Predictions[],
  { bootstrap, seed }: Options,
  talk: Console,
): readonly PairFigures[] {
  if (families.length < 2) {
    throw new YincaiError({
      code: 'bad-option',
      column: '--compare',
      value: families[0].name,
      expected: 'two or more models in --model',
      expectedZh: '--model 中两个以上模型',
    });
  }
  const progress = talk.progress('成对比较', 'comparing', families.length - 1);
  const [base] = predictions;
  const pairs = families.slice(1).map((family, i) => {
    const { predicted: second } = predictions[i + 1];
    const rows = { first: base.predicted, second, score: base.score, learner: base.learner };
    const replicates = typeof bootstrap === 'number' ? bootstrap : REPLICATES;
    const pair = {
      first: families[0].name,
      second: family.name,
      differences: compareModels(rows, { replicates, seed }),
      deLong: compareAuc(rows),
    };
    progress.update(i + 1);
    return pair;
  });
  progress.stop();
  return pairs;
}

function controlOf(
  { name, family }: NamedFamily,
  log: ResponseLog,
  seed: string,
): { readonly model: string; readonly auc: number; readonly standardError: number } {
  const dealt = randomLabels(log, seed);
  const { predicted, score, learner } = crossValidate(family, dealt, [holdOutLearners(dealt, 0.2, seed)]);
  const chance = new Float64Array(predicted.length).fill(0.5);
  const { standardError } = compareAuc({ first: predicted, second: chance, score, learner });
  return { model: name, auc: auc(predicted, score), standardError };
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`${least}–${most} 的整数 / a whole number from ${least} to ${most}`);
    }
    return value;
  };
}

function shareOption(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('0 与 1 之间的数 / a number between 0 and 1');
  return value;
}
