import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { QR_LONGEST, qrCode } from '../../src/handbook/qr.js';

/** The modules that a path of runs covers. */
function modules(path: string, size: number): boolean[][] {
  const dark = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let i = 0; i < Number(run); i++) dark[Number(y)][Number(x) + i] = true;
  }
  return dark;
}

test('the path covers the dark modules and no others', () => {
  for (const text of ['a', 'https://school.example/h/2026-06/S1-0101', '手册'.repeat(20)]) {
    const { size, path } = qrCode(text);
    expect(modules(path, size)).toEqual(encode(text, { ecc: 'M', border: 0 }).data);
    expect(size).toBe(modules(path, size).length);
  }
});

test('a text too long for a small code is refused', () => {
  expect(() => qrCode('x'.repeat(QR_LONGEST + 1))).toThrow(RangeError);
});
