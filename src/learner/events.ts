import type { ResponseLog } from '../data/response-log.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import { skillNames } from '../evaluate/tracing.js';
import { templateIdOf } from '../items/instance-id.js';
import type { AnswerOf, LearnerEvent } from './state.js';

/**
 * Every learner's practice out of a log, one event an interaction, in the order of its rows. An item named as an instance of a
 * template (`template#number`) counts as its template where it is not calibrated itself.
 *
 * @example
 * for (const [learner, events] of eventsFromLog(log, 'math')) states.push(replay(learner, events, models));
 */
export function eventsFromLog(log: ResponseLog, subject: string): ReadonlyMap<string, readonly LearnerEvent[]> {
  const sets = skillNames(log);
  const byLearner = new Map<string, LearnerEvent[]>();
  for (let r = 0; r < log.length; r++) {
    const learner = log.learners[log.learner[r]];
    let events = byLearner.get(learner);
    if (events === undefined) {
      events = [];
      byLearner.set(learner, events);
    }
    const set = log.skillSet[r];
    const item = log.items[log.item[r]];
    const variantOf = templateIdOf(item);
    events.push({
      kind: 'practice',
      subject,
      ...(Number.isNaN(log.time[r]) ? {} : { time: log.time[r] }),
      answers: [
        {
          item,
          knowledgePoints: set < 0 ? [] : sets[set],
          score: log.score[r],
          ...(variantOf === undefined ? {} : { variantOf }),
        },
      ],
    });
  }
  return byLearner;
}

/** What {@link eventsFromExam} may add to an exam. */
export interface ExamFacts {
  readonly time?: number;
  /** Expected share of full marks of each item, for items that are not calibrated; undefined where unknown. */
  readonly difficulty?: readonly (number | undefined)[];
}

/**
 * Every learner's exam as one event; cells that are missing are no answers, and a learner without an answer has no event.
 *
 * @param knowledgePoints points of each item of the matrix
 * @example
 * const state = replay('L001', [eventsFromExam(exam, points, 'math').get('L001')!], models);
 */
export function eventsFromExam(
  matrix: ResponseMatrix,
  knowledgePoints: readonly (readonly string[])[],
  subject: string,
  facts: ExamFacts = {},
): ReadonlyMap<string, LearnerEvent> {
  const width = matrix.items.length;
  const byLearner = new Map<string, LearnerEvent>();
  matrix.learners.forEach((learner, row) => {
    const answers: AnswerOf[] = [];
    for (let j = 0; j < width; j++) {
      const points = matrix.points[row * width + j];
      if (Number.isNaN(points)) continue;
      const difficulty = facts.difficulty?.[j];
      answers.push({
        item: matrix.items[j],
        knowledgePoints: knowledgePoints[j],
        score: Math.min(Math.max(points / matrix.fullMarks[j], 0), 1),
        ...(difficulty === undefined ? {} : { difficulty }),
      });
    }
    if (answers.length === 0) return;
    byLearner.set(learner, {
      kind: 'exam',
      subject,
      ...(facts.time === undefined ? {} : { time: facts.time }),
      answers,
    });
  });
  return byLearner;
}
