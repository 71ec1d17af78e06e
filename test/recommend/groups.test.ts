import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { groupByNeed, type NeedProfile } from '../../src/recommend/group-by-need.js';
import type { LearnerView } from '../../src/recommend/learner-view.js';
import { pairHelpers } from '../../src/recommend/pair-helpers.js';
import { viewGroup } from '../../src/recommend/view-group.js';

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Up to 30 learners with 1 to 6 points. */
const profiles = fc
  .integer({ min: 1, max: 6 })
  .chain((width) =>
    fc
      .array(fc.array(share, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 30 })
      .map((rows): NeedProfile[] => rows.map((mastery, at) => ({ learner: `l${at}`, mastery }))),
  );

const within = (all: readonly NeedProfile[], groups: readonly (readonly string[])[]): number => {
  const of = new Map(all.map((profile) => [profile.learner, profile.mastery]));
  let sum = 0;
  for (const members of groups) {
    const rows = members.map((learner) => of.get(learner)!);
    const centre = rows[0].map((_, at) => rows.reduce((total, row) => total + row[at], 0) / rows.length);
    for (const row of rows) sum += row.reduce((total, p, at) => total + (p - centre[at]) ** 2, 0);
  }
  return sum;
};

describe('groups by need', () => {
  property.prop([profiles, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 })])(
    'hold each learner once, none is too small, the neediest come first',
    (all, groups, least) => {
      const made = groupByNeed(all, { groups, least });
      expect(made.flatMap(({ members }) => members).sort()).toEqual(all.map(({ learner }) => learner).sort());
      expect(made.length).toBeLessThanOrEqual(groups);
      for (const { members } of made) expect(members.length).toBeGreaterThanOrEqual(Math.min(least, all.length));
      for (let at = 1; at < made.length; at++) expect(made[at].level).toBeGreaterThanOrEqual(made[at - 1].level);
    },
  );

  property.prop([profiles, fc.infiniteStream(share)])('do not depend on the order of the class', (all, draws) => {
    const shuffled = all
      .map((profile) => ({ profile, key: draws.next().value }))
      .sort((a, b) => a.key - b.key)
      .map(({ profile }) => profile);
    const members = (list: readonly NeedProfile[]) => groupByNeed(list).map((group) => group.members);
    expect(members(shuffled)).toEqual(members(all));
  });

  property.prop([profiles])('are at least as close as equal slices by level', (all) => {
    const made = groupByNeed(all, { groups: 3, least: 1 });
    const k = made.length;
    const level = ({ mastery }: NeedProfile) => mastery.reduce((sum, p) => sum + p, 0);
    const sorted = [...all].sort((a, b) => level(a) - level(b) || (a.learner < b.learner ? -1 : 1));
    const slices = Array.from({ length: k }, (_, g) =>
      sorted.filter((_each, at) => Math.floor((at * k) / all.length) === g).map(({ learner }) => learner),
    );
    expect(
      within(
        all,
        made.map(({ members }) => members),
      ),
    ).toBeLessThanOrEqual(within(all, slices) + 1e-9);
  });

  test('find what was planted, also across levels', () => {
    // Two lacks of the same size in different points: slices by level would mix them.
    const all = Array.from({ length: 12 }, (_, at) => ({
      learner: `l${String(at).padStart(2, '0')}`,
      mastery: at % 2 === 0 ? [0.1, 0.9 + at / 1000] : [0.9 + at / 1000, 0.1],
    }));
    const made = groupByNeed(all, { groups: 2 });
    expect(made.map(({ members }) => members.map((id) => Number(id.slice(1)) % 2))).toEqual(
      expect.arrayContaining([Array(6).fill(0), Array(6).fill(1)]),
    );
  });

  test('refuse profiles of different length', () => {
    expect(() =>
      groupByNeed([
        { learner: 'a', mastery: [1] },
        { learner: 'b', mastery: [1, 0] },
      ]),
    ).toThrow(RangeError);
    expect(() => groupByNeed([], { groups: 0 })).toThrow(RangeError);
    expect(groupByNeed([])).toEqual([]);
  });
});

describe('pairs of helpers', () => {
  property.prop([profiles])(
    'are of two, each learner in one at most, about what one lacks and the other holds',
    (all) => {
      const of = new Map(all.map(({ learner, mastery }) => [learner, mastery]));
      const pairs = pairHelpers(all);
      const met = pairs.flatMap(({ helper, learner }) => [helper, learner]);
      expect(new Set(met).size).toBe(met.length);
      for (const { helper, learner, points } of pairs) {
        expect(points.length).toBeGreaterThan(0);
        for (const at of points) {
          expect(of.get(learner)![at]).toBeLessThan(0.5);
          expect(of.get(helper)![at]).toBeGreaterThanOrEqual(0.8);
        }
      }
      // Nobody who could be helped is left with nobody free to help.
      const free = all.filter(({ learner }) => !met.includes(learner));
      for (const needy of free) {
        const could = free.some((helper) => needy.mastery.some((p, at) => p < 0.5 && helper.mastery[at] >= 0.8));
        expect(could && free.length > 1).toBe(false);
      }
      expect(pairHelpers([...all].reverse())).toEqual(pairs);
    },
  );
});

test('a group is seen as the mean of its members', () => {
  const view = (learner: string, p: number, seen: string[]): LearnerView => ({
    learner,
    points: ['a', learner],
    mastery: () => ({ probability: p, answers: 2 }),
    success: () => p / 2,
    gain: () => p / 4,
    seen,
  });
  const group = viewGroup('g', [view('x', 0.2, ['i1']), view('y', 0.6, ['i2'])]);
  expect([...group.points].sort()).toEqual(['a', 'x', 'y']);
  expect([...group.seen].sort()).toEqual(['i1', 'i2']);
  const { probability, answers } = group.mastery('a');
  expect([probability, answers]).toEqual([0.4, 4]);
  const item = { id: 'i' } as Parameters<LearnerView['success']>[0];
  expect(group.success(item)).toBeCloseTo(0.2);
  expect(group.gain(item, 'a')).toBeCloseTo(0.1);
  expect(() => viewGroup('g', [])).toThrow(RangeError);
});
