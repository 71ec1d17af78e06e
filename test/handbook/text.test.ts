import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { optionColumns, parseText, printable, type Run, widthOf } from '../../src/handbook/text.js';

const flat = (text: string): Run[] => parseText(text).flat();

test('formulas, blanks, paragraphs and dollar signs', () => {
  expect(parseText('若 $x>0$，则 ____．\n\n共 \\$5')).toEqual([
    [
      { kind: 'text', text: '若 ' },
      { kind: 'math', tex: 'x>0', display: false },
      { kind: 'text', text: '，则 ' },
      { kind: 'blank', width: 6 },
      { kind: 'text', text: '．' },
    ],
    [{ kind: 'text', text: '共 $5' }],
  ]);
});

test('a displayed formula stands alone: line ends beside it are dropped', () => {
  expect(flat('由\n$$a=b$$\n得')).toEqual([
    { kind: 'text', text: '由' },
    { kind: 'math', tex: 'a=b', display: true },
    { kind: 'text', text: '得' },
  ]);
  expect(flat('（1）甲\n（2）乙')[1]).toEqual({ kind: 'break' });
});

test('a dollar sign alone stays and is reported', () => {
  const reported: string[] = [];
  expect(parseText('价 $5 元', (source) => reported.push(source))).toEqual([[{ kind: 'text', text: '价 $5 元' }]]);
  expect(reported).toEqual(['$5 元']);
});

test('a formula does not reach past its paragraph', () => {
  expect(flat('价 $5\n\n另 $6').every((run) => run.kind === 'text')).toBe(true);
});

test('an escaped dollar sign within a formula does not end it', () => {
  expect(flat('$a\\$b$')).toEqual([{ kind: 'math', tex: 'a\\$b', display: false }]);
});

test('what cannot be seen is left out', () => {
  expect(printable('a\u202eb\u200bc\u0000d\ufeff\ud800e\r\nf')).toBe('abcde\nf');
  expect(printable('𠮷😀ñ中，“x”')).toBe('𠮷😀ñ中，“x”');
});

test('a unit stays on the line of its blank', () => {
  const [, blank, space, unit] = parseText('周期变为 ____ $\\mathrm{s}$。')[0];
  expect(blank).toMatchObject({ kind: 'blank' });
  expect(space).toEqual({ kind: 'text', text: '\u00a0' });
  expect(unit).toMatchObject({ kind: 'math' });
  expect(parseText('____ 与 $x$')[0][1]).toEqual({ kind: 'text', text: ' 与 ' });
  expect(parseText('____ $$x$$')[0][1]).toEqual({ kind: 'text', text: ' ' });
});

test('options stand in four columns, two or one by their width', () => {
  const four = (text: string) => optionColumns(Array.from({ length: 4 }, () => ({ text })));
  expect(four('$\\sqrt{2}$')).toBe(4);
  expect(four('既不充分也不必要条件')).toBe(2);
  expect(four('对任意实数 $a$，都有 $f(a)+f(-a)=0$ 成立')).toBe(1);
  expect(widthOf('中a')).toBe(4);
});

property.prop([fc.string({ unit: 'binary', maxLength: 200 })])(
  'no text fails, and no plain character is lost',
  (text) => {
    const kept = flat(text)
      .map((run) =>
        run.kind === 'text' ? run.text : run.kind === 'math' ? run.tex : run.kind === 'image' ? `![${run.id}]` : '',
      )
      .join('');
    const bare = (value: string) => printable(value).replace(/[\s$\\_]/gu, '');
    expect(bare(kept)).toBe(bare(text));
  },
);

property.prop([
  fc.array(fc.constantFrom('$', '$$', '\\$', '\\', 'x', '\n', '\n\n', '_', '___', '{', '}'), { maxLength: 60 }),
])('runs are never empty text and paragraphs never empty', (parts) => {
  for (const runs of parseText(parts.join(''))) {
    expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) if (run.kind === 'text') expect(run.text).not.toBe('');
  }
});
