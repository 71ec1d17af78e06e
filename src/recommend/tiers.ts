import type { Tier } from './recommendation.js';
import type { SuccessBand } from './request.js';

/** Tiers from easy to hard. */
export const tiers: readonly Tier[] = ['basic', 'consolidate', 'advance'];

/**
 * Tier of an item by expected success: the band is cut into three equal parts, the easiest is 基础, the hardest 提升.
 * An item easier than the band is 基础, a harder one 提升.
 *
 * @example
 * tierOf(0.8, { low: 0.6, high: 0.9 }); // 'basic'
 */
export function tierOf(expectedSuccess: number, { low, high }: SuccessBand): Tier {
  const third = (high - low) / 3;
  if (expectedSuccess >= high - third) return 'basic';
  return expectedSuccess >= low + third ? 'consolidate' : 'advance';
}

/** Expected success at the middle of a tier. */
export function centreOf(tier: Tier, { low, high }: SuccessBand): number {
  return high - ((high - low) * (2 * tiers.indexOf(tier) + 1)) / 6;
}

/** How far an expected success lies outside the band, 0 inside. */
export function distanceTo({ low, high }: SuccessBand, expectedSuccess: number): number {
  return Math.max(0, low - expectedSuccess, expectedSuccess - high);
}
