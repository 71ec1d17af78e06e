import type { MasteryLevel, Question, QuestionKind } from './document.js';

/** The sections of the teacher's class edition (讲评手册) beside the cover and the answers. */
export type ClassSection = ClassOverview | QuestionTable | ExplainPlan | ErrorPatterns | PracticeGroups | HeatMap;

/** 班级概览: how the class did, without ranks. */
export interface ClassOverview {
  readonly kind: 'class-overview';
  readonly title: string;
  readonly figures: readonly { readonly label: string; readonly value: string; readonly note?: string }[];
  /** Learners by share of the full marks, lowest band first. */
  readonly bands: readonly { readonly label: string; readonly learners: number }[];
  readonly bandsTitle: string;
  /** Mean shares beside each other, the class first. */
  readonly comparisons: readonly { readonly label: string; readonly share: number; readonly note: string }[];
  readonly comparisonsTitle: string;
  readonly paragraphs: readonly string[];
}

/** 小题分析: a row a question. */
export interface QuestionTable {
  readonly kind: 'question-table';
  readonly title: string;
  readonly introduction: string;
  /** Heads of the columns: question, kind, full marks, share won, discrimination, knowledge points. */
  readonly columns: readonly [string, string, string, string, string, string];
  readonly rows: readonly {
    readonly label: string;
    readonly kind: QuestionKind;
    readonly fullMarks: string;
    /** Mean share of the marks, 0…1; absent where nobody answered. */
    readonly share?: number;
    /** 区分度 as printed, with its verdict; `—` where the class is too small to tell. */
    readonly discrimination: string;
    readonly knowledgePoints: readonly string[];
    /** Who lost marks, and the wrong answer met most. */
    readonly remarks: readonly string[];
  }[];
}

/** To whom a question is explained. */
export type Audience = 'class' | 'group' | 'individual';

/** 讲评建议: what to explain first, why, and to whom. */
export interface ExplainPlan {
  readonly kind: 'explain-plan';
  readonly title: string;
  readonly introduction: string;
  readonly entries: readonly {
    readonly audience: Audience;
    /** The same in words. */
    readonly to: string;
    /** The question with its text for those to explain to more than one, without answer space. */
    readonly question: Question;
    /** Whether the text of the question is printed. */
    readonly full: boolean;
    readonly figures: string;
    readonly reasons: readonly string[];
    readonly who: string;
  }[];
  /** Questions that nobody lost marks on, or only by carelessness. */
  readonly note?: string;
}

/** 错因分析 */
export interface ErrorPatterns {
  readonly kind: 'error-patterns';
  readonly title: string;
  readonly introduction: string;
  readonly slipsTitle: string;
  /** Names of the kinds of slip, in the order of `counts`. */
  readonly slipNames: readonly [careless: string, prerequisite: string, notMastered: string, notAnswered: string];
  /** For each question lost by anyone: how many lost it by which kind of slip. */
  readonly slips: readonly { readonly label: string; readonly counts: readonly [number, number, number, number] }[];
  readonly pointsTitle: string;
  /** Weakest knowledge points first: learners by level. */
  readonly points: readonly {
    readonly name: string;
    readonly weak: number;
    readonly partial: number;
    readonly mastered: number;
    readonly unknown: number;
    readonly note: string;
  }[];
  readonly togetherTitle: string;
  /** Questions lost together more often than the learners' levels explain. */
  readonly together: readonly { readonly labels: readonly string[]; readonly words: string }[];
  readonly togetherNone: string;
}

/** 分层练习 and 帮学 */
export interface PracticeGroups {
  readonly kind: 'practice-groups';
  readonly title: string;
  readonly introduction: string;
  readonly groups: readonly {
    readonly name: string;
    readonly members: readonly string[];
    readonly why: string;
    readonly questions: readonly {
      readonly question: Question;
      readonly tier: 'basic' | 'consolidate' | 'advance';
      readonly outlook: string;
    }[];
  }[];
  readonly pairsTitle: string;
  readonly pairs: readonly { readonly helper: string; readonly learner: string; readonly about: string }[];
  readonly pairsNote: string;
}

/** 知识点掌握图: points by learners. Levels are told apart by shape and shade. */
export interface HeatMap {
  readonly kind: 'heat-map';
  readonly title: string;
  readonly explanation: string;
  /** Columns, in blocks that fit the page. */
  readonly blocks: readonly {
    readonly learners: readonly string[];
    readonly rows: readonly { readonly name: string; readonly levels: readonly MasteryLevel[] }[];
  }[];
  readonly note?: string;
}
