import { YincaiError } from './fault.js';

/** The parts of an archive that a filter lets through, inflated. */
export type ZipParts = ReadonlyMap<string, Uint8Array>;

/** Options of {@link readZip}. */
export interface ZipOptions {
  readonly file?: string;
  /** Which parts to inflate, by path. */
  readonly filter: (path: string) => boolean;
  /** Most bytes all parts together may inflate to; counted while inflating, whatever the archive declares. */
  readonly inflatedBytes: number;
  /** Most entries of the directory. */
  readonly entries?: number;
}

/**
 * Inflates the wanted parts of a ZIP archive under a running limit, so that a small file cannot fill the memory.
 *
 * @throws YincaiError `bad-format` for a broken archive, `too-large` when the limit is passed, `unsupported` for encrypted or
 * exotically packed parts.
 */
export async function readZip(bytes: Uint8Array, options: ZipOptions): Promise<ZipParts> {
  const place = options.file === undefined ? {} : { file: options.file };
  const broken = (): YincaiError =>
    new YincaiError({
      code: 'bad-format',
      ...place,
      expected: 'an undamaged XLSX workbook',
      expectedZh: '未损坏的 XLSX 工作簿',
      mend: 'open it in a spreadsheet program and save it again as XLSX',
      mendZh: '用表格软件打开后另存为 XLSX',
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0) throw broken();
  const entries = view.getUint16(end + 10, true);
  if (entries > (options.entries ?? 10_000)) throw tooLarge(place, options.inflatedBytes);
  let at = view.getUint32(end + 16, true);
  const parts = new Map<string, Uint8Array>();
  let left = options.inflatedBytes;
  for (let e = 0; e < entries; e++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw broken();
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 20, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (!options.filter(name)) continue;
    if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) {
      throw new YincaiError({
        code: 'unsupported',
        ...place,
        expected: 'a workbook without a password',
        expectedZh: '未加密码的工作簿',
      });
    }
    if (parts.has(name) || local + 30 > bytes.length || view.getUint32(local, true) !== 0x04034b50) throw broken();
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (start + size > bytes.length) throw broken();
    const packed = bytes.subarray(start, start + size);
    const part = method === 0 ? (packed.length > left ? undefined : packed) : await inflate(packed, left, broken);
    if (part === undefined) throw tooLarge(place, options.inflatedBytes);
    left -= part.length;
    parts.set(name, part);
  }
  return parts;
}

/** Inflates raw deflate data; undefined once more than `limit` bytes have come out. */
async function inflate(packed: Uint8Array, limit: number, broken: () => YincaiError): Promise<Uint8Array | undefined> {
  const inflater = new DecompressionStream('deflate-raw');
  const writer = inflater.writable.getWriter();
  // A refused stream rejects these as well; the reader below already says why.
  writer.write(packed as Uint8Array<ArrayBuffer>).catch(() => {});
  writer.close().catch(() => {});
  const reader = inflater.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > limit) {
        await reader.cancel();
        return undefined;
      }
      chunks.push(value);
    }
  } catch {
    throw broken();
  }
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** Offset of the end-of-directory record, or −1. */
function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - 65_535);
  for (let at = view.byteLength - 22; at >= lowest; at--) if (view.getUint32(at, true) === 0x06054b50) return at;
  return -1;
}

function tooLarge(place: { readonly file?: string }, limit: number): YincaiError {
  const megabytes = Math.round(limit / 1024 / 1024);
  return new YincaiError({
    code: 'too-large',
    ...place,
    expected: `a workbook that unpacks to at most ${megabytes} MB`,
    expectedZh: `解压后至多 ${megabytes} MB 的工作簿`,
    mend: 'keep only the sheet with the table and save it as a new workbook',
    mendZh: '只保留数据所在的工作表，另存为新的工作簿',
  });
}

/** Packs parts into a ZIP archive without compression. Checksums are left zero: it is made to be read again in memory. */
export function storeZip(parts: ZipParts): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const names = [...parts.keys()].map((name) => encoder.encode(name));
  let size = 22;
  let index = 0;
  for (const part of parts.values()) size += 30 + 46 + 2 * names[index++]!.length + part.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const offsets: number[] = [];
  let at = 0;
  index = 0;
  for (const part of parts.values()) {
    const name = names[index++]!;
    offsets.push(at);
    view.setUint32(at, 0x04034b50, true);
    view.setUint16(at + 4, 20, true);
    view.setUint16(at + 6, 0x800, true);
    view.setUint32(at + 18, part.length, true);
    view.setUint32(at + 22, part.length, true);
    view.setUint16(at + 26, name.length, true);
    bytes.set(name, at + 30);
    bytes.set(part, at + 30 + name.length);
    at += 30 + name.length + part.length;
  }
  const directory = at;
  index = 0;
  for (const part of parts.values()) {
    const name = names[index]!;
    view.setUint32(at, 0x02014b50, true);
    view.setUint16(at + 4, 20, true);
    view.setUint16(at + 6, 20, true);
    view.setUint16(at + 8, 0x800, true);
    view.setUint32(at + 20, part.length, true);
    view.setUint32(at + 24, part.length, true);
    view.setUint16(at + 28, name.length, true);
    view.setUint32(at + 42, offsets[index]!, true);
    bytes.set(name, at + 46);
    at += 46 + name.length;
    index++;
  }
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, parts.size, true);
  view.setUint16(at + 10, parts.size, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return bytes;
}
