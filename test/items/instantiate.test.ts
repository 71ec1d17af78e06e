// biome-ignore-all lint/suspicious/noTemplateCurlyInString: slots after a dollar sign are what is tested
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import type { Item, ItemTemplate } from '../../src/data/item-bank.js';
import { instances, instantiate, variant, variantWith } from '../../src/items/instantiate.js';
import { readValue } from '../../src/items/read-value.js';
import { same } from '../../src/items/value.js';

/** An item around a template. */
function blank(template: Partial<ItemTemplate>, item: Partial<Item> = {}): Item {
  return {
    id: 'q',
    subject: 'math',
    kind: 'blank',
    stem: 'typical',
    answer: 'typical',
    points: 5,
    knowledgePoints: ['k'],
    difficulty: 0.5,
    ...item,
    template: {
      parameters: { a: { kind: 'integer', min: 1, max: 9 } },
      stem: '{{a}}',
      answer: { expression: 'a + a', format: 'integer' },
      verify: { by: 'expression', expression: '2 * a' },
      ...template,
    },
  };
}

const quadratic = blank(
  {
    parameters: {
      a: { kind: 'integer', min: 1, max: 4 },
      p: { kind: 'integer', min: -9, max: 9, not: [0] },
      q: { kind: 'integer', min: -9, max: 9, not: [0] },
    },
    derive: [
      { name: 'b', expression: '-a*(p + q)' },
      { name: 'c', expression: 'a*p*q' },
    ],
    constraints: ['p < q', 'p + q != 0'],
    stem: '方程 ${{poly("x", a, b, c)}}=0$ 较大的根是',
    options: ['${{answer}}$', '${{p}}$', '${{-p}}$', '${{q + 1}}$'],
    correct: [0],
    answer: { expression: '(-b + sqrt(b^2 - 4*a*c)) / (2*a)', format: 'fraction' },
    verify: { by: 'root', variable: 'x', expression: 'a*x^2 + b*x + c' },
    solution: '{{#if a == 1}}十字相乘{{else}}先约去 ${{a}}${{/if}}，选 @letters@。',
  },
  { kind: 'single-choice', options: [{ key: 'A', text: '1' }], answer: 'A' },
);

