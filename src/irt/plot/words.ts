import type { Language } from '../../data/fault.js';

/** What stands in the pictures. */
export interface PlotWords {
  readonly ability: string;
  readonly probability: string;
  readonly score: string;
  readonly share: string;
  readonly information: string;
  readonly standardError: string;
  readonly learners: string;
  readonly density: string;
  readonly items: string;
  readonly persons: string;
  readonly threshold: string;
  readonly latent: string;
  readonly test: string;
  readonly wright: string;
  readonly itemCurves: string;
  readonly expected: string;
  readonly itemInformation: string;
  readonly testInformation: string;
  readonly characteristic: string;
  readonly observed: string;
  readonly model: string;
  readonly category: (k: number) => string;
  /** A title of two parts. */
  readonly join: (what: string, of: string) => string;
  readonly moments: string;
}

const zh: PlotWords = {
  ability: '能力 θ（logit）',
  probability: '概率',
  score: '得分',
  share: '得分率',
  information: '信息量',
  standardError: '标准误',
  learners: '学生数',
  density: '分布',
  items: '试题',
  persons: '学生',
  threshold: '阈值',
  latent: '能力分布（模型）',
  test: '全卷',
  wright: '怀特图：学生与试题在同一量尺上',
  itemCurves: '试题特征曲线',
  expected: '期望得分与实际得分',
  itemInformation: '试题信息函数',
  testInformation: '测验信息函数与标准误',
  characteristic: '测验特征曲线',
  observed: '实际',
  model: '模型',
  category: (k) => `等级 ${k}`,
  join: (what, of) => `${what}：${of}`,
  moments: 'M 平均数，S 一个、T 两个标准差',
};

const en: PlotWords = {
  ability: 'Ability θ (logits)',
  probability: 'Probability',
  score: 'Points',
  share: 'Share of points',
  information: 'Information',
  standardError: 'Standard error',
  learners: 'Learners',
  density: 'Density',
  items: 'Items',
  persons: 'Learners',
  threshold: 'threshold',
  latent: 'ability distribution (model)',
  test: 'whole test',
  wright: 'Wright map: learners and items on one scale',
  itemCurves: 'Item characteristic curves',
  expected: 'Expected and observed points',
  itemInformation: 'Item information',
  testInformation: 'Test information and standard error',
  characteristic: 'Test characteristic curve',
  observed: 'observed',
  model: 'model',
  category: (k) => `category ${k}`,
  join: (what, of) => `${what}: ${of}`,
  moments: 'M mean, S one and T two standard deviations',
};

/** The words of a language. */
export function wordsOf(lang: Language): PlotWords {
  return lang === 'zh' ? zh : en;
}
