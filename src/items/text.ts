import { YincaiError } from '../data/fault.js';
import type { Expression, Scope } from './expression.js';
import { compileExpression } from './expression.js';
import type { SlotFormat } from './format.js';
import { formatValue } from './format.js';
import { asTruth, refuse } from './value.js';

/** Longest text of a template, in characters. */
export const MAX_TEXT = 20_000;
/** Most slots of one text. */
export const MAX_SLOTS = 300;

/** A text with slots, ready to be filled. */
export interface Text {
  /** Names that its slots read. */
  readonly names: ReadonlySet<string>;
  readonly render: (scope: Scope) => string;
}

type Part =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'slot'; readonly expression: Expression; readonly format: SlotFormat; readonly digits?: number }
  | { readonly kind: 'if'; readonly branches: Branch[] };

/** A branch without a condition is the `else`. */
interface Branch {
  readonly condition?: Expression;
  readonly parts: Part[];
}

const FORMATS: ReadonlySet<string> = new Set([
  'auto',
  'integer',
  'fraction',
  'mixed',
  'decimal',
  'percent',
  'latex',
  'text',
]);

/**
 * Reads `{{expression}}`, `{{expression|format}}`, `{{expression|decimal:2}}` and
 * `{{#if condition}}…{{#elif condition}}…{{else}}…{{/if}}`. Of three opening braces the outer one is LaTeX's:
 * `\frac{{{a}}}{2}` is a slot inside `\frac{…}{2}`. What a slot writes is never read again.
 *
 * @throws YincaiError for unknown formats, slots that do not compile, and an `#if` without `/if`.
 */
export function compileText(source: string, known: ReadonlySet<string>): Text {
  if (source.length > MAX_TEXT)
    throw new YincaiError({
      code: 'too-large',
      value: source.slice(0, 80),
      expected: `a text of at most ${MAX_TEXT} characters`,
    });
  const names = new Set<string>();
  const expression = (text: string): Expression => {
    const compiled = compileExpression(text, known);
    for (const name of compiled.names) names.add(name);
    return compiled;
  };
  const root: Part[] = [];
  const open: { readonly part: Part & { kind: 'if' }; readonly outer: Part[]; ended: boolean }[] = [];
  let parts = root;
  let at = 0;
  let slots = 0;
  for (const match of source.matchAll(/\{\{(?!\{)([^{}]*)\}\}/g)) {
    if (++slots > MAX_SLOTS) throw refuse(`${slots} slots`, `at most ${MAX_SLOTS} slots in a text`);
    if (match.index > at) parts.push({ kind: 'plain', text: source.slice(at, match.index) });
    at = match.index + match[0].length;
    const body = match[1]!.trim();
    const top = open[open.length - 1];
    const [, word, rest] = /^(#if|#elif)\s+(.*)$/s.exec(body) ?? [];
    if (word === '#if') {
      if (open.length >= 10) throw refuse(match[0], '#if nested at most ten deep');
      const branch: Branch = { condition: expression(rest!), parts: [] };
      const part: Part = { kind: 'if', branches: [branch] };
      parts.push(part);
      open.push({ part, outer: parts, ended: false });
      parts = branch.parts;
    } else if (word === '#elif' || body === 'else') {
      if (top === undefined || top.ended) throw refuse(match[0], 'an open {{#if …}} before it, and {{else}} last');
      const branch: Branch = word === '#elif' ? { condition: expression(rest!), parts: [] } : { parts: [] };
      top.part.branches.push(branch);
      top.ended = body === 'else';
      parts = branch.parts;
    } else if (body === '/if') {
      if (top === undefined) throw refuse(match[0], 'an open {{#if …}} before it');
      open.pop();
      parts = top.outer;
    } else parts.push(slot(body, match[0], expression));
  }
  if (open.length > 0) throw refuse(source.slice(0, 80), 'a {{/if}} for each {{#if …}}');
  if (at < source.length) parts.push({ kind: 'plain', text: source.slice(at) });
  return { names, render: (scope) => render(root, scope) };
}

function slot(body: string, shown: string, expression: (text: string) => Expression): Part {
  // `|` is no operator of template expressions; inside quotes it belongs to the text.
  const bar = body.lastIndexOf('|');
  const tail = bar < 0 ? '' : body.slice(bar + 1).trim();
  if (bar < 0 || /["']/.test(tail)) return { kind: 'slot', expression: expression(body), format: 'auto' };
  const [name, digits, more] = tail.split(':') as [string, string?, string?];
  if (!FORMATS.has(name) || more !== undefined) throw refuse(shown, `one of the formats ${[...FORMATS].join(', ')}`);
  const compiled = expression(body.slice(0, bar));
  const format = name as SlotFormat;
  if (digits === undefined) return { kind: 'slot', expression: compiled, format };
  if (!/^\d{1,2}$/.test(digits) || (format !== 'decimal' && format !== 'percent'))
    throw refuse(shown, 'a number of digits after decimal or percent');
  return { kind: 'slot', expression: compiled, format, digits: Number(digits) };
}

function render(parts: readonly Part[], scope: Scope): string {
  let out = '';
  for (const part of parts) {
    if (part.kind === 'plain') out += part.text;
    else if (part.kind === 'slot') out += formatValue(part.expression.evaluate(scope), part.format, part.digits);
    else {
      const branch = part.branches.find((b) => b.condition === undefined || asTruth(b.condition.evaluate(scope)));
      if (branch !== undefined) out += render(branch.parts, scope);
    }
    if (out.length > 10 * MAX_TEXT) throw refuse(out.slice(0, 80), `a text of at most ${10 * MAX_TEXT} characters`);
  }
  return out;
}
