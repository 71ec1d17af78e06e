import { YincaiError } from '../data/fault.js';
import type { Item } from '../data/item-bank.js';
import type { Random, Seed } from '../math/random.js';
import { createRandom } from '../math/random.js';
import { budget, STEPS } from './budget.js';
import type { Scope } from './expression.js';
import type { CompiledTemplate } from './template.js';
import { choiceValue, compileTemplate } from './template.js';
import { same, show } from './value.js';
import { indicesOf, rankOf, writeVariant } from './write-variant.js';

/** Draws in a row without a new variant after which a large parameter space counts as used up. */
export const MAX_TRIES = 3000;
/** Spaces up to this size are walked through to the end before they count as used up. */
export const WALKED_SPACE = 20_000;
/** Most instances of one call. */
export const MAX_INSTANCES = 10_000;

/** Options of {@link instances}. */
export interface InstancesOptions {
  /** Ids not to make again, such as those a learner has seen; nor is what reads the same as one of them under another number. */
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
 * @cost Some 0.05–0.4 ms, by how many draws the constraints reject; bounded by {@link STEPS}.
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
 * @example
 * instances(item, 3, 'class-2').map(({ id }) => id); // three different ids, such as 'q#391'
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
  const scope: Scope = { values: new Map(), budget: budget(STEPS * (1 + count / 10)) };
  const seen = new Set([contentKey(item)]);
  for (const key of contentKeys(item, exclude)) seen.add(key);
  const made: Item[] = [];
  let reason = '';
  const visit = (indices: readonly number[]): boolean => {
    const result = writeVariant(item, template, indices, scope);
    if (typeof result === 'string') {
      if (result !== '') reason = result;
      return false;
    }
    const key = contentKey(result);
    if (seen.has(key) || exclude.has(result.id)) return false;
    seen.add(key);
    remember(item, result.id, key);
    made.push(result);
    return true;
  };
  for (let idle = 0; made.length < count && idle < MAX_TRIES; ) idle = visit(draw(template, random)) ? 0 : idle + 1;
  if (made.length < count && template.space <= BigInt(WALKED_SPACE)) {
    const start = BigInt(random.integer(0, Number(template.space) - 1));
    for (let k = 0n; k < template.space && made.length < count; k++)
      visit(indicesOf(template, (start + k) % template.space));
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
  const made =
    rank < 0n || rank >= template.space
      ? ''
      : writeVariant(item, template, indicesOf(template, rank), { values: new Map(), budget: budget() });
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
  const indices = template.ranges.map(({ name, size, at }) => {
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
    return index;
  });
  return variant(item, rankOf(template, indices));
}

function draw(template: CompiledTemplate, random: Random): number[] {
  return template.ranges.map(({ size }) => random.integer(0, size - 1));
}

/** Content keys of instances lately made, by template: what was just given is mostly what is excluded next. */
const keys = new WeakMap<Item, Map<string, string>>();
const MOST_KEYS = 64;

function remember(item: Item, id: string, key: string): void {
  const known = keys.get(item) ?? new Map<string, string>();
  if (known.size >= MOST_KEYS) known.clear();
  known.set(id, key);
  keys.set(item, known);
}

/** Content key of the instance with this id; undefined where the template has none. */
function keyOf(item: Item, template: CompiledTemplate, id: string): string | undefined {
  const known = keys.get(item)?.get(id);
  if (known !== undefined) return known;
  const number = id.slice(item.id.length + 1);
  const rank = /^\d{1,400}$/.test(number) ? BigInt(number) : -1n;
  if (rank < 0n || rank >= template.space) return undefined;
  const made = writeVariant(item, template, indicesOf(template, rank), { values: new Map(), budget: budget() });
  if (typeof made === 'string') return undefined;
  const key = contentKey(made);
  remember(item, id, key);
  return key;
}

/** Content keys of those of the ids that are instances of this template. */
export function contentKeys(item: Item, ids: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const id of ids) {
    const key = id.startsWith(`${item.id}#`) ? keyOf(item, compileTemplate(item), id) : undefined;
    if (key !== undefined) found.add(key);
  }
  return found;
}

/** What makes two items the same question to a learner. */
export function contentKey(item: Item): string {
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
