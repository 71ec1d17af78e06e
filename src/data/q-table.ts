import { findColumns } from './column-finder.js';
import { type Fault, YincaiError } from './fault.js';
import { listFaults } from './fault-list.js';
import { headerKey } from './header.js';
import { splitSkills } from './log-columns.js';
import type { QMatrix } from './q-matrix.js';
import { readTable, type TableOptions } from './read-table.js';
import { emptyTable, placeOf, type Table } from './table.js';

/** Options of {@link readQMatrix}. */
export interface QMatrixOptions extends TableOptions {
  /** The items of the responses. Names the rows of a bare matrix; else every one of them must have a row. */
  readonly items?: readonly string[];
}

const ITEM_NAMES = [
  'item',
  'itemid',
  'problemid',
  'questionid',
  'question',
  'problem',
  '题号',
  '题目',
  '试题',
  '题目编号',
  '试题编号',
];
const SKILL_NAMES = [
  'skill',
  'skills',
  'skillid',
  'skillids',
  'kc',
  'kcs',
  'concept',
  'concepts',
  '知识点',
  '知识点编号',
  '技能',
];

/**
 * Reads a Q-matrix, CSV or XLSX, in any of three forms: a dense table `item,skill1,skill2,…` of 0 and 1; a bare matrix of 0 and 1,
 * with or without a header of skills, whose rows are the `items` in their order (or `1`, `2`, … where none are given);
 * a list `item,skill` whose skills are parted by spaces or `;`, an item on one row or on several.
 *
 * @throws YincaiError naming file, row and column; where `items` are given and their number or names differ, too.
 * @example
 * await readQMatrix('item,s1,s2\na,1,0\nb,1,1\n')
 * // { items: ['a', 'b'], skills: ['s1', 's2'], needs: [[0], [0, 1]] }
 */
export async function readQMatrix(input: Uint8Array | string, options: QMatrixOptions = {}): Promise<QMatrix> {
  return qMatrixFromTable(await readTable(input, options), options.items);
}

/** Like {@link readQMatrix}, from a table already read. */
export function qMatrixFromTable(table: Table, items?: readonly string[]): QMatrix {
  const head = table.rows[0]!;
  const keys = head.map(headerKey);
  const itemColumn = keys.findIndex((key) => ITEM_NAMES.includes(key));
  const q =
    itemColumn >= 0 &&
    keys.length === 2 &&
    SKILL_NAMES.includes(keys[1 - itemColumn]!) &&
    !isDense(table, 1 - itemColumn)
      ? listed(table)
      : dense(table, itemColumn, items);
  if (items !== undefined) checkItems(q, items, table);
  return q;
}

/** A single skill column of nothing but 0 and 1, one row an item, is a dense matrix of one skill. */
function isDense(table: Table, column: number): boolean {
  return keyIsBare(table.rows[0]![column]!) ? false : table.rows.slice(1).every((row) => isBit(row[column] ?? ''));
}

function keyIsBare(header: string): boolean {
  return SKILL_NAMES.includes(headerKey(header));
}

function isBit(cell: string): boolean {
  return cell === '0' || cell === '1';
}

