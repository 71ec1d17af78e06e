import { basename, dirname } from 'node:path';
import { Command } from 'commander';
import { describe, YincaiError } from '../data/fault.js';
import type { ItemBank } from '../data/item-bank.js';
import { readItemImages } from '../data/item-images.js';
import { readJson } from '../data/json.js';
import { parseItemBank, parseKnowledgeGraph } from '../data/schema.js';
import type { Finding, Typesetter } from '../items/lint.js';
import { type Console, createConsole } from './console.js';
import { readInput } from './files.js';
import { openFolder } from './pilot/folder.js';

interface Options {
  readonly graph?: string;
  readonly strict?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/** `yincai items …`: work on item banks. */
export function itemsCommand(): Command {
  return new Command('items').description('题库 / item banks').addCommand(lintCommand());
}

function lintCommand(): Command {
  return new Command('lint')
    .description(
      '检查题库：公式、排版、答案、知识点、难度、变式、雷同 / formulas, typesetting, answers, points, difficulty, variants, likeness',
    )
    .argument('<bank>', '题库 JSON / item bank as JSON')
    .option('--graph <file>', '知识图谱，核对知识点编号 / knowledge graph that the items must name points of')
    .option('--strict', '提醒也算不合格 / warnings fail too')
    .addHelpText(
      'after',
      '\n每个模板须能变出二十道核对过的变式 / each template must make twenty verified variants' +
        '\n退出码：0 没有错误，1 有，2 输入有误 / exit code: 0 no errors, 1 some, 2 wrong input' +
        '\n\n  yincai items lint bank.json --graph graph.json',
    )
    .action(async (path: string, options: Options) => {
      const talk = createConsole(options);
      const parsed = parseItemBank(readJson(await readInput(path), { file: path }), path);
      const bank = await readItemImages(parsed, await openFolder(dirname(path)), path);
      const graph =
        options.graph === undefined
          ? undefined
          : parseKnowledgeGraph(readJson(await readInput(options.graph), { file: options.graph }), options.graph);
      const { typeset, renderers } = await typesetter(talk);
      const { lintBank } = await import('../items/lint.js');
      const findings = lintBank(bank, { typeset, ...(graph === undefined ? {} : { graph }) });
      const errors = findings.filter(({ level }) => level === 'error').length;
      const warnings = findings.length - errors;
      const templates = bank.items.filter(({ template }) => template !== undefined).length;
      const { items } = bank;
      const summary = { file: basename(path), items: items.length, templates, checks: checksOf(bank), renderers };
      talk.result({ ...summary, errors, warnings, findings }, wording(path, summary, findings, talk));
      if (errors > 0 || (options.strict === true && warnings > 0)) process.exitCode = 1;
    });
}

/** Both renderers; HTML alone where the optional packages for PDF are missing. */
async function typesetter(talk: Console): Promise<{ typeset: Typesetter; renderers: readonly string[] }> {
  // Loaded when asked for: other commands need not carry the typesetting.
  const { createTypesetter } = await import('../handbook/proof.js');
  try {
    return { typeset: await createTypesetter(), renderers: ['html', 'pdf'] };
  } catch (error) {
    if (!(error instanceof YincaiError) || error.faults[0]?.code !== 'not-installed') throw error;
    talk.say(
      `没有检查 PDF 排版：${describe(error.faults[0], 'zh')}`,
      `PDF is not checked: ${describe(error.faults[0], 'en')}`,
    );
    return { typeset: await createTypesetter({ pdf: false }), renderers: ['html'] };
  }
}

/** By what the answers are known to be right. */
interface Checks {
  /** Templates and items with a second route that was computed. */
  readonly computed: number;
  readonly test: number;
  readonly author: number;
  readonly none: number;
}

function checksOf(bank: ItemBank): Checks {
  const counts = { computed: 0, test: 0, author: 0, none: 0 };
  for (const { template, check } of bank.items) {
    if (template !== undefined) counts.computed++;
    else if (check === undefined) counts.none++;
    else if (check.by === 'test' || check.by === 'author') counts[check.by]++;
    else counts.computed++;
  }
  return counts;
}

function wording(
  path: string,
  summary: { readonly items: number; readonly templates: number; readonly checks: Checks },
  findings: readonly Finding[],
  { language }: Console,
): string {
  const zh = language === 'zh';
  const { items, templates, checks } = summary;
  const errors = findings.filter(({ level }) => level === 'error').length;
  const head = zh
    ? `${path}：${items} 道题，其中模板 ${templates} 个；答案由程序验算 ${checks.computed}，由测试核对 ${checks.test}，由作者说明 ${checks.author}，未说明 ${checks.none}`
    : `${path}: ${items} items, ${templates} of them templates; answers computed ${checks.computed}, by a test ${checks.test}, by the author ${checks.author}, unstated ${checks.none}`;
  const tail = zh
    ? `错误 ${errors} 处，提醒 ${findings.length - errors} 处`
    : `${errors} errors, ${findings.length - errors} warnings`;
  const words = { error: zh ? '错误' : 'error', warning: zh ? '提醒' : 'warning' };
  const lines = findings.map((finding) => `${words[finding.level]}: ${describe({ ...finding, file: path }, language)}`);
  return [head, ...lines, tail].join('\n');
}
