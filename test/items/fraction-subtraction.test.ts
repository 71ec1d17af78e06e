import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import type { Item } from '../../src/data/item-bank.js';
import { checkFormula } from '../../src/items/formula.js';
import type { Subtraction } from '../../src/items/fraction-subtraction/mixed-number.js';
import { parseSubtraction } from '../../src/items/fraction-subtraction/mixed-number.js';
import { shapeOf } from '../../src/items/fraction-subtraction/shape.js';
import { expectedDifficulty, fractionSubtractionBank } from '../../src/items/fraction-subtraction.js';
import { instances } from '../../src/items/instantiate.js';
import { readValue } from '../../src/items/read-value.js';
import { show } from '../../src/items/value.js';
import { realData } from '../real-data.js';

/** Expressions with their differences, worked by hand. */
const KNOWN: readonly (readonly [string, string, string])[] = [
  ['5/3 - 3/4', '11/12', '\\frac{11}{12}'],
  ['3/4 - 3/8', '3/8', '\\frac{3}{8}'],
  ['5/6 - 1/9', '13/18', '\\frac{13}{18}'],
  ['3 1/2 - 2 3/2', '0', '0'],
  ['4 3/5 - 3 4/10', '6/5', '1\\frac{1}{5}'],
  ['6/7 - 4/7', '2/7', '\\frac{2}{7}'],
  ['3 - 2 1/5', '4/5', '\\frac{4}{5}'],
  ['2/3 - 2/3', '0', '0'],
  ['3 7/8 - 2', '15/8', '1\\frac{7}{8}'],
  ['4 4/12 - 2 7/12', '7/4', '1\\frac{3}{4}'],
  ['4 1/3 - 2 4/3', '1', '1'],
  ['11/8 - 1/8', '5/4', '1\\frac{1}{4}'],
  ['3 3/8 - 2 5/6', '13/24', '\\frac{13}{24}'],
  ['3 4/5 - 3 2/5', '2/5', '\\frac{2}{5}'],
  ['2 - 1/3', '5/3', '1\\frac{2}{3}'],
  ['4 5/7 - 1 4/7', '22/7', '3\\frac{1}{7}'],
  ['7 3/5 - 2 4/5', '24/5', '4\\frac{4}{5}'],
  ['4 1/10 - 2 8/10', '13/10', '1\\frac{3}{10}'],
  ['4 - 1 4/3', '5/3', '1\\frac{2}{3}'],
  ['4 1/3 - 1 5/3', '5/3', '1\\frac{2}{3}'],
];

const bank = (expressions: readonly string[], language: 'zh' | 'en' = 'zh'): readonly Item[] =>
  fractionSubtractionBank(new Map(expressions.map((e, i) => [`item${i + 1}`, e])), () => ['k'], { language }).items;

/** The stem's formula back as `4 3/5 - 3 4/10`. */
function expressionOf(item: Item): string {
  return item.stem
    .replace(/^[^$]*\$|\$$/g, '')
    .replace(/\\frac\{(\d+)\}\{(\d+)\}/g, ' $1/$2')
    .replace('-', ' - ')
    .replace(/ +/g, ' ')
    .trim();
}

/** Every equation of the solution holds, each goes on where the last one ended, and the last ends with the answer. */
function checkChain(item: Item): void {
  const formulas = [...item.solution!.matchAll(/\$([^$]+)\$/g)].map((m) => m[1]!);
  const problem = item.stem.replace(/^[^$]*\$|\$$/g, '');
  const wanted = show(readValue(problem)!);
  let now = problem;
  for (const formula of formulas) {
    expect(checkFormula(formula), formula).toBeUndefined();
    const sides = formula.split('=');
    const values = sides.map((side) => {
      const value = readValue(side);
      expect(value, side).toBeDefined();
      return show(value!);
    });
    for (const value of values) expect(value, `${problem}: ${formula}`).toBe(values[0]);
    // Side remarks such as 1 = 5/5 stand beside the chain.
    if (sides[0] === '1') continue;
    expect(values[0], `${problem}: ${formula}`).toBe(wanted);
    if (sides.length === 1) continue;
    if (formula !== formulas[formulas.length - 1]) {
      expect(sides[0]).toBe(now);
      now = sides[sides.length - 1]!;
    }
  }
  expect(`$${formulas[formulas.length - 1]!.split('=').at(-1)}$`).toBe(item.answer);
  const last = formulas[formulas.length - 1]!.split('=')[0];
  expect([problem, now]).toContain(last);
}

/** Lowest terms, proper fraction. */
function isSimplest(answer: string): boolean {
  const match = /^\$(?:(\d+)|(\d*)\\frac\{(\d+)\}\{(\d+)\})\$$/.exec(answer);
  if (match === null) return false;
  if (match[1] !== undefined) return true;
  const [n, d] = [Number(match[3]), Number(match[4])];
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  return n > 0 && n < d && gcd(n, d) === 1;
}

