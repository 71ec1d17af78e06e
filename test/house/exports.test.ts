import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importsOf, read, root, storeys } from './house.js';

const manifest = JSON.parse(read('package.json')) as {
  exports: Record<string, string | { types: string; default: string }>;
  sideEffects: boolean;
};
const keys = Object.keys(manifest.exports).filter((key) => key !== './package.json');

/** Rooms that are no part of the public face: kernels serve the models, cli is a program. */
const privateRooms = new Set(['kernels', 'cli']);

test('every subpath export leads to a source file', () => {
  for (const key of keys) {
    const target = manifest.exports[key];
    if (typeof target === 'string') throw new Error(`${key} has no types`);
    const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
    expect(existsSync(root + source), `${key} → ${source}`).toBe(true);
    expect(target.types).toBe(target.default.replace(/\.js$/, '.d.ts'));
  }
});

test('every public room and its schema has a subpath', () => {
  const missing: string[] = [];
  for (const room of storeys.flat()) {
    if (privateRooms.has(room)) continue;
    const files = readdirSync(`${root}src/${room}`);
    if (files.includes('index.ts') && !keys.includes(`./${room}`)) missing.push(`./${room}`);
    if (files.includes('schema.ts') && !keys.includes(`./${room}/schema`)) missing.push(`./${room}/schema`);
    if (!keys.some((key) => key === `./${room}` || key.startsWith(`./${room}/`))) missing.push(room);
  }
  expect(missing).toEqual([]);
});

test('the READMEs list every subpath', () => {
  for (const file of ['README.md', 'README.en.md']) {
    const text = read(file);
    expect(
      keys.filter((key) => !text.includes(`yincai/${key.slice(2)}`)),
      file,
    ).toEqual([]);
  }
});

test('there is no root barrel and nothing has side effects', () => {
  expect(manifest.exports['.']).toBeUndefined();
  expect(manifest.sideEffects).toBe(false);
});

test('a room index only lists names', () => {
  for (const room of storeys.flat()) {
    const path = `src/${room}/index.ts`;
    if (!existsSync(root + path)) continue;
    const code = read(path)
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/^\s*\/\/.*$/gm, '');
    const rest = code.replace(/export (type )?\{[^}]*\} from '[^']+';/g, '').trim();
    expect(rest, path).toBe('');
    expect(
      importsOf(code).some(({ specifier }) => specifier.endsWith('schema.js')),
      `${path} must not drag zod in`,
    ).toBe(false);
  }
});
