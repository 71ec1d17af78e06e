import { basename } from 'node:path';
import { type Fault, YincaiError } from '../../data/fault.js';
import { readTable } from '../../data/read-table.js';
import { ITEM_FAMILIES, type ItemFamily } from '../../irt/model.js';
import { exists, readInput } from '../files.js';

const NAMES = Object.keys(ITEM_FAMILIES);

/**
 * Families of items as `--models` names them: `3PL:1-8,GRM:9-12,15` by the ids of the table, a range in the table's order, or a file
 * with columns item and model.
 *
 * @throws YincaiError naming what is no item, no model, or there twice.
 */
export async function readFamilies(option: string, items: readonly string[]): Promise<Map<string, ItemFamily>> {
  if (await exists(option)) return fromFile(option, items);
  // What looks like the name of a file is one, and its absence is told.
  if (/\.(?:csv|tsv|txt|xlsx)$/i.test(option)) return fromFile(option, items);
  const place = { column: '--models' };
  const chosen = new Map<string, ItemFamily>();
  let family: ItemFamily | undefined;
  for (const word of option.split(/[,，]/)) {
    let range = word.trim();
    const colon = range.search(/[:：]/);
    const name = NAMES.find((one) => one.toLowerCase() === range.slice(0, Math.max(0, colon)).trim().toLowerCase());
    if (name !== undefined && !items.includes(range)) {
      family = name as ItemFamily;
      range = range.slice(colon + 1).trim();
    }
    if (family === undefined)
      throw refused(
        place,
        word,
        `MODEL:ITEMS with a model of ${NAMES.join(', ')}`,
        `模型:题号，模型为 ${NAMES.join('、')} 之一`,
      );
    for (const item of idsOf(range, items, place)) take(chosen, item, family, place);
  }
  return chosen;
}

/** The ids of a word: an id, or two with a hyphen between them and all that stand between these in the table. */
function idsOf(word: string, items: readonly string[], place: Partial<Fault>): readonly string[] {
  if (items.includes(word)) return [word];
  for (let at = word.search(/[-–~～]/); at > 0; at = nextHyphen(word, at)) {
    const from = items.indexOf(word.slice(0, at).trim());
    const to = items.indexOf(word.slice(at + 1).trim());
    if (from >= 0 && to >= from) return items.slice(from, to + 1);
  }
  const ids = items.slice(0, 5).join(', ');
  throw refused(
    place,
    word,
    `an item of the table or a range of them; its items are ${ids} …`,
    `作答表中的题号或题号范围；题号如 ${ids} ……`,
  );
}

function nextHyphen(word: string, at: number): number {
  const rest = word.slice(at + 1).search(/[-–~～]/);
  return rest < 0 ? -1 : at + 1 + rest;
}

async function fromFile(path: string, items: readonly string[]): Promise<Map<string, ItemFamily>> {
  const table = await readTable(await readInput(path), { file: basename(path) });
  const chosen = new Map<string, ItemFamily>();
  table.rows.forEach((cells, r) => {
    const [item = '', name = ''] = cells;
    // A header over the columns is welcome, not needed.
    if (r === 0 && !items.includes(item) && !NAMES.includes(name)) return;
    const place = { file: basename(path), row: table.rowNumbers[r]! };
    if (!items.includes(item)) throw refused(place, item, 'an item of the response table', '作答表中的题号');
    const family = NAMES.find((one) => one.toLowerCase() === name.toLowerCase());
    if (family === undefined) throw refused(place, name, `one of ${NAMES.join(', ')}`, `${NAMES.join('、')} 之一`);
    take(chosen, item, family as ItemFamily, place);
  });
  return chosen;
}

function take(chosen: Map<string, ItemFamily>, item: string, family: ItemFamily, place: Partial<Fault>): void {
  if (chosen.has(item)) throw refused(place, item, 'each item once', '每题一次');
  chosen.set(item, family);
}

function refused(place: Partial<Fault>, value: string, expected: string, expectedZh: string): YincaiError {
  return new YincaiError({
    code: place.file === undefined ? 'bad-option' : 'bad-value',
    ...place,
    value,
    expected,
    expectedZh,
  });
}
