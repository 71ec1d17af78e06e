import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { YincaiError } from '../../data/fault.js';
import type { FolderReader } from '../../data/pilot.js';
import { exists, readInput } from '../files.js';

/**
 * A pilot folder on disk. Links that lead out of the folder are refused: a folder from elsewhere reads only itself.
 *
 * @throws YincaiError `missing-file` where there is no such folder
 */
export async function openFolder(path: string): Promise<FolderReader> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new YincaiError({
      code: 'missing-file',
      file: path,
      expected: 'a pilot folder',
      expectedZh: '试点文件夹',
      mend: 'yincai init makes a new one',
      mendZh: '可用 yincai init 新建',
    });
  }
  const root = await realpath(path);
  const inside = async (file: string): Promise<string> => {
    const full = resolve(root, file);
    const real = await realpath(full).catch(() => full);
    if (real.startsWith(root + sep)) return full;
    throw new YincaiError({
      code: 'bad-value',
      file: path,
      value: file,
      expected: 'a path inside the pilot folder',
      expectedZh: '试点文件夹之内的路径',
    });
  };
  return {
    name: basename(root),
    exists: async (file) => exists(await inside(file)),
    read: async (file) => {
      const full = await inside(file);
      return (await exists(full)) ? readInput(full) : readInput(join(path, file));
    },
    stream: (file) => pieces(inside(file)),
  };
}

async function* pieces(path: Promise<string>): AsyncIterable<Uint8Array> {
  yield* createReadStream(await path, { highWaterMark: 1 << 18 });
}
