// biome-ignore-all lint/suspicious/noTemplateCurlyInString: slots after a dollar sign are what is tested
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Item } from '../../src/data/item-bank.js';
import type { KnowledgeGraph } from '../../src/data/knowledge-graph.js';
import { checkFormula } from '../../src/items/formula.js';
import { fractionSubtractionBank } from '../../src/items/fraction-subtraction.js';
import { lint, lintBank } from '../../src/items/lint.js';
import { similarStems } from '../../src/items/similar-stems.js';

const graph: KnowledgeGraph = { points: [{ id: 'k', name: '分数', subject: 'math' }], edges: [] };

const sound: Item = {
  id: 'q',
  subject: 'math',
  kind: 'single-choice',
  stem: '计算 $\\frac{1}{2}+\\frac{1}{3}$，一个 \\$ 不算。',
  options: [
    { key: 'A', text: '$\\frac{5}{6}$' },
    { key: 'B', text: '$\\frac{2}{5}$' },
  ],
  answer: 'A',
  solution: '$$\\frac{1}{2}+\\frac{1}{3}=\\frac{5}{6}$$',
  points: 5,
  knowledgePoints: ['k'],
  difficulty: 0.8,
  check: { by: 'expression', expression: '1/2 + 1/3' },
};

const template: Item = {
  ...sound,
  kind: 'blank',
  answer: '$2$',
  template: {
    parameters: { a: { kind: 'integer', min: 2, max: 40 } },
    stem: '$1+{{a}}=$ ____',
    answer: { expression: '1 + a', format: 'integer' },
    verify: { by: 'root', variable: 'x', expression: 'x - a - 1' },
    solution: '${{answer}}$',
  },
};
const { options: _, check: _check, ...plainTemplate } = template;

const found = (item: Item): string[] => lint(item, { graph }).map((f) => `${f.level} ${f.code} ${f.column}`);

