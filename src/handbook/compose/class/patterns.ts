import type { ErrorPatterns } from '../../class-document.js';
import { clip, nameOf, quote } from '../facts.js';
import { askedPoints, type ClassFacts, levelsOf, listed, type Slip } from './facts.js';

const SLIPS: readonly [Slip, Slip, Slip, Slip] = ['careless', 'prerequisite', 'not-mastered', 'not-answered'];

/** A set of questions lost together needs a correlation this many standard errors above 0. */
const STANDARD_ERRORS = 3;
/** and this many learners who lost them all. */
const LEAST_TOGETHER = 4;
/** The most sets shown. */
const SETS = 6;
/** The most knowledge points shown. */
const POINTS = 16;

/** 错因分析: kinds of slip by question, points weak for many, questions lost together. */
export function errorPatterns(facts: ClassFacts): ErrorPatterns {
  const { zh } = facts;
  return {
    kind: 'error-patterns',
    title: zh ? '错因分析' : 'Why marks were lost',
    introduction: zh
      ? '失分的原因由模型推断，供讲评时参考：平时把握较大而失分的，多半是粗心；先修知识薄弱的，先补先修；其余是本题的知识点还没有掌握。'
      : 'Causes are the model’s inference: marks lost where success was expected are probably carelessness; where a prerequisite is weak, mend it first; the rest has not mastered the point itself.',
    slipsTitle: zh ? '各题失分的原因（人数）' : 'Causes by question (learners)',
    slipNames: zh
      ? ['粗心', '先修未掌握', '没有掌握', '没有作答']
      : ['careless', 'prerequisite weak', 'not mastered', 'not answered'],
    slips: facts.questions
      .filter(({ losses }) => losses.length > 0)
      .map(({ question, losses }) => {
        const count = (kind: Slip): number => losses.filter(({ slip }) => slip === kind).length;
        return {
          label: clip(question.label, 12),
          counts: [count(SLIPS[0]), count(SLIPS[1]), count(SLIPS[2]), count(SLIPS[3])] as const,
        };
      }),
    pointsTitle: zh ? '薄弱的人最多的知识点' : 'Knowledge points weak for most',
    points: weakPoints(facts),
    togetherTitle: zh ? '常常一起失分的题' : 'Questions lost together',
    together: lostTogether(facts).map(({ questions, learners }) => ({
      labels: questions.map((at) => clip(facts.questions[at].question.label, 12)),
      words: togetherWords(questions, learners, facts),
    })),
    togetherNone: zh ? '没有发现超出水平差异所能解释的共同失分。' : 'None beyond what differences in level explain.',
  };
}

function weakPoints(facts: ClassFacts): ErrorPatterns['points'] {
  const { zh } = facts;
  return askedPoints(facts)
    .map((point) => ({ point, levels: levelsOf(facts, point) }))
    .filter(({ levels }) => levels.weak > 0)
    .sort(
      (a, b) => b.levels.weak - a.levels.weak || a.levels.mastered - b.levels.mastered || (a.point < b.point ? -1 : 1),
    )
    .slice(0, POINTS)
    .map(({ point, levels }) => {
      const asked = facts.questions
        .filter(({ question }) => question.knowledgePoints.includes(point))
        .map(({ question }) => clip(question.label, 12));
      return {
        name: nameOf(facts.base, point),
        ...levels,
        note: zh ? `第 ${asked.join('、')} 题` : `question${asked.length === 1 ? '' : 's'} ${asked.join(', ')}`,
      };
    });
}

/** Questions lost together, with those who lost them all. */
export interface LostTogether {
  readonly questions: readonly number[];
  readonly learners: readonly number[];
}

/**
 * Sets of questions lost together more often than levels explain: the shares' residuals, share − expected, correlate across learners
 * (Q3), where `r · √(n − 1)` is at least {@link STANDARD_ERRORS}. Sets grow from the closest pair on and take in a question only
 * where it is close to all in the set. Without expectations the shares themselves correlate, less the learner's mean.
 *
 * @source Yen (1984), Effects of local item dependence, Applied Psychological Measurement 8(2): Q3
 */
export function lostTogether(facts: ClassFacts): readonly LostTogether[] {
  const { present, questions } = facts;
  const n = present.length;
  const asked = questions.filter(({ question, losses }) => question.fullMarks > 0 && losses.length >= LEAST_TOGETHER);
  const residuals = new Map(asked.map(({ index }) => [index, residualsOf(facts, index)]));
  const close = (a: number, b: number): number => correlation(residuals.get(a)!, residuals.get(b)!);
  const needed = STANDARD_ERRORS / Math.sqrt(Math.max(1, n - 1));
  const pairs: { readonly a: number; readonly b: number; readonly r: number }[] = [];
  for (let i = 0; i < asked.length; i++) {
    for (let j = i + 1; j < asked.length; j++) {
      const r = close(asked[i].index, asked[j].index);
      if (r >= needed) pairs.push({ a: asked[i].index, b: asked[j].index, r });
    }
  }
  pairs.sort((x, y) => y.r - x.r || x.a - y.a || x.b - y.b);
  const used = new Set<number>();
  const sets: LostTogether[] = [];
  for (const { a, b } of pairs) {
    if (sets.length === SETS) break;
    if (used.has(a) || used.has(b)) continue;
    const members = [a, b];
    for (const { index } of asked) {
      if (used.has(index) || members.includes(index)) continue;
      if (members.every((member) => close(member, index) >= needed)) members.push(index);
    }
    const learners = present.filter((at) =>
      members.every((index) => questions[index].losses.some(({ learner }) => learner === at)),
    );
    if (learners.length < LEAST_TOGETHER) continue;
    for (const member of members) used.add(member);
    sets.push({ questions: members.sort((x, y) => x - y), learners });
  }
  return sets;
}

function residualsOf({ input, present, own, shares }: ClassFacts, index: number): readonly number[] {
  return present.map((at) => {
    const { points, fullMarks } = own[at].input.questions[index];
    return (points ?? 0) / fullMarks - (input.learners[at].expected?.[index] ?? shares[at]);
  });
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const mx = x.reduce((sum, value) => sum + value, 0) / n;
  const my = y.reduce((sum, value) => sum + value, 0) / n;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) ** 2;
    yy += (y[i] - my) ** 2;
  }
  return xx > 1e-12 && yy > 1e-12 ? xy / Math.sqrt(xx * yy) : 0;
}

function togetherWords(questions: readonly number[], learners: readonly number[], facts: ClassFacts): string {
  const { zh } = facts;
  const [first, ...others] = questions.map((at) => new Set(facts.questions[at].question.knowledgePoints));
  const shared = [...first].filter((point) => others.every((set) => set.has(point)));
  const who = listed(facts, learners, 20);
  const cause =
    shared.length > 0
      ? zh
        ? `共同的知识点是${shared.map((point) => quote(nameOf(facts.base, point), true)).join('、')}。`
        : `They share ${shared.map((point) => quote(nameOf(facts.base, point), false)).join(' and ')}. `
      : zh
        ? '没有共同的知识点，可能出自同一种错误的想法，值得当面问一问。'
        : 'They share no knowledge point: perhaps one misconception is behind both. Ask. ';
  return zh
    ? `${cause}同时失分 ${learners.length} 人：${who}。`
    : `${cause}Lost all of them (${learners.length}): ${who}.`;
}
