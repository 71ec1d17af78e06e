// Claim: all skills of ASSISTments 2009 (assist09 train, optional real data) take 50 EM iterations in under 0.2 s,
// several times faster than a plain forward–backward over each learner's answers, with the same result.
// For orientation: pyBKT 1.4.2 (C++) needed 0.83 s of pure fitting for this on a machine of this kind.
import type { ResponseLog } from '../../src/data/response-log.js';
import * as bkt from '../../src/tracing/bkt.js';
import { realData } from '../../test/real-data.js';
import { readAssist09 } from '../../test/tracing/assistments.js';

const START: bkt.BktParameters = { prior: 0.3, learn: 0.2, guess: 0.2, slip: 0.1, forget: 0 };
const RUNS = 7;

const file = realData('assist09/train.csv');
if (file === undefined) console.log('assist09 is not here; nothing measured');
else run(readAssist09(file));

function run(log: ResponseLog): void {
  const fast = (): number =>
    bkt.fit(log, { priors: false, starts: [START], iterations: 50, tolerance: 0, rule: 'compensatory' }).report
      .logLikelihood;
  const times = { fast: [] as number[], plain: [] as number[] };
  let answers = [0, 0];
  for (let i = 0; i < RUNS; i++) {
    let from = performance.now();
    const a = fast();
    times.fast.push(performance.now() - from);
    from = performance.now();
    const b = plain(log, 50);
    times.plain.push(performance.now() - from);
    answers = [a, b];
  }
  const [one, two] = [median(times.fast), median(times.plain)];
  console.log(`assist09 train: ${log.length} answers, ${log.skills.length} skills, 50 EM iterations, ${RUNS} runs`);
  console.log(
    `fit (prefix trees, population chain included)  ${one.toFixed(0)} ms   log-likelihood ${answers[0].toFixed(6)}`,
  );
  console.log(
    `plain twin (every sequence by itself)          ${two.toFixed(0)} ms   log-likelihood ${answers[1].toFixed(6)}`,
  );
  console.log(`ratio ${(two / one).toFixed(1)}×`);
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1];
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
