import { Command, Option } from 'commander';
import { readJson } from '../../data/json.js';
import { fitReport } from '../../irt/fit/fit-report.js';
import { parseIrtModel } from '../../irt/schema.js';
import { createConsole } from '../console.js';
import { readInput } from '../files.js';
import { readResponsesFile } from '../responses.js';
import { fitText } from './fit-text.js';
import { readCovariates, readGroups } from './learner-columns.js';
import { wordWarning } from './warnings.js';

interface Options {
  readonly items: string;
  readonly groups?: string;
  readonly covariates?: string;
  readonly statistic: 'auto' | 'M2' | 'M2*' | 'C2';
  readonly level: string;
  readonly blueprint?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/** `yincai irt fit-report`: how well calibrated items fit a table of responses. */
export function fitReportCommand(): Command {
  return new Command('fit-report')
    .description('拟合报告：M2、RMSEA、S-X2、局部依赖、学生作答拟合 / fit of model, items, item pairs and persons')
    .argument('<responses>', '作答表 CSV 或 XLSX / table of responses')
    .requiredOption('--items <file>', 'calibrate 写出的 JSON / the JSON that calibrate wrote')
    .option('--groups <column>', '组别：列名、文件或 文件:列名 / column, file or FILE:COLUMN with the group')
    .option('--covariates <columns>', '协变量：文件或 文件:列名+列名 / file or FILE:COLUMN+COLUMN')
    .addOption(
      new Option('--statistic <name>', '整体拟合统计量 / statistic of the whole model')
        .choices(['auto', 'M2', 'M2*', 'C2'])
        .default('auto'),
    )
    .option('--level <p>', '判为不拟合的显著性水平 / level at which misfit is told', '0.05')
    .option('--blueprint <file>', '双向细目表（给出满分）/ specification table with full marks')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText(
      'after',
      '\n  yincai irt fit-report 小题分.xlsx --items items.json\n  yincai irt fit-report 小题分.xlsx --items items.json --groups 学校 --json',
    )
    .action(async (responses: string, options: Options) => {
      const talk = createConsole(options);
      const model = parseIrtModel(readJson(await readInput(options.items), { file: options.items }), options.items);
      const { matrix } = await readResponsesFile(responses, talk, options);
      const report = fitReport(model, matrix, {
        ...(options.groups === undefined ? {} : { groups: await readGroups(options.groups, responses, matrix) }),
        ...(options.covariates === undefined
          ? {}
          : { covariates: await readCovariates(options.covariates, responses, matrix) }),
        modelFit: { statistic: options.statistic },
        level: Number(options.level),
      });
      for (const warning of report.model?.warnings ?? []) {
        talk.say(`注意：${wordWarning(warning, 'zh')}`, `note: ${warning}`);
      }
      talk.result(report, fitText(report, talk.language));
    });
}