describe('lint', () => {
  test('finds nothing in sound items', () => {
    expect(lint(sound, { graph })).toEqual([]);
    expect(lint(plainTemplate, { graph })).toEqual([]);
    const bank = fractionSubtractionBank(
      new Map([
        ['a', '4 3/5 - 3 4/10'],
        ['b', '2 - 1/3'],
      ]),
      () => ['k'],
    );
    expect(lintBank(bank, { graph, variants: 5 })).toEqual([]);
  });

  test.each([
    [{ stem: 'costs $5' }, 'error bad-value q stem'],
    [{ stem: '$\\frac{1}{$' }, 'error bad-value q stem'],
    [{ stem: '$ $' }, 'error bad-value q stem'],
    [{ stem: '' }, 'error bad-value q stem'],
    [{ stem: '$a$ {{a|fraction}}' }, 'warning bad-value q stem'],
    [{ stem: 'a\u0000' }, 'error bad-value q stem'],
    [{ solution: '$\\nosuch$' }, 'error bad-value q solution'],
    [{ answer: 'C' }, 'error bad-value q answer'],
    [{ answer: 'AB' }, 'error bad-value q answer'],
    [{ answer: '' }, 'error bad-value q answer'],
    [{ difficulty: 1.2 }, 'error bad-value q difficulty'],
    [{ difficulty: Number.NaN }, 'error bad-value q difficulty'],
    [{ difficulty: 0.999 }, 'warning bad-value q difficulty'],
    [{ points: 0 }, 'error bad-value q points'],
    [{ minutes: -1 }, 'error bad-value q minutes'],
    [{ knowledgePoints: [] }, 'error bad-value q knowledgePoints'],
    [{ knowledgePoints: ['k', '__proto__'] }, 'error unknown-id q knowledgePoints[1]'],
    [{ knowledgePoints: ['k', 'k'] }, 'warning duplicate q knowledgePoints[1]'],
    [{ kind: 'blank', answer: '1' }, 'error bad-value q options'],
    [{ options: [{ key: 'A', text: '1' }] }, 'error bad-value q options'],
    [
      {
        options: [
          { key: 'A', text: '1' },
          { key: 'A', text: '2' },
        ],
      },
      'error bad-value q options[1].key',
    ],
    [
      {
        options: [
          { key: 'A', text: '$1$' },
          { key: 'B', text: '$ 1$' },
        ],
      },
      'error bad-value q options[1].text',
    ],
    [{ kind: 'multiple-choice' }, 'warning bad-value q answer'],
    [{ solution: ' ' }, 'warning bad-value q solution'],
    [{ passage: { id: 'p', text: '$\\nosuch$' } }, 'error bad-value q passage'],
    [{ check: { by: 'expression', expression: '1/2 + 1/4' } }, 'error bad-value q answer'],
    [{ check: { by: 'expression', expression: '2/5 + 0' }, answer: 'A' }, 'error bad-value q answer'],
    [{ check: { by: 'expression', expression: '5 / a' } }, 'error unknown-id q check'],
    [{ check: { by: 'root', variable: 'x', expression: '5*x - 2' } }, 'error bad-value q answer'],
    [{ kind: 'multiple-choice', answer: 'AB' }, 'error bad-value q answer'],
  ] as [Partial<Item>, string][])('%j: %s', (change, finding) => {
    expect(found({ ...sound, ...change })).toContain(finding);
  });

  test.each([
    [{ stem: '${{a}}' }, 'error bad-value q'],
    [{ stem: '$\\frac{ {{a}} }{$' }, 'error bad-value q'],
    [{ constraints: ['a < 5'] }, 'warning not-enough-data q template'],
    [{ constraints: ['a < 0'] }, 'error not-enough-data q template'],
    [{ verify: { by: 'expression', expression: 'a + 2' } }, 'error bad-value q template.verify'],
    [{ verify: { by: 'expression', expression: 'a + 1' } }, 'error bad-value q template.verify'],
    [{ stem: '{{b}}' }, 'error unknown-id q template.stem'],
  ] as [Partial<NonNullable<Item['template']>>, string][])('template with %j: %s', (change, finding) => {
    const findings = found({ ...plainTemplate, template: { ...template.template!, ...change } });
    expect(
      findings.some((text) => text.startsWith(finding)),
      findings.join('\n'),
    ).toBe(true);
  });

  const { options: _options, ...plain } = sound;
  const blank: Item = { ...plain, kind: 'blank', stem: '____' };
  test.each([
    ['$12$', { by: 'expression', expression: '3*4' }],
    ['$v=12\\,\\mathrm{m/s}$', { by: 'expression', expression: '3*4' }],
    ['$1.67\\,\\mathrm{kg\\cdot m/s}$', { by: 'expression', expression: '5/3' }],
    ['$1.67\\times10^{-3}$', { by: 'expression', expression: '1/600' }],
    ['$33.3\\%$', { by: 'expression', expression: '1/3' }],
    ['$60^\\circ$', { by: 'root', variable: 'x', expression: '2*cosDeg(x) - 1' }],
    ['$4$', { by: 'search', variable: 'n', from: '0', to: '9', step: '1', condition: 'n^2 == 16' }],
    ['words', { by: 'author', reason: 'a matter of wording' }],
    ['7', { by: 'test', test: 'test/items/lint.test.ts' }],
  ] as [string, NonNullable<Item['check']>][])('the printed answer %s agrees with %j', (answer, check) => {
    expect(found({ ...blank, answer, check })).toEqual([]);
  });

  test.each([
    ['$13$', { by: 'expression', expression: '3*4' }, 'answer'],
    ['$1.66$', { by: 'expression', expression: '5/3' }, 'answer'],
    ['$2$', { by: 'expression', expression: '5/3' }, 'answer'],
    ['$5$', { by: 'search', variable: 'n', from: '0', to: '9', step: '1', condition: 'n^2 == 16' }, 'answer'],
    ['two', { by: 'root', variable: 'x', expression: 'x - 1 - 1' }, 'answer'],
    // An answer that is written twice is not checked.
    ['$12$', { by: 'expression', expression: '12' }, 'check'],
    ['$12$', { by: 'expression', expression: ' 12.0' }, 'check'],
    ['$-12$', { by: 'expression', expression: '-12' }, 'check'],
  ] as [string, NonNullable<Item['check']>, string][])(
    'the printed answer %s is refused by %j',
    (answer, check, field) => {
      expect(lint({ ...blank, answer, check }).map((finding) => [finding.level, finding.field])).toEqual([
        ['error', field],
      ]);
    },
  );

  test('an answer that nothing vouches for is a warning, and every finding says how to mend it', () => {
    const { check: _none, ...bare } = sound;
    const findings = lint({ ...bare, difficulty: 7, stem: '$', knowledgePoints: ['x'] }, { graph });
    expect(findings.map((finding) => finding.field).sort()).toEqual([
      'check',
      'difficulty',
      'knowledgePoints[0]',
      'stem',
    ]);
    for (const { mend, mendZh, expected, expectedZh } of findings)
      for (const words of [mend, mendZh, expected, expectedZh]) expect(words).toMatch(/\S/);
  });

  test('a judgement may be checked by a statement', () => {
    const judged: Item = {
      ...blank,
      kind: 'true-false',
      answer: '错误',
      check: { by: 'expression', expression: '2^10 < 1000' },
    };
    expect(found(judged)).toEqual([]);
    expect(found({ ...judged, answer: '正确' })).toEqual(['error bad-value q answer']);
  });

  test('a typesetter is given the item with variants, and what it cannot set is told of the item', () => {
    const given: string[][] = [];
    const findings = lint(plainTemplate, {
      graph,
      typeset: (items) => {
        given.push(items.map(({ id }) => id));
        return [{ item: items[1]!.id, code: 'unsupported', value: '𠮷' }];
      },
    });
    expect(given).toHaveLength(1);
    expect(given[0]!.length).toBeGreaterThan(2);
    expect(findings).toMatchObject([{ item: 'q', level: 'error', field: 'typesetting', value: '𠮷' }]);
  });

  test('a flaw of many variants is told once', () => {
    const bad = { ...plainTemplate, template: { ...template.template!, stem: '$\\frac{ {{a}} }$' } };
    expect(found(bad).filter((text) => text.endsWith('stem'))).toHaveLength(1);
  });
});