const fault = (f: () => unknown): YincaiError['faults'][number] => {
  try {
    f();
  } catch (error) {
    if (error instanceof YincaiError) return error.faults[0]!;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('instances', () => {
  test.prop([fc.oneof(fc.string(), fc.integer())], { numRuns: 60 })('are the same for the same seed', (seed) => {
    const made = instantiate(quadratic, seed);
    expect(instantiate(quadratic, seed)).toEqual(made);
    expect(instantiate(structuredClone(quadratic), seed)).toEqual(made);
    expect(variant(quadratic, made.id.split('#')[1]!)).toEqual(made);
    expect(made.variantOf).toBe('q');
    expect(made.template).toBeUndefined();
    expect(made.id).toMatch(/^q#\d+$/);
    expect(JSON.stringify(made)).not.toMatch(/\{\{|@letters@/);
  });

  test('are different, and longer lists go on where shorter ones end', () => {
    const many = instances(quadratic, 200, 'seed');
    expect(new Set(many.map((item) => item.stem + item.options!.map((o) => o.text).sort())).size).toBe(200);
    expect(instances(quadratic, 50, 'seed')).toEqual(many.slice(0, 50));
    expect(instances(quadratic, 50, 'other')).not.toEqual(many.slice(0, 50));
  });

  test('of a choice hold one option that is right', () => {
    const letters = new Map<string, number>();
    for (const item of instances(quadratic, 300, 7)) {
      const [, a, b, c] = /方程 \$(\d*)x\^\{2\}([+-]\d*)x([+-]\d+)=0\$/.exec(item.stem) ?? [];
      const coefficient = (text: string | undefined): number => Number(/\d/.test(text ?? '') ? text : `${text}1`);
      const zeros = item.options!.filter(({ text }) => {
        const x = Number(text.replace(/\$/g, ''));
        return coefficient(a) * x * x + coefficient(b) * x + Number(c) === 0;
      });
      const right = item.options!.find(({ key }) => key === item.answer)!;
      expect(zeros).toContainEqual(right);
      expect(Number(right.text.replace(/\$/g, ''))).toBe(
        Math.max(...zeros.map((z) => Number(z.text.replace(/\$/g, '')))),
      );
      expect(new Set(item.options!.map((o) => o.text)).size).toBe(4);
      expect(item.solution).toContain(`选 ${item.answer}`);
      letters.set(item.answer, (letters.get(item.answer) ?? 0) + 1);
    }
    for (const letter of 'ABCD') expect(letters.get(letter)).toBeGreaterThan(45);
  });

  test('leave out the typical one and those excluded', () => {
    const item = blank({}, { stem: '3', answer: '$6$' });
    const all = instances(item, 8, 1);
    expect(all.map((i) => i.stem).sort()).toEqual(['1', '2', '4', '5', '6', '7', '8', '9']);
    expect(fault(() => instances(item, 9, 1))).toMatchObject({ code: 'not-enough-data', value: '8 of 9' });
    expect(instances(item, 9, 1, { fewer: true })).toHaveLength(8);
    const exclude = new Set(all.slice(0, 5).map((i) => i.id));
    expect(
      instances(item, 9, 2, { fewer: true, exclude })
        .map((i) => i.id)
        .sort(),
    ).toEqual(
      all
        .slice(5)
        .map((i) => i.id)
        .sort(),
    );
  });

  test('are found in a small space even where constraints leave almost nothing', () => {
    const item = blank({
      parameters: { a: { kind: 'integer', min: 1, max: 18_000 } },
      constraints: ['a == 17123'],
    });
    expect(instantiate(item, 1).answer).toBe('$34246$');
    expect(fault(() => instantiate(blank({ constraints: ['a > 9'] }), 1))).toMatchObject({ code: 'not-enough-data' });
    expect(fault(() => instantiate(blank({ derive: [{ name: 'b', expression: '1/(a-a)' }] }), 1)).expected).toContain(
      'division by zero',
    );
  });

  test('can be had by their parameters', () => {
    expect(variantWith(quadratic, { a: 1, p: 2, q: 3 }).stem).toBe('方程 $x^{2}-5x+6=0$ 较大的根是');
    expect(fault(() => variantWith(quadratic, { a: 1, p: 2, q: 0 }))).toMatchObject({ code: 'unknown-id', value: '0' });
    expect(fault(() => variantWith(quadratic, { a: 1, p: 3, q: 2 })).expected).toContain('p < q');
    for (const n of ['-1', '1e3', '99999999', '', '1'.repeat(1000)])
      expect(fault(() => variant(quadratic, n))).toMatchObject({ code: 'unknown-id' });
  });

  test('come from templates only, in sensible numbers', () => {
    const { template: _, ...plain } = quadratic;
    expect(fault(() => instantiate(plain, 1)).code).toBe('unsupported');
    for (const count of [-1, 1.5, 1e9, Number.NaN])
      expect(fault(() => instances(quadratic, count, 1)).code).toBe('bad-option');
    expect(instances(quadratic, 0, 1)).toEqual([]);
  });
});

describe('the second route', () => {
  test('names item, parameters and both values where it disagrees', () => {
    const item = blank({ answer: { expression: 'a == 5 ? 11 : a + a', format: 'integer' } }, { id: 'sum' });
    const found = fault(() => instances(item, 9, 1));
    expect(found).toMatchObject({ code: 'bad-value', column: 'sum template.verify (a=5)', value: '11' });
    expect(found.expected).toContain('it finds 10');
  });

  test.each([
    ['a + b', { by: 'expression', expression: '(b) + a' }],
    ['s', { by: 'expression', expression: 'a + b' }],
    ['a + b', { by: 'expression', expression: 's' }],
    ['a * (b + 1)', { by: 'expression', expression: '(1 + b) * +a' }],
    ['a + b', { by: 'root', variable: 'x', expression: 'x - s' }],
    ['s', { by: 'root', variable: 'x', expression: 'a + b - x' }],
    ['s', { by: 'search', variable: 'x', from: '0', to: '99', step: '1', condition: 'x == b + a' }],
    ['s', { by: 'root', variable: 'x', expression: 'a - a' }],
    ['s', { by: 'search', variable: 'x', from: '0', to: '99', step: '1', condition: 'a > 0' }],
    ['s', { by: 'root', variable: 'a', expression: 'a - 1' }],
  ] as const)('%s is not verified by %j', (expression, verify) => {
    const item = blank({
      parameters: { a: { kind: 'integer', min: 1, max: 9 }, b: { kind: 'integer', min: 1, max: 9 } },
      derive: [{ name: 's', expression: 'a + b' }],
      answer: { expression, format: 'integer' },
      verify,
    });
    expect(fault(() => instantiate(item, 1)).column).toContain('template.verify');
  });

  test('an identity proves nothing', () => {
    const item = blank({ verify: { by: 'root', variable: 'x', expression: 'x*a - a*x' } });
    expect(fault(() => instantiate(item, 1)).expected).toContain('0 everywhere');
  });

  test('searches all candidates', () => {
    const wants = (condition: string): Item =>
      blank({
        parameters: { n: { kind: 'integer', min: 2, max: 60 } },
        stem: '{{n}}',
        answer: { expression: 'n^2', format: 'integer' },
        verify: { by: 'search', variable: 'x', from: '1', to: '4000', step: '1', condition },
      });
    expect(instantiate(wants('sqrt(x) == n'), 3).answer).toMatch(/^\$\d+\$$/);
    expect(fault(() => instantiate(wants('sqrt(x) >= n'), 3)).expected).toContain('it finds');
    expect(fault(() => instantiate(wants('x < 0'), 3)).expected).toContain('no candidate');
  });

  test('takes lists of roots and surds', () => {
    const item = blank({
      parameters: { b: { kind: 'integer', min: 3, max: 30 }, c: { kind: 'integer', min: 1, max: 3 } },
      derive: [{ name: 'root', expression: 'sqrt(b^2 - 4*c)' }],
      constraints: ['not isInteger(root)', 'root > 0'],
      stem: '${{poly("x", 1, b, c)}}=0$',
      answer: { expression: '[(-b - root)/2, (-b + root)/2]', format: 'latex', text: '$x_{1,2}={{answer}}$' },
      verify: { by: 'root', variable: 'x', expression: 'x^2 + b*x + c' },
    });
    for (const made of instances(item, 40, 1)) expect(made.answer).toMatch(/^\$x_\{1,2\}=.*\\sqrt\{.*, .*\\sqrt/);
    const twice = blank({
      answer: { expression: '[a, a]', format: 'integer' },
      verify: { by: 'root', variable: 'x', expression: 'x^2 - a^2' },
    });
    expect(fault(() => instantiate(twice, 1)).expected).toContain('twice');
  });
});

describe('choices', () => {
  const choice = (options: string[], correct: number[], kind: Item['kind'] = 'single-choice', answer = 'a + a'): Item =>
    blank({ options, correct, answer: { expression: answer, format: 'fraction' } }, { kind });

  test('never hold the same value twice', () => {
    const item = blank(
      {
        parameters: { a: { kind: 'integer', min: 1, max: 9 }, b: { kind: 'integer', min: 1, max: 9 } },
        stem: '{{a}} {{b}}',
        options: ['$\\frac{{{a}}}{{{b}}}$', '${{b/a}}$', '${{a/b + 1}}$', '${{2.5|decimal}}$'],
        correct: [0],
        answer: { expression: 'a / b', format: 'fraction' },
        verify: { by: 'root', variable: 'x', expression: 'b*x - a' },
      },
      { kind: 'single-choice' },
    );
    const all = instances(item, 81, 1, { fewer: true });
    expect(all.length).toBeGreaterThan(60);
    for (const { options, stem } of all) {
      const values = options!.map((option) => readValue(option.text)!);
      values.forEach((x, i) => {
        expect(
          values.slice(0, i).some((y) => same(x, y)),
          stem,
        ).toBe(false);
      });
    }
    expect(all.some(({ stem }) => /^(\d) \1$/.test(stem))).toBe(false);
  });

  test('mark several right options', () => {
    for (const item of instances(choice(['${{a}}$', '${{-a}}$', 'x', 'y'], [0, 1], 'multiple-choice'), 9, 1)) {
      const right = item.options!.filter((option) => item.answer.includes(option.key)).map((option) => option.text);
      expect(right.every((text) => /\d/.test(text))).toBe(true);
      expect(item.answer).toMatch(/^[A-D]{2}$/);
      expect([...item.answer].sort().join('')).toBe(item.answer);
    }
  });

  test('show the answer in the right option', () => {
    expect(fault(() => instantiate(choice(['${{a}}$', '0'], [0]), 1)).expected).toContain('right option to show');
    expect(instantiate(choice(['${{2*a + 0.004|decimal:2}}$', '0'], [0]), 1).options).toHaveLength(2);
  });

  test.each([
    [['1'], [0], 'single-choice'],
    [['1', '2'], [], 'single-choice'],
    [['1', '2'], [0, 1], 'single-choice'],
    [['1', '2'], [2], 'single-choice'],
    [['1', '2'], [0, 0], 'multiple-choice'],
    [['1', '2'], [0], 'blank'],
    [Array.from({ length: 11 }, String), [0], 'single-choice'],
  ] as const)('are well-formed: %j %j %s', (options, correct, kind) => {
    expect(fault(() => instantiate(choice([...options], [...correct], kind), 1)).column).toMatch(
      /template\.(options|correct)/,
    );
  });
});

describe('hostile templates', () => {
  const parameters = (json: string): Item => blank({ parameters: JSON.parse(json) });

  test.each([
    '{"__proto__": {"kind": "integer", "min": 1, "max": 2}}',
    '{"constructor x": {"kind": "integer", "min": 1, "max": 2}}',
    '{"sqrt": {"kind": "integer", "min": 1, "max": 2}}',
    '{"pi": {"kind": "integer", "min": 1, "max": 2}}',
    '{"answer": {"kind": "integer", "min": 1, "max": 2}}',
    '{"a": {"kind": "integer", "min": 2, "max": 1}}',
    '{"a": {"kind": "integer", "min": 0, "max": 1e300}}',
    '{"a": {"kind": "integer", "min": 0, "max": 1e15}}',
    '{"a": {"kind": "integer", "min": 0, "max": 9, "step": 0}}',
    '{"a": {"kind": "integer", "min": 0.5, "max": 9}}',
    '{"a": {"kind": "integer", "min": 1, "max": 1, "not": [1]}}',
    '{"a": {"kind": "choice", "values": []}}',
    '{"a": {"kind": "choice", "values": [1e300]}}',
    JSON.stringify(
      Object.fromEntries(Array.from({ length: 61 }, (_, i) => [`p${i}`, { kind: 'integer', min: 1, max: 2 }])),
    ),
  ])('parameters %# are refused', (json) => {
    expect(fault(() => instantiate(parameters(json), 1)).column).toContain('q template.parameters');
  });

  test('names such as constructor are only names', () => {
    const item = blank({
      parameters: JSON.parse(
        '{"constructor": {"kind": "integer", "min": 4, "max": 4}, "toString": {"kind": "integer", "min": 1, "max": 1}}',
      ),
      stem: '{{constructor + toString}}',
      answer: { expression: 'constructor', format: 'integer' },
      verify: { by: 'expression', expression: 'toString * 4' },
    });
    expect(instantiate(item, 1)).toMatchObject({ stem: '5', answer: '$4$' });
  });

  test.each([
    { stem: 'x'.repeat(10_000_000) },
    { stem: '{{a}}'.repeat(2_000_000) },
    { constraints: [`a ${'+ a'.repeat(1_000_000)} > 0`] },
    { constraints: Array.from({ length: 61 }, () => 'a > 0') },
    { constraints: ['sumOf(i, 1, 1000, sumOf(j, 1, 1000, 2^300)) > 0'] },
    { constraints: ['a'] },
    {
      derive: [{ name: 'b', expression: '9^9^9^9' }],
      parameters: { a: { kind: 'integer', min: 1, max: 1_000_000 } } as const,
    },
    {
      derive: Array.from({ length: 59 }, (_, i) => ({
        name: `d${i}`,
        expression: i === 0 ? 'a + a' : `d${i - 1} * d${i - 1}`,
      })),
    },
    { derive: [{ name: 'a', expression: '1' }] },
    { answer: { expression: 'import("fs")', format: 'text' } as const },
    { answer: { expression: '2*a', format: 'decimal', digits: 1e9 } as const },
    { verify: { by: 'search', variable: 'x', from: '0', to: '10^300', step: '1', condition: 'x == 3' } as const },
    { verify: { by: 'search', variable: 'x', from: '0', to: '1', step: '0', condition: 'x == 3' } as const },
    { verify: { by: 'search', variable: '__proto__', from: '0', to: '1', step: '1', condition: 'a > 3' } as const },
    {
      parameters: Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [`p${i}`, { kind: 'integer', min: 0, max: 999_999 } as const]),
      ),
      constraints: ['p1 * p2 == 7 * p3 + 1', 'p4 == p5'],
    },
  ] as Partial<ItemTemplate>[])('template %# ends quickly', (template) => {
    const start = performance.now();
    expect(fault(() => instantiate(blank(template), 1)).code).toMatch(
      /bad-value|too-large|not-enough-data|duplicate|unknown-id/,
    );
    expect(performance.now() - start).toBeLessThan(4000);
  });

  test('slots of string parameters stay text', () => {
    const item = blank({
      parameters: { s: { kind: 'choice', values: ['{{1+1}}', '<script>', '\\input{x}'] } },
      stem: '{{s}}',
      answer: { expression: 's', format: 'text' },
      verify: { by: 'expression', expression: 'true ? s : ""' },
    });
    expect(
      instances(item, 3, 1)
        .map((i) => i.stem)
        .sort(),
    ).toEqual(['<script>', '\\input{x}', '{{1+1}}']);
  });
});
