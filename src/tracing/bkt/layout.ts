import type { Visits } from './visits.js';

/** Which effects are fitted beside the skills' own parameters. */
export interface Effects {
  readonly items: boolean;
  readonly itemLearning: boolean;
  readonly levels: number;
  readonly groups: boolean;
  readonly forget: boolean;
  readonly decay: boolean;
  readonly weights: boolean;
}

/** Kinds of parameters fitted together; each is pooled among its own. All are on log-odds, `gap` and `decay` on logarithms. */
export const KINDS = [
  'prior',
  'learn',
  'easiness',
  'gap',
  'forget',
  'decay',
  'weight',
  'itemEasiness',
  'itemContrast',
  'itemLearn',
  'groupPrior',
  'groupSkill',
  'slopePrior',
  'slopeLearn',
  'slopeEasiness',
] as const;

/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

/** Where each kind lies in the vector of parameters: `at[kind]` … `at[kind] + size[kind] − 1`; size 0 where it is not fitted. */
export interface Layout {
  readonly at: Readonly<Record<Kind, number>>;
  readonly size: Readonly<Record<Kind, number>>;
  readonly total: number;
}

/** Lays the parameters out. */
export function layOut(visits: Visits, effects: Effects): Layout {
  const { skills, items, groups, pairs } = visits;
  const level = effects.levels > 1 ? 1 : 0;
  const size: Record<Kind, number> = {
    prior: skills,
    learn: skills,
    easiness: skills,
    gap: skills,
    forget: effects.forget ? skills : 0,
    decay: effects.decay ? skills : 0,
    weight: effects.weights ? skills : 0,
    itemEasiness: effects.items ? items : 0,
    itemContrast: effects.items ? items : 0,
    itemLearn: effects.itemLearning ? items : 0,
    groupPrior: effects.groups ? groups : 0,
    groupSkill: effects.groups ? pairs.length : 0,
    slopePrior: level,
    slopeLearn: level,
    slopeEasiness: level,
  };
  const at = {} as Record<Kind, number>;
  let total = 0;
  for (const kind of KINDS) {
    at[kind] = total;
    total += size[kind];
  }
  return { at, size, total };
}
