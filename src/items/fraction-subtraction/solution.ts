import type { Language } from '../../data/fault.js';
import type { Shape } from './shape.js';

/** The sentences of a worked subtraction in one language. */
export interface Wording {
  readonly task: string;
  readonly resolve: string;
  readonly common: string;
  readonly unit: string;
  readonly borrow: string;
  readonly subtractBoth: string;
  readonly subtractWholes: string;
  readonly subtractFractions: string;
  readonly subtractNumerators: string;
  readonly subtract: string;
  readonly reduce: string;
  readonly mixed: string;
  readonly therefore: string;
  readonly stop: string;
}

/** Wordings by language. */
export const WORDINGS: Readonly<Record<Language, Wording>> = {
  zh: {
    task: '计算：',
    resolve: '把假分数化成带分数：',
    common: '通分，化成同分母分数：',
    unit: '从整数中拿出 $1$ 化成分数（$1=\\frac{{{D}}}{{{D}}}$）：',
    borrow: '分数部分不够减，从整数部分借 $1$（$1=\\frac{{{D}}}{{{D}}}$）：',
    subtractBoth: '整数部分与分数部分分别相减：',
    subtractWholes: '整数部分相减，分数部分不变：',
    subtractFractions: '整数部分不变，分数部分相减：',
    subtractNumerators: '分母不变，分子相减：',
    subtract: '相减：',
    reduce: '约分：',
    mixed: '化成带分数：',
    therefore: '所以 ',
    stop: '。',
  },
  en: {
    task: 'Compute: ',
    resolve: 'Turn the improper fraction into a mixed number: ',
    common: 'Find a common denominator: ',
    unit: 'Take $1$ from the whole number and write it as a fraction ($1=\\frac{{{D}}}{{{D}}}$): ',
    borrow:
      'The fraction is too small to subtract from, so borrow $1$ from the whole part ($1=\\frac{{{D}}}{{{D}}}$): ',
    subtractBoth: 'Subtract the whole parts and the fractions: ',
    subtractWholes: 'Subtract the whole parts; the fraction stays: ',
    subtractFractions: 'The whole part stays; subtract the fractions: ',
    subtractNumerators: 'Keep the denominator and subtract the numerators: ',
    subtract: 'Subtract: ',
    reduce: 'Reduce to lowest terms: ',
    mixed: 'Write it as a mixed number: ',
    therefore: 'So ',
    stop: '.',
  },
};

/**
 * The worked solution of a shape, as a text template: only the steps that the shape needs, each a paragraph with a true equation
 * that goes on where the last one ended.
 */
export function solutionText(shape: Shape, wording: Wording): string {
  const lines: string[] = [];
  const start = minus('w1, n1, d1', 'w2, n2, d2');
  let now = start;
  const step = (label: string, next: string, via?: string): void => {
    lines.push(`${label}$${now}=${via === undefined ? '' : `${via}=`}${next}$${wording.stop}`);
    now = next;
  };
  const { mixed, left, right } = shape;
  const leftFraction = left.fraction && !(mixed && left.vanishes);
  const rightFraction = right.fraction && !(mixed && right.vanishes);
  if (left.resolved || right.resolved) step(wording.resolve, minus('W1, p1, c1', 'W2, p2, c2'));
  if (leftFraction && rightFraction && shape.denominators !== 'same')
    step(wording.common, minus('W1, f1, D', 'W2, m2, D'));
  if (mixed && shape.order === 'less')
    step(leftFraction ? wording.borrow : wording.unit, minus('V1, m1, D', 'W2, m2, D'));
  subtract(shape, wording, leftFraction, rightFraction, step);
  const rest = shape.order !== 'equal';
  if (rest && shape.wholeResult) step(wording.reduce, '{{answer}}');
  else if (rest && shape.reduce) {
    step(wording.reduce, '{{mixed(V1 - W2, (m1 - m2) / gcd(m1 - m2, D), D / gcd(m1 - m2, D))}}');
  }
  if (rest && shape.improperResult && !shape.wholeResult) step(wording.mixed, '{{answer}}');
  if (lines.length > 1) lines.push(`${wording.therefore}$${start}={{answer}}$${wording.stop}`);
  return lines.join('\n\n');
}

function minus(left: string, right: string): string {
  return `{{mixed(${left})}}-{{mixed(${right})}}`;
}

function subtract(
  shape: Shape,
  wording: Wording,
  leftFraction: boolean,
  rightFraction: boolean,
  step: (label: string, next: string, via?: string) => void,
): void {
  const result = '{{mixed(V1 - W2, m1 - m2, D)}}';
  // Without a right whole part, the left one is 0 exactly where the difference's is.
  const rightWhole = shape.right.whole || (shape.mixed && shape.right.over > 0);
  const leftWhole = rightWhole || shape.whole > 0;
  const numerators = '\\frac{{{m1}}-{{m2}}}{{{D}}}';
  if (!leftFraction && !rightFraction) step(wording.subtract, result);
  else if (!rightFraction) step(wording.subtractWholes, result, '\\left({{V1}}-{{W2}}\\right)+{{frac(m1, D)}}');
  else if (rightWhole) step(wording.subtractBoth, result, `\\left({{V1}}-{{W2}}\\right)+${numerators}`);
  else if (leftWhole) step(wording.subtractFractions, result, `{{V1}}+${numerators}`);
  else step(wording.subtractNumerators, result, numerators);
}
