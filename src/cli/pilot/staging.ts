import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { YincaiError } from '../../data/fault.js';
import { exists } from '../files.js';

/** The file that marks a folder as an earlier run's output, which a new run may replace. */
export const MARK = 'summary.json';

/**
 * Runs `fill` on a fresh folder beside `out` and puts it in the place of `out` when it has succeeded,
 * so that `out` holds the old run, the new run, or nothing: never half of one.
 *
 * @throws YincaiError `bad-option` where `out` is a file, or a folder with something in it that no earlier run made
 */
export async function replaceFolder<T>(out: string, fill: (staging: string) => Promise<T>): Promise<T> {
  const target = resolve(out);
  await refuseForeign(target, out);
  await mkdir(dirname(target), { recursive: true });
  const staging = await mkdtemp(join(dirname(target), `.${basename(target)}-partial-`));
  const clear = (): void => {
    void rm(staging, { recursive: true, force: true }).finally(() => process.exit(1));
  };
  process.once('SIGINT', clear);
  process.once('SIGTERM', clear);
  try {
    const result = await fill(staging);
    if (await exists(target)) {
      const old = `${staging}-old`;
      await rename(target, old);
      await rename(staging, target);
      await rm(old, { recursive: true, force: true });
    } else {
      await rename(staging, target);
    }
    return result;
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  } finally {
    process.off('SIGINT', clear);
    process.off('SIGTERM', clear);
  }
}

async function refuseForeign(target: string, out: string): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory()) {
    const entries = await readdir(target);
    if (entries.length === 0 || entries.includes(MARK)) return;
  }
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
