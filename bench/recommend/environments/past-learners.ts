import { buildResponseLog, type LogRow } from '../../../src/data/log-rows.js';
import type { ResponseLog } from '../../../src/data/response-log.js';
import { measure } from '../../../src/evaluate/metrics.js';
import { holdOutLearners, takeRows } from '../../../src/evaluate/split.js';
import { createRandom } from '../../../src/math/random.js';
import type { PracticeView } from '../../../src/recommend/policies/policy.js';
import { viewBkt, viewDynamicIrt } from '../../../src/recommend/practice-views.js';
import type { Environment } from '../../../src/simulate/environment.js';
import * as bkt from '../../../src/tracing/bkt.js';
import * as dynamicIrt from '../../../src/tracing/dynamic-irt.js';

const DAY = 86_400_000;

/** Answers of learners of earlier years, who practised at random: all that the engine may learn an environment from. */
export function pastLog(environment: Environment, learners: number): ResponseLog {
  const random = createRandom('past learners').split(environment.name);
  const { bank, practice } = environment;
  const rows: LogRow[] = [];
  for (let l = 0; l < learners; l++) {
    const stream = random.split(l);
    const learner = environment.draw(stream.split('learner'));
    const pick = stream.split('pick');
    for (let session = 0; session < practice.sessions; session++) {
      for (let k = 0; k < practice.answers; k++) {
        const item = bank.items[pick.integer(0, bank.items.length - 1)];
        const time = session * DAY + k * 120_000;
        const score = learner.answer(item, time);
        rows.push({ learner: `past-${l}`, item: item.id, skills: item.knowledgePoints, score, time });
      }
    }
  }
  return buildResponseLog(rows);
}

/** A fitted model that follows one learner. */
export interface Engine {
  readonly family: string;
  readonly logLoss: number;
  /** Starts to follow a learner. */
  readonly follow: (name: string) => {
    readonly view: (now: number) => PracticeView;
    readonly took: (
      item: { readonly id: string; readonly knowledgePoints: readonly string[] },
      score: number,
      time: number,
    ) => void;
  };
}

/** Fits every family to the past log and keeps the one that foretells held-out past learners best; the simulated truth is not looked at. */
export function fitEngine(log: ResponseLog): { readonly chosen: Engine; readonly tried: readonly Engine[] } {
  const fold = holdOutLearners(log, 0.2, 'engine');
  const [train, held] = [takeRows(log, fold.train), takeRows(log, fold.test)];
  const loss = (predicted: Float64Array): number => measure(predicted, held.score).logLoss;
  const bktOptions = { items: 'each', forget: true } as const;
  const tried: Engine[] = [
    follower('bkt', loss(bkt.predictLog(bkt.fit(train, bktOptions), held)), () => {
      const model = bkt.fit(log, bktOptions);
      return {
        start: () => bkt.start(model),
        advance: (state, answer) => bkt.advance(model, state, answer),
        view: (state, facts) => viewBkt(model, state, facts),
      };
    }),
    follower('dynamic-irt', loss(dynamicIrt.predictLog(dynamicIrt.fit(train), held)), () => {
      const model = dynamicIrt.fit(log);
      return {
        start: () => dynamicIrt.start(model),
        advance: (state, answer) => dynamicIrt.advance(model, state, answer),
        view: (state, facts) => viewDynamicIrt(model, state, facts),
      };
    }),
  ];
  return { chosen: tried.reduce((best, engine) => (engine.logLoss < best.logLoss ? engine : best)), tried };
}

interface Kit<State> {
  readonly start: () => State;
  readonly advance: (
    state: State,
    answer: {
      readonly item: string;
      readonly skills: readonly string[];
      readonly score: number;
      readonly time: number;
    },
  ) => State;
  readonly view: (
    state: State,
    facts: {
      readonly learner: string;
      readonly seen: ReadonlySet<string>;
      readonly wrong: ReadonlyMap<string, number>;
      readonly now: number;
    },
  ) => PracticeView;
}

function follower<State>(family: string, logLoss: number, make: () => Kit<State>): Engine {
  let kit: Kit<State> | undefined;
  return {
    family,
    logLoss,
    follow: (learner) => {
      kit ??= make();
      const { start, advance, view } = kit;
      let state = start();
      const seen = new Set<string>();
      const wrong = new Map<string, number>();
      return {
        view: (now) => view(state, { learner, seen, wrong, now }),
        took: ({ id, knowledgePoints }, score, time) => {
          state = advance(state, { item: id, skills: knowledgePoints, score, time });
          seen.add(id);
          for (const point of knowledgePoints) wrong.set(point, score >= 0.5 ? 0 : (wrong.get(point) ?? 0) + 1);
        },
      };
    },
  };
}
