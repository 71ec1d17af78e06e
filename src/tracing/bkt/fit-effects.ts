import type { ResponseLog } from '../../data/response-log.js';
import { logistic, logit } from '../../math/logistic.js';
import { normalGrid } from '../../math/quadrature.js';
import { createJoint } from './joint.js';
import { type Effects, type Kind, type Layout, layOut } from './layout.js';
import type { BktEffects, BktModel, BktParameters, CreditRule } from './model.js';
import { ascendPooled, type Pool, type PooledResult } from './pooled-ascent.js';
import { takeApart, type Visits } from './visits.js';

/** What is fitted beside the skills' own parameters, and how. */
export interface EffectsRequest extends Effects {
  readonly rule: CreditRule;
  readonly fixed: (skill: string) => Partial<BktParameters>;
  readonly itemClass: (item: string) => string | undefined;
  /** Classes that were told of items, also of items that the log does not hold. */
  readonly classes: ReadonlyMap<string, string>;
  readonly groupsOf: (learner: string) => readonly string[];
  readonly learnerWeights?: Float64Array | undefined;
  /** Pool the skills' own parameters, too. */
  readonly pooled: boolean;
  readonly iterations: number;
  readonly tolerance: number;
}

/** Levels reach this many standard deviations to each side. */
const LEVEL_BOUND = 2.5;
/** Log-odds of 1 − slip and of guess begin at least this far apart. */
const LEAST_GAP = 0.3;
const ROUNDS = 3;
/** Log-odds are kept within this, so that nothing begins at its bound. */
const MOST_ODDS = 9;
const CERTAIN_ODDS = 40;

const FIRST_POOLS: Readonly<Record<Kind, Pool>> = {
  prior: { deviation: 1, learned: true },
  learn: { deviation: 1, learned: true },
  easiness: { deviation: 0.7, learned: true },
  gap: { deviation: 0.4, learned: true },
  forget: { deviation: 1, learned: true },
  decay: { deviation: 1, learned: true },
  weight: { deviation: 0.5, centre: 0, learned: true },
  itemEasiness: { deviation: 0.7, centre: 0, learned: true },
  itemContrast: { deviation: 0.2, centre: 0, learned: true },
  itemLearn: { deviation: 0.3, centre: 0, learned: true },
  groupPrior: { deviation: 0.5, centre: 0, learned: true },
  groupSkill: { deviation: 0.3, centre: 0, learned: true },
  slopePrior: { deviation: 2, centre: 0, learned: false },
  slopeLearn: { deviation: 2, centre: 0, learned: false },
  slopeEasiness: { deviation: 2, centre: 0, learned: false },
};

/** A model with effects, all fitted together from where the skills' own chains ended, and how that went. */
export function fitEffects(
  log: ResponseLog,
  base: BktModel,
  request: EffectsRequest,
): { readonly model: BktModel; readonly result: PooledResult } {
  const index = new Map(base.skills.map((skill, s) => [skill, s]));
  const classes = new Map<string, number>();
  const itemIds: string[] = [];
  const itemClasses: number[] = [];
  const used = new Uint8Array(log.items.length);
  for (let r = 0; r < log.length; r++) if (log.skillSet[r] >= 0) used[log.item[r]] = 1;
  const itemClass = log.items.map((item, i) => {
    if (!(request.items || request.itemLearning) || used[i] === 0) return -1;
    const name = request.itemClass(item);
    if (name === undefined) return -1;
    let code = classes.get(name);
    if (code === undefined) {
      code = classes.size;
      classes.set(name, code);
    }
    itemIds.push(item);
    itemClasses.push(code);
    return code;
  });
  // An item that no row holds has the effect of its class, where that is told and met.
  const inLog = new Set(itemIds);
  for (const [item, name] of request.classes) {
    const code = inLog.has(item) ? undefined : classes.get(name);
    if (code === undefined) continue;
    itemIds.push(item);
    itemClasses.push(code);
  }
  const groupCodes = new Map<string, number>();
  const groupsOf = log.learners.map((learner) => {
    if (!request.groups) return [];
    return [...new Set(request.groupsOf(learner))].map((name) => {
      let code = groupCodes.get(name);
      if (code === undefined) {
        code = groupCodes.size;
        groupCodes.set(name, code);
      }
      return code;
    });
  });
  const visits = takeApart(log, {
    skill: log.skills.map((skill) => index.get(skill) ?? -1),
    skills: base.skills.length,
    itemClass,
    items: classes.size,
    groupsOf: (learner) => groupsOf[learner],
    groups: groupCodes.size,
    weights: request.learnerWeights,
  });
  const layout = layOut(visits, request);
  const grid = request.levels > 1 ? normalGrid(request.levels, LEVEL_BOUND) : undefined;
  const levels = { at: grid?.nodes ?? Float64Array.of(0), share: grid?.weights ?? Float64Array.of(1) };
  const joint = createJoint(visits, layout, request.rule, levels, base.forget);
  const { point, held } = startFrom(base, layout, request);
  const pools: Record<Kind, Pool> = { ...FIRST_POOLS };
  if (!request.pooled) {
    for (const kind of ['prior', 'learn', 'easiness', 'gap', 'forget', 'decay'] as const)
      pools[kind] = { deviation: 10, learned: false };
  }
  const result = ascendPooled(point, joint, layout, {
    pools,
    held,
    rounds: ROUNDS,
    iterations: request.iterations,
    tolerance: request.tolerance,
  });
  const groups = [...groupCodes.keys()];
  const model = readModel(base, result.point, layout, visits, {
    levels: { at: [...levels.at], share: [...levels.share] },
    itemIds,
    itemClasses,
    groups,
    rule: request.rule,
  });
  return { model: withGiven(model, request), result };
}

