import type { Item } from '../../data/item-bank.js';
import type { KnowledgeGraph } from '../../data/knowledge-graph.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import type { StudentSection } from '../document.js';

/** One question of the exam with what the learner made of it. */
export interface ExamQuestion {
  /** As printed on the paper, such as `3` or `17(2)`. */
  readonly label: string;
  /** Its text, where the school gave an item bank. */
  readonly item?: Item;
  readonly fullMarks: number;
  /** Points won, 0…`fullMarks`; absent where there is no answer. */
  readonly points?: number;
  /** The option that was chosen, such as `B` or `AC`, where it is known. */
  readonly chosen?: string;
  /** Ids of the knowledge points it needs. */
  readonly knowledgePoints: readonly string[];
  /** P(right), or expected share of full marks, from the model, 0…1. */
  readonly expected?: number;
}

/** How well the learner holds one knowledge point. */
export interface PointMastery {
  readonly point: string;
  readonly name?: string;
  /** P(mastered), 0…1: decides the level. */
  readonly probability: number;
  /** Expected success on a typical question of the point, 0…1, with its 90 % credible interval: what the chart shows. */
  readonly success: number;
  readonly low: number;
  readonly high: number;
  /** How many answers the estimate rests on; 0 means that nothing is known. */
  readonly answers: number;
  /** `success` after each exam of `ComposeInput.trailExams`; `null` before the first answer on the point. */
  readonly trail?: readonly (number | null)[];
  /**
   * Days from practising the point to each return, rising, from a model of forgetting: when P(recalled) has fallen to where
   * a review pays best. Absent: {@link returnDays} of `probability`.
   */
  readonly returns?: readonly number[];
}

/** All that a handbook is composed from, as plain data. */
export interface ComposeInput {
  readonly language: 'zh' | 'en';
  /** Default: 个性化学习手册 / Personal Study Handbook. */
  readonly title?: string;
  /** Name of the subject as printed, such as 高中数学. */
  readonly subject?: string;
  /** Pseudonymous number. */
  readonly learner: string;
  readonly name?: string;
  readonly school?: string;
  readonly class?: string;
  /** `id` names it on the feedback card; default the title. */
  readonly exam: { readonly id?: string; readonly title: string; readonly date?: string };
  /** Date of the booklet, as printed. The plan begins on the day after it where it is `YYYY-MM-DD`. */
  readonly date?: string;
  /** The exam's questions in their order. */
  readonly questions: readonly ExamQuestion[];
  /** Earlier exams, oldest first, without this one: share of full marks 0…1. */
  readonly history: readonly { readonly label: string; readonly share: number }[];
  readonly masteries: readonly PointMastery[];
  /** Names of the exams, oldest first, after which the trails of `masteries` were taken. */
  readonly trailExams?: readonly string[];
  /** What to practise, a group for each knowledge point, in the order to work through. */
  readonly practice: readonly {
    readonly knowledgePoint: string;
    readonly recommendations: readonly Recommendation[];
  }[];
  /** For the names, chapters and prerequisites of knowledge points. */
  readonly graph: KnowledgeGraph;
  /** Mean share of the class in this exam, with the number of learners behind it. */
  readonly classMean?: { readonly share: number; readonly learners: number };
  /** Everybody who sat the exam, and how many of them won more: for bands by shares of the cohort. Never printed. */
  readonly cohort?: { readonly learners: number; readonly above: number };
  /** Share of full marks aimed at in the next exam, 0…1. Default: the last share and `growth` more, but at most half of what is missing. */
  readonly target?: number;
  /** Address of the booklet's page below `ComposeOptions.twin`. Default: the learner's number and `.html`. */
  readonly twinPath?: string;
  /** The teacher's own words in place of those made by rule; an empty line parts paragraphs. */
  readonly teacherMessage?: string;
  /** Printed on the cover, e.g. that the data are simulated. */
  readonly notice?: string;
}

