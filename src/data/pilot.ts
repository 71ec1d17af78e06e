import type { Blueprint } from './blueprint.js';
import type { Fault } from './fault.js';
import type { ItemBank } from './item-bank.js';
import type { KnowledgeGraph } from './knowledge-graph.js';
import type { QMatrix } from './q-matrix.js';
import type { ResponseLog } from './response-log.js';
import type { ResponseMatrix } from './response-matrix.js';
import type { Roster } from './roster.js';

/** The manifest `pilot.json` of a pilot folder. Paths are relative to the folder and stay inside it. */
export interface PilotManifest {
  readonly kind: 'pilot';
  readonly version: 1;
  readonly title: string;
  /** Subject key such as `math`. */
  readonly subject: string;
  /** Whether learners and answers are made up. */
  readonly simulated: boolean;
  readonly graph: string;
  readonly bank?: string;
  /** Absent: the roster is made of the school, class and name columns of the exams. */
  readonly roster?: string;
  readonly practice?: string;
  readonly exams: readonly PilotManifestExam[];
}

/** One exam of a manifest. */
export interface PilotManifestExam {
  readonly id: string;
  readonly title: string;
  /** `YYYY-MM-DD`. */
  readonly date?: string;
  /** Wide table of points (小题分). */
  readonly scores: string;
  /** Two-way specification table (双向细目表). */
  readonly blueprint: string;
}

/** One exam of a pilot, read. The columns of `responses` are the rows of `blueprint`, in the order of the responses. */
export interface PilotExam {
  readonly id: string;
  readonly title: string;
  readonly date?: string;
  readonly responses: ResponseMatrix;
  /** Its knowledge points are ids of the graph. */
  readonly blueprint: Blueprint;
}

/** Everything in a pilot folder, read and checked against each other. */
export interface Pilot {
  readonly title: string;
  readonly subject: string;
  readonly simulated: boolean;
  readonly graph: KnowledgeGraph;
  readonly bank?: ItemBank;
  /** Expressions of items, e.g. `5/3 - 3/4`, where an `items.csv` gives them. */
  readonly expressions?: ReadonlyMap<string, string>;
  readonly q?: QMatrix;
  /** Every learner of any exam or of the practice log. */
  readonly roster: Roster;
  readonly exams: readonly PilotExam[];
  readonly practice?: ResponseLog;
  /** What looks wrong but was read. */
  readonly warnings: readonly Fault[];
}

/** Reads files of a folder by paths relative to it, with forward slashes. The edge that knows a file system makes one. */
export interface FolderReader {
  /** Name of the folder, for messages. */
  readonly name?: string;
  exists(path: string): boolean | Promise<boolean>;
  read(path: string): Uint8Array | Promise<Uint8Array>;
  /** Pieces of a large file; where absent, `read` is used. */
  stream?(path: string): AsyncIterable<Uint8Array>;
}
