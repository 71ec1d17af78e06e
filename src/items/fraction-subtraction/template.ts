import type { ItemTemplate, TemplateParameter } from '../../data/item-bank.js';
import type { Subtraction } from './mixed-number.js';
import type { Shape, SideShape } from './shape.js';
import { gcd, shapeOf } from './shape.js';
import type { Wording } from './solution.js';
import { solutionText } from './solution.js';

/** A template with the parameter values that give the subtraction it was made from. */
export interface SubtractionTemplate {
  readonly template: ItemTemplate;
  readonly typical: { readonly [name: string]: number };
}

interface Draft {
  readonly parameters: Record<string, TemplateParameter>;
  readonly typical: Record<string, number>;
  readonly derive: { readonly name: string; readonly expression: string }[];
  readonly constraints: string[];
}

/**
 * A template whose variants ask the same of a learner as the given subtraction: its {@link Shape}.
 * The names in it: left `w1 n1/d1`, right `w2 n2/d2`; resolved `W1 p1/c1`, `W2 p2/c2`; over the common denominator `D` the numerators
 * `f1` (before borrowing), `m1`, `m2`.
 */
export function subtractionTemplate(subtraction: Subtraction, wording: Wording): SubtractionTemplate {
  const shape = shapeOf(subtraction);
  const draft: Draft = { parameters: {}, typical: {}, derive: [], constraints: [] };
  denominators(draft, shape, subtraction);
  numerators(draft, shape, subtraction);
  wholes(draft, shape, subtraction);
  const template: ItemTemplate = {
    parameters: draft.parameters,
    derive: draft.derive,
    constraints: draft.constraints,
    stem: `${wording.task}$${'{{mixed(w1, n1, d1)}}-{{mixed(w2, n2, d2)}}'}$`,
    answer: { expression: 'w1 + n1 / d1 - w2 - n2 / d2', format: 'mixed' },
    verify: { by: 'expression', expression: '((w1 * d1 + n1) * (D / d1) - (w2 * d2 + n2) * (D / d2)) / D' },
    solution: solutionText(shape, wording),
  };
  return { template, typical: draft.typical };
}

function integer(draft: Draft, name: string, min: number, max: number, typical: number): void {
  draft.parameters[name] = { kind: 'integer', min: Math.min(min, typical), max: Math.max(max, typical) };
  draft.typical[name] = typical;
}

function set(draft: Draft, name: string, expression: string | number): void {
  draft.derive.push({ name, expression: String(expression) });
}

function denominators(draft: Draft, shape: Shape, { left, right }: Subtraction): void {
  switch (shape.denominators) {
    case 'same':
      integer(draft, 'd', 3, shape.improperResult ? 16 : 12, left.d);
      set(draft, 'd1', 'd');
      set(draft, 'd2', 'd');
      break;
    case 'right-multiple':
      integer(draft, 'd1', 2, 9, left.d);
      integer(draft, 'k', 2, 4, right.d / left.d);
      set(draft, 'd2', 'd1 * k');
      draft.constraints.push(`d2 <= ${Math.max(24, right.d)}`);
      break;
    case 'left-multiple':
      integer(draft, 'd2', 2, 9, right.d);
      integer(draft, 'k', 2, 4, left.d / right.d);
      set(draft, 'd1', 'd2 * k');
      draft.constraints.push(`d1 <= ${Math.max(24, left.d)}`);
      break;
    case 'coprime':
    case 'shared-factor': {
      integer(draft, 'd1', 2, 12, left.d);
      integer(draft, 'd2', 2, 12, right.d);
      const shared = shape.denominators === 'shared-factor' ? '> 1' : '== 1';
      draft.constraints.push('mod(d1, d2) != 0', 'mod(d2, d1) != 0', `gcd(d1, d2) ${shared}`);
      draft.constraints.push(`lcm(d1, d2) <= ${Math.max(60, (left.d * right.d) / gcd(left.d, right.d))}`);
      break;
    }
    default:
      if (shape.left.fraction) integer(draft, 'd1', 2, 12, left.d);
      else set(draft, 'd1', 1);
      if (shape.right.fraction) integer(draft, 'd2', 2, 12, right.d);
      else set(draft, 'd2', 1);
  }
  set(draft, 'c1', shape.mixed && shape.left.vanishes ? 1 : 'd1');
  set(draft, 'c2', shape.mixed && shape.right.vanishes ? 1 : 'd2');
  set(draft, 'D', 'lcm(c1, c2)');
}

