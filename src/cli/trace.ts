import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { describe, YincaiError } from '../data/fault.js';
import { readLog } from '../data/interaction-log.js';
import type { QMatrix } from '../data/q-matrix.js';
import { readQMatrix } from '../data/q-table.js';
import type { ResponseLog } from '../data/response-log.js';
import { evaluateTracing } from '../evaluate/tracing.js';
import * as bkt from '../tracing/bkt.js';
import { type Console, createConsole } from './console.js';
import { readInput, streamInput, writeWhole } from './files.js';

interface Options {
  readonly q?: string;
  readonly model: string;
  readonly out?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/** Families that `--model` names, with what sets them apart. */
const FAMILIES: ReadonlyMap<string, (log: ResponseLog) => bkt.BktModel> = new Map([
  ['bkt', (log: ResponseLog) => bkt.fit(log)],
  ['bkt-forgetting', (log: ResponseLog) => bkt.fit(log, { forget: true })],
]);

const MODEL_HELP = `模型 / model: ${[...FAMILIES.keys()].join(', ')}`;

export function traceFitCommand(): Command {
  return new Command('fit')
    .description('在练习日志上拟合知识追踪模型 / fits a tracing model to an interaction log')
    .argument('<log>', '作答日志 CSV 或 JSONL / interaction log')
    .option('--q <file>', 'Q 矩阵 CSV（题目与知识点）/ Q-matrix, goes before the log’s skill column')
    .addOption(new Option('--model <model>', MODEL_HELP).choices([...FAMILIES.keys()]).default('bkt'))
    .option('--out <file>', '把模型写入 JSON / writes the model as JSON')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText('after', '\n  yincai trace fit practice.csv --model bkt --out model.json')
    .action(async (path: string, options: Options) => {
      const talk = createConsole(options);
      const log = await readLogFile(path, await readQ(options.q), talk, options.skipBadRows === true);
      const from = performance.now();
      const model = familyOf(options.model)(log);
      const seconds = (performance.now() - from) / 1000;
      const { report } = model;
      for (const warning of report.warnings) talk.say(`注意：${warning}`, `note: ${warning}`);
      if (options.out !== undefined) {
        await writeWhole(options.out, `${JSON.stringify(model)}\n`);
        talk.say(`已写入 ${options.out}`, `wrote ${options.out}`);
      }
      talk.result(
        {
          model: options.model,
          skills: model.skills.map((skill, i) => ({
            skill,
            prior: model.prior[i],
            learn: model.learn[i],
            guess: model.guess[i],
            slip: model.slip[i],
            forget: model.forget[i],
            answers: report.skills.answers[i],
          })),
          logLikelihood: report.logLikelihood,
          iterations: report.iterations,
          converged: report.converged,
          learners: report.learners,
          interactions: report.interactions,
          warnings: report.warnings,
          seconds,
        },
        talk.language === 'zh'
          ? `${options.model}：${model.skills.length} 个知识点，${report.learners} 名学生，${report.interactions} 次作答，对数似然 ${report.logLikelihood.toFixed(2)}，${seconds.toFixed(2)} 秒`
          : `${options.model}: ${model.skills.length} skills, ${report.learners} learners, ${report.interactions} interactions, log-likelihood ${report.logLikelihood.toFixed(2)}, ${seconds.toFixed(2)} s`,
      );
    });
}

export function traceEvaluateCommand(): Command {
  return new Command('evaluate')
    .description(
      '在训练日志上拟合，在未见过的学生上逐次预测（每次作答只预测一次）/ fits to one log and predicts each answer of another once',
    )
    .argument('<train>', '训练日志 / log to fit to')
    .argument('<test>', '测试日志 / log to predict')
    .option('--q <file>', 'Q 矩阵 CSV / Q-matrix, goes before the log’s skill column')
    .option('--model <models>', `${MODEL_HELP}（逗号分隔 / separated by commas）`, 'bkt')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText('after', '\n  yincai trace evaluate train.csv test.csv --model bkt,bkt-forgetting --json')
    .action(async (trainPath: string, testPath: string, options: Options) => {
      const talk = createConsole(options);
      const names = options.model.split(',').map((name) => name.trim());
      for (const name of names) familyOf(name);
      const q = await readQ(options.q);
      const train = await readLogFile(trainPath, q, talk, options.skipBadRows === true);
      const test = await readLogFile(testPath, q, talk, options.skipBadRows === true);
      warnOfSharedLearners(train, test, talk);
      const models = names.map((name) => {
        const from = performance.now();
        const model = familyOf(name)(train);
        const fitSeconds = (performance.now() - from) / 1000;
        const { auc, rmse, logLoss, accuracy, ece, interactions, predictSeconds } = evaluateTracing(bkt, model, test, {
          now: () => performance.now() / 1000,
        });
        return { model: name, auc, rmse, logLoss, accuracy, ece, fitSeconds, predictSeconds, interactions };
      });
      talk.result(
        { models },
        [
          ['model', 'auc', 'rmse', 'logLoss', 'accuracy', 'ece', 'fit s', 'predict s', 'interactions'],
          ...models.map((one) => [
            one.model,
            ...[one.auc, one.rmse, one.logLoss, one.accuracy, one.ece].map((value) => value.toFixed(4)),
            one.fitSeconds.toFixed(2),
            (one.predictSeconds ?? 0).toFixed(2),
            String(one.interactions),
          ]),
        ]
          .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(16) : cell.padStart(13))).join(''))
          .join('\n'),
      );
    });
}

function familyOf(name: string): (log: ResponseLog) => bkt.BktModel {
  const family = FAMILIES.get(name);
  if (family !== undefined) return family;
  throw new YincaiError({
    code: 'bad-option',
    column: '--model',
    value: name,
    expected: `one of ${[...FAMILIES.keys()].join(', ')}`,
    expectedZh: `${[...FAMILIES.keys()].join('、')} 之一`,
  });
}

async function readQ(path: string | undefined): Promise<QMatrix | undefined> {
  return path === undefined ? undefined : readQMatrix(await readInput(path), { file: basename(path) });
}

async function readLogFile(
  path: string,
  q: QMatrix | undefined,
  talk: Console,
  skipBadRows: boolean,
): Promise<ResponseLog> {
  const reading = await readLog(await streamInput(path), {
    file: basename(path),
    skipBadRows,
    ...(q === undefined ? {} : { q }),
  });
  if (reading.refused > 0) {
    for (const fault of reading.warnings.slice(0, 10)) {
      talk.say(`略过：${describe(fault, 'zh')}`, `skipped: ${describe(fault, 'en')}`);
    }
    talk.say(`${path}：略过 ${reading.refused} 行`, `${path}: skipped ${reading.refused} rows`);
  }
  if (reading.joined > 0) {
    talk.say(
      `${path}：${reading.joined} 行是同一次作答按知识点拆开的，已合并`,
      `${path}: joined ${reading.joined} rows that list one answer once a skill`,
    );
  }
  return reading.log;
}

/** Learners in both parts are told, since their earlier answers would be known. */
function warnOfSharedLearners(train: ResponseLog, test: ResponseLog, talk: Console): void {
  const known = new Set(train.learners);
  const shared = test.learners.filter((learner) => known.has(learner)).length;
  if (shared === 0) return;
  talk.say(
    `注意：${shared} 名学生同时出现在训练和测试日志中，结果会偏乐观`,
    `note: ${shared} learners are in both logs; the figures flatter the model`,
  );
}
