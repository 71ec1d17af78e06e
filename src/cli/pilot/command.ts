import { pathToFileURL } from 'node:url';
import { Command, Option } from 'commander';
import { YincaiError } from '../../data/fault.js';
import { pageDefaults, papers } from '../../handbook/page.js';
import { createConsole } from '../console.js';
import { scanCommand } from '../feedback/scan-command.js';
import { interruptible } from '../interrupt.js';
import type { BookletFormat } from './manifest.js';
import type { HandbookRunOptions } from './run.js';
import type { HandbookSummary } from './summary.js';

interface Options {
  readonly out?: string;
  readonly format: string;
  readonly edition: 'student' | 'teacher';
  readonly bundle?: 'class';
  readonly paper: HandbookRunOptions['page']['paper'];
  readonly sides: string;
  readonly names?: boolean;
  readonly settings?: string;
  readonly notes?: string;
  readonly twin?: string;
  readonly only?: string;
  readonly school?: string;
  readonly class?: string;
  readonly exam?: string;
  readonly workers?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

const FORMATS: readonly BookletFormat[] = ['html', 'pdf'];

/** `yincai handbook`, also called `yincai pilot`. */
export function handbookCommand(version: string): Command {
  return (
    new Command('handbook')
      .alias('pilot')
      .description(
        '完整流程：读取试点文件夹，标定、诊断、推荐，为每个学生生成学习手册；中断后再次运行即接着做 / the main job on a pilot folder: a study handbook for every learner; a stopped run goes on',
      )
      .argument('<dir>', '试点文件夹（yincai init 可新建）/ pilot folder')
      // Asked for in the action: an option required here would also be required of the commands below.
      .option('--out <dir>', '输出文件夹（必填）/ folder for the booklets (required)')
      .option('--exam <id>', '为哪次考试生成，默认最近一次 / which exam the booklets follow; the latest by default')
      .option('--format <formats>', '手册格式 / formats of the booklets: html, pdf', 'html')
      .addOption(
        new Option('--edition <edition>', '学生手册或教师讲评手册 / for the learners, or for the teacher of a class')
          .choices(['student', 'teacher'])
          .default('student'),
      )
      .addOption(
        new Option('--bundle <what>', '每班另合成一个可直接付印的 PDF / one PDF a class for the printer, too').choices([
          'class',
        ]),
      )
      .option('--school <name>', '只为这所学校生成 / only this school')
      .option('--class <name>', '只为这个班生成 / only this class')
      .option('--only <learner>', '只为这名学生生成 / only this learner’s booklet')
      .addOption(new Option('--paper <paper>', '纸张 / paper').choices(papers).default(pageDefaults.paper))
      .addOption(
        new Option('--sides <sides>', '单面或双面印 / printed on one side or both')
          .choices(['1', '2'])
          .default(String(pageDefaults.sides)),
      )
      .option('--names', '教师手册印姓名，默认只印编号 / names instead of numbers in the teacher’s edition')
      .option('--settings <file>', '手册设置（栏目、等级、计划等），JSON / settings of the booklets, JSON')
      .option('--notes <file>', '教师寄语与目标，CSV 或 XLSX / teachers’ messages and targets')
      .option('--twin <url>', '电子版网址，封面印二维码 / where the booklets stand online, for the QR code')
      .option('--skip-bad-rows', '略过有误的行并列出 / passes over bad rows and lists them')
      .addOption(new Option('--workers <n>', '工作进程数，默认为处理器核数 / worker processes; one a core by default'))
      .addHelpText(
        'after',
        '\n退出码：0 全部做成，1 有手册没有做成或被中断，2 输入有误 / exit code: 0 all made, 1 some failed or interrupted, 2 wrong input' +
          '\n\n  yincai handbook fixtures/pilot --out out/pilot --format html,pdf' +
          '\n  yincai handbook fixtures/pilot --out out/print --format pdf --bundle class --class 高二(1)班' +
          '\n  yincai handbook fixtures/pilot --out out/pilot --edition teacher --format pdf' +
          '\n  yincai handbook scan 扫描/*.png --booklets out/pilot --out answers.csv',
      )
      .enablePositionalOptions()
      .addCommand(scanCommand())
      .action(async (folder: string, options: Options, command: Command) => {
        const { out } = options;
        if (out === undefined) return command.error("error: required option '--out <dir>' not specified");
        const talk = createConsole(options);
        const settled = settle({ ...options, out }, version);
        // Loaded when asked for: other commands need not carry the typesetting.
        const { runHandbooks } = await import('./run.js');
        const summary = await interruptible(talk, (signal) => runHandbooks(folder, settled, talk, signal));
        if (summary.failed.length > 0) process.exitCode = 1;
        talk.result(summary, wording(summary, talk.language === 'zh'));
      })
  );
}

function wording(summary: HandbookSummary, zh: boolean): string {
  const { booklets, kept, bundles, out, failed } = summary;
  const page = pathToFileURL(summary.open).href;
  const was = kept === 0 ? '' : zh ? `（其中 ${kept} 本此前已做好）` : ` (${kept} of them from before)`;
  const and = bundles === 0 ? '' : zh ? `和 ${bundles} 个班的付印文件` : ` and ${bundles} files for the printer`;
  const lines = zh
    ? [`已生成 ${booklets} 本学习手册${was}${and}，在 ${out}`, `用浏览器打开 ${page} 查看`]
    : [`${booklets} study handbooks${was}${and} are in ${out}`, `open ${page} in a browser to read them`];
  if (failed.length > 0) {
    lines.push(zh ? `没有做成的有 ${failed.length} 本，原因见上` : `${failed.length} could not be made, as said above`);
  }
  return lines.join('\n');
}

function settle(options: Options & { readonly out: string }, program: string): HandbookRunOptions {
  const formats = formatsOf(options.format);
  const bundle = options.bundle !== undefined;
  const teacher = options.edition === 'teacher';
  if (bundle && (teacher || !formats.includes('pdf'))) {
    throw refused(
      '--bundle',
      options.bundle,
      '--format pdf and --edition student',
      '--format pdf 与 --edition student',
    );
  }
  if (options.only !== undefined && (teacher || bundle)) {
    throw refused(
      '--only',
      options.only,
      'neither --edition teacher nor --bundle',
      '不与 --edition teacher 或 --bundle 同用',
    );
  }
  return {
    out: options.out,
    formats,
    edition: options.edition,
    bundle,
    page: { paper: options.paper, sides: options.sides === '1' ? 1 : 2 },
    names: options.names === true,
    ...(options.only === undefined ? {} : { only: options.only }),
    ...(options.school === undefined ? {} : { school: options.school }),
    ...(options.class === undefined ? {} : { class: options.class }),
    ...(options.exam === undefined ? {} : { exam: options.exam }),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
    ...(options.twin === undefined ? {} : { twin: options.twin }),
    ...(options.workers === undefined ? {} : { workers: workersOf(options.workers) }),
    skipBadRows: options.skipBadRows === true,
    program,
  };
}

function formatsOf(option: string): readonly BookletFormat[] {
  const words = option.split(',').map((word) => word.trim().toLowerCase());
  const chosen = FORMATS.filter((format) => words.includes(format));
  if (chosen.length === new Set(words).size && chosen.length > 0) return chosen;
  throw refused('--format', option, 'html, pdf, or html,pdf', 'html、pdf 或 html,pdf');
}

function workersOf(option: string): number {
  const workers = Number(option);
  if (Number.isInteger(workers) && workers >= 1 && workers <= 256) return workers;
  throw refused('--workers', option, 'a whole number from 1 to 256', '1 到 256 的整数');
}

function refused(column: string, value: string | undefined, expected: string, expectedZh: string): YincaiError {
  return new YincaiError({ code: 'bad-option', column, value: value ?? '', expected, expectedZh });
}
