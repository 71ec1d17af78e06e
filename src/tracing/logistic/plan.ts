import { YincaiError } from '../../data/fault.js';
import type { CountedOf, Counter, FeatureKind, FeatureSpec, Moment, WeightedBy } from './feature.js';

/** One feature with its counter and its place. */
export interface Planned {
  readonly spec: FeatureSpec;
  readonly kind: FeatureKind;
  readonly counter: Counter;
  /** Where its floats begin among those of what it counts. */
  readonly at: number;
  /** Where its weights begin. */
  readonly first: number;
}

/** The features of a model laid out. */
export interface Plan {
  readonly features: readonly Planned[];
  readonly updates: Readonly<Record<CountedOf, readonly Planned[]>>;
  /** Floats of each counted entity; those of the learner begin with the answers and the clock. */
  readonly floats: Readonly<Record<CountedOf, number>>;
  readonly columns: number;
  /** Most values that one question can have. */
  readonly widest: (skills: number) => number;
  /** Whether a feature needs the easiness of questions. */
  readonly eased: boolean;
  /** Floats of the learner where the ability that others build on lies; −1 without. */
  readonly level: number;
}

/** Numbers of ids of a model. */
export interface Sizes {
  readonly skill: number;
  readonly item: number;
  readonly combination: number;
}

/** Floats of the learner that every model keeps: answers so far, and the clock. */
export const LEARNER_FLOATS = 2;

/**
 * Lays out features.
 *
 * @throws YincaiError `bad-option` where a kind or parameter is not known, or a feature cannot be counted or weighted so
 */
export function planFeatures(specs: readonly FeatureSpec[], kinds: readonly FeatureKind[], sizes: Sizes): Plan {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const floats = { learner: LEARNER_FLOATS, skill: 0, item: 0, combination: 0 };
  const updates: Record<CountedOf, Planned[]> = { learner: [], skill: [], item: [], combination: [] };
  const features: Planned[] = [];
  let columns = 0;
  let level = -1;
  for (const spec of specs) {
    const kind = byName.get(spec.kind);
    if (kind === undefined) throw bad('kind', spec.kind, `one of ${[...byName.keys()].join(', ')}`);
    for (const name of Object.keys(spec.parameters ?? {})) {
      if (!Object.hasOwn(kind.parameters, name) || !Number.isFinite(spec.parameters![name])) {
        throw bad(
          `${spec.kind}.${name}`,
          String(spec.parameters![name]),
          `numbers for ${Object.keys(kind.parameters)}`,
        );
      }
    }
    if (spec.of === 'skill' && spec.by !== 'all' && spec.by !== 'skill') {
      throw bad(spec.kind, `of ${spec.of} by ${spec.by}`, 'a feature of skills weighted by all or by skill');
    }
    if (!(spec.of in floats) || !['all', 'skill', 'item', 'combination'].includes(spec.by)) {
      throw bad(
        spec.kind,
        `of ${spec.of} by ${spec.by}`,
        'of learner, skill, item, combination; by all, skill, item, combination',
      );
    }
    const counter = kind.counter({ ...kind.parameters, ...spec.parameters });
    const planned: Planned = { spec, kind, counter, at: floats[spec.of], first: columns };
    if (spec.kind === 'ability' && spec.of === 'learner' && level < 0) level = planned.at;
    floats[spec.of] += counter.size;
    columns += counter.width * (spec.by === 'all' ? 1 : sizes[spec.by]);
    features.push(planned);
    if (counter.update !== undefined) updates[spec.of].push(planned);
  }
  return {
    features,
    updates,
    floats,
    columns,
    widest: (skills) =>
      features.reduce(
        (sum, { spec, counter }) => sum + counter.width * (spec.by === 'skill' ? Math.max(1, skills) : 1),
        0,
      ),
    eased: features.some(({ kind }) => kind.eased === true),
    level,
  };
}

function bad(column: string, value: string, expected: string): YincaiError {
  return new YincaiError({ code: 'bad-option', column: `features: ${column}`, value, expected });
}

/** A question in the model's numbers; −1 for what it does not hold. */
export interface Coded {
  readonly item: number;
  readonly skills: ArrayLike<number>;
  readonly combination: number;
}

/** What is counted for the parties of a question. */
export interface Counted {
  learner: readonly number[];
  skills: readonly (readonly number[])[];
  item: readonly number[];
  combination: readonly number[];
}

/** Values of one question: `count` pairs of column and value, and the feature and skill that each is of. */
export interface Encoded {
  count: number;
  column: Int32Array;
  value: Float64Array;
  feature: Int32Array;
  /** Place among the question's skills, or −1. */
  skill: Int32Array;
}

