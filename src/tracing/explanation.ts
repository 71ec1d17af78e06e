import type { Language } from '../data/fault.js';
import type { TracedAnswer, TracedQuestion, TracingFamily } from '../evaluate/tracing.js';
import { logistic, logit } from '../math/logistic.js';

/** What moved a prediction: an earlier answer of the learner, or a term of the model. */
export type ExplanationSource =
  | {
      readonly kind: 'answer';
      /** Position among the answers handed in, from 0. */
      readonly answer: number;
      readonly item: string;
      readonly skills: readonly string[];
      readonly score: number;
    }
  | { readonly kind: 'item'; readonly item: string }
  | { readonly kind: 'skill'; readonly skill: string }
  | {
      /** A feature of a regression, or any other term; `name` is its English name, `nameZh` its Chinese one. */
      readonly kind: 'feature';
      readonly name: string;
      readonly nameZh?: string;
      readonly skill?: string;
    };

/** One addend of a prediction. */
export interface Contribution {
  readonly source: ExplanationSource;
  /** What it adds to the log-odds of a right answer: above 0 for, below 0 against. */
  readonly amount: number;
}

/**
 * Why a prediction is what it is: `total = base + Σ amount`, in log-odds, and `probability = 1 / (1 + exp(−total))`.
 * The sum is exact, nothing is left out. Plain JSON.
 */
export interface Explanation {
  /** Log-odds before anything of the learner is known. */
  readonly base: number;
  readonly contributions: readonly Contribution[];
  readonly total: number;
  /** P(right), 0…1. */
  readonly probability: number;
}

/** Options of {@link describeExplanation}. */
export interface DescribeOptions {
  /** Most contributions that are worded; the rest are summed in one line. Default 5. */
  readonly most: number;
  /** Name of an item or skill for people; ids stand for themselves by default. */
  readonly nameOf: (kind: 'item' | 'skill', id: string) => string;
}

/** Defaults of {@link describeExplanation}. */
export const DESCRIBE_DEFAULTS: DescribeOptions = { most: 5, nameOf: (_, id) => id };

/**
 * An explanation out of its addends: the total is their sum.
 *
 * @param base log-odds before anything of the learner is known
 * @throws RangeError where an amount is not finite
 * @example
 * explain(0, [{ source: { kind: 'item', item: 'q1' }, amount: 1 }]).probability // 0.731…
 */
export function explain(base: number, contributions: readonly Contribution[]): Explanation {
  let total = base;
  for (const { amount } of contributions) total += amount;
  if (!Number.isFinite(total)) throw new RangeError('amounts of an explanation must be finite');
  return { base, contributions, total, probability: logistic(total) };
}

/**
 * Explains by differences: the log-odds after each step less those before it, so that the amounts add up
 * for a model that is no sum. `logOdds[0]` belongs to the base, `logOdds[i + 1]` to what follows `sources[i]`.
 *
 * @throws RangeError where there is not one value more than sources
 * @source sequential (Shapley order fixed by time) attribution: Štrumbelj & Kononenko (2014), Knowledge and Information Systems 41
 * @example
 * explainSteps([0, 0.4], [{ kind: 'skill', skill: 'fractions' }]).contributions[0].amount // 0.4
 */
export function explainSteps(logOdds: readonly number[], sources: readonly ExplanationSource[]): Explanation {
  if (logOdds.length !== sources.length + 1) {
    throw new RangeError(`${logOdds.length} log-odds for ${sources.length} steps; expected one more than steps`);
  }
  return explain(
    logOdds[0],
    sources.map((source, i) => ({ source, amount: logOdds[i + 1] - logOdds[i] })),
  );
}

/** Log-odds of a certain prediction are cut here, so that sums stay finite. */
const SURE = 35;

/**
 * Explains a prediction of any family by replaying the learner's answers: each adds what the log-odds of the question changed by it.
 *
 * @param from state before the answers
 * @param parts addends that are in the prediction before any answer, e.g. of the item; the base is what remains without them
 * @cost O(answers), one prediction and one advance each
 * @example
 * import * as bkt from 'yincai/tracing/bkt';
 * explainAnswers(bkt, model, answers, question, bkt.start(model)).contributions
 */
