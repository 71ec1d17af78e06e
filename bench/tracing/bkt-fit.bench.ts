// Claim: fifty EM iterations over all 110 skills of assist2009_updated (224,218 answers) take at most 0.05 s in one thread,
// many times faster than a plain forward–backward over each learner's answers in the same run, with the same result.
// For orientation: pyBKT 1.4.2 (C++) needed 0.67–0.74 s for this on a machine of this kind, 0.56 s of it in the E-step.
// On a busy machine look at the ratio, and at the least time of the runs.
import type { ResponseLog } from '../../src/data/response-log.js';
import { chainsOf, countExpected, updateParameters } from '../../src/tracing/bkt/em.js';
import { buildPrefixTrees } from '../../src/tracing/bkt/prefix-tree.js';
import * as bkt from '../../src/tracing/bkt.js';
import { realData } from '../../test/real-data.js';
import { readAssist09, readThreeLines } from '../../test/tracing/assistments.js';

const START: bkt.BktParameters = { prior: 0.3, learn: 0.2, guess: 0.2, slip: 0.1, forget: 0 };
const STEP = { priors: false, ordered: false, forget: false, fixed: {} } as const;
const RUNS = 9;

const classic = realData('assist2009_updated/assist2009_updated_train.csv');
const assist09 = realData('assist09/train.csv');
if (classic === undefined && assist09 === undefined) console.log('the data are not here; nothing measured');
if (classic !== undefined) run('assist2009_updated', readThreeLines(classic));
if (assist09 !== undefined) run('assist09 train', readAssist09(assist09));

function run(name: string, log: ResponseLog): void {
  const times: Record<string, number[]> = {};
  const clock = <T>(what: string, work: () => T): T => {
    const from = performance.now();
    const result = work();
    if (times[what] === undefined) times[what] = [];
    times[what].push(performance.now() - from);
    return result;
  };
  const logLikelihoods: Record<string, number> = {};
  const memory = process.memoryUsage().rss;
  for (let i = 0; i < RUNS; i++) {
    const trees = clock('build trees', () => buildPrefixTrees(log));
    for (const kernel of ['simd', 'plain'] as const) {
      const chains = clock(`lay out (${kernel})`, () => chainsOf(trees, kernel));
      logLikelihoods[`50 EM iterations (${kernel})`] = clock(`50 EM iterations (${kernel})`, () => {
        let sum = 0;
        for (const chain of chains) {
          let at = START;
          for (let k = 0; k < 50; k++) at = updateParameters(countExpected(chain, at), at, STEP);
          countExpected(chain, at);
          sum += chain.counts.logLikelihood();
        }
        return sum;
      });
    }
    logLikelihoods['fit, all of it'] = clock('fit, all of it', () => {
      const options = { priors: false, starts: [START], iterations: 50, tolerance: 0, covariance: false } as const;
      return bkt.fit(log, { ...options, rule: 'compensatory' }).report.logLikelihood;
    });
    if (i < 3)
      logLikelihoods['plain twin, every sequence by itself'] = clock('plain twin, every sequence by itself', () =>
        plain(log, 50),
      );
  }
  const twin = least(times['plain twin, every sequence by itself']);
  console.log(
    `${name}: ${log.length} answers, ${log.skills.length} skills, ${RUNS} runs: median (least), ratio of the least to the twin's`,
  );
  for (const [what, values] of Object.entries(times)) {
    const told = logLikelihoods[what] === undefined ? '' : `   log-likelihood ${logLikelihoods[what].toFixed(6)}`;
    const figures = `${median(values).toFixed(1).padStart(8)} ms (${least(values).toFixed(1)} ms)   ${(twin / least(values)).toFixed(1)}×`;
    console.log(`  ${what.padEnd(38)}${figures}${told}`);
  }
  console.log(
    `  memory grown by ${((process.memoryUsage().rss - memory) / 2 ** 20).toFixed(0)} MB, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB in all`,
  );
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1];
}

function least(times: readonly number[]): number {
  return Math.min(...times);
}

/** The twin: textbook scaled forward–backward on arrays, one learner and skill after another. */
function plain(log: ResponseLog, iterations: number): number {
  const bySkill = log.skills.map(() => new Map<number, number[]>());
  for (let r = 0; r < log.length; r++) {
    const skill = log.skillSets.skill[log.skillSets.start[log.skillSet[r]]];
    const sequences = bySkill[skill];
    const sequence = sequences.get(log.learner[r]);
    if (sequence === undefined) sequences.set(log.learner[r], [log.score[r]]);
    else sequence.push(log.score[r]);
  }
  let total = 0;
  for (const sequences of bySkill) {
    let p: bkt.BktParameters = START;
    for (let i = 0; i <= iterations; i++) {
      let [began, learned, learnable, guessed, unknown, slipped, known, likelihood] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (const scores of sequences.values()) {
        const n = scores.length;
        const alpha: [number, number][] = [];
        const beta: [number, number][] = new Array(n);
        const scale: number[] = [];
        const e = scores.map((s): [number, number] => (s === 1 ? [p.guess, 1 - p.slip] : [1 - p.guess, p.slip]));
        for (let t = 0; t < n; t++) {
          const before: [number, number] =
            t === 0
              ? [1 - p.prior, p.prior]
              : [alpha[t - 1][0] * (1 - p.learn), alpha[t - 1][1] + alpha[t - 1][0] * p.learn];
          const joint: [number, number] = [before[0] * e[t][0], before[1] * e[t][1]];
          scale.push(joint[0] + joint[1]);
          alpha.push([joint[0] / scale[t], joint[1] / scale[t]]);
          likelihood += Math.log(scale[t]);
        }
        beta[n - 1] = [1, 1];
        for (let t = n - 2; t >= 0; t--) {
          const u0 = (e[t + 1][0] * beta[t + 1][0]) / scale[t + 1];
          const u1 = (e[t + 1][1] * beta[t + 1][1]) / scale[t + 1];
          beta[t] = [(1 - p.learn) * u0 + p.learn * u1, u1];
          learned += alpha[t][0] * p.learn * u1;
          learnable += alpha[t][0] * beta[t][0];
        }
        for (let t = 0; t < n; t++) {
          const [g0, g1] = [alpha[t][0] * beta[t][0], alpha[t][1] * beta[t][1]];
          if (t === 0) began += g1;
          unknown += g0;
          known += g1;
          if (scores[t] === 1) guessed += g0;
          else slipped += g1;
        }
      }
      if (i === iterations) total += likelihood;
      p = {
        prior: began / sequences.size,
        learn: learnable > 0 ? learned / learnable : p.learn,
        guess: guessed / unknown,
        slip: slipped / known,
        forget: 0,
      };
    }
  }
  return total;
}
