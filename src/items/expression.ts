import type { MathNode } from 'mathjs/number';
import { create, parseDependencies } from 'mathjs/number';
import { YincaiError } from '../data/fault.js';
import type { Budget } from './budget.js';
import { spend, weigh } from './budget.js';
import { literal } from './format.js';
import { FUNCTIONS, minus, over, plus, raise, remainder, times } from './functions.js';
import * as surd from './surd.js';
import type { Value } from './value.js';
import { asExact, asTruth, asWhole, isExact, isNumeric, order, refuse, same, show } from './value.js';

/** Longest expression, in characters. */
export const MAX_EXPRESSION = 1000;
/** Deepest nesting of brackets. */
export const MAX_DEPTH = 40;
/** Most rounds of one `sumOf`, `productOf`, `countOf`. */
export const MAX_ROUNDS = 1000;

/** Names and their values; a child scope sees its parent. */
export interface Scope {
  readonly values: Map<string, Value>;
  readonly budget: Budget;
}

/** An expression that has passed the whitelist. Evaluating it touches nothing but the scope. */
export interface Expression {
  readonly source: string;
  /** The names it reads, without those bound by its own loops. */
  readonly names: ReadonlySet<string>;
  readonly evaluate: (scope: Scope) => Value;
  /** The syntax tree, for comparing expressions. */
  readonly tree: MathNode;
}

type Step = (scope: Scope) => Value;

/** Loops of expressions: `sumOf(k, 1, n, k^2)`. */
const LOOPS: ReadonlySet<string> = new Set(['sumOf', 'productOf', 'countOf']);
/** Words that cannot name a parameter or a derived value. */
export const RESERVED: ReadonlySet<string> = new Set([
  ...FUNCTIONS.keys(),
  ...LOOPS,
  'pi',
  'true',
  'false',
  'answer',
  'and',
  'or',
  'not',
  'xor',
  'mod',
  'to',
  'in',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  'end',
]);

let parser: ((source: string) => MathNode) | undefined;

/**
 * Parses an expression with mathjs's grammar and admits only numbers, texts in quotes, known names, arithmetic, comparisons,
 * logic, `condition ? a : b`, lists and the functions of {@link FUNCTIONS}. Nothing of mathjs's evaluator is reachable.
 *
 * @throws YincaiError naming what was refused.
 * @example
 * const area = compileExpression('a * b / 2', new Set(['a', 'b']));
 */
export function compileExpression(source: string, known: ReadonlySet<string>): Expression {
  const tree = parse(source);
  const names = new Set<string>();
  const evaluate = build(tree, { known, names, bound: new Set() });
  return { source, names, evaluate, tree };
}

