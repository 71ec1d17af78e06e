import { fc, test } from '@fast-check/vitest';
import { all, create } from 'mathjs';
import { describe, expect } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import { budget } from '../../src/items/budget.js';
import { compileExpression } from '../../src/items/expression.js';
import { rational } from '../../src/items/surd.js';
import type { Value } from '../../src/items/value.js';
import { show } from '../../src/items/value.js';

const math = create(all, { number: 'Fraction' });

function value(source: string, names: Record<string, number> = {}): Value {
  const values = new Map<string, Value>(Object.entries(names).map(([name, x]) => [name, rational(x)]));
  return compileExpression(source, new Set(values.keys())).evaluate({ values, budget: budget() });
}

function evaluated(source: string, names: Record<string, number> = {}): string {
  return show(value(source, names));
}

/** The error's faults, and that it came quickly. */
function refusal(source: string): YincaiError {
  const start = performance.now();
  try {
    value(source);
  } catch (error) {
    expect(error).toBeInstanceOf(YincaiError);
    expect(performance.now() - start).toBeLessThan(3000);
    return error as YincaiError;
  }
  throw new Error(`${source.slice(0, 80)} was not refused`);
}

describe('arithmetic', () => {
  const leaf = fc.oneof(
    fc.integer({ min: 0, max: 30 }).map(String),
    fc.constantFrom('a', 'b'),
    fc.integer({ min: 0, max: 999 }).map((n) => (n / 100).toFixed(2)),
  );
  const tree = fc.letrec<{ e: string }>((tie) => ({
    e: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(tie('e'), fc.constantFrom('+', '-', '*', '/'), tie('e')).map(([l, op, r]) => `(${l} ${op} ${r})`),
      tie('e').map((e) => `-${e}`),
      fc.tuple(tie('e'), fc.integer({ min: 0, max: 3 })).map(([e, k]) => `(${e})^${k}`),
      fc.tuple(tie('e'), tie('e')).map(([l, r]) => `(${l} < ${r} ? ${l} : ${r})`),
    ),
  })).e;

  test.prop([tree, fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })])(
    'agrees with the evaluator of mathjs over fractions',
    (source, a, b) => {
      if (source.length > 300 || source.split('(').length > 30) return;
      let wanted: string;
      try {
        const result = math.evaluate(source, { a: math.fraction(a), b: math.fraction(b) });
        wanted = math.format(result, { fraction: 'ratio' }).replace(/\/1$/, '');
      } catch {
        expect(() => evaluated(source, { a, b })).toThrow(YincaiError);
        return;
      }
      if (/Infinity|NaN/.test(wanted)) return;
      try {
        expect(evaluated(source, { a, b })).toBe(wanted);
      } catch (error) {
        // mathjs takes 0^0 and the like its own way only where we refuse.
        if (!(error instanceof YincaiError)) throw error;
        expect(error.message).toMatch(/division by zero|bits|deep/);
      }
    },
  );

  test('is exact where doubles are not', () => {
    expect(evaluated('0.1 + 0.2 == 0.3')).toBe('true');
    expect(evaluated('1/3 + 1/6')).toBe('1/2');
    expect(evaluated('sqrt(8) - 2 sqrt(2)')).toBe('0');
    expect(evaluated('1/(1+sqrt(2))')).toBe('-1 + √2');
    expect(evaluated('(1+sqrt(5))/2 * (1-sqrt(5))/2')).toBe('-1');
    expect(evaluated('8^(2/3)')).toBe('4');
    expect(evaluated('4^(-1/2)')).toBe('1/2');
    expect(evaluated('log(8, 4)')).toBe('3/2');
    expect(evaluated('cosDeg(30)^2')).toBe('3/4');
    expect(evaluated('tanDeg(60)')).toBe('√3');
    expect(evaluated('sinDeg(-390)')).toBe('-1/2');
  });

  test('compares in chains and decides conditions lazily', () => {
    expect(evaluated('1 < a <= 3', { a: 3 })).toBe('true');
    expect(evaluated('a == 0 ? 7 : 1/a', { a: 0 })).toBe('7');
    expect(evaluated('a != 0 and 1/a > 0', { a: 0 })).toBe('false');
    expect(evaluated('not (a > 0) xor true', { a: 1 })).toBe('true');
  });
});

