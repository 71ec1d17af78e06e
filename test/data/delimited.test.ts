import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { parseDelimited, splitRows } from '../../src/data/delimited.js';
import { errorOf, faultsOf } from './inputs.js';

describe('parseDelimited', () => {
  test('keeps row numbers past empty rows and quoted line breaks', () => {
    const { rows, rowNumbers } = parseDelimited('\ufeffa,b\r\n\r\n1,"x, ""y""\nz"\r\n,\r\n2,3');
    expect(rows).toEqual([
      ['a', 'b'],
      ['1', 'x, "y"\nz'],
      ['2', '3'],
    ]);
    expect(rowNumbers).toEqual([1, 3, 5]);
  });

  test('finds the delimiter, also where cells hold others', () => {
    expect(parseDelimited('a\tb\n1,5\t2,5\n').rows[1]).toEqual(['1,5', '2,5']);
    expect(parseDelimited('a;b\n1;2\n').rows[0]).toEqual(['a', 'b']);
    expect(parseDelimited('u,i,s\n1,2,3;4;5;6;7\n1,3,3;4;5;6;7\n1,3,8\n').rows[0]).toEqual(['u', 'i', 's']);
    expect(parseDelimited('one\n1\n2\n').rows).toEqual([['one'], ['1'], ['2']]);
  });

  test('reads line feeds, carriage returns and both mixed', () => {
    for (const text of ['a,b\n1,2\n3,4', 'a,b\r1,2\r3,4', 'a,b\r\n1,2\n3,4\r\n', 'a,b\n"1",2\r\n3,"4"\r\n']) {
      expect(parseDelimited(text).rows, JSON.stringify(text)).toEqual([
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ]);
    }
  });

  test('names the row of a quotation mark that does not close', async () => {
    const [fault] = await faultsOf(() => parseDelimited('a,b\n1,2\n3,"4\n5,6\n', { file: 'x.csv' }));
    expect(fault).toMatchObject({ code: 'bad-format', file: 'x.csv', row: 3 });
    const [other] = await faultsOf(() => parseDelimited('a,b\n"1"2,3\n4,5\n'));
    expect(other).toMatchObject({ code: 'bad-format', row: 2 });
  });

  test('refuses NUL, empty files, and tables beyond the limits', async () => {
    expect((await faultsOf(() => parseDelimited('a,b\n1,\0\n')))[0]).toMatchObject({ code: 'bad-format', row: 2 });
    for (const empty of ['', '\n\n', ' , ,\n', '\ufeff']) {
      expect((await faultsOf(() => parseDelimited(empty)))[0]?.code).toBe('not-enough-data');
    }
    expect((await faultsOf(() => parseDelimited('a\n1\n2\n', { rows: 2 })))[0]).toMatchObject({
      code: 'too-large',
      row: 3,
    });
    expect((await faultsOf(() => parseDelimited('a,b,c\n', { columns: 2 })))[0]).toMatchObject({
      code: 'too-large',
      row: 1,
    });
  });

  test('a cell of 10 MB is refused, naming row and column, quoted or not', async () => {
    const cell = 'x'.repeat(10 * 2 ** 20);
    for (const text of [`a,b,c\n1,2,3\n4,${cell},6\n`, `a,b,c\n1,2,3\n4,"${cell}",6\n`, `a,b,c\n1,2,3\n4,"${cell}`]) {
      const from = performance.now();
      const error = await errorOf(() => parseDelimited(text, { file: 'big.csv' }));
      expect(error.faults[0]).toMatchObject({ code: 'too-large', file: 'big.csv', row: 3, column: 2 });
      expect(error.message.length).toBeLessThan(1000);
      expect(performance.now() - from).toBeLessThan(5000);
    }
  });

  test('a row without end is refused', async () => {
    const error = await errorOf(() => parseDelimited(`a,b\n${'1,'.repeat(3_000_000)}\n`));
    expect(error.faults[0]).toMatchObject({ code: 'too-large', row: 2 });
  });

  const cell = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', '\n', ';', '学', ' ', '\t'), maxLength: 8 });

  property.prop([
    fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      ),
    fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 }),
    fc.constantFrom('\n', '\r\n'),
  ])('gives back quoted rows, cut into pieces of any length', (table, cuts, newline) => {
    const text = `h${',h'.repeat(table[0]!.length - 1)}${newline}${table
      .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
      .join(newline)}${newline}`;
    const seen: string[][] = [];
    const splitter = splitRows({ delimiter: ',' }, (cells) => {
      seen.push([...cells]);
    });
    let from = 0;
    for (const cut of cuts) {
      splitter.write(text.slice(from, from + cut));
      from += cut;
    }
    splitter.write(text.slice(from));
    splitter.end();
    expect(seen.slice(1)).toEqual(table);
  });

  test('rows longer than a slice, and many slices, come out whole', () => {
    const rows = Array.from({ length: 3000 }, (_, r) => [
      `${r}`,
      'y'.repeat((r * 37) % 200),
      r % 7 === 0 ? 'q"\nq' : 'z',
    ]);
    const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
    expect(parseDelimited(text).rows).toEqual(rows);
  });
});
