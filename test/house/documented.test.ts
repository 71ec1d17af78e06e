import ts from 'typescript';
import { expect, test } from 'vitest';
import { read, root } from './house.js';

const manifest = JSON.parse(read('package.json')) as { exports: Record<string, string | { default: string }> };
const entries = Object.entries(manifest.exports)
  .filter(([key]) => key !== './package.json')
  .map(([, target]) =>
    (target as { default: string }).default.replace('./dist/', `${root}src/`).replace(/\.js$/, '.ts'),
  );

test('every public name has a doc comment, and every public function an example', { timeout: 60_000 }, () => {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${root}tsconfig.json`,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  );
  const program = ts.createProgram(entries, { ...config?.options, noEmit: true });
  const checker = program.getTypeChecker();
  const wrong: string[] = [];
  for (const entry of entries) {
    const file = program.getSourceFile(entry);
    const symbol = file && checker.getSymbolAtLocation(file);
    if (!symbol) throw new Error(`${entry} exports nothing`);
    for (const exported of checker.getExportsOfModule(symbol)) {
      const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const place = `${entry.slice(root.length)}: ${exported.name}`;
      if (target.getDocumentationComment(checker).length === 0) wrong.push(`${place} has no doc comment`);
      const isFunction = (target.flags & ts.SymbolFlags.Function) !== 0;
      if (isFunction && !target.getJsDocTags(checker).some(({ name }) => name === 'example')) {
        wrong.push(`${place} has no @example`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
