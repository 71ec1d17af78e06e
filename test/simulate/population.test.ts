import { expect, test } from 'vitest';
import { simulatePopulation } from '../../src/simulate/population.js';

const plan = (schools: number, classes: number, learners: number) =>
  Array.from({ length: schools }, (_, s) => ({
    school: `s${s}`,
    classes: Array.from({ length: classes }, (_, c) => ({
      class: `c${c}`,
      learners: Array.from({ length: learners }, (_, l) => `${s}-${c}-${l}`),
    })),
  }));

test('variances of the three levels by analysis of variance', () => {
  const [S, C, L] = [300, 4, 5];
  const learners = simulatePopulation(plan(S, C, L), { seed: 'anova', school: 0.5, class: 0.4, learner: 0.8 });
  const mean = (list: readonly number[]) => list.reduce((s, x) => s + x, 0) / list.length;
  const variance = (list: readonly number[]) => {
    const m = mean(list);
    return list.reduce((s, x) => s + (x - m) ** 2, 0) / (list.length - 1);
  };
  const classes = Array.from({ length: S * C }, (_, g) =>
    learners.slice(g * L, g * L + L).map(({ ability }) => ability),
  );
  const within = mean(classes.map(variance));
  const classMeans = classes.map(mean);
  const schools = Array.from({ length: S }, (_, s) => classMeans.slice(s * C, s * C + C));
  const betweenClasses = mean(schools.map(variance)) - within / L;
  const betweenSchools = variance(schools.map(mean)) - mean(schools.map(variance)) / C;
  expect(Math.abs(within - 0.64)).toBeLessThan(0.06);
  expect(Math.abs(betweenClasses - 0.16)).toBeLessThan(0.06);
  expect(Math.abs(betweenSchools - 0.25)).toBeLessThan(0.12);
  expect(Math.abs(mean(learners.map(({ growth }) => growth)) - 0.4)).toBeLessThan(0.01);
});

test('other schools change nothing in a school', () => {
  const three = simulatePopulation(plan(3, 2, 3), { seed: 1 });
  const two = simulatePopulation(plan(3, 2, 3).toReversed().slice(0, 2), { seed: 1 });
  const byId = new Map(three.map((entry) => [entry.learner, entry]));
  for (const entry of two) expect(entry).toEqual(byId.get(entry.learner));
});
