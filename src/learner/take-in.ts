import { YincaiError } from '../data/fault.js';
import { DAY } from '../data/time.js';
import { type Belief, type PointDeviation, pointBelief } from '../diagnosis/belief.js';
import { type CurvePoint, evaluateCurve, type ItemCurve } from '../diagnosis/point-ability/item-curve.js';
import { ABILITY_PRIOR, masteryCut, masteryOf, priorDeviation } from '../diagnosis/point-ability/model.js';
import { type Evidence, update } from '../diagnosis/point-ability/update.js';
import type { FsrsModel } from '../memory/fsrs/model.js';
import { advance as remember } from '../memory/fsrs/trace.js';
import { skillIndex, skillParameters, traceAnswer } from '../tracing/bkt/model.js';
import { dictionary } from './dictionary.js';
import { memoryOf } from './lookup.js';
import { type LearnerModels, viewAnswer } from './models.js';
import type { AnswerOf, LearnerEvent, PointState } from './state.js';

/** A subject while events are taken in. Only its owner may hold it. */
export interface SubjectBuilder {
  ability: Belief;
  lastSeen: number | undefined;
  readonly points: Record<string, PointState>;
  items: Readonly<Record<string, number>> | undefined;
}

/** An empty subject. */
export function emptySubject(): SubjectBuilder {
  return { ability: ABILITY_PRIOR, lastSeen: undefined, points: dictionary(), items: undefined };
}

/**
 * Takes one event into a subject: first time blurs what is believed, then the answers sharpen it,
 * then tracing takes its step.
 */
export function takeIn(subject: SubjectBuilder, event: LearnerEvent, models: LearnerModels): void {
  const { answers, time } = event;
  check(event);
  if (answers.length === 0) return;
  const { ability: model } = models;

  const position = new Map<string, number>();
  const touched: string[] = [];
  const evidence: Evidence[] = [];
  const met: string[][] = [];
  for (const answer of answers) {
    const points: number[] = [];
    for (const point of answer.knowledgePoints) {
      let at = position.get(point);
      if (at === undefined) {
        at = touched.length;
        position.set(point, at);
        touched.push(point);
        met.push([]);
      }
      if (!points.includes(at)) points.push(at);
    }
    if (points.length === 0) subject.items = meet(subject.items, [answer.item]);
    else met[points[0]].push(answer.item);
    const view = viewAnswer(answer, models);
    evidence.push({ curve: view.curve, category: view.category(answer.score), points });
  }

  const prior = priorDeviation(model);
  const ability = blur(subject.ability, ABILITY_PRIOR.variance, model.drift.ability, subject.lastSeen, time);
  const before: PointDeviation[] = [];
  const states: (PointState | undefined)[] = [];
  for (const point of touched) {
    const state = Object.hasOwn(subject.points, point) ? subject.points[point] : undefined;
    states.push(state);
    before.push(
      state === undefined ? prior : blur(state.deviation, prior.variance, model.drift.point, state.lastSeen, time),
    );
  }

  const posterior = update(ability, before, evidence);
  const after = posterior.points.slice();
  if (answers.length === 1) {
    for (const k of evidence[0].points) {
      after[k] = keepOrder(
        after[k],
        posterior.ability,
        pointBelief(ability, before[k]),
        masteryCut(model, touched[k]),
        evidence[0],
      );
    }
  }

  const count = new Int32Array(touched.length);
  const won = new Float64Array(touched.length);
  evidence.forEach(({ points }, a) => {
    for (const k of points) {
      count[k]++;
      won[k] += answers[a].score;
    }
  });
  for (let k = 0; k < touched.length; k++) {
    const state = states[k];
    const masteryBefore = (): number => masteryOf(model, touched[k], pointBelief(ability, before[k])).probability;
    let known = trace(event, state?.known, touched[k], masteryBefore, models);
    if (known === undefined && state?.known !== undefined) {
      const masteryAfter = masteryOf(model, touched[k], pointBelief(posterior.ability, after[k])).probability;
      known = shiftOdds(state.known, masteryBefore(), masteryAfter);
    }
    const lastSeen = latest(state?.lastSeen, time);
    const items = meet(state?.items, met[k]);
    const memory =
      models.memory === undefined ? state?.memory : memoryAfter(models.memory, state, won[k] / count[k], time);
    subject.points[touched[k]] = {
      deviation: after[k],
      answers: (state?.answers ?? 0) + count[k],
      ...(lastSeen === undefined ? {} : { lastSeen }),
      ...(known === undefined ? {} : { known }),
      ...(memory === undefined ? {} : { memory }),
      ...(items === undefined ? {} : { items }),
    };
  }
  subject.ability = posterior.ability;
  subject.lastSeen = latest(subject.lastSeen, time);
}

/**
 * The step of knowledge tracing, where it applies: a practice answer whose item needs exactly this point, held by the model.
 * The chain of a learner starts from what is already believed of the point instead of the common prior.
 *
 * @source Pardos & Heffernan (2010), Modeling individualization in a Bayesian networks implementation of knowledge tracing, UMAP (prior per student)
 */
