import { YincaiError } from '../data/fault.js';
import type { Verification } from '../data/item-bank.js';
import type { Canon } from './canonical.js';
import type { Expression, Scope } from './expression.js';
import { compileExpression, RESERVED } from './expression.js';
import * as surd from './surd.js';
import type { Value } from './value.js';
import { asExact, asNumber, asTruth, isExact, isNumeric, refuse, same, show } from './value.js';

/** Most candidates of a search. */
export const MAX_CANDIDATES = 10_000;

/** A compiled second route: what it yields for an answer, and whether that agrees. */
export type Verifier = (scope: Scope, answer: Value) => { readonly agrees: boolean; readonly found: string };

/**
 * Compiles the second route of a template's answer and refuses one that is the first route again.
 *
 * @throws YincaiError when it does not compile or repeats the answer's expression.
 */
export function compileVerifier(
  verify: Verification,
  answer: Expression,
  known: ReadonlySet<string>,
  canon: Canon,
): Verifier {
  if (verify.by === 'expression') {
    const second = compileExpression(verify.expression, known);
    if (canon.of(second.tree) === canon.of(answer.tree)) throw repeats(verify.expression);
    return (scope, value) => {
      const found = second.evaluate(scope);
      return { agrees: same(found, value), found: show(found) };
    };
  }
  const variable = verify.variable;
  if (!/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(variable) || RESERVED.has(variable) || known.has(variable))
    throw refuse(variable, 'a letter for the unknown that is not yet in use');
  const open = new Set([...known, variable]);
  if (verify.by === 'root') {
    const zero = compileExpression(verify.expression, open);
    if (!zero.names.has(variable)) throw refuse(verify.expression, `an expression of the unknown ${variable}`);
    const [x, a, whole] = [canon.name(variable), canon.of(answer.tree), canon.of(zero.tree)];
    if (whole === canon.pair('subtract', x, a) || whole === canon.pair('subtract', a, x))
      throw repeats(verify.expression);
    return (scope, value) => checkRoots(zero, variable, scope, value);
  }
  const from = compileExpression(verify.from, known);
  const to = compileExpression(verify.to, known);
  const step = compileExpression(verify.step, known);
  const condition = compileExpression(verify.condition, open);
  if (!condition.names.has(variable)) throw refuse(verify.condition, `a condition on the unknown ${variable}`);
  if (canon.of(condition.tree) === canon.pair('equal', canon.name(variable), canon.of(answer.tree)))
    throw repeats(verify.condition);
  return (scope, value) => {
    const start = asExact(from.evaluate(scope));
    const end = asExact(to.evaluate(scope));
    const stride = asExact(step.evaluate(scope));
    if (surd.sign(stride) <= 0) throw refuse(show(stride), 'a step above 0');
    const rounds = surd.floor(surd.divide(surd.subtract(end, start), stride));
    if (rounds >= BigInt(MAX_CANDIDATES)) throw refuse(String(rounds), `at most ${MAX_CANDIDATES} candidates`);
    const inner: Scope = { values: new Map(scope.values), budget: scope.budget };
    const found: Value[] = [];
    let candidate = start;
    for (let k = 0n; k <= rounds; k++, candidate = surd.add(candidate, stride)) {
      inner.values.set(variable, candidate);
      if (asTruth(condition.evaluate(inner))) found.push(candidate);
    }
    const wanted = Array.isArray(value) ? value : [value];
    const agrees = found.length === wanted.length && wanted.every((w) => found.some((f) => same(f, w)));
    return { agrees, found: found.length === 0 ? 'no candidate' : found.slice(0, 5).map(show).join(', ') };
  };
}

/** Each value must be a root, and the expression must not vanish beside it: `x - x` proves nothing. */
function checkRoots(
  zero: Expression,
  variable: string,
  scope: Scope,
  answer: Value,
): { agrees: boolean; found: string } {
  const inner: Scope = { values: new Map(scope.values), budget: scope.budget };
  const at = (x: Value): Value => {
    inner.values.set(variable, x);
    return zero.evaluate(inner);
  };
  const list: readonly Value[] = Array.isArray(answer) ? answer : [answer as Value];
  for (const [i, value] of list.entries()) {
    if (!isNumeric(value)) throw refuse(show(value), 'a number as root');
    if (list.slice(0, i).some((other) => same(other, value))) return { agrees: false, found: `${show(value)} twice` };
    const rest = at(value);
    const scale = Math.max(1, Math.abs(asNumber(value)));
    const vanishes = isExact(rest) ? surd.sign(rest) === 0 : Math.abs(asNumber(rest)) <= 1e-7 * scale;
    if (!vanishes) return { agrees: false, found: `${show(rest)} in place of 0` };
  }
  const beside = [1n, 2n, 7n].some((k) => {
    try {
      const value = list[0]!;
      const moved = isExact(value) ? surd.add(value, surd.rational(k, 3n)) : asNumber(value) + Number(k) / 3;
      return !same(at(moved), surd.ZERO);
    } catch {
      // Undefined beside the root is no identity either.
      return true;
    }
  });
  return { agrees: beside, found: beside ? '0' : '0 everywhere' };
}

function repeats(expression: string): YincaiError {
  return new YincaiError({
    code: 'bad-value',
    value: expression,
    expected: 'a second route to the answer, not the first one again',
    mend: 'put the answer back into the problem (by: root), count it out (sumOf, countOf, by: search), or use another formula',
  });
}
