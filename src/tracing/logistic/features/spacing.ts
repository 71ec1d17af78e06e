import type { FeatureKind } from '../feature.js';

/** Times kept by features that look at single ones. */
const KEPT = 32;

/** Puts (clock, score) into a ring of `KEPT` pairs that begins at `at`; `count` are those put in before. */
function keep(floats: number[], at: number, count: number, clock: number, score: number): void {
  const slot = at + 2 * (count % KEPT);
  floats[slot] = clock;
  floats[slot + 1] = score;
}

/**
 * log(1 + n) of right answers and of all answers within the last hour, day, week, month and ever: ten values.
 * Of the four windows that end, at most the last 32 answers are counted.
 *
 * @source Lindsey, Shroyer, Pashler & Mozer (2014), Psychological Science 25(3) (DASH); Choffin et al. (2019), EDM (DAS3H)
 */
export const windows: FeatureKind = {
  name: 'windows',
  words: { zh: '各时段内的练习', en: 'practice within time windows' },
  parameters: {},
  counter: () => ({
    size: 2 + 2 * KEPT,
    width: 10,
    read: (floats, at, { clock }, out, o) => {
      const kept = Math.min(floats[at], KEPT);
      for (let w = 0; w < 4; w++) {
        let won = 0;
        let all = 0;
        for (let k = 0; k < kept; k++) {
          if (clock - floats[at + 2 + 2 * k] > WINDOWS[w]) continue;
          won += floats[at + 3 + 2 * k];
          all++;
        }
        out[o + 2 * w] = Math.log1p(won);
        out[o + 2 * w + 1] = Math.log1p(all);
      }
      out[o + 8] = Math.log1p(floats[at + 1]);
      out[o + 9] = Math.log1p(floats[at]);
    },
    update: (floats, at, { clock }, score) => {
      keep(floats, at + 2, floats[at], clock, score);
      floats[at]++;
      floats[at + 1] += score;
    },
  }),
};

/** Seconds of an hour, a day, a week, 30 days. */
const WINDOWS: readonly number[] = [3600, 86_400, 604_800, 2_592_000];

/**
 * Time since the last answer: seconds^−decay, and 0 before the first.
 *
 * @source Pavlik et al. (2021), IEEE TLT 14(5) (`recency` of LKT)
 */
export const recency: FeatureKind = {
  name: 'recency',
  words: { zh: '距上次的时间', en: 'recency' },
  parameters: { decay: 0.3 },
  counter: ({ decay }) => ({
    size: 2,
    width: 1,
    read: (floats, at, { clock }, out, o) => {
      out[o] = floats[at] === 0 ? 0 : Math.max(1, clock - floats[at + 1]) ** -decay;
    },
    update: (floats, at, { clock }) => {
      floats[at] = 1;
      floats[at + 1] = clock;
    },
  }),
};

/**
 * Base-level activation of ACT-R: ln(1 + Σ age_i^−decay) over the answers, ages in seconds: the last four exactly,
 * the others by an integral over even spacing since the first.
 *
 * @source Petrov (2006), Computationally efficient approximation of the base-level learning equation, ICCM, eq. 6
 */
export const baseLevel: FeatureKind = {
  name: 'base-level',
  words: { zh: '记忆激活', en: 'base-level activation' },
  parameters: { decay: 0.5 },
  counter: ({ decay }) => ({
    // n, first, the last four.
    size: 6,
    width: 1,
    read: (floats, at, { clock }, out, o) => {
      const n = floats[at];
      const exact = Math.min(n, 4);
      let sum = 0;
      let oldest = 0;
      for (let k = 0; k < exact; k++) {
        const age = Math.max(1, clock - floats[at + 2 + k]);
        sum += age ** -decay;
        oldest = Math.max(oldest, age);
      }
      const first = Math.max(1, clock - floats[at + 1]);
      if (n > 4) {
        sum +=
          first > oldest
            ? ((n - 4) * (first ** (1 - decay) - oldest ** (1 - decay))) / ((1 - decay) * (first - oldest))
            : (n - 4) * first ** -decay;
      }
      out[o] = Math.log1p(sum);
    },
    update: (floats, at, { clock }) => {
      if (floats[at] === 0) floats[at + 1] = clock;
      floats[at + 2 + (floats[at] % 4)] = clock;
      floats[at]++;
    },
  }),
};

/**
 * Predictive performance equation: N^learning · T^−decay, with T the mean age of the answers weighted by age^−0.6 and
 * decay = intercept + slope · mean(1 / ln(lag + e)) over the lags between them, seconds; ages and lags of the last 32.
 *
 * @source Walsh et al. (2018), Mechanisms underlying the spacing effect in learning, Cognitive Science 42, eqs. 2–6
 */
export const performance: FeatureKind = {
  name: 'ppe',
  words: { zh: '间隔练习（PPE）', en: 'spaced practice (PPE)' },
  parameters: { learning: 0.1, intercept: 0.04, slope: 0.08, weight: 0.6 },
  counter: ({ learning, intercept, slope, weight }) => ({
    // n, last, Σ 1 / ln(lag + e), ring of times.
    size: 3 + 2 * KEPT,
    width: 1,
    read: (floats, at, { clock }, out, o) => {
      const n = floats[at];
      out[o] = 0;
      if (n === 0) return;
      let weights = 0;
      let mean = 0;
      for (let k = 0; k < Math.min(n, KEPT); k++) {
        const age = Math.max(1, clock - floats[at + 3 + 2 * k]);
        const w = age ** -weight;
        weights += w;
        mean += w * age;
      }
      const decay = intercept + slope * (n > 1 ? floats[at + 2] / (n - 1) : 0);
      out[o] = n ** learning * (mean / weights) ** -decay;
    },
    update: (floats, at, { clock }, score) => {
      if (floats[at] > 0) floats[at + 2] += 1 / Math.log(Math.max(0, clock - floats[at + 1]) + Math.E);
      keep(floats, at + 3, floats[at], clock, score);
      floats[at + 1] = clock;
      floats[at]++;
    },
  }),
};

/** Answers of the learner since the last one of this skill or item: log(1 + n); 0 before the first. */
export const lag: FeatureKind = {
  name: 'lag',
  words: { zh: '中间隔了几题', en: 'answers in between' },
  parameters: {},
  counter: () => ({
    size: 2,
    width: 1,
    read: (floats, at, { step }, out, o) => {
      out[o] = floats[at] === 0 ? 0 : Math.log1p(Math.max(0, step - floats[at + 1]));
    },
    update: (floats, at, { step }) => {
      floats[at] = 1;
      floats[at + 1] = step;
    },
  }),
};
