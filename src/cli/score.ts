import { Command, Option } from 'commander';
import { toCsv } from '../data/csv-writer.js';
import { type ScoreMethod, score } from '../irt/score.js';
import { createConsole } from './console.js';
import { writeWhole } from './files.js';
import { readModel } from './irt/calibration-options.js';
import { readCovariates, readGroups } from './irt/learner-columns.js';
import { readResponsesFile } from './responses.js';

interface Options {
  readonly items: string;
  readonly method: ScoreMethod;
  readonly groups?: string;
  readonly covariates?: string;
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
      '潜回归的协变量文件[:列+列] / covariates of a latent regression, FILE[:COLUMN+COLUMN]',
    )
    .option('--blueprint <file>', '双向细目表（给出满分）/ specification table with full marks')
    .option('--out <file>', '写入 CSV：learner,theta,se / writes CSV')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText('after', '\n  yincai score 小题分.xlsx --items items.json --method EAP --out scores.csv')
    .action(async (responses: string, options: Options) => {
      const talk = createConsole(options);
      const model = await readModel(options.items);
      const { matrix } = await readResponsesFile(responses, talk, options);
      const scores = score(model, matrix, {
        method: options.method,
        ...(options.groups === undefined ? {} : { groups: await readGroups(options.groups, responses, matrix) }),
        ...(options.covariates === undefined
          ? {}
          : { covariates: await readCovariates(options.covariates, responses, matrix) }),
      });
      const stopped = scores.bounded.reduce((sum, flag) => sum + flag, 0);
      if (stopped > 0) {
        talk.say(
          `注意：${stopped} 名学生的极大似然估计在界限上（如全对、全错）`,
          `note: the likelihood of ${stopped} learners has no mode within the bound (all right or all wrong, for example)`,
        );
      }
      const csv = toCsv(
        ['learner', 'theta', 'se'],
        scores.learners.map((learner, i) => [learner, known(scores.theta[i]!), known(scores.se[i]!)]),
      );
      if (options.out !== undefined) {
        await writeWhole(options.out, csv);
        talk.say(
          `已写入 ${options.out}（${scores.learners.length} 名学生）`,
          `wrote ${options.out} (${scores.learners.length} learners)`,
        );
      }
      const rows = scores.learners.map((learner, i) => ({ learner, theta: scores.theta[i], se: scores.se[i] }));
      if (talk.json) talk.result({ method: options.method, learners: rows }, '');
      else if (options.out === undefined) process.stdout.write(csv);
    });
}

/** What nobody knows, as the ability of a learner without answers by MLE, is an empty cell. */
function known(value: number): number | string {
  return Number.isNaN(value) ? '' : value;
}
