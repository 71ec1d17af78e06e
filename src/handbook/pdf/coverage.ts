import { closeSync, openSync, readSync } from 'node:fs';

/** The characters a TrueType font, or the file at a path, has glyphs for, as a bit a code point. Reads its `cmap` table only. */
export function coverage(font: string | Uint8Array): Uint8Array {
  if (typeof font !== 'string') {
    return tableOf((at, length) => new DataView(font.buffer, font.byteOffset + at, length));
  }
  const file = openSync(font, 'r');
  try {
    return tableOf((at, length) => {
      const bytes = new Uint8Array(length);
      readSync(file, bytes, 0, length, at);
      return new DataView(bytes.buffer);
    });
  } finally {
    closeSync(file);
  }
}

function tableOf(read: (at: number, length: number) => DataView): Uint8Array {
  const tables = read(4, 2).getUint16(0);
  const directory = read(12, 16 * tables);
  for (let table = 0; table < tables; table++) {
    if (directory.getUint32(16 * table) === 0x636d6170) {
      return characters(read(directory.getUint32(16 * table + 8), directory.getUint32(16 * table + 12)));
    }
  }
  return new Uint8Array(0x110000 / 8);
}

/** Formats 4 and 12 of a `cmap` table (OpenType specification, cmap). */
function characters(cmap: DataView): Uint8Array {
  const bits = new Uint8Array(0x110000 / 8);
  const add = (code: number): void => {
    bits[code >> 3] |= 1 << (code & 7);
  };
  const seen = new Set<number>();
  for (let record = 0; record < cmap.getUint16(2); record++) {
    const at = cmap.getUint32(4 + 8 * record + 4);
    if (seen.has(at)) continue;
    seen.add(at);
    const format = cmap.getUint16(at);
    if (format === 12) {
      const groups = cmap.getUint32(at + 12);
      for (let group = 0; group < groups; group++) {
        const start = cmap.getUint32(at + 16 + 12 * group);
        const end = Math.min(cmap.getUint32(at + 20 + 12 * group), 0x10ffff);
        for (let code = start; code <= end; code++) add(code);
      }
    } else if (format === 4) {
      const segments = cmap.getUint16(at + 6) / 2;
      for (let segment = 0; segment < segments; segment++) {
        const end = cmap.getUint16(at + 14 + 2 * segment);
        const start = cmap.getUint16(at + 16 + 2 * segments + 2 * segment);
        const offsetAt = at + 16 + 6 * segments + 2 * segment;
        const delta = cmap.getUint16(at + 16 + 4 * segments + 2 * segment);
        const offset = cmap.getUint16(offsetAt);
        for (let code = start; code <= end && code < 0xffff; code++) {
          const glyph = offset === 0 ? (code + delta) & 0xffff : cmap.getUint16(offsetAt + offset + 2 * (code - start));
          if (glyph !== 0) add(code);
        }
      }
    }
  }
  return bits;
}
