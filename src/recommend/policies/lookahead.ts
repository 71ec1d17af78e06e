import { PLAN_DEFAULTS, type PlanOptions, type PointsToPlan, planAnswers } from '../plan-answers.js';
import { aimOf, minutesAt, nearest, type Policy, type PolicyContext, readiness, type Scored } from './policy.js';

/** Options of {@link lookahead}. */
export interface LookaheadOptions extends PlanOptions {
  /**
   * Wrong answers to a point without a right one since, after which the gain of a further answer counts half: learners differ in
   * how fast they learn, and a long run of errors says that here it is not fast.
   *
   * @source Beck & Gong (2013), Wheel-spinning: students who fail to master a skill, AIED
   */
  readonly patience: number;
}

/** Defaults of {@link LookaheadOptions}. */
export const LOOKAHEAD_DEFAULTS: LookaheadOptions = { ...PLAN_DEFAULTS, patience: 8 };

/** Points as planning sees them; those without an item cannot be planned for. */
function pointsToPlan(
  context: PolicyContext,
  patience: number,
): { readonly ids: readonly string[]; readonly points: PointsToPlan } {
  const { view, targets, prepared } = context;
  const ids = context.points.filter((point) => minutesAt(context, point) !== undefined);
  const index = new Map(ids.map((id, k) => [id, k]));
  const laws = ids.map((id) => view.learning(id));
  const doubt = Float64Array.from(ids, (id) => 1 / (1 + view.wrong(id) / patience));
  return {
    ids,
    points: {
      level: Float64Array.from(ids, (id) => view.level(id)),
      prerequisites: ids.map((id) =>
        (prepared.prerequisites.get(id) ?? []).flatMap((before) => {
          const k = index.get(before);
          return k === undefined ? [] : [k];
        }),
      ),
      weight: Float64Array.from(ids, (id) => targets.get(id) ?? 0),
      minutes: Float64Array.from(ids, (id) => minutesAt(context, id)!),
      learn: (k, level, more, ready) => level + (laws[k](level, more, ready) - level) * doubt[k],
    },
  };
}

/**
 * Expected gain by lookahead: the point is the one with which the rest of the practice is foretold to end best (`planAnswers`), the item the one
 * nearest to the success aimed at. The points that the plan did not take first follow by their worth, one item of each in turn.
 *
 * @example
 * rank(view, prepared, { subject: 'math' }, lookahead({ horizon: 60 }));
 */
export function lookahead(options: Partial<LookaheadOptions> = {}): Policy {
  const settled = { ...LOOKAHEAD_DEFAULTS, ...options };
  return function* (context): Generator<Scored> {
    const { ids, points } = pointsToPlan(context, settled.patience);
    const { first, worth } = planAnswers(points, context.left, settled);
    if (first < 0) return;
    const order = [...worth.keys()].filter((k) => worth[k] > 0 && k !== first);
    order.sort((a, b) => worth[b] - worth[a] || a - b);
    yield* inTurn(
      context,
      [first, ...order].map((k) => ({ point: ids[k], score: worth[k] })),
    );
  };
}

/** One-step expected gain: by what one answer raises the point itself, a minute. */
export const expectedGain: Policy = function* (context): Generator<Scored> {
  const { view, targets } = context;
  const gains = context.points.flatMap((point) => {
    const minutes = minutesAt(context, point);
    const weight = targets.get(point);
    if (minutes === undefined || weight === undefined) return [];
    const level = view.level(point);
    return [{ point, score: (weight * (view.learning(point)(level, 0, readiness(context, point)) - level)) / minutes }];
  });
  gains.sort((a, b) => b.score - a.score || (a.point < b.point ? -1 : 1));
  yield* inTurn(context, gains);
};

/** The item of each point that suits best, then the second of each …: as many as are asked for are looked up. */
function* inTurn(
  context: PolicyContext,
  points: readonly { readonly point: string; readonly score: number }[],
): Generator<Scored> {
  const aim = aimOf(context.band);
  const lists: (readonly Scored[])[] = [];
  for (let round = 0, more = true; more; round++) {
    more = false;
    for (let k = 0; k < points.length; k++) {
      lists[k] ??= nearest(context, points[k].point, aim);
      if (round >= lists[k].length) continue;
      more = true;
      yield { ...lists[k][round], score: points[k].score };
    }
  }
}
