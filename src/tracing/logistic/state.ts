import type { Trie } from './trie.js';

/** What is counted of one learner: plain, immutable JSON, a few floats for the learner and for each skill or item met. */
export interface LogisticState {
  readonly kind: 'logistic-state';
  readonly version: 1;
  /** Answers, the clock in seconds, then the floats of the model's features; empty before the first answer. */
  readonly learner: readonly number[];
  /** Floats by id of the skill, where the model counts by skill. */
  readonly skills: Trie;
  readonly items: Trie;
  /** By the JSON of the sorted ids of the skills. */
  readonly combinations: Trie;
}
