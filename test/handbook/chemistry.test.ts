import { expect, test } from 'vitest';
import { formula } from '../../src/handbook/formula.js';
import { parseText } from '../../src/handbook/text.js';
import { checkFormula } from '../../src/items/formula.js';

/** The MathML without what surrounds the formula and without the attribute that all letters of chemistry have. */
function mathml(tex: string): string {
  const made = formula(tex, false);
  if (!made.ok) throw new Error(made.message);
  return made.mathml
    .replace(/^<math[^>]*><semantics><mrow>|<\/mrow><annotation.*$/gs, '')
    .replaceAll(' mathvariant="normal"', '');
}

test.each([
  ['\\ce{H2O}', '<msub><mi>H</mi><mn>2</mn></msub><mi>O</mi>'],
  ['\\ce{SO4^2-}', '<mi>S</mi><msubsup><mi>O</mi><mn>4</mn><mrow><mn>2</mn><mo>−</mo></mrow></msubsup>'],
  ['\\ce{^{14}_{6}C}', '<mmultiscripts><mi>C</mi><mprescripts></mprescripts><mn>6</mn><mn>14</mn></mmultiscripts>'],
  [
    '\\ce{[Cu(NH3)4]^2+}',
    '<msub><mi>H</mi><mn>3</mn></msub><msub><mo stretchy="false">)</mo><mn>4</mn></msub>' +
      '<msup><mo stretchy="false">]</mo><mrow><mn>2</mn><mo>+</mo></mrow></msup>',
  ],
  ['\\ce{CO2 ^}', '<mo stretchy="false" lspace="0.1em" rspace="0em">↑</mo>'],
  ['\\ce{CH#CH}', '<mo lspace="0em" rspace="0em">≡</mo>'],
  ['\\ce{A ->[\\Delta] B}', '<mo stretchy="true" minsize="3.0em">→</mo><mpadded class="cond">'],
  ['\\pu{-92.4 kJ/mol}', '<mo>−</mo><mn>92.4</mn>'],
])('%s', (tex, part) => {
  expect(mathml(tex)).toContain(part);
  expect(mathml(tex)).not.toMatch(/<mphantom|width="0px"/);
});

test('a long equals sign is as long as its condition', () => {
  const signs = (words: string) => /class="eq"[^>]*>(=+)</.exec(mathml(`\\xlongequal{\\text{${words}}}`))![1].length;
  expect(signs('△')).toBe(3);
  expect(signs('高温、高压')).toBeGreaterThan(signs('点燃'));
});

test('the item linter reads chemistry as the handbook does', () => {
  expect(checkFormula('\\ce{2H2 + O2 ->[点燃] 2H2O}')).toBeUndefined();
  expect(checkFormula('\\ce{H2O')).toBeDefined();
});

test('a formula may stand within the braces of another', () => {
  expect(
    parseText('由 $\\ce{$n$CH2=CH2}$ 与 $\\text{若 $x$}$ 得')
      .flat()
      .map((run) => run.kind),
  ).toEqual(['text', 'math', 'text', 'math', 'text']);
  expect(parseText('$\\frac{1$ 和 $x$').flat()[0]).toMatchObject({ kind: 'math', tex: '\\frac{1' });
});

test('hostile chemistry ends soon', () => {
  const started = performance.now();
  for (const tex of ['(', '^', '->[', 'a ', '1/', '{', '\\ce{', '$', 'A_', '#=-', '^{', '((((a']) {
    expect(formula(`\\ce{${tex.repeat(3900 / tex.length)}}`, false)).toHaveProperty('ok');
    expect(formula(`\\pu{${tex.repeat(3900 / tex.length)}}`, false)).toHaveProperty('ok');
  }
  expect(performance.now() - started).toBeLessThan(8000);
});
