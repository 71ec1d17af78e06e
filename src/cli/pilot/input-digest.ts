import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FolderReader } from '../../data/pilot.js';
import { sha256 } from './manifest.js';

/** A reader that keeps account of what was read. */
export interface DigestedReader extends FolderReader {
  /** Digest of the names and contents of all files read, and of the names looked for in vain. */
  readonly digest: () => string;
}

/** Reads the same, and remembers the digest of each file. */
export function digestedReader(folder: FolderReader): DigestedReader {
  const found = new Map<string, string>();
  return {
    ...(folder.name === undefined ? {} : { name: folder.name }),
    exists: async (path) => {
      const there = await folder.exists(path);
      if (!there) found.set(path, '');
      return there;
    },
    read: async (path) => {
      const bytes = await folder.read(path);
      found.set(path, sha256(bytes));
      return bytes;
    },
    ...(folder.stream === undefined ? {} : { stream: (path) => digested(folder.stream!(path), path, found) }),
    digest: () => sha256(JSON.stringify([...found].sort(([a], [b]) => (a < b ? -1 : 1)))),
  };
}

async function* digested(
  pieces: AsyncIterable<Uint8Array>,
  path: string,
  found: Map<string, string>,
): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
  found.set(path, hash.digest('hex'));
}

/** Digest of the program's own files: what an older one made is made again. */
export function programDigest(): string {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(js|ts)$/.test(path) && !path.endsWith('.d.ts'))
    .sort();
  return sha256(files.map((path) => `${path} ${sha256(readFileSync(root + path))}\n`).join(''));
}
