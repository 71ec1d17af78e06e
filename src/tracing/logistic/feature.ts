/** Whose history a feature counts. */
export type CountedOf = 'learner' | 'skill' | 'item' | 'combination';

/** Who has a weight of its own for a feature: one for all, or one for each skill, item or combination of skills. */
export type WeightedBy = 'all' | 'skill' | 'item' | 'combination';

/** A feature of a model: a kind, whose history it counts, and who has a weight of its own. Plain JSON. */
export interface FeatureSpec {
  /** Name of a {@link FeatureKind}, e.g. `log-successes`. */
  readonly kind: string;
  readonly of: CountedOf;
  readonly by: WeightedBy;
  /** Numbers that the kind takes, e.g. the rate of a decay; its defaults where absent. */
  readonly parameters?: Readonly<Record<string, number>>;
}

/** What is known at the moment of a question, before its answer. */
export interface Moment {
  /** Answers of the learner so far. */
  step: number;
  /** Seconds; never runs backwards. Where an answer has no time, a minute passes. */
  clock: number;
  /** Log-odds of a right answer by the question alone; 0 in models without an easiness. */
  ease: number;
  /** Ability of the learner as first counted by a feature `ability` of the learner; 0 without. */
  level: number;
}

/**
 * A feature: a few floats that are counted up answer by answer, and the values read from them before the next answer.
 * All floats are 0 before the first answer, so that what was never met needs no room.
 * The same functions serve the fit, the batch and the stream: they cannot differ.
 */
export interface FeatureKind {
  readonly name: string;
  readonly words: { readonly zh: string; readonly en: string };
  /** Parameters and their defaults. */
  readonly parameters: Readonly<Record<string, number>>;
  /** True where its counter needs the easiness of questions (`Moment.ease`), which then is fitted first. */
  readonly eased?: boolean;
  /** Makes the counter for given parameters. */
  readonly counter: (parameters: Readonly<Record<string, number>>) => Counter;
}

/** The counter of a feature. `at` is where its floats begin in `floats`. */
export interface Counter {
  /** Floats it keeps. */
  readonly size: number;
  /** Values it gives. */
  readonly width: number;
  /** Writes its values to `out[o]` … `out[o + width − 1]`. */
  readonly read: (floats: readonly number[], at: number, moment: Moment, out: Float64Array, o: number) => void;
  /** Takes an answer in; absent where nothing is counted. */
  readonly update?: (floats: number[], at: number, moment: Moment, score: number) => void;
}
