import { Command, Option } from 'commander';
import { calibrateAsync } from '../irt/calibrate.js';
import { type IrtModel, ITEM_FAMILIES, type ItemFamily } from '../irt/model.js';
import { type Console, createConsole } from './console.js';
import { writeWhole } from './files.js';
import { readResponsesFile } from './responses.js';

interface Options {
  readonly model: ItemFamily;
  readonly blueprint?: string;
  readonly out?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('标定试题（边际极大似然）/ calibrates items by marginal maximum likelihood')
    .argument('<responses>', '作答表 CSV 或 XLSX / table of responses')
    .addOption(
      new Option('--model <model>', '模型 / model: 2PL 0/1 记分, GPCM 多级记分')
        .choices(['2PL', 'GPCM'])
        .default('2PL'),
    )
    .option('--blueprint <file>', '双向细目表（给出满分）/ specification table with full marks')
    .option('--out <file>', '把标定结果写入 JSON / writes the calibrated items as JSON')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText('after', '\n  yincai calibrate 小题分.xlsx --model GPCM --blueprint 细目表.xlsx --out items.json')
    .action(async (responses: string, options: Options) => {
      const talk = createConsole(options);
      const { matrix } = await readResponsesFile(responses, talk, options);
      const from = performance.now();
      const model = await calibrateAsync(matrix, { family: options.model });
      const seconds = (performance.now() - from) / 1000;
      for (const warning of model.report.warnings) talk.say(`注意：${warning}`, `note: ${warning}`);
      if (options.out !== undefined) {
        await writeWhole(options.out, `${JSON.stringify(model)}\n`);
        talk.say(`已写入 ${options.out}`, `wrote ${options.out}`);
      }
      talk.result(calibrationJson(model, options.model, seconds), calibrationText(model, options.model, seconds, talk));
    });
}

/** The contract of `calibrate --json`: additions are welcome, changes are not. A 2PL's `b` is a number, a GPCM's a list of steps. */
function calibrationJson(model: IrtModel, family: ItemFamily, seconds: number): unknown {
  const single = ITEM_FAMILIES[family].binary;
  const shape = (steps: readonly number[]): unknown => (single ? steps[0] : steps);
  return {
    model: family,
    items: model.items.map((id, i) => ({
      id,
      a: model.a[i],
      b: shape(model.b[i]!),
      se: { a: model.se.a[i], b: shape(model.se.b[i]!) },
      fullMarks: model.fullMarks[i],
      cuts: model.cuts[i],
    })),
    logLikelihood: model.report.logLikelihood,
    iterations: model.report.iterations,
    converged: model.report.converged,
    ...(model.report.reason === undefined ? {} : { reason: model.report.reason }),
    learners: model.report.learners,
    warnings: model.report.warnings,
    seconds,
  };
}

function calibrationText(model: IrtModel, family: ItemFamily, seconds: number, talk: Console): string {
  const { report } = model;
  const number = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : '–').padStart(9);
  const lines = [`${'item'.padEnd(16)}${'a'.padStart(9)}${'se'.padStart(9)}  b (se)`];
  model.items.forEach((id, i) => {
    const steps = model.b[i]!.map((b, k) => `${b.toFixed(3)} (${number(model.se.b[i]![k]!).trim()})`).join('  ');
    lines.push(`${id.padEnd(16)}${number(model.a[i]!)}${number(model.se.a[i]!)}  ${steps}`);
  });
  const state = report.converged
    ? { zh: '已收敛', en: 'converged' }
    : { zh: `未收敛（${report.reason}）`, en: `not converged (${report.reason})` };
  lines.push(
    talk.language === 'zh'
      ? `${family}：${report.learners} 名学生，对数似然 ${report.logLikelihood.toFixed(3)}，${report.iterations} 次迭代，${state.zh}，${seconds.toFixed(2)} 秒`
      : `${family}: ${report.learners} learners, log-likelihood ${report.logLikelihood.toFixed(3)}, ${report.iterations} iterations, ${state.en}, ${seconds.toFixed(2)} s`,
  );
  return lines.join('\n');
}