function trace(
  event: LearnerEvent,
  known: number | undefined,
  point: string,
  mastery: () => number,
  models: LearnerModels,
): number | undefined {
  const { bkt } = models;
  if (event.kind !== 'practice' || bkt === undefined || skillIndex(bkt, point) === undefined) return undefined;
  const parameters = skillParameters(bkt, point);
  let now = known;
  for (const answer of event.answers) {
    if (onlyPoint(answer) === point) now = traceAnswer(now ?? mastery(), answer.score, parameters);
    else if (answer.knowledgePoints.includes(point)) return undefined;
  }
  return now;
}

/** An event reviews a point once, with the mean of its answers to it. */
function memoryAfter(
  model: FsrsModel,
  state: PointState | undefined,
  score: number,
  time: number | undefined,
): { readonly stability: number; readonly difficulty: number } {
  const { stability, difficulty } = remember(model, memoryOf(state), {
    score,
    ...(time === undefined ? {} : { time }),
  });
  return { stability, difficulty };
}

function onlyPoint(answer: AnswerOf): string | undefined {
  const [first, ...others] = answer.knowledgePoints;
  return others.every((point) => point === first) ? first : undefined;
}

/**
 * Evidence that tracing cannot take, such as an exam of many points an item, moves the odds of `known`
 * by as much as it moved the odds of mastery.
 */
function shiftOdds(known: number, before: number, after: number): number {
  const yes = known * after * (1 - before);
  const no = (1 - known) * (1 - after) * before;
  return yes + no > 0 ? yes / (yes + no) : known;
}

/**
 * A right answer raises P(x > cut) and a wrong one lowers it, whatever the belief, since the likelihood is monotone in x.
 * A normal law cannot show the skew this takes far from the cut; there it is widened until the order holds.
 *
 * @source Milgrom (1981), Good news and bad news, Bell Journal of Economics 12 (monotone likelihood ratio)
 */
function keepOrder(
  after: PointDeviation,
  ability: Belief,
  before: Belief,
  cut: number,
  { category, curve }: Evidence,
): PointDeviation {
  if (category !== curve.b.length && category !== 0) return after;
  const direction = directionOf(curve, category, before);
  if (direction === 0) return after;
  const right = direction > 0;
  const belief = pointBelief(ability, after);
  const was = (before.mean - cut) / Math.sqrt(before.variance);
  const is = (belief.mean - cut) / Math.sqrt(belief.variance);
  if (right ? is >= was : is <= was) return after;
  const wide = ((belief.mean - cut) / was) ** 2;
  const same = Math.sign(belief.mean - cut) === Math.sign(was);
  if (same && wide > belief.variance) return { ...after, variance: after.variance + wide - belief.variance };
  return { ...after, mean: after.mean + was * Math.sqrt(belief.variance) - (belief.mean - cut) };
}

/** 1 where the likelihood of an answer rises over all of a belief, −1 where it falls, 0 where neither: nominal categories may do that. */
function directionOf(curve: ItemCurve, category: number, belief: Belief): number {
  const point: CurvePoint = { logLikelihood: 0, slope: 0, information: 0 };
  let direction = 0;
  for (const z of [-4, 0, 4]) {
    evaluateCurve(curve, category, belief.mean + z * Math.sqrt(belief.variance), point);
    const sign = Math.sign(point.slope);
    if (sign * direction < 0) return 0;
    direction = sign || direction;
  }
  return direction;
}

/** Variance grows with the days since a belief was last touched, up to what it was before any answer. */
function blur<B extends Belief>(
  belief: B,
  most: number,
  perDay: number,
  since: number | undefined,
  now: number | undefined,
): B {
  if (since === undefined || now === undefined || !(now > since) || belief.variance >= most) return belief;
  return { ...belief, variance: Math.min(most, belief.variance + (perDay * (now - since)) / DAY) };
}

/** Items met so far and now. */
function meet(
  before: Readonly<Record<string, number>> | undefined,
  now: readonly string[],
): Readonly<Record<string, number>> | undefined {
  if (now.length === 0) return before;
  const items = dictionary(before);
  for (const item of now) items[item] = (Object.hasOwn(items, item) ? items[item] : 0) + 1;
  return items;
}

function latest(before: number | undefined, now: number | undefined): number | undefined {
  if (before === undefined) return now;
  return now === undefined ? before : Math.max(before, now);
}

function check(event: LearnerEvent): void {
  const { time } = event;
  if (time !== undefined && !Number.isFinite(time)) {
    throw new YincaiError({
      code: 'bad-value',
      column: 'time',
      value: String(time),
      expected: 'milliseconds, or none',
    });
  }
  for (const { item, score, difficulty } of event.answers) {
    if (!(score >= 0 && score <= 1)) {
      throw new YincaiError({
        code: 'bad-value',
        column: `score of ${item}`,
        value: String(score),
        expected: 'a share of the full marks, 0 to 1',
        expectedZh: '得分率，0 到 1',
      });
    }
    if (difficulty !== undefined && !(difficulty >= 0 && difficulty <= 1)) {
      throw new YincaiError({
        code: 'bad-value',
        column: `difficulty of ${item}`,
        value: String(difficulty),
        expected: 'an expected share of the full marks, 0 to 1',
        expectedZh: '难度系数，0 到 1',
      });
    }
  }
}
