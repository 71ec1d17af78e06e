import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { type PlannedReview, planReviews } from '../../src/memory/review-plan.js';

const review = (id: string, minutes: number, loss: number, weight = 1): PlannedReview => ({
  id,
  minutes,
  weight,
  retrievability: (day) => (1 - loss) ** day,
});

test('each review stands where its recall has fallen to the wish, while there is room', () => {
  const plan = planReviews([review('slow', 10, 0.02), review('fast', 10, 0.1)], { days: 7, minutes: 20 });
  expect(plan.days.map(({ ids }) => ids)).toEqual([[], ['fast'], [], [], [], ['slow'], []]);
  expect(plan.left).toEqual([]);
});

test('a heap of the same day is spread over the days about it', () => {
  const heap = Array.from({ length: 9 }, (_, i) => review(`r${i}`, 10, 0.035));
  const plan = planReviews(heap, { days: 7, minutes: 20 });
  expect(plan.days.map(({ ids }) => ids.length)).toEqual([1, 2, 2, 2, 2, 0, 0]);
});

test('what has no room is left and named', () => {
  const plan = planReviews([review('a', 30, 0.1), review('b', 10, 0.1), review('c', 10, 0.1)], {
    days: 1,
    minutes: [15],
  });
  expect(plan.days[0].ids).toEqual(['b']);
  expect([...plan.left].sort()).toEqual(['a', 'c']);
});

test('wishes that make no sense are refused', () => {
  expect(() => planReviews([], { days: 0, minutes: 10 })).toThrow(/days/);
  expect(() => planReviews([], { days: 3, minutes: -1 })).toThrow(/minutes/);
  expect(() => planReviews([review('a', 0, 0.1)], { days: 3, minutes: 9 })).toThrow(/minutes of a/);
  expect(() => planReviews([review('a', 1, 0.1), review('a', 1, 0.1)], { days: 3, minutes: 9 })).toThrow(/a/);
});

const heap = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    minutes: fc.integer({ min: 1, max: 3 }),
    loss: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
    weight: fc.double({ min: 0.5, max: 2, noNaN: true }),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 6 },
);

property.prop([heap, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 6 })])(
  'no day is overfull, each review stands once, any order gives the same plan, and no better plan is far off',
  (rows, days, minutes) => {
    const reviews = rows.map(({ id, minutes: own, loss, weight }) => review(id, own, loss, weight));
    const plan = planReviews(reviews, { days, minutes });
    for (const day of plan.days) expect(day.minutes).toBeLessThanOrEqual(minutes);
    expect([...plan.days.flatMap(({ ids }) => ids), ...plan.left].sort()).toEqual(rows.map(({ id }) => id).sort());
    const again = planReviews([...reviews].reverse(), { days, minutes });
    expect(again.days.map(({ ids }) => [...ids].sort())).toEqual(plan.days.map(({ ids }) => [...ids].sort()));
    expect(again.cost).toBeCloseTo(plan.cost, 12);
    if (plan.left.length > 0) return;
    // Brute force over all plans that place every review.
    const cost = (i: number, d: number): number => {
      const off = 0.9 - reviews[i].retrievability(d);
      return rows[i].weight * (off > 0 ? 2 * off : -off);
    };
    let best = Number.POSITIVE_INFINITY;
    const place = (i: number, used: number[], sum: number): void => {
      if (sum >= best) return;
      if (i === rows.length) {
        best = sum;
        return;
      }
      for (let d = 0; d < days; d++) {
        if (used[d] + rows[i].minutes > minutes) continue;
        used[d] += rows[i].minutes;
        place(i + 1, used, sum + cost(i, d));
        used[d] -= rows[i].minutes;
      }
    };
    place(0, new Array<number>(days).fill(0), 0);
    expect(plan.cost).toBeGreaterThanOrEqual(best - 1e-9);
    expect(plan.cost).toBeLessThanOrEqual(best * 1.5 + 0.1);
  },
);
