/**
 * What policies of practice are worth to simulated learners: `npx tsx bench/recommend/policies.ts [learners]` writes `policies.md`.
 * Everything here is simulated. The engine learns each environment from a log of past learners who practised at random.
 */
import { writeFileSync } from 'node:fs';
import { createRandom } from '../../src/math/random.js';
import {
  fixedOrder,
  masteryThreshold,
  random,
  zoneOfProximalDevelopment,
} from '../../src/recommend/policies/baselines.js';
import { expectedGain } from '../../src/recommend/policies/lookahead.js';
import type { Policy } from '../../src/recommend/policies/policy.js';
import { prepareBank } from '../../src/recommend/prepare-bank.js';
import { defaultPolicy, rank } from '../../src/recommend/rank.js';
import { type Environment, MASTERED, type PracticeWalk, walkPractice } from '../../src/simulate/environment.js';
import { chainsEnvironment } from '../../src/simulate/environments/chains.js';
import { growthEnvironment } from '../../src/simulate/environments/growth.js';
import { hiddenEnvironment } from '../../src/simulate/environments/hidden.js';
import { kssEnvironment } from '../../src/simulate/environments/kss.js';
import { prerequisitesEnvironment } from '../../src/simulate/environments/prerequisites.js';
import { type Engine, fitEngine, pastLog } from './environments/past-learners.js';

const PAST = 500;
/** Answers from which the engine knows a learner when the compared practice begins, as an exam before it would tell. */
const WARM_UP = 20;
/** Answers before the practice, for the figures of cold start. */
const COLD = [0, 5, 15] as const;
const INFORMED = 40;
const SEED = 'policies 1';

const policies: readonly (readonly [string, Policy])[] = [
  ['random', random],
  ['fixed order', fixedOrder],
  ['mastery threshold', masteryThreshold],
  ['ZPD', zoneOfProximalDevelopment],
  ['one-step gain', expectedGain],
  ['**default**', defaultPolicy],
];

function walk(
  environment: Environment,
  engine: Engine,
  policy: Policy,
  learners: number,
  warmUp = WARM_UP,
): PracticeWalk[] {
  const prepared = prepareBank(environment.bank, environment.graph);
  return walkPractice(
    environment,
    (learner, name, luck) => {
      const followed = engine.follow(name);
      return {
        took: followed.took,
        next: (time, left) => {
          const request = {
            subject: environment.subject,
            targets: learner.targets,
            count: 1,
            left,
            seed: luck.integer(0, 1e9),
          };
          return rank(followed.view(time), prepared, request, policy)[0].item;
        },
      };
    },
    { learners, random: createRandom(SEED), warmUp },
  );
}

function oracle(environment: Environment, learners: number): PracticeWalk[] {
  return walkPractice(environment, (learner) => ({ next: learner.oracle, took: () => {} }), {
    learners,
    random: createRandom(SEED),
    warmUp: WARM_UP,
  });
}

function mean(
  walks: readonly PracticeWalk[],
  of: (walk: PracticeWalk) => number,
): { readonly mean: number; readonly half: number } {
  const values = walks.map(of);
  const average = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - average) ** 2, 0) / (values.length - 1);
  return { mean: average, half: 1.96 * Math.sqrt(variance / values.length) };
}

function median(values: number[]): string {
  const middle = values.sort((a, b) => a - b)[values.length >> 1];
  return Number.isFinite(middle) ? String(middle) : 'more';
}

const learners = Number(process.argv[2] ?? 1000);
const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  process.stdout.write(`${line}\n`);
};
say('# What policies of practice are worth to simulated learners');
say('');
say(
  `Made by \`npx tsx bench/recommend/policies.ts ${learners}\`. All learners are **simulated**; ${learners} in each environment, the same for every policy.`,
);
say(
  `Gain: (after − before) / (full − before), with its 95 % interval. The engine knows an environment from ${PAST} past learners who practised at random,`,
);
say(
  `keeps the model family that foretells held-out past learners best, and knows a learner from ${WARM_UP} answers. The oracle sees the truth.`,
);
say(
  `Frustrating: items whose true P(right) was below .4. To mastery: median answers until achievement reached ${MASTERED}.`,
);
say(
  'Cold start compares gains of the same length of practice begun after fewer answers; who has answered less before has more left to gain, so',
);
say(
  'figures above 100 % occur. In kss an answer is right only where a point is learnt, so teaching anything new frustrates by this measure.',
);
for (const environment of [
  growthEnvironment('bench'),
  chainsEnvironment('bench'),
  prerequisitesEnvironment('bench'),
  kssEnvironment('bench'),
  hiddenEnvironment('bench'),
]) {
  const { chosen, tried } = fitEngine(pastLog(environment, PAST));
  say('');
  say(`## ${environment.name}`);
  say('');
  say(
    `Log-loss on held-out past learners: ${tried.map(({ family, logLoss }) => `${family} ${logLoss.toFixed(4)}`).join(', ')}; used: ${chosen.family}.`,
  );
  say('');
  say(
    '| policy | gain | of the oracle | better than by chance alone over the next best | frustrating | to mastery |'.replace(
      ' better than by chance alone over the next best |',
      '',
    ),
  );
  say('|---|---|---|---|---|');
  const best = oracle(environment, learners);
  const top = mean(best, ({ gain }) => gain).mean;
  const row = (name: string, walks: PracticeWalk[]): void => {
    const gain = mean(walks, (w) => w.gain);
    const frustrating = mean(walks, (w) => w.frustrating).mean;
    say(
      `| ${name} | ${gain.mean.toFixed(3)} ± ${gain.half.toFixed(3)} | ${((100 * gain.mean) / top).toFixed(0)} % | ${(100 * frustrating).toFixed(0)} % | ${median(walks.map((w) => w.toMastery))} |`,
    );
  };
  row('oracle', best);
  for (const [name, policy] of policies) row(name, walk(environment, chosen, policy, learners));
  const gainAfter = (answers: number): number =>
    mean(walk(environment, chosen, defaultPolicy, learners, answers), (w) => w.gain).mean;
  const informed = gainAfter(INFORMED);
  say('');
  say(
    `Cold start: ${COLD.map((answers) => `after ${answers} answers ${((100 * gainAfter(answers)) / informed).toFixed(0)} %`).join(', ')} of the gain after ${INFORMED}.`,
  );
}
if (learners >= 1000) writeFileSync(new URL('policies.md', import.meta.url), `${lines.join('\n')}\n`);
