import { YincaiError } from '../data/fault.js';
import type { Value } from './value.js';
import { isExact } from './value.js';

/** Steps left; shared by all expressions of one call, so that no template can run long. */
export interface Budget {
  left: number;
}

/** Steps of one instance: about a second of the dearest arithmetic, thousands of times what a sensible template needs. */
export const STEPS = 1_000_000;

/** A fresh budget. */
export function budget(steps: number = STEPS): Budget {
  return { left: steps };
}

/** Takes steps away. @throws YincaiError when none are left. */
export function spend(from: Budget, steps: number): void {
  from.left -= steps;
  if (from.left < 0)
    throw new YincaiError({
      code: 'too-large',
      expected: 'a template that is computed in fewer steps',
      mend: 'use smaller numbers, shorter loops, or constraints that hold more often',
    });
}

const SMALL = 1n << 63n;

/** What an operation on two values costs, in steps: products of many roots and long integers cost more. */
export function weigh(a: Value, b: Value): number {
  if (!isExact(a) || !isExact(b)) return 1;
  const terms = a.terms.length * b.terms.length;
  const last = a.terms[a.terms.length - 1];
  const other = b.terms[b.terms.length - 1];
  const long =
    (last !== undefined && (last.n > SMALL || last.n < -SMALL || last.d > SMALL)) ||
    (other !== undefined && (other.n > SMALL || other.n < -SMALL || other.d > SMALL));
  return (1 + terms) * (long ? 20 : 1);
}
