/** What learners of about one ability answered to an item. */
export interface ObservedBin {
  /** Mean ability of those who answered. */
  readonly theta: number;
  /** How many they are; a learner whose ability is not sure counts in several bins by his shares. */
  readonly learners: number;
  /** How many learners of sure ability would tell as much. */
  readonly effective: number;
  /** Proportions of the categories `[categories]`. */
  readonly proportions: readonly number[];
  /** Mean share of full marks with its standard error. */
  readonly share: number;
  readonly shareError: number;
}

/** What was observed of an item, from the weakest learners to the strongest. */
export interface ObservedItem {
  readonly item: string;
  readonly bins: readonly ObservedBin[];
}

/** What was observed of items; see {@link observeItems}. */
export interface ObservedItems {
  readonly items: readonly ObservedItem[];
  /** Mean points of the learners who answered everything, by ability. */
  readonly test: readonly {
    readonly theta: number;
    readonly points: number;
    readonly error: number;
    readonly learners: number;
  }[];
}

/** The observations of an item; undefined where there are none. */
export function observedItem(observed: ObservedItems, item: string): ObservedItem | undefined {
  return observed.items.find((one) => one.item === item);
}
