import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { csvCell, guardFormula, toCsv } from '../../src/data/csv-writer.js';
import { parseDelimited } from '../../src/data/delimited.js';
import { normaliseCell } from '../../src/data/text.js';

test('texts that a spreadsheet would run are guarded, numbers are not', () => {
  expect(guardFormula('=cmd()')).toBe("'=cmd()");
  expect(guardFormula('+1 (555)')).toBe("'+1 (555)");
  expect(guardFormula('@SUM(A1)')).toBe("'@SUM(A1)");
  expect(guardFormula('-3.5')).toBe('-3.5');
  expect(guardFormula('-3.5-2')).toBe("'-3.5-2");
  expect(guardFormula('a=b')).toBe('a=b');
  expect(csvCell('\t=x')).toBe('"\'\t=x"');
  expect(csvCell('=HYPERLINK("x";"y")')).toBe(`"'=HYPERLINK(""x"";""y"")"`);
});

test('values of each kind', () => {
  expect([null, undefined, Number.NaN, 0, -0.1, 1e21, true, false, 'a,b', 'a\nb', ' a'].map(csvCell)).toEqual([
    '',
    '',
    '',
    '0',
    '-0.1',
    '1e+21',
    '1',
    '0',
    '"a,b"',
    '"a\nb"',
    '" a"',
  ]);
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['x', 1],
        ['y', null],
      ],
    ),
  ).toBe('a,b\nx,1\ny,\n');
});

property.prop([fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 })])(
  'no cell begins like a formula, and the reader gives back what was written',
  (rows) => {
    const clean = rows.map((row) => row.map((text) => normaliseCell(text.replaceAll('\0', ''))));
    const text = toCsv(
      ['k', 'x', 'y'],
      clean.map((row) => ['k', ...row]),
    );
    expect(parseDelimited(text, { delimiter: ',' }).rows.slice(1)).toEqual(clean.map((row) => ['k', ...row]));
    for (const [, ...row] of clean.map((cells) => ['', ...cells.map(csvCell)])) {
      for (const cell of row) expect(cell.replace(/^"/, '')).not.toMatch(/^[=@\t\r]|^[+-](?![\d.])/);
    }
  },
);
