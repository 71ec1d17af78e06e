/**
 * One set for a class of 45 out of 10,000 items: lazy greedy against its plain twin that evaluates every item in every step (same sets,
 * asserted), the whole choice with its bound, sets for three groups; and on small classes the greedy set's welfare against that of the
 * exact one. Simulated learners, each strong in some of 60 points and weak in others.
 *
 * Besides time by the clock, processor time is printed: on a busy machine the clock also counts what others do.
 *
 * npx tsx bench/recommend/class-sets.bench.ts
 */
import { createRandom } from '../../src/math/random.js';
import { chooseClassSet } from '../../src/recommend/class-sets/choose.js';
import { differentiate } from '../../src/recommend/class-sets/differentiate.js';
import { solveClassSet } from '../../src/recommend/class-sets/exact.js';
import { firstRises, greedy } from '../../src/recommend/class-sets/greedy.js';
import { pose } from '../../src/recommend/class-sets/problem.js';
import { type ClassSetRequest, settleClassRequest } from '../../src/recommend/class-sets/request.js';
import { type ClassItem, type ClassTable, orderTable } from '../../src/recommend/class-sets/table.js';

const POINTS = 60;
const KINDS = ['single-choice', 'multiple-choice', 'blank', 'constructed'];

function classOf(learners: number, items: number, seed: string): ClassTable {
  const random = createRandom(seed);
  const level = Array.from({ length: learners }, () => random.normal());
  const ability = level.map((own) => Array.from({ length: POINTS }, () => own + random.normal(0, 0.7)));
  const point = Array.from({ length: items }, () => random.integer(0, POINTS - 1));
  const difficulty = point.map(() => random.normal());
  const gain = new Float64Array(learners * items);
  const success = new Float64Array(learners * items);
  for (let l = 0; l < learners; l++) {
    for (let i = 0; i < items; i++) {
      const right = 1 / (1 + Math.exp(difficulty[i] - ability[l][point[i]]));
      success[l * items + i] = right;
      gain[l * items + i] = (0.8 * right * (1 - right)) / (1 + Math.exp(ability[l][point[i]]));
    }
  }
  return {
    learners: level.map((_, l) => `l${String(l).padStart(3, '0')}`),
    items: point.map(
      (p, i): ClassItem => ({
        id: `i${String(i).padStart(5, '0')}`,
        kind: random.pick(KINDS),
        points: [`p${p}`],
        minutes: random.integer(2, 13),
      }),
    ),
    gain,
    success,
  };
}

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function time<T>(name: string, runs: number, run: () => T): { readonly cpu: number; readonly result: T } {
  let result = run();
  // Compiled by then.
  for (let r = 0; r < runs / 3; r++) run();
  const wall: number[] = [];
  const spent: number[] = [];
  for (let r = 0; r < runs; r++) {
    const [began, at] = [cpu(), performance.now()];
    result = run();
    wall.push(performance.now() - at);
    spent.push(cpu() - began);
  }
  const median = (times: number[]): number => times.sort((a, b) => a - b)[runs >> 1];
  const figures = { cpu: median(spent), wall: median(wall), least: Math.min(...wall) };
  console.log(
    `${name.padEnd(52)} processor ${figures.cpu.toFixed(1)} ms   clock median ${figures.wall.toFixed(1)}, least ${figures.least.toFixed(1)} ms`,
  );
  return { cpu: figures.cpu, result };
}

const table = classOf(45, 10_000, 'class');
console.log('45 learners, 10,000 items, 10 of them wanted; medians');
const ordered = orderTable(table);
const problem = pose(ordered, ordered.learners, settleClassRequest({ count: 10 }, 45));
const pool = Int32Array.from(table.items.keys()).filter((item) => problem.offence[item] === 0);
const run = (eager: boolean): readonly number[] =>
  greedy(
    problem,
    problem.measure,
    pool,
    { perMinute: false, quotasFirst: false, eager },
    firstRises(problem, problem.measure, pool, false),
  ).chosen;
const eager = time('greedy, every item in every step (plain twin)', 15, () => run(true));
const lazy = time('greedy, lazy', 15, () => run(false));
if (String(eager.result) !== String(lazy.result)) throw new Error('the lazy greedy chose another set');
console.log(`the lazy greedy takes ${(eager.cpu / lazy.cpu).toFixed(1)} × less; the same set`);

const wishes: readonly (readonly [string, ClassSetRequest])[] = [
  ['10 items', { count: 10 }],
  ['10 items, at most 1 a point', { count: 10, mostPerPoint: 1 }],
  ['45 minutes', { minutes: 45 }],
  ['10 items, at least 3 constructed', { count: 10, quotas: [{ by: 'kind', value: 'constructed', least: 3 }] }],
  ['10 items, max–min', { count: 10, welfare: { kind: 'max-min', share: 0.5 } }],
];
console.log('\nthe whole choice: tables checked, greedy, exchanges, bound');
for (const [name, request] of wishes) {
  const { result } = time(name, 9, () => chooseClassSet(table, request));
  console.log(`${' '.repeat(52)} worth at least ${(result.value / result.bound).toFixed(3)} of the best`);
}
const parted = time('3 groups, 10 items each', 3, () => differentiate(table, { count: 10 })).result;
console.log(
  `${' '.repeat(52)} welfare ${(parted.value / parted.whole.value).toFixed(3)} × that of one set for all (groups of ${parted.groups.map(({ members }) => members.length).join(', ')})`,
);

async function againstExact(): Promise<void> {
  console.log(
    '\ngreedy with exchanges against exact (HiGHS), 12 classes of 15 and 60 items, 6 wanted, at most 2 a point',
  );
  for (const welfare of [{ kind: 'sum' }, { kind: 'log', epsilon: 0.1 }, { kind: 'max-min', share: 0.5 }] as const) {
    const ratios: number[] = [];
    let proved = 0;
    for (let c = 0; c < 12; c++) {
      const small = classOf(15, 60, `small ${c}`);
      const request: ClassSetRequest = { count: 6, mostPerPoint: 2, welfare };
      const exact = await solveClassSet(small, request);
      if (exact.bound === exact.value) proved++;
      ratios.push(chooseClassSet(small, request).value / exact.value);
    }
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    console.log(
      `${welfare.kind.padEnd(8)} mean ${mean.toFixed(4)}, least ${Math.min(...ratios).toFixed(4)} of the exact welfare; ${ratios.filter((ratio) => ratio > 1 - 1e-9).length} of 12 sets are the best; ${proved} proved`,
    );
  }
}
void againstExact();
