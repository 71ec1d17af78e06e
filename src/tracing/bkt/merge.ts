import type { TracedAnswer } from '../../evaluate/tracing.js';
import { logistic, logit } from '../../math/logistic.js';
import { type BktModel, LEAST_DOUBT } from './model.js';
import { firstBelief, groupsOf, prepare } from './prepare.js';
import { type BktState, PAGE, type SkillBelief } from './state.js';
import { start } from './trace.js';

/**
 * Histories of one learner made into one, e.g. of two devices that were offline: in the order of time, ties in the order
 * given, each answer once: two with the same item, skills, score and (known) time are the same answer.
 * Answers without a time are kept where they stand, after the last one before them that has one.
 *
 * @cost O(answers · log answers)
 * @example
 * const state = replay(model, start(model), mergeAnswers(phone, tablet));
 */
export function mergeAnswers(...histories: readonly (readonly TracedAnswer[])[]): TracedAnswer[] {
  const seen = new Set<string>();
  const placed: { readonly answer: TracedAnswer; readonly time: number; readonly order: number }[] = [];
  for (const history of histories) {
    let time = Number.NEGATIVE_INFINITY;
    for (const answer of history) {
      if (answer.time !== undefined && !Number.isNaN(answer.time)) {
        const key = JSON.stringify([answer.time, answer.item, answer.score, [...answer.skills].sort()]);
        if (seen.has(key)) continue;
        seen.add(key);
        time = answer.time;
      }
      placed.push({ answer, time, order: placed.length });
    }
  }
  placed.sort((a, b) => (a.time === b.time ? a.order - b.order : a.time - b.time));
  return placed.map(({ answer }) => answer);
}

/**
 * Two states of one learner that went apart from `base`, made into one without their answers. A skill that only one of them
 * met further is taken from it, exactly. Where both did, the odds of P(known) move by what each moved them,
 * odds = odds_a · odds_b / odds_base: exact where nothing is learnt or forgotten between answers, else near;
 * `replay` of {@link mergeAnswers} is exact. The learner's levels likewise.
 *
 * @cost O(skills met)
 * @example
 * const state = merge(model, onPhone, onTablet, whenLastSynced);
 */
export function merge(model: BktModel, a: BktState, b: BktState, base: BktState = start(model)): BktState {
  const prepared = prepare(model);
  const names = a.groups ?? b.groups ?? base.groups;
  const groups = names === undefined ? [] : groupsOf(prepared, names);
  const join = (
    one: SkillBelief | null | undefined,
    two: SkillBelief | null | undefined,
    before: SkillBelief | null | undefined,
    skill: number | undefined,
  ): SkillBelief | null => {
    const count = before?.answers ?? 0;
    if (one === undefined || one === null || one.answers === count) return two ?? one ?? null;
    if (two === undefined || two === null || two.answers === count) return one;
    const from = before?.known ?? firstBelief(prepared, skill, groups);
    const known = one.known.map((p, k) => {
      const odds = logit(p) + logit(two.known[k]) - logit(from[k]);
      return Number.isNaN(odds) ? p : Math.min(Math.max(logistic(odds), LEAST_DOUBT), 1 - LEAST_DOUBT);
    });
    const time = one.time === undefined ? two.time : two.time === undefined ? one.time : Math.max(one.time, two.time);
    return {
      answers: one.answers + two.answers - count,
      ...(time === undefined ? {} : { time }),
      known,
      ...(one.slope === undefined || two.slope === undefined
        ? {}
        : { slope: one.answers >= two.answers ? one.slope : two.slope }),
    };
  };
  const pages: ((SkillBelief | null)[] | null)[] = [];
  for (let p = 0; p < Math.max(a.pages.length, b.pages.length); p++) {
    const [one, two] = [a.pages[p], b.pages[p]];
    if ((one ?? null) === null && (two ?? null) === null) {
      pages.push(null);
      continue;
    }
    pages.push(Array.from({ length: PAGE }, (_, i) => join(one?.[i], two?.[i], base.pages[p]?.[i], p * PAGE + i)));
  }
  const others: Record<string, SkillBelief> = Object.create(null) as Record<string, SkillBelief>;
  const own = (state: BktState, skill: string): SkillBelief | undefined =>
    state.others !== undefined && Object.hasOwn(state.others, skill) ? state.others[skill] : undefined;
  let some = false;
  for (const skill of [...Object.keys(a.others ?? {}), ...Object.keys(b.others ?? {})]) {
    const joined = join(own(a, skill), own(b, skill), own(base, skill), undefined);
    if (joined !== null) others[skill] = joined;
    some = true;
  }
  const share = mergeShares(a.share, b.share, base.share ?? [...prepared.share]);
  return {
    kind: 'bkt-state',
    version: 2,
    ...(share === undefined ? {} : { share }),
    ...(names === undefined ? {} : { groups: names }),
    pages,
    ...(some ? { others } : {}),
  };
}

function mergeShares(
  a: readonly number[] | undefined,
  b: readonly number[] | undefined,
  base: readonly number[],
): readonly number[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const product = a.map((p, k) => (base[k] > 0 ? (p * b[k]) / base[k] : 0));
  const sum = product.reduce((total, p) => total + p, 0);
  return sum > 0 ? product.map((p) => p / sum) : a;
}
