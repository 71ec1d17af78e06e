import type { FeatureKind } from '../feature.js';

/** The value 1, for intercepts. */
export const constant: FeatureKind = {
  name: 'constant',
  words: { zh: '起点', en: 'intercept' },
  parameters: {},
  counter: () => ({
    size: 0,
    width: 1,
    read: (_floats, _at, _moment, out, o) => {
      out[o] = 1;
    },
  }),
};

function counting(
  name: string,
  zh: string,
  en: string,
  added: (score: number) => number,
  value: (count: number) => number,
): FeatureKind {
  return {
    name,
    words: { zh, en },
    parameters: {},
    counter: () => ({
      size: 1,
      width: 1,
      read: (floats, at, _moment, out, o) => {
        out[o] = value(floats[at]);
      },
      update: (floats, at, _moment, score) => {
        floats[at] += added(score);
      },
    }),
  };
}

const same = (count: number): number => count;
const one = (): number => 1;
const won = (score: number): number => score;
const lost = (score: number): number => 1 - score;

/** Answers so far, as in AFM (Cen, Koedinger & Junker 2006). */
export const attempts: FeatureKind = counting('attempts', '练习次数', 'practice', one, same);
/** Right answers so far, as in PFA (Pavlik, Cen & Koedinger 2009). */
export const successes: FeatureKind = counting('successes', '答对次数', 'successes', won, same);
/** Wrong answers so far, as in PFA. */
export const failures: FeatureKind = counting('failures', '答错次数', 'failures', lost, same);
/** log(1 + answers), as in Best-LR (Gervet et al. 2020). */
export const logAttempts: FeatureKind = counting('log-attempts', '练习次数（对数）', 'practice (log)', one, Math.log1p);
/** log(1 + right answers), as in Best-LR. */
export const logSuccesses: FeatureKind = counting(
  'log-successes',
  '答对次数（对数）',
  'successes (log)',
  won,
  Math.log1p,
);
/** log(1 + wrong answers). */
export const logFailures: FeatureKind = counting(
  'log-failures',
  '答错次数（对数）',
  'failures (log)',
  lost,
  Math.log1p,
);

/** Length of the present run: right answers in a row as log(1 + n), wrong ones as −log(1 + n). */
export const streak: FeatureKind = {
  name: 'streak',
  words: { zh: '连续对错', en: 'streak' },
  parameters: {},
  counter: () => ({
    size: 1,
    width: 1,
    read: (floats, at, _moment, out, o) => {
      out[o] = floats[at] < 0 ? -Math.log1p(-floats[at]) : Math.log1p(floats[at]);
    },
    update: (floats, at, _moment, score) => {
      if (score > 0.5) floats[at] = floats[at] > 0 ? floats[at] + 1 : 1;
      else floats[at] = floats[at] < 0 ? floats[at] - 1 : -1;
    },
  }),
};

/**
 * The last `length` outcomes as one of 2^(length + 1) − 2 patterns, shorter ones while there are fewer; each has a weight.
 * Before the first answer all values are 0.
 */
export const pattern: FeatureKind = {
  name: 'pattern',
  words: { zh: '最近几次对错', en: 'latest outcomes' },
  parameters: { length: 3 },
  counter: ({ length }) => ({
    // 0, or a leading 1 and a bit for each of the last outcomes.
    size: 1,
    width: 2 ** (length + 1) - 2,
    read: (floats, at, _moment, out, o) => {
      out.fill(0, o, o + 2 ** (length + 1) - 2);
      if (floats[at] > 0) out[o + floats[at] - 2] = 1;
    },
    update: (floats, at, _moment, score) => {
      const before = floats[at] === 0 ? 1 : floats[at];
      const bit = score > 0.5 ? 1 : 0;
      const next = before * 2 + bit;
      floats[at] = next < 2 ** (length + 1) ? next : 2 ** length + (next % 2 ** length);
    },
  }),
};
