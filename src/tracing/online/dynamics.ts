import { YincaiError } from '../../data/fault.js';

/** What every online family says of how learners move and how ratings spread. Variances in logits squared. */
export type OnlineDynamics = {
  /** Variance of the learners' abilities. */
  readonly ability: number;
  /** Variance of the learner's momentary form, a first-order autoregression. */
  readonly form: number;
  /** Share of the form that is lost with each answer, 0…1. */
  readonly formLoss: number;
  /** Logits by which the first answer to a skill raises the deviation, whatever its outcome. */
  readonly gain: number;
  /** Share by which that gain falls with each further answer, 0…1. */
  readonly gainLoss: number;
  /** Variance of the skills' easiness. */
  readonly skillEasiness: number;
  /** Variance of the items' easiness about that of their skills. */
  readonly itemEasiness: number;
  /** Variance that a belief gains with each day without an answer. */
  readonly perDay: number;
};

/** Bounds within which each parameter is searched for, in the order of the search. */
export type DynamicsBounds<Dynamics> = Readonly<Record<keyof Dynamics & string, readonly [number, number]>>;

/** Bounds of the parameters that all families have. */
export const ONLINE_BOUNDS: DynamicsBounds<OnlineDynamics> = {
  form: [1e-4, 4],
  formLoss: [0.01, 0.9],
  ability: [1e-2, 9],
  itemEasiness: [1e-2, 9],
  gain: [1e-4, 0.5],
  gainLoss: [1e-3, 0.9],
  skillEasiness: [1e-2, 9],
  perDay: [1e-6, 0.5],
};

/** @param positive parameters that must be above 0; @throws YincaiError `bad-option` naming the parameter out of range */
export function checkDynamics<Dynamics extends OnlineDynamics>(
  dynamics: Dynamics,
  positive: readonly string[],
): Dynamics {
  for (const [name, value] of Object.entries(dynamics)) {
    const share = name === 'formLoss' || name === 'gainLoss';
    const above = positive.includes(name);
    if (Number.isFinite(value) && value >= 0 && (!share || value <= 1) && (!above || value > 0)) continue;
    throw new YincaiError({
      code: 'bad-option',
      column: `dynamics.${name}`,
      value: String(value),
      expected: share ? 'a share, 0 to 1' : above ? 'a number above 0' : 'a number, 0 or more',
    });
  }
  return dynamics;
}
