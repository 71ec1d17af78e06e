import type { Item } from '../../../data/item-bank.js';
import type { KnowledgeGraph } from '../../../data/knowledge-graph.js';
import type { PracticeGroup } from '../../../recommend/recommendation.js';
import { type ComposeOptions, composeDefaults, type PointMastery } from '../input.js';

/** One question of the exam, the same for the whole class. */
export interface ClassQuestion {
  /** As printed on the paper, such as `3` or `17(2)`. */
  readonly label: string;
  /** Its text, where the school gave an item bank. */
  readonly item?: Item;
  readonly fullMarks: number;
  /** Ids of the knowledge points it needs. */
  readonly knowledgePoints: readonly string[];
}

/** One learner of the class. Arrays stand in the order of the questions. */
export interface ClassLearner {
  /** Pseudonymous id. */
  readonly learner: string;
  /** Printed only where {@link ClassOptions.names} says so. */
  readonly name?: string;
  /** Points won of each question; undefined where there is no answer. All undefined: absent. */
  readonly points: readonly (number | undefined)[];
  /** P(right), or expected share of full marks, of each question from the model, 0…1. */
  readonly expected?: readonly (number | undefined)[];
  /** Options chosen, such as `B`, where the school scanned them. */
  readonly choices?: readonly (string | undefined)[];
  readonly masteries: readonly PointMastery[];
}

/** All that a class edition is composed from, as plain data. */
export interface ClassInput {
  readonly language: 'zh' | 'en';
  /** Default: 讲评手册 / Class Review Handbook. */
  readonly title?: string;
  /** Name of the subject as printed. */
  readonly subject?: string;
  readonly school?: string;
  readonly class: string;
  readonly exam: { readonly title: string; readonly date?: string };
  /** Date of the book, as printed. */
  readonly date?: string;
  readonly questions: readonly ClassQuestion[];
  readonly learners: readonly ClassLearner[];
  /** Mean shares to set beside the class's; groups under {@link ClassOptions.minGroup} are left out. */
  readonly comparisons?: readonly { readonly label: string; readonly share: number; readonly learners: number }[];
  /** Practice groups, the neediest first, as `groupByNeed` makes them, with what was chosen for each. */
  readonly groups?: readonly { readonly members: readonly string[]; readonly practice: readonly PracticeGroup[] }[];
  /** Who could help whom with which points (ids), as `pairHelpers` finds them. */
  readonly pairs?: readonly { readonly helper: string; readonly learner: string; readonly points: readonly string[] }[];
  /** For the names and prerequisites of knowledge points. */
  readonly graph: KnowledgeGraph;
  /** Printed on the cover, e.g. that the data are simulated. */
  readonly notice?: string;
}

/** Where the lines of a class edition are drawn. */
export interface ClassOptions extends ComposeOptions {
  /** Whether names are printed in the place of ids. */
  readonly names: boolean;
  /** Share of the learners present from which a question is explained to the whole class. */
  readonly classShare: number;
  /** Learners from which it is explained to a small group. */
  readonly groupLeast: number;
  /** How much a missing prerequisite adds to a question's urgency. */
  readonly prerequisiteWeight: number;
  /** The most learners in one block of the heat map. */
  readonly maxColumns: number;
  /** The most knowledge points in the heat map. */
  readonly maxMapRows: number;
}

/** Defaults of {@link ClassOptions}. */
export const classDefaults: ClassOptions = {
  ...composeDefaults,
  names: false,
  classShare: 0.4,
  groupLeast: 4,
  prerequisiteWeight: 0.5,
  maxColumns: 50,
  maxMapRows: 40,
};
