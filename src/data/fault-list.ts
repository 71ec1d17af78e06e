import { type Fault, YincaiError } from './fault.js';

/** How many refused rows or values one error lists; the rest are counted. */
export const LISTED_FAULTS = 50;

/** Gathers faults while a file is read, so that one error can name many. */
export interface FaultList {
  /** The faults kept, at most {@link LISTED_FAULTS}. */
  readonly kept: readonly Fault[];
  /** How many there were in all. */
  readonly total: number;
  add(fault: Fault): void;
  /** @throws YincaiError with the faults kept and the number of all, where there was any. */
  throwIfAny(): void;
}

/** Starts an empty list whose faults all lie in one file (and sheet). */
export function listFaults(file?: string, sheet?: string): FaultList {
  const kept: Fault[] = [];
  let total = 0;
  const place = { ...(file === undefined ? {} : { file }), ...(sheet === undefined ? {} : { sheet }) };
  return {
    kept,
    get total(): number {
      return total;
    },
    add(fault) {
      total++;
      if (kept.length < LISTED_FAULTS) kept.push({ ...place, ...fault });
    },
    throwIfAny() {
      if (total > 0) throw new YincaiError(kept, total);
    },
  };
}
