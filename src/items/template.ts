import { YincaiError } from '../data/fault.js';
import type { Item, ItemTemplate, TemplateParameter } from '../data/item-bank.js';
import { createCanon } from './canonical.js';
import type { Expression } from './expression.js';
import { compileExpression, RESERVED } from './expression.js';
import { literal, MAX_DIGITS } from './format.js';
import type { Surd } from './surd.js';
import { rational } from './surd.js';
import type { Text } from './text.js';
import { compileText } from './text.js';
import type { Value } from './value.js';
import { refuse } from './value.js';
import type { Verifier } from './verify.js';
import { compileVerifier } from './verify.js';

/** Most parameters, derived values and constraints, each. */
export const MAX_NAMES = 60;
/** Most values of one parameter. */
export const MAX_VALUES = 1_000_000;
/** Most options of a choice item. */
export const MAX_OPTIONS = 10;

/** A parameter as a numbered list of values. */
export interface Range {
  readonly name: string;
  readonly size: number;
  readonly at: (index: number) => Value;
}

/** A value to derive or a constraint to check. */
export type Stage =
  | { readonly kind: 'derive'; readonly name: string; readonly expression: Expression }
  | { readonly kind: 'check'; readonly expression: Expression };

/** A template that has passed every check that needs no numbers. */
export interface CompiledTemplate {
  readonly ranges: readonly Range[];
  /** Number of parameter combinations. */
  readonly space: bigint;
  /** Derivations in order, each constraint as early as its names allow. */
  readonly stages: readonly Stage[];
  readonly stem: Text;
  readonly options: readonly Text[];
  readonly correct: readonly number[];
  readonly answer: Expression;
  readonly answerText?: Text;
  readonly verify: Verifier;
  readonly solution?: Text;
}

// Templates are immutable, and entries go with their template.
const compiled = new WeakMap<ItemTemplate, CompiledTemplate>();

/** Runs `f`; faults that do not say where they arose get the item and the part of it. */
export function within<T>(item: Item, part: string | (() => string), f: () => T): T {
  try {
    return f();
  } catch (error) {
    const place = `${item.id} ${typeof part === 'string' ? part : part()}`;
    if (error instanceof YincaiError) throw new YincaiError(error.faults.map((fault) => ({ column: place, ...fault })));
    if (error instanceof RangeError)
      throw new YincaiError({ code: 'bad-value', column: place, expected: error.message });
    throw error;
  }
}

/**
 * Compiles an item's template, once per template object.
 *
 * @throws YincaiError naming the part that was refused.
 */
export function compileTemplate(item: Item): CompiledTemplate {
  const template = item.template;
  if (template === undefined)
    throw new YincaiError({
      code: 'unsupported',
      column: item.id,
      expected: 'an item with a template',
      expectedZh: '带模板的题目',
    });
  const before = compiled.get(template);
  if (before !== undefined) return before;
  const result = compile(item, template);
  compiled.set(template, result);
  return result;
}

function compile(item: Item, template: ItemTemplate): CompiledTemplate {
  const known = new Set<string>();
  const canon = createCanon();
  const ranges = Object.entries(template.parameters).map(([name, parameter]) =>
    within(item, `template.parameters.${name.slice(0, 40)}`, () => {
      claim(name, known);
      return range(name, parameter);
    }),
  );
  limit(item, 'template.parameters', ranges.length, MAX_NAMES);
  limit(item, 'template.derive', template.derive?.length ?? 0, MAX_NAMES);
  limit(item, 'template.constraints', template.constraints?.length ?? 0, MAX_NAMES);

  const available = new Set(known);
  const derived = (template.derive ?? []).map(({ name, expression }, i) =>
    within(item, `template.derive[${i}]`, () => {
      const value = compileExpression(expression, known);
      claim(name, known);
      canon.define(name, value.tree);
      return { kind: 'derive', name, expression: value } as const;
    }),
  );
  const checks = (template.constraints ?? []).map((source, i) =>
    within(item, `template.constraints[${i}]`, () => compileExpression(source, known)),
  );
  const stages: Stage[] = [];
  const waiting = new Set(checks);
  const ready = (): void => {
    for (const expression of waiting)
      if ([...expression.names].every((name) => available.has(name))) {
        stages.push({ kind: 'check', expression });
        waiting.delete(expression);
      }
  };
  ready();
  for (const stage of derived) {
    stages.push(stage);
    available.add(stage.name);
    ready();
  }

  const { answer, options = [], correct = [] } = template;
  const expression = within(item, 'template.answer', () => compileExpression(answer.expression, known));
  if (
    answer.digits !== undefined &&
    !(Number.isInteger(answer.digits) && answer.digits >= 0 && answer.digits <= MAX_DIGITS)
  )
    throw within(item, 'template.answer.digits', () => refuse(String(answer.digits), `0 to ${MAX_DIGITS} digits`));
  // A bare {{answer}} is written as the answer is.
  const slot = `{{answer|${answer.format}${answer.digits === undefined ? '' : `:${answer.digits}`}}}`;
  const withAnswer = new Set([...known, 'answer']);
  const text = (part: string, source: string): Text =>
    within(item, `template.${part}`, () =>
      compileText(
        source.replace(/\{\{\s*answer\s*\}\}/g, () => slot),
        withAnswer,
      ),
    );
  checkOptions(item, options.length, correct);
  return {
    ranges,
    space: ranges.reduce((n, r) => n * BigInt(r.size), 1n),
    stages,
    stem: within(item, 'template.stem', () => compileText(template.stem, known)),
    options: options.map((source, i) => text(`options[${i}]`, source)),
    correct,
    answer: expression,
    verify: within(item, 'template.verify', () => compileVerifier(template.verify, expression, known, canon)),
    ...(options.length > 0 ? {} : { answerText: text('answer.text', answer.text ?? wrap(slot, answer.format)) }),
    ...(template.solution === undefined ? {} : { solution: text('solution', template.solution) }),
  };
}

