import type { Language } from '../../data/fault.js';
import type { KnowledgeGraph } from '../../data/knowledge-graph.js';
import type { PilotExam } from '../../data/pilot.js';
import type { RosterEntry } from '../../data/roster.js';
import { DAY } from '../../data/time.js';
import type { ComposeInput, ComposeSettings, ExamQuestion } from '../../handbook/compose.js';
import { compose } from '../../handbook/compose.js';
import type { Handbook } from '../../handbook/document.js';
import { returnsByMemory } from '../../handbook/returns.js';
import { instances } from '../../items/instantiate.js';
import { memoryOf, pointOf, subjectOf } from '../../learner/lookup.js';
import { mastery } from '../../learner/mastery.js';
import { predict } from '../../learner/predict.js';
import type { LearnerEvent, LearnerState } from '../../learner/state.js';
import { defaultModel } from '../../memory/fsrs.js';
import type { RecommendEngines } from '../../recommend/learner-view.js';
import { type PreparedBank, prepareBank } from '../../recommend/prepare-bank.js';
import { recommend } from '../../recommend/recommend.js';
import type { PracticeGroup } from '../../recommend/recommendation.js';
import { type RecommendRequest, recommendDefaults } from '../../recommend/request.js';
import { type BookletNote, type BookletNotes, noNotes, noteKey } from './booklet-notes.js';
import { earlierExams, eventsUntil, statesOf } from './learner-states.js';
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
  /** What each learner did before the next exam, in the order of time. */
  readonly events: ReadonlyMap<string, readonly LearnerEvent[]>;
  /** Of each learner and each exam up to this one, how many of the events had happened when it was over. */
  readonly moments: ReadonlyMap<string, readonly number[]>;
  readonly classMeans: ReadonlyMap<string, { readonly share: number; readonly learners: number }>;
  /** Shares of full marks of all who sat the exam, in rising order: for bands by shares of the cohort. */
  readonly shares: readonly number[];
  readonly language: Language;
  readonly notice?: string;
  /** What is in the booklets. */
  readonly settings: ComposeSettings;
  readonly notes: BookletNotes;
}

/** What of {@link openPress} may be left out. */
export interface PressOptions {
  readonly settings?: ComposeSettings;
  readonly notes?: BookletNotes;
}

/** Gathers what all booklets share, once. */
export function openPress(
  fitted: FittedPilot,
  exam: number,
  language: Language,
  notice: string | undefined,
  { settings = {}, notes = noNotes }: PressOptions = {},
): BookletPress {
  const { pilot } = fitted;
  const rows = pilot.exams.map(({ responses }) => new Map(responses.learners.map((learner, i) => [learner, i])));
  return {
    fitted,
    prepared: prepareBank(fitted.bank, pilot.graph),
    exam,
    rows,
    ...eventsUntil(fitted, exam),
    classMeans: classMeans(pilot.roster.entries, pilot.exams[exam]!, rows[exam]!),
    shares: sharesOf(pilot.exams[exam]!),
    language,
    settings,
    notes,
    ...(notice === undefined ? {} : { notice }),
  };
}

/**
 * One learner's booklet, from answers to document tree.
 *
 * @param path of the booklet's page below the place where booklets stand online
 * @param engines what makes variants of templates
 */
