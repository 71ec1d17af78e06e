import writeXlsx, { type SheetData } from 'write-excel-file/universal';
import { type Fault, YincaiError } from '../../src/data/fault.js';

/** The faults that a reader throws; fails where it does not throw a `YincaiError`. */
export async function faultsOf(run: () => unknown): Promise<readonly Fault[]> {
  return (await errorOf(run)).faults;
}

/** The error that a reader throws. */
export async function errorOf(run: () => unknown): Promise<YincaiError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof YincaiError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Bytes of a workbook of one sheet. */
export async function xlsx(data: SheetData, sheet = 'Sheet1'): Promise<Uint8Array> {
  return xlsxSheets([{ sheet, data }]);
}

/** Bytes of a workbook. */
export async function xlsxSheets(sheets: readonly { sheet: string; data: SheetData }[]): Promise<Uint8Array> {
  const blob = await writeXlsx([...sheets]).toBlob();
  return new Uint8Array(await blob.arrayBuffer());
}

let table: Map<string, readonly [number, number]> | undefined;

/** Encodes a text in GBK, from the decoder's own table. */
export function encodeGbk(text: string): Uint8Array {
  if (table === undefined) {
    table = new Map();
    const decoder = new TextDecoder('gbk');
    for (let high = 0x81; high <= 0xfe; high++) {
      for (let low = 0x40; low <= 0xfe; low++) {
        const sign = decoder.decode(new Uint8Array([high, low]));
        if (sign.length === 1 && sign !== '\ufffd') table.set(sign, [high, low]);
      }
    }
  }
  return Uint8Array.from(
    [...text].flatMap((sign) => {
      const code = sign.charCodeAt(0);
      if (code < 128) return [code];
      const bytes = table!.get(sign);
      if (bytes === undefined) throw new Error(`${sign} is not in GBK`);
      return [...bytes];
    }),
  );
}

/** A folder in memory. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>, name?: string) {
  const all = new Map(Object.entries(files));
  return {
    ...(name === undefined ? {} : { name }),
    exists: (path: string): boolean => all.has(path),
    read: (path: string): Uint8Array => {
      const content = all.get(path)!;
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
  };
}
