import type { Highs } from 'highs';
import { boundWelfare } from './bound.js';
import { choose, inTableOrder } from './choose.js';
import { type ClassSet, present } from './class-set.js';
import { highest } from './exchange.js';
import { type ClassProblem, pose } from './problem.js';
import { type ClassSetRequest, settleClassRequest } from './request.js';
import { compareRatings, rate, type Selection, select } from './selection.js';
import { type ClassTable, orderTable } from './table.js';

/** Options of {@link solveClassSet}. */
export interface ExactOptions {
  /** The most items that the solver looks at: those that could raise the welfare most. */
  readonly mostItems: number;
  /** The most programs solved for the welfare `log`. */
  readonly rounds: number;
  /** The most branches of one program. */
  readonly nodes: number;
}

/** Defaults of {@link solveClassSet}. */
export const exactDefaults: ExactOptions = { mostItems: 400, rounds: 40, nodes: 100_000 };

/** Welfare that far below its bound counts as proved. */
const PROVED = 1e-7;

/**
 * {@link chooseClassSet} solved exactly by HiGHS, as a mixed-integer program over `x[i] ∈ {0, 1}`: `sum` as it stands; `max-min` with
 * `z ≤ Σ gain[l, i] · x[i]` for every l; `log` through lines above the logarithm, to which those at the gains of each solution are added
 * until the solution is worth what the program says (outer approximation, exact in finitely many rounds). Items that a bound proves
 * to be in no better set are left out first. Where `value` equals `bound` the set is proved to be the best of all.
 *
 * Never worse than the greedy set. The solver is loaded when first used: 3.5 MB of WebAssembly. It holds the thread while it works.
 * A bundler for browsers must leave out `node:module`, which the solver's loader asks for in Node alone.
 *
 * @throws YincaiError as {@link chooseClassSet}
 * @cost exponential in the worst case; 45 learners and some hundred items commonly in a second or few
 * @source Huangfu & Hall (2018), Parallelizing the dual revised simplex method (HiGHS); Duran & Grossmann (1986), An outer-approximation
 *   algorithm for a class of mixed-integer nonlinear programs
 * @example
 * const best = await solveClassSet(table, { count: 8, welfare: { kind: 'max-min', share: 0.5 } });
 * best.value === best.bound; // proved
 */
export async function solveClassSet(
  table: ClassTable,
  request: ClassSetRequest = {},
  options: Partial<ExactOptions> = {},
): Promise<ClassSet> {
  const settings = { ...exactDefaults, ...options };
  const ordered = orderTable(table);
  const problem = pose(ordered, ordered.learners, settleClassRequest(request, table.learners.length));
  const { set, rating, pool } = choose(problem);
  const order = inTableOrder(ordered.learners);
  const bound = boundWelfare(problem, pool, set.G, 30);
  if (pool.length === 0 || (rating.missing === 0 && bound.best - rating.value <= PROVED)) {
    return present(problem, set.chosen, Number.NEGATIVE_INFINITY, order);
  }
  const solve = await loadSolver();
  // Items of no better set are out, unless a set that holds more of the quotas may need them.
  const promising = rating.missing > 0 ? pool : pool.filter((item) => set.has(item) || bound.with(item) > rating.value);
  const kept = highest(
    promising,
    (item) => (set.has(item) ? Number.POSITIVE_INFINITY : bound.with(item)),
    settings.mostItems,
  );
  const looked = new Set(kept);
  let unseen = Number.NEGATIVE_INFINITY;
  for (const item of promising) if (!looked.has(item)) unseen = Math.max(unseen, bound.with(item));

  let missing = 0;
  if (rating.missing > 0) {
    const fewest = solve(program(problem, kept, { kind: 'missing' }), settings.nodes);
    missing = fewest === undefined ? rating.missing : Math.min(Math.round(-fewest.bound), rating.missing);
  }
  const found = maximize(problem, kept, missing, set, solve, settings);
  let [chosen, best] = [[...set.chosen], rating];
  for (const items of found.sets) {
    const candidate = select(problem, items);
    const rated = rate(problem, candidate.missing(), candidate.G);
    if (compareRatings(rated, best) > 0) [chosen, best] = [items, rated];
  }
  // What nobody gains by is only there for quotas that need it.
  for (const item of chosen.filter((one) => problem.useful[one] === 0)) {
    const without = select(
      problem,
      chosen.filter((one) => one !== item),
    );
    if (without.missing() === best.missing) chosen = [...without.chosen];
  }
  const proved = Math.min(bound.best, Math.max(found.bound, unseen));
  const value = best.value;
  return present(
    problem,
    chosen,
    proved - value <= PROVED * (1 + Math.abs(value)) ? Number.NEGATIVE_INFINITY : proved,
    order,
  );
}

interface Solved {
  readonly items: number[];
  readonly bound: number;
}
type Solve = (program: string, nodes: number, items?: readonly number[]) => Solved | undefined;

