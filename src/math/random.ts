/** A seed: any string or finite number. Equal seeds give equal streams on every platform. */
export type Seed = string | number;

/**
 * A stream of random numbers as plain functions; they need no `this`, so they may be taken apart:
 * `const { uniform, normal } = createRandom('exam')`.
 */
export interface Random {
  /** Uniform on [0, 1) with 53 random bits; never 1. */
  readonly uniform: () => number;
  /** Normal with the given mean and standard deviation; default 0 and 1. */
  readonly normal: (mean?: number, deviation?: number) => number;
  /** A whole number from `min` to `max`, both included, each equally likely. */
  readonly integer: (min: number, max: number) => number;
  /** True with the given probability. */
  readonly bernoulli: (probability: number) => boolean;
  /** Exponential with the given rate; default 1. */
  readonly exponential: (rate?: number) => number;
  /** Gamma with the given shape and scale; mean `shape · scale`. Default scale 1. */
  readonly gamma: (shape: number, scale?: number) => number;
  /** Beta; mean `alpha / (alpha + beta)`. */
  readonly beta: (alpha: number, beta: number) => number;
  /** Poisson with the given mean. */
  readonly poisson: (mean: number) => number;
  /** An index drawn in proportion to weights ≥ 0, of which at least one is above 0. */
  readonly categorical: (weights: ArrayLike<number>) => number;
  /** An element, each equally likely. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** A new array with the elements in random order. */
  readonly shuffle: <T>(list: readonly T[]) => T[];
  /** `size` different elements in random order. */
  readonly sample: <T>(list: readonly T[], size: number) => T[];
  /**
   * An independent stream named by a key. It depends on the seed and the key alone, not on what was drawn before,
   * so that learner 7 gets the same numbers whatever happens to learner 6.
   */
  readonly split: (key: Seed) => Random;
}

/**
 * A seeded stream: xoshiro128** of 128 bits of state, filled from the seed by four rounds of MurmurHash3's finaliser.
 *
 * @throws RangeError where an argument is outside its range.
 * @source Blackman & Vigna (2021), Scrambled linear pseudorandom number generators, ACM TOMS 47(4), fig. 1;
 *   normals: Marsaglia's polar method (1964); gammas: Marsaglia & Tsang (2000), ACM TOMS 26(3).
 * @example
 * const { uniform, split } = createRandom('exam-1');
 * uniform() === createRandom('exam-1').uniform(); // true
 * split('learner-7').normal() === createRandom('exam-1').split('learner-7').normal(); // true
 */
export function createRandom(seed: Seed): Random {
  return fromKey(typeof seed === 'number' ? `n:${seed}` : `s:${seed}`);
}

