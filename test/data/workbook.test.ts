import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../src/data/read-table.js';
import { readWorkbook } from '../../src/data/workbook.js';
import { writeWorkbook } from '../../src/data/workbook-writer.js';
import { readZip, storeZip } from '../../src/data/zip.js';
import { faultsOf, xlsx, xlsxSheets } from './inputs.js';

const everything = { filter: () => true, inflatedBytes: 1e9 };
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** A workbook whose sheet is the given XML, packed by deflate; `declared` is the inflated size that its headers state. */
function workbookOf(sheetXml: Uint8Array, declared?: number, path = 'worksheets/sheet1.xml'): Uint8Array {
  const parts = new Map<string, Uint8Array>([
    [
      'xl/workbook.xml',
      text('<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'),
    ],
    [
      'xl/_rels/workbook.xml.rels',
      text(
        `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="${path}"/></Relationships>`,
      ),
    ],
    [`xl/${path}`, sheetXml],
  ]);
  return deflatedZip(parts, declared);
}

/** A ZIP archive packed by deflate. */
function deflatedZip(parts: ReadonlyMap<string, Uint8Array>, declared?: number): Uint8Array {
  const packed = new Map([...parts].map(([name, part]) => [name, new Uint8Array(deflateRawSync(part, { level: 9 }))]));
  const bytes = storeZip(packed);
  const view = new DataView(bytes.buffer);
  // Local headers and directory entries say "deflate" and the inflated size.
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const local = view.getUint32(at, true) === 0x04034b50;
    if (!local && view.getUint32(at, true) !== 0x02014b50) continue;
    view.setUint16(at + (local ? 8 : 10), 8, true);
    const nameLength = view.getUint16(at + (local ? 26 : 28), true);
    const nameAt = at + (local ? 30 : 46);
    const name = new TextDecoder().decode(bytes.subarray(nameAt, nameAt + nameLength));
    view.setUint32(at + (local ? 22 : 24), declared ?? parts.get(name)?.length ?? 0, true);
  }
  return bytes;
}

