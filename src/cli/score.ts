import { Command, Option } from 'commander';
import { toCsv } from '../data/csv-writer.js';
import { readJson } from '../data/json.js';
import { parseIrtModel } from '../irt/schema.js';
import { score } from '../irt/score.js';
import { createConsole } from './console.js';
import { readInput, writeWhole } from './files.js';
import { readResponsesFile } from './responses.js';

interface Options {
  readonly items: string;
  readonly method: 'EAP' | 'MAP';
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
    .addOption(new Option('--method <method>', '估计方法 / method').choices(['EAP', 'MAP']).default('EAP'))
    .option('--blueprint <file>', '双向细目表（给出满分）/ specification table with full marks')
    .option('--out <file>', '写入 CSV：learner,theta,se / writes CSV')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText('after', '\n  yincai score 小题分.xlsx --items items.json --method EAP --out scores.csv')
    .action(async (responses: string, options: Options) => {
      const talk = createConsole(options);
      const model = parseIrtModel(readJson(await readInput(options.items), { file: options.items }), options.items);
      const { matrix } = await readResponsesFile(responses, talk, options);
      const scores = score(model, matrix, { method: options.method });
      const csv = toCsv(
        ['learner', 'theta', 'se'],
        scores.learners.map((learner, i) => [learner, scores.theta[i]!, scores.se[i]!]),
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
