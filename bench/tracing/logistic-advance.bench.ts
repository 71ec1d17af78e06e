// Claim: taking an answer into a learner's state and predicting the next question take under 5 µs each with Best-LR,
// however many answers came before: a second learner has met all items and skills of the model.
import type { TracedAnswer } from '../../src/evaluate/tracing.js';
import { createRandom } from '../../src/math/random.js';
import * as logistic from '../../src/tracing/logistic.js';
import { logOf } from '../../test/tracing/assistments.js';

const SKILLS = 200;
const ITEMS = 2000;
/** Answers a slice. */
const SLICE = 30;
const random = createRandom('advance');
const draw = (i: number): TracedAnswer => ({
  item: `item ${i % ITEMS}`,
  skills: [`skill ${i % SKILLS}`],
  score: random.bernoulli(0.6) ? 1 : 0,
});
const answers = Array.from({ length: 20_000 }, (_, i) => draw(Math.imul(i, 7919) >>> 0));
const log = logOf(answers.map((answer, i) => ({ ...answer, learner: `${i % 200}` })));

for (const features of ['best-lr', 'best-lr-recent', 'full']) {
  const model = logistic.fit(log, { features, tolerance: 1e-4 });
  const long = logistic.replay(model, logistic.start(model), answers);
  const times = { new: [] as number[], long: [] as number[], predict: [] as number[] };
  // Short slices, so that the median is of those that nothing else interrupted.
  for (let round = 0; round < 600; round++) {
    const some = answers.slice(round * SLICE, (round + 1) * SLICE);
    times.new.push(clock(() => void logistic.replay(model, logistic.start(model), some), SLICE));
    times.long.push(clock(() => void logistic.replay(model, long, some), SLICE));
    times.predict.push(
      clock(() => {
        for (const answer of some) logistic.predict(model, long, answer);
      }, SLICE),
    );
  }
  console.log(
    `${features}: advance ${median(times.new)} µs (a new learner), ${median(times.long)} µs (all skills met), predict ${median(times.predict)} µs`,
  );
}

/** Microseconds a call. */
function clock(work: () => void, calls: number): number {
  const from = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - from) / 1000 / calls;
}

function median(list: readonly number[]): string {
  return [...list].sort((a, b) => a - b)[list.length >> 1].toFixed(2);
}
