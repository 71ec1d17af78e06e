import type { FeatureKind, Moment } from '../feature.js';

/**
 * Ability tracked by a Kalman step on the log-odds: with P(right) = logistic(ease + θ), w = p (1 − p),
 * V ← V + drift; gain = V / (1 + w V); θ ← θ + gain (score − p); V ← gain.
 * Of a skill, an item or a combination it is what the learner's own level does not explain.
 *
 * @source Glickman (1999), Applied Statistics 48(3) (one-step approximate Bayesian filtering of a logistic model)
 */
export const ability: FeatureKind = {
  name: 'ability',
  words: { zh: '能力估计', en: 'ability' },
  eased: true,
  parameters: { variance: 1, drift: 0.01 },
  counter: ({ variance, drift }) => counterOf(variance, drift),
};

function counterOf(variance: number, drift: number): ReturnType<FeatureKind['counter']> {
  return {
    // θ, and V less its start.
    size: 2,
    width: 1,
    read: (floats, at, _moment, out, o) => {
      out[o] = floats[at];
    },
    update: (floats, at, moment, score) => {
      const v = floats[at + 1] + variance + drift;
      const p = 1 / (1 + Math.exp(-(moment.ease + moment.level + floats[at])));
      const gain = v / (1 + p * (1 - p) * v);
      floats[at] += gain * (score - p);
      floats[at + 1] = gain - variance;
    },
  };
}

/** Ability in fine steps: cut at −2, −1, 0, 1, 2 (times `scale`), so that the log-odds need not be straight in it. */
export const abilityBend: FeatureKind = {
  name: 'ability-bend',
  words: { zh: '能力估计（曲线）', en: 'ability (curve)' },
  eased: true,
  parameters: { variance: 1, drift: 0.01, scale: 0.7 },
  counter: ({ variance, drift, scale }) => {
    const inner = counterOf(variance, drift);
    return {
      ...inner,
      width: 3,
      read: (floats, at, moment: Moment, out, o) => {
        const theta = floats[at] / scale;
        out[o] = Math.max(0, theta - 1);
        out[o + 1] = Math.max(0, -1 - theta);
        out[o + 2] = theta * Math.max(-3, Math.min(3, moment.ease)) * 0.3;
      },
    };
  },
};
