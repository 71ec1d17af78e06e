import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { YincaiError } from '../data/fault.js';

/** The largest file that is read into memory at once, in bytes. Logs are streamed and not bound by it. */
export const MAX_FILE_BYTES: number = 64 * 2 ** 20;

/**
 * Reads a file that a user named.
 *
 * @throws YincaiError `missing-file` where there is none, `too-large` above {@link MAX_FILE_BYTES}
 */
export async function readInput(path: string): Promise<Uint8Array> {
  const size = await sizeOf(path);
  if (size > MAX_FILE_BYTES) {
    throw new YincaiError({
      code: 'too-large',
      file: path,
      value: `${size} bytes`,
      expected: `at most ${MAX_FILE_BYTES} bytes`,
      expectedZh: `不超过 ${MAX_FILE_BYTES / 2 ** 20} MB`,
      mend: 'split the file',
      mendZh: '请拆分文件',
    });
  }
  return readFile(path);
}

/** The bytes of a user's file as a stream. @throws YincaiError `missing-file` */
export async function streamInput(path: string): Promise<AsyncIterable<Uint8Array>> {
  await sizeOf(path);
  return createReadStream(path, { highWaterMark: 1 << 18 });
}

/** True where there is a file (or folder) of that name. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return found.size;
  throw new YincaiError({
    code: 'missing-file',
    file: path,
    expected: found ? 'a file, not a folder' : 'a file that exists and can be read',
    expectedZh: found ? '文件，而不是文件夹' : '存在且可读的文件',
  });
}

/** What a file is called while it is being written. */
export function isPartial(name: string): boolean {
  return /^\.[0-9a-f-]{36}\.partial$/.test(name);
}

/** Writes a file whole or not at all: beside its place first, then renamed; where `durable`, it is on the disk when this returns. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  options: { readonly durable?: boolean } = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.${randomUUID()}.partial`);
  try {
    await writeFile(beside, content, { flush: options.durable === true });
    await rename(beside, path);
    if (options.durable === true) await flushFolder(dirname(path));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Puts a folder's names on the disk, where the system can. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/**
 * A file name for an id from outside: letters, digits, Chinese brackets, `.`, `_` and `-` stay, anything else becomes `%XX`,
 * so that no id leaves its folder and different ids get different names.
 *
 * @example
 * fileName('../a b') // '%2E.%2Fa%20b'
 */
export function fileName(id: string): string {
  const safe = id
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}（）【】·、._-]/gu, (character) =>
      Array.from(
        new TextEncoder().encode(character),
        (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      ).join(''),
    )
    .replace(/^\./, '%2E');
  // A file name holds at most 255 bytes; past that a digest keeps names apart.
  const bytes = new TextEncoder().encode(safe);
  if (bytes.length <= 180) return safe === '' ? '%' : safe;
  return `${safe.slice(0, 50)}~${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}