function startFrom(
  base: BktModel,
  { at, size, total }: Layout,
  request: EffectsRequest,
): { point: Float64Array; held: Uint8Array } {
  const point = new Float64Array(total);
  const held = new Uint8Array(total);
  const odds = (p: number, most: number): number => Math.min(Math.max(logit(p), -most), most);
  base.skills.forEach((skill, s) => {
    const fixed = request.fixed(skill);
    // A given value is taken as it is (0 and 1 as what a double cannot tell from them), a free one kept away from its bound.
    const start = (name: keyof BktParameters): number =>
      odds(base[name][s], fixed[name] === undefined ? MOST_ODDS : CERTAIN_ODDS);
    point[at.prior + s] = start('prior');
    point[at.learn + s] = start('learn');
    point[at.easiness + s] = (start('guess') - start('slip')) / 2;
    point[at.gap + s] = Math.log(Math.max(-start('slip') - start('guess'), LEAST_GAP));
    if (size.forget > 0) point[at.forget + s] = base.forget[s] > 0 ? start('forget') : -4;
    if (size.decay > 0) point[at.decay + s] = -4;
    if (fixed.prior !== undefined) held[at.prior + s] = 1;
    if (fixed.learn !== undefined) held[at.learn + s] = 1;
    // A given guess or slip holds the other one found with it, too: the two are fitted as their middle and their distance.
    if (fixed.guess !== undefined || fixed.slip !== undefined) held[at.easiness + s] = held[at.gap + s] = 1;
    if (size.forget > 0 && fixed.forget !== undefined) held[at.forget + s] = 1;
  });
  if (size.slopePrior > 0) {
    point[at.slopePrior] = 1;
    point[at.slopeLearn] = 0.3;
    point[at.slopeEasiness] = 0.3;
  }
  return { point, held };
}

function readModel(
  base: BktModel,
  point: Float64Array,
  { at, size }: Layout,
  visits: Visits,
  names: {
    readonly levels: BktEffects['levels'];
    readonly itemIds: readonly string[];
    readonly itemClasses: readonly number[];
    readonly groups: readonly string[];
    readonly rule: CreditRule;
  },
): BktModel {
  const part = (kind: Kind): number[] => [...point.subarray(at[kind], at[kind] + size[kind])];
  const zeros = (length: number): number[] => new Array<number>(length).fill(0);
  const easiness = part('easiness');
  const gap = part('gap').map(Math.exp);
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const forget = size.forget > 0 ? part('forget').map(logistic) : [...base.forget];
  const classes = Math.max(size.itemEasiness, size.itemLearn);
  const pairs = visits.pairs.map((pair, p) => ({
    ...pair,
    special: size.groupSkill > 0 ? point[at.groupSkill + p] : 0,
  }));
  pairs.sort((a, b) => a.group - b.group || a.skill - b.skill);
  const start = zeros(names.groups.length + 1);
  for (const { group } of pairs) start[group + 1]++;
  for (let g = 0; g < names.groups.length; g++) start[g + 1] += start[g];
  const effects: BktEffects = {
    levels: names.levels,
    slope: {
      prior: size.slopePrior > 0 ? point[at.slopePrior] : 0,
      learn: size.slopeLearn > 0 ? point[at.slopeLearn] : 0,
      easiness: size.slopeEasiness > 0 ? point[at.slopeEasiness] : 0,
    },
    ...(classes === 0
      ? {}
      : {
          items: {
            ids: names.itemIds,
            class: names.itemClasses,
            easiness: size.itemEasiness > 0 ? part('itemEasiness') : zeros(classes),
            contrast: size.itemContrast > 0 ? part('itemContrast') : zeros(classes),
            learn: size.itemLearn > 0 ? part('itemLearn') : zeros(classes),
          },
        }),
    ...(size.groupPrior === 0
      ? {}
      : {
          groups: {
            ids: names.groups,
            prior: part('groupPrior'),
            start,
            skill: pairs.map((pair) => pair.skill),
            special: pairs.map((pair) => pair.special),
          },
        }),
    ...(size.decay === 0 ? {} : { decay: part('decay').map(Math.exp) }),
    ...(size.weight === 0 ? {} : { weight: part('weight').map(Math.exp) }),
  };
  return {
    ...base,
    prior: part('prior').map(logistic),
    learn: part('learn').map(logistic),
    guess: easiness.map((e, s) => logistic(e - gap[s] / 2)),
    slip: easiness.map((e, s) => logistic(-(e + gap[s] / 2))),
    forget,
    population: {
      prior: logistic(mean(part('prior'))),
      learn: logistic(mean(part('learn'))),
      guess: logistic(mean(easiness) - Math.exp(mean(part('gap'))) / 2),
      slip: logistic(-(mean(easiness) + Math.exp(mean(part('gap'))) / 2)),
      forget: size.forget > 0 ? logistic(mean(part('forget'))) : base.population.forget,
    },
    rule: names.rule,
    effects,
  };
}

/** Parameters that were given, to the letter. */
function withGiven(model: BktModel, { fixed }: EffectsRequest): BktModel {
  const given = model.skills.map(fixed);
  const column = (name: keyof BktParameters): number[] => model[name].map((p, s) => given[s][name] ?? p);
  return {
    ...model,
    prior: column('prior'),
    learn: column('learn'),
    guess: column('guess'),
    slip: column('slip'),
    forget: column('forget'),
  };
}