function parse(source: string): MathNode {
  if (source.length > MAX_EXPRESSION)
    throw new YincaiError({
      code: 'too-large',
      value: source.slice(0, 80),
      expected: `an expression of at most ${MAX_EXPRESSION} characters`,
    });
  let depth = 0;
  for (const c of source) {
    if (c === '(' || c === '[' || c === '?') depth++;
    else if (c === ')' || c === ']') depth--;
    if (depth > MAX_DEPTH) throw refuse(source, `an expression nested at most ${MAX_DEPTH} deep`);
  }
  if (source.trim() === '') throw refuse(source, 'an expression');
  // Digits beyond a double's would be lost silently.
  if (/\d{16}/.test(source)) throw refuse(source, 'numbers of at most 15 digits');
  parser ??= create({ parseDependencies }).parse as unknown as (text: string) => MathNode;
  try {
    return parser(source);
  } catch (error) {
    throw refuse(source, `an expression that parses: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Frame {
  readonly known: ReadonlySet<string>;
  readonly names: Set<string>;
  readonly bound: ReadonlySet<string>;
}

// The shapes of mathjs's nodes that are read here; its own types leave `args` and `value` unknown on the union.
type Shape = MathNode & {
  readonly name: string;
  readonly value: unknown;
  readonly content: MathNode;
  readonly fn: string | (MathNode & { readonly name?: string });
  readonly args: readonly MathNode[];
  readonly items: readonly MathNode[];
  readonly condition: MathNode;
  readonly trueExpr: MathNode;
  readonly falseExpr: MathNode;
  readonly conditionals: readonly string[];
  readonly params: readonly MathNode[];
};

const BINARY: ReadonlyMap<string, (a: Value, b: Value) => Value> = new Map<string, (a: Value, b: Value) => Value>([
  ['add', plus],
  ['subtract', minus],
  ['multiply', times],
  ['divide', over],
  ['pow', raise],
  ['mod', remainder],
  ['equal', same],
  ['unequal', (a, b) => !same(a, b)],
  ['smaller', (a, b) => order(a, b) < 0],
  ['smallerEq', (a, b) => order(a, b) <= 0],
  ['larger', (a, b) => order(a, b) > 0],
  ['largerEq', (a, b) => order(a, b) >= 0],
  ['xor', (a, b) => asTruth(a) !== asTruth(b)],
]);

function build(node: MathNode, frame: Frame): Step {
  const n = node as Shape;
  switch (node.type as string) {
    case 'ConstantNode':
      return constant(n.value);
    case 'ParenthesisNode':
      return build(n.content, frame);
    case 'SymbolNode':
      return symbol(n.name, frame);
    case 'OperatorNode':
      return operator(n, frame);
    case 'RelationalNode':
      return relation(n, frame);
    case 'FunctionNode':
      return call(n, frame);
    case 'ConditionalNode': {
      const test = build(n.condition, frame);
      const yes = build(n.trueExpr, frame);
      const no = build(n.falseExpr, frame);
      return (scope) => (asTruth(test(scope)) ? yes(scope) : no(scope));
    }
    case 'ArrayNode': {
      if (n.items.length > 32) throw refuse(node.toString(), 'a list of at most 32 values');
      const items = n.items.map((item) => build(item, frame));
      return (scope) => items.map((item) => item(scope));
    }
    default:
      throw refuse(node.toString(), `plain arithmetic; ${node.type} is not allowed in a template`);
  }
}

function constant(value: unknown): Step {
  if (typeof value === 'string' || typeof value === 'boolean') return () => value;
  if (
    typeof value !== 'number' ||
    !Number.isFinite(value) ||
    Math.abs(value) > 1e15 ||
    (value !== 0 && Math.abs(value) < 1e-15)
  )
    throw refuse(String(value), 'a number from 10^-15 to 10^15 in size');
  const exact = literal(value);
  return () => exact;
}

function symbol(name: string, frame: Frame): Step {
  if (name === 'pi' && !frame.bound.has(name)) return () => Math.PI;
  if (!frame.bound.has(name)) {
    if (!frame.known.has(name)) {
      const list = [...frame.known].slice(0, 20).join(', ');
      throw new YincaiError({
        code: 'unknown-id',
        value: name,
        expected: `a name known here: ${list === '' ? 'there are none' : list}`,
        mend: 'declare it as a parameter or derive it before',
      });
    }
    frame.names.add(name);
  }
  return (scope) => {
    const value = scope.values.get(name);
    if (value === undefined) throw refuse(name, 'a name that has a value here');
    return value;
  };
}

function operator(n: Shape, frame: Frame): Step {
  const name = n.fn as string;
  const [a, b] = n.args.map((arg) => build(arg, frame)) as [Step, Step];
  if (name === 'and') return (scope) => asTruth(a(scope)) && asTruth(b(scope));
  if (name === 'or') return (scope) => asTruth(a(scope)) || asTruth(b(scope));
  if (name === 'not') return (scope) => !asTruth(a(scope));
  if (name === 'unaryPlus') return a;
  if (name === 'unaryMinus') {
    return (scope) => {
      const x = a(scope);
      return isExact(x) ? surd.negate(x) : minus(surd.ZERO, x);
    };
  }
  if (name === 'factorial') return metered('factorial', [a]);
  const f = BINARY.get(name);
  if (f === undefined || b === undefined) throw refuse(n.toString(), `arithmetic; the operator ${name} is not allowed`);
  return (scope) => {
    const x = a(scope);
    const y = b(scope);
    spend(scope.budget, weigh(x, y));
    return guard(n, () => f(x, y));
  };
}

function relation(n: Shape, frame: Frame): Step {
  const parts = n.params.map((part) => build(part, frame));
  const tests = n.conditionals.map((name) => BINARY.get(name)!);
  return (scope) => {
    const values = parts.map((part) => part(scope));
    return tests.every((test, i) => {
      spend(scope.budget, weigh(values[i]!, values[i + 1]!));
      return guard(n, () => test(values[i]!, values[i + 1]!)) === true;
    });
  };
}

function metered(name: string, args: readonly Step[]): Step {
  const f = FUNCTIONS.get(name)!;
  return (scope) => {
    const values = args.map((arg) => arg(scope));
    spend(scope.budget, 5 + values.reduce((sum: number, v) => sum + weigh(v, v), 0));
    try {
      return f.call(values);
    } catch (error) {
      throw named(error, `${name}(${values.map(show).join(', ')})`);
    }
  };
}

function call(n: Shape, frame: Frame): Step {
  const name = typeof n.fn === 'string' ? n.fn : (n.fn.name ?? '');
  if (typeof n.fn !== 'string' && n.fn.type !== 'SymbolNode') throw refuse(n.toString(), 'a call of a named function');
  if (LOOPS.has(name)) return loop(name, n.args, frame);
  const f = FUNCTIONS.get(name);
  if (f === undefined) {
    const times = frame.known.has(name) || frame.bound.has(name);
    throw new YincaiError({
      code: 'unknown-id',
      value: `${name}(…)`,
      expected: `one of the functions ${[...FUNCTIONS.keys(), ...LOOPS].join(', ')}`,
      ...(times ? { mend: `write ${name}*(…) for a product` } : {}),
    });
  }
  if (n.args.length < f.min || n.args.length > f.max)
    throw refuse(n.toString(), `${f.min === f.max ? f.min : `${f.min} to ${f.max}`} arguments of ${name}`);
  return metered(
    name,
    n.args.map((arg) => build(arg, frame)),
  );
}

function loop(name: string, args: readonly MathNode[], frame: Frame): Step {
  const variable = args[0] as Shape | undefined;
  if (args.length !== 4 || variable === undefined || variable.type !== 'SymbolNode' || RESERVED.has(variable.name))
    throw refuse(name, `${name}(letter, from, to, expression)`);
  if (frame.bound.size > 1) throw refuse(name, 'loops nested at most two deep');
  const letter = variable.name;
  if (frame.known.has(letter)) throw refuse(letter, `a letter for ${name} that is not yet in use`);
  const from = build(args[1]!, frame);
  const to = build(args[2]!, frame);
  const body = build(args[3]!, { ...frame, bound: new Set([...frame.bound, letter]) });
  return (scope) => {
    const low = asWhole(from(scope), -1e9, 1e9);
    const high = asWhole(to(scope), -1e9, 1e9);
    if (high - low >= MAX_ROUNDS) throw refuse(`${low}…${high}`, `at most ${MAX_ROUNDS} rounds of ${name}`);
    const inner: Scope = { values: new Map(scope.values), budget: scope.budget };
    let total: Value = name === 'productOf' ? surd.ONE : surd.ZERO;
    for (let k = low; k <= high; k++) {
      inner.values.set(letter, surd.rational(k));
      const value = body(inner);
      spend(scope.budget, weigh(total, total));
      if (name === 'countOf') total = asTruth(value) ? surd.add(asExact(total), surd.ONE) : total;
      else total = name === 'sumOf' ? plus(total, number(value)) : times(total, number(value));
    }
    return total;
  };
}

function number(value: Value): Value {
  if (isNumeric(value)) return value;
  throw refuse(show(value), 'a number');
}

function guard(n: MathNode, f: () => Value): Value {
  try {
    return f();
  } catch (error) {
    throw named(error, n.toString());
  }
}

/** Plain range errors of the number types become faults that name the expression. */
function named(error: unknown, place: string): unknown {
  return error instanceof RangeError ? refuse(place, `a defined value: ${error.message}`) : error;
}
