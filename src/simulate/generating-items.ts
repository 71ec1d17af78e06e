import { createRandom, type Seed } from '../math/random.js';

/**
 * True parameters of items, from which answers are drawn. A calibrated `IrtModel` has this shape, whatever its families, so it may be
 * passed as it is. x is the learner's location in logits on that item.
 *
 * - two categories: P(right | x) = lower + (upper − lower) / (1 + exp(−a (x − b)));
 * - several: P(category k | x) ∝ exp(Σ_{v ≤ k} a (x − b_v)), unless `families` says
 *   `GRM`: P(category ≥ v | x) = 1 / (1 + exp(−a (x − b_v)));
 *   `NRM`: P(category k | x) ∝ exp(slopes_k x + intercepts_k), two categories too;
 *   `CRM`: P(share of marks ≥ s | x) = 1 / (1 + exp(−a (x − b) + a / scale · logit s)), marks being the nearest on their grid.
 */
export interface GeneratingItems {
  readonly items: readonly string[];
  /** Discriminations `[items]`, above 0. */
  readonly a: readonly number[];
  /** Step difficulties `[items][categories − 1]`; one of a `CRM` item. */
  readonly b: readonly (readonly number[])[];
  /** Least points of category 1, 2, … `[items][categories − 1]`, ascending; the last is at most the full marks. */
  readonly cuts: readonly (readonly number[])[];
  readonly fullMarks: readonly number[];
  /** Response families `[items]`; other names than `GRM`, `NRM` and `CRM` are the families above. Default none of these. */
  readonly families?: readonly string[];
  /** Chance of a right answer without knowledge `[items]`; binary items only. Default `lower`, or 0. */
  readonly guess?: readonly number[];
  /** Chance of a wrong answer in spite of knowledge `[items]`; binary items only. Default 1 − `upper`, or 0. */
  readonly slip?: readonly number[];
  /** What calibrated models say for guess and 1 − slip: P(right) of the weakest and of the strongest `[items]`. */
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
  /** Parameters of the nominal items, null for others `[items]`. */
  readonly nominal?: readonly ({ readonly slopes: readonly number[]; readonly intercepts: readonly number[] } | null)[];
  /** Scales of the continuous items, null for others `[items]`. */
  readonly scale?: readonly (number | null)[];
  /**
   * Whether a category pays every whole number of points it stands for, equally likely, as a marker's grain does `[items]`;
   * else it pays its least points. Default false.
   */
  readonly spread?: readonly boolean[];
}

/** How items are drawn by {@link simulateItems}. */
export interface SimulateItemsOptions {
  readonly seed: Seed;
  /** Categories of each item (one number for all, or one an item); 2 is right or wrong. */
  readonly categories?: number | readonly number[];
  /** Mean of log a. */
  readonly logDiscrimination?: number;
  /** Standard deviation of log a. */
  readonly discriminationSpread?: number;
  /** Mean of the items' difficulties (mean of the steps). */
  readonly difficulty?: number;
  /** Standard deviation of the items' difficulties. */
  readonly difficultySpread?: number;
  /** Distance between neighbouring steps of an item with several. */
  readonly stepDistance?: number;
}

/** What {@link simulateItems} draws by default: binary items, a around 1.1, b standard normal. */
export const simulateItemsDefaults: Required<Omit<SimulateItemsOptions, 'seed'>> = {
  categories: 2,
  logDiscrimination: 0.1,
  discriminationSpread: 0.3,
  difficulty: 0,
  difficultySpread: 1,
  stepDistance: 0.8,
};

/**
 * Draws items: log a ~ N(logDiscrimination, discriminationSpread²), mean of b ~ N(difficulty, difficultySpread²),
 * steps `stepDistance` apart. An item with k categories is worth k − 1 points, each category one point more.
 *
 * @throws RangeError where a count or a spread is out of range.
 * @source Lognormal a and normal b are the usual generating laws, e.g. Baker & Kim (2004), Item Response Theory, ch. 7.
 * @example
 * simulateItems(20, { seed: 'demo' }).items[0]; // 'q1'
 */
