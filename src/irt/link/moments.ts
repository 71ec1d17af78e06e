import { YincaiError } from '../../data/fault.js';
import type { Anchor } from './anchors.js';
import type { ScaleChange } from './rescale.js';

/** Methods that take the constants from moments of the anchors' parameters. */
export type MomentMethod = 'mean-mean' | 'mean-sigma' | 'mean-geometric-mean';

/**
 * Constants from moments of the anchors' parameters: the slope is
 * `mean-mean` mean a_from / mean a_to, `mean-sigma` deviation b_to / deviation b_from,
 * `mean-geometric-mean` the geometric mean of a_from / a_to; the intercept is mean b_to − slope · mean b_from.
 * All steps of an item count among the b; nominal items do not take part.
 *
 * @param fixed the slope where it is not to be estimated
 * @throws YincaiError `not-identified` where the moments do not exist.
 * @source Loyd & Hoover (1980), Journal of Educational Measurement 17(3); Marco (1977), same 14(2); Mislevy & Bock (1990), BILOG 3.
 */
export function linkByMoments(all: readonly Anchor[], method: MomentMethod, fixed: number | undefined): ScaleChange {
  const anchors = all.filter(({ from }) => from.family !== 'NRM');
  if (anchors.length === 0) {
    throw unidentified('anchors that are not nominal, or the method Haebara', '非称名题作锚题，或改用 Haebara 法');
  }
  const from = anchors.flatMap((anchor) => anchor.from.b);
  const to = anchors.flatMap((anchor) => anchor.to.b);
  const slope = fixed ?? slopeOf(anchors, method, from, to);
  if (!(slope > 0 && Number.isFinite(slope))) {
    throw unidentified(
      method === 'mean-sigma' ? 'two different difficulties in each model' : 'anchors with slopes above 0',
      method === 'mean-sigma' ? '每个模型中至少两个不同的难度' : '斜率大于 0 的锚题',
    );
  }
  return { slope, intercept: mean(to) - slope * mean(from) };
}

function slopeOf(
  anchors: readonly Anchor[],
  method: MomentMethod,
  from: readonly number[],
  to: readonly number[],
): number {
  switch (method) {
    case 'mean-mean':
      return mean(anchors.map((anchor) => anchor.from.a)) / mean(anchors.map((anchor) => anchor.to.a));
    case 'mean-sigma':
      return deviation(to) / deviation(from);
    default:
      return Math.exp(mean(anchors.map((anchor) => Math.log(anchor.from.a / anchor.to.a))));
  }
}

function unidentified(expected: string, expectedZh: string): YincaiError {
  return new YincaiError({
    code: 'not-identified',
    expected,
    expectedZh,
    mend: 'use more anchors, or the method Stocking-Lord or Haebara',
    mendZh: '增加锚题，或改用 Stocking-Lord、Haebara 法',
  });
}

/** Mean of some numbers. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** Deviation of some numbers, by their number. */
export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((x) => (x - centre) ** 2)));
}
