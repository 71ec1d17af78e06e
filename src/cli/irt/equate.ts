import { Command, Option } from 'commander';
import { toCsv } from '../../data/csv-writer.js';
import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import {
  type EquateOptions,
  type EquatingDesign,
  type EquatingMethod,
  equate,
} from '../../irt/link/equating/equate.js';
import type { FormScores } from '../../irt/link/equating/frequencies.js';
import { equateObservedScores, equateTrueScores } from '../../irt/link/equating/irt-equating.js';
import type { EquatedScore } from '../../irt/link/equating/table.js';
import { type LinkMethod, link } from '../../irt/link/link.js';
import { rescale } from '../../irt/link/rescale.js';
import { type Console, createConsole } from '../console.js';
import { writeWhole } from '../files.js';
import { readResponsesFile } from '../responses.js';
import { numberOf, readModel } from './calibration-options.js';
import { LINK_METHODS } from './link.js';
import { fixed, textTable } from './text-table.js';
import { wordWarning } from './warnings.js';

const IRT_METHODS = ['true-score', 'observed-score'] as const;
const CLASSICAL_METHODS: readonly EquatingMethod[] = [
  'mean',
  'linear',
  'equipercentile',
  'Tucker',
  'Levine',
  'chained-linear',
  'chained-equipercentile',
  'frequency-estimation',
];

