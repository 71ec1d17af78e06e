import type { Item } from '../../data/item-bank.js';
import type { KnowledgeGraph } from '../../data/knowledge-graph.js';
import type { Recommendation } from '../../recommend/recommendation.js';

/** One question of the exam with what the learner made of it. */
export interface ExamQuestion {
  /** As printed on the paper, such as `3` or `17(2)`. */
  readonly label: string;
  /** Its text, where the school gave an item bank. */
  readonly item?: Item;
  readonly fullMarks: number;
  /** Points won, 0…`fullMarks`; absent where there is no answer. */
  readonly points?: number;
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
}

/** All that a handbook is composed from, as plain data. */
export interface ComposeInput {
  readonly language: 'zh' | 'en';
  /** Default: 个性化学习手册 / Personal Study Handbook. */
  readonly title?: string;
  /** Name of the subject as printed, such as 高中数学. */
  readonly subject?: string;
  readonly learner: string;
  readonly name?: string;
  readonly school?: string;
  readonly class?: string;
  readonly exam: { readonly title: string; readonly date?: string };
  /** Date of the booklet, as printed. */
  readonly date?: string;
  /** The exam's questions in their order. */
  readonly questions: readonly ExamQuestion[];
  /** Earlier exams, oldest first, without this one: share of full marks 0…1. */
  readonly history: readonly { readonly label: string; readonly share: number }[];
  readonly masteries: readonly PointMastery[];
  /** What to practise, a group for each knowledge point, in the order to work through. */
  readonly practice: readonly {
    readonly knowledgePoint: string;
    readonly recommendations: readonly Recommendation[];
  }[];
  /** For the names and prerequisites of knowledge points. */
  readonly graph: KnowledgeGraph;
  /** Mean share of the class in this exam, with the number of learners behind it. */
  readonly classMean?: { readonly share: number; readonly learners: number };
  /** Printed on the cover, e.g. that the data are simulated. */
  readonly notice?: string;
}

/** Where the lines are drawn. */
export interface ComposeOptions {
  /** P(mastered) below which a knowledge point is weak. Default 0.5. */
  readonly weak: number;
  /** P(mastered) from which a knowledge point is mastered. Default 0.8. */
  readonly mastered: number;
  /** Expected success from which a lost question counts as likely carelessness. Default 0.75. */
  readonly careless: number;
  /** The most knowledge points in the chart. Default 24. */
  readonly maxRows: number;
  /** The fewest learners of whom a mean is shown. Default 5. */
  readonly minGroup: number;
}

/** Defaults of {@link ComposeOptions}. */
export const composeDefaults: ComposeOptions = { weak: 0.5, mastered: 0.8, careless: 0.75, maxRows: 24, minGroup: 5 };
