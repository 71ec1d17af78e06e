import { YincaiError } from '../data/fault.js';
import type { Item, ItemOption } from '../data/item-bank.js';
import type { Random, Seed } from '../math/random.js';
import { createRandom } from '../math/random.js';
import type { Budget } from './budget.js';
import { budget, STEPS } from './budget.js';
import type { Scope } from './expression.js';
import { readValue } from './read-value.js';
import type { CompiledTemplate } from './template.js';
import { choiceValue, compileTemplate, within } from './template.js';
import type { Value } from './value.js';
import { asNumber, asTruth, isNumeric, same, show } from './value.js';

/** Draws in a row without a new variant after which a large parameter space counts as used up. */
export const MAX_TRIES = 1000;
/** Spaces up to this size are walked through to the end before they count as used up. */
export const WALKED_SPACE = 20_000;
/** Most instances of one call. */
export const MAX_INSTANCES = 10_000;

/** Options of {@link instances}. */
export interface InstancesOptions {
  /** Ids not to make again, such as those a learner has seen. */
  readonly exclude?: ReadonlySet<string>;
  /** Return what there is when the template has fewer variants than asked for, instead of throwing. */
  readonly fewer?: boolean;
}

/** Defaults of {@link InstancesOptions}. */
export const instancesDefaults: Required<InstancesOptions> = { exclude: new Set(), fewer: false };

/**
 * Makes a concrete item from a template. Its id is `${item.id}#${n}`, where `n` numbers the variant within the template's parameter
 * space, so that {@link variant} makes the same item again from the id alone; the seed only picks `n`.
 * It differs from the typical instance that `item.stem` prints.
 *
 * @throws YincaiError `not-enough-data` when no parameters satisfy the constraints, `bad-value` naming item, parameters and both values
 *   when the second route disagrees with the answer.
 * @cost Some 50 µs for a template of ten expressions; bounded by {@link STEPS}.
 * @example
 * const item = instantiate(bank.items[0], 'learner-7/2026-03-01');
 */
export function instantiate(item: Item, seed: Seed): Item {
  return instances(item, 1, seed)[0]!;
}

/**
 * `count` different variants, in an order given by the seed: stem and answer (for choices: the right texts) differ from each other and
 * from the typical instance. Longer calls begin with what shorter ones return.
 *
 * @throws YincaiError `not-enough-data` when the template has fewer, unless `fewer` is set; else as {@link instantiate}.
 */
export function instances(
  item: Item,
  count: number,
  seed: Seed,
  options: InstancesOptions = instancesDefaults,
): Item[] {
  const { exclude, fewer } = { ...instancesDefaults, ...options };
  if (!Number.isInteger(count) || count < 0 || count > MAX_INSTANCES)
    throw new YincaiError({
      code: 'bad-option',
      column: 'count',
      value: String(count),
      expected: `a whole number from 0 to ${MAX_INSTANCES}`,
    });
  const template = compileTemplate(item);
  const random = createRandom(seed).split(item.id);
  const steps = budget(STEPS * (1 + count / 10));
  const seen = new Set([contentKey(item)]);
  const made: Item[] = [];
  let reason = '';
  const visit = (rank: bigint): boolean => {
    if (exclude.has(`${item.id}#${rank}`)) return false;
    const result = attempt(item, template, rank, steps);
    if (typeof result === 'string') {
      if (result !== '') reason = result;
      return false;
    }
    const key = contentKey(result);
    if (seen.has(key)) return false;
    seen.add(key);
    made.push(result);
    return true;
  };
  for (let idle = 0; made.length < count && idle < MAX_TRIES; ) idle = visit(draw(template, random)) ? 0 : idle + 1;
  if (made.length < count && template.space <= BigInt(WALKED_SPACE)) {
    const start = BigInt(random.integer(0, Number(template.space) - 1));
    for (let k = 0n; k < template.space && made.length < count; k++) visit((start + k) % template.space);
  }
  if (made.length < count && !fewer) throw scarce(item, count, made.length, reason);
  return made;
}

/**
 * The variant with number `n`, as it stands after `#` in an instance's id.
 *
 * @throws YincaiError `unknown-id` when the template has no such variant or its constraints exclude it.
 * @example
 * variant(item, made.id.split('#')[1]); // equal to `made`
 */
