import type { FeatureKind } from '../feature.js';

/**
 * Share of right answers, the k-th last weighing rate^k, less ½ and shrunk by `ghosts` answers of score ½:
 * value = (Σ rate^k (score − ½)) / (Σ rate^k + ghosts).
 *
 * @source Galyardt & Goldin (2015), Move your lamp post, JEDM 7(2) (R-PFA's recency-weighted proportion)
 */
export const recentSuccess: FeatureKind = {
  name: 'recent-success',
  words: { zh: '近期正确率', en: 'recent success' },
  parameters: { rate: 0.9, ghosts: 1 },
  counter: ({ rate, ghosts }) => ({
    size: 2,
    width: 1,
    read: (floats, at, _moment, out, o) => {
      const weight = floats[at + 1] + ghosts;
      out[o] = weight > 0 ? floats[at] / weight : 0;
    },
    update: (floats, at, _moment, score) => {
      floats[at] = rate * floats[at] + (score - 0.5);
      floats[at + 1] = rate * floats[at + 1] + 1;
    },
  }),
};

/**
 * Recency-weighted proportion of R-PFA: three ghost failures stand before the first answer, the k-th last answer weighs rate^k.
 *
 * @source Galyardt & Goldin (2015), JEDM 7(2), eq. 4
 */
export const recentProportion: FeatureKind = {
  name: 'recent-proportion',
  words: { zh: '近期正确率（加权）', en: 'recent proportion' },
  parameters: { rate: 0.7, ghosts: 3 },
  counter: ({ rate, ghosts }) => {
    // What the ghosts weigh is kept as what has gone of it, so that the floats are 0 at the start.
    const whole = rate === 1 ? ghosts : (1 - rate ** ghosts) / (1 - rate);
    return {
      size: 2,
      width: 1,
      read: (floats, at, _moment, out, o) => {
        out[o] = floats[at] / (floats[at + 1] + whole);
      },
      update: (floats, at, _moment, score) => {
        floats[at] = rate * floats[at] + score;
        floats[at + 1] = rate * (floats[at + 1] + whole) + 1 - whole;
      },
    };
  },
};

/** Wrong answers, the k-th last weighing rate^k: R-PFA's count of recent failures. */
export const recentFailures: FeatureKind = {
  name: 'recent-failures',
  words: { zh: '近期答错', en: 'recent failures' },
  parameters: { rate: 0.1 },
  counter: ({ rate }) => ({
    size: 1,
    width: 1,
    read: (floats, at, _moment, out, o) => {
      out[o] = floats[at];
    },
    update: (floats, at, _moment, score) => {
      floats[at] = rate * floats[at] + (1 - score);
    },
  }),
};

/**
 * Log-odds of recent success: ln((prior + Σ rate^k score) / (prior + Σ rate^k (1 − score))), as `logitdec` of LKT.
 *
 * @source Pavlik, Eglington & Harrell-Williams (2021), Logistic Knowledge Tracing, IEEE TLT 14(5)
 */
export const recentLogit: FeatureKind = {
  name: 'recent-logit',
  words: { zh: '近期对错之比', en: 'recent odds' },
  parameters: { rate: 0.9, prior: 0.5 },
  counter: ({ rate, prior }) => ({
    size: 2,
    width: 1,
    read: (floats, at, _moment, out, o) => {
      out[o] = Math.log((prior + floats[at]) / (prior + floats[at + 1]));
    },
    update: (floats, at, _moment, score) => {
      floats[at] = rate * floats[at] + score;
      floats[at + 1] = rate * floats[at + 1] + (1 - score);
    },
  }),
};

/**
 * Recent surprise: as `recent-success`, but of score − P(right by the question alone), so that right answers to hard questions count more.
 */
export const recentSurprise: FeatureKind = {
  name: 'recent-surprise',
  words: { zh: '近期表现（按难度折算）', en: 'recent success for the difficulty' },
  eased: true,
  parameters: { rate: 0.9, ghosts: 1 },
  counter: ({ rate, ghosts }) => ({
    size: 2,
    width: 1,
    read: (floats, at, _moment, out, o) => {
      const weight = floats[at + 1] + ghosts;
      out[o] = weight > 0 ? floats[at] / weight : 0;
    },
    update: (floats, at, moment, score) => {
      floats[at] = rate * floats[at] + score - 1 / (1 + Math.exp(-moment.ease));
      floats[at + 1] = rate * floats[at + 1] + 1;
    },
  }),
};
