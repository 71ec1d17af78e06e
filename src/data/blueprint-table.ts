import type { Blueprint, BlueprintRow } from './blueprint.js';
import { findColumns } from './column-finder.js';
import { type Fault, YincaiError } from './fault.js';
import { listFaults } from './fault-list.js';
import { headerKey, questionHeader } from './header.js';
import type { ItemKind } from './item-bank.js';
import { readTable, type TableOptions } from './read-table.js';
import { emptyTable, placeOf, type Table } from './table.js';
import { parseDecimal } from './text.js';

const FIELDS = {
  item: {
    names: [
      '题号',
      '小题号',
      '试题号',
      '题目',
      '题序',
      '试题',
      '序号',
      'item',
      'question',
      'questionno',
      'no',
      'itemid',
    ],
    required: true,
    expected: 'a column 题号 (item)',
    expectedZh: '题号列',
  },
  kind: {
    names: ['题型', '题目类型', '试题类型', '类型', 'kind', 'type', 'itemtype'],
    expected: 'a column 题型 (type)',
    expectedZh: '题型列',
  },
  fullMarks: {
    names: ['分值', '满分', '分数', '满分值', 'fullmarks', 'marks', 'points', 'maxscore'],
    required: true,
    expected: 'a column 分值 (fullMarks)',
    expectedZh: '分值列',
  },
  knowledgePoints: {
    names: [
      '知识点',
      '考查知识点',
      '主要知识点',
      '知识内容',
      '考查内容',
      '考点',
      'knowledgepoints',
      'knowledgepoint',
      'skills',
      'skill',
    ],
    required: true,
    expected: 'a column 知识点 (knowledgePoints)',
    expectedZh: '知识点列',
  },
  ability: {
    names: ['能力层次', '能力要求', '能力水平', '认知层次', '能力', '考查能力', '核心素养', 'ability', 'level'],
    expected: 'a column 能力层次 (ability)',
    expectedZh: '能力层次列',
  },
  difficulty: {
    names: ['预估难度', '预设难度', '预计难度', '难度系数', '难度', 'difficulty', 'expecteddifficulty', 'facility'],
    expected: 'a column 预估难度 (difficulty)',
    expectedZh: '预估难度列',
  },
  bankItem: {
    names: ['题库编号', '题库id', '题库题号', '试题编号', '试题id', 'bankitem', 'bankid'],
    expected: 'a column 题库编号 (bankItem)',
    expectedZh: '题库编号列',
  },
} as const;

const KINDS: readonly (readonly [RegExp, ItemKind])[] = [
  [/多选|多项选择|不定项|multiple/, 'multiple-choice'],
  [/判断|是非|true.?false|judg/, 'true-false'],
  [/填空|blank|fill/, 'blank'],
  [
    /非选择|解答|主观|计算|证明|应用|简答|问答|论述|作文|写作|实验|作图|探究|材料|阅读|翻译|constructed|open|essay|answer/,
    'constructed',
  ],
  [/单选|单项选择|选择|客观|single|choice|mcq/, 'single-choice'],
];

/** The item kind that a question type of Chinese papers means, or undefined. An empty text is a constructed response. */
export function kindOf(type: string): ItemKind | undefined {
  const key = headerKey(type);
  if (key === '') return 'constructed';
  if (key.length > 100) return undefined;
  return KINDS.find(([form]) => form.test(key))?.[1];
}

/** Splits a cell of knowledge points: at `；` `;` `、` `,` `，`, line breaks, and at spaces where no other sign parts them. */
export function splitKnowledgePoints(cell: string): readonly string[] {
  const signs = /[；;、,，\n\r|]/;
  const parts = cell.split(signs.test(cell) ? /[；;、,，\n\r|]+/ : /\s+/);
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['易', 0.85],
  ['容易', 0.85],
  ['较易', 0.75],
  ['中', 0.6],
  ['中等', 0.6],
  ['较难', 0.45],
  ['难', 0.3],
  ['easy', 0.85],
  ['medium', 0.6],
  ['hard', 0.3],
]);

