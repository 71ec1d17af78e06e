import type { ResponseMatrix } from '../../../data/response-matrix.js';
import { analyseItems } from '../../../irt/classical.js';
import type { WrongReview } from '../../document.js';
import { clamp, clip, type Facts, gather, levelOf } from '../facts.js';
import { slipOf } from '../slip.js';
import type { ClassInput, ClassLearner, ClassOptions, ClassQuestion } from './input.js';

export type Slip = WrongReview['questions'][number]['slip'];

/** One learner's loss on one question. */
export interface Loss {
  readonly learner: number;
  readonly slip: Slip;
  /** Marks lost. */
  readonly marks: number;
}

/** One question with what the class made of it. */
export interface QuestionFacts {
  readonly question: ClassQuestion;
  readonly index: number;
  /** Mean share of the marks of those present, an empty answer counting as nothing; absent where nobody was. */
  readonly share?: number;
  /** 区分度; absent where the class is too small to tell. */
  readonly discrimination?: number;
  readonly losses: readonly Loss[];
  /** The wrong option chosen most, where options are known. */
  readonly wrongChoice?: { readonly key: string; readonly learners: number };
}

/** What all sections of the class edition need to know, worked out once. */
export interface ClassFacts {
  readonly input: ClassInput;
  readonly options: ClassOptions;
  readonly zh: boolean;
  /** Facts of the class as a whole: names and prerequisites of points. */
  readonly base: Facts;
  /** Learners with at least one answer, and those without. */
  readonly present: readonly number[];
  readonly absent: readonly number[];
  /** Facts of each learner, as the learner's own booklet sees them. */
  readonly own: readonly Facts[];
  /** Share of the full marks of each learner; NaN where absent. */
  readonly shares: readonly number[];
  readonly questions: readonly QuestionFacts[];
  /** How each learner is called in print. */
  readonly labels: readonly string[];
  /** The beginning that all ids share and that is left out of `labels`; empty where nothing is. */
  readonly prefix: string;
}

/** The fewest learners of whom a discrimination is told: of fewer, the upper and lower 27 % are two or three. */
const LEAST_FOR_DISCRIMINATION = 10;

export function gatherClass(input: ClassInput, options: ClassOptions): ClassFacts {
  const zh = input.language === 'zh';
  const own = input.learners.map((learner) => ownFacts(input, learner, options));
  const base = ownFacts(input, { learner: '', points: [], masteries: [] }, options);
  const present: number[] = [];
  const absent: number[] = [];
  own.forEach(({ answered }, at) => {
    if (answered.length > 0) present.push(at);
    else absent.push(at);
  });
  const full = input.questions.reduce((sum, { fullMarks }) => sum + fullMarks, 0);
  const shares = own.map((facts) => (facts.answered.length > 0 && full > 0 ? clamp(facts.points / full) : Number.NaN));
  const discriminations = discriminationsOf(input, present);
  const questions = input.questions.map((question, index): QuestionFacts => {
    let won = 0;
    const losses: Loss[] = [];
    const chosen = new Map<string, number>();
    for (const at of present) {
      const points = own[at].input.questions[index].points;
      won += points ?? 0;
      if ((points ?? 0) >= question.fullMarks) continue;
      const slip = slipOf(own[at].input.questions[index], own[at]).kind;
      losses.push({ learner: at, slip, marks: question.fullMarks - (points ?? 0) });
      const choice = input.learners[at].choices?.[index]?.trim();
      if (choice !== undefined && choice !== '') chosen.set(choice, (chosen.get(choice) ?? 0) + 1);
    }
    const [top] = [...chosen].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    const discrimination = discriminations?.[index];
    return {
      question,
      index,
      losses,
      ...(present.length === 0 || question.fullMarks <= 0
        ? {}
        : { share: clamp(won / (present.length * question.fullMarks)) }),
      ...(discrimination === undefined || !Number.isFinite(discrimination) ? {} : { discrimination }),
      ...(top === undefined ? {} : { wrongChoice: { key: clip(top[0], 8), learners: top[1] } }),
    };
  });
  return { input, options, zh, base, present, absent, own, shares, questions, ...labelsOf(input, options) };
}

