import { parseDelimited } from './delimited.js';
import { YincaiError } from './fault.js';
import { INPUT_LIMITS, type InputLimits } from './input-limits.js';
import { emptyTable, type Table } from './table.js';

/** Options of {@link readTable}, shared by all readers of tables. */
export interface TableOptions {
  /** File name for error messages. */
  readonly file?: string;
  /** Sheet of a workbook, by name or by number from 1. Default: the first that holds a table and is no guide (说明). */
  readonly sheet?: string | number;
  /** Limits that differ from {@link INPUT_LIMITS}. */
  readonly limits?: Partial<InputLimits>;
}

const GUIDE = /^(?:填写)?(?:说明|指南)$|^(?:guide|readme|help)$/i;

/**
 * Reads a table from the bytes of a CSV, TSV or XLSX file; which it is, the bytes tell.
 *
 * @throws YincaiError
 */
export async function readTable(input: Uint8Array | string, options: TableOptions = {}): Promise<Table> {
  const limits = { ...INPUT_LIMITS, ...options.limits };
  const { file } = options;
  const place = file === undefined ? {} : { file };
  if (input.length > limits.bytes) {
    const megabytes = Math.round(limits.bytes / 1024 / 1024);
    throw new YincaiError({
      code: 'too-large',
      ...place,
      value: `${Math.round(input.length / 1024 / 1024)} MB`,
      expected: `a table of at most ${megabytes} MB`,
      expectedZh: `至多 ${megabytes} MB 的表格`,
    });
  }
  if (input.length === 0) throw new YincaiError(emptyTable(file));
  if (typeof input === 'string') return parseDelimited(input, { ...place, ...limits });
  if (startsWith(input, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new YincaiError({
      code: 'unsupported',
      ...place,
      expected: 'XLSX or CSV (this is an old .xls file, or a workbook with a password)',
      expectedZh: 'XLSX 或 CSV（此文件是旧式 .xls 或加了密码）',
      mend: 'save it as XLSX, without a password',
      mendZh: '另存为不加密码的 XLSX',
    });
  }
  if (!startsWith(input, 0x50, 0x4b)) return parseDelimited(input, { ...place, ...limits });
  // Loaded only when a workbook comes, so that readers of CSV do not carry it.
  const { readWorkbook } = await import('./workbook.js');
  const tables = await readWorkbook(input, { ...place, ...(options.limits ? { limits: options.limits } : {}) });
  const { sheet } = options;
  const found =
    sheet === undefined
      ? (tables.find((table) => !GUIDE.test(table.sheet ?? '')) ?? tables[0])
      : typeof sheet === 'number'
        ? tables[sheet - 1]
        : tables.find((table) => table.sheet === sheet);
  if (found === undefined) {
    if (sheet === undefined) throw new YincaiError(emptyTable(file));
    const names = tables.map((table) => table.sheet).join(', ');
    throw new YincaiError({
      code: 'unknown-id',
      ...place,
      sheet: String(sheet),
      expected: `one of the sheets ${names}`,
      expectedZh: `下列工作表之一：${names}`,
    });
  }
  return found;
}

function startsWith(bytes: Uint8Array, ...head: readonly number[]): boolean {
  return head.every((byte, index) => bytes[index] === byte);
}