export function explainAnswers<Model, State>(
  family: Pick<TracingFamily<Model, State>, 'predict' | 'advance'>,
  model: Model,
  answers: readonly TracedAnswer[],
  question: TracedQuestion,
  from: State,
  parts: readonly Contribution[] = [],
): Explanation {
  const at = (state: State): number => Math.min(SURE, Math.max(-SURE, logit(family.predict(model, state, question))));
  let state = from;
  let before = at(state);
  const base = before - parts.reduce((sum, { amount }) => sum + amount, 0);
  const contributions: Contribution[] = [...parts];
  answers.forEach((answer, i) => {
    state = family.advance(model, state, answer);
    const after = at(state);
    const { item, skills, score } = answer;
    contributions.push({ source: { kind: 'answer', answer: i, item, skills, score }, amount: after - before });
    before = after;
  });
  return explain(base, contributions);
}

/**
 * Words an explanation for people, one line each: the expected success first, then what moved it most.
 * Amounts are told in percentage points as well, by how much the probability would differ without that addend.
 *
 * @example
 * describeExplanation(explanation, 'zh')
 * // ['预计答对的可能性 73%（起点 50%）', '题目 q1：提高 23 个百分点（对数几率 +1.00）']
 */
export function describeExplanation(
  explanation: Explanation,
  language: Language,
  options: Partial<DescribeOptions> = {},
): readonly string[] {
  const { most, nameOf } = { ...DESCRIBE_DEFAULTS, ...options };
  const zh = language === 'zh';
  const { base, contributions, total, probability } = explanation;
  const lines = [
    zh
      ? `预计答对的可能性 ${percent(probability)}（起点 ${percent(logistic(base))}）`
      : `expected success ${percent(probability)} (starting from ${percent(logistic(base))})`,
  ];
  const ranked = contributions
    .map((contribution, i) => ({ ...contribution, i }))
    .filter(({ amount }) => amount !== 0)
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || a.i - b.i);
  const name = (kind: 'item' | 'skill', id: string): string => readable(nameOf(kind, id));
  for (const { source, amount } of ranked.slice(0, most)) {
    lines.push(`${wordSource(source, zh, name)}${zh ? '：' : ': '}${wordAmount(amount, total, zh)}`);
  }
  const rest = ranked.slice(most);
  if (rest.length > 0) {
    const amount = rest.reduce((sum, one) => sum + one.amount, 0);
    const what = zh ? `其余 ${rest.length} 项合计：` : `the other ${rest.length} together: `;
    lines.push(what + wordAmount(amount, total, zh));
  }
  return lines;
}

function wordSource(
  source: ExplanationSource,
  zh: boolean,
  name: (kind: 'item' | 'skill', id: string) => string,
): string {
  switch (source.kind) {
    case 'answer': {
      const item = name('item', source.item);
      const how =
        source.score >= 1
          ? zh
            ? '答对'
            : 'right'
          : source.score <= 0
            ? zh
              ? '答错'
              : 'wrong'
            : zh
              ? `得 ${percent(source.score)} 的分`
              : `${percent(source.score)} of the marks`;
      const skills = source.skills.map((skill) => name('skill', skill));
      if (zh)
        return `第 ${source.answer + 1} 次作答，题目 ${item}${skills.length > 0 ? `（${skills.join('、')}）` : ''}，${how}`;
      return `answer ${source.answer + 1}, item ${item}${skills.length > 0 ? ` (${skills.join(', ')})` : ''}, ${how}`;
    }
    case 'item':
      return zh ? `题目 ${name('item', source.item)}` : `item ${name('item', source.item)}`;
    case 'skill':
      return zh ? `知识点 ${name('skill', source.skill)}` : `skill ${name('skill', source.skill)}`;
    case 'feature': {
      const label = readable(zh ? (source.nameZh ?? source.name) : source.name);
      if (source.skill === undefined) return label;
      return zh ? `${name('skill', source.skill)}的${label}` : `${label} of ${name('skill', source.skill)}`;
    }
  }
}

function wordAmount(amount: number, total: number, zh: boolean): string {
  const points = Math.round(100 * (logistic(total) - logistic(total - amount)));
  const logOdds = `${amount < 0 ? '−' : '+'}${Math.abs(amount).toFixed(2)}`;
  if (zh) return `${amount > 0 ? '提高' : '降低'} ${Math.abs(points)} 个百分点（对数几率 ${logOdds}）`;
  return `${amount > 0 ? 'up' : 'down'} ${Math.abs(points)} points (log-odds ${logOdds})`;
}

function percent(p: number): string {
  return `${Math.round(100 * p)}%`;
}

/** Characters that a line of text cannot hold, and marks that turn the direction of writing. */
const UNREADABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** An id as one short stretch of a line, whatever it holds. */
function readable(id: string): string {
  const characters = Array.from(id.slice(0, 200));
  const text = characters.length > 40 || id.length > 200 ? `${characters.slice(0, 39).join('')}…` : id;
  return text.replace(UNREADABLE, '\ufffd');
}
