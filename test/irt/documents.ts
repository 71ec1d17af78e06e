import { readdirSync, readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

const folder = new URL('../../src/irt/', import.meta.url);

/** A page of the room's documentation. */
export interface Document {
  readonly name: string;
  readonly text: string;
}

/** The pages, the index first. */
export function documents(): Document[] {
  const names = readdirSync(new URL('docs/', folder)).filter((name) => name.endsWith('.md'));
  return ['README.md', ...names.sort().map((name) => `docs/${name}`)].map((name) => ({
    name,
    text: readFileSync(new URL(name, folder), 'utf8'),
  }));
}

/** The code blocks of a language, in order. */
export function blocks({ text }: Document, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2]!);
}

/** A value that an example states: `expression; // value`. */
export interface Stated {
  readonly line: string;
  readonly actual: unknown;
  readonly stated: unknown;
  /** Digits behind the point that were stated. */
  readonly digits: number;
}

/** Runs the TypeScript blocks of a page as one program and gives back what it states and what came out. */
export async function runExamples(document: Document): Promise<Stated[]> {
  const checks: Stated[] = [];
  const lines = blocks(document, 'ts').join('\n').split('\n');
  const code = lines.map((line) => {
    const imported = /^import (\{[^}]*\}) from '(yincai\/[\w/-]+)';$/.exec(line);
    // Several pages' blocks import from one subpath more than once: a name is bound once.
    if (imported !== null) return `const ${imported[1]!.replaceAll(' as ', ': ')} = await load('${imported[2]}');`;
    const stated = /^(?!const |let |\/\/)(\S.*?);? \/\/ (.+)$/.exec(line);
    if (stated === null) return line;
    const digits = Math.max(0, ...[...stated[2]!.matchAll(/\d\.(\d+)/g)].map((match) => match[1]!.length));
    return `check(${JSON.stringify(line)}, (${stated[1]}), (${stated[2]}), ${digits});`;
  });
  const { code: script } = transformSync(`export {};\n${code.join('\n')}`, {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
  });
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as FunctionConstructor;
  const check = (line: string, actual: unknown, stated: unknown, digits: number): void => {
    checks.push({ line, actual: rounded(actual, digits), stated, digits });
  };
  await new AsyncFunction('load', 'check', script.replace(/^export \{\s*\};?$/gm, ''))(load, check);
  return checks;
}

/** A public subpath, from its source. */
async function load(subpath: string): Promise<unknown> {
  const path = subpath.slice('yincai/'.length);
  const url = (file: string): string => new URL(`../${file}`, folder).href;
  return path.includes('/')
    ? import(/* @vite-ignore */ url(`${path}.ts`))
    : import(/* @vite-ignore */ url(`${path}/index.ts`));
}

function rounded(value: unknown, digits: number): unknown {
  if (typeof value === 'number') return Number(value.toFixed(digits)) + 0;
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, (x) => rounded(x, digits));
  if (Array.isArray(value)) return value.map((one) => rounded(one, digits));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one, digits)]));
}