function numerators(draft: Draft, shape: Shape, { left, right }: Subtraction): void {
  numerator(draft, '1', shape.left, left);
  // Equal fractions are rare among random ones: the second is made from the first.
  const twin = shape.order === 'equal' && shape.left.fraction && !shape.left.vanishes && !shape.right.vanishes;
  if (twin && shape.mixed) set(draft, 'n2', `mod(n1, d1) * d2 / d1 + ${shape.right.over} * d2`);
  else if (twin) set(draft, 'n2', 'n1 * d2 / d1');
  else numerator(draft, '2', shape.right, right);
  if (twin) draft.constraints.push('isInteger(n2)');
  for (const [side, { fraction, lowest }] of [
    ['1', shape.left],
    ['2', shape.right],
  ] as const) {
    if (fraction) draft.constraints.push(`gcd(n${side}, d${side}) ${lowest ? '==' : '>'} 1`);
    set(draft, `p${side}`, shape.mixed ? `mod(n${side}, d${side})` : `n${side}`);
  }
  set(draft, 'f1', 'p1 * D / c1');
  set(draft, 'm2', 'p2 * D / c2');
  set(draft, 'm1', shape.order === 'less' ? 'f1 + D' : 'f1');
  draft.constraints.push(`f1 ${{ less: '<', equal: '==', more: '>' }[shape.order]} m2`);
  if (shape.order !== 'equal') {
    draft.constraints.push(`gcd(m1 - m2, D) ${shape.reduce ? '>' : '=='} 1`);
    if (shape.left.fraction && shape.right.fraction) {
      if (!shape.mixed) draft.constraints.push(`m1 - m2 ${shape.improperResult ? '>=' : '<'} D`);
      if (shape.improperResult) draft.constraints.push(`mod(m1 - m2, D) ${shape.wholeResult ? '==' : '!='} 0`);
    }
  }
}

function numerator(
  draft: Draft,
  side: '1' | '2',
  { fraction, over, vanishes }: SideShape,
  x: { readonly n: number; readonly d: number },
): void {
  const name = `n${side}`;
  if (!fraction) set(draft, name, 0);
  else if (vanishes) set(draft, name, `${over} * d${side}`);
  else if (over === 0) {
    integer(draft, name, 1, 11, x.n);
    draft.constraints.push(`${name} < d${side}`);
  } else {
    integer(draft, `e${side}`, 1, 11, x.n % x.d);
    draft.constraints.push(`e${side} < d${side}`);
    set(draft, name, `${over} * d${side} + e${side}`);
  }
}

function wholes(draft: Draft, shape: Shape, { left }: Subtraction): void {
  const { mixed, left: a, right: b } = shape;
  if (a.whole) integer(draft, 'w1', b.whole ? 2 : 1, 9, left.whole);
  else set(draft, 'w1', 0);
  const over1 = mixed ? a.over : 0;
  const over2 = mixed ? b.over : 0;
  const borrow = shape.order === 'less' && mixed ? 1 : 0;
  if (b.whole) {
    // The whole part of the difference is drawn, the right one made from it: few draws are lost.
    if (shape.whole > 0) integer(draft, 'r', 1, 5, shape.whole);
    set(draft, 'w2', `w1 + ${over1 - over2 - borrow} - ${shape.whole > 0 ? 'r' : '0'}`);
    draft.constraints.push('w2 >= 1');
  } else set(draft, 'w2', 0);
  set(draft, 'W1', `w1 + ${over1}`);
  set(draft, 'W2', `w2 + ${over2}`);
  set(draft, 'V1', `W1 - ${borrow}`);
  draft.constraints.push(shape.whole > 0 ? 'V1 > W2' : 'V1 == W2');
}
