/** How an item's or a test's value is spoken of. */
export interface Verdict {
  /** Stable name, for programs. */
  readonly level: string;
  readonly zh: string;
  readonly en: string;
}

/**
 * Words for a difficulty (mean share of the marks): above 0.7 easy, below 0.3 hard, moderate between.
 *
 * @source The cuts in common use in Chinese school reports; middling items tell learners apart best: Ebel & Frisbie (1991),
 *   Essentials of Educational Measurement, ch. 13.
 * @example
 * judgeDifficulty(0.52).zh; // '难度适中'
 */
export function judgeDifficulty(share: number): Verdict {
  if (Number.isNaN(share)) return UNKNOWN;
  if (share > 0.7) return { level: 'easy', zh: '偏易', en: 'easy' };
  if (share < 0.3) return { level: 'hard', zh: '偏难', en: 'hard' };
  return { level: 'moderate', zh: '难度适中', en: 'moderate' };
}

/**
 * Words for a discrimination (share of the marks of the upper less that of the lower group): from 0.4 very good, 0.3 good,
 * 0.2 to be improved, below to be rewritten or dropped; below 0 against the test.
 *
 * @source Ebel (1979), Essentials of Educational Measurement, 3rd ed., p. 267.
 * @example
 * judgeDiscrimination(0.35).zh; // '区分度良好'
 */
export function judgeDiscrimination(discrimination: number): Verdict {
  if (Number.isNaN(discrimination)) return UNKNOWN;
  if (discrimination >= 0.4) return { level: 'excellent', zh: '区分度优良', en: 'very good' };
  if (discrimination >= 0.3) return { level: 'good', zh: '区分度良好', en: 'good' };
  if (discrimination >= 0.2) return { level: 'fair', zh: '区分度尚可，宜改进', en: 'fair, to be improved' };
  if (discrimination >= 0) return { level: 'poor', zh: '区分度差，宜修改或淘汰', en: 'poor, rewrite or drop' };
  return { level: 'negative', zh: '区分度为负，请核对答案', en: 'negative, check the key' };
}

/**
 * Words for a reliability: from 0.9 excellent, 0.8 good, 0.7 acceptable, below low.
 *
 * @source Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed., p. 265; 0.9 is asked of decisions about persons.
 * @example
 * judgeReliability(0.85).zh; // '信度良好'
 */
export function judgeReliability(reliability: number): Verdict {
  if (Number.isNaN(reliability)) return UNKNOWN;
  if (reliability >= 0.9) return { level: 'excellent', zh: '信度优良', en: 'excellent' };
  if (reliability >= 0.8) return { level: 'good', zh: '信度良好', en: 'good' };
  if (reliability >= 0.7) return { level: 'acceptable', zh: '信度尚可', en: 'acceptable' };
  return { level: 'low', zh: '信度偏低', en: 'low' };
}

const UNKNOWN: Verdict = { level: 'unknown', zh: '无法判断', en: 'not known' };
