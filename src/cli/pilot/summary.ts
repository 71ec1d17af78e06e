import type { BookletFormat, FailedBooklet } from './manifest.js';
import type { FittedPilot } from './models.js';

/** What a run did; also written to the output folder as `summary.json`. */
export interface HandbookSummary {
  readonly kind: 'handbook-run';
  readonly version: 1;
  readonly title: string;
  readonly simulated: boolean;
  readonly exam: string;
  readonly edition: 'student' | 'teacher';
  readonly out: string;
  /** The page to open first. */
  readonly open: string;
  readonly learners: number;
  /** Booklets that are there now, bundles aside: made by this run, and kept from before. */
  readonly booklets: number;
  readonly made: number;
  readonly kept: number;
  readonly failed: readonly FailedBooklet[];
  readonly bundles: number;
  /** Pages of all PDFs of the run, bundles aside. */
  readonly pages: number;
  readonly formats: readonly BookletFormat[];
  readonly items: number;
  readonly calibration: { readonly logLikelihood: number; readonly iterations: number; readonly converged: boolean };
  readonly seconds: {
    readonly read: number;
    readonly fit: number;
    readonly booklets: number;
    readonly total: number;
  };
  readonly warnings: number;
}

/** The calibration in short. */
export function calibrationOf(fitted: FittedPilot): HandbookSummary['calibration'] {
  const { logLikelihood, iterations, converged } = fitted.models.irt!.report;
  return { logLikelihood, iterations, converged };
}

/** The models of a run as files. */
export function modelFiles({ models }: FittedPilot): (readonly [path: string, content: string])[] {
  return [
    ['models/items.json', `${JSON.stringify(models.irt)}\n`],
    ['models/point-ability.json', `${JSON.stringify(models.ability)}\n`],
    ...(models.bkt === undefined ? [] : [['models/bkt.json', `${JSON.stringify(models.bkt)}\n`] as const]),
  ];
}

/** A clock that tells the seconds since it was last asked. */
export function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const from = last;
    last = performance.now();
    return (last - from) / 1000;
  };
}
