import { createRandom, type Seed } from '../../math/random.js';
import type { Environment, EnvironmentLearner } from '../environment.js';
import { simulatedItem } from './bank.js';

const EDGES: readonly (readonly [number, number])[] = [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
  [2, 8],
  [3, 4],
  [4, 8],
  [5, 4],
  [5, 9],
  [6, 7],
  [7, 8],
  [8, 9],
];
/** The order in which the sorted difficulties are given to the points. */
const ORDER: readonly number[] = [5, 0, 1, 2, 3, 4, 6, 7, 8, 9];
const POINTS = 10;
const FULL = 5;
/** Plans kept at each step of the oracle's search. */
const BEAM = 40;

/**
 * The knowledge-structure simulator known from EduSim: ten points on a prerequisite graph, one item each, answered right iff
 * `c + (1 − c) / (1 + exp(−1.7 · 5 · (ability − difficulty))) ≥ .5` with c = .25. Learning a point counts only where it is in the focus of
 * the last one learnt or reachable on the way; then ability rises by half of what is missing to 5, divided by exp(Σ over prerequisites of what
 * they miss), and each successor receives half of its predecessor's rise, recursively. Three to ten points are targets.
 *
 * Achievement is the share of targets answered right, as EduSim's target exam; its reward (after − before) / (full − before) is then
 * the normalised gain of {@link walkPractice}. Nothing is drawn by chance, so the oracle plans the rest of the sitting by beam search.
 *
 * @source bigdata-ustc/EduSim, KSS; Liu et al. (2019), Exploiting cognitive structure for adaptive learning, KDD
 * @example
 * kssEnvironment('a').draw(createRandom(1)).achievement(0);
 */
export function kssEnvironment(seed: Seed): Environment {
  const random = createRandom(seed).split('kss');
  const drawn = Array.from({ length: POINTS }, () => random.integer(0, 5)).sort((a, b) => a - b);
  const difficulty = new Float64Array(POINTS);
  ORDER.forEach((point, at) => {
    difficulty[point] = drawn[at];
  });
  const subject = 'simulated';
  const ids = Array.from({ length: POINTS }, (_, k) => `k${k}`);
  const items = ids.map((id, k) => simulatedItem(`${id}-0`, subject, id, difficulty[k]));
  const index = new Map(items.map(({ id }, k) => [id, k]));
  const before = ids.map((_, k) => EDGES.filter(([, to]) => to === k).map(([from]) => from));
  const behind = ids.map((_, k) => EDGES.filter(([from]) => from === k).map(([, to]) => to));
  return {
    name: 'kss',
    subject,
    bank: { items },
    graph: {
      points: ids.map((id) => ({ id, name: `模拟知识点 ${id}`, subject })),
      edges: EDGES.map(([from, to]) => ({ from: ids[from], to: ids[to], kind: 'prerequisite' as const })),
    },
    practice: { sessions: 1, answers: 20 },
    draw: (stream): EnvironmentLearner => {
      const ability = Float64Array.from({ length: POINTS }, (_, k) => -stream.integer(0, 3) - 0.1 * k);
      const targets = stream.sample(ids, stream.integer(3, POINTS)).sort();
      let focus = -1;
      const right = (state: Float64Array, k: number): boolean =>
        0.25 + 0.75 / (1 + Math.exp(-1.7 * 5 * (state[k] - difficulty[k]))) >= 0.5;
      const focused = (k: number): boolean => focus < 0 || reach(focus).has(k);
      const learn = (state: Float64Array, k: number): void => {
        const missing = before[k].reduce((sum, p) => sum + (FULL - state[p]), 0);
        raise(state, k, ((FULL - state[k]) * 0.5) / Math.exp(missing));
      };
      const raise = (state: Float64Array, k: number, by: number): void => {
        state[k] = Math.min(FULL, state[k] + by);
        if (by > 1e-9) for (const next of behind[k]) raise(state, next, by * 0.5);
      };
      // The focus of a point: its ancestors, itself and what directly follows it or its ancestors.
      const reach = (from: number): Set<number> => {
        const found = new Set([from]);
        for (const k of found) for (const p of before[k]) found.add(p);
        for (const k of [...found]) for (const next of behind[k]) found.add(next);
        return found;
      };
      const asked = targets.map((id) => ids.indexOf(id));
      const score = (state: Float64Array): number =>
        asked.reduce((sum, k) => sum + (right(state, k) ? 1 : 0), 0) / asked.length;
      // How near the targets are to being answered right, and then what all points hold.
      const promise = (state: Float64Array): number => {
        let near = 0;
        for (const k of asked) near += Math.min(1, (state[k] + 4) / (difficulty[k] + 4));
        let hold = 0;
        for (let k = 0; k < POINTS; k++) hold += state[k];
        return score(state) + near / asked.length + 0.01 * hold;
      };
      let plan: number[] = [];
      const search = (left: number): number[] => {
        let beam = [{ state: ability.slice(), at: focus, path: [] as number[], worth: 0 }];
        for (let step = 0; step < left; step++) {
          const grown = beam.flatMap(({ state, at, path }) =>
            [...Array(POINTS).keys()]
              .filter((k) => at < 0 || reach(at).has(k))
              .map((k) => {
                const next = state.slice();
                learn(next, k);
                return { state: next, at: k, path: [...path, k], worth: promise(next) };
              }),
          );
          beam = grown.sort((a, b) => b.worth - a.worth).slice(0, BEAM);
        }
        return beam.reduce((best, one) => (score(one.state) > score(best.state) ? one : best)).path;
      };
      return {
        targets,
        success: ({ id }) => (right(ability, index.get(id)!) ? 1 : 0),
        answer: ({ id }) => {
          const k = index.get(id)!;
          const won = right(ability, k) ? 1 : 0;
          if (focused(k)) {
            learn(ability, k);
            focus = k;
          }
          return won;
        },
        achievement: () => score(ability),
        oracle: (_time, left) => {
          if (plan.length === 0) plan = search(left);
          return items[plan.shift()!];
        },
      };
    },
  };
}
