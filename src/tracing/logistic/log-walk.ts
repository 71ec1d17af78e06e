import type { ResponseLog } from '../../data/response-log.js';
import { skillNames } from '../../evaluate/tracing.js';
import type { Moment } from './feature.js';
import { combinationId, type Easiness } from './model.js';
import { type Coded, type Encoded, encode, type Plan, roomFor, setMoment, take, unmet } from './plan.js';

/** Positions of a model's ids. */
export interface Positions {
  readonly skills: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<string, number>;
  /** By {@link combinationId}. */
  readonly combinations: ReadonlyMap<string, number>;
}

/** Log-odds of a question by itself; what the model does not hold adds nothing. */
export function easeOf(easiness: Easiness | undefined, question: Coded): number {
  if (easiness === undefined) return 0;
  let ease = easiness.intercept;
  if (question.item >= 0) ease += easiness.items[question.item];
  for (let s = 0; s < question.skills.length; s++) {
    if (question.skills[s] >= 0) ease += easiness.skills[question.skills[s]];
  }
  if (question.combination >= 0) ease += easiness.combinations[question.combination];
  return ease;
}

/** The sets of skills of a log: their codes in the log, in the model, and as combinations of the model. */
interface CodedSets {
  readonly local: readonly (readonly number[])[];
  readonly known: readonly (readonly number[])[];
  readonly combination: readonly number[];
  /** A number for each distinct set, however it is written. */
  readonly distinct: readonly number[];
}

/**
 * Walks a log, each learner's answers in the order of the rows, and hands over the values of each row before it is seen.
 * What is counted for a learner is dropped with the last answer, so the room needed does not grow with the learners.
 *
 * @param easiness of questions, or the log-odds of each row's
 * @param see is called with each row and its values, which it must not keep
 */
export function walkLog(
  plan: Plan,
  positions: Positions,
  easiness: Easiness | Float64Array | undefined,
  log: ResponseLog,
  see: (row: number, values: Encoded) => void,
): void {
  const sets = codeSets(log, positions);
  const items = log.items.map((item) => positions.items.get(item) ?? -1);
  const { rows, first } = rowsByLearner(log);
  const widest = sets.local.reduce((most, set) => Math.max(most, set.length), 1);
  const room = roomFor(plan, widest);
  const moment: Moment = { step: 0, clock: 0, ease: 0, level: 0 };
  const { floats } = plan;
  const nothing: number[] = [];
  const counted = { learner: nothing, skills: [] as number[][], item: nothing, combination: nothing };
  for (let l = 0; l + 1 < first.length; l++) {
    if (first[l] === first[l + 1]) continue;
    const skills = new Map<number, number[]>();
    const ofItems = new Map<number, number[]>();
    const combinations = new Map<number, number[]>();
    counted.learner = unmet(floats.learner);
    for (let i = first[l]; i < first[l + 1]; i++) {
      const r = rows[i];
      const set = log.skillSet[r];
      const local = set < 0 ? nothing : sets.local[set];
      const question: Coded = {
        item: items[log.item[r]],
        skills: set < 0 ? nothing : sets.known[set],
        combination: set < 0 ? -1 : sets.combination[set],
      };
      counted.skills.length = local.length;
      for (let s = 0; s < local.length; s++) {
        counted.skills[s] = floats.skill === 0 ? nothing : metIn(skills, local[s], floats.skill);
      }
      counted.item = floats.item === 0 ? nothing : metIn(ofItems, log.item[r], floats.item);
      counted.combination =
        floats.combination === 0 ? nothing : metIn(combinations, set < 0 ? -1 : sets.distinct[set], floats.combination);
      const ease = !plan.eased ? 0 : easiness instanceof Float64Array ? easiness[r] : easeOf(easiness, question);
      setMoment(moment, plan, counted.learner, log.time[r], ease);
      encode(plan, question, counted, moment, room);
      see(r, room);
      take(plan, counted, moment, log.score[r]);
    }
  }
}

function metIn(met: Map<number, number[]>, code: number, size: number): number[] {
  let floats = met.get(code);
  if (floats === undefined) {
    floats = unmet(size);
    met.set(code, floats);
  }
  return floats;
}

function codeSets(log: ResponseLog, positions: Positions): CodedSets {
  const { start, skill } = log.skillSets;
  const names = skillNames(log);
  const seen = new Map<string, number>();
  return {
    distinct: names.map((set) => {
      if (set.length === 0) return -1;
      const id = combinationId([...new Set(set)]);
      if (!seen.has(id)) seen.set(id, seen.size);
      return seen.get(id)!;
    }),
    local: names.map((_, s) => [...new Set(skill.subarray(start[s], start[s + 1]))]),
    known: names.map((set) => [...new Set(set)].map((name) => positions.skills.get(name) ?? -1)),
    combination: names.map((set) => {
      const distinct = [...new Set(set)];
      return distinct.length < 2 ? -1 : (positions.combinations.get(combinationId(distinct)) ?? -1);
    }),
  };
}

function rowsByLearner(log: ResponseLog): { readonly rows: Int32Array; readonly first: Int32Array } {
  const first = new Int32Array(log.learners.length + 1);
  for (let r = 0; r < log.length; r++) first[log.learner[r] + 1]++;
  for (let l = 0; l < log.learners.length; l++) first[l + 1] += first[l];
  const rows = new Int32Array(log.length);
  const fill = first.slice(0, log.learners.length);
  for (let r = 0; r < log.length; r++) rows[fill[log.learner[r]]++] = r;
  return { rows, first };
}