export function simulateItems(count: number, options: SimulateItemsOptions): GeneratingItems {
  const settings = { ...simulateItemsDefaults, ...options };
  demand(Number.isInteger(count) && count >= 0, 'a whole number of items', count);
  const { categories } = settings;
  if (typeof categories !== 'number') {
    demand(categories.length === count, `${count} numbers of categories`, categories.length);
  }
  const random = createRandom(options.seed).split('items');
  const items: string[] = [];
  const a: number[] = [];
  const b: number[][] = [];
  const cuts: number[][] = [];
  const fullMarks: number[] = [];
  for (let i = 0; i < count; i++) {
    const size = typeof categories === 'number' ? categories : categories[i];
    demand(Number.isInteger(size) && size >= 2, 'at least 2 categories', size);
    const stream = random.split(i);
    const steps = size - 1;
    items.push(`q${i + 1}`);
    a.push(Math.exp(stream.normal(settings.logDiscrimination, settings.discriminationSpread)));
    const middle = stream.normal(settings.difficulty, settings.difficultySpread);
    b.push(Array.from({ length: steps }, (_, v) => middle + (v - (steps - 1) / 2) * settings.stepDistance));
    cuts.push(Array.from({ length: steps }, (_, v) => v + 1));
    fullMarks.push(steps);
  }
  return { items, a, b, cuts, fullMarks };
}

/**
 * Probabilities of an item's categories at location x, written into `into` (made where absent).
 *
 * @returns `[categories]`, summing to 1.
 * @throws RangeError where a nominal or continuous item lacks its parameters
 * @source Muraki (1992), generalized partial credit model, Applied Psychological Measurement 16(2), eq. 3;
 *   with two categories Birnbaum's (1968) logistic model with lower and upper asymptotes; graded: Samejima (1969);
 *   nominal: Bock (1972); continuous: Samejima (1973), in logistic form.
 * @example
 * const truth = { items: ['q'], a: [1], b: [[0]], cuts: [[1]], fullMarks: [1] };
 * categoryProbabilities(truth, 0, 0); // [0.5, 0.5]
 */
export function categoryProbabilities(
  truth: GeneratingItems,
  item: number,
  location: number,
  into?: Float64Array,
): Float64Array {
  const a = truth.a[item];
  const steps = truth.b[item];
  const size = truth.cuts[item].length + 1;
  const out = into ?? new Float64Array(size);
  const family = truth.families?.[item];
  if (family === 'NRM') {
    const own = truth.nominal?.[item];
    if (!own) throw new RangeError(`simulate: item ${truth.items[item]} has no nominal parameters`);
    for (let k = 0; k < size; k++) out[k] = own.slopes[k] * location + own.intercepts[k];
    return proportional(out, size);
  }
  if (family === 'CRM' && size > 2) {
    const scale = truth.scale?.[item];
    if (!scale) throw new RangeError(`simulate: item ${truth.items[item]} has no scale`);
    const cuts = truth.cuts[item];
    const full = truth.fullMarks[item];
    return between(out, size, (v) => {
      const share = (cuts[v] + (v === 0 ? 0 : cuts[v - 1])) / 2 / full;
      return a * (location - steps[0]) - (a / scale) * Math.log(share / (1 - share));
    });
  }
  if (size === 2) {
    const guess = truth.guess?.[item] ?? truth.lower?.[item] ?? 0;
    const slip = truth.slip?.[item] ?? 1 - (truth.upper?.[item] ?? 1);
    const right = guess + (1 - guess - slip) / (1 + Math.exp(-a * (location - steps[0])));
    out[0] = 1 - right;
    out[1] = right;
    return out;
  }
  if (family === 'GRM') return between(out, size, (v) => a * (location - steps[v]));
  let exponent = 0;
  out[0] = 0;
  for (let v = 0; v < steps.length; v++) {
    exponent += a * (location - steps[v]);
    out[v + 1] = exponent;
  }
  return proportional(out, size);
}