/** A score band. */
export interface ScoreBand {
  readonly name: string;
  /** In English booklets. Default `name`. */
  readonly nameEn?: string;
  /** By marks: the least share of full marks, 0…1. By cohort: the part of the cohort that is in the band, 0…1. */
  readonly share: number;
}

/** Bands of scores, the best first: by the share of full marks won, or by shares of the cohort (等级). */
export interface ScoreBands {
  readonly by: 'marks' | 'cohort';
  readonly bands: readonly ScoreBand[];
}

/** 优秀, 良好, 达标, 待提高 by the share of full marks. */
export const markBands: ScoreBands = {
  by: 'marks',
  bands: [
    { name: '优秀', nameEn: 'Excellent', share: 0.85 },
    { name: '良好', nameEn: 'Good', share: 0.7 },
    { name: '达标', nameEn: 'On track', share: 0.6 },
    { name: '待提高', nameEn: 'Growing', share: 0 },
  ],
};

/** The five grades A–E of 等级赋分 by shares of the cohort: 15, 35, 35, 13 and 2 %. */
export const gradeBands: ScoreBands = {
  by: 'cohort',
  bands: [
    { name: 'A', share: 0.15 },
    { name: 'B', share: 0.35 },
    { name: 'C', share: 0.35 },
    { name: 'D', share: 0.13 },
    { name: 'E', share: 0.02 },
  ],
};

/** How the plan is spread over days. */
export interface PlanOptions {
  /** Days that are wished for, 1…60; more are planned where the work does not fit. */
  readonly days: number;
  /** Minutes of a day: least wherever there is work enough, and most. 1 ≤ least ≤ most ≤ 240. */
  readonly least: number;
  readonly most: number;
  /** Days of the week that stay free, 0 (Sunday) … 6; at least one day stays for work. */
  readonly rest: readonly number[];
}

/** The kind of a section of the student's edition. */
export type SectionKind = StudentSection['kind'];

/** The student's edition: its sections in their order. */
export const studentSections: readonly SectionKind[] = [
  'cover',
  'overview',
  'mastery',
  'mind-map',
  'wrong-review',
  'explanations',
  'practice',
  'plan',
  'message',
  'answers',
  'feedback',
];

/** What is in the handbook, and where the lines are drawn. */
export interface ComposeOptions {
  /** Sections that are wanted; their order is that of {@link studentSections}. Default all. */
  readonly sections: readonly SectionKind[];
  /** Bands of scores. Default {@link markBands}. */
  readonly bands: ScoreBands;
  /** Where the booklets' pages stand online, such as `https://school.example/handbooks`; empty: no QR code. Default empty. */
  readonly twin: string;
  /** Growth in the share of full marks that is aimed at where no target is given, 0…1. Default 0.05. */
  readonly growth: number;
  /** Default: 14 days of 10 to 30 minutes. */
  readonly plan: PlanOptions;
  /** P(mastered) below which a knowledge point is weak. Default 0.5. */
  readonly weak: number;
  /** P(mastered) from which a knowledge point is mastered. Default 0.8. */
  readonly mastered: number;
  /** Expected success from which a lost question counts as likely carelessness. Default 0.75. */
  readonly careless: number;
  /** The most knowledge points in the chart. Default 20. */
  readonly maxRows: number;
  /** The fewest learners of whom a mean or a band of the cohort is shown. Default 5. */
  readonly minGroup: number;
}

/** Options as they are given: whatever is left out has its default, `plan` in part as well. */
export type ComposeSettings = Partial<Omit<ComposeOptions, 'plan'>> & { readonly plan?: Partial<PlanOptions> };

/** Defaults of {@link ComposeOptions}. */
export const composeDefaults: ComposeOptions = {
  sections: studentSections,
  bands: markBands,
  twin: '',
  growth: 0.05,
  plan: { days: 14, least: 10, most: 30, rest: [] },
  weak: 0.5,
  mastered: 0.8,
  careless: 0.75,
  maxRows: 20,
  minGroup: 5,
};