/** Room for the values of questions with that many skills. */
export function roomFor(plan: Plan, skills: number): Encoded {
  const n = plan.widest(skills);
  return {
    count: 0,
    column: new Int32Array(n),
    value: new Float64Array(n),
    feature: new Int32Array(n),
    skill: new Int32Array(n),
  };
}

const scratch = new Float64Array(256);

/**
 * The values of a question, from what was counted before it. A value 0 is left out, and so is one whose weight the
 * model does not hold. With a weight for all, a feature of skills is the mean over the question's skills;
 * with a weight for each skill, their sum, and a feature of the learner is shared out equally among the skills.
 */
export function encode(plan: Plan, question: Coded, counted: Counted, moment: Moment, out: Encoded): void {
  out.count = 0;
  const { features } = plan;
  const n = question.skills.length;
  for (let f = 0; f < features.length; f++) {
    const { spec, counter, at, first } = features[f];
    const { width } = counter;
    const { by } = spec;
    if (spec.of === 'skill') {
      if (by === 'skill') {
        for (let s = 0; s < n; s++) {
          if (question.skills[s] < 0) continue;
          counter.read(counted.skills[s], at, moment, scratch, 0);
          put(out, f, s, first + question.skills[s] * width, width, 1);
        }
      } else if (n > 0) {
        counter.read(counted.skills[0], at, moment, scratch, 0);
        if (n > 1) {
          for (let s = 1; s < n; s++) {
            counter.read(counted.skills[s], at, moment, scratch, width);
            for (let v = 0; v < width; v++) scratch[v] += scratch[width + v];
          }
          for (let v = 0; v < width; v++) scratch[v] /= n;
        }
        put(out, f, -1, first, width, 1);
      }
      continue;
    }
    counter.read(
      spec.of === 'learner' ? counted.learner : spec.of === 'item' ? counted.item : counted.combination,
      at,
      moment,
      scratch,
      0,
    );
    if (by === 'all') put(out, f, -1, first, width, 1);
    else if (by === 'skill') {
      // An intercept of each skill counts whole, what the learner brings along is shared out.
      const share = counter.size === 0 ? 1 : 1 / n;
      for (let s = 0; s < n; s++) {
        if (question.skills[s] >= 0) put(out, f, s, first + question.skills[s] * width, width, share);
      }
    } else {
      const of = by === 'item' ? question.item : question.combination;
      if (of >= 0) put(out, f, -1, first + of * width, width, 1);
    }
  }
}

function put(out: Encoded, feature: number, skill: number, column: number, width: number, share: number): void {
  for (let v = 0; v < width; v++) {
    const value = scratch[v];
    if (value === 0) continue;
    const i = out.count++;
    out.column[i] = column + v;
    out.value[i] = value * share;
    out.feature[i] = feature;
    out.skill[i] = skill;
  }
}

/** Takes an answer into what is counted; `moment` is that of its question. */
export function take(
  plan: Plan,
  counted: { learner: number[]; skills: number[][]; item: number[]; combination: number[] },
  moment: Moment,
  score: number,
): void {
  const { updates } = plan;
  // The others first: they build on the learner's level of before.
  for (const floats of counted.skills) {
    for (const { counter, at } of updates.skill) counter.update!(floats, at, moment, score);
  }
  for (const { counter, at } of updates.item) counter.update!(counted.item, at, moment, score);
  for (const { counter, at } of updates.combination) counter.update!(counted.combination, at, moment, score);
  const { level } = moment;
  moment.level = 0;
  for (const { counter, at } of updates.learner) counter.update!(counted.learner, at, moment, score);
  moment.level = level;
  counted.learner[0]++;
  counted.learner[1] = moment.clock;
}

/** Seconds that an answer without a time is taken to last. */
const UNTIMED = 60;

/** Sets the moment of a question; `time` in milliseconds, NaN where unknown. A time before the last one counts as the last. */
export function setMoment(moment: Moment, plan: Plan, learner: readonly number[], time: number, ease: number): void {
  moment.step = learner[0];
  moment.clock = Number.isFinite(time)
    ? Math.max(learner[1], time / 1000)
    : learner[1] + (learner[0] > 0 ? UNTIMED : 0);
  moment.ease = ease;
  moment.level = plan.level < 0 ? 0 : learner[plan.level];
}

/** Floats of something never met. */
export function unmet(size: number): number[] {
  return new Array<number>(size).fill(0);
}

export type { WeightedBy };
