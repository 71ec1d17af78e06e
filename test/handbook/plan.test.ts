import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { calendar } from '../../src/handbook/compose/plan-calendar.js';
import { returnDays } from '../../src/handbook/compose/plan-returns.js';
import { schedule, type Work } from '../../src/handbook/compose/plan-schedule.js';
import { compose } from '../../src/handbook/compose.js';
import type { Plan } from '../../src/handbook/document.js';
import { returnsByMemory } from '../../src/handbook/returns.js';
import { defaultModel } from '../../src/memory/fsrs.js';
import { anyInput } from './arbitrary.js';
import { sampleInput } from './sample.js';

const anyPlan = fc
  .record({ days: fc.integer({ min: 1, max: 30 }), least: fc.integer({ min: 1, max: 20 }), more: fc.nat(40) })
  .map(({ days, least, more }) => ({ days, least, most: least + more, rest: [] as number[] }));

const anyWork = fc
  .array(
    fc.record({
      minutes: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }),
      returns: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
      kind: fc.constantFrom('redo' as const, 'practice' as const),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(
      ({ minutes, returns, kind }, w): Work => ({
        kind,
        point: `k${w}`,
        units: minutes.map((each, u) => ({ label: `${w}.${u}`, anchor: `a-${w}-${u}`, minutes: each })),
        returns: [...returns].sort((a, b) => a - b),
      }),
    ),
  );

property.prop([anyWork, anyPlan], { numRuns: 300 })(
  'no day is overfull, and every question stands once before it returns',
  (work, options) => {
    const days = schedule(work, options);
    const first = new Map<string, number>();
    let before = -1;
    for (const { index, tasks } of days) {
      expect(index).toBeGreaterThan(before);
      before = index;
      expect(tasks.length).toBeGreaterThan(0);
      expect(tasks.reduce((sum, { minutes }) => sum + minutes, 0)).toBeLessThanOrEqual(options.most);
      for (const { units, after, minutes } of tasks) {
        expect(minutes).toBeGreaterThan(0);
        for (const { anchor } of units) {
          if (after === undefined) {
            expect(first.has(anchor)).toBe(false);
            first.set(anchor, index);
          } else {
            expect(first.get(anchor)).toBeLessThan(index);
            expect(after).toBeGreaterThan(0);
          }
        }
      }
    }
    expect([...first.keys()]).toEqual(work.flatMap(({ units }) => units.map(({ anchor }) => anchor)));
  },
);

property.prop([anyWork, anyPlan], { numRuns: 200 })(
  'a day is short only where nothing more may be done then',
  (work, options) => {
    const days = schedule(work, options);
    const longest = Math.max(
      0,
      ...work.flatMap(({ units }) => units.map(({ minutes }) => Math.min(minutes, options.most))),
    );
    const left = new Map(work.flatMap(({ units }) => units.map(({ anchor }) => [anchor, true])));
    for (const { tasks } of days) {
      for (const { units } of tasks) for (const { anchor } of units) left.delete(anchor);
      const used = tasks.reduce((sum, { minutes }) => sum + minutes, 0);
      // With new work left a day ends short only because the next question does not fit into it.
      if (left.size > 0) expect(used >= options.least || used + longest > options.most).toBe(true);
    }
  },
);

describe('returns', () => {
  test('come on their days, counted in days of the calendar', () => {
    const work: Work[] = [
      { kind: 'practice', point: 'k', units: [{ label: '1', anchor: 'a', minutes: 10 }], returns: [1, 3, 8] },
    ];
    const options = { days: 14, least: 1, most: 30, rest: [] };
    const gaps = (dayOf?: (index: number) => number): (readonly [number, number | undefined])[] =>
      schedule(work, options, dayOf).map(({ index, tasks }) => [index, tasks[0].after] as const);
    expect(gaps()).toEqual([
      [0, undefined],
      [1, 1],
      [3, 2],
      [8, 5],
    ]);
    // Friday the 26th of June, then Mondays to Fridays: the return after one day waits for Monday.
    const { dayOf } = calendar('2026-06-25', [0, 6], true);
    expect(gaps(dayOf)).toEqual([
      [0, undefined],
      [1, 3],
      [2, 1],
      [6, 6],
    ]);
  });

  test('expand, and start the later the firmer a point is', () => {
    expect(returnDays(0)).toEqual([1, 3, 8]);
    for (const probability of [0, 0.2, 0.5, 0.8, 1, Number.NaN]) {
      const days = returnDays(probability, 5);
      const steps = days.map((day, at) => day - (days[at - 1] ?? 0));
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
    }
    expect(returnDays(1)[0]).toBeGreaterThan(returnDays(0.5)[0]);
  });

  test('by memory come when nine in ten is recalled, and those of a firm memory later', () => {
    const days = returnsByMemory(defaultModel, undefined, { score: 1 });
    // The first interval of FSRS after a good answer is its stability, 2.3 days.
    expect(days[0]).toBe(2);
    for (let k = 1; k < days.length; k++) expect(days[k]).toBeGreaterThan(days[k - 1]);
    const firm = returnsByMemory(
      defaultModel,
      { stability: 40, difficulty: 5, time: 0 },
      { score: 1, time: 86_400_000 },
    );
    expect(firm[0]).toBeGreaterThan(days[0]);
  });
});

describe('the plan of a booklet', () => {
  const planOf = (handbook: ReturnType<typeof compose>): Plan | undefined =>
    handbook.sections.find((section): section is Plan => section.kind === 'plan');

  property.prop([anyInput()], { numRuns: 60 })(
    'holds each printed question once before it returns, within the bounds',
    (input) => {
      const handbook = compose(input);
      const plan = planOf(handbook);
      const fresh: string[] = [];
      for (const day of plan?.days ?? []) {
        expect(day.minutes).toBeLessThanOrEqual(30);
        expect(day.minutes).toBe(day.tasks.reduce((sum, { minutes }) => sum + minutes, 0));
        for (const task of day.tasks) if (!task.again) fresh.push(...task.questions.map(({ anchor }) => anchor));
      }
      const printed = handbook.sections.flatMap((section) =>
        section.kind === 'wrong-review'
          ? section.questions.map(({ question }) => question.anchor!)
          : section.kind === 'practice'
            ? section.groups.flatMap(({ questions }) => questions.map(({ question }) => question.anchor!))
            : [],
      );
      expect([...fresh].sort()).toEqual([...printed].sort());
      expect(new Set(fresh).size).toBe(fresh.length);
    },
  );

  test('days and minutes are chosen; rest days stay free; without a date days are numbered', () => {
    const days = (settings: Parameters<typeof compose>[1], date?: string) =>
      planOf(compose({ ...sampleInput(4), ...(date === undefined ? {} : { date }) }, settings))!.days;
    for (const day of days({ plan: { least: 10, most: 15 } })) expect(day.minutes).toBeLessThanOrEqual(15);
    const weekdays = days({ plan: { rest: [0, 6] } }).map(({ weekday }) => weekday);
    expect(weekdays.some((weekday) => weekday === '周六' || weekday === '周日')).toBe(false);
    expect(days({}, '2026-06-25')[0]).toMatchObject({ label: '6月26日', weekday: '周五' });
    expect(days({}, '2024-02-28')[0]).toMatchObject({ label: '2月29日' });
    expect(days({}, '不知道')[0].label).toBe('第 1 天');
  });
});
