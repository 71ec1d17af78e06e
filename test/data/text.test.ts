import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { decodeStream, decodeText, normaliseCell, parseDecimal } from '../../src/data/text.js';
import { parseTime } from '../../src/data/time.js';
import { encodeGbk, faultsOf } from './inputs.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const TEXT = '学号,姓名\n0001,张三\n0002,欧阳 娜娜\n';

function utf16(text: string, little: boolean): Uint8Array {
  const bytes = new Uint8Array(2 + 2 * text.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, little);
  for (let i = 0; i < text.length; i++) view.setUint16(2 + 2 * i, text.charCodeAt(i), little);
  return bytes;
}

describe('decodeText', () => {
  test('knows the encodings that schools export', () => {
    expect(decodeText(utf8(TEXT))).toBe(TEXT);
    expect(decodeText(utf8(`\ufeff${TEXT}`))).toBe(TEXT);
    expect(decodeText(encodeGbk(TEXT))).toBe(TEXT);
    expect(decodeText(utf16(TEXT, true))).toBe(TEXT);
    expect(decodeText(utf16(TEXT, false))).toBe(TEXT);
    expect(decodeText(new Uint8Array(0))).toBe('');
  });

  test('reads the four-byte characters of GB18030, which GBK lacks', () => {
    // U+3400 is 81 39 EE 39 in GB18030-2005.
    expect(decodeText(new Uint8Array([0x81, 0x39, 0xee, 0x39]))).toBe('\u3400');
  });

  test('refuses what is no text, naming the file', async () => {
    const [fault] = await faultsOf(() => decodeText(new Uint8Array([0x41, 0xff, 0xff, 0xff, 0xff]), 'a.csv'));
    expect(fault).toMatchObject({ code: 'bad-format', file: 'a.csv' });
  });

  test('refuses a file that turns from UTF-8 to GBK on the way', async () => {
    const stream = decodeStream('a.csv');
    stream.write(utf8('学号,姓名\n'.repeat(5000)));
    const faults = await faultsOf(() => stream.write(encodeGbk('张三')));
    expect(faults[0]?.code).toBe('bad-format');
  });

  property.prop([
    fc.constantFrom<'utf8' | 'bom' | 'gbk' | 'utf16'>('utf8', 'bom', 'gbk', 'utf16'),
    fc.string({ unit: fc.constantFrom('学', '号', '张', '，', 'a', '1', '\n', ','), minLength: 0, maxLength: 60 }),
    fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }),
  ])('decodes the same in pieces of any length', (encoding, text, cuts) => {
    const ascii = `user_id,item_id\n${text}`;
    const bytes =
      encoding === 'utf8'
        ? utf8(ascii)
        : encoding === 'bom'
          ? utf8(`\ufeff${ascii}`)
          : encoding === 'gbk'
            ? encodeGbk(ascii)
            : utf16(ascii, true);
    const stream = decodeStream();
    let out = '';
    let from = 0;
    for (const cut of cuts) {
      out += stream.write(bytes.subarray(from, from + cut));
      from += cut;
    }
    if (from < bytes.length) out += stream.write(bytes.subarray(from));
    out += stream.end();
    expect(out).toBe(decodeText(bytes));
    // Short runs of GBK may be valid UTF-8 by chance.
    if (encoding !== 'gbk') expect(out).toBe(ascii);
  });
});

describe('normaliseCell', () => {
  test('makes full-width digits, letters and signs half-width and leaves punctuation', () => {
    expect(normaliseCell('　１２．５ ')).toBe('12.5');
    expect(normaliseCell('－３')).toBe('-3');
    expect(normaliseCell('Ｔ１')).toBe('T1');
    expect(normaliseCell('函数（一）；集合')).toBe('函数（一）；集合');
    expect(normaliseCell('\u200b001\ufeff')).toBe('001');
    expect(normaliseCell('x²')).toBe('x²');
    expect(normaliseCell("'=cmd()")).toBe('=cmd()');
    expect(normaliseCell("'tis")).toBe("'tis");
  });

  property.prop([fc.string({ unit: 'grapheme' })])('is idempotent but for guards', (text) => {
    const once = normaliseCell(text);
    if (!once.startsWith("'")) expect(normaliseCell(once)).toBe(once);
  });
});

test('parseDecimal takes decimal digits alone', () => {
  expect(['1', '0.5', '.5', '5.', '-2', '+3', '007'].map(parseDecimal)).toEqual([1, 0.5, 0.5, 5, -2, 3, 7]);
  for (const text of ['', ' ', '1e3', '0x1f', 'Infinity', 'NaN', '1,5', '1 2', '１', '.', '-']) {
    expect(parseDecimal(text), text).toBeNaN();
  }
});

describe('parseTime', () => {
  test('reads dates as UTC, offsets, and clocks as they are', () => {
    const noon = Date.UTC(2025, 9, 15, 12, 30, 5);
    expect(parseTime('2025-10-15 12:30:05')).toBe(noon);
    expect(parseTime('2025/10/15 12:30:05')).toBe(noon);
    expect(parseTime('2025年10月15日 12:30:05')).toBe(noon);
    expect(parseTime('2025-10-15T12:30:05.250Z')).toBe(noon + 250);
    expect(parseTime('2025-10-15T20:30:05+08:00')).toBe(noon);
    expect(parseTime('2025-10-15T09:00:05-0330')).toBe(noon);
    expect(parseTime('2025-1-5')).toBe(Date.UTC(2025, 0, 5));
    expect(parseTime('1760531405')).toBe(1760531405);
    expect(parseTime('0')).toBe(0);
  });

  test('refuses days and hours that do not exist', () => {
    for (const text of ['2025-02-30', '2025-13-01', '2025-01-01 25:00', '2025-01-01 10:61', 'yesterday', '', '12:30']) {
      expect(parseTime(text), text).toBeNaN();
    }
  });

  property.prop([fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })])(
    'agrees with Date on ISO 8601',
    (date) => {
      expect(parseTime(date.toISOString())).toBe(date.getTime());
    },
  );
});
