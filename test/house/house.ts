import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder, with a trailing slash. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The storeys of the house from the ground up; a room imports from storeys below its own and from itself. */
export const storeys: readonly (readonly string[])[] = [
  ['math', 'kernels'],
  ['data'],
  ['evaluate', 'simulate', 'items'],
  ['irt', 'tracing', 'diagnosis', 'memory'],
  ['learner'],
  ['recommend'],
  ['handbook'],
  ['cli'],
];

/**
 * Imports beside or against the storeys that are meant: `from` may use `to`.
 * The E-step kernel stands on the ground beside `math`; diagnosis works on calibrated items.
 */
export const doors: readonly { readonly from: string; readonly to: string; readonly why: string }[] = [
  { from: 'diagnosis', to: 'irt', why: 'mastery is measured on the scale of the calibrated items' },
];

/** Third-party packages and Node's own modules, with the only files (by prefix of the path below `src/`) that may import them. */
export const thirdParty: Readonly<Record<string, readonly string[]>> = {
  zod: [
    'data/schema',
    'irt/schema',
    'tracing/schema',
    'diagnosis/schema',
    'memory/schema',
    'learner/schema',
    'recommend/schema',
    'cli/',
  ],
  mathjs: ['items/'],
  katex: ['items/formula', 'handbook/html', 'handbook/formula'],
  '@myriaddreamin/typst-ts-node-compiler': ['handbook/pdf'],
  uqr: ['handbook/qr'],
  'd3-hierarchy': ['handbook/compose/mind-map'],
  'ts-fsrs': ['memory/fsrs'],
  highs: ['recommend/class-sets/exact'],
  jsqr: ['handbook/feedback/'],
  pngjs: ['cli/'],
  'jpeg-js': ['cli/'],
  'pdfjs-dist': ['cli/feedback/'],
  papaparse: ['data/'],
  'read-excel-file': ['data/'],
  'write-excel-file': ['data/'],
  'd3-scale': ['irt/plot/', 'evaluate/reliability-diagram'],
  'd3-shape': ['irt/plot/'],
  commander: ['cli/'],
  '@cantoo/pdf-lib': ['cli/'],
  'cli-progress': ['cli/'],
  node: ['cli/', 'handbook/pdf'],
};

/** All files below a folder that end in one of the endings, as paths from the top folder, sorted. */
export function filesBelow(folder: string, endings: readonly string[]): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(root + folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !endings.some((ending) => entry.name.endsWith(ending))) continue;
    const path = `${entry.parentPath}/${entry.name}`.slice(root.length).replaceAll('\\', '/');
    found.push(path);
  }
  return found.sort();
}

/** TypeScript sources of the library, generated kernels and AssemblyScript aside. */
export function sources(): string[] {
  return filesBelow('src', ['.ts']).filter((path) => !path.includes('/assembly/') && !path.endsWith('.wasm.ts'));
}

export function read(path: string): string {
  return readFileSync(root + path, 'utf8');
}

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

/** What a source imports or re-exports; comments are left out first. */
export function importsOf(text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const match of code.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[\w*\s{},$]+?\s+from\s+)?['"]([^'"]+)['"]/gm,
  )) {
    found.push({ specifier: match[2], typeOnly: match[1] !== undefined, dynamic: false });
  }
  for (const match of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    found.push({ specifier: match[1], typeOnly: false, dynamic: true });
  }
  return found;
}

/** The package a bare specifier belongs to: `@scope/name/x` → `@scope/name`, `node:fs` → `node`. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node';
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}
