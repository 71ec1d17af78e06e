import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { YincaiError } from '../../data/fault.js';
import { exists, isPartial, writeWhole } from '../files.js';
import { bookletKey, type MadeBooklet, type Manifest } from './manifest.js';
import { journalHeadSchema, madeBookletSchema, manifestSchema } from './manifest-schema.js';

/** What stands in a finished folder. */
export const MANIFEST = 'manifest.json';
/** What the last run did; earlier versions of the program wrote it alone. */
export const SUMMARY = 'summary.json';
/** What an unfinished run has made so far, one booklet a line. */
export const JOURNAL = '.handbooks.jsonl';
/** The pages and files that tell of a whole run; they stand in a finished folder alone. */
const CLOSING = [MANIFEST, SUMMARY, 'index.html'];

/** The output folder of a run, as it was found. */
export interface RunFolder {
  /** Absolute. */
  readonly path: string;
  /** The exam that the booklets in it follow. */
  readonly exam?: string;
  /** What was made before, by {@link bookletKey}. */
  readonly known: ReadonlyMap<string, MadeBooklet>;
  /** What is there of no use any more; it goes when the run is through. */
  readonly stale?: ReadonlyMap<string, MadeBooklet>;
  /** True where an earlier run ended before it was through. */
  readonly unfinished: boolean;
}

/**
 * Looks at an output folder. Booklets are written in their place, each whole or not at all, and noted in a journal, so that a run that
 * was stopped in any way goes on where it was: a staging folder that replaces the old one at the end would lose all that was done.
 * The manifest, the summary and the list stand in the folder of a finished run alone.
 *
 * @throws YincaiError `bad-option` where `out` is a file, or a folder with something in it that no earlier run made
 */
export async function openRunFolder(out: string): Promise<RunFolder> {
  const path = resolve(out);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unwritable(error, out);
  });
  if (found === undefined) return { path, known: new Map(), unfinished: false };
  const entries = found.isDirectory() ? await readdir(path) : undefined;
  if (entries?.includes(JOURNAL)) return { path, ...(await readJournal(join(path, JOURNAL))), unfinished: true };
  if (entries?.includes(MANIFEST)) {
    const { exam, booklets } = await readManifest(join(path, MANIFEST));
    return { path, exam, known: byKey(booklets), unfinished: false };
  }
  if (entries?.length === 0 || entries?.includes(SUMMARY)) return { path, known: new Map(), unfinished: false };
  throw new YincaiError({
    code: 'bad-option',
    column: '--out',
    value: out,
    expected: 'a new or empty folder, or the output of an earlier run',
    expectedZh: '新文件夹、空文件夹，或之前运行的输出文件夹',
    mend: 'name another folder',
    mendZh: '请换一个文件夹',
  });
}

/** The journal of a run under way. */
export interface Journal {
  /** Notes a booklet that is in its place. */
  readonly note: (made: MadeBooklet) => Promise<void>;
  /** Leaves the journal for a later run to go on from. */
  readonly close: () => Promise<void>;
  /** Ends the run: writes the manifest and the pages about the whole, removes files of the journal's that are not in the manifest. */
  readonly finish: (manifest: Manifest, pages: ReadonlyMap<string, string>) => Promise<void>;
}

/** Opens the journal, which takes over what is known, and takes away what tells of a finished run. */
export async function beginRun(folder: RunFolder, exam: string): Promise<Journal> {
  const { path } = folder;
  await mkdir(path, { recursive: true });
  const place = join(path, JOURNAL);
  const head = { kind: 'handbooks-journal', version: 1, exam };
  const all = new Map(folder.known);
  await writeWhole(place, lines([head, ...all.values()]), { durable: true });
  for (const name of CLOSING) await rm(join(path, name), { force: true });
  await sweep(path);
  const file: FileHandle = await open(place, 'a');
  return {
    note: async (made) => {
      all.set(bookletKey(made), made);
      await file.appendFile(lines([made]));
    },
    close: () => file.close(),
    finish: async (manifest, pages) => {
      const kept = new Set(manifest.booklets.flatMap(({ files }) => files.map((made) => made.path)));
      // Also what an entry held before it was made again in fewer formats.
      for (const { files } of [...(folder.stale?.values() ?? []), ...folder.known.values(), ...all.values()]) {
        for (const made of files) if (!kept.has(made.path)) await rm(join(path, made.path), { force: true });
      }
      for (const [name, content] of pages) await writeWhole(join(path, name), content);
      await writeWhole(join(path, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, { durable: true });
      await file.close();
      await rm(place);
    },
  };
}

/** Removes what a killed run had half written. */
async function sweep(path: string): Promise<void> {
  for (const part of ['booklets', 'classes', 'bundles']) {
    if (!(await exists(join(path, part)))) continue;
    for (const entry of await readdir(join(path, part), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && isPartial(entry.name)) await rm(join(entry.parentPath, entry.name), { force: true });
    }
  }
}

/** What a journal holds; a last line that was cut short is passed over, and so is all of a journal of another version. */
async function readJournal(path: string): Promise<Pick<RunFolder, 'known'> & { readonly exam?: string }> {
  const known = new Map<string, MadeBooklet>();
  let exam: string | undefined;
  for await (const line of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const value = parsed(line);
    if (exam === undefined) {
      const head = journalHeadSchema.safeParse(value);
      if (!head.success) break;
      exam = head.data.exam;
      continue;
    }
    const made = madeBookletSchema.safeParse(value);
    if (made.success) known.set(bookletKey(made.data), made.data);
  }
  return { known, ...(exam === undefined ? {} : { exam }) };
}

async function readManifest(path: string): Promise<Manifest> {
  const found = manifestSchema.safeParse(parsed(await readFile(path, 'utf8')));
  if (found.success) return found.data;
  throw new YincaiError({
    code: 'bad-format',
    file: path,
    expected: 'a manifest written by yincai handbook',
    expectedZh: 'yincai handbook 写出的清单',
    mend: 'name another output folder',
    mendZh: '请换一个输出文件夹',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function byKey(booklets: readonly MadeBooklet[]): ReadonlyMap<string, MadeBooklet> {
  return new Map(booklets.map((made) => [bookletKey(made), made]));
}

function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENAMETOOLONG', 'ELOOP']);
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** True where a failure is the disk's, so that no other booklet can be written either. */
export function isDiskFailure(code: string | undefined): boolean {
  return code !== undefined && (UNWRITABLE.has(code) || FULL.has(code));
}

/** Words a failure of the disk; what is done stays, and the same command goes on. Other errors are returned as they are. */
export function unwritable(error: unknown, out: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && FULL.has(code)) {
    return new YincaiError({
      code: 'too-large',
      column: '--out',
      value: out,
      expected: `room on the disk (${code})`,
      expectedZh: `磁盘有剩余空间（${code}）`,
      mend: 'make room and run the same command again: finished booklets are kept',
      mendZh: '腾出空间后再次运行同一命令，已完成的手册会保留',
    });
  }
  if (code === undefined || !UNWRITABLE.has(code)) return error;
  return new YincaiError({
    code: 'bad-option',
    column: '--out',
    value: out,
    expected: `a folder that can be written to (${code})`,
    expectedZh: `可以写入的文件夹（${code}）`,
    mend: 'name another folder, or change its permissions',
    mendZh: '请换一个文件夹，或修改其权限',
  });
}
