import { budget } from './budget.js';
import { compileExpression } from './expression.js';
import type { Value } from './value.js';

const NOTHING: ReadonlySet<string> = new Set();
const LONGEST = 400;

/** Full-width letters, digits, signs and spaces as half-width ones, and the several minus signs as `-`. */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0\u2002-\u200a]/g, ' ')
    .replace(/[\u2212\u2013\u2014\ufe63]/g, '-')
    .replace(/\u00d7/g, '*')
    .replace(/\u00f7/g, '/');
}

/**
 * The value of a printed number: `3.5`, `3/4`, `4 3/5`, `$-2\frac{1}{3}$`, `2\sqrt{3}`, `\frac{1+\sqrt{5}}{2}`, `25\%`, `2\pi`;
 * undefined for a text that is not one number.
 *
 * @example
 * show(readValue('$4\\frac{3}{5}$')!); // '23/5'
 * readValue('x=3'); // undefined
 */
export function readValue(text: string): Value | undefined {
  if (text.length > LONGEST) return undefined;
  const plain = plainFormula(text);
  if (plain === undefined || !/^[0-9+\-*/^().,a-zA-Z ]+$/.test(plain) || !/[0-9]|pi/.test(plain)) return undefined;
  for (const word of plain.match(/[a-zA-Z]+/g) ?? []) if (!/^(sqrt|nthRoot|pi)$/.test(word)) return undefined;
  try {
    const value = compileExpression(plain, NOTHING).evaluate({ values: new Map(), budget: budget(5000) });
    return Array.isArray(value) ? undefined : value;
  } catch {
    // Not a number is an answer here, not a failure.
    return undefined;
  }
}

function plainFormula(text: string): string | undefined {
  let s = halfWidth(text).trim();
  const inner = /^\$\$?([^$]*)\$\$?$/.exec(s);
  if (inner !== null) s = inner[1]!;
  if (/[$]/.test(s)) return undefined;
  s = s
    .replace(/\\[dt]frac/g, '\\frac')
    .replace(/\\(left|right|displaystyle|[,;!: ])/g, ' ')
    .replace(/\\(times|cdot)/g, '*')
    .replace(/\\div/g, '/')
    .replace(/\\pi|\u03c0/g, ' pi ')
    .replace(/\u221a\s*(\d+)/g, '\\sqrt{$1}')
    .replace(/\\?%\s*$/, '/100')
    .replace(/(\d)\s+(\d+)\s*\/\s*(\d+)/g, '$1\\frac{$2}{$3}')
    .replace(/(\d),(?=\d{3}(\D|$))/g, '$1');
  return commands(s, 0);
}

/** Rewrites `\frac`, `\sqrt` and grouped exponents; undefined when something else is left. */
function commands(s: string, depth: number): string | undefined {
  if (depth > 12) return undefined;
  let out = '';
  for (let i = 0; i < s.length; ) {
    if (s.startsWith('\\frac', i)) {
      const top = group(s, i + 5);
      const bottom = top && group(s, top.end);
      if (!top || !bottom) return undefined;
      const a = commands(top.text, depth + 1);
      const b = commands(bottom.text, depth + 1);
      if (a === undefined || b === undefined) return undefined;
      // A whole number right before a fraction is a mixed number.
      const whole = /(^|[^.\d)])(\d+)\s*$/.exec(out);
      if (whole !== null) out = `${out.slice(0, whole.index + whole[1]!.length)}(${whole[2]}+(${a})/(${b}))`;
      else out += `((${a})/(${b}))`;
      i = bottom.end;
    } else if (s.startsWith('\\sqrt', i)) {
      const index = /^\\sqrt\s*\[(\d{1,2})\]/.exec(s.slice(i));
      const body = group(s, i + (index === null ? 5 : index[0].length));
      const a = body && commands(body.text, depth + 1);
      if (!body || a === undefined) return undefined;
      out += index === null ? ` sqrt(${a})` : ` nthRoot(${a}, ${index[1]})`;
      i = body.end;
    } else if (s[i] === '^' && s[i + 1] === '{') {
      const body = group(s, i + 1);
      const a = body && commands(body.text, depth + 1);
      if (!body || a === undefined) return undefined;
      out += `^(${a})`;
      i = body.end;
    } else if (s[i] === '\\' || s[i] === '{' || s[i] === '}') return undefined;
    else out += s[i++];
  }
  return out;
}

/** The braces group or single character that starts at `from`. */
function group(s: string, from: number): { readonly text: string; readonly end: number } | undefined {
  let i = from;
  while (s[i] === ' ') i++;
  if (s[i] === undefined) return undefined;
  if (s[i] !== '{') return { text: s[i]!, end: i + 1 };
  let depth = 0;
  for (let j = i; j < s.length; j++) {
    if (s[j] === '{') depth++;
    if (s[j] === '}' && --depth === 0) return { text: s.slice(i + 1, j), end: j + 1 };
  }
  return undefined;
}