describe('functions', () => {
  test.prop([fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 })])('of whole numbers', (a, b) => {
    expect(evaluated('gcd(a, b) * lcm(a, b) == a * b', { a, b })).toBe('true');
    expect(evaluated('squarePart(a)^2 * squareFree(a)', { a })).toBe(String(a));
    expect(evaluated('sqrt(a)^2', { a })).toBe(String(a));
    expect(evaluated('mod(a, b)', { a, b })).toBe(String(a % b));
    expect(evaluated('mod(-a, b)', { a, b })).toBe(String((b - (a % b)) % b));
    expect(evaluated('isSquare(a)', { a })).toBe(String(Number.isInteger(Math.sqrt(a))));
  });

  test.prop([fc.integer({ min: -4000, max: 4000 })])('sines of degrees agree with the radians', (degrees) => {
    const double = (source: string): number => Number(show(value(`${source} * 1.0 + 0 * pi`, { a: degrees })));
    expect(double('sinDeg(a)')).toBeCloseTo(Math.sin((degrees * Math.PI) / 180), 9);
    expect(double('cosDeg(a)')).toBeCloseTo(Math.cos((degrees * Math.PI) / 180), 9);
  });

  test.prop([fc.integer({ min: 0, max: 25 })])('sums, products and counts in loops', (n) => {
    expect(evaluated('sumOf(k, 1, n, k^2) == n*(n+1)*(2*n+1)/6', { n })).toBe('true');
    expect(evaluated('productOf(k, 1, n, k) == n!', { n })).toBe('true');
    expect(evaluated('sumOf(k, 0, n, binomial(n, k)) == 2^n', { n })).toBe('true');
    expect(evaluated('countOf(k, 1, n, isPrime(k))', { n })).toBe(
      String([2, 3, 5, 7, 11, 13, 17, 19, 23].filter((p) => p <= n).length),
    );
    expect(evaluated('sumOf(i, 1, n, countOf(j, 1, n, i < j))', { n })).toBe(String((n * (n - 1)) / 2));
  });

  test('of data', () => {
    expect(evaluated('mean(2, 3, 4, 8)')).toBe('17/4');
    expect(evaluated('median([5, 1, 4, 2])')).toBe('3');
    expect(evaluated('variance(2, 4, 4, 4, 5, 5, 7, 9)')).toBe('4');
    expect(evaluated('max(1/3, 0.3, -4)')).toBe('1/3');
    expect(evaluated('round(2.5)')).toBe('3');
    expect(evaluated('round(-2.5)')).toBe('-3');
    expect(evaluated('round(3.14159, 2)')).toBe('157/50');
    expect(evaluated('floor(-sqrt(2))')).toBe('-2');
    expect(evaluated('ceil(7/2)')).toBe('4');
    expect(evaluated('permutations(5, 2) + numerator(6/4) + denominator(6/4)')).toBe('25');
    expect(evaluated('cbrt(-27/8)')).toBe('-3/2');
  });

  test('of LaTeX', () => {
    expect(evaluated('poly("x", 1, -3, 0, 2)')).toBe('x^{3}-3x^{2}+2');
    expect(evaluated('poly("t", -1, 1/2)')).toBe('-t+\\frac{1}{2}');
    expect(evaluated('poly("x", 0, 0)')).toBe('0');
    expect(evaluated('signed(-3)')).toBe('-3');
    expect(evaluated('signed(3)')).toBe('+3');
    expect(evaluated('coef(1)')).toBe('');
    expect(evaluated('coef(-1)')).toBe('-');
    expect(evaluated('term(-1, "y")')).toBe('-y');
    expect(evaluated('term(0, "y")')).toBe('');
    expect(evaluated('paren(-2)')).toBe('\\left(-2\\right)');
    expect(evaluated('frac(4, 10)')).toBe('\\frac{4}{10}');
    expect(evaluated('mixed(3, 4, 10)')).toBe('3\\frac{4}{10}');
    expect(evaluated('mixed(0, 4, 10)')).toBe('\\frac{4}{10}');
  });
});

describe('hostile expressions', () => {
  test.each([
    'import("fs")',
    'import({a: 1})',
    'createUnit("x")',
    'evaluate("1+1")',
    'parse("1")',
    'simplify("x")',
    'derivative("x^2", "x")',
    'a = 1',
    'f(x) = x',
    'x.constructor',
    '"".constructor',
    '{a: 1}',
    '{a: 1}.a',
    '[1,2][1]',
    'constructor',
    'constructor("return 1")',
    '__proto__',
    'toString()',
    'hasOwnProperty("a")',
    'this',
    'process.exit()',
    'cos.constructor("return process")()',
    '1:100000000',
    '1; 2',
    'ones(100000)',
    'random()',
    'bignumber(1)',
    'null',
    'NaN',
    'Infinity',
    '1e999',
    '1e-300',
    '12345678901234567890',
    '5 cm',
    "[1, 2]'",
    '1 << 100',
    '1 | 2',
    '',
    '(((',
    '"unclosed',
    '\u0000',
  ])('%j is refused', (source) => {
    refusal(source);
  });

  test.each(
    [
      '9^9^9',
      '2^1000000000',
      '1e9!',
      '171!',
      'factorial(1000000000)',
      'binomial(1000000, 500000)',
      'permutations(1000000, 5)',
      '(1+sqrt(2)+sqrt(3)+sqrt(5)+sqrt(7))^500',
      'sqrt(2)+sqrt(3)+sqrt(5)+sqrt(7)+sqrt(11)+sqrt(13)+sqrt(17)+sqrt(19)+sqrt(23)+sqrt(29)+sqrt(31)+sqrt(37)+sqrt(41)+sqrt(43)+sqrt(47)+sqrt(53)+sqrt(59)',
      'sumOf(k, 1, 1000000000, k)',
      'sumOf(i, 1, 1000, sumOf(j, 1, 1000, 3^300))',
      'sumOf(i, 1, 2, sumOf(j, 1, 2, sumOf(k, 1, 2, 1)))',
      'isPrime(999999999999989)',
      'squarePart(10^40 + 7)',
      '0/0',
      '1/0',
      'sqrt(-1)',
      'log(-1, 10)',
      'tanDeg(90)',
      'exp(10000)',
      'nthRoot(2, 10^9)',
      `${'('.repeat(400)}1${')'.repeat(400)}`,
      '-'.repeat(999),
      `${'not '.repeat(249)}1`,
      `1${'^1'.repeat(490)}^99999`,
      'x'.repeat(10_000_000),
      `1${'+1'.repeat(5_000_000)}`,
    ].map((source) => [source.slice(0, 40), source] as const),
  )('%s ends quickly', (_, source) => {
    refusal(source);
  });

  test('names the unknown function and suggests the product', () => {
    const error = (() => {
      try {
        compileExpression('a(b + 1)', new Set(['a', 'b']));
      } catch (e) {
        return e as YincaiError;
      }
    })();
    expect(error?.faults[0]?.mend).toBe('write a*(…) for a product');
  });

  test.prop([fc.string({ maxLength: 60 })])('any text gives a value or a fault', (source) => {
    try {
      value(source);
    } catch (error) {
      expect(error).toBeInstanceOf(YincaiError);
    }
  });
});