/**
 * Reads a two-way specification table (双向细目表), CSV or XLSX: 题号, 题型, 分值, 知识点, 能力层次, 预估难度, 题库编号, or their English names.
 * Item ids are made uniform as in response tables (`第1题` is `1`). Knowledge points stay as written (`knowledgePointsText` is
 * their cell, where it was split); difficulty is the expected
 * share of full marks, also written `65%` or 易 (0.85), 较易 (0.75), 中 (0.6), 较难 (0.45), 难 (0.3). A row of the sum at the foot is passed over.
 *
 * @throws YincaiError naming file, row, column and value.
 * @example
 * const { rows } = await readBlueprint('题号,题型,分值,知识点\n1,单选题,5,集合；函数\n')
 * rows[0] // { item: '1', kind: 'single-choice', fullMarks: 5, knowledgePoints: ['集合', '函数'], knowledgePointsText: '集合；函数' }
 */
export async function readBlueprint(input: Uint8Array | string, options: TableOptions = {}): Promise<Blueprint> {
  return blueprintFromTable(await readTable(input, options));
}

/** Like {@link readBlueprint}, from a table already read. */
export function blueprintFromTable(table: Table): Blueprint {
  const { start, headers, at } = findColumns(table, FIELDS);
  const place = placeOf(table);
  const faults = listFaults(place.file, place.sheet);
  const rows: BlueprintRow[] = [];
  const seen = new Map<string, number>();
  for (let r = start; r < table.rows.length; r++) {
    const cells = table.rows[r]!;
    const row = table.rowNumbers[r]!;
    const cell = (column: number): string => (column < 0 ? '' : (cells[column] ?? ''));
    const label = cell(at.item);
    if (/^(?:合计|总计|总分|小计|备注|说明|注|total|sum)[:：]?/i.test(cells.find((text) => text !== '') ?? ''))
      continue;
    const refuse = (column: number, expected: string, expectedZh: string, code: Fault['code'] = 'bad-value'): void =>
      faults.add({ code, row, column: headers[column] ?? column + 1, value: cell(column), expected, expectedZh });
    if (label === '') {
      refuse(at.item, "the question's number, as in the header of the response table", '题号，与小题分表头一致');
      continue;
    }
    const { id, fullMarks: inHeader } = questionHeader(label);
    const earlier = seen.get(id);
    if (earlier !== undefined) {
      refuse(
        at.item,
        `each question once (already in row ${earlier})`,
        `每题一行（第 ${earlier} 行已有）`,
        'duplicate',
      );
    }
    seen.set(id, row);
    const kind = kindOf(cell(at.kind));
    if (kind === undefined) {
      refuse(at.kind, 'a type: 单选, 多选, 判断, 填空 or 解答', '题型：单选、多选、判断、填空、解答');
    }
    const marks = cell(at.fullMarks);
    const fullMarks = marks === '' ? (inHeader ?? Number.NaN) : parseDecimal(marks.replace(/分$/, '').trim());
    if (!(fullMarks > 0)) refuse(at.fullMarks, 'full marks above 0', '大于 0 的分值');
    const written = cell(at.knowledgePoints);
    const knowledgePoints = splitKnowledgePoints(written);
    if (knowledgePoints.length === 0) refuse(at.knowledgePoints, 'at least one knowledge point', '至少一个知识点');
    const difficulty = readDifficulty(cell(at.difficulty));
    if (difficulty !== undefined && !(difficulty >= 0 && difficulty <= 1)) {
      refuse(at.difficulty, 'the expected share of full marks, 0 to 1', '0 到 1 的难度系数（预计得分率）');
    }
    const ability = cell(at.ability);
    const bankItem = cell(at.bankItem);
    rows.push({
      item: id,
      ...(bankItem === '' ? {} : { bankItem }),
      kind: kind ?? 'constructed',
      fullMarks,
      knowledgePoints,
      ...(knowledgePoints[0] === written ? {} : { knowledgePointsText: written }),
      ...(ability === '' ? {} : { ability }),
      ...(difficulty === undefined ? {} : { difficulty }),
    });
  }
  faults.throwIfAny();
  if (rows.length === 0) throw new YincaiError(emptyTable(table.file));
  return { rows };
}

/** Undefined for an empty cell, NaN for a wrong one. */
function readDifficulty(cell: string): number | undefined {
  if (cell === '' || cell === '-' || cell === '/') return undefined;
  const word = WORDS.get(cell.toLowerCase().replace(/(?<=.)题$/, ''));
  if (word !== undefined) return word;
  return cell.endsWith('%') ? parseDecimal(cell.slice(0, -1).trim()) / 100 : parseDecimal(cell);
}
