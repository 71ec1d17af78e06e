import type { Item } from '../data/item-bank.js';

/** 基础, 巩固, 提升. */
export type Tier = 'basic' | 'consolidate' | 'advance';

/** Why an item was chosen, as plain data; `describeReason` words it. */
export type Reason =
  | { readonly code: 'weak-point'; readonly point: string; readonly mastery: number }
  | { readonly code: 'prerequisite-of'; readonly point: string; readonly of: string; readonly mastery: number }
  | { readonly code: 'stretch'; readonly point: string; readonly mastery: number }
  | { readonly code: 'in-band'; readonly expectedSuccess: number; readonly low: number; readonly high: number }
  | { readonly code: 'nearest-to-band'; readonly expectedSuccess: number; readonly low: number; readonly high: number }
  | { readonly code: 'fresh-variant'; readonly of: string }
  | { readonly code: 'new-item' }
  | { readonly code: 'wrong-before'; readonly of: string };

/** One item to do next. `item` is concrete: an instance where the bank's item is a template. */
export interface Recommendation {
  readonly item: Item;
  /** The knowledge point it is for: a weak one, or one that a weak one rests on. */
  readonly knowledgePoint: string;
  readonly tier: Tier;
  /** P(right), or expected share of full marks, 0…1. */
  readonly expectedSuccess: number;
  /** Expected rise of P(mastered) of the knowledge point from answering it, 0…1. */
  readonly expectedGain: number;
  readonly minutes: number;
  readonly reasons: readonly Reason[];
}

/** The practice for one knowledge point, from easy to hard. */
export interface PracticeGroup {
  readonly knowledgePoint: string;
  /** P(mastered) before the practice, 0…1. */
  readonly mastery: number;
  readonly recommendations: readonly Recommendation[];
}

/**
 * Why a point got fewer items than were asked for. `no-items`: the bank has none for it. `used-up`: the others were seen before,
 * excluded, or given in this practice already. `too-early`: the others need points that rest on this one and are not ready.
 * `main-mastered`: the others mainly exercise points that are mastered. `few-items`: the bank has too few.
 */
export type ShortageCause = 'no-items' | 'used-up' | 'too-early' | 'main-mastered' | 'few-items';

/** A knowledge point for which the bank could not give what was asked. */
export interface Shortage {
  readonly point: string;
  readonly wanted: number;
  readonly given: number;
  readonly why: ShortageCause;
}

/** What one learner should do next in one subject. */
export interface RecommendResult {
  /** In the order to work through: what a point rests on comes before it. Each group holds at least one item. */
  readonly groups: readonly PracticeGroup[];
  /** In the order in which the points were tried; a point without a single item is only here. */
  readonly shortages: readonly Shortage[];
}
