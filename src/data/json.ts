import { YincaiError } from './fault.js';
import { INPUT_LIMITS, type InputLimits } from './input-limits.js';
import { decodeText } from './text.js';

/** Options of {@link readJson}. */
export interface JsonOptions {
  /** File name for error messages. */
  readonly file?: string;
  readonly limits?: Partial<InputLimits>;
}

/**
 * Parses a JSON document from outside. Size and nesting are checked first, so that later walks over it cannot overflow the stack.
 *
 * @throws YincaiError `too-large` or `bad-format`, naming line and column of the first mistake.
 * @example
 * readJson('{"points": []}', { file: 'graph.json' }) // { points: [] }
 */
export function readJson(input: Uint8Array | string, options: JsonOptions = {}): unknown {
  const limits = { ...INPUT_LIMITS, ...options.limits };
  const place = options.file === undefined ? {} : { file: options.file };
  if (input.length > limits.bytes) {
    const megabytes = Math.round(limits.bytes / 1024 / 1024);
    throw new YincaiError({
      code: 'too-large',
      ...place,
      expected: `a document of at most ${megabytes} MB`,
      expectedZh: `至多 ${megabytes} MB 的文件`,
    });
  }
  const text = (typeof input === 'string' ? input : decodeText(input, options.file)).replace(/^\ufeff/, '');
  if (deeperThan(text, limits.jsonDepth)) {
    throw new YincaiError({
      code: 'too-large',
      ...place,
      expected: `JSON nested at most ${limits.jsonDepth} deep`,
      expectedZh: `嵌套至多 ${limits.jsonDepth} 层的 JSON`,
    });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new YincaiError({ code: 'bad-format', ...place, ...mistake(text, error) });
  }
}

function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x5b || c === 0x7b) {
      if (++depth > limit) return true;
    } else if (c === 0x5d || c === 0x7d) depth--;
  }
  return false;
}

function mistake(
  text: string,
  error: unknown,
): { row?: number; column?: number; expected: string; expectedZh: string } {
  const words = { expected: 'valid JSON', expectedZh: '合法的 JSON' };
  const position = /position (\d+)/.exec(String(error))?.[1];
  if (position === undefined) return words;
  const before = text.slice(0, Number(position)).split('\n');
  return { row: before.length, column: before[before.length - 1]!.length + 1, ...words };
}