/** Numbers as logarithms of probabilities up to a constant, in place. */
function proportional(out: Float64Array, size: number): Float64Array {
  let largest = out[0];
  for (let k = 1; k < size; k++) if (out[k] > largest) largest = out[k];
  let sum = 0;
  for (let k = 0; k < size; k++) {
    out[k] = Math.exp(out[k] - largest);
    sum += out[k];
  }
  for (let k = 0; k < size; k++) out[k] /= sum;
  return out;
}

/** Probabilities of categories out of the logits of reaching category v + 1 or above, which fall with v. */
function between(out: Float64Array, size: number, logit: (v: number) => number): Float64Array {
  let above = 1;
  for (let k = 0; k < size - 1; k++) {
    const next = 1 / (1 + Math.exp(-logit(k)));
    out[k] = Math.max(0, above - next);
    above = next;
  }
  out[size - 1] = above;
  return out;
}

/**
 * Expected share of an item's full marks at location x, 0…1: Σ_k P(category k | x) · mean points of k / full marks.
 *
 * @example
 * const truth = { items: ['q'], a: [1], b: [[0]], cuts: [[5]], fullMarks: [5] };
 * expectedShare(truth, 0, 0); // 0.5
 */
export function expectedShare(truth: GeneratingItems, item: number, location: number): number {
  const probabilities = categoryProbabilities(truth, item, location);
  let sum = 0;
  for (let k = 0; k < probabilities.length; k++) {
    const { least, most } = pointsOf(truth, item, k);
    sum += (probabilities[k] * (least + most)) / 2;
  }
  return sum / truth.fullMarks[item];
}

/**
 * How far an item's steps must be moved so that a population N(mean, deviation²) of locations wins the given share of its
 * full marks on average: the root of the expected share, which falls as the steps rise, by bisection to 1e−9.
 *
 * @throws RangeError where no move reaches the share, e.g. a share below the chance of guessing.
 * @example
 * const truth = { items: ['q'], a: [1], b: [[0]], cuts: [[1]], fullMarks: [1] };
 * locateItem(truth, 0, 0.5); // 0, to nine digits
 */
export function locateItem(
  truth: GeneratingItems,
  item: number,
  share: number,
  options: { readonly mean?: number; readonly deviation?: number } = {},
): number {
  const { mean = 0, deviation = 1 } = options;
  const average = (move: number): number => {
    let sum = 0;
    let weights = 0;
    for (let q = -40; q <= 40; q++) {
      const z = q / 8;
      const weight = Math.exp(-0.5 * z * z);
      sum += weight * expectedShare(truth, item, mean + deviation * z - move);
      weights += weight;
    }
    return sum / weights;
  };
  let low = -30;
  let high = 30;
  demand(average(low) > share && average(high) < share, 'a share that the item can reach', share);
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (average(middle) > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The points that category k of an item pays: its least points, or where the item is `spread` from there to one below the
 * next category's, the last up to the full marks.
 *
 * @example
 * const truth = { items: ['q'], a: [1], b: [[-1, 1]], cuts: [[4, 12]], fullMarks: [12], spread: [true] };
 * pointsOf(truth, 0, 1); // { least: 4, most: 11 }
 */
export function pointsOf(
  truth: GeneratingItems,
  item: number,
  category: number,
): { readonly least: number; readonly most: number } {
  const cuts = truth.cuts[item];
  const least = category === 0 ? 0 : cuts[category - 1];
  if (truth.spread?.[item] !== true) return { least, most: least };
  const most = category === cuts.length ? truth.fullMarks[item] : Math.max(least, Math.ceil(cuts[category]) - 1);
  return { least, most };
}

function demand(holds: boolean, expected: string, got: number): void {
  if (!holds) throw new RangeError(`simulate: expected ${expected}, got ${got}`);
}
