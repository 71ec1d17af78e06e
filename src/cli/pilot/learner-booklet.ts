import type { Language } from '../../data/fault.js';
import type { KnowledgeGraph } from '../../data/knowledge-graph.js';
import type { PilotExam } from '../../data/pilot.js';
import type { RosterEntry } from '../../data/roster.js';
import type { ComposeInput, ExamQuestion } from '../../handbook/compose.js';
import { compose } from '../../handbook/compose.js';
import type { Handbook } from '../../handbook/document.js';
import { instances } from '../../items/instantiate.js';
import { replay } from '../../learner/advance.js';
import { eventsFromExam, eventsFromLog } from '../../learner/events.js';
import { mastery } from '../../learner/mastery.js';
import { predict } from '../../learner/predict.js';
import type { LearnerEvent, LearnerState } from '../../learner/state.js';
import { type PreparedBank, prepareBank } from '../../recommend/prepare-bank.js';
import { recommend } from '../../recommend/recommend.js';
import type { ExamColumn } from './merge-exams.js';
import type { FittedPilot } from './models.js';

/** What all booklets of a run share. */
export interface BookletPress {
  readonly fitted: FittedPilot;
  readonly prepared: PreparedBank;
  /** Index of the exam that the booklets follow. */
  readonly exam: number;
  /** By exam, the row of each learner. */
  readonly rows: readonly ReadonlyMap<string, number>[];
  /** What each learner did, in the order of time. */
  readonly events: ReadonlyMap<string, readonly LearnerEvent[]>;
  readonly classMeans: ReadonlyMap<string, { readonly share: number; readonly learners: number }>;
  readonly language: Language;
  readonly notice?: string;
}

/** Gathers what all booklets share, once. */
export function openPress(
  fitted: FittedPilot,
  exam: number,
  language: Language,
  notice: string | undefined,
): BookletPress {
  const { pilot } = fitted;
  const rows = pilot.exams.map(({ responses }) => new Map(responses.learners.map((learner, i) => [learner, i])));
  return {
    fitted,
    prepared: prepareBank(fitted.bank, pilot.graph),
    exam,
    rows,
    events: eventsByLearner(fitted),
    classMeans: classMeans(pilot.roster.entries, pilot.exams[exam]!, rows[exam]!),
    language,
    ...(notice === undefined ? {} : { notice }),
  };
}

/** One learner's booklet, from answers to document tree. */
export function makeBooklet(press: BookletPress, entry: RosterEntry): Handbook {
  const { fitted, exam: e, language } = press;
  const { pilot, models } = fitted;
  const exam = pilot.exams[e]!;
  const columns = fitted.exams.columns[e]!;
  const state = replay(entry.learner, press.events.get(entry.learner) ?? [], models);
  const questions = questionsOf(press, state, entry.learner);
  const asked = new Set(columns.flatMap(({ knowledgePoints }) => knowledgePoints));
  const { groups } = recommend(
    state,
    press.prepared,
    pilot.graph,
    models,
    {
      subject: pilot.subject,
      targets: [...asked],
      weights: lostMarks(questions),
      wrongItems: columns.filter((_, j) => isWrong(questions[j]!)).map(({ item, id }) => item?.id ?? id),
      exclude: columns.map(({ item, id }) => item?.id ?? id),
    },
    { instances },
  );
  const input: ComposeInput = {
    language,
    learner: entry.learner,
    ...(entry.name === undefined ? {} : { name: entry.name }),
    ...(entry.school === '' ? {} : { school: entry.school }),
    ...(entry.class === '' ? {} : { class: entry.class }),
    exam: { id: exam.id, title: exam.title, ...(exam.date === undefined ? {} : { date: exam.date }) },
    ...(exam.date === undefined ? {} : { date: exam.date }),
    questions,
    history: historyOf(press, entry.learner),
    masteries: masteriesOf(press, state),
    practice: groups,
    graph: pilot.graph,
    ...classMeanOf(press, entry),
    ...(press.notice === undefined ? {} : { notice: press.notice }),
  };
  return compose(input);
}

/** What each learner did, in the order of time. Stable: without times exams keep their order, with practice behind them. */
function eventsByLearner({ pilot, exams }: FittedPilot): ReadonlyMap<string, readonly LearnerEvent[]> {
  const { subject } = pilot;
  const events = new Map<string, LearnerEvent[]>();
  const add = (learner: string, more: readonly LearnerEvent[]): void => {
    events.set(learner, [...(events.get(learner) ?? []), ...more]);
  };
  pilot.exams.forEach((exam, e) => {
    const columns = exams.columns[e]!;
    const matrix = { ...exam.responses, items: columns.map(({ id }) => id) };
    const points = columns.map(({ knowledgePoints }) => knowledgePoints);
    const time = exam.date === undefined ? {} : { time: Date.parse(exam.date) };
    for (const [learner, event] of eventsFromExam(matrix, points, subject, time)) add(learner, [event]);
  });
  if (pilot.practice !== undefined) {
    for (const [learner, practice] of eventsFromLog(pilot.practice, subject)) add(learner, practice);
  }
  const when = ({ time }: LearnerEvent): number => time ?? Number.MAX_VALUE;
  for (const list of events.values()) list.sort((one, other) => when(one) - when(other));
  return events;
}

