import { basename } from 'node:path';
import { readBlueprint } from '../data/blueprint-table.js';
import { describe } from '../data/fault.js';
import { type ResponseTable, readResponses } from '../data/wide-responses.js';
import type { Console } from './console.js';
import { readInput } from './files.js';

/**
 * Reads the response table that a user named, with the full marks of the blueprint where one is given,
 * and says on stderr what looked odd.
 */
export async function readResponsesFile(
  path: string,
  talk: Console,
  options: { readonly blueprint?: string; readonly skipBadRows?: boolean } = {},
): Promise<ResponseTable> {
  const blueprint =
    options.blueprint === undefined
      ? undefined
      : await readBlueprint(await readInput(options.blueprint), { file: basename(options.blueprint) });
  const table = await readResponses(await readInput(path), {
    file: basename(path),
    skipBadRows: options.skipBadRows === true,
    ...(blueprint === undefined
      ? {}
      : { fullMarks: new Map(blueprint.rows.map(({ item, fullMarks }) => [item, fullMarks])) }),
  });
  for (const warning of table.warnings.slice(0, 10)) {
    talk.say(`注意：${describe(warning, 'zh')}`, `note: ${describe(warning, 'en')}`);
  }
  if (table.refused > 0) talk.say(`略过 ${table.refused} 行`, `skipped ${table.refused} rows`);
  return table;
}
