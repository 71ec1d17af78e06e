import { pathToFileURL } from 'node:url';
import { Command, Option } from 'commander';
import { YincaiError } from '../../data/fault.js';
import { createConsole } from '../console.js';
import type { BookletFormat } from './run.js';

interface Options {
  readonly out: string;
  readonly format: string;
  readonly only?: string;
  readonly exam?: string;
  readonly workers?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

const FORMATS: readonly BookletFormat[] = ['html', 'pdf'];

export function pilotCommand(): Command {
  return new Command('pilot')
    .description(
      '完整流程：读取试点文件夹，标定、诊断、推荐，为每个学生生成学习手册 / the main job on a pilot folder: a study handbook for every learner',
    )
    .argument('<dir>', '试点文件夹（yincai init 可新建）/ pilot folder')
    .requiredOption('--out <dir>', '输出文件夹 / folder for the booklets')
    .option('--format <formats>', '手册格式 / formats of the booklets: html, pdf', 'html')
    .option('--only <learner>', '只为这名学生生成 / only this learner’s booklet')
    .option('--exam <id>', '为哪次考试生成，默认最近一次 / which exam the booklets follow; the latest by default')
    .option('--skip-bad-rows', '略过有误的行并列出 / passes over bad rows and lists them')
    .addOption(new Option('--workers <n>', '渲染线程数，默认为处理器核数 / rendering threads; one a core by default'))
    .addHelpText('after', '\n  yincai pilot fixtures/pilot --out out/pilot --format html,pdf')
    .action(async (folder: string, options: Options) => {
      const talk = createConsole(options);
      // Loaded when it is asked for: what sets booklets weighs more than all other commands together.
      const { runPilot } = await import('./run.js');
      const summary = await runPilot(
        folder,
        {
          out: options.out,
          formats: formatsOf(options.format),
          ...(options.only === undefined ? {} : { only: options.only }),
          ...(options.exam === undefined ? {} : { exam: options.exam }),
          skipBadRows: options.skipBadRows === true,
          ...(options.workers === undefined ? {} : { workers: workersOf(options.workers) }),
        },
        talk,
      );
      const zh = talk.language === 'zh';
      const page = pathToFileURL(summary.open).href;
      const first = zh ? `用浏览器打开 ${page} 查看` : `open ${page} in a browser to read them`;
      talk.result(
        summary,
        zh
          ? `已生成 ${summary.booklets} 本学习手册，在 ${summary.out}\n${first}`
          : `${summary.booklets} study handbooks are in ${summary.out}\n${first}`,
      );
    });
}

function formatsOf(option: string): readonly BookletFormat[] {
  const words = option.split(',').map((word) => word.trim().toLowerCase());
  const chosen = FORMATS.filter((format) => words.includes(format));
  if (chosen.length === new Set(words).size && chosen.length > 0) return chosen;
  throw new YincaiError({
    code: 'bad-option',
    column: '--format',
    value: option,
    expected: 'html, pdf, or html,pdf',
    expectedZh: 'html、pdf 或 html,pdf',
  });
}

function workersOf(option: string): number {
  const workers = Number(option);
  if (Number.isInteger(workers) && workers >= 1 && workers <= 256) return workers;
  throw new YincaiError({
    code: 'bad-option',
    column: '--workers',
    value: option,
    expected: 'a whole number from 1 to 256',
    expectedZh: '1 到 256 的整数',
  });
}