function pointsAt(exam: PilotExam, row: number, j: number): number | undefined {
  const points = exam.responses.points[row * exam.responses.items.length + j]!;
  return Number.isNaN(points) ? undefined : points;
}

export function questionsOf(press: BookletPress, state: LearnerState, learner: string): ExamQuestion[] {
  const { pilot, exams, models } = press.fitted;
  const exam = pilot.exams[press.exam]!;
  const row = press.rows[press.exam]!.get(learner);
  return exams.columns[press.exam]!.map((column, j) => {
    const points = row === undefined ? undefined : pointsAt(exam, row, j);
    return {
      label: column.label,
      ...(column.item === undefined ? {} : { item: column.item }),
      fullMarks: column.fullMarks,
      ...(points === undefined ? {} : { points }),
      knowledgePoints: column.knowledgePoints,
      expected: predict(state, { ...asItem(column, pilot.subject), id: column.id }, models).probability,
    };
  });
}

/** The part of an item that a prediction reads, also where the question's text is unknown. */
function asItem(column: ExamColumn, subject: string): Parameters<typeof predict>[1] {
  return column.item ?? { id: column.id, subject, knowledgePoints: column.knowledgePoints, difficulty: 0.5 };
}

function isWrong({ points, fullMarks }: ExamQuestion): boolean {
  return points !== undefined && points < fullMarks;
}

/** Marks lost by knowledge point: what cost most is practised first. */
function lostMarks(questions: readonly ExamQuestion[]): Readonly<Record<string, number>> {
  const lost: Record<string, number> = Object.create(null);
  for (const { knowledgePoints, points, fullMarks } of questions) {
    for (const point of knowledgePoints)
      lost[point] = (lost[point] ?? 1) + (points === undefined ? 0 : fullMarks - points);
  }
  return lost;
}

function historyOf(press: BookletPress, learner: string): ComposeInput['history'] {
  return press.fitted.pilot.exams.slice(0, press.exam).flatMap((exam, e) => {
    const row = press.rows[e]!.get(learner);
    const share = row === undefined ? undefined : shareOf(exam, row);
    return share === undefined ? [] : [{ label: exam.title, share }];
  });
}

/** Share of full marks; undefined for a learner who was absent. */
export function shareOf(exam: PilotExam, row: number): number | undefined {
  let won = 0;
  let full = 0;
  exam.responses.fullMarks.forEach((marks, j) => {
    const points = pointsAt(exam, row, j);
    if (points === undefined) return;
    won += points;
    full += marks;
  });
  return full > 0 ? won / full : undefined;
}

export function masteriesOf(press: BookletPress, state: LearnerState): ComposeInput['masteries'] {
  const { pilot, models } = press.fitted;
  const points = Object.keys(state.subjects[pilot.subject]?.points ?? {});
  const names = nameOf(pilot.graph);
  return points.map((point) => {
    const { probability, success, low, high, answers } = mastery(state, pilot.subject, point, models);
    return { point, name: names.get(point) ?? point, probability, success, low, high, answers };
  });
}

function nameOf(graph: KnowledgeGraph): ReadonlyMap<string, string> {
  return new Map(graph.points.map(({ id, name }) => [id, name]));
}

function classMeans(
  entries: readonly RosterEntry[],
  exam: PilotExam,
  rows: ReadonlyMap<string, number>,
): BookletPress['classMeans'] {
  const sums = new Map<string, { share: number; learners: number }>();
  for (const entry of entries) {
    const row = rows.get(entry.learner);
    const share = row === undefined ? undefined : shareOf(exam, row);
    if (share === undefined) continue;
    const sum = sums.get(classKey(entry)) ?? { share: 0, learners: 0 };
    sums.set(classKey(entry), { share: sum.share + share, learners: sum.learners + 1 });
  }
  return new Map([...sums].map(([key, { share, learners }]) => [key, { share: share / learners, learners }]));
}

export function classKey(entry: RosterEntry): string {
  return JSON.stringify([entry.school, entry.class]);
}

function classMeanOf(press: BookletPress, entry: RosterEntry): Pick<ComposeInput, 'classMean'> {
  const mean = entry.class === '' ? undefined : press.classMeans.get(classKey(entry));
  return mean === undefined ? {} : { classMean: mean };
}
