import type { FeatureSpec } from './feature.js';

/** A named model. */
export interface Preset {
  readonly words: { readonly zh: string; readonly en: string };
  readonly features: readonly FeatureSpec[];
  /** Numbers of each vector, in a factorisation machine. */
  readonly factors?: number;
}

const spec = (
  kind: string,
  of: FeatureSpec['of'],
  by: FeatureSpec['by'],
  parameters?: FeatureSpec['parameters'],
): FeatureSpec => (parameters === undefined ? { kind, of, by } : { kind, of, by, parameters });

const intercept = spec('constant', 'learner', 'all');
const ofSkills = spec('constant', 'learner', 'skill');
const ofItems = spec('constant', 'learner', 'item');
const ofCombinations = spec('constant', 'learner', 'combination');

const bestLr: readonly FeatureSpec[] = [
  intercept,
  ofSkills,
  ofItems,
  spec('log-successes', 'learner', 'all'),
  spec('log-attempts', 'learner', 'all'),
  spec('log-successes', 'skill', 'skill'),
  spec('log-attempts', 'skill', 'skill'),
];

/** Rates of the exponentially weighted success. */
const RATES = [0.5, 0.8, 0.93, 0.98] as const;

const question: readonly FeatureSpec[] = [intercept, ofSkills, ofItems];

/** Recent odds of success of the skills and of the learner: how well, beside a feature that tells how long ago. */
const odds: readonly FeatureSpec[] = [spec('recent-logit', 'skill', 'all'), spec('recent-logit', 'learner', 'all')];

const recent: readonly FeatureSpec[] = [
  ...bestLr,
  ...RATES.map((rate) => spec('recent-surprise', 'learner', 'all', { rate })),
  ...RATES.map((rate) => spec('recent-surprise', 'skill', 'all', { rate })),
];

const full: readonly FeatureSpec[] = [
  ...bestLr,
  ofCombinations,
  ...RATES.map((rate) => spec('recent-surprise', 'learner', 'all', { rate })),
  ...RATES.map((rate) => spec('recent-surprise', 'skill', 'all', { rate })),
  spec('ability', 'learner', 'all', { drift: 0.01 }),
  spec('ability', 'learner', 'all', { drift: 0.1 }),
  spec('ability', 'skill', 'all', { drift: 0.01 }),
  spec('ability', 'skill', 'all', { drift: 0.1 }),
  spec('ability-bend', 'learner', 'all'),
  spec('pattern', 'learner', 'all'),
  spec('pattern', 'skill', 'all'),
  spec('streak', 'learner', 'all'),
  spec('streak', 'skill', 'all'),
  spec('lag', 'skill', 'all'),
  spec('lag', 'item', 'all'),
  spec('log-attempts', 'item', 'all'),
  spec('recent-surprise', 'item', 'all', { rate: 0.5 }),
  spec('recent-surprise', 'combination', 'all', { rate: 0.8 }),
  spec('ability', 'learner', 'item', { drift: 0.01 }),
  spec('recent-surprise', 'learner', 'item', { rate: 0.5 }),
  spec('ability', 'learner', 'skill', { drift: 0.01 }),
  spec('recent-surprise', 'learner', 'skill', { rate: 0.5 }),
];

/** Models by name, each with its source; `fit(log, { features: name })`. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  /** Intercepts alone. */
  irt: { words: { zh: '只看题目与知识点', en: 'items and skills alone' }, features: question },
  /** Cen, Koedinger & Junker (2006). */
  afm: {
    words: { zh: '加性因素模型 AFM', en: 'additive factors model' },
    features: [intercept, ofSkills, spec('attempts', 'skill', 'skill')],
  },
  /** Pavlik, Cen & Koedinger (2009). */
  pfa: {
    words: { zh: '表现因素分析 PFA', en: 'performance factors analysis' },
    features: [intercept, ofSkills, spec('successes', 'skill', 'skill'), spec('failures', 'skill', 'skill')],
  },
  /** Galyardt & Goldin (2015). */
  rpfa: {
    words: { zh: '近期表现因素分析 R-PFA', en: 'recent-performance factors analysis' },
    features: [
      intercept,
      ofSkills,
      spec('recent-failures', 'skill', 'skill'),
      spec('recent-proportion', 'skill', 'skill'),
    ],
  },
  /** Lindsey et al. (2014): item, learner (tracked, so that new learners have one), practice of the item within time windows. */
  dash: {
    words: { zh: 'DASH', en: 'DASH' },
    features: [intercept, ofItems, spec('ability', 'learner', 'all'), spec('windows', 'item', 'all')],
  },
  /** Choffin et al. (2019): item, skills, learner (tracked), practice of the skills within time windows. */
  das3h: {
    words: { zh: 'DAS3H', en: 'DAS3H' },
    features: [...question, spec('ability', 'learner', 'all'), spec('windows', 'skill', 'skill')],
  },
  /** Walsh et al. (2018). */
  ppe: {
    words: { zh: '间隔练习 PPE', en: 'predictive performance equation' },
    features: [...question, spec('ppe', 'skill', 'skill'), ...odds],
  },
  /** Anderson & Schooler (1991), as in LKT. */
  'base-level': {
    words: { zh: '记忆激活（LKT）', en: 'base-level activation (LKT)' },
    features: [...question, spec('base-level', 'skill', 'skill'), ...odds],
  },
  /** As in LKT. */
  recency: {
    words: { zh: '距上次的时间（LKT）', en: 'recency (LKT)' },
    features: [...question, spec('recency', 'skill', 'skill'), ...odds],
  },
  /** Gervet et al. (2020). */
  'best-lr': { words: { zh: 'Best-LR', en: 'Best-LR' }, features: bestLr },
  /** Best-LR with exponentially weighted success, for the difficulty, of learner and learner × skill at four rates. */
  'best-lr-recent': { words: { zh: 'Best-LR 加近期表现', en: 'Best-LR with recent success' }, features: recent },
  /** Vie & Kashima (2019): skills, items and counts with pairwise products. */
  ktm: {
    words: { zh: '因子分解机 KTM', en: 'knowledge tracing machine' },
    features: [...question, spec('log-successes', 'skill', 'skill'), spec('log-failures', 'skill', 'skill'), ...odds],
    factors: 5,
  },
  /** All that helps on average: best where there is much data. */
  full: { words: { zh: '全部特征', en: 'all features' }, features: full },
};
