import { advance, start } from '../../learner/advance.js';
import { eventsFromExam, eventsFromLog } from '../../learner/events.js';
import type { LearnerEvent, LearnerState } from '../../learner/state.js';
import type { BookletPress } from './learner-booklet.js';
import type { FittedPilot } from './models.js';

/** What all learners did until the booklets are made. */
export type LearnerEvents = Pick<BookletPress, 'events' | 'moments'>;

/** The exams up to this one, in the order of time; without dates in the order of the pilot. */
export function earlierExams({
  fitted: { pilot },
  exam,
}: {
  readonly fitted: FittedPilot;
  readonly exam: number;
}): number[] {
  const when = (at: number): string => pilot.exams[at]!.date ?? '';
  return pilot.exams
    .map((_, at) => at)
    .filter((at) => at === exam || when(at) < when(exam) || (when(at) === when(exam) && at < exam))
    .sort((a, b) => (when(a) < when(b) ? -1 : when(a) > when(b) ? 1 : a - b));
}

/**
 * What each learner did before the next exam, in the order of time: a booklet for an earlier exam must not know what came later.
 * Stable: without times exams keep their order, with practice behind them.
 */
export function eventsUntil(fitted: FittedPilot, exam: number): LearnerEvents {
  const { pilot, exams } = fitted;
  const { subject } = pilot;
  const earlier = earlierExams({ fitted, exam });
  const dates = pilot.exams.map(({ date }) => (date === undefined ? undefined : Date.parse(date)));
  const later = dates.filter((date, at): date is number => date !== undefined && !earlier.includes(at));
  const end = Math.min(...later, Number.MAX_VALUE);
  const found = new Map<string, { readonly event: LearnerEvent; readonly exam: number }[]>();
  const add = (learner: string, event: LearnerEvent, at: number): void => {
    const list = found.get(learner);
    if (list === undefined) found.set(learner, [{ event, exam: at }]);
    else list.push({ event, exam: at });
  };
  for (const at of earlier) {
    const columns = exams.columns[at]!;
    const matrix = { ...pilot.exams[at]!.responses, items: columns.map(({ id }) => id) };
    const points = columns.map(({ knowledgePoints }) => knowledgePoints);
    const time = dates[at] === undefined ? {} : { time: dates[at] };
    for (const [learner, event] of eventsFromExam(matrix, points, subject, time)) add(learner, event, at);
  }
  if (pilot.practice !== undefined) {
    for (const [learner, practice] of eventsFromLog(pilot.practice, subject)) {
      for (const event of practice) if (event.time === undefined || event.time < end) add(learner, event, -1);
    }
  }
  const when = ({ time }: LearnerEvent): number => time ?? Number.MAX_VALUE;
  const events = new Map<string, readonly LearnerEvent[]>();
  const moments = new Map<string, readonly number[]>();
  for (const [learner, list] of found) {
    list.sort((one, other) => when(one.event) - when(other.event));
    events.set(
      learner,
      list.map(({ event }) => event),
    );
    let past = 0;
    moments.set(
      learner,
      earlier.map((at) => {
        const date = dates[at];
        // One who was absent has at least what was known until then.
        if (date !== undefined) past = list.filter(({ event }) => when(event) <= date).length;
        const own = list.findIndex((each) => each.exam === at);
        past = Math.max(past, own + 1);
        return past;
      }),
    );
  }
  return { events, moments };
}

/** The learner's state now, and as it was after each exam so far. */
export function statesOf(
  press: BookletPress,
  learner: string,
): { readonly state: LearnerState; readonly trail: readonly LearnerState[] } {
  const events = press.events.get(learner) ?? [];
  const moments = press.moments.get(learner) ?? [];
  const { models } = press.fitted;
  let state = start(learner);
  const trail: LearnerState[] = [];
  events.forEach((event, at) => {
    while (trail.length < moments.length && moments[trail.length] === at) trail.push(state);
    state = advance(state, event, models);
  });
  while (trail.length < moments.length) trail.push(state);
  return { state, trail };
}