describe('lintBank', () => {
  test('finds ids used twice and stems that are nearly the same', () => {
    const longer = '在锐角三角形中，已知两边及其夹角，求第三边的长度与面积，并判断三角形的形状';
    const items: Item[] = [
      { ...sound, id: 'a', stem: longer },
      { ...sound, id: 'b', stem: `${longer}。` },
      { ...sound, id: 'c', stem: '完全不同的一道题：求数列的通项公式' },
      { ...sound, id: 'c', stem: '再一道不同的题：概率与统计的综合应用' },
    ];
    const findings = lintBank({ items }, { graph });
    expect(findings.map((f) => [f.code, f.item, f.level])).toEqual([
      ['duplicate', 'c', 'error'],
      ['duplicate', 'b', 'warning'],
    ]);
  });

  test('a variant that is nearly another item is found; variants of one template may be alike', () => {
    const stem = '小明有 $1$ 支铅笔，又买来 ${{a}}$ 支，一共有多少支铅笔？';
    const wordy = { ...plainTemplate, template: { ...template.template!, stem } };
    const { template: _template, ...fixed } = {
      ...plainTemplate,
      id: 'copy',
      stem: stem.replace('{{a}}', '70'),
      answer: '$71$',
      check: { by: 'expression', expression: '1 + 70' } as const,
    };
    expect(lintBank({ items: [wordy] }, { graph })).toEqual([]);
    const findings = lintBank({ items: [wordy, fixed] }, { graph, similarity: 0.85 });
    expect(findings.map((f) => [f.code, f.item])).toEqual([['duplicate', 'copy']]);
  });

  test('questions on one passage may be alike', () => {
    const passage = { id: 'p', text: '短文' };
    const ask = (id: string, answer: string): Item => ({
      ...sound,
      id,
      stem: '读短文，回答作者的意图是什么',
      passage,
      options: [...(sound.options ?? []), { key: 'C', text: answer }],
    });
    expect(lintBank({ items: [ask('a', '一'), ask('b', '二')] })).toEqual([]);
    const { passage: _passage, ...alone } = ask('b', '二');
    expect(lintBank({ items: [ask('a', '一'), alone] }).map((f) => f.item)).toEqual(['b']);
  });

  test.prop([
    fc.array(fc.string({ unit: fc.constantFrom('甲', '乙', 'a'), maxLength: 12 }), { maxLength: 12 }),
    fc.constantFrom(0.5, 0.8, 1),
  ])('near duplicates are those of comparing all pairs', (texts, least) => {
    const pairs = (text: string): string[] =>
      Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));
    const wanted: string[] = [];
    texts.forEach((a, i) => {
      texts.slice(i + 1).forEach((b, k) => {
        const rest = pairs(b);
        const common = pairs(a).filter((p) => rest.includes(p) && rest.splice(rest.indexOf(p), 1)).length;
        const total = pairs(a).length + pairs(b).length;
        if (pairs(a).length > 0 && pairs(b).length > 0 && (2 * common) / total >= least)
          wanted.push(`${i} ${i + 1 + k}`);
      });
    });
    expect(similarStems(texts, least).map(({ first, second }) => `${first} ${second}`)).toEqual(wanted);
  });
});

describe('checkFormula', () => {
  test('accepts what can be typeset and says what cannot', () => {
    expect(checkFormula('4\\frac{3}{5}-3\\frac{4}{10}')).toBeUndefined();
    expect(checkFormula('\\begin{cases} x & x>0 \\\\ -x & x\\le 0 \\end{cases}')).toBeUndefined();
    expect(checkFormula('\\text{平均速度}=\\frac{s}{t}')).toBeUndefined();
    expect(checkFormula('\\frac{1}{')).toContain("expected '}'");
  });

  test.each([
    '\\def\\a{\\a\\a}\\a',
    '{'.repeat(4000),
    `${'\\frac{'.repeat(800)}`,
    'x'.repeat(1e7),
    '\\includegraphics{a}',
    '\\rule{1em}',
  ])('hostile formula %# ends quickly', (latex) => {
    const start = performance.now();
    expect(typeof (checkFormula(latex) ?? '')).toBe('string');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
