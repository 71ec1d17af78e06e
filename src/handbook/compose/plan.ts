import { minutesOf } from '../../recommend/minutes.js';
import type { Plan, PlanDay } from '../document.js';
import { anchorsOf, clip, type Facts, nameOf } from './facts.js';
import type { ExamQuestion, PlanOptions } from './input.js';
import { calendar } from './plan-calendar.js';
import { returnDays } from './plan-returns.js';
import { schedule, type Unit, type Work } from './plan-schedule.js';
import { slipOf } from './slip.js';

/** Minutes for a question whose text is not known: by its marks. */
const UNKNOWN_MINUTES = { short: 4, long: 13, longFrom: 8 } as const;

/** 复习计划: questions to do again and practice spread over days, with spaced returns of what was weak. */
export function plan(facts: Facts): Plan {
  const { zh, options, input } = facts;
  const { plan: spread } = options;
  const { dayOf, print } = calendar(input.date, spread.rest, zh);
  const days = schedule(workOf(facts), spread, dayOf);
  return {
    kind: 'plan',
    title: zh ? '复习计划' : 'Study plan',
    introduction: introduction(spread, zh),
    days: days.map(({ index, tasks }): PlanDay => {
      return {
        ...print(index),
        minutes: tasks.reduce((sum, { minutes }) => sum + minutes, 0),
        tasks: tasks.map(({ kind, point, units, minutes, after }) => ({
          action: actionOf(kind, after, zh),
          ...(point === undefined ? {} : { point: nameOf(facts, point) }),
          questions: units.map(({ label, anchor }) => ({ label, anchor })),
          minutes,
          again: after !== undefined,
        })),
      };
    }),
  };
}

function introduction({ least, most }: PlanOptions, zh: boolean): string {
  return zh
    ? `每天 ${least === most ? most : `${least}～${most}`} 分钟，做完在方框里打勾。标“再做”的是按遗忘规律安排的回头练习：隔几天再做一遍，不看答案，比一次做很多遍记得牢。错过一天不要紧，顺延即可。`
    : `${least === most ? most : `${least} to ${most}`} minutes a day; tick the box when done. “Again” marks returns timed by how memory fades: once more after some days, without looking, holds better than many times at once. A day missed just moves on.`;
}

function actionOf(kind: Work['kind'], after: number | undefined, zh: boolean): string {
  if (after === undefined) {
    if (kind === 'redo') return zh ? '重做错题' : 'Do again';
    return zh ? '举一反三' : 'Practise';
  }
  const gap = zh ? `隔 ${after} 天` : `after ${after} ${after === 1 ? 'day' : 'days'}`;
  if (kind === 'redo') return zh ? `${gap}再做错题` : `Lost questions once more, ${gap}`;
  return zh ? `${gap}再做` : `Once more, ${gap}`;
}

/** The work in its order: quick gains first, then point by point what was lost on it and its practice, then the rest. */
function workOf(facts: Facts): readonly Work[] {
  const { options, lost, groups } = facts;
  const redo = options.sections.includes('wrong-review');
  const practise = options.sections.includes('practice');
  const of = new Map(groups.map(({ point }) => [point, [] as Unit[]]));
  const quick: Unit[] = [];
  const rest: Unit[] = [];
  lost.forEach((question, at) => {
    const unit = { label: clip(question.label, 24), anchor: anchorsOf(at).redo, minutes: minutesAgain(question) };
    const point = practise ? question.knowledgePoints.find((each) => of.has(each)) : undefined;
    if (slipOf(question, facts).kind === 'careless') quick.push(unit);
    else if (point !== undefined) of.get(point)!.push(unit);
    else rest.push(unit);
  });
  const work: Work[] = [];
  const add = (kind: Work['kind'], units: readonly Unit[], point?: string, returns: readonly number[] = []): void => {
    if (units.length > 0) work.push({ kind, units, returns, ...(point === undefined ? {} : { point }) });
  };
  if (redo) add('redo', quick);
  for (const { point, entries } of groups) {
    const mastery = facts.masteries.get(point);
    const returns = mastery?.returns ?? returnDays(mastery?.probability ?? 0);
    if (redo) add('redo', of.get(point)!, point, returns.slice(0, 1));
    if (!practise) continue;
    add(
      'practice',
      entries.map(({ label, anchor, recommendation: { minutes } }) => ({ label, anchor, minutes })),
      point,
      returns,
    );
  }
  if (redo) add('redo', rest, undefined, returnDays(0).slice(-1));
  return work;
}

/** Doing a question again takes as long as an item of its kind. */
function minutesAgain({ item, fullMarks }: ExamQuestion): number {
  if (item !== undefined) return minutesOf(item);
  return fullMarks >= UNKNOWN_MINUTES.longFrom ? UNKNOWN_MINUTES.long : UNKNOWN_MINUTES.short;
}
