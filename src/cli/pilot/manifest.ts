import { createHash } from 'node:crypto';
import type { Fault, Language } from '../../data/fault.js';
import type { PageOptions } from '../../handbook/page.js';

export type BookletFormat = 'html' | 'pdf';

/** Whom a file is for: a learner's booklet, a class's book for the teacher, or all booklets of a class in one file for the printer. */
export type Edition = 'student' | 'teacher' | 'bundle';

/** One file of a run. */
export interface MadeFile {
  readonly format: BookletFormat;
  /** Below the output folder, parts joined by `/`. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Pages of a PDF. */
  readonly pages?: number;
}

/** One booklet of a run: what it is, what it was made from, and its files. */
export interface MadeBooklet {
  readonly edition: Edition;
  readonly school: string;
  readonly class: string;
  /** Pseudonymous id; absent where the booklet is a class's. */
  readonly learner?: string;
  /** Digest of all that went into the run: the pilot's files, options and program. */
  readonly run: string;
  /** Digest of all that went into this booklet: its document, how it is set, and the program. */
  readonly source: string;
  readonly files: readonly MadeFile[];
}

/** A booklet that could not be made, and why. */
export interface FailedBooklet {
  readonly edition: Edition;
  readonly school: string;
  readonly class: string;
  readonly learner?: string;
  readonly message: string;
  readonly faults: readonly Fault[];
}

/** What stands in an output folder: `manifest.json`. The same input gives the same manifest. */
export interface Manifest {
  readonly kind: 'handbooks';
  readonly version: 1;
  /** The program's version. */
  readonly program: string;
  readonly title: string;
  readonly exam: string;
  readonly simulated: boolean;
  readonly language: Language;
  readonly page: PageOptions;
  readonly booklets: readonly MadeBooklet[];
  readonly failed: readonly FailedBooklet[];
}

/** What tells booklets of a folder apart. */
export function bookletKey(booklet: Pick<MadeBooklet, 'edition' | 'school' | 'class' | 'learner'>): string {
  // A learner who moved to another class has a booklet in another place.
  return JSON.stringify([booklet.edition, booklet.school, booklet.class, booklet.learner ?? null]);
}

/** SHA-256 in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
