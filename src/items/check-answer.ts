import type { Item } from '../data/item-bank.js';
import { halfWidth, readValue } from './read-value.js';
import { same } from './value.js';

/**
 * How a given answer compares: `right`, `wrong`, or `unsure` where neither text reads as a number or a choice and they differ —
 * a person has to look. `equivalent`: right in value but not in the printed form, such as 2/4 for 1/2.
 */
export type Agreement = 'right' | 'equivalent' | 'wrong' | 'unsure';

const LONGEST = 2000;
const TRUE: ReadonlySet<string> = new Set(['对', '正确', '是', '√', '✓', 't', 'true', 'y', 'yes', 'a']);
const FALSE: ReadonlySet<string> = new Set(['错', '错误', '否', '×', '✗', '*', 'x', 'f', 'false', 'n', 'no', 'b']);

/**
 * Compares an answer as a learner gave it with the item's: choice letters in any order and width, judgements in words or signs,
 * numbers by value (`3/4`, `0.75`, `75%`, `４ ３/５`, LaTeX), and else texts without regard to width, space and final stops.
 *
 * @example
 * checkAnswer(item, '６/５'); // 'equivalent' where the answer is `$1\\frac{1}{5}$`
 */
export function checkAnswer(item: Item, given: string): Agreement {
  if (given.length > LONGEST) return 'wrong';
  if (item.kind === 'single-choice' || item.kind === 'multiple-choice') return choice(item, given);
  const [wanted, got] = [plain(item.answer), plain(given)];
  if (got === '') return 'wrong';
  if (item.kind === 'true-false') {
    const [truth, claim] = [judge(wanted), judge(got)];
    if (truth !== undefined) return claim === undefined ? 'unsure' : claim === truth ? 'right' : 'wrong';
  }
  if (wanted === got) return 'right';
  const [a, b] = [readValue(item.answer), readValue(unnamed(given, item.answer))];
  if (a === undefined) return 'unsure';
  if (b === undefined) return 'unsure';
  return same(a, b) ? 'equivalent' : 'wrong';
}

function choice(item: Item, given: string): Agreement {
  const keys = new Set(item.options?.map((option) => option.key.toUpperCase()) ?? [...'ABCDEFGH']);
  const letters = (text: string): string | undefined => {
    const marks = halfWidth(text)
      .toUpperCase()
      .replace(/[\s,;、，；.。()（）$]/g, '');
    if (marks === '' || [...marks].some((mark) => !keys.has(mark))) return undefined;
    return [...new Set(marks)].sort().join('');
  };
  const [wanted, got] = [letters(item.answer), letters(given)];
  if (wanted === undefined) return 'unsure';
  return got === wanted ? 'right' : 'wrong';
}

function judge(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}

/** Whether a judgement says right or wrong; undefined where it is neither. */
export function isTrue(judgement: string): boolean | undefined {
  return judge(plain(judgement));
}

/** Width, spaces, dollar signs, spacing commands and closing stops do not count. */
function plain(text: string): string {
  return halfWidth(text)
    .replace(/\\(left|right|displaystyle|[,;!: ])/g, '')
    .replace(/\\[dt]frac/g, '\\frac')
    .replace(/[\s$]/g, '')
    .replace(/[.。;；]+$/, '');
}

/** `x=3` is taken as `3` where the answer is a bare number. */
function unnamed(given: string, answer: string): string {
  const text = halfWidth(given).replace(/[.。;；\s]+$/, '');
  return answer.includes('=')
    ? text
    : text.replace(/^\s*\$?\s*[a-zA-Z]\s*=\s*/, text.trimStart().startsWith('$') ? '$' : '');
}
