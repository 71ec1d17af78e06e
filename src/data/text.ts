import { type Fault, YincaiError } from './fault.js';

/** Decodes a text that arrives in pieces; characters cut by a border are kept for the next piece. */
export interface TextStream {
  write(chunk: Uint8Array): string;
  end(): string;
}

/**
 * Text of a file: UTF-8 with or without a byte order mark, UTF-16 with one, else GB18030 (which contains GBK and GB2312).
 * Bytes that are valid UTF-8 are taken as UTF-8.
 *
 * @throws YincaiError `bad-format` where the bytes are none of these.
 * @example
 * decodeText(new Uint8Array([0xd1, 0xa7, 0xba, 0xc5])) // '学号'
 */
export function decodeText(bytes: Uint8Array, file?: string): string {
  const stream = decodeStream(file);
  return stream.write(bytes) + stream.end();
}

/** Bytes gathered from the first that is no ASCII, before the encoding is judged. */
const JUDGED_BYTES = 1 << 16;

/**
 * Decodes like {@link decodeText}, piece by piece. ASCII is passed on at once; the encoding is judged by the next 64 KB after it.
 * Where UTF-8 is broken later on, the file mixes encodings and is refused.
 */
export function decodeStream(file?: string): TextStream {
  let decoder: TextDecoder | undefined;
  let held: Uint8Array = new Uint8Array(0);
  let begun = false;

  const decode = (bytes: Uint8Array, last: boolean): string => {
    try {
      return decoder!.decode(bytes, { stream: !last });
    } catch {
      throw new YincaiError(notText(file));
    }
  };

  /** Chooses the encoding by the bytes held, and decodes them. */
  const judge = (last: boolean): string => {
    const bytes = held;
    held = new Uint8Array(0);
    for (const label of ['utf-8', 'gb18030']) {
      decoder = new TextDecoder(label, { fatal: true });
      try {
        return decoder.decode(bytes, { stream: !last });
      } catch {
        // The next encoding may do.
      }
    }
    throw new YincaiError(notText(file));
  };

  return {
    write(chunk) {
      if (decoder !== undefined) return decode(chunk, false);
      const bytes = held.length === 0 ? chunk : join(held, chunk);
      // A byte order mark may come in pieces, too.
      if (!begun && bytes.length < 3) {
        held = bytes;
        return '';
      }
      const marked = begun ? undefined : markedEncoding(bytes);
      begun = true;
      if (marked !== undefined) {
        held = new Uint8Array(0);
        decoder = new TextDecoder(marked, { fatal: true });
        return decode(bytes, false);
      }
      if (isAscii(bytes)) {
        held = new Uint8Array(0);
        return new TextDecoder('utf-8').decode(bytes);
      }
      held = bytes;
      return held.length < JUDGED_BYTES ? '' : judge(false);
    },
    end() {
      if (decoder !== undefined) return decode(new Uint8Array(0), true);
      const marked = begun ? undefined : markedEncoding(held);
      if (marked === undefined) return judge(true);
      decoder = new TextDecoder(marked, { fatal: true });
      return decode(held, true);
    },
  };
}

/** The encoding that a byte order mark names. */
function markedEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  return undefined;
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 127) return false;
  return true;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function notText(file?: string): Fault {
  return {
    code: 'bad-format',
    ...(file === undefined ? {} : { file }),
    expected: 'a text in UTF-8, UTF-16 with a byte order mark, or GBK/GB18030',
    expectedZh: 'UTF-8、带 BOM 的 UTF-16 或 GBK/GB18030 编码的文本',
    mend: 'save the table as "CSV UTF-8" or as XLSX',
    mendZh: '在表格软件中另存为“CSV UTF-8”或 XLSX',
  };
}

const WIDE = /[\uff0b\uff0d\uff0e\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g;
const BLANKS = /[\u3000\u00a0\u2002-\u200a\u202f]/g;
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff]/g;

/**
 * A cell as it is meant: trimmed; full-width digits, letters, plus, minus, point, per cent and spaces made half-width;
 * invisible characters removed; the apostrophe that guards a text such as `'=x` against being run as a formula taken off.
 * Other full-width punctuation stays, since names may hold it.
 *
 * @example
 * normaliseCell('　１２．５ ') // '12.5'
 */
export function normaliseCell(cell: string): string {
  let plain = true;
  for (let i = 0; i < cell.length; i++) {
    if (cell.charCodeAt(i) > 127) {
      plain = false;
      break;
    }
  }
  if (plain) return unguard(cell.trim());
  const text = cell
    .replace(WIDE, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(BLANKS, ' ')
    .replace(INVISIBLE, '')
    .replace(/\u2212/g, '-')
    .trim();
  return unguard(text);
}

/** Takes off the apostrophe that keeps a spreadsheet program from reading a text as a formula. */
function unguard(text: string): string {
  return text.charCodeAt(0) === 0x27 && /^'+[=+\-@]/.test(text) ? text.slice(1) : text;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** A number written in decimal digits, or NaN for anything else (also for `1e3`, `0x1f`, `Infinity` and the empty text). */
export function parseDecimal(text: string): number {
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

/** A copy that does not keep alive the long text it was cut from. */
export function ownText(text: string): string {
  return text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string);
}
