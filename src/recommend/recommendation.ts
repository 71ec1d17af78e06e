import type { Item } from '../data/item-bank.js';

/** 基础, 巩固, 提升. */
export type Tier = 'basic' | 'consolidate' | 'advance';

/** Why an item was chosen, as plain data; `describeReason` words it. */
export type Reason =
  | { readonly code: 'weak-point'; readonly point: string; readonly mastery: number }
  | { readonly code: 'prerequisite-of'; readonly point: string; readonly of: string; readonly mastery: number }
  | { readonly code: 'in-band'; readonly expectedSuccess: number; readonly low: number; readonly high: number }
  | { readonly code: 'nearest-to-band'; readonly expectedSuccess: number; readonly low: number; readonly high: number }
  | { readonly code: 'fresh-variant'; readonly of: string }
  | { readonly code: 'new-item' }
  | { readonly code: 'wrong-before'; readonly of: string };

/** One item to do next. `item` is concrete: an instance where the bank's item is a template. */
export interface Recommendation {
  readonly item: Item;
  /** The weak knowledge point it is for. */
  readonly knowledgePoint: string;
  readonly tier: Tier;
  /** P(right), or expected share of full marks, 0…1. */
  readonly expectedSuccess: number;
  /** Expected rise of P(mastered) of the knowledge point from answering it, 0…1. */
  readonly expectedGain: number;
  readonly minutes: number;
  readonly reasons: readonly Reason[];
}
