/**
 * Recovers simulated truth again and again: 200 seeded replications a model give bias, RMSE, and how often 95 % intervals hold
 * the truth. Writes validation.md beside itself.
 *
 *   npx tsx bench/irt/validate.ts [replications] [model …]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MULTIDIMENSIONAL } from './validation/multidimensional.js';
import { SCENARIOS as ONE_DIMENSION, type Replication, type Scenario } from './validation/scenarios.js';

const SCENARIOS: readonly Scenario[] = [...ONE_DIMENSION, ...MULTIDIMENSIONAL];
const REPLICATIONS = 200;
const Z = 1.959963984540054;

/** What the replications say of one kind of parameter. */
interface Row {
  readonly parameter: string;
  readonly estimates: number;
  readonly bias: number;
  readonly rmse: number;
  readonly meanError: number;
  readonly coverage: number;
}

function summarise(replications: readonly Replication[]): Row[] {
  const kinds = [...new Set(replications.flatMap((one) => one.parameters.map(({ kind }) => kind)))];
  return kinds.map((parameter) => {
    const own = replications.flatMap((one) => one.parameters.filter(({ kind }) => kind === parameter));
    const n = own.length;
    const mean = (of: (one: (typeof own)[number]) => number): number => own.reduce((sum, one) => sum + of(one), 0) / n;
    return {
      parameter,
      estimates: n,
      bias: mean(({ estimate, truth }) => estimate - truth),
      rmse: Math.sqrt(mean(({ estimate, truth }) => (estimate - truth) ** 2)),
      meanError: Math.sqrt(mean(({ error }) => error ** 2)),
      coverage: mean(({ estimate, truth, error }) => (Math.abs(estimate - truth) <= Z * error ? 1 : 0)),
    };
  });
}

/** The report's table of one scenario. */
function describe(scenario: Scenario, replications: readonly Replication[], rows: readonly Row[]): string {
  const failed = replications.filter(({ converged }) => !converged).length;
  const cells = rows.map(
    ({ parameter, estimates, bias, rmse, meanError, coverage }) =>
      `| ${parameter} | ${estimates} | ${bias.toFixed(4)} | ${rmse.toFixed(4)} | ${meanError.toFixed(4)} | ${(100 * coverage).toFixed(1)} % |`,
  );
  return [
    `## ${scenario.name}`,
    '',
    `${scenario.design} ${replications.length} replications, ${failed} not converged.`,
    '',
    '| parameter | estimates | bias | RMSE | root mean squared SE | coverage of 95 % intervals |',
    '|---|--:|--:|--:|--:|--:|',
    ...cells,
    '',
  ].join('\n');
}

const [count, ...names] = process.argv.slice(2);
const replications = count === undefined ? REPLICATIONS : Number(count);
const chosen = names.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => names.includes(name));
const target = fileURLToPath(new URL('validation.md', import.meta.url));
const sections = new Map<string, string>();
// Where only some models are asked for, the others stay as they are.
if (names.length > 0) {
  for (const part of readFileSync(target, 'utf8')
    .split(/^(?=## )/m)
    .slice(1)) {
    sections.set(part.slice(3, part.indexOf('\n')), part);
  }
}
for (const scenario of chosen) {
  const done = Array.from({ length: replications }, (_, i) => {
    process.stderr.write(`\r${scenario.name} ${i + 1}/${replications} `);
    return scenario.replicate(`${scenario.name}-${i + 1}`);
  });
  const section = describe(scenario, done, summarise(done));
  sections.set(scenario.name, section);
  process.stderr.write('\r');
  console.log(section);
}
if (replications >= REPLICATIONS) {
  writeFileSync(
    target,
    [
      '# Recovery of simulated truth',
      '',
      'All data are simulated. Made by `npx tsx bench/irt/validate.ts`; seeds are the names of the models with the number of the',
      'replication. Bias and RMSE are over all parameters of a kind in all replications. An interval is estimate ± 1.96 SE.',
      'Where priors serve (3PL, 4PL), what they are priors of is drawn from them anew in each replication, and asymptotes are compared',
      'as logits: then 95 % is what a right interval covers on average.',
      '',
      ...SCENARIOS.map(({ name }) => sections.get(name) ?? ''),
    ].join('\n'),
  );
}
