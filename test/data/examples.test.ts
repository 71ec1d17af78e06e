import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDelimited } from '../../src/data/delimited.js';
import * as data from '../../src/data/index.js';
import { readItemImages } from '../../src/data/item-images.js';
import { readPointCell } from '../../src/data/knowledge-point-cell.js';
import * as schema from '../../src/data/schema.js';
import * as text from '../../src/data/text.js';
import * as time from '../../src/data/time.js';

const folder = new URL('../../src/data/', import.meta.url);
const scope = {
  ...data,
  ...schema,
  ...text,
  ...time,
  parseDelimited,
  readItemImages,
  readPointCell,
  graph: { points: [], edges: [] },
};

/** The examples of doc comments that state a value: code whose last lines are `expression // value`, or `expression` and `// value`. */
const examples = readdirSync(folder).flatMap((file) =>
  [...readFileSync(new URL(file, folder), 'utf8').matchAll(/\* @example\n((?: +\* .*\n)+?) +\*(?:\/| @)/g)].map(
    (match) => ({
      name: `${file}: ${match[1]!
        .trim()
        .split('\n')
        .at(-1)!
        .replace(/^ *\* /, '')}`,
      lines: match[1]!
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^ *\* /, '')),
    }),
  ),
);

const run = async (code: string): Promise<unknown> => {
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as FunctionConstructor;
  return (await new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope))) as unknown;
};

const stated = examples.flatMap(({ name, lines }) => {
  const joined = [...lines];
  if (joined.at(-1)!.startsWith('// ')) joined.splice(-2, 2, `${joined.at(-2)} ${joined.at(-1)}`);
  const checks = joined.flatMap((line, at) => {
    const parts = /^(?!const |\/\/)(.*?) \/\/ (.*)$/.exec(line);
    return parts === null
      ? []
      : [
          {
            before: joined.slice(0, at).filter((earlier) => !/^(?!const ).* \/\/ /.test(earlier)),
            expression: parts[1]!,
            value: parts[2]!,
          },
        ];
  });
  return checks.map((check) => ({ name, ...check }));
});

test('there are examples that state a value', () => {
  expect(stated.length).toBeGreaterThan(20);
});

test.each(stated)('$name', async ({ before, expression, value }) => {
  const actual = await run(`${before.join('\n')}\nreturn (${expression})`);
  expect(actual).toEqual(await run(`return (${value})`));
});