export function variant(item: Item, n: bigint | number | string): Item {
  const template = compileTemplate(item);
  const text = String(n);
  const rank = /^\d{1,400}$/.test(text) ? BigInt(text) : -1n;
  const made = rank < 0n || rank >= template.space ? '' : attempt(item, template, rank, budget());
  if (typeof made !== 'string') return made;
  throw new YincaiError({
    code: 'unknown-id',
    column: item.id,
    value: `${item.id}#${text}`,
    expected: `a variant of this template${made === '' ? '' : ` (${made})`}`,
  });
}

/**
 * The variant with the given parameter values.
 *
 * @throws YincaiError `unknown-id` for values outside the template's parameters or excluded by its constraints.
 * @example
 * variantWith(item, { a: 1, b: -5 }).stem; // '… $x^{2}-5x …'
 */
export function variantWith(item: Item, values: { readonly [name: string]: number | string }): Item {
  const template = compileTemplate(item);
  const given = new Map(Object.entries(values));
  let rank = 0n;
  for (const { name, size, at } of template.ranges) {
    const wanted = choiceValue(given.get(name) ?? '');
    let index = 0;
    while (index < size && !same(at(index), wanted)) index++;
    if (index === size)
      throw new YincaiError({
        code: 'unknown-id',
        column: `${item.id} template.parameters.${name}`,
        value: show(wanted),
        expected: 'a value of this parameter',
      });
    rank = rank * BigInt(size) + BigInt(index);
  }
  return variant(item, rank);
}

function draw(template: CompiledTemplate, random: Random): bigint {
  let rank = 0n;
  for (const { size } of template.ranges) rank = rank * BigInt(size) + BigInt(random.integer(0, size - 1));
  return rank;
}

/** The item of one combination of parameters, or why there is none. */
function attempt(item: Item, template: CompiledTemplate, rank: bigint, steps: Budget): Item | string {
  const scope: Scope = { values: assign(template, rank), budget: steps };
  const excluded = derive(template, scope);
  if (excluded !== undefined) return excluded;

  const value = within(
    item,
    () => `template.answer (${parameters(template, scope)})`,
    () => template.answer.evaluate(scope),
  );
  verifyAnswer(item, template, scope, value);
  // {{answer}} belongs to options, answer and solution; the stem is written before it is known.
  const stem = write(item, 'stem', template, scope, () => template.stem.render(scope));
  scope.values.set('answer', value);
  const choices = template.options.length > 0 ? writeOptions(item, template, scope, rank) : undefined;
  if (choices === 'clash') return 'options that are equal';
  const { template: _template, options: _options, solution: _solution, variantOf: _variantOf, ...rest } = item;
  return {
    ...rest,
    id: `${item.id}#${rank}`,
    stem,
    ...(choices === undefined ? {} : { options: choices.options }),
    answer:
      choices === undefined
        ? write(item, 'answer.text', template, scope, () => template.answerText!.render(scope))
        : choices.answer,
    ...(template.solution === undefined
      ? {}
      : {
          solution: write(item, 'solution', template, scope, () =>
            letterSlots(template.solution!.render(scope), choices?.answer),
          ),
        }),
    variantOf: item.id,
  };
}

/** `{{letters}}` cannot be a value, since options are lettered last: the solution writes `@letters@` for them. */
function letterSlots(text: string, letters: string | undefined): string {
  return letters === undefined ? text : text.replaceAll('@letters@', letters);
}

function assign(template: CompiledTemplate, rank: bigint): Map<string, Value> {
  const values = new Map<string, Value>();
  let rest = rank;
  for (let i = template.ranges.length - 1; i >= 0; i--) {
    const { name, size, at } = template.ranges[i]!;
    values.set(name, at(Number(rest % BigInt(size))));
    rest /= BigInt(size);
  }
  return values;
}

/** Derives and checks; a constraint that fails, or a value that is not defined, excludes the parameters. */
function derive(template: CompiledTemplate, scope: Scope): string | undefined {
  for (const stage of template.stages) {
    try {
      const value = stage.expression.evaluate(scope);
      if (stage.kind === 'derive') scope.values.set(stage.name, value);
      else if (!asTruth(value)) return `constraint ${stage.expression.source}`;
    } catch (error) {
      if (!(error instanceof YincaiError) || error.faults[0]!.code !== 'bad-value') throw error;
      return `${stage.expression.source}: ${error.faults[0]!.expected}`;
    }
  }
  return undefined;
}

