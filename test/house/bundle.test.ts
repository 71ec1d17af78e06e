import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { root } from './house.js';

/** What a page may import, and the most bytes it may cost, minified and gzipped. Raised only in the commit that causes it. */
const ceilings: readonly { readonly code: string; readonly bytes: number }[] = [
  { code: `export { score } from './src/irt/index.ts'`, bytes: 16_300 },
  { code: `export { calibrate } from './src/irt/index.ts'`, bytes: 28_500 },
  { code: `export { plotItem } from './src/irt/plot.ts'`, bytes: 25_000 },
  { code: `export { fit } from './src/tracing/bkt.ts'`, bytes: 21_500 },
  // One who only traces by a fitted model pays for no fitting.
  { code: `export { advance, predict, start } from './src/tracing/bkt.ts'`, bytes: 4_600 },
  { code: `export { fit } from './src/diagnosis/point-ability.ts'`, bytes: 10_000 },
  { code: `export { advance } from './src/learner/index.ts'`, bytes: 13_600 },
  { code: `export { recommend } from './src/recommend/index.ts'`, bytes: 14_900 },
  { code: `export { chooseClassSet } from './src/recommend/index.ts'`, bytes: 7_500 },
  { code: `export { evaluatePolicy } from './src/recommend/index.ts'`, bytes: 5_200 },
  // Most of it is wording in two languages; the layout of the map brings d3-hierarchy, 2 KB.
  // Of this some 5,300 are the feedback card's layout and its QR code.
  { code: `export { compose } from './src/handbook/index.ts'`, bytes: 27_600 },
  // Most of it is the reader of QR codes.
  { code: `export { readFeedbackCard } from './src/handbook/feedback.ts'`, bytes: 54_000 },
  { code: `export { describe } from './src/data/fault.ts'`, bytes: 1_000 },
  { code: `export { createRandom } from './src/math/index.ts'`, bytes: 1_600 },
];

/** Packages too heavy to come along unasked. */
const HEAVY = ['zod', 'mathjs', 'read-excel-file', 'write-excel-file', 'katex', 'highs', '@myriaddreamin'];

async function bundle(code: string): Promise<{ readonly bytes: number; readonly packages: readonly string[] }> {
  const built = await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  // What tree shaking leaves: inputs that put bytes into the output.
  const [output] = Object.values(built.metafile.outputs);
  const kept = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const packages = kept.flatMap(([path]) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []);
  return { bytes: gzipSync(built.outputFiles[0].contents, { level: 9 }).length, packages: [...new Set(packages)] };
}

describe('a page pays for what it imports', () => {
  test.each(ceilings)('$code costs at most $bytes bytes', async ({ code, bytes }) => {
    const made = await bundle(code);
    expect(made.packages.filter((name) => HEAVY.some((heavy) => name.startsWith(heavy)))).toEqual([]);
    expect(made.bytes).toBeLessThanOrEqual(bytes);
  });

  test('the measure sees a heavy package where one comes along', async () => {
    const made = await bundle(`export { parseRecommendRequest } from './src/recommend/schema.ts'`);
    expect(made.packages).toContain('zod');
  });
});
