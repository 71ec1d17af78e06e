import { Command, Option } from 'commander';
import { toCsv } from '../../data/csv-writer.js';
import { sumScoreTable } from '../../irt/score/sum-scores.js';
import { createConsole } from '../console.js';
import { writeWhole } from '../files.js';
import { readModel } from './calibration-options.js';
import { fixed, textTable } from './text-table.js';

interface Options {
  readonly group?: string;
  readonly item?: string;
  readonly sumOf: 'points' | 'categories';
  readonly out?: string;
  readonly lang?: string;
  readonly json?: boolean;
}

/** `yincai irt score-table`: what ability each total stands for. */
export function scoreTableCommand(): Command {
  return new Command('score-table')
    .description('总分与能力对照表：每个总分的 E(θ | 总分)、标准误和预期人数比例 / what ability each total stands for')
    .argument('<items>', 'calibrate 写出的 JSON / the JSON that calibrate wrote')
    .option('--group <name>', '按哪一组的能力分布，默认参照组 / whose abilities; the reference group by default')
    .option('--item <ids>', '只算这些题（逗号分隔）/ the total of these items only')
    .addOption(
      new Option('--sum-of <what>', '累加分数或等级 / adds up points, or category numbers')
        .choices(['points', 'categories'])
        .default('points'),
    )
    .option('--out <file>', '写入 CSV：sum,theta,se,probability,percentile / writes CSV')
    .addHelpText('after', '\n  yincai irt score-table items.json --out table.csv')
    .action(async (items: string, options: Options) => {
      const talk = createConsole(options);
      const model = await readModel(items);
      const { sums, theta, se, probability } = sumScoreTable(model, {
        sumOf: options.sumOf,
        ...(options.group === undefined ? {} : { group: options.group }),
        ...(options.item === undefined ? {} : { items: options.item.split(',').map((id) => id.trim()) }),
      });
      // Share below a total and half of those at it.
      let below = 0;
      const percentile = probability.map((p) => {
        below += p;
        return 100 * (below - p / 2);
      });
      if (options.out !== undefined) {
        const rows = sums.map((sum, i) => [sum, theta[i]!, se[i]!, probability[i]!, percentile[i]!]);
        await writeWhole(options.out, toCsv(['sum', 'theta', 'se', 'probability', 'percentile'], rows));
        talk.say(`已写入 ${options.out}（${sums.length} 个总分）`, `wrote ${options.out} (${sums.length} totals)`);
      }
      const header =
        talk.language === 'zh'
          ? ['总分', '能力 θ', '标准误', '比例 %', '百分位']
          : ['sum', 'theta', 'se', 'share %', 'percentile'];
      const lines = sums.map((sum, i) => [
        String(sum),
        fixed(theta[i]),
        fixed(se[i]),
        fixed(100 * probability[i]!, 2),
        fixed(percentile[i], 1).padStart(6),
      ]);
      const table = sums.map((sum, i) => ({
        sum,
        theta: theta[i],
        se: se[i],
        probability: probability[i],
        percentile: percentile[i],
      }));
      if (talk.json || options.out === undefined)
        talk.result({ sumOf: options.sumOf, table }, textTable([header, ...lines]));
    });
}
