import type { Item } from '../data/item-bank.js';

/** All that choosing needs to know of a learner; the models stand behind it. */
export interface LearnerView {
  readonly learner: string;
  /** Points of which something is known, each once, in any order. */
  readonly points: Iterable<string>;
  /** P(mastered) 0…1, and the answers that it rests on. Asked often: keep what was computed. */
  readonly mastery: (point: string) => { readonly probability: number; readonly answers: number };
  /** Expected share of full marks on an item, 0…1. */
  readonly success: (item: Item) => number;
  /** Expected rise of P(mastered) of `point` from answering `item`, 0…1. Asked only of items that are given. */
  readonly gain: (item: Item, point: string) => number;
  /** Ids of items and instances that the learner has met. */
  readonly seen: Iterable<string>;
}

/**
 * Makes up to `count` different instances of a template, the same for the same seed, none with an id in `exclude`.
 * `instances` of the items room is one; it comes in as an argument so that a page without templates need not load exact algebra.
 */
export type InstanceMaker = (
  item: Item,
  count: number,
  seed: number,
  options: { readonly exclude: ReadonlySet<string>; readonly fewer: true },
) => readonly Item[];

/** What a recommendation may use beside the models. */
export interface RecommendEngines {
  /** Without it a template is given once, as its typical instance. */
  readonly instances?: InstanceMaker;
}
