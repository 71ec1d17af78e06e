import { buildResponseLog, type LogRow } from '../../src/data/log-rows.js';
import type { ResponseLog } from '../../src/data/response-log.js';
import { createRandom } from '../../src/math/random.js';

export const DAY = 86_400_000;

/** What a family must offer to be simulated from. */
interface Learnt<State> {
  readonly start: (unit: string) => State;
  readonly advance: (state: State, review: { readonly score: number; readonly time: number }) => State;
  readonly predict: (state: State, time: number) => number;
}

/** Simulated reviews: each learner meets every unit, then returns after pauses of a day to two months; some sittings hold two answers. */
export function simulateReviews<State>(
  family: Learnt<State>,
  size: { readonly learners: number; readonly units: number; readonly reviews: number },
  seed: string,
): ResponseLog {
  const random = createRandom(seed);
  const rows: LogRow[] = [];
  for (let l = 0; l < size.learners; l++) {
    const own = random.split(l);
    for (let u = 0; u < size.units; u++) {
      let state = family.start(`u${u}`);
      let time = own.uniform() * DAY;
      for (let k = 0; k < size.reviews; k++) {
        const right = own.uniform() < (k === 0 ? 0.6 : family.predict(state, time)) ? 1 : 0;
        rows.push({ learner: `l${l}`, item: `i${u}-${k}`, skills: [`u${u}`], score: right, time });
        state = family.advance(state, { score: right, time });
        time += own.uniform() < 0.15 ? 600_000 : DAY * Math.exp(own.uniform() * Math.log(60));
      }
    }
  }
  return buildResponseLog(rows.sort((a, b) => a.time! - b.time!));
}
