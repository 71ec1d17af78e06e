/** Question kinds of Chinese papers: 单选, 多选, 判断, 填空, 解答. */
export type ItemKind = 'single-choice' | 'multiple-choice' | 'true-false' | 'blank' | 'constructed';

/** An option of a choice item. `key` is its letter. */
export interface ItemOption {
  readonly key: string;
  readonly text: string;
}

/**
 * A question. Texts are plain text with inline formulas between single dollar signs in LaTeX,
 * display formulas between double ones, paragraphs parted by an empty line, `____` for a blank,
 * `![id]` for one of its images, and `\$` for a dollar sign.
 */
export interface Item {
  readonly id: string;
  readonly subject: string;
  readonly kind: ItemKind;
  readonly stem: string;
  readonly options?: readonly ItemOption[];
  /** Answer as printed; for choices the letters, e.g. `B` or `ACD`. */
  readonly answer: string;
  /** Worked solution. */
  readonly solution?: string;
  /** Full marks. */
  readonly points: number;
  /** Ids of the knowledge points it needs, at least one. The first is the one it mainly exercises. */
  readonly knowledgePoints: readonly string[];
  /** Expected share of full marks won by the whole cohort, 0…1 (难度系数: larger is easier). */
  readonly difficulty: number;
  /** Expected minutes of work. Default by kind. */
  readonly minutes?: number;
  /** Makes variants of the item; stem, options, answer and solution above are then those of a typical instance. */
  readonly template?: ItemTemplate;
  /** For an instance of a template: the id of the item it was made from. */
  readonly variantOf?: string;
  /** What `![id]` stands for in its texts and those of its passage. */
  readonly images?: readonly ItemImage[];
  /** A text that this item and others ask about; printed once before the questions on it. */
  readonly passage?: Passage;
  /** How the answer of an item without a template is known to be right. A template carries its own second route. */
  readonly check?: AnswerCheck;
}

/**
 * An image of an item: PNG, JPEG or SVG, at most 2 MB and 24 million pixels. Either `data` or `file` is there;
 * reading a pilot folder puts the file's content in the place of its name.
 */
export interface ItemImage {
  /** Letters, digits, `.`, `-` and `_`; the same id in the whole bank means the same image. */
  readonly id: string;
  readonly type: 'png' | 'jpeg' | 'svg';
  /** The file in base64. */
  readonly data?: string;
  /** A path inside the folder, relative to it. */
  readonly file?: string;
  /** Width in millimetres as printed, 3…180. */
  readonly width: number;
  /** What is to be seen, for those who cannot see it. */
  readonly alt: string;
  readonly caption?: string;
}

/** A text that items ask about (阅读材料), such as a reading passage. The items of a passage carry the same text under the same id. */
export interface Passage {
  readonly id: string;
  readonly title?: string;
  /** As item texts: paragraphs, formulas, `____` for blanks. */
  readonly text: string;
}

/** A parameter of a template: an integer range or a list to draw from. */
export type TemplateParameter =
  | {
      readonly kind: 'integer';
      readonly min: number;
      readonly max: number;
      readonly step?: number;
      readonly not?: readonly number[];
    }
  | { readonly kind: 'choice'; readonly values: readonly (number | string)[] };

/**
 * How a value is written: `fraction` and `mixed` in LaTeX, `integer`, `decimal` with `digits`, `latex` for numbers with roots such as `2\sqrt{3}`,
 * `text` plain, without dollar signs.
 */
export type ValueFormat = 'integer' | 'fraction' | 'mixed' | 'decimal' | 'latex' | 'text';

/**
 * The second route by which an answer is verified. It must not repeat the first.
 * `expression`: another expression of the same value, not the same one reordered. `root`: the answer put in place of `variable` makes `expression` zero.
 * `search`: the answer is the only value of `candidates` (from, to, step) for which `condition` holds of `variable`.
 */
export type Verification =
  | { readonly by: 'expression'; readonly expression: string }
  | { readonly by: 'root'; readonly variable: string; readonly expression: string }
  | {
      readonly by: 'search';
      readonly variable: string;
      readonly from: string;
      readonly to: string;
      readonly step: string;
      readonly condition: string;
    };

/**
 * How a printed answer is known to be right. A second route is computed and compared with it. `test`: a program outside of the bank finds
 * it from the question alone. `author`: why no program can, and how it was made sure of.
 */
export type AnswerCheck =
  | Verification
  | { readonly by: 'test'; readonly test: string }
  | { readonly by: 'author'; readonly reason: string };

/**
 * An item template (题目模板). Expressions are mathjs expressions over the parameters and the values derived before them,
 * computed in exact fractions and square roots. Texts hold `{{expression}}` or `{{expression|format}}` or `{{expression|decimal:2}}` slots
 * and `{{#if condition}}…{{else}}…{{/if}}`. The guide for authors is `src/items/README.md`.
 */
export interface ItemTemplate {
  readonly parameters: { readonly [name: string]: TemplateParameter };
  /** Named values computed in this order. */
  readonly derive?: readonly { readonly name: string; readonly expression: string }[];
  /** Boolean expressions that must all hold. */
  readonly constraints?: readonly string[];
  readonly stem: string;
  /** Choice texts; the right ones are named by `correct` (indices from 0); instances shuffle them and letter them. */
  readonly options?: readonly string[];
  readonly correct?: readonly number[];
  /** The answer's value. For choices it is the value behind the right option, verified all the same. */
  readonly answer: {
    readonly expression: string;
    readonly format: ValueFormat;
    readonly digits?: number /** text with a `{{answer}}` slot, e.g. `$x={{answer}}$` */;
    readonly text?: string;
  };
  readonly verify: Verification;
  readonly solution?: string;
}

/** Items of one or more subjects. Ids are unique. */
export interface ItemBank {
  readonly items: readonly Item[];
}
