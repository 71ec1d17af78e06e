import { basename } from 'node:path';
import { Command } from 'commander';
import { streamLogRows } from '../data/interaction-log.js';
import type { QMatrix } from '../data/q-matrix.js';
import { auditLog, type LogAudit } from '../evaluate/audit.js';
import { describeFinding } from '../evaluate/audit-words.js';
import { createConsole } from './console.js';
import { streamInput } from './files.js';
import { readQ } from './trace-log.js';

interface Options {
  readonly q?: string;
  readonly lang?: string;
  readonly json?: boolean;
}

export function traceAuditCommand(): Command {
  return new Command('audit')
    .description(
      '检查作答日志：重复行、按知识点拆开的行、泄漏得分的列、两份日志共有的学生…… / looks for what would make figures false',
    )
    .argument('<log>', '作答日志 / interaction log')
    .argument(
      '[other]',
      '另一份日志（如训练日志），其中的学生不应出现在第一份里 / a second log whose learners should not be in the first',
    )
    .option('--q <file>', 'Q 矩阵 CSV（题目与知识点）/ Q-matrix, goes before the log’s skill column')
    .addHelpText(
      'after',
      '\n退出码：0 没有错误级发现，1 有，2 输入有误 / exit code: 0 no finding is an error, 1 some are, 2 wrong input\n\n  yincai trace audit test.csv train.csv\n  yincai trace audit log.csv --q q.csv',
    )
    .action(async (path: string, otherPath: string | undefined, options: Options) => {
      const talk = createConsole(options);
      const q = await readQ(options.q);
      const { audit, format } = await auditFile(path, q);
      const other = otherPath === undefined ? undefined : (await auditFile(otherPath)).audit;
      const report = audit.report(other);
      const { rows, learners, items, skills, meanScore, findings } = report;
      const errors = findings.filter(({ severity }) => severity === 'error').length;
      const zh = talk.language === 'zh';
      const head = zh
        ? `${path}：${rows} 行，${learners} 名学生，${items} 道题，${skills} 个知识点，平均得分 ${meanScore.toFixed(4)}`
        : `${path}: ${rows} rows, ${learners} learners, ${items} items, ${skills} skills, mean score ${meanScore.toFixed(4)}`;
      const none = zh ? '没有发现问题' : 'nothing found';
      const lines = findings.length === 0 ? [none] : findings.map((finding) => describeFinding(finding, talk.language));
      talk.result({ file: basename(path), format, ...report }, [head, ...lines].join('\n'));
      if (errors > 0) process.exitCode = 1;
    });
}

async function auditFile(path: string, q?: QMatrix): Promise<{ readonly audit: LogAudit; readonly format: string }> {
  const file = basename(path);
  const audit = auditLog(file, q);
  const { format } = await streamLogRows(await streamInput(path), { file }, audit);
  return { audit, format };
}
