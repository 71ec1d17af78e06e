import type { ClassSection } from './class-document.js';
import type { Feedback } from './feedback/section.js';

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
  /** What `![id]` in a `Text` stands for. */
  readonly images?: readonly HandbookImage[];
}

/** An image within texts. Renderers look into it before they show it: it is as untrusted as a string. */
export interface HandbookImage {
  readonly id: string;
  readonly type: 'png' | 'jpeg' | 'svg';
  /** The file in base64. */
  readonly data: string;
  /** Width in millimetres as printed; narrower where there is less room. */
  readonly width: number;
  /** What is to be seen, for those who cannot see it. */
  readonly alt: string;
  readonly caption?: string;
}

/** Untrusted text that may hold formulas in `$…$` and `$$…$$`, and images as `![id]`. */
export type Text = string;

/** A part of the student's edition, in its order. */
export type StudentSection =
  | Cover
  | Overview
  | MasteryChart
  | MindMap
  | WrongReview
  | Explanations
  | Practice
  | Plan
  | TeacherMessage
  | Answers
  | Feedback;

/** A part of a handbook, told apart by its `kind`: of the student's edition, of the class's, or of the printer's cover sheet. */
export type Section = StudentSection | ClassSection | PrintList;

/** 封面 */
export interface Cover {
  readonly kind: 'cover';
  readonly title: string;
  readonly subtitle?: string;
  /** Label and value pairs: school, class, learner, exam, date. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** The booklet's online twin, drawn as a QR code: an address of http or https. */
  readonly twin?: { readonly label: string; readonly url: string };
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
  /** The share aimed at next: a flag on the chart of growth. */
  readonly target?: { readonly label: string; readonly share: number };
  /** The exam at a glance: the share won of each question in order, absent where there is no answer. */
  readonly sheet: readonly { readonly label: string; readonly share?: number }[];
  readonly paragraphs: readonly string[];
}

/** 知识掌握: one bar a knowledge point with an interval, its strip over the exams, and a radar of the chapters. */
export interface MasteryChart {
  readonly kind: 'mastery';
  readonly title: string;
  readonly explanation: string;
  /** Chapters as the axes of a radar, 3…10 of them, or none. */
  readonly groups: readonly MasteryGroup[];
  readonly strongest: readonly string[];
  readonly weakest: readonly string[];
  /** The exams after which each `trail` was taken, oldest first; empty for fewer than two. */
  readonly exams: readonly string[];
  readonly rows: readonly MasteryRow[];
  /** Such as that only the weakest and strongest points are shown. */
  readonly note?: string;
}

/** How well a knowledge point is held. Renderers tell levels apart by shape and shade, never by colour alone. */
export type MasteryLevel = 'weak' | 'partial' | 'mastered' | 'unknown';

/** One axis of the radar: expected success, 0…1, with a range that holds it at least as surely as a point's. */
export interface MasteryGroup {
  readonly name: string;
  readonly success: number;
  readonly low: number;
  readonly high: number;
}

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
  /** Expected success after each of the chart's `exams`, 0…1; `null` before the first answer on the point. */
  readonly trail: readonly (number | null)[];
}

/** 思维导图: the weak part of the knowledge graph, as plain coordinates in millimetres from the top left corner. */
export interface MindMap {
  readonly kind: 'mind-map';
  readonly title: string;
  readonly introduction: string;
  readonly width: number;
  readonly height: number;
  /** None where nothing is weak. */
  readonly nodes: readonly MindMapNode[];
  readonly links: readonly MindMapLink[];
  readonly note?: string;
}

/** A knowledge point of the map: a box with its name in lines. */
export interface MindMapNode {
  readonly point: string;
  readonly lines: readonly string[];
  readonly level: MasteryLevel;
  /** Where it is practised in this booklet, e.g. `练 2`. */
  readonly mark?: string;
  /** Top left corner and size. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An arrow from a point to one that rests on it, a cubic curve. */
export interface MindMapLink {
  /** Indices of nodes. */
  readonly from: number;
  readonly to: number;
  /** Start, two control points, end: `[x, y]` each. */
  readonly curve: readonly [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
}

/** Kinds of question as printed; `unknown` where only the scores of an exam are known. */
export type QuestionKind = 'single-choice' | 'multiple-choice' | 'true-false' | 'blank' | 'constructed' | 'unknown';

/** A question as printed. */
export interface Question {
  /** Printed number such as `3` or `A-2`. Answers refer to it. */
  readonly label: string;
  /** Where links lead to: unique in the handbook, of lower-case letters, digits and hyphens. */
  readonly anchor?: string;
  readonly item: string;
  readonly kind: QuestionKind;
  /** A text that it asks about, where it is the first to do so. */
  readonly passage?: { readonly title?: string; readonly text: Text };
  readonly stem: Text;
  readonly options?: readonly { readonly key: string; readonly text: Text }[];
  readonly points?: number;
  /** Names of knowledge points. */
  readonly knowledgePoints: readonly string[];
  /** Answer space in lines. */
  readonly lines: number;
}

/** The likely kind of slip. */
export type Slip = 'careless' | 'prerequisite' | 'not-mastered' | 'not-answered';

/** 错题重做 */
export interface WrongReview {
  readonly kind: 'wrong-review';
  readonly title: string;
  readonly introduction?: string;
  readonly questions: readonly {
    readonly question: Question;
    /** Such as `得 0 / 5 分`. */
    readonly result: string;
    /** Anchor of its explanation, where that section is there. */
    readonly explanation?: string;
    readonly slip: Slip;
    /** The same in words, with what to mind. */
    readonly diagnosis: string;
  }[];
}

/** 错因与讲解: what probably went wrong in each lost question, and its worked solution. */
export interface Explanations {
  readonly kind: 'explanations';
  readonly title: string;
  readonly introduction?: string;
  readonly entries: readonly {
    readonly label: string;
    /** Where links lead to, as a question's. */
    readonly anchor: string;
    /** Anchor of the question among those to do again, where that section is there. */
    readonly question?: string;
    readonly result: string;
    readonly slip: Slip;
    readonly cause: string;
    readonly answer: Text;
    readonly solution?: Text;
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

/** 复习计划: what to do on which day. */
export interface Plan {
  readonly kind: 'plan';
  readonly title: string;
  readonly introduction?: string;
  readonly days: readonly PlanDay[];
}

/** One day of the plan. */
export interface PlanDay {
  /** Such as `6月26日`, or `第 1 天` where no date is known. */
  readonly label: string;
  /** Such as `周五`. */
  readonly weekday?: string;
  readonly minutes: number;
  readonly tasks: readonly {
    /** What to do, such as `重做错题` or `隔 3 天再练`. */
    readonly action: string;
    /** The knowledge point it is for. */
    readonly point?: string;
    /** The questions it is about. */
    readonly questions: readonly { readonly label: string; readonly anchor: string }[];
    readonly minutes: number;
    /** Whether the questions were done on an earlier day of the plan. */
    readonly again: boolean;
  }[];
}

/** 教师寄语 */
export interface TeacherMessage {
  readonly kind: 'message';
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Lines to sign or write on, such as `家长签名`. */
  readonly signatures: readonly string[];
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

/** A plain list for whoever prints, such as the booklets of a class in their order. */
export interface PrintList {
  readonly kind: 'print-list';
  readonly title: string;
  readonly columns: readonly string[];
  /** One value a column. */
  readonly rows: readonly (readonly string[])[];
}
