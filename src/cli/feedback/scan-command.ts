import { Command } from 'commander';

/** Options of `yincai handbook scan`. */
export interface ScanOptions {
  readonly pilot?: string;
  readonly booklets?: string;
  readonly out: string;
  readonly date?: string;
  readonly skipBadPages?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/** `yincai handbook scan`: feedback cards back into answers. */
export function scanCommand(): Command {
  return new Command('scan')
    .description(
      '把扫描的反馈卡读成练习记录（practice.csv 的格式）/ reads scanned feedback cards into a practice log, as practice.csv is written',
    )
    .argument('<cards...>', '扫描件：PNG、JPEG、PGM，或扫描得到的 PDF / scans')
    .option('--pilot <dir>', '印制反馈卡的试点文件夹 / the pilot for which the cards were printed')
    .option(
      '--booklets <dir>',
      'yincai handbook 的输出文件夹：其中存有印出的卡 / output folder of the run that printed them',
    )
    .requiredOption('--out <file>', '写入 CSV：learner,item,score,time,skill_names / writes CSV')
    .option('--date <date>', '练习的日期，默认今天 / date of the practice; today by default')
    .option('--skip-bad-pages', '略过读不出的页并列出 / passes over pages that cannot be read and lists them')
    .addHelpText(
      'after',
      `
  对 = 1，部分对 = 0.5，错 = 0；没做与空白不写入；看不清的列出，由人判断，不猜。
  right is 1, partly 0.5, wrong 0; what was not tried or left blank is no answer; what is unclear is listed, never guessed.

  yincai handbook scan 扫描/*.png --booklets out/pilot --out answers.csv
  yincai handbook scan 扫描.pdf --pilot fixtures/pilot --out answers.csv`,
    )
    .action(async (files: string[], options: ScanOptions) => {
      // Loaded when asked for: other commands need not carry the reading of pictures.
      const { scan } = await import('./scan.js');
      await scan(files, options);
    });
}
