import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { MATH_FONT, typstFamilies } from '../../../src/handbook/fonts.js';
import { formula } from '../../../src/handbook/formula.js';
import { mathTree } from '../../../src/handbook/typst/math.js';
import { TEMPLATE_MATH } from '../../../src/handbook/typst/template-math.js';

/** Each formula on a page of its own size, as booklets set them; 10 points, so that an em is 10 points. */
export function setFormulas(formulas: readonly string[], display: boolean): Uint8Array {
  const { resolve } = createRequire(import.meta.url);
  const fontPaths = ['@expo-google-fonts/noto-serif-sc', '@expo-google-fonts/noto-sans-sc'].map((name) =>
    join(dirname(resolve(`${name}/package.json`)), '400Regular'),
  );
  const compiler = NodeCompiler.create({ workspace: '/no-such-folder', fontArgs: [{ fontPaths }] });
  const trees = formulas.map((tex) => {
    const made = formula(tex, display);
    if (!made.ok) throw new Error(`${tex}: ${made.message}`);
    return mathTree(made.mathml);
  });
  compiler.addSource(
    '/no-such-folder/formulas.typ',
    `#let serif = ${typstFamilies('song')}
#set page(width: auto, height: auto, margin: 8pt)
#set text(font: serif, size: 10pt, fallback: false, top-edge: 0.98em, bottom-edge: -0.36em)
#show math.equation: set text(font: ("${MATH_FONT}", ..serif), fallback: false)
${TEMPLATE_MATH}
#for tree in json("formulas.json") { page(formula(tree, ${display})) }`,
  );
  compiler.mapShadow('/no-such-folder/formulas.json', Buffer.from(JSON.stringify(trees)));
  const compiled = compiler.compile({ mainFilePath: '/no-such-folder/formulas.typ' });
  if (compiled.result === null) throw new Error(JSON.stringify(compiler.fetchDiagnostics(compiled.takeError()!)));
  return new Uint8Array(compiler.pdf(compiled.result));
}
