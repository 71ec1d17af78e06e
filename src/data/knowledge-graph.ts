/** A knowledge point (知识点): the smallest thing that is taught, practised and diagnosed. */
export interface KnowledgePoint {
  readonly id: string;
  /** Name as learners read it. */
  readonly name: string;
  readonly nameEn?: string;
  /** Subject key such as `math`, `physics`. */
  readonly subject: string;
  /** Chapter or unit heading under which it is taught. */
  readonly chapter?: string;
}

/** `prerequisite`: `from` is needed before `to`. `part-of`: `from` is a part of `to`. */
export interface KnowledgeEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'prerequisite' | 'part-of';
}

/** Knowledge points with their relations; each kind of edge is acyclic, checked when read. */
export interface KnowledgeGraph {
  readonly points: readonly KnowledgePoint[];
  readonly edges: readonly KnowledgeEdge[];
}