describe('readWorkbook', () => {
  test('reads texts, numbers, dates and empty cells as texts with their row numbers', async () => {
    const bytes = await xlsx(
      [
        [{ value: '小题分明细', columnSpan: 3 }],
        [],
        ['学号', '得分', '日期'],
        [20250001, 12.5, new Date(Date.UTC(2025, 9, 15))],
        ['０001', 0.1 + 0.2, null],
        ['=cmd()', true, null],
      ].map((row) =>
        row.map((cell) => (cell instanceof Date ? { value: cell, type: Date, format: 'yyyy-mm-dd' } : cell)),
      ) as never,
    );
    const [table] = await readWorkbook(bytes, { file: 'a.xlsx' });
    expect(table).toMatchObject({ file: 'a.xlsx', sheet: 'Sheet1', rowNumbers: [1, 3, 4, 5, 6] });
    expect(table!.rows.slice(1)).toEqual([
      ['学号', '得分', '日期'],
      ['20250001', '12.5', '2025-10-15'],
      ['0001', '0.3', ''],
      ['=cmd()', 'true', ''],
    ]);
  });

  test('keeps ids of more digits than a double holds', async () => {
    const xml =
      '<worksheet><sheetData><row r="1"><c r="A1"><v>202510150012345678</v></c><c r="B1"><v>2.5E+1</v></c></row></sheetData></worksheet>';
    const [table] = await readWorkbook(workbookOf(text(xml)));
    expect(table!.rows).toEqual([['202510150012345678', '25']]);
  });

  test('picks the first sheet that is no guide, or the one asked for', async () => {
    const bytes = await xlsxSheets([
      { sheet: '说明', data: [['请填写']] },
      { sheet: '空', data: [] },
      {
        sheet: '数据',
        data: [
          ['a', 'b'],
          [1, 2],
        ],
      },
    ]);
    expect((await readTable(bytes)).sheet).toBe('数据');
    expect((await readTable(bytes, { sheet: '说明' })).rows).toEqual([['请填写']]);
    expect((await readTable(bytes, { sheet: 1 })).sheet).toBe('说明');
    expect((await faultsOf(() => readTable(bytes, { sheet: '没有' })))[0]).toMatchObject({
      code: 'unknown-id',
      sheet: '没有',
    });
  });

  test('a zip bomb is refused before it fills the memory, whatever size it declares', async () => {
    const inflated = 300 * 2 ** 20;
    for (const declared of [undefined, 1000]) {
      const bomb = workbookOf(new Uint8Array(inflated).fill(0x20), declared);
      expect(bomb.length).toBeLessThan(2 ** 20);
      const before = process.memoryUsage().rss;
      const from = performance.now();
      const [fault] = await faultsOf(() =>
        readTable(bomb, { file: 'bomb.xlsx', limits: { inflatedBytes: 32 * 2 ** 20 } }),
      );
      expect(fault).toMatchObject({ code: 'too-large', file: 'bomb.xlsx' });
      expect(performance.now() - from).toBeLessThan(10_000);
      expect(process.memoryUsage().rss - before).toBeLessThan(inflated * 0.7);
    }
  });

  test('a workbook of 50 MB is refused by its size', async () => {
    const bytes = new Uint8Array(50 * 2 ** 20);
    bytes.set([0x50, 0x4b, 3, 4]);
    expect((await faultsOf(() => readTable(bytes, { file: 'big.xlsx' })))[0]).toMatchObject({
      code: 'too-large',
      file: 'big.xlsx',
    });
  });

  test.each([
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row><c r="XFD1048576"><v>1</v></c></row>',
    "<row><c r = 'XFD1048576'><v>1</v></c></row>",
    '<row><c r="&#88;FD1048576"><v>1</v></c></row>',
    '<row><c x:r="XFD1048576"><v>1</v></c></row>',
    '<row><c s=">" t="<x" r="XFD1048576"><v>1</v></c></row>',
    '<row><c s="1"r="XFD1048576"><v>1</v></c></row>',
    '<row><c r="zzzzzzzz1"><v>1</v></c></row>',
    `${'<x:row/>'.repeat(199_000)}<row>${'<c><v>1</v></c>'.repeat(1900)}</row>`,
  ])('%.60s is refused, not filled up with empty cells', async (rows) => {
    for (const path of ['worksheets/sheet1.xml', 'other.xml']) {
      const bytes = workbookOf(
        text(`<worksheet xmlns:x="x"><sheetData>${rows}</sheetData></worksheet>`),
        undefined,
        path,
      );
      const from = performance.now();
      expect((await faultsOf(() => readTable(bytes)))[0]?.code).toBe('too-large');
      expect(performance.now() - from).toBeLessThan(3000);
    }
  });

  test('a cell of more characters than a spreadsheet holds is refused, naming it', async () => {
    const xml = `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2" t="inlineStr"><is><t>${'x'.repeat(40_000)}</t></is></c></row></sheetData></worksheet>`;
    expect((await faultsOf(() => readTable(workbookOf(text(xml)))))[0]).toMatchObject({
      code: 'too-large',
      row: 2,
      column: 2,
    });
  });

  test('damaged, foreign and old files are refused with a way to mend them', async () => {
    const good = await xlsx([
      ['a', 'b'],
      [1, 2],
    ]);
    const cut = good.slice(0, good.length - 30);
    const noWorkbook = storeZip(new Map([['a.xml', text('<a/>')]]));
    const noXml = storeZip(new Map([['xl/workbook.xml', text('not xml at all <<<')]]));
    for (const bytes of [cut, noWorkbook, noXml, new Uint8Array([0x50, 0x4b, 3, 4])]) {
      const [fault] = await faultsOf(() => readTable(bytes, { file: 'x.xlsx' }));
      expect(fault).toMatchObject({ code: 'bad-format', file: 'x.xlsx' });
      expect(fault!.mend).toBeDefined();
    }
    const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]);
    expect((await faultsOf(() => readTable(old, { file: 'x.xls' })))[0]).toMatchObject({ code: 'unsupported' });
    expect((await faultsOf(() => readTable(new Uint8Array(0), { file: 'x.csv' })))[0]).toMatchObject({
      code: 'not-enough-data',
    });
  });

  test('bytes of a workbook with single bits turned never crash or hang', async () => {
    const good = await xlsx([
      ['学号', '1'],
      ['a', 1],
      ['b', 0],
    ]);
    for (let k = 0; k < 150; k++) {
      const bad = good.slice();
      bad[(k * 7919) % bad.length]! ^= 1 << (k % 8);
      try {
        expect((await readTable(bad)).rows.length).toBeGreaterThan(0);
      } catch (error) {
        expect((error as Error).name).toBe('YincaiError');
      }
    }
  });
});

describe('readZip', () => {
  test('gives back stored and deflated parts', async () => {
    const parts = new Map([
      ['a.xml', text('<a/>')],
      ['__proto__', text('x'.repeat(100_000))],
      ['学.xml', new Uint8Array(0)],
    ]);
    for (const bytes of [storeZip(parts), deflatedZip(parts)]) {
      const back = await readZip(bytes, everything);
      expect([...back.keys()]).toEqual([...parts.keys()]);
      for (const [name, part] of parts) expect(Buffer.from(back.get(name)!).equals(Buffer.from(part))).toBe(true);
    }
  });

  test('counts all parts against one limit', async () => {
    const bytes = storeZip(
      new Map([
        ['a', new Uint8Array(60)],
        ['b', new Uint8Array(60)],
      ]),
    );
    expect((await readZip(bytes, { ...everything, inflatedBytes: 120 })).size).toBe(2);
    expect((await faultsOf(() => readZip(bytes, { ...everything, inflatedBytes: 119 })))[0]?.code).toBe('too-large');
  });
});

test('writeWorkbook stores texts as texts', async () => {
  const bytes = await writeWorkbook([
    {
      name: '分数',
      rows: [
        ['姓名', '分'],
        ['=cmd()', 1.5],
        ['-1', Number.NaN],
      ],
    },
  ]);
  expect((await readTable(bytes)).rows).toEqual([
    ['姓名', '分'],
    ['=cmd()', '1.5'],
    ['-1', ''],
  ]);
  const parts = await readZip(bytes, everything);
  for (const part of parts.values()) expect(new TextDecoder().decode(part)).not.toContain('<f>');
});