function dense(table: Table, itemColumn: number, items: readonly string[] | undefined): QMatrix {
  const place = placeOf(table);
  const faults = listFaults(place.file, place.sheet);
  const head = table.rows[0]!;
  const headless = head.every(isBit);
  const width = head.length;
  // A first column of other things than bits names the items, whatever its header.
  const named =
    itemColumn >= 0 ? itemColumn : !headless && table.rows.slice(1).some((row) => !isBit(row[0] ?? '')) ? 0 : -1;
  const columns = head.map((_, c) => c).filter((c) => c !== named);
  const skills = headless ? columns.map((_, s) => `${s + 1}`) : columns.map((c) => head[c]!);
  const skillAt = new Map<string, number>();
  skills.forEach((skill, s) => {
    const column = columns[s]! + 1;
    if (skill === '') {
      faults.add({
        code: 'missing-column',
        row: table.rowNumbers[0]!,
        column,
        expected: "the skill's id",
        expectedZh: '知识点编号',
      });
    } else if (skillAt.has(skill)) {
      faults.add({
        code: 'duplicate',
        row: table.rowNumbers[0]!,
        column,
        value: skill,
        expected: 'each skill once',
        expectedZh: '每个知识点一列',
      });
    }
    skillAt.set(skill, s);
  });
  const names: string[] = [];
  const needs: number[][] = [];
  const rowOf = new Map<string, number>();
  table.rows.slice(headless ? 0 : 1).forEach((cells, i) => {
    const row = table.rowNumbers[i + (headless ? 0 : 1)]!;
    if (cells.length !== width) {
      faults.add({
        code: 'bad-format',
        row,
        value: `${cells.length}`,
        expected: `${width} cells, as in the first row`,
        expectedZh: `${width} 个单元格，与首行一致`,
      });
      return;
    }
    const id = named < 0 ? (items?.[i] ?? `${i + 1}`) : cells[named]!;
    const again = rowOf.get(id);
    if (id === '' || again !== undefined) {
      faults.add({
        code: id === '' ? 'bad-value' : 'duplicate',
        row,
        column: head[Math.max(named, 0)]!,
        value: id,
        expected: id === '' ? "the item's id" : `each item once (already in row ${again})`,
        expectedZh: id === '' ? '题目编号' : `每题一行（第 ${again} 行已有）`,
      });
    }
    rowOf.set(id, row);
    const needed: number[] = [];
    columns.forEach((c, s) => {
      if (cells[c] === '1') needed.push(s);
      else if (cells[c] !== '0' && cells[c] !== '') {
        faults.add({
          code: 'bad-value',
          row,
          column: head[c]!,
          value: cells[c]!,
          expected: '0 or 1',
          expectedZh: '0 或 1',
        });
      }
    });
    names.push(id);
    needs.push(needed);
  });
  faults.throwIfAny();
  if (names.length === 0 || skills.length === 0) throw new YincaiError(emptyTable(table.file));
  return { items: names, skills, needs };
}

const LIST_FIELDS = {
  item: { names: ITEM_NAMES, required: true, expected: 'a column item', expectedZh: '题号列' },
  skill: { names: SKILL_NAMES, required: true, expected: 'a column skill', expectedZh: '知识点列' },
} as const;

function listed(table: Table): QMatrix {
  const { start, headers, at } = findColumns(table, LIST_FIELDS);
  const place = placeOf(table);
  const faults = listFaults(place.file, place.sheet);
  const itemIndex = new Map<string, number>();
  const skillIndex = new Map<string, number>();
  const needs: Set<number>[] = [];
  for (let r = start; r < table.rows.length; r++) {
    const item = table.rows[r]![at.item] ?? '';
    if (item === '') {
      const column = headers[at.item]!;
      faults.add({
        code: 'bad-value',
        row: table.rowNumbers[r]!,
        column,
        value: '',
        expected: "the item's id",
        expectedZh: '题目编号',
      });
      continue;
    }
    let index = itemIndex.get(item);
    if (index === undefined) {
      index = needs.length;
      itemIndex.set(item, index);
      needs.push(new Set());
    }
    for (const skill of splitSkills(table.rows[r]![at.skill] ?? '', false)) {
      let s = skillIndex.get(skill);
      if (s === undefined) {
        s = skillIndex.size;
        skillIndex.set(skill, s);
      }
      needs[index]!.add(s);
    }
  }
  faults.throwIfAny();
  if (needs.length === 0) throw new YincaiError(emptyTable(table.file));
  return {
    items: [...itemIndex.keys()],
    skills: [...skillIndex.keys()],
    needs: needs.map((set) => [...set].sort((a, b) => a - b)),
  };
}

function checkItems(q: QMatrix, items: readonly string[], table: Table): void {
  const place = placeOf(table);
  const rows = new Set(q.items);
  const faults: Fault[] = items
    .filter((item) => !rows.has(item))
    .map((item) => ({
      code: 'unknown-id',
      ...place,
      value: item,
      expected: 'a row for each item of the responses',
      expectedZh: '作答表中的每题都有一行',
    }));
  if (faults.length === 0 && q.items.length === items.length) return;
  if (q.items.length !== items.length) {
    faults.unshift({
      code: 'bad-format',
      ...place,
      value: `${q.items.length} items`,
      expected: `${items.length} items, as in the responses`,
      expectedZh: `${items.length} 题，与作答表一致`,
    });
  }
  throw new YincaiError(faults);
}
