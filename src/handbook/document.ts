/**
 * The handbook as a typed tree. Composition decides what is in it, a renderer decides how it looks.
 * All strings are untrusted text: a renderer escapes them. `Text` fields may hold formulas in `$…$` and `$$…$$`
 * as item texts do (see `Item`); every other string is plain.
 */
export interface Handbook {
  readonly kind: 'handbook';
  readonly version: 1;
  readonly language: 'zh' | 'en';
  readonly learner: string;
  readonly title: string;
  readonly sections: readonly Section[];
}

export type Text = string;

export type Section = Cover | Overview | MasteryChart | WrongReview | Practice | Answers;

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
  /** Growth over exams: score share 0…1. */
  readonly history: readonly { readonly label: string; readonly share: number }[];
  readonly paragraphs: readonly Text[];
}

/** 知识掌握: one bar a knowledge point with an interval. */
export interface MasteryChart {
  readonly kind: 'mastery';
  readonly title: string;
  readonly explanation: Text;
  readonly rows: readonly MasteryRow[];
}

export interface MasteryRow {
  readonly point: string;
  readonly name: Text;
  /** P(mastered) 0…1 and a 90 % credible interval. */
  readonly mastery: number;
  readonly low: number;
  readonly high: number;
  readonly level: 'weak' | 'partial' | 'mastered' | 'unknown';
  readonly answers: number;
}

/** A question as printed. */
export interface Question {
  /** Printed number such as `3` or `A-2`. Answers refer to it. */
  readonly label: string;
  readonly item: string;
  readonly kind: 'single-choice' | 'multiple-choice' | 'true-false' | 'blank' | 'constructed';
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
  readonly introduction?: Text;
  readonly questions: readonly {
    readonly question: Question;
    /** Such as `得 0 / 5 分`. */
    readonly result: string;
    /** Likely kind of slip, in words. */
    readonly diagnosis?: string;
  }[];
}

/** 举一反三 */
export interface Practice {
  readonly kind: 'practice';
  readonly title: string;
  readonly introduction?: Text;
  readonly groups: readonly {
    /** Name of the knowledge point. */
    readonly point: string;
    readonly why: string;
    readonly questions: readonly {
      readonly question: Question;
      readonly tier: 'basic' | 'consolidate' | 'advance';
      readonly expectedSuccess: number;
    }[];
  }[];
}

/** 答案与解析 */
export interface Answers {
  readonly kind: 'answers';
  readonly title: string;
  readonly groups: readonly {
    readonly title: string;
    readonly entries: readonly {
      readonly label: string;
      readonly answer: Text;
      readonly solution?: Text;
    }[];
  }[];
}