interface Options {
  readonly method?: (typeof IRT_METHODS)[number] | EquatingMethod;
  readonly link: LinkMethod | 'none';
  readonly design?: EquatingDesign;
  readonly anchors?: string;
  readonly smooth: number;
  readonly step: number;
  readonly replicates: number;
  readonly seed: number;
  readonly out?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/** `yincai irt equate`: what each score of one exam is worth on another. */
export function equateCommand(): Command {
  return new Command('equate')
    .description('分数等值：一次考试的每个分数相当于另一次的多少分 / what each score of one exam is worth on another')
    .argument('<from>', '第一次考试：items.json，或作答表 / the first exam: items.json, or a table of responses')
    .argument('<to>', '第二次考试，同样形式 / the second exam, in the same form')
    .addOption(
      new Option(
        '--method <method>',
        '方法 / method：IRT true-score（默认）、observed-score；作答表 equipercentile（默认）等',
      ).choices([...IRT_METHODS, ...CLASSICAL_METHODS]),
    )
    .addOption(
      new Option(
        '--link <method>',
        'items.json 先按锚题链接；none 表示已在同一量尺 / how calibrations are linked first',
      )
        .choices([...LINK_METHODS, 'none'])
        .default('Stocking-Lord'),
    )
    .addOption(
      new Option('--design <design>', '作答表的设计：同一批学生、等组、锚题 / design of tables').choices([
        'single-group',
        'equivalent-groups',
        'anchor',
      ]),
    )
    .option('--anchors <ids>', '作答表中两卷共有的题（逗号分隔）/ questions that both tables have')
    .addOption(
      new Option('--smooth <n>', '对数线性预平滑保留几阶矩 / moments that presmoothing keeps')
        .argParser(numberOf)
        .default(0),
    )
    .addOption(new Option('--step <points>', '分数间隔，如 0.5 / points between scores').argParser(numberOf).default(1))
    .addOption(
      new Option('--replicates <n>', '自助法次数，0 为不算标准误 / bootstrap draws').argParser(numberOf).default(200),
    )
    .addOption(new Option('--seed <n>', '自助法种子 / seed of the bootstrap').argParser(numberOf).default(1))
    .option('--out <file>', '写入 CSV：score,equated,rounded,se / writes CSV')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText(
      'after',
      `
  yincai irt equate 期中.json 期末.json --out 等值表.csv
  yincai irt equate 一模.xlsx 二模.xlsx --design single-group --smooth 4 --out 等值表.csv`,
    )
    .action(async (from: string, to: string, options: Options) => {
      const talk = createConsole(options);
      const { rows, note, warnings } =
        isModel(from) && isModel(to) ? await byModels(from, to, options) : await byTables(from, to, options, talk);
      for (const warning of warnings) talk.say(`注意：${wordWarning(warning, 'zh')}`, `note: ${warning}`);
      if (options.out !== undefined) {
        const cells = rows.map(({ score, equated, rounded, se }) => [score, equated, rounded, se]);
        await writeWhole(options.out, toCsv(['score', 'equated', 'rounded', 'se'], cells));
        talk.say(`已写入 ${options.out}`, `wrote ${options.out}`);
      }
      talk.result({ ...note, table: rows, warnings }, tableText(rows, talk));
    });
}

function isModel(path: string): boolean {
  return /\.json$/i.test(path);
}

interface Found {
  readonly rows: readonly EquatedScore[];
  readonly note: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

async function byModels(from: string, to: string, options: Options): Promise<Found> {
  const method = options.method ?? 'true-score';
  if (method !== 'true-score' && method !== 'observed-score') {
    throw wrongMethod(method, 'true-score, observed-score');
  }
  const [first, second] = [await readModel(from), await readModel(to)];
  const found = options.link === 'none' ? undefined : link(first, second, { method: options.link });
  const moved = found === undefined ? first : rescale(first, found);
  const step = { step: options.step, ...(found === undefined ? {} : { link: found }) };
  const { table } =
    method === 'true-score' ? equateTrueScores(moved, second, step) : equateObservedScores(moved, second, step);
  const constants = found && { method: found.method, slope: found.slope, intercept: found.intercept, se: found.se };
  return { rows: table, note: { method, ...(constants ? { link: constants } : {}) }, warnings: found?.warnings ?? [] };
}

async function byTables(from: string, to: string, options: Options, talk: Console): Promise<Found> {
  const { method } = options;
  if (method === 'true-score' || method === 'observed-score') throw wrongMethod(method, CLASSICAL_METHODS.join(', '));
  const one = (await readResponsesFile(from, talk, options)).matrix;
  const two = (await readResponsesFile(to, talk, options)).matrix;
  const anchors = options.anchors?.split(',').map((id) => id.trim());
  const design = options.design ?? (anchors === undefined ? 'equivalent-groups' : 'anchor');
  const settings: EquateOptions = {
    design,
    ...(method === undefined ? {} : { method }),
    smooth: options.smooth,
    step: options.step,
    replicates: options.replicates,
    seed: options.seed,
  };
  const scores = [scoresOf(one, anchors, from), scoresOf(two, anchors, to)] as const;
  const pair = design === 'single-group' ? matched(one, two, scores) : scores;
  const made = equate(pair[0].form, pair[1].form, settings);
  const { table, ...note } = made;
  const lacking = pair[0].lacking + pair[1].lacking;
  const warnings = lacking > 0 ? [`${lacking} rows lack some answers, which count 0`, ...made.warnings] : made.warnings;
  return { rows: table, note, warnings };
}

interface Scored {
  readonly form: FormScores;
  readonly rows: readonly number[];
  readonly lacking: number;
}

/** Totals of the learners who answered anything; what they lack counts 0. */
function scoresOf(matrix: ResponseMatrix, anchors: readonly string[] | undefined, file: string): Scored {
  const width = matrix.items.length;
  const common = (anchors ?? []).map((id) => {
    const j = matrix.items.indexOf(id);
    if (j >= 0) return j;
    throw new YincaiError({
      code: 'unknown-id',
      file,
      column: '--anchors',
      value: id,
      expected: 'a question of both tables',
      expectedZh: '两表共有的题',
    });
  });
  const rows: number[] = [];
  const totals: number[] = [];
  const shared: number[] = [];
  let lacking = 0;
  for (let row = 0; row < matrix.learners.length; row++) {
    const cells = [...matrix.points.subarray(row * width, (row + 1) * width)];
    if (cells.every(Number.isNaN)) continue;
    if (cells.some(Number.isNaN)) lacking++;
    const sum = (values: readonly number[]): number => values.reduce((all, x) => all + (Number.isNaN(x) ? 0 : x), 0);
    rows.push(row);
    totals.push(sum(cells));
    shared.push(sum(common.map((j) => cells[j]!)));
  }
  const full = (items: readonly number[]): number => items.reduce((all, j) => all + matrix.fullMarks[j]!, 0);
  const { count } = matrix;
  return {
    rows,
    lacking,
    form: {
      scores: totals,
      fullMarks: full(matrix.items.map((_, j) => j)),
      ...(anchors === undefined ? {} : { anchor: shared, anchorMarks: full(common) }),
      ...(count === undefined ? {} : { count: rows.map((row) => count[row]!) }),
    },
  };
}

/** The learners of both tables, in one order. @throws YincaiError for fewer than two. */
function matched(
  one: ResponseMatrix,
  two: ResponseMatrix,
  scores: readonly [Scored, Scored],
): readonly [Scored, Scored] {
  const place = new Map(scores[1].rows.map((row, i) => [two.learners[row]!, i] as const));
  const pairs = scores[0].rows.flatMap((row, i) => {
    const k = place.get(one.learners[row]!);
    return k === undefined ? [] : [[i, k] as const];
  });
  if (pairs.length < 2) {
    throw new YincaiError({
      code: 'not-enough-data',
      value: `${pairs.length}`,
      expected: 'at least two learners in both tables',
      expectedZh: '两表至少有两名共同的学生',
    });
  }
  const pick = (own: Scored, side: 0 | 1): Scored => ({
    ...own,
    form: { scores: pairs.map((pair) => own.form.scores[pair[side]]!), fullMarks: own.form.fullMarks },
  });
  return [pick(scores[0], 0), pick(scores[1], 1)];
}

function wrongMethod(method: string, expected: string): YincaiError {
  return new YincaiError({
    code: 'bad-option',
    column: '--method',
    value: method,
    expected: `one of ${expected}`,
    expectedZh: `${expected} 之一`,
  });
}

function tableText(rows: readonly EquatedScore[], talk: Console): string {
  const header =
    talk.language === 'zh' ? ['原分数', '等值分', '取整', '标准误'] : ['score', 'equated', 'rounded', 'se'];
  return textTable([
    header,
    ...rows.map(({ score, equated, rounded, se }) => [
      String(score),
      fixed(equated, 2),
      String(rounded),
      fixed(se, 2).padStart(6),
    ]),
  ]);
}
