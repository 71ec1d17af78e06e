import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesBelow, read, root, sources } from './house.js';

test('the top level holds exactly what the design names', () => {
  const allowed = new Set([
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsup.config.ts',
    'vitest.config.ts',
    'biome.json',
    'src',
    'models',
    'fixtures',
    'bench',
    'test',
    'examples',
    'README.md',
    'README.en.md',
    'LICENSE',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    '.ci',
    '.git',
    '.gitignore',
    '.gitattributes',
    '.editorconfig',
  ]);
  const made = new Set(['node_modules', 'dist', 'out', 'coverage']);
  expect(readdirSync(root).filter((name) => !allowed.has(name) && !made.has(name))).toEqual([]);
});

test('files are kebab-case, and none is called utils, helpers, common, manager or base', () => {
  const paths = [...sources(), ...filesBelow('test', ['.ts']), ...filesBelow('bench', ['.ts'])];
  const wrong = paths.filter((path) => {
    const name = path.split('/').at(-1) as string;
    const stem = name.replace(/(\.(test|bench|setup|as))?\.ts$/, '');
    return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem) || /^(utils?|helpers?|common|manager|base|misc)$/.test(stem);
  });
  expect(wrong).toEqual([]);
});

test('files stay below 500 lines', () => {
  const long = sources()
    .map((path) => ({ path, lines: read(path).split('\n').length }))
    .filter(({ lines }) => lines > 500);
  expect(long).toEqual([]);
});

test('no default exports, enums, export *, or classes but the error', () => {
  const wrong: string[] = [];
  for (const path of sources()) {
    const code = read(path);
    if (/^export default /m.test(code)) wrong.push(`${path}: default export`);
    if (/^\s*(export )?(const )?enum /m.test(code)) wrong.push(`${path}: enum`);
    if (/^export \* /m.test(code)) wrong.push(`${path}: export *`);
    if (/^(export )?(abstract )?class /m.test(code) && path !== 'src/data/fault.ts') wrong.push(`${path}: class`);
  }
  expect(wrong).toEqual([]);
});

test('time and randomness are arguments outside the edges', () => {
  const wrong = sources().filter(
    (path) =>
      !path.startsWith('src/cli/') &&
      /\bMath\.random\(|\bDate\.now\(|\bnew Date\(\)|performance\.now\(/.test(withoutComments(read(path))),
  );
  expect(wrong).toEqual([]);
});

test('nothing is evaluated as code', () => {
  const wrong = sources().filter((path) => /(?<![\w.])eval\(|new Function\(/.test(withoutComments(read(path))));
  expect(wrong).toEqual([]);
});

test('no committed text names a machine path or a package host', () => {
  if (!existsSync(`${root}.git`)) return;
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  const wrong: string[] = [];
  // Put together here so that this file does not name them itself.
  const forbidden = new RegExp([`/${'work'}/`, `registry\\.${'npm'}`, `/${'root'}/`, `/${'tmp'}/bash`].join('|'));
  for (const path of tracked) {
    if (/\.(png|pdf|xlsx|wasm|ttf)$/.test(path) || !existsSync(root + path)) continue;
    if (forbidden.test(read(path))) wrong.push(path);
  }
  expect(wrong).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
