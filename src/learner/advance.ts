import { dictionary } from './dictionary.js';
import type { LearnerModels } from './models.js';
import type { LearnerEvent, LearnerState, SubjectState } from './state.js';
import { emptySubject, type SubjectBuilder, takeIn } from './take-in.js';

/**
 * The state of a learner of whom nothing is known.
 *
 * @example
 * start('L001').events // 0
 */
export function start(learner: string): LearnerState {
  return { kind: 'learner', version: 1, learner, subjects: dictionary(), events: 0 };
}

/**
 * The state after an event; the one before stays as it was, and what the event does not touch is shared.
 *
 * Ability and the points of the event's items are updated together by the point-ability model (`update`), an exam at once.
 * A practice answer to an item with one knowledge point that the BKT model holds is traced besides.
 *
 * @throws YincaiError `bad-value` where a score, difficulty or time is out of range
 * @cost a practice answer: O(its points), and a copy of the list of the subject's points
 * @example
 * const after = advance(start('L001'), { kind: 'practice', subject: 'math', answers: [answer] }, models);
 */
export function advance(state: LearnerState, event: LearnerEvent, models: LearnerModels): LearnerState {
  const known = Object.hasOwn(state.subjects, event.subject) ? state.subjects[event.subject] : undefined;
  const builder: SubjectBuilder =
    known === undefined
      ? emptySubject()
      : { ability: known.ability, lastSeen: known.lastSeen, points: dictionary(known.points), items: known.items };
  takeIn(builder, event, models);
  const subjects = dictionary(state.subjects);
  subjects[event.subject] = settle(builder);
  return { kind: 'learner', version: 1, learner: state.learner, subjects, events: state.events + 1 };
}

/**
 * The state after many events, in the bytes that advancing through them one by one gives, without a state per event.
 *
 * @throws YincaiError as {@link advance}
 * @example
 * const state = replay('L001', events, models);
 */
export function replay(learner: string, events: Iterable<LearnerEvent>, models: LearnerModels): LearnerState {
  const builders = new Map<string, SubjectBuilder>();
  let count = 0;
  for (const event of events) {
    let builder = builders.get(event.subject);
    if (builder === undefined) {
      builder = emptySubject();
      builders.set(event.subject, builder);
    }
    takeIn(builder, event, models);
    count++;
  }
  const subjects = dictionary<SubjectState>();
  for (const [subject, builder] of builders) subjects[subject] = settle(builder);
  return { kind: 'learner', version: 1, learner, subjects, events: count };
}

function settle(builder: SubjectBuilder): SubjectState {
  const { ability, lastSeen, points, items } = builder;
  return {
    ability,
    ...(lastSeen === undefined ? {} : { lastSeen }),
    points,
    ...(items === undefined ? {} : { items }),
  };
}
