/**
 * Taking in one answer and predicting the next: Elo and dynamic IRT, against the same arithmetic on a mutable learner
 * in plain loops (no state is made, nothing is copied), in one run. Answers are simulated.
 */

import { buildResponseLog } from '../../src/data/log-rows.js';
import type { TracedAnswer } from '../../src/evaluate/tracing.js';
import { createRandom } from '../../src/math/random.js';
import * as dynamicIrt from '../../src/tracing/dynamic-irt.js';
import * as elo from '../../src/tracing/elo.js';

const SKILLS = 100;
const ANSWERS = 200;
const LEARNERS = 200;
const ROUNDS = 15;

const { integer, bernoulli } = createRandom('online bench');
const learners: TracedAnswer[][] = Array.from({ length: LEARNERS }, () =>
  Array.from({ length: ANSWERS }, () => {
    const item = integer(0, 999);
    // A learner works on some twenty of the hundred skills.
    return { item: `q${item}`, skills: [`k${((item % 20) * 5) % SKILLS}`], score: bernoulli(0.65) ? 1 : 0 };
  }),
);
const log = buildResponseLog(
  learners.flatMap((answers, l) =>
    answers.map(({ item, skills, score }) => ({ learner: `L${l}`, item, skills, score })),
  ),
);
const eloModel = elo.fit(log, { tune: false });
const irtModel = dynamicIrt.fit(log, { tune: false });

/** Elo's arithmetic on a mutable learner. */
function plainElo(): number {
  const { dynamics } = eloModel;
  const items = new Map(eloModel.items.map((id, i) => [id, i]));
  const skills = new Map(eloModel.skills.map((id, i) => [id, i]));
  const keep = 1 - dynamics.formLoss;
  let sum = 0;
  for (const answers of learners) {
    let [ability, abilityVariance, form, formVariance] = [0, dynamics.ability, 0, dynamics.form];
    const deviation = new Float64Array(SKILLS);
    const variance = new Float64Array(SKILLS).fill(dynamics.skill);
    const gain = new Float64Array(SKILLS).fill(dynamics.gain);
    for (const { item, skills: names, score } of answers) {
      const i = items.get(item) as number;
      const s = skills.get(names[0]) as number;
      const mean =
        eloModel.intercept + eloModel.itemEasiness[i] + ability + form + eloModel.skillEasiness[s] + deviation[s];
      const v = eloModel.itemVariance[i] + abilityVariance + formVariance + eloModel.skillVariance[s] + variance[s];
      const p = 1 / (1 + Math.exp(-mean));
      const w = Math.max(p * (1 - p), 1e-4);
      const pull = (score - p) / (1 + w * v);
      const shrink = w / (1 + w * v);
      ability += abilityVariance * pull;
      abilityVariance = Math.min(
        abilityVariance - abilityVariance ** 2 * shrink + dynamics.abilityDrift,
        4 * dynamics.ability,
      );
      form = keep * (form + formVariance * pull);
      formVariance = keep * keep * (formVariance - formVariance ** 2 * shrink) + (1 - keep * keep) * dynamics.form;
      deviation[s] += variance[s] * pull + gain[s];
      gain[s] *= 1 - dynamics.gainLoss;
      variance[s] = Math.min(variance[s] - variance[s] ** 2 * shrink + dynamics.skillDrift, 4 * dynamics.skill);
    }
    sum += ability;
  }
  return sum;
}

function streamed<Model, State extends { readonly ability: number }>(
  family: {
    readonly start: (model: Model) => State;
    readonly advance: (model: Model, state: State, answer: TracedAnswer) => State;
  },
  model: Model,
): () => number {
  return () => {
    let sum = 0;
    for (const answers of learners) {
      let state = family.start(model);
      for (const answer of answers) state = family.advance(model, state, answer);
      sum += state.ability;
    }
    return sum;
  };
}

function predicted<Model, State>(
  family: { readonly predict: (model: Model, state: State, question: TracedAnswer) => number },
  model: Model,
  state: State,
): () => number {
  return () => {
    let sum = 0;
    for (const answers of learners) for (const answer of answers) sum += family.predict(model, state, answer);
    return sum;
  };
}

const runs: readonly (readonly [string, () => number])[] = [
  ['Elo arithmetic in a plain loop', plainElo],
  ['elo.advance', streamed({ start: (model: elo.EloModel) => elo.start(model), advance: elo.advance }, eloModel)],
  [
    'dynamic-irt.advance',
    streamed(
      { start: (model: dynamicIrt.DynamicIrtModel) => dynamicIrt.start(model), advance: dynamicIrt.advance },
      irtModel,
    ),
  ],
  ['elo.predict', predicted(elo, eloModel, elo.replay(eloModel, elo.start(eloModel), learners[0]))],
  [
    'dynamic-irt.predict',
    predicted(dynamicIrt, irtModel, dynamicIrt.replay(irtModel, dynamicIrt.start(irtModel), learners[0])),
  ],
];
const times = runs.map(() => [] as number[]);
const sums = runs.map(([, run]) => run());
for (let round = 0; round < ROUNDS; round++) {
  runs.forEach(([, run], i) => {
    const from = process.cpuUsage();
    run();
    // Time of the processor, collection of garbage included, so that other programs on the machine count less.
    const { user, system } = process.cpuUsage(from);
    times[i].push(user + system);
  });
}
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1];
const perAnswer = times.map((list) => median(list) / (LEARNERS * ANSWERS));
console.log(`${LEARNERS} simulated learners × ${ANSWERS} answers, median of ${ROUNDS} rounds, processor time`);
runs.forEach(([name], i) => {
  console.log(
    `${name.padEnd(32)}${perAnswer[i].toFixed(3)} µs an answer  ${(perAnswer[i] / perAnswer[0]).toFixed(1)} × plain`,
  );
});
console.log(`the same abilities as the plain loop: ${Math.abs(sums[0] - sums[1]) < 1e-6 * Math.abs(sums[0])}`);