describe('the classical twenty items', () => {
  const items = bank(KNOWN.map(([e]) => e));

  test.each(KNOWN.map(([e, value, latex], i) => [e, value, latex, i] as const))('%s is %s', (_, value, latex, i) => {
    expect(items[i]!.answer).toBe(`$${latex}$`);
    expect(show(readValue(items[i]!.answer)!)).toBe(value);
    checkChain(items[i]!);
  });

  test('are worked as a teacher does', () => {
    expect(items[12]!.stem).toBe('计算：$3\\frac{3}{8}-2\\frac{5}{6}$');
    expect(items[12]!.solution!.split('\n\n')).toEqual([
      '通分，化成同分母分数：$3\\frac{3}{8}-2\\frac{5}{6}=3\\frac{9}{24}-2\\frac{20}{24}$。',
      '分数部分不够减，从整数部分借 $1$（$1=\\frac{24}{24}$）：$3\\frac{9}{24}-2\\frac{20}{24}=2\\frac{33}{24}-2\\frac{20}{24}$。',
      '整数部分与分数部分分别相减：$2\\frac{33}{24}-2\\frac{20}{24}=\\left(2-2\\right)+\\frac{33-20}{24}=\\frac{13}{24}$。',
      '所以 $3\\frac{3}{8}-2\\frac{5}{6}=\\frac{13}{24}$。',
    ]);
    expect(bank(['6/7 - 4/7'], 'en')[0]!.solution).toBe(
      'Keep the denominator and subtract the numerators: $\\frac{6}{7}-\\frac{4}{7}=\\frac{6-4}{7}=\\frac{2}{7}$.',
    );
  });

  test('make at least 30 variants each, of the same shape, rightly worked', () => {
    for (const item of items) {
      const shape = shapeOf(parseSubtraction(expressionOf(item)));
      const made = instances(item, 30, 'variants');
      expect(new Set(made.map((i) => i.stem)).size).toBe(30);
      for (const variant of made) {
        expect(variant.stem).not.toBe(item.stem);
        const own = shapeOf(parseSubtraction(expressionOf(variant)));
        expect({ ...own, whole: own.whole > 0 }, variant.stem).toEqual({ ...shape, whole: shape.whole > 0 });
        expect(isSimplest(variant.answer), variant.answer).toBe(true);
        expect(variant.solution!.split('\n\n').length).toBe(item.solution!.split('\n\n').length);
        checkChain(variant);
      }
    }
  });

  test('are expected to be as hard as they were for 536 learners', () => {
    const path = realData('frcsub/responses.csv');
    const file = realData('frcsub/items.csv');
    if (path === undefined || file === undefined) {
      console.info('skipped: no real data');
      return;
    }
    const rows = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(1).map(Number));
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[1]!.trim());
    expect(lines).toEqual(KNOWN.map(([e]) => e));
    const gaps = KNOWN.map(([e], i) => {
      const share = rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length;
      return Math.abs(share - expectedDifficulty(parseSubtraction(e)));
    });
    expect(gaps.reduce((a, b) => a + b) / 20).toBeLessThan(0.05);
  });
});

describe('any subtraction', () => {
  const part = fc.oneof(
    fc.integer({ min: 1, max: 12 }).map(String),
    fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 12 })).map(([n, d]) => `${n}/${d}`),
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 12 }))
      .map(([w, n, d]) => `${w} ${n}/${d}`),
  );
  const value = ({ whole, n, d }: Subtraction['left']): number => whole + n / d;

  test.prop([part, part], { numRuns: 150 })('is solved by true equations, and so are its variants', (left, right) => {
    let parsed: Subtraction;
    try {
      parsed = parseSubtraction(`${left} - ${right}`);
    } catch (error) {
      expect(error).toBeInstanceOf(YincaiError);
      return;
    }
    const item = bank([`${left} - ${right}`])[0]!;
    expect(expressionOf(item)).toBe(`${left} - ${right}`);
    expect(isSimplest(item.answer), `${left} - ${right} = ${item.answer}`).toBe(true);
    checkChain(item);
    const difference = readValue(item.answer);
    expect(
      Number(
        show(difference!)
          .split('/')
          .reduce((a, b) => String(Number(a) / Number(b))),
      ),
    ).toBeCloseTo(value(parsed.left) - value(parsed.right), 9);
    for (const variant of instances(item, 3, left, { fewer: true })) {
      expect(isSimplest(variant.answer)).toBe(true);
      checkChain(variant);
    }
  });

  test.each([
    '',
    '1',
    '1 -',
    '- 1',
    '1/2 + 1/3',
    '1/0 - 1/2',
    '1/2 - 3',
    '1 2 - 1',
    '1/2/3 - 1',
    '1000 - 1',
    'a - b',
    '3 - 0',
    '1'.repeat(1e6),
  ])('refuses %#', (text) => {
    expect(() => parseSubtraction(text)).toThrow(YincaiError);
  });

  test('names each item that is refused', () => {
    try {
      fractionSubtractionBank(
        new Map([
          ['a', '1 - 2'],
          ['b', '2 - 1'],
          ['c', 'x'],
          ['__proto__', '3 - 1/2'],
        ]),
        (id) => (id === 'b' ? [] : ['k']),
      );
      throw new Error('not refused');
    } catch (error) {
      expect((error as YincaiError).faults.map(({ row, column }) => [row, column])).toEqual([
        [2, 'a'],
        [3, 'b'],
        [4, 'c'],
      ]);
    }
    expect(bank(['3 - 1/2'])[0]).toMatchObject({
      subject: 'math',
      points: 1,
      kind: 'constructed',
      knowledgePoints: ['k'],
    });
  });

  test('accepts other dashes and loose spaces', () => {
    expect(parseSubtraction(' 4  3 / 5−3 4/10 ')).toEqual({
      left: { whole: 4, n: 3, d: 5 },
      right: { whole: 3, n: 4, d: 10 },
    });
  });
});
