/**
 * Traces practice: fits Bayesian knowledge tracing, then follows one learner answer by answer.
 *
 * Prints:
 *   add: learn 0.21 (truth 0.2), guess 0.18
 *   subtract: learn 0.10 (truth 0.1), guess 0.16
 *   AUC on new learners: 0.84
 *   wrong, then right three times: P(known) 0.39 → 0.26 → 0.71 → 0.94 → 0.99
 */
import { auc } from 'yincai/evaluate';
import { simulateBkt } from 'yincai/simulate';
import * as bkt from 'yincai/tracing/bkt';

const skills = [
  { skill: 'add', prior: 0.4, learn: 0.2, guess: 0.2, slip: 0.08 },
  { skill: 'subtract', prior: 0.2, learn: 0.1, guess: 0.15, slip: 0.1 },
];
const train = simulateBkt(skills, { seed: 'train', learners: 1000, answers: 10 });
const test = simulateBkt(skills, { seed: 'test', learners: 300, answers: 10 });

const model = bkt.fit(train.log);
for (const { skill, learn } of skills) {
  const fitted = bkt.skillParameters(model, skill);
  console.log(`${skill}: learn ${fitted.learn.toFixed(2)} (truth ${learn}), guess ${fitted.guess.toFixed(2)}`);
}
console.log(`AUC on new learners: ${auc(bkt.predictLog(model, test.log), test.log.score).toFixed(2)}`);

let state = bkt.start(model);
const known = [bkt.knownOf(model, state, 'add')];
for (const score of [0, 1, 1, 1]) {
  state = bkt.advance(model, state, { skills: ['add'], score });
  known.push(bkt.knownOf(model, state, 'add'));
}
console.log(`wrong, then right three times: P(known) ${known.map((p) => p.toFixed(2)).join(' → ')}`);
