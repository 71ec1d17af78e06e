import { type Equating, equipercentile, line } from './equipercentile.js';
import { type Frequencies, type JointFrequencies, marginOf, momentsOf } from './frequencies.js';

/** Scores and anchor scores of the two groups. */
export interface AnchorData {
  readonly from: JointFrequencies;
  readonly to: JointFrequencies;
  /** Share of the first group in the population that the equating is for, 0…1. */
  readonly weight: number;
}

/** Moments of a group: of scores x, of anchor scores v. */
export interface JointMoments {
  readonly x: { readonly mean: number; readonly variance: number };
  readonly v: { readonly mean: number; readonly variance: number };
  readonly covariance: number;
}

/** Moments of joint frequencies, by the number of learners. */
export function jointMoments(given: JointFrequencies): JointMoments {
  const x = momentsOf(marginOf(given, 'scores'));
  const v = momentsOf(marginOf(given, 'anchors'));
  let [n, sum] = [0, 0];
  for (let i = 0; i < given.scores; i++) {
    for (let k = 0; k < given.anchors; k++) {
      const c = given.counts[i * given.anchors + k];
      n += c;
      sum += c * (i * given.step - x.mean) * (k * given.step - v.mean);
    }
  }
  return { x, v, covariance: sum / n };
}

/**
 * Linear equating over a synthetic population. Regression slopes of scores on anchor scores, γ, by
 * `Tucker` cov / var v: the regressions of observed scores are the same in both groups;
 * `Levine` (var x + cov) / (var v + cov) for an anchor apart from the form, var x / cov for one within: those of true scores are.
 *
 * @source Kolen & Brennan (2014), Test Equating, Scaling, and Linking, eqs. 4.17–4.20 with γ of 4.21–4.22 (Tucker), 4.53 and 4.58 (Levine).
 */
export function syntheticLine(
  one: JointMoments,
  two: JointMoments,
  weight: number,
  method: 'Tucker' | 'Levine',
  internal: boolean,
): Equating {
  const gamma = ({ x, v, covariance }: JointMoments): number => {
    if (method === 'Tucker') return covariance / v.variance;
    return internal ? x.variance / covariance : (x.variance + covariance) / (v.variance + covariance);
  };
  const w1 = weight;
  const w2 = 1 - w1;
  const apart = one.v.mean - two.v.mean;
  const spread = one.v.variance - two.v.variance;
  const g1 = gamma(one);
  const g2 = gamma(two);
  return line(
    {
      mean: one.x.mean - w2 * g1 * apart,
      variance: one.x.variance - w2 * g1 * g1 * spread + w1 * w2 * g1 * g1 * apart * apart,
    },
    {
      mean: two.x.mean + w1 * g2 * apart,
      variance: two.x.variance + w1 * g2 * g2 * spread + w1 * w2 * g2 * g2 * apart * apart,
    },
  );
}

/** Scores to anchor scores in the first group, and these to scores in the second. */
export function chained(data: AnchorData, make: (from: Frequencies, to: Frequencies) => Equating): Equating {
  const first = make(marginOf(data.from, 'scores'), marginOf(data.from, 'anchors'));
  const second = make(marginOf(data.to, 'anchors'), marginOf(data.to, 'scores'));
  return (x) => second(first(x));
}

/**
 * Equipercentile equating by frequency estimation (post-stratification): in each group the distribution of scores at each anchor
 * score is taken to be that of the other group too.
 *
 * @source Kolen & Brennan (2014), eqs. 5.1–5.9.
 */
export function frequencyEstimation(data: AnchorData): Equating {
  const n1 = data.from.counts.reduce((sum, c) => sum + c, 0);
  const n2 = data.to.counts.reduce((sum, c) => sum + c, 0);
  const h1 = marginOf(data.from, 'anchors').counts.map((c) => c / n1);
  const h2 = marginOf(data.to, 'anchors').counts.map((c) => c / n2);
  const synthetic = h1.map((h, v) => data.weight * h + (1 - data.weight) * h2[v]);
  const spread = (given: JointFrequencies, own: Float64Array, total: number): Frequencies => {
    const counts = new Float64Array(given.scores);
    for (let x = 0; x < given.scores; x++) {
      for (let v = 0; v < given.anchors; v++) {
        // An anchor score that this group lacks tells nothing of its scores there.
        if (own[v] > 0) counts[x] += (given.counts[x * given.anchors + v] / total / own[v]) * synthetic[v];
      }
    }
    return { counts, step: given.step };
  };
  return equipercentile(spread(data.from, h1, n1), spread(data.to, h2, n2));
}
