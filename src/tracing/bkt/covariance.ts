import { cholesky, choleskyInverse } from '../../math/cholesky.js';
import { logistic, logit } from '../../math/logistic.js';
import { addPriorGradient, type Chain, likelihoodAt, PARAMETERS, type StepOptions } from './em.js';
import { type BktModel, type BktParameters, skillIndex } from './model.js';

/** A parameter nearer to 0 or 1 is at its bound: there the likelihood has no curvature to speak of. */
const AT_BOUND = 1e-6;
/** Step on log-odds; the gradient is exact, so that its differences are good to some nine digits. */
const STEP = 1e-4;

/**
 * Covariance of the estimates on log-odds: the inverse of the observed information (of the posterior, where there are
 * priors), differences of the exact gradient. Lower triangle over {@link PARAMETERS}, 0 for what is given or at its bound;
 * null where the information is not positive definite, i.e. the answers do not tell the parameters apart.
 *
 * @cost O(nodes), twice a parameter
 * @source Efron & Hinkley (1978), Biometrika 65 (observed information)
 */
export function covarianceOf(chain: Chain, at: BktParameters, step: StepOptions): readonly number[] | null {
  const free: number[] = [];
  PARAMETERS.forEach((name, i) => {
    const given = step.fixed[name] !== undefined || (name === 'forget' && !step.forget);
    if (!given && at[name] > AT_BOUND && at[name] < 1 - AT_BOUND) free.push(i);
  });
  const size = free.length;
  const information = new Float64Array(size * size);
  const slope = (moved: BktParameters): number[] => {
    const { gradient } = likelihoodAt(chain, moved);
    addPriorGradient(moved, step, gradient);
    return free.map((i) => gradient[i] * moved[PARAMETERS[i]] * (1 - moved[PARAMETERS[i]]));
  };
  free.forEach((i, a) => {
    const name = PARAMETERS[i];
    const up = slope({ ...at, [name]: logistic(logit(at[name]) + STEP) });
    const down = slope({ ...at, [name]: logistic(logit(at[name]) - STEP) });
    for (let b = 0; b < size; b++) information[a * size + b] = (down[b] - up[b]) / (2 * STEP);
  });
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < a; b++) {
      const mean = (information[a * size + b] + information[b * size + a]) / 2;
      information[a * size + b] = information[b * size + a] = mean;
    }
  }
  const factor = cholesky(information, size);
  if (factor === undefined) return null;
  const inverse = choleskyInverse(factor, size);
  const triangle: number[] = [];
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [free.indexOf(i), free.indexOf(j)];
      // Six digits are more than such an estimate holds.
      triangle.push(a < 0 || b < 0 ? 0 : Number(inverse[a * size + b].toPrecision(6)));
    }
  }
  return triangle;
}

/**
 * Standard errors of a skill's estimates, on probabilities: standard deviation on log-odds times p (1 − p).
 * 0 for what was given or lies at its bound; undefined where the model holds none for the skill.
 *
 * @example
 * standardErrors(model, 'fractions')?.learn // 0.013
 */
export function standardErrors(model: BktModel, skill: string): BktParameters | undefined {
  const i = skillIndex(model, skill);
  const triangle = i === undefined ? undefined : model.covariance?.[i];
  if (i === undefined || triangle === undefined || triangle === null) return undefined;
  const error = (name: keyof BktParameters, k: number): number => {
    const p = model[name][i];
    return Math.sqrt(triangle[(k * (k + 3)) / 2]) * p * (1 - p);
  };
  return {
    prior: error('prior', 0),
    learn: error('learn', 1),
    guess: error('guess', 2),
    slip: error('slip', 3),
    forget: error('forget', 4),
  };
}
