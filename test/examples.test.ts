import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const tsconfig = fileURLToPath(new URL('tsconfig.json', import.meta.url));
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .sort();

test('examples are numbered and named after what they do', () => {
  expect(examples).toEqual([
    '01-calibrate.ts',
    '02-score.ts',
    '03-trace.ts',
    '04-recommend.ts',
    '05-print.ts',
    '06-plot.ts',
  ]);
});

// From source: the test's tsconfig leads `yincai/…` to `src/`, so that no build is needed.
test.concurrent.each(examples)('%s prints what its header says', { timeout: 60_000 }, async (name) => {
  const header = /\/\*\*[\s\S]*?\*\//.exec(readFileSync(folder + name, 'utf8'))?.[0] ?? '';
  const printed = header.slice(header.indexOf('Prints:\n')).match(/^ \* {3}.*$/gm) ?? [];
  expect(printed.length).toBeGreaterThan(0);
  const { stdout } = await run(process.execPath, ['--import', 'tsx', folder + name], {
    cwd: fileURLToPath(new URL('../', import.meta.url)),
    env: { ...process.env, TSX_TSCONFIG_PATH: tsconfig },
  });
  expect(stdout.trimEnd().split('\n')).toEqual(printed.map((line) => line.slice(' *   '.length)));
});
