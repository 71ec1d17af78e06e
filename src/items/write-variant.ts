import { YincaiError } from '../data/fault.js';
import type { Item, ItemOption } from '../data/item-bank.js';
import { createRandom } from '../math/random.js';
import type { Scope } from './expression.js';
import { readValue } from './read-value.js';
import type { CompiledTemplate } from './template.js';
import { within } from './template.js';
import type { Value } from './value.js';
import { asNumber, asTruth, isNumeric, same, show } from './value.js';

/** The number of a combination of parameters within the template's space, in mixed radix, the last parameter fastest. */
export function rankOf(template: CompiledTemplate, indices: readonly number[]): bigint {
  return template.ranges.reduce((rank, { size }, i) => rank * BigInt(size) + BigInt(indices[i]!), 0n);
}

/** The combination with a number: the inverse of {@link rankOf}. */
export function indicesOf(template: CompiledTemplate, rank: bigint): number[] {
  const indices = new Array<number>(template.ranges.length);
  let rest = rank;
  for (let i = indices.length - 1; i >= 0; i--) {
    const size = BigInt(template.ranges[i]!.size);
    indices[i] = Number(rest % size);
    rest /= size;
  }
  return indices;
}

/**
 * The item of one combination of parameters, given as an index into each range, or why the template has none there.
 * `scope` may be used again for the next combination: every name is set anew before it is read.
 *
 * @throws YincaiError where the combination is admitted but its texts cannot be written or its answer is not confirmed.
 */
export function writeVariant(
  item: Item,
  template: CompiledTemplate,
  indices: readonly number[],
  scope: Scope,
): Item | string {
  template.ranges.forEach(({ name, at }, i) => {
    scope.values.set(name, at(indices[i]!));
  });
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
  const id = `${item.id}#${rankOf(template, indices)}`;
  const choices = template.options.length > 0 ? writeOptions(item, template, scope, id) : undefined;
  if (choices === 'clash') return 'options that are equal';
  const { template: _template, options: _options, solution: _solution, variantOf: _variantOf, ...rest } = item;
  return {
    ...rest,
    id,
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
  seed: string,
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
  const order = createRandom(seed).shuffle(texts.map((_, i) => i));
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
