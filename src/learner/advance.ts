import type { LearnerModels } from './models.js';
import type { LearnerEvent, LearnerState, PointState, SubjectState } from './state.js';
import { emptySubject, type SubjectBuilder, takeIn } from './take-in.js';

/**
 * The state of a learner of whom nothing is known.
 *
 * @example
 * start('L001').events // 0
 */
export function start(learner: string): LearnerState {
  return { kind: 'learner', version: 1, learner, subjects: dictionary(), seen: dictionary(), events: 0 };
}

/**
 * The state after an event; the one before stays as it was, and what the event does not touch is shared.
 *
 * Ability and the points of the event's items are updated together by the point-ability model (`update`), an exam at once.
 * A practice answer to an item with one knowledge point that the BKT model holds is traced besides.
 *
 * @throws YincaiError `bad-value` where a score, difficulty or time is out of range
 * @cost a practice answer: O(its points), and copies of the subject's points and of the list of items met
 * @example
 * const after = advance(start('L001'), { kind: 'practice', subject: 'math', answers: [answer] }, models);
 */
export function advance(state: LearnerState, event: LearnerEvent, models: LearnerModels): LearnerState {
  const known = Object.hasOwn(state.subjects, event.subject) ? state.subjects[event.subject] : undefined;
  const builder: SubjectBuilder =
    known === undefined
      ? emptySubject()
      : { ability: known.ability, lastSeen: known.lastSeen, points: dictionary(known.points) };
  takeIn(builder, event, models);
  const subjects = dictionary(state.subjects);
  subjects[event.subject] = settle(builder);
  const seen = dictionary(state.seen);
  meet(seen, event);
  return { kind: 'learner', version: 1, learner: state.learner, subjects, seen, events: state.events + 1 };
}

/**
 * The state after many events, in the bytes that advancing through them one by one gives, without a state per event.
 *
 * @throws YincaiError as {@link advance}
 */
export function replay(learner: string, events: Iterable<LearnerEvent>, models: LearnerModels): LearnerState {
  const builders = new Map<string, SubjectBuilder>();
  const seen = dictionary<number>();
  let count = 0;
  for (const event of events) {
    let builder = builders.get(event.subject);
    if (builder === undefined) {
      builder = emptySubject();
      builders.set(event.subject, builder);
    }
    takeIn(builder, event, models);
    meet(seen, event);
    count++;
  }
  const subjects = dictionary<SubjectState>();
  for (const [subject, builder] of builders) subjects[subject] = settle(builder);
  return { kind: 'learner', version: 1, learner, subjects, seen, events: count };
}

function settle(builder: SubjectBuilder): SubjectState {
  const { ability, lastSeen, points } = builder;
  return { ability, ...(lastSeen === undefined ? {} : { lastSeen }), points };
}

function meet(seen: Record<string, number>, event: LearnerEvent): void {
  for (const { item } of event.answers) seen[item] = (seen[item] ?? 0) + 1;
}

/** A record without a prototype, so that an id such as `__proto__` is a key like any other. */
function dictionary<V = PointState>(from?: Readonly<Record<string, V>>): Record<string, V> {
  return Object.assign(Object.create(null) as Record<string, V>, from);
}
