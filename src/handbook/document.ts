import type { ClassSection } from './class-document.js';

/**
 * The handbook as a typed tree. Composition decides what is in it, a renderer decides how it looks.
 * All strings are untrusted text: a renderer escapes them. `Text` fields may hold formulas in `$…$` and `$$…$$`
 * as item texts do (see `Item`); every other string is plain.
 */
export interface Handbook {
  readonly kind: 'handbook';
  readonly version: 1;
  readonly language: 'zh' | 'en';
  /** Pseudonymous id; in a teacher's edition the class. */
  readonly learner: string;
  readonly title: string;
  /** Printed at the head of every page: who and which exam. */
  readonly heading: string;
  readonly sections: readonly Section[];
}

/** Untrusted text that may hold formulas in `$…$` and `$$…$$`. */
export type Text = string;

/** A part of the handbook, told apart by its `kind`. */
export type Section = Cover | Overview | MasteryChart | WrongReview | Practice | Answers | ClassSection;

/** 封面 */
export interface Cover {
  readonly kind: 'cover';
  readonly title: string;
  readonly subtitle?: string;
  /** Label and value pairs: school, class, learner, exam, date. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Shown small at the foot, e.g. that the data are simulated. */
  readonly notice?: string;
}

/** 学情总览 */
export interface Overview {
  readonly kind: 'overview';
  readonly title: string;
  readonly figures: readonly { readonly label: string; readonly value: string; readonly note?: string }[];
  /** Growth over exams, oldest first: score share 0…1. Drawn from two exams on. */
  readonly history: readonly { readonly label: string; readonly share: number }[];
  /** A share to compare the last exam with, e.g. the class's mean. */
  readonly reference?: { readonly label: string; readonly share: number };
  /** The exam at a glance: the share won of each question in order, absent where there is no answer. */
  readonly sheet: readonly { readonly label: string; readonly share?: number }[];
  readonly paragraphs: readonly string[];
}

/** 知识掌握: one bar a knowledge point with an interval. */
export interface MasteryChart {
  readonly kind: 'mastery';
  readonly title: string;
  readonly explanation: string;
  readonly rows: readonly MasteryRow[];
  /** Such as that only the weakest and strongest points are shown. */
  readonly note?: string;
}

/** How well a knowledge point is held. Renderers tell levels apart by shape and shade, never by colour alone. */
export type MasteryLevel = 'weak' | 'partial' | 'mastered' | 'unknown';

/** One bar of the mastery chart: a knowledge point with its estimate and interval. */
export interface MasteryRow {
  /** Id of the knowledge point. */
  readonly point: string;
  readonly name: string;
  /** Expected success on a typical question of the point, 0…1, and its 90 % credible interval. `level` is drawn from P(mastered). */
  readonly success: number;
  readonly low: number;
  readonly high: number;
  readonly level: MasteryLevel;
  readonly answers: number;
}

/** Kinds of question as printed; `unknown` where only the scores of an exam are known. */
export type QuestionKind = 'single-choice' | 'multiple-choice' | 'true-false' | 'blank' | 'constructed' | 'unknown';

/** A question as printed. */
export interface Question {
  /** Printed number such as `3` or `A-2`. Answers refer to it. */
  readonly label: string;
  readonly item: string;
  readonly kind: QuestionKind;
  readonly stem: Text;
  readonly options?: readonly { readonly key: string; readonly text: Text }[];
  readonly points?: number;
  /** Names of knowledge points. */
  readonly knowledgePoints: readonly string[];
  /** Answer space in lines. */
  readonly lines: number;
}

/** 错题重做 */
export interface WrongReview {
  readonly kind: 'wrong-review';
  readonly title: string;
  readonly introduction?: string;
  readonly questions: readonly {
    readonly question: Question;
    /** Such as `得 0 / 5 分`. */
    readonly result: string;
    /** Likely kind of slip. */
    readonly slip: 'careless' | 'prerequisite' | 'not-mastered' | 'not-answered';
    /** The same in words. */
    readonly diagnosis: string;
  }[];
}

/** 举一反三 */
export interface Practice {
  readonly kind: 'practice';
  readonly title: string;
  readonly introduction?: string;
  readonly groups: readonly {
    /** Name of the knowledge point. */
    readonly point: string;
    readonly why: string;
    readonly questions: readonly {
      readonly question: Question;
      readonly tier: 'basic' | 'consolidate' | 'advance';
      readonly expectedSuccess: number;
      /** The expected success in gentle words. */
      readonly outlook: string;
      /** Such as which question of the exam it is a variant of. */
      readonly note?: string;
    }[];
  }[];
}

/** 答案与解析 */
export interface Answers {
  readonly kind: 'answers';
  readonly title: string;
  readonly introduction?: string;
  readonly groups: readonly {
    readonly title: string;
    readonly entries: readonly {
      readonly label: string;
      readonly answer: Text;
      readonly solution?: Text;
    }[];
  }[];
}