/** Answers without a text of their own are formulas, unless they are words. */
function wrap(slot: string, format: string): string {
  return format === 'text' ? slot : `$${slot}$`;
}

function claim(name: string, known: Set<string>): void {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name))
    throw refuse(name, 'a name of letters, digits and _ that starts with a letter, at most 32 characters');
  if (RESERVED.has(name)) throw refuse(name, 'a name that is not a function or word of the expression language');
  if (known.has(name)) throw new YincaiError({ code: 'duplicate', value: name, expected: 'each name once' });
  known.add(name);
}

function limit(item: Item, part: string, count: number, most: number): void {
  if (count > most)
    throw new YincaiError({
      code: 'too-large',
      column: `${item.id} ${part}`,
      value: String(count),
      expected: `at most ${most}`,
    });
}

function range(name: string, parameter: TemplateParameter): Range {
  if (parameter.kind === 'choice') {
    const values = parameter.values.map(choiceValue);
    if (values.length === 0) throw refuse('[]', 'at least one value to choose from');
    if (values.length > MAX_VALUES) throw refuse(String(values.length), `at most ${MAX_VALUES} values`);
    return { name, size: values.length, at: (i) => values[i]! };
  }
  const { min, max, step = 1, not = [] } = parameter;
  if (![min, max, step].every(Number.isSafeInteger) || step < 1 || min > max)
    throw refuse(`${min}…${max} by ${step}`, 'whole numbers with min ≤ max and a step of at least 1');
  const count = Math.floor((max - min) / step) + 1;
  if (count > MAX_VALUES) throw refuse(String(count), `at most ${MAX_VALUES} values`);
  const forbidden = new Set(not);
  if (forbidden.size === 0) return { name, size: count, at: (i) => rational(min + i * step) };
  const values: Surd[] = [];
  for (let i = 0; i < count; i++) if (!forbidden.has(min + i * step)) values.push(rational(min + i * step));
  if (values.length === 0) throw refuse(`${min}…${max}`, 'a value that is not excluded');
  return { name, size: values.length, at: (i) => values[i]! };
}

/** A listed parameter value as the expressions see it. */
export function choiceValue(value: number | string): Value {
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value) || Math.abs(value) > 1e15) throw refuse(String(value), 'a number up to 10^15');
  return literal(value);
}

function checkOptions(item: Item, count: number, correct: readonly number[]): void {
  const choice = item.kind === 'single-choice' || item.kind === 'multiple-choice';
  within(item, 'template.options', () => {
    if (choice && (count < 2 || count > MAX_OPTIONS))
      throw refuse(String(count), `2 to ${MAX_OPTIONS} options for a choice item`);
    if (!choice && count > 0) throw refuse(item.kind, 'no options in an item that is not a choice');
  });
  within(item, 'template.correct', () => {
    const fits = correct.every((i, k) => Number.isInteger(i) && i >= 0 && i < count && correct.indexOf(i) === k);
    const number = item.kind === 'single-choice' ? correct.length === 1 : correct.length >= 1;
    if (choice && !(fits && number))
      throw refuse(JSON.stringify(correct), 'different indices of options, counted from 0');
  });
}
