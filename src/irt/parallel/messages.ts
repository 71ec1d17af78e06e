import type { KernelChoice, PackedRows } from '../../kernels/packed-rows.js';

/** What a worker is told first: the rows it keeps, and memory to share where there is such a thing. */
export interface ShardMessage {
  readonly rows: PackedRows;
  readonly nodes: number;
  readonly kernel: KernelChoice;
  /** Numbers of a table. */
  readonly size: number;
  /** The table to read and the counts to write; absent where memory is not shared. */
  readonly shared?: { readonly table: SharedArrayBuffer; readonly counts: SharedArrayBuffer };
}

/** An E-step to do; the table comes along where memory is not shared. */
export interface StepMessage {
  readonly table?: Float64Array;
}

/** What comes back: counts come along where memory is not shared. The first answer, to the rows, has neither. */
export interface DoneMessage {
  readonly logLikelihood?: number;
  readonly counts?: Float64Array;
}
