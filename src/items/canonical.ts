import type { MathNode } from 'mathjs/number';

/**
 * Numbers syntax trees so that two expressions get the same number when they are the same but for brackets, spaces, the order of
 * sums and products, and names that stand for other expressions. It tells a second route from a copy of the first.
 */
export interface Canon {
  /** The number of a tree. */
  readonly of: (node: MathNode) => number;
  /** Makes a name stand for a tree. */
  readonly define: (name: string, node: MathNode) => void;
  /** The number of `a op b` for numbers of trees. */
  readonly pair: (op: string, a: number, b: number) => number;
  /** The number of a bare name. */
  readonly name: (name: string) => number;
}

type Shape = MathNode & {
  readonly name?: string;
  readonly value?: unknown;
  readonly content?: MathNode;
  readonly fn?: string | { readonly name?: string };
};

const COMMUTES: ReadonlySet<string> = new Set(['add', 'multiply', 'equal', 'unequal', 'and', 'or']);

/** An empty table. */
export function createCanon(): Canon {
  const ids = new Map<string, number>();
  const defined = new Map<string, number>();
  const intern = (key: string): number => {
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, ids.size);
    return ids.size - 1;
  };
  const name = (text: string): number => defined.get(text) ?? intern(`name ${text}`);
  const pair = (op: string, a: number, b: number): number =>
    intern(`${op} ${COMMUTES.has(op) && b < a ? `${b} ${a}` : `${a} ${b}`}`);
  const of = (node: MathNode): number => {
    const n = node as Shape;
    if (n.content !== undefined) return of(n.content);
    if (n.type === 'SymbolNode') return name(n.name!);
    if (n.type === 'ConstantNode') return intern(`constant ${typeof n.value} ${String(n.value)}`);
    const children: number[] = [];
    n.forEach((child, path) => {
      if (path !== 'fn') children.push(of(child));
    });
    const op = typeof n.fn === 'string' ? n.fn : (n.fn?.name ?? '');
    if (op === 'unaryPlus') return children[0]!;
    if (children.length === 2 && n.type === 'OperatorNode') return pair(op, children[0]!, children[1]!);
    const conditionals = (n as { readonly conditionals?: readonly string[] }).conditionals ?? [];
    return intern(`${n.type} ${op} ${conditionals.join(' ')} ${children.join(' ')}`);
  };
  return {
    of,
    pair,
    name,
    define: (text, node) => {
      defined.set(text, of(node));
    },
  };
}
