import type { Language } from '../../data/fault.js';
import type { TracedAnswer, TracedQuestion } from '../../evaluate/tracing.js';
import { foretell, revise } from './credit.js';
import type { BktModel } from './model.js';
import { ask, type BktState, draftOf, settle, takeIn } from './state.js';
import { predict, start } from './trace.js';

/** What one answer did to a prediction. */
export interface Contribution {
  /** Place of the answer in the history, from 0. */
  readonly answer: number;
  /** Change of P(right) by the answer as evidence, and by the practice that it was (learning and forgetting after it). */
  readonly evidence: number;
  readonly practice: number;
}

/** A prediction taken apart: `predicted = base + Σ (evidence + practice)`, exactly but for rounding. */
export interface Explanation {
  /** P(right) before any answer. */
  readonly base: number;
  readonly predicted: number;
  /** One for each answer of the history, in its order. */
  readonly contributions: readonly Contribution[];
  /** The same in words, the answers that moved most first. */
  readonly text: string;
}

/** Options of {@link explain}. */
export interface ExplainOptions {
  /** State before the history; that of an unknown learner by default. */
  readonly from?: BktState;
  readonly language: Language;
  /** Answers named in the text. */
  readonly most: number;
}

/** Defaults of {@link explain}. */
export const EXPLAIN_DEFAULTS: ExplainOptions = { language: 'zh', most: 5 };

/**
 * Which answers moved a prediction by how much: the question is asked anew after each answer, and the differences are the
 * contributions. An answer to another skill can move it, too, through the learner's level or a shared question.
 *
 * @cost O(answers · skills of the question · levels)
 * @example
 * explain(model, answers, { item: 'q9', skills: ['fractions'] }, { language: 'en' }).text
 */
export function explain(
  model: BktModel,
  history: readonly TracedAnswer[],
  question: TracedQuestion,
  options: Partial<ExplainOptions> = {},
): Explanation {
  const { language, most, from } = { ...EXPLAIN_DEFAULTS, ...options };
  let state = from ?? start(model);
  const base = predict(model, state, question);
  let now = base;
  const contributions = history.map((answer, i): Contribution => {
    const told = predict(model, withEvidence(model, state, answer), question);
    const draft = draftOf(model, state);
    takeIn(draft, answer);
    state = settle(draft);
    const after = predict(model, state, question);
    const contribution = { answer: i, evidence: told - now, practice: after - told };
    now = after;
    return contribution;
  });
  return { base, predicted: now, contributions, text: word(history, base, now, contributions, language, most) };
}

/** The state after an answer taken as evidence alone, without the step of learning. */
function withEvidence(model: BktModel, state: BktState, answer: TracedAnswer): BktState {
  const draft = draftOf(model, state);
  const asked = ask(draft.prepared, draft.groups, draft, answer);
  if (asked === undefined) return state;
  const still = {
    ...asked.question,
    learn: new Float64Array(asked.question.learn.length),
    forget: new Float64Array(asked.question.n),
  };
  foretell(model.rule, still, asked.belief, asked.told);
  const share = draft.share ?? draft.prepared.share.slice();
  revise(still, asked.told, answer.score, asked.belief, share);
  takeIn(draft, answer, { belief: asked.belief, share });
  return settle(draft);
}

function word(
  history: readonly TracedAnswer[],
  base: number,
  predicted: number,
  contributions: readonly Contribution[],
  language: Language,
  most: number,
): string {
  const total = ({ evidence, practice }: Contribution): number => evidence + practice;
  const strongest = contributions
    .filter((one) => Math.abs(total(one)) >= 0.005)
    .sort((a, b) => Math.abs(total(b)) - Math.abs(total(a)) || a.answer - b.answer)
    .slice(0, most);
  const signed = (x: number): string => `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(2)}`;
  const zh = language === 'zh';
  const lines = strongest.map((one) => {
    const { item, score } = history[one.answer];
    const place = one.answer + 1;
    if (zh) {
      const result = score === 1 ? '答对' : score === 0 ? '答错' : `得分率 ${score.toFixed(2)}`;
      return `第 ${place} 次（${item}，${result}）${signed(total(one))}：作答本身 ${signed(one.evidence)}，练习 ${signed(one.practice)}`;
    }
    const result = score === 1 ? 'right' : score === 0 ? 'wrong' : `${score.toFixed(2)} of the marks`;
    return `answer ${place} (${item}, ${result}) ${signed(total(one))}: evidence ${signed(one.evidence)}, practice ${signed(one.practice)}`;
  });
  const rest = predicted - base - strongest.reduce((sum, one) => sum + total(one), 0);
  if (contributions.length > strongest.length)
    lines.push(zh ? `其余作答 ${signed(rest)}` : `all other answers ${signed(rest)}`);
  const head = zh
    ? `预计答对的概率 ${predicted.toFixed(2)}；作答之前为 ${base.toFixed(2)}`
    : `P(right) ${predicted.toFixed(2)}; before any answer ${base.toFixed(2)}`;
  return [head, ...lines].join('\n');
}
