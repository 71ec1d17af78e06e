// biome-ignore-all lint/suspicious/noTemplateCurlyInString: slots after a dollar sign are what is tested
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import { budget } from '../../src/items/budget.js';
import { readValue } from '../../src/items/read-value.js';
import { divide, rational } from '../../src/items/surd.js';
import { compileText } from '../../src/items/text.js';
import type { Value } from '../../src/items/value.js';
import { same } from '../../src/items/value.js';

function fill(source: string, names: Record<string, Value | number> = {}): string {
  const values = new Map(
    Object.entries(names).map(([name, x]): [string, Value] => [name, typeof x === 'number' ? rational(x) : x]),
  );
  return compileText(source, new Set(values.keys())).render({ values, budget: budget() });
}

describe('slots', () => {
  test('stand inside LaTeX braces', () => {
    expect(fill('$\\frac{{{a}}}{{{b}}}$', { a: 3, b: -4 })).toBe('$\\frac{3}{-4}$');
    expect(fill('$x^{ {{a}} }$', { a: 3 })).toBe('$x^{ 3 }$');
    expect(fill('{a} }} {{{{', {})).toBe('{a} }} {{{{');
  });

  test('write what the format says', () => {
    const x = { x: rational(-7, 2), r: divide(rational(1), rational(8)) };
    expect(fill('{{x}} {{x|fraction}} {{x|mixed}} {{x|decimal}} {{x|decimal:3}} {{x|text}}', x)).toBe(
      '-\\frac{7}{2} -\\frac{7}{2} -3\\frac{1}{2} -3.5 -3.500 -7/2',
    );
    expect(fill('{{r|percent}} {{r|decimal:2}} {{-r|decimal:2}} {{0*r|decimal:1}}', x)).toBe('12.5\\% 0.13 -0.13 0.0');
    expect(fill('{{6|integer}}{{6|mixed}}', {})).toBe('66');
    expect(fill('{{sqrt(12)}} {{(1+sqrt(5))/2}} {{-sqrt(2)/2}} {{sqrt(2)-1}}')).toBe(
      '2\\sqrt{3} \\frac{1+\\sqrt{5}}{2} -\\frac{\\sqrt{2}}{2} -1+\\sqrt{2}',
    );
    expect(fill('{{pi|decimal:2}} {{sqrt(2)|decimal:4}} {{-0.001|decimal:2}} {{1.005+0*pi|decimal:2}}')).toBe(
      '3.14 1.4142 0.00 1.01',
    );
    expect(fill('{{a > 1}} {{"a|b"}} {{[1, 1/2]}}', { a: 2 })).toBe('对 a|b 1, \\frac{1}{2}');
  });

  test.each([
    '{{1/2|integer}}',
    '{{1/3|decimal}}',
    '{{pi}}',
    '{{pi|fraction}}',
    '{{sqrt(2)|mixed}}',
    '{{1|roman}}',
    '{{1|decimal:99}}',
    '{{1|fraction:2}}',
    '{{1|decimal:2:3}}',
    '{{}}',
    '{{b}}',
    '{{#if 1 > 0}}x',
    '{{/if}}',
    '{{else}}',
    '{{#if 1 > 0}}x{{else}}y{{else}}z{{/if}}',
    '{{#if 1}}x{{/if}}',
    `${'{{#if true}}'.repeat(11)}${'{{/if}}'.repeat(11)}`,
    '{{1}}'.repeat(301),
    'x'.repeat(10_000_000),
    '{{'.repeat(5_000_000),
  ])('refuses text %#', (source) => {
    const start = performance.now();
    expect(() => fill(source)).toThrow(YincaiError);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('choose a branch', () => {
    const source = '{{#if a > 0}}+{{#if a > 9}}+{{/if}}{{#elif a == 0}}0{{else}}-{{/if}}.';
    expect([12, 3, 0, -1].map((a) => fill(source, { a }))).toEqual(['++.', '+.', '0.', '-.']);
  });

  test('never read what they wrote', () => {
    expect(fill('{{a}}', { a: '{{1+1}}' })).toBe('{{1+1}}');
    expect(fill('{{a}}{{b}}', { a: '{{', b: 'a}}' })).toBe('{{a}}');
  });

  test.prop([fc.string({ maxLength: 80 })])('any text without slots stays as it is', (source) => {
    fc.pre(!source.includes('{{'));
    expect(fill(source)).toBe(source);
  });
});

describe('readValue', () => {
  const part = fc.integer({ min: -40, max: 40 });
  test.prop([part, fc.integer({ min: 1, max: 30 }), part, fc.constantFrom(2, 3, 5, 7)])(
    'reads back what slots write',
    (n, d, k, root) => {
      const exact = fill('{{a / b + c * sqrt(r)}}', { a: n, b: d, c: k, r: root });
      const back = readValue(exact);
      expect(back, exact).toBeDefined();
      expect(fill('{{x}}', { x: back as Value })).toBe(exact);
      expect(same(readValue(fill('${{a/b|mixed}}$', { a: n, b: d })) as Value, rational(n, d))).toBe(true);
    },
  );

  test.each([
    ['4 3/5', 23, 5],
    ['４ ３／５', 23, 5],
    ['$-2\\dfrac{1}{3}$', -7, 3],
    ['−0.25', -1, 4],
    ['25\\%', 1, 4],
    ['25％', 1, 4],
    ['1,200', 1200, 1],
    ['\\frac12', 1, 2],
    ['$2^{-3}$', 1, 8],
    ['$\\left(3-1\\right)+\\frac{1}{2}$', 5, 2],
    ['$3\\times\\frac{1}{2}$', 3, 2],
    ['\\sqrt[3]{8}', 2, 1],
    ['√16', 4, 1],
  ])('reads %s', (text, n, d) => {
    expect(same(readValue(text) as Value, rational(n, d))).toBe(true);
  });

  test.each([
    'x=3',
    'A',
    '',
    '$',
    '$1$ 或 $2$',
    '1/0',
    '\\frac{1}{',
    '30^\\circ',
    'import(1)',
    '9^9^9^9',
    '['.repeat(399),
    '{'.repeat(1e6),
    'pi pi (',
  ])('does not read %#', (text) => {
    expect(readValue(text)).toBeUndefined();
  });
});
