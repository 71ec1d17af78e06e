import { YincaiError } from '../../data/fault.js';
import type { TracedAnswer, TracedQuestion } from '../../evaluate/tracing.js';
import { type Contribution, type Explanation, type ExplanationSource, explain, explainSteps } from '../explanation.js';
import type { FeatureKind } from './feature.js';
import { KINDS } from './kinds.js';
import type { LogisticModel } from './model.js';
import { logOddsOf } from './prepare.js';
import type { LogisticState } from './state.js';
import { advance, ask, start, valuesOf } from './trace.js';

/**
 * Which features moved a prediction by how much: each weight times its value, summed over a feature's values, exactly.
 * The base is the intercept that all share.
 *
 * @param kinds of features that the model may name; see `familyWith`
 * @throws YincaiError `unsupported` for a model with products of features, which is no sum over features
 * @example
 * describeExplanation(explainFeatures(model, state, { item: 'q1', skills: ['fractions'] }), 'zh')
 */
export function explainFeatures(
  model: LogisticModel,
  state: LogisticState,
  question: TracedQuestion,
  kinds: readonly FeatureKind[] = KINDS,
): Explanation {
  if (model.factors !== undefined) {
    throw new YincaiError({
      code: 'unsupported',
      value: 'a factorisation machine',
      expected: 'a model that is a sum of features',
      mend: 'explain it by answers: explainAnswers',
    });
  }
  const asked = ask(model, state, question, kinds);
  const { prepared, skills } = asked;
  const values = valuesOf(asked, question);
  let base = 0;
  const found = new Map<string, { source: ExplanationSource; amount: number }>();
  for (let i = 0; i < values.count; i++) {
    const amount = prepared.weights[values.column[i]] * values.value[i];
    const { kind, spec } = prepared.plan.features[values.feature[i]];
    if (spec.kind === 'constant' && spec.by === 'all') {
      base += amount;
      continue;
    }
    const skill = values.skill[i] < 0 ? undefined : skills[values.skill[i]];
    const key = JSON.stringify([values.feature[i], skill]);
    const before = found.get(key);
    if (before !== undefined) before.amount += amount;
    else found.set(key, { source: sourceOf(spec, kind.words, question, skill), amount });
  }
  return explain(base, [...found.values()] as Contribution[]);
}

const OF = {
  learner: { zh: '全部作答的', en: 'over all answers' },
  skill: { zh: '本题知识点的', en: 'on the skills of the question' },
  item: { zh: '本题的', en: 'on this item' },
  combination: { zh: '同类题的', en: 'on questions of these skills' },
} as const;

function sourceOf(
  spec: LogisticModel['features'][number],
  words: { readonly zh: string; readonly en: string },
  question: TracedQuestion,
  skill: string | undefined,
): ExplanationSource {
  if (spec.kind === 'constant') {
    if (spec.by === 'item') return { kind: 'item', item: question.item };
    if (skill !== undefined) return { kind: 'skill', skill };
    return { kind: 'feature', name: 'combination of skills', nameZh: '知识点组合' };
  }
  if (skill !== undefined) return { kind: 'feature', name: words.en, nameZh: words.zh, skill };
  const rate = spec.parameters?.rate;
  const detail = rate === undefined ? '' : ` ${rate}`;
  return {
    kind: 'feature',
    name: `${words.en}${detail} ${OF[spec.of].en}`,
    nameZh: `${OF[spec.of].zh}${words.zh}${detail}`,
  };
}

/**
 * Which past answers moved a prediction by how much: the question is asked anew after each answer, and the differences of
 * log-odds add up to the prediction exactly.
 *
 * @param from state before the history; an unknown learner's by default
 * @param kinds of features that the model may name; see `familyWith`
 * @cost O(answers · features)
 * @example
 * describeExplanation(explainAnswers(model, answers, { item: 'q9', skills: ['fractions'] }), 'en')
 */
export function explainAnswers(
  model: LogisticModel,
  history: readonly TracedAnswer[],
  question: TracedQuestion,
  from: LogisticState = start(model),
  kinds: readonly FeatureKind[] = KINDS,
): Explanation {
  let state = from;
  const at = (): number => {
    const asked = ask(model, state, question, kinds);
    return logOddsOf(asked.prepared, valuesOf(asked, question), model.factors?.size ?? 0);
  };
  const logOdds = [at()];
  const sources = history.map((answer, i): ExplanationSource => {
    state = advance(model, state, answer, kinds);
    logOdds.push(at());
    return { kind: 'answer', answer: i, item: answer.item, skills: answer.skills, score: answer.score };
  });
  return explainSteps(logOdds, sources);
}
