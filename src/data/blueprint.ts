import type { ItemKind } from './item-bank.js';

/** One question of the two-way specification table (双向细目表). */
export interface BlueprintRow {
  /** Item id, as in the header of the response table. */
  readonly item: string;
  /** Id of the item in the bank, where the exam was set from one; else the question's text is not known. */
  readonly bankItem?: string;
  readonly kind: ItemKind;
  readonly fullMarks: number;
  /** Ids or names of knowledge points, as written in the table. */
  readonly knowledgePoints: readonly string[];
  /** The cell that `knowledgePoints` was split from, where it was split: a name may hold a sign that parts names. */
  readonly knowledgePointsText?: string;
  /** Ability level as written, e.g. 了解, 理解, 应用, 综合. */
  readonly ability?: string;
  /** Expected share of full marks, 0…1. */
  readonly difficulty?: number;
}

/** The two-way specification table (双向细目表) of one exam. */
export interface Blueprint {
  readonly rows: readonly BlueprintRow[];
}
