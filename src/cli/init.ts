import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { YincaiError } from '../data/fault.js';
import { pilotTemplate } from '../data/pilot-template.js';
import { createConsole } from './console.js';
import { writeWhole } from './files.js';

interface Options {
  readonly title?: string;
  readonly subject?: string;
  readonly lang?: string;
  readonly json?: boolean;
}

export function initCommand(): Command {
  return new Command('init')
    .description('新建空的试点文件夹：XLSX 模板与填写说明 / an empty pilot folder with XLSX templates and a guide')
    .argument('<dir>', '新文件夹 / a new or empty folder')
    .option('--title <title>', '试点名称 / title of the pilot')
    .option('--subject <key>', '学科代号 / subject key', 'math')
    .addHelpText('after', '\n  yincai init 我的试点')
    .action(async (folder: string, options: Options) => {
      const talk = createConsole(options);
      await refuseFilled(folder);
      const files = await pilotTemplate({
        ...(options.title === undefined ? {} : { title: options.title }),
        ...(options.subject === undefined ? {} : { subject: options.subject }),
      });
      for (const [path, bytes] of files) await writeWhole(join(folder, path), bytes);
      talk.result(
        { folder, files: [...files.keys()] },
        talk.language === 'zh'
          ? `已新建 ${folder}：先读“说明.md”，填好表格后运行\n  yincai pilot ${folder} --out 手册 --format html,pdf`
          : `made ${folder}: read 说明.md first, fill in the tables, then run\n  yincai pilot ${folder} --out booklets --format html,pdf`,
      );
    });
}

async function refuseFilled(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined || (found.isDirectory() && (await readdir(folder)).length === 0)) return;
  throw new YincaiError({
    code: 'bad-option',
    column: 'dir',
    value: folder,
    expected: 'a new or empty folder',
    expectedZh: '新文件夹或空文件夹',
    mend: 'name another folder',
    mendZh: '请换一个文件夹',
  });
}
