import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const beside = fileURLToPath(new URL('../../shared/', import.meta.url));

/** Path of a file of the optional real data, or undefined where it is absent; the project must pass without it. */
export function realData(path: string): string | undefined {
  const root = process.env.YINCAI_DATA ?? `${beside}data`;
  const full = `${root}/${path}`;
  return existsSync(full) ? full : undefined;
}

/** Path of a reference program's output, or undefined where it is absent. */
export function referenceData(path: string): string | undefined {
  const root = process.env.YINCAI_REFERENCE ?? `${beside}reference`;
  const full = `${root}/${path}`;
  return existsSync(full) ? full : undefined;
}
