import { findColumns } from './column-finder.js';
import { listFaults } from './fault-list.js';
import { readTable, type TableOptions } from './read-table.js';
import { placeOf, type Table } from './table.js';

const SKILLS = {
  key: {
    names: ['skill', 'skillid', 'id', '知识点编号', '编号'],
    required: true,
    expected: 'a column skill',
    expectedZh: 'skill 列',
  },
  value: {
    names: ['name', 'skillname', '知识点', '名称', '知识点名称'],
    required: true,
    expected: 'a column name',
    expectedZh: 'name 列',
  },
} as const;

const EXPRESSIONS = {
  key: { names: ['item', 'itemid', '题号'], required: true, expected: 'a column item', expectedZh: 'item 列' },
  value: {
    names: ['expression', 'stem', '算式', '题目'],
    required: true,
    expected: 'a column expression',
    expectedZh: 'expression 列',
  },
} as const;

/**
 * Reads the names of skills, `skill,name`, in the order of the file.
 *
 * @throws YincaiError
 * @example
 * (await readSkillNames('skill,name\ns1,Borrow\n')).get('s1') // 'Borrow'
 */
export async function readSkillNames(
  input: Uint8Array | string,
  options: TableOptions = {},
): Promise<ReadonlyMap<string, string>> {
  return pairs(await readTable(input, options), SKILLS);
}

/**
 * Reads the expressions of items, `item,expression`, e.g. `item01,5/3 - 3/4`.
 *
 * @throws YincaiError
 * @example
 * (await readExpressions('item,expression\n1,5/3 - 3/4\n')).get('1') // '5/3 - 3/4'
 */
export async function readExpressions(
  input: Uint8Array | string,
  options: TableOptions = {},
): Promise<ReadonlyMap<string, string>> {
  return pairs(await readTable(input, options), EXPRESSIONS);
}

function pairs(table: Table, fields: typeof SKILLS | typeof EXPRESSIONS): ReadonlyMap<string, string> {
  const { start, headers, at } = findColumns<'key' | 'value'>(table, fields);
  const place = placeOf(table);
  const faults = listFaults(place.file, place.sheet);
  const found = new Map<string, string>();
  for (let r = start; r < table.rows.length; r++) {
    const key = table.rows[r]![at.key] ?? '';
    const value = table.rows[r]![at.value] ?? '';
    if (key === '' || value === '' || found.has(key)) {
      faults.add({
        code: found.has(key) ? 'duplicate' : 'bad-value',
        row: table.rowNumbers[r]!,
        column: headers[key !== '' && value === '' ? at.value : at.key]!,
        value: key,
        expected: found.has(key) ? 'each id once' : 'an id and a text beside it',
        expectedZh: found.has(key) ? '每个编号一行' : '编号及其文字',
      });
    }
    found.set(key, value);
  }
  faults.throwIfAny();
  return found;
}
