import type { Item, ItemKind } from '../data/item-bank.js';

/**
 * Minutes of work by kind where an item names none: the allotment of a paper of 8 single choices, 3 multiple choices,
 * 3 blanks and 5 constructed answers in 120 minutes, rounded.
 */
export const minutesByKind: Readonly<Record<ItemKind, number>> = {
  'true-false': 2,
  'single-choice': 3,
  blank: 4,
  'multiple-choice': 5,
  constructed: 13,
};

/** Expected minutes of work on an item. */
export function minutesOf(item: Item): number {
  return item.minutes ?? minutesByKind[item.kind];
}