function fromKey(key: string): Random {
  const next = xoshiro(hashToState(key));
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;

  let spare = Number.NaN;
  const standardNormal = (): number => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * factor;
      return u * factor;
    }
  };

  const exponential = (rate = 1): number => {
    demand(rate > 0, 'rate above 0', rate);
    return -Math.log(1 - uniform()) / rate;
  };

  const integer = (min: number, max: number): number => {
    demand(Number.isSafeInteger(min), 'a whole number as min', min);
    demand(Number.isSafeInteger(max) && max >= min, 'a whole number not below min as max', max);
    const span = max - min + 1;
    demand(span <= 4294967296, 'a span of at most 2^32', span);
    // Refusing the last incomplete run of `span` makes every value equally likely.
    const limit = 4294967296 - (4294967296 % span);
    for (;;) {
      const draw = next() >>> 0;
      if (draw < limit) return min + (draw % span);
    }
  };

  const standardGamma = (shape: number): number => {
    // Below 1, draw with shape + 1 and shrink; the logarithm keeps tiny shapes from underflowing early.
    if (shape < 1) return Math.exp(Math.log(standardGamma(shape + 1)) + Math.log(1 - uniform()) / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = standardNormal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };

  const gamma = (shape: number, scale = 1): number => {
    demand(shape > 0 && shape < Infinity, 'shape above 0', shape);
    demand(scale > 0, 'scale above 0', scale);
    return standardGamma(shape) * scale;
  };

  const beta = (alpha: number, beta: number): number => {
    demand(alpha > 0 && alpha < Infinity, 'alpha above 0', alpha);
    demand(beta > 0 && beta < Infinity, 'beta above 0', beta);
    const x = standardGamma(alpha);
    const y = standardGamma(beta);
    // Both underflow only for tiny shapes, where the law is two points.
    if (x + y === 0) return uniform() < alpha / (alpha + beta) ? 1 : 0;
    return x / (x + y);
  };

  const poisson = (mean: number): number => {
    demand(mean >= 0 && mean < Infinity, 'a mean not below 0', mean);
    // Poisson(m) is the sum of independent ones; whole large means are halved by a gamma waiting time (Ahrens & Dieter 1974).
    let total = 0;
    let left = mean;
    while (left > 30) {
      const events = Math.floor(left * 0.875);
      const wait = standardGamma(events);
      if (wait > left) return total + binomial(events - 1, left / wait, uniform);
      total += events;
      left -= wait;
    }
    const floor = Math.exp(-left);
    for (let product = uniform(); product > floor; product *= uniform()) total++;
    return total;
  };

  const categorical = (weights: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) {
      demand(weights[i] >= 0, 'weights not below 0', weights[i]);
      sum += weights[i];
    }
    demand(sum > 0 && sum < Infinity, 'a finite sum of weights above 0', sum);
    let left = uniform() * sum;
    let last = 0;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === 0) continue;
      if (left < weights[i]) return i;
      left -= weights[i];
      last = i;
    }
    return last;
  };

  const sample = <T>(list: readonly T[], size: number): T[] => {
    demand(Number.isInteger(size) && size >= 0 && size <= list.length, `a size from 0 to ${list.length}`, size);
    const copy = list.slice();
    for (let i = 0; i < size; i++) {
      const j = integer(i, copy.length - 1);
      const kept = copy[i];
      copy[i] = copy[j];
      copy[j] = kept;
    }
    copy.length = size;
    return copy;
  };

  return {
    uniform,
    normal: (mean = 0, deviation = 1) => mean + deviation * standardNormal(),
    integer,
    bernoulli: (probability) => uniform() < probability,
    exponential,
    gamma,
    beta,
    poisson,
    categorical,
    pick: (list) => {
      demand(list.length > 0, 'a list that is not empty', list.length);
      return list[integer(0, list.length - 1)];
    },
    shuffle: (list) => sample(list, list.length),
    sample,
    // The length keeps ('a', 'b/c') and ('a/b', 'c') apart.
    split: (child) => fromKey(`${key.length}/${key}/${typeof child === 'number' ? `n:${child}` : `s:${child}`}`),
  };
}

function demand(holds: boolean, expected: string, got: number): void {
  if (!holds) throw new RangeError(`random: expected ${expected}, got ${got}`);
}

function binomial(trials: number, probability: number, uniform: () => number): number {
  let successes = 0;
  for (let i = 0; i < trials; i++) if (uniform() < probability) successes++;
  return successes;
}

/** xoshiro128** 1.1; each call gives 32 random bits as a signed integer. */
function xoshiro(state: Int32Array): () => number {
  let [a, b, c, d] = state;
  return () => {
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}

/** 128 bits from a text: four MurmurHash3-like passes over its UTF-16 units with different offsets. */
function hashToState(text: string): Int32Array {
  const state = new Int32Array(4);
  for (let lane = 0; lane < 4; lane++) {
    let h = Math.imul(lane + 1, 0x9e3779b1);
    for (let i = 0; i < text.length; i++) {
      let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
      k = (k << 15) | (k >>> 17);
      h ^= Math.imul(k, 0x1b873593);
      h = (h << 13) | (h >>> 19);
      h = (Math.imul(h, 5) + 0xe6546b64) | 0;
    }
    h ^= text.length;
    h ^= h >>> 16;
    h = Math.imul(h, 0x85ebca6b);
    h ^= h >>> 13;
    h = Math.imul(h, 0xc2b2ae35);
    state[lane] = h ^ (h >>> 16);
  }
  // The all-zero state is the one that xoshiro never leaves.
  if ((state[0] | state[1] | state[2] | state[3]) === 0) state[0] = 1;
  return state;
}