function verifyAnswer(item: Item, template: CompiledTemplate, scope: Scope, value: Value): void {
  const where = (): string => parameters(template, scope);
  const { agrees, found } = within(
    item,
    () => `template.verify (${where()})`,
    () => template.verify(scope, value),
  );
  if (agrees) return;
  throw new YincaiError({
    code: 'bad-value',
    column: `${item.id} template.verify (${where()})`,
    value: show(value),
    expected: `an answer that the second route confirms; it finds ${found}`,
    expectedZh: `与第二种算法一致的答案；第二种算法得到 ${found}`,
    mend: 'correct the answer, the derived values or the second route, or exclude these parameters by a constraint',
  });
}

function parameters(template: CompiledTemplate, scope: Scope): string {
  return template.ranges.map(({ name }) => `${name}=${show(scope.values.get(name)!).slice(0, 40)}`).join(', ');
}

function write(item: Item, part: string, template: CompiledTemplate, scope: Scope, f: () => string): string {
  return within(item, () => `template.${part} (${parameters(template, scope)})`, f);
}

function writeOptions(
  item: Item,
  template: CompiledTemplate,
  scope: Scope,
  rank: bigint,
): { readonly options: readonly ItemOption[]; readonly answer: string } | 'clash' {
  const texts = template.options.map((option, i) =>
    write(item, `options[${i}]`, template, scope, () => option.render(scope)),
  );
  const values = texts.map(readValue);
  for (let i = 0; i < texts.length; i++)
    for (let j = 0; j < i; j++) {
      const [a, b] = [values[i], values[j]];
      if (texts[i]!.replace(/\s+/g, '') === texts[j]!.replace(/\s+/g, '')) return 'clash';
      if (a !== undefined && b !== undefined && same(a, b)) return 'clash';
    }
  const right = template.correct.length === 1 ? values[template.correct[0]!] : undefined;
  const value = scope.values.get('answer')!;
  if (
    right !== undefined &&
    isNumeric(value) &&
    !same(right, value) &&
    !rounded(texts[template.correct[0]!]!, right, value)
  )
    throw new YincaiError({
      code: 'bad-value',
      column: `${item.id} template.correct (${parameters(template, scope)})`,
      value: texts[template.correct[0]!]!,
      expected: `the right option to show the answer, ${show(value)}`,
    });
  const order = createRandom(`${item.id}#${rank}`).shuffle(texts.map((_, i) => i));
  const letter = (i: number): string => String.fromCharCode(65 + i);
  return {
    options: order.map((i, k) => ({ key: letter(k), text: texts[i]! })),
    answer: order.flatMap((i, k) => (template.correct.includes(i) ? [letter(k)] : [])).join(''),
  };
}

/** An option may show a rounded answer: then it is right to within half a unit of its last digit. */
function rounded(text: string, shown: Value, value: Value): boolean {
  const places = /\d\.(\d+)/.exec(text)?.[1]?.length;
  if (places === undefined) return false;
  return Math.abs(asNumber(shown) - asNumber(value)) <= 0.5 * 10 ** -places * (1 + 1e-9);
}

/** What makes two items the same question to a learner. */
function contentKey(item: Item): string {
  const right = item.options?.filter((option) => item.answer.includes(option.key)).map((option) => option.text) ?? [
    item.answer,
  ];
  const all = item.options?.map((option) => option.text).sort() ?? [];
  return JSON.stringify([item.stem, right.sort(), all]).replace(/\s+/g, '');
}

function scarce(item: Item, count: number, found: number, reason: string): YincaiError {
  return new YincaiError({
    code: 'not-enough-data',
    column: `${item.id} template`,
    value: `${found} of ${count}`,
    expected: `${count} different variants; ${reason === '' ? 'all others repeat them' : `others fail: ${reason}`}`,
    expectedZh: `${count} 道不同的变式题`,
    mend: 'widen the parameters or relax the constraints',
    mendZh: '扩大参数范围或放宽约束条件',
  });
}
