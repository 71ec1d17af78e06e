import type { RosterEntry } from '../../data/roster.js';
import { type ClassInput, type ClassLearner, composeClass } from '../../handbook/compose-class.js';
import type { Handbook } from '../../handbook/document.js';
import { instances } from '../../items/instantiate.js';
import { replay } from '../../learner/advance.js';
import { mastery } from '../../learner/mastery.js';
import type { LearnerState } from '../../learner/state.js';
import { groupByNeed } from '../../recommend/group-by-need.js';
import type { RecommendEngines } from '../../recommend/learner-view.js';
import { pairHelpers } from '../../recommend/pair-helpers.js';
import { viewLearner } from '../../recommend/recommend.js';
import { recommendFor } from '../../recommend/recommend-for.js';
import { viewGroup } from '../../recommend/view-group.js';
import { type BookletPress, classKey, masteriesOf, questionsOf, shareOf } from './learner-booklet.js';

/** A class of the roster. */
export interface ClassOfRoster {
  readonly school: string;
  readonly class: string;
  readonly entries: readonly RosterEntry[];
}

/** What may be chosen about a class edition. */
export interface ClassBookletOptions {
  /** Whether names are printed in the place of pseudonymous ids. Default: no. */
  readonly names?: boolean;
}

/** Points practised by each group, and questions for each of them. */
const GROUP_PRACTICE = { maxPoints: 4, itemsPerPoint: 2 };

/** The classes of a roster in its order; learners without a class are one. */
export function classesOf(entries: readonly RosterEntry[]): readonly ClassOfRoster[] {
  const classes = new Map<string, RosterEntry[]>();
  for (const entry of entries) {
    const known = classes.get(classKey(entry));
    if (known === undefined) classes.set(classKey(entry), [entry]);
    else known.push(entry);
  }
  return [...classes.values()].map((members) => ({
    school: members[0]!.school,
    class: members[0]!.class,
    entries: members,
  }));
}

/** The teacher's edition for one class, from answers to document tree. */
export function makeClassBooklet(
  press: BookletPress,
  group: ClassOfRoster,
  options: ClassBookletOptions = {},
  engines: RecommendEngines = { instances },
): Handbook {
  const { fitted, exam: e, language } = press;
  const { pilot, models } = fitted;
  const exam = pilot.exams[e]!;
  const columns = fitted.exams.columns[e]!;
  const states = group.entries.map(({ learner }) => replay(learner, press.events.get(learner) ?? [], models));
  const learners = group.entries.map((entry, at): ClassLearner => {
    const questions = questionsOf(press, states[at]!, entry.learner);
    return {
      learner: entry.learner,
      ...(entry.name === undefined ? {} : { name: entry.name }),
      points: questions.map(({ points }) => points),
      expected: questions.map(({ expected }) => expected),
      masteries: masteriesOf(press, states[at]!),
    };
  });
  const asked = [...new Set(columns.flatMap(({ knowledgePoints }) => knowledgePoints))];
  const marks = new Map<string, number>();
  for (const { knowledgePoints, fullMarks } of columns) {
    for (const point of knowledgePoints) marks.set(point, (marks.get(point) ?? 0) + fullMarks);
  }
  const weights = asked.map((point) => marks.get(point)!);
  // Whoever has answered something has a profile; of the others nothing is known to group them by.
  const known = states.flatMap((state, at) =>
    state.events === 0 ? [] : [{ state, learner: group.entries[at]!.learner, at }],
  );
  const profiles = known.map(({ state, learner }) => ({
    learner,
    mastery: asked.map((point) => mastery(state, pilot.subject, point, models).probability),
  }));
  const groups = groupByNeed(profiles, { weights }).map(({ members }, g) => ({
    members,
    practice: practiceOf(
      press,
      `${classKey(group.entries[0]!)}/${g}`,
      known.filter(({ learner }) => members.includes(learner)).map(({ state }) => state),
      asked,
      marks,
      engines,
    ),
  }));
  const pairs = pairHelpers(profiles, { weights }).map(({ helper, learner, points }) => ({
    helper,
    learner,
    points: points.map((at) => asked[at]!),
  }));
  const input: ClassInput = {
    language,
    ...(group.school === '' ? {} : { school: group.school }),
    class: group.class === '' ? (language === 'zh' ? '全部学生' : 'All learners') : group.class,
    exam: { title: exam.title, ...(exam.date === undefined ? {} : { date: exam.date }) },
    ...(exam.date === undefined ? {} : { date: exam.date }),
    questions: columns.map(({ label, item, fullMarks, knowledgePoints }) => ({
      label,
      ...(item === undefined ? {} : { item }),
      fullMarks,
      knowledgePoints,
    })),
    learners,
    comparisons: comparisonsOf(press, group),
    groups,
    pairs,
    graph: pilot.graph,
    ...(press.notice === undefined ? {} : { notice: press.notice }),
  };
  return composeClass(input, { names: options.names === true });
}

function practiceOf(
  press: BookletPress,
  name: string,
  members: readonly LearnerState[],
  asked: readonly string[],
  marks: ReadonlyMap<string, number>,
  engines: RecommendEngines,
): NonNullable<ClassInput['groups']>[number]['practice'] {
  const { fitted } = press;
  const { subject } = fitted.pilot;
  const weights: Record<string, number> = Object.create(null);
  for (const [point, full] of marks) weights[point] = Math.max(full, 1);
  const columns = fitted.exams.columns[press.exam]!;
  return recommendFor(
    viewGroup(
      name,
      members.map((state) => viewLearner(state, subject, fitted.models)),
    ),
    press.prepared,
    { subject, targets: asked, weights, exclude: columns.map(({ item, id }) => item?.id ?? id), ...GROUP_PRACTICE },
    engines,
  ).groups;
}

/** The mean of the school's and of the other schools' learners, beside which the class's stands; empty where the class is all. */
function comparisonsOf(press: BookletPress, group: ClassOfRoster): NonNullable<ClassInput['comparisons']> {
  const { pilot } = press.fitted;
  const zh = press.language === 'zh';
  const exam = pilot.exams[press.exam]!;
  const inClass = new Set(group.entries.map(({ learner }) => learner));
  const of = (label: string, entries: readonly RosterEntry[]): NonNullable<ClassInput['comparisons']> => {
    const shares = entries.flatMap(({ learner }) => {
      const row = press.rows[press.exam]!.get(learner);
      const share = row === undefined ? undefined : shareOf(exam, row);
      return share === undefined ? [] : [share];
    });
    if (shares.length === 0) return [];
    return [{ label, share: shares.reduce((sum, share) => sum + share, 0) / shares.length, learners: shares.length }];
  };
  const others = pilot.roster.entries.filter(({ learner }) => !inClass.has(learner));
  const school = others.filter(({ school }) => school === group.school);
  const elsewhere = others.filter(({ school }) => school !== group.school);
  return [
    ...of(zh ? '本校其他班' : 'Other classes of the school', school),
    ...of(zh ? '其他学校' : 'Other schools', elsewhere),
  ];
}
