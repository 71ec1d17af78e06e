import { YincaiError } from '../data/fault.js';

/** @throws YincaiError `bad-value` for a score that is no share of marks */
export function checkScore(score: number): void {
  if (score >= 0 && score <= 1) return;
  throw new YincaiError({
    code: 'bad-value',
    column: 'score',
    value: String(score),
    expected: 'a share of the full marks, 0 to 1',
    expectedZh: '得分率，0 到 1',
  });
}

/** The later of two times; a clock that runs backwards stands still. */
export function latest(before: number | undefined, now: number | undefined): number | undefined {
  if (now === undefined || Number.isNaN(now)) return before;
  return before === undefined ? now : Math.max(before, now);
}