/** A learner's facts as in the learner's own booklet, so that both speak of the same slips. */
function ownFacts(input: ClassInput, learner: ClassLearner, options: ClassOptions): Facts {
  const questions = input.questions.map(({ label, item, fullMarks, knowledgePoints }, at) => {
    const points = learner.points[at];
    const expected = learner.expected?.[at];
    return {
      label,
      ...(item === undefined ? {} : { item }),
      fullMarks,
      knowledgePoints,
      ...(points === undefined || !Number.isFinite(points) ? {} : { points: Math.max(points, 0) }),
      ...(expected === undefined ? {} : { expected }),
    };
  });
  return gather(
    {
      language: input.language,
      learner: learner.learner,
      exam: input.exam,
      questions,
      history: [],
      masteries: learner.masteries,
      practice: [],
      graph: input.graph,
    },
    options,
  );
}

function discriminationsOf(input: ClassInput, present: readonly number[]): readonly number[] | undefined {
  const asked = input.questions.filter(({ fullMarks }) => fullMarks > 0);
  if (present.length < LEAST_FOR_DISCRIMINATION || asked.length < input.questions.length || asked.length < 2) {
    return undefined;
  }
  const width = asked.length;
  const points = new Float32Array(present.length * width);
  present.forEach((at, row) => {
    asked.forEach(({ fullMarks }, j) => {
      const won = input.learners[at].points[j];
      points[row * width + j] = won === undefined || !Number.isFinite(won) ? 0 : Math.min(Math.max(won, 0), fullMarks);
    });
  });
  const matrix: ResponseMatrix = {
    learners: present.map((at) => String(at)),
    items: asked.map((_, j) => String(j)),
    points,
    fullMarks: asked.map(({ fullMarks }) => fullMarks),
  };
  return analyseItems(matrix, { missing: 'zero' }).items.map(({ discrimination }) => discrimination);
}

/** Short names: ids without what all have in common, the way a teacher speaks of number 07; or names where they are wanted. */
function labelsOf(input: ClassInput, options: ClassOptions): Pick<ClassFacts, 'labels' | 'prefix'> {
  const ids = input.learners.map(({ learner }) => learner);
  const named = options.names && input.learners.some(({ name }) => name !== undefined && name.trim() !== '');
  if (named) {
    return { labels: input.learners.map(({ name, learner }) => clip(name?.trim() || learner, 16)), prefix: '' };
  }
  let length = ids.length < 2 ? 0 : Math.max(0, Math.min(...ids.map((id) => id.length)) - 2);
  for (const id of ids) while (!id.startsWith(ids[0].slice(0, length))) length--;
  // No half of a surrogate pair is left behind.
  if (length > 0 && /[\udc00-\udfff]/.test(ids[0][length] ?? '')) length--;
  return { labels: ids.map((id) => clip(id.slice(length), 16)), prefix: clip((ids[0] ?? '').slice(0, length), 24) };
}

/** A list of learners as printed, in the order of the class, cut after `most`. */
export function listed(facts: ClassFacts, learners: readonly number[], most = 60): string {
  const shown = learners.slice(0, most).map((at) => facts.labels[at]);
  const text = shown.join(facts.zh ? '、' : ', ');
  const more = learners.length - shown.length;
  if (more <= 0) return text;
  return facts.zh ? `${text} 等 ${learners.length} 人` : `${text} and ${more} more`;
}

/** How many learners hold a point at each level. */
export function levelsOf(facts: ClassFacts, point: string): Readonly<Record<ReturnType<typeof levelOf>, number>> {
  const counts = { weak: 0, partial: 0, mastered: 0, unknown: 0 };
  for (const own of facts.own) counts[levelOf(own.masteries.get(point), facts.options)]++;
  return counts;
}

/** Knowledge points of the exam, in the order in which they are first asked. */
export function askedPoints({ input }: ClassFacts): readonly string[] {
  return [...new Set(input.questions.flatMap(({ knowledgePoints }) => knowledgePoints))];
}
