import type { LearnerView } from './learner-view.js';
import type { PreparedBank } from './prepare-bank.js';
import type { SettledRequest } from './request.js';

/** One point to practise, and why. */
export interface PlannedPoint {
  readonly point: string;
  readonly mastery: number;
  /** Whether it is weak itself. */
  readonly weak: boolean;
  /** The point whose practice waits for this one, the first that asked for it. */
  readonly prerequisiteOf?: string;
}

/** More than this many points are never planned ahead; a chain of prerequisites in real curricula is far shorter. */
const MOST_PLANNED = 10_000;

/**
 * Which points to practise, in order: weak points by need, `(1 − mastery) · weight`, and before each of them, recursively,
 * those prerequisites that are not ready. A depth-first walk that puts a point after all it waits for; a cycle is cut where it closes.
 */
export function planPoints(view: LearnerView, prepared: PreparedBank, request: SettledRequest): PlannedPoint[] {
  const roots = pointsByNeed(view, request, (mastery) => mastery < request.weakBelow);
  const weak = new Set(roots);

  const planned: PlannedPoint[] = [];
  const met = new Set<string>();
  // An own stack: a chain of prerequisites may be longer than the call stack allows.
  const stack: { readonly point: string; readonly of?: string; readonly rest: string[] }[] = [];
  const enter = (point: string, of?: string): void => {
    met.add(point);
    const rest = (prepared.prerequisites.get(point) ?? [])
      .filter((before) => !isReady(view, before, request))
      .reverse();
    stack.push(of === undefined ? { point, rest } : { point, of, rest });
  };
  for (const root of roots) {
    if (met.has(root) || met.size >= MOST_PLANNED) continue;
    enter(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const next = top.rest.pop();
      if (next === undefined) {
        const { probability } = view.mastery(top.point);
        const found = { point: top.point, mastery: probability, weak: weak.has(top.point) };
        planned.push(top.of === undefined ? found : { ...found, prerequisiteOf: top.of });
        stack.pop();
      } else if (!met.has(next) && met.size < MOST_PLANNED) enter(next, top.point);
    }
  }
  return planned;
}

/** The points that a request is about and that have answers enough, of those masteries that are wanted, by need `(1 − mastery) · weight`. */
export function pointsByNeed(
  view: LearnerView,
  request: SettledRequest,
  wanted: (mastery: number) => boolean,
): readonly string[] {
  const targets = request.allPoints ? undefined : new Set(request.targets);
  const needs = new Map<string, number>();
  for (const point of view.points) {
    if (targets !== undefined && !targets.has(point)) continue;
    const { probability, answers } = view.mastery(point);
    if (answers < request.minAnswers || !wanted(probability)) continue;
    const weight = Object.hasOwn(request.weights, point) ? request.weights[point] : 1;
    needs.set(point, (1 - probability) * weight);
  }
  return [...needs].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([point]) => point);
}

/** Whether a point can carry what rests on it. */
export function isReady(view: LearnerView, point: string, request: SettledRequest): boolean {
  const { probability, answers } = view.mastery(point);
  return probability >= (answers > 0 ? request.readyAt : request.untestedReadyAt);
}
