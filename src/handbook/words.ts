import type { Handbook, MasteryLevel, Practice, QuestionKind } from './document.js';

type Language = Handbook['language'];
type Tier = Practice['groups'][number]['questions'][number]['tier'];

/** What renderers word themselves, in both languages. */
export interface Words {
  readonly contents: string;
  readonly levels: Readonly<Record<MasteryLevel, string>>;
  readonly tiers: Readonly<Record<Tier, string>>;
  readonly kinds: Readonly<Record<QuestionKind, string>>;
  readonly points: (points: number) => string;
  readonly knowledgePoints: string;
  readonly answers: (count: number) => string;
  readonly growth: string;
  readonly sheet: string;
  readonly sheetLegend: readonly [right: string, part: string, lost: string, missing: string];
  readonly answer: string;
  readonly solution: string;
  readonly cause: string;
  /** Leads from an explanation to its question, and back. */
  readonly toRedo: string;
  readonly toWhy: string;
  readonly whyPages: string;
  readonly strongest: string;
  readonly weakest: string;
  readonly chapters: string;
  readonly radarLegend: string;
  /** Before the names of the exams of the heat strip. */
  readonly strip: string;
  readonly minutes: (minutes: number) => string;
  /** Between labels of questions. */
  readonly and: string;
  /** Pages of print, around their numbers. */
  readonly pages: readonly [before: string, after: string];
}

const amount = (value: number): string => String(Math.round(value * 100) / 100);

const zh: Words = {
  contents: '目录',
  levels: { weak: '薄弱', partial: '部分掌握', mastered: '已掌握', unknown: '暂无记录' },
  tiers: { basic: '基础', consolidate: '巩固', advance: '提升' },
  kinds: {
    'single-choice': '单选题',
    'multiple-choice': '多选题',
    'true-false': '判断题',
    blank: '填空题',
    constructed: '解答题',
    unknown: '试题',
  },
  points: (points) => `${amount(points)} 分`,
  knowledgePoints: '知识点',
  answers: (count) => (count > 0 ? `${amount(count)} 次作答` : ''),
  growth: '历次考试得分率',
  sheet: '本次答题一览',
  sheetLegend: ['全对', '部分得分', '未得分', '无记录'],
  answer: '答案',
  solution: '解析',
  cause: '错因',
  toRedo: '回到重做',
  toWhy: '讲解',
  whyPages: '讲解在',
  strongest: '掌握最好',
  weakest: '最需要加强',
  chapters: '各章掌握情况',
  radarLegend: '折线是各章典型题的把握，灰色是可信范围：越宽，知道得越少。',
  strip: '方格是历次考试后的变化，颜色越深越熟练：',
  minutes: (minutes) => `${amount(minutes)} 分钟`,
  and: '、',
  pages: ['第 ', ' 页'],
};

const en: Words = {
  contents: 'Contents',
  levels: { weak: 'weak', partial: 'partial', mastered: 'mastered', unknown: 'no record' },
  tiers: { basic: 'Basic', consolidate: 'Consolidate', advance: 'Advance' },
  kinds: {
    'single-choice': 'single choice',
    'multiple-choice': 'multiple choice',
    'true-false': 'true or false',
    blank: 'fill in',
    constructed: 'written answer',
    unknown: 'question',
  },
  points: (points) => `${amount(points)} ${points === 1 ? 'point' : 'points'}`,
  knowledgePoints: 'Knowledge points',
  answers: (count) => (count > 0 ? `${amount(count)} ${count === 1 ? 'answer' : 'answers'}` : ''),
  growth: 'Share of marks over exams',
  sheet: 'This exam at a glance',
  sheetLegend: ['right', 'part of the marks', 'no marks', 'no record'],
  answer: 'Answer',
  solution: 'Solution',
  cause: 'Cause',
  toRedo: 'to the question',
  toWhy: 'explained',
  whyPages: 'Explanations: ',
  strongest: 'Firmest',
  weakest: 'Most in need',
  chapters: 'Chapters',
  radarLegend:
    'The line is the expected success on typical questions of a chapter; grey is its range: the wider, the less is known.',
  strip: 'Squares show the change over exams, the darker the firmer: ',
  minutes: (minutes) => `${amount(minutes)} min`,
  and: ', ',
  pages: ['p. ', ''],
};

export function wordsOf(language: Language): Words {
  return language === 'zh' ? zh : en;
}