function maximize(
  problem: ClassProblem,
  kept: readonly number[],
  missing: number,
  set: Selection,
  solve: Solve,
  { rounds, nodes }: ExactOptions,
): { readonly sets: readonly number[][]; readonly bound: number } {
  const { welfare } = problem.request;
  const n = problem.learners.length;
  if (welfare.kind !== 'log') {
    const solved = solve(program(problem, kept, { kind: 'value', missing, touches: [] }), nodes, kept);
    return { sets: solved === undefined ? [] : [solved.items], bound: solved?.bound ?? Number.POSITIVE_INFINITY };
  }
  const touches: Float64Array[] = [];
  const most = Math.max(...set.G, welfare.epsilon);
  for (const share of [0, 0.25, 0.5, 1, 1.5, 2.5]) touches.push(new Float64Array(n).fill(share * most));
  touches.push(Float64Array.from(set.G));
  const sets: number[][] = [];
  let [bound, value] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let round = 0; round < rounds && bound - value > PROVED; round++) {
    const solved = solve(program(problem, kept, { kind: 'value', missing, touches }), nodes, kept);
    if (solved === undefined) break;
    bound = Math.min(bound, solved.bound);
    const { G } = select(problem, solved.items);
    value = Math.max(value, problem.measure.of(G));
    sets.push(solved.items);
    touches.push(Float64Array.from(G));
  }
  return { sets, bound };
}

type Goal =
  | { readonly kind: 'missing' }
  | { readonly kind: 'value'; readonly missing: number; readonly touches: readonly Float64Array[] };

/** The program in the LP format: `x` items in the order of `kept`, `d` items missing to quotas, `g` gains, `t` their worth, `z` the least gain. */
function program(problem: ClassProblem, kept: readonly number[], goal: Goal): string {
  const { request, gain, weights, limits, limitsOf, minutes } = problem;
  const n = weights.length;
  const rows: string[] = [];
  const free: string[] = [];
  const bounds: string[] = [];
  const names = kept.map((_, k) => `x${k}`);
  const sumOf = (terms: readonly (readonly [number, string])[]): string =>
    terms.map(([factor, name]) => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}`).join('\n ');
  if (request.count < Number.POSITIVE_INFINITY)
    rows.push(`${sumOf(names.map((name) => [1, name]))} <= ${request.count}`);
  if (request.minutes < Number.POSITIVE_INFINITY) {
    rows.push(`${sumOf(names.map((name, k) => [minutes[kept[k]], name]))} <= ${request.minutes}`);
  }
  const lacks: string[] = [];
  limits.forEach(({ least, most }, limit) => {
    const members = names
      .filter((_, k) => limitsOf[kept[k]].includes(limit))
      .map((name): [number, string] => [1, name]);
    if (members.length > most) rows.push(`${sumOf(members)} <= ${most}`);
    if (least === 0) return;
    lacks.push(`d${limit}`);
    rows.push(`${sumOf([...members, [1, `d${limit}`]])} >= ${least}`);
  });
  const lacking = sumOf(lacks.map((name) => [1, name]));
  let objective: string;
  if (goal.kind === 'missing') objective = sumOf(lacks.map((name) => [-1, name]));
  else {
    if (lacks.length > 0) rows.push(`${lacking} <= ${goal.missing}`);
    const { welfare } = request;
    const worth: [number, string][] = [];
    if (welfare.kind !== 'log') {
      const mean = welfare.kind === 'max-min' ? 1 - welfare.share : 1;
      kept.forEach((item, k) => {
        let total = 0;
        for (let l = 0; l < n; l++) total += weights[l] * gain[item * n + l];
        worth.push([mean * total, names[k]]);
      });
    }
    if (welfare.kind === 'max-min') worth.push([welfare.share, 'z']);
    if (welfare.kind !== 'sum') {
      for (let l = 0; l < n; l++) {
        const gains = kept
          .map((item, k): [number, string] => [gain[item * n + l], names[k]])
          .filter(([factor]) => factor > 0);
        rows.push(
          `${sumOf([...gains, [-1, welfare.kind === 'log' ? `g${l}` : 'z']])} ${welfare.kind === 'log' ? '=' : '>='} 0`,
        );
        if (welfare.kind !== 'log') continue;
        worth.push([weights[l], `t${l}`]);
        free.push(`t${l}`);
        const { epsilon } = welfare;
        for (const at of new Set(goal.touches.map((G) => G[l]))) {
          const slope = 1 / (epsilon + at);
          rows.push(`t${l} - ${slope} g${l} <= ${Math.log1p(at / epsilon) - slope * at}`);
        }
      }
    }
    objective = sumOf(worth);
  }
  bounds.push(...free.map((name) => `${name} free`));
  return [
    'Maximize',
    ` value: ${objective}`,
    'Subject To',
    ...rows.map((row, r) => ` r${r}: ${row}`),
    ...(bounds.length > 0 ? ['Bounds', ...bounds.map((bound) => ` ${bound}`)] : []),
    'Binary',
    ...names.map((name) => ` ${name}`),
    'End',
    '',
  ].join('\n');
}

/** Compiled once: that takes longer than most programs. Each solution begins anew, so that none depends on another. */
let compiled: Promise<Highs> | undefined;

async function loadSolver(): Promise<Solve> {
  // Its types are those of a CommonJS module; what is imported is the ES module.
  compiled ??= import('highs').then(({ default: load }) => (load as unknown as () => Promise<Highs>)());
  const highs = await compiled;
  return (text, nodes, items = []) => {
    const solved = highs.solve(text, { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 1e-9, mip_max_nodes: nodes });
    if (solved.Status !== 'Optimal') return undefined;
    const columns = solved.Columns as Readonly<Record<string, { readonly Primal: number }>>;
    return { items: items.filter((_, k) => columns[`x${k}`].Primal > 0.5), bound: solved.ObjectiveValue };
  };
}
