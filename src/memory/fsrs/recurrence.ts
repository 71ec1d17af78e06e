/**
 * FSRS-6 with its derivatives: stability and difficulty after each review, and how they move with each of the 21 weights
 * (forward mode). The library steps a state; a fit needs the slope, which it does not give. The tests hold both to each other.
 */
export const WEIGHTS = 21;

const S_MIN = 1e-3;
const S_MAX = 36_500;

/** State of one unit while a sequence is walked, with gradients. */
export interface DualMemory {
  stability: number;
  difficulty: number;
  readonly stabilitySlope: Float64Array;
  readonly difficultySlope: Float64Array;
}

/** An empty state. */
export function dualMemory(): DualMemory {
  return {
    stability: 0,
    difficulty: 0,
    stabilitySlope: new Float64Array(WEIGHTS),
    difficultySlope: new Float64Array(WEIGHTS),
  };
}

/** The state after a first review. */
export function begin(memory: DualMemory, w: Float64Array, grade: number): void {
  memory.stabilitySlope.fill(0);
  memory.difficultySlope.fill(0);
  memory.stability = Math.max(w[grade - 1], 0.1);
  if (w[grade - 1] > 0.1) memory.stabilitySlope[grade - 1] = 1;
  const raw = firstDifficulty(w, grade);
  memory.difficulty = Math.min(Math.max(raw, 1), 10);
  if (raw > 1 && raw < 10) addFirstDifficulty(memory.difficultySlope, w, grade, 1);
}

function firstDifficulty(w: Float64Array, grade: number): number {
  return w[4] - Math.exp((grade - 1) * w[5]) + 1;
}

function addFirstDifficulty(slope: Float64Array, w: Float64Array, grade: number, times: number): void {
  slope[4] += times;
  slope[5] -= times * (grade - 1) * Math.exp((grade - 1) * w[5]);
}

/**
 * P(recalled) after `days`, and its slope into `out`.
 *
 * @source FSRS-6: R = (1 + factor · t / S)^(−w20), factor = 0.9^(−1 / w20) − 1
 */
export function recall(memory: DualMemory, w: Float64Array, days: number, out: Float64Array): number {
  const decay = -w[20];
  const power = 0.9 ** (1 / decay);
  const factor = power - 1;
  const base = 1 + (factor * days) / memory.stability;
  const r = base ** decay;
  const byStability = ((decay * r) / base) * ((-factor * days) / memory.stability ** 2);
  for (let i = 0; i < WEIGHTS; i++) out[i] = byStability * memory.stabilitySlope[i];
  // d decay / d w20 = −1; d factor / d decay = −power · ln 0.9 / decay².
  const factorSlope = (-power * Math.log(0.9)) / decay ** 2;
  out[20] -= r * Math.log(base) + ((decay * r) / base) * ((factorSlope * days) / memory.stability);
  return r;
}

/** The state after a review at `days` with P(recalled) `r` and its slope; `days` 0 is the same sitting. */
export function review(
  memory: DualMemory,
  w: Float64Array,
  days: number,
  grade: number,
  r: number,
  rSlope: Float64Array,
): void {
  const { stability: s, difficulty: d, stabilitySlope: ds, difficultySlope: dd } = memory;
  const own = new Float64Array(WEIGHTS);
  let next: number;
  // Next stability is g(s, d, r, w): bS, bD, bR are its partial slopes, `own` those by the weights themselves.
  let bS: number;
  let bD = 0;
  let bR = 0;
  if (days === 0) {
    const exponent = grade - 3 + w[18];
    const growth = s ** -w[19] * Math.exp(w[17] * exponent);
    if (grade >= 2 && growth <= 1) {
      next = s;
      bS = 1;
    } else {
      next = s * growth;
      bS = (1 - w[19]) * growth;
      own[19] = -next * Math.log(s);
      own[17] = next * exponent;
      own[18] = next * w[17];
    }
  } else if (grade === 1) {
    const lapse = Math.exp((1 - r) * w[14]);
    const power = (s + 1) ** w[13];
    const scale = w[11] * d ** -w[12] * lapse;
    const forgot = scale * (power - 1);
    const most = s / Math.exp(w[17] * w[18]);
    if (most < forgot) {
      next = most;
      bS = most / s;
      own[17] = -most * w[18];
      own[18] = -most * w[17];
    } else {
      next = forgot;
      bS = (scale * w[13] * power) / (s + 1);
      bD = (-w[12] * forgot) / d;
      bR = -w[14] * forgot;
      own[11] = forgot / w[11];
      own[12] = -forgot * Math.log(d);
      own[13] = scale * power * Math.log(s + 1);
      own[14] = forgot * (1 - r);
    }
  } else {
    const hard = grade === 2 ? w[15] : 1;
    const easy = grade === 4 ? w[16] : 1;
    const surprise = Math.exp((1 - r) * w[10]);
    const gain = Math.exp(w[8]) * (11 - d) * s ** -w[9] * hard * easy;
    const growth = gain * (surprise - 1);
    next = s * (1 + growth);
    bS = 1 + growth * (1 - w[9]);
    bD = (-s * growth) / (11 - d);
    bR = -s * gain * surprise * w[10];
    own[8] = s * growth;
    own[9] = -s * growth * Math.log(s);
    own[10] = s * gain * surprise * (1 - r);
    if (grade === 2) own[15] = w[15] > 0 ? (s * growth) / w[15] : 0;
    if (grade === 4) own[16] = (s * growth) / w[16];
  }
  const held = next < S_MIN || next > S_MAX;
  memory.stability = Math.min(Math.max(next, S_MIN), S_MAX);

  const change = -w[6] * (grade - 3);
  const damped = d + (change * (10 - d)) / 9;
  const raw = w[7] * firstDifficulty(w, 4) + (1 - w[7]) * damped;
  const stuck = raw < 1 || raw > 10;
  const byOld = (1 - w[7]) * (1 - change / 9);
  for (let i = 0; i < WEIGHTS; i++) {
    ds[i] = held ? 0 : bS * ds[i] + bD * dd[i] + bR * rSlope[i] + own[i];
    dd[i] = stuck ? 0 : byOld * dd[i];
  }
  if (!stuck) {
    dd[6] += ((1 - w[7]) * -(grade - 3) * (10 - d)) / 9;
    dd[7] += firstDifficulty(w, 4) - damped;
    addFirstDifficulty(dd, w, 4, w[7]);
  }
  memory.difficulty = Math.min(Math.max(raw, 1), 10);
}