export function makeBooklet(
  press: BookletPress,
  entry: RosterEntry,
  path?: string,
  engines: RecommendEngines = { instances },
): Handbook {
  const { fitted, exam: e, language } = press;
  const { pilot } = fitted;
  const exam = pilot.exams[e]!;
  const columns = fitted.exams.columns[e]!;
  const { state, trail } = statesOf(press, entry.learner);
  const questions = questionsOf(press, state, entry.learner);
  const asked = new Set(columns.flatMap(({ knowledgePoints }) => knowledgePoints));
  const request = {
    subject: pilot.subject,
    targets: [...asked],
    weights: lostMarks(questions),
    stretch: true,
    wrongItems: columns.filter((_, j) => isWrong(questions[j]!)).map(({ item, id }) => item?.id ?? id),
    exclude: columns.map(({ item, id }) => item?.id ?? id),
  };
  const groups = practiceOf(press, state, request, engines);
  const practised = new Set(groups.map(({ knowledgePoint }) => knowledgePoint));
  const note = noteOf(press, entry);
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
    masteries: masteriesOf(press, state).map((mastery) => ({
      ...mastery,
      trail: trail.map((then) => (then === state ? mastery.success : successAt(press, then, mastery.point))),
      ...(practised.has(mastery.point) ? { returns: returnsAt(press, state, mastery.point) } : {}),
    })),
    trailExams: earlierExams(press).map((at) => pilot.exams[at]!.title),
    practice: groups,
    graph: pilot.graph,
    ...classMeanOf(press, entry),
    ...cohortOf(press, entry.learner),
    ...(path === undefined ? {} : { twinPath: path }),
    ...(note.target === undefined ? {} : { target: note.target }),
    ...(note.message === undefined ? {} : { teacherMessage: note.message }),
    ...(press.notice === undefined ? {} : { notice: press.notice }),
  };
  return compose(input, press.settings);
}

/** Groups of at least two questions, in the order to work through; single questions only where the bank has nothing else. */
function practiceOf(
  press: BookletPress,
  state: LearnerState,
  request: RecommendRequest,
  engines: RecommendEngines,
): readonly PracticeGroup[] {
  const { pilot, models } = press.fitted;
  const { maxPoints } = recommendDefaults;
  const ask = (most: number): readonly PracticeGroup[] =>
    recommend(state, press.prepared, pilot.graph, models, { ...request, maxPoints: most }, engines).groups;
  const whole = ({ recommendations }: PracticeGroup): boolean => recommendations.length >= 2;
  const first = ask(maxPoints);
  if (first.every(whole)) return first;
  // Further points are looked at only now, since making questions is what takes time.
  const more = ask(2 * maxPoints).filter(whole);
  return (more.length > 0 ? more : first).slice(0, maxPoints);
}

function successAt(press: BookletPress, then: LearnerState, point: string): number | null {
  const { pilot, models } = press.fitted;
  const subject = subjectOf(then, pilot.subject);
  // Told from the state alone: an estimate costs more, and most points come late in the year.
  if (subject === undefined || !((pointOf(subject, point)?.answers ?? 0) > 0)) return null;
  return mastery(then, pilot.subject, point, models).success;
}

/** Days to the returns of a point practised on the day after the exam, by the pilot's model of memory or FSRS's own parameters. */
function returnsAt(
  { fitted: { pilot, models }, exam }: BookletPress,
  state: LearnerState,
  point: string,
): readonly number[] {
  const subject = subjectOf(state, pilot.subject);
  const seen = subject === undefined ? undefined : pointOf(subject, point);
  const time = Date.parse(pilot.exams[exam]!.date ?? '') + DAY;
  return returnsByMemory(models.memory ?? defaultModel, memoryOf(seen), {
    score: mastery(state, pilot.subject, point, models).success,
    ...(Number.isNaN(time) ? {} : { time }),
  });
}

function noteOf({ notes }: BookletPress, entry: RosterEntry): BookletNote {
  const { classes, learners } = notes;
  return {
    ...classes.get(noteKey('', entry.class)),
    ...classes.get(noteKey(entry.school, entry.class)),
    ...learners.get(entry.learner),
  };
}

function sharesOf(exam: PilotExam): readonly number[] {
  const shares = exam.responses.learners.flatMap((_, row) => shareOf(exam, row) ?? []);
  return shares.sort((a, b) => a - b);
}

/** How many of the cohort won more. */
function cohortOf(press: BookletPress, learner: string): Pick<ComposeInput, 'cohort'> {
  const row = press.rows[press.exam]!.get(learner);
  const share = row === undefined ? undefined : shareOf(press.fitted.pilot.exams[press.exam]!, row);
  if (share === undefined) return {};
  const { shares } = press;
  let [low, high] = [0, shares.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shares[middle]! <= share) low = middle + 1;
    else high = middle;
  }
  return { cohort: { learners: shares.length, above: shares.length - low } };
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
  return earlierExams(press)
    .slice(0, -1)
    .flatMap((e) => {
      const exam = press.fitted.pilot.exams[e]!;
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
