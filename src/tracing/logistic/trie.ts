/**
 * Floats by id as plain JSON, of which a changed copy shares all but one path: a hash trie of 32 branches a node.
 * A branch is `[bitmap, …children]` in the order of the bits; a leaf is `[id, …floats]`.
 * Ids are any strings; below the last level a node of bitmap −1 holds those whose hashes agree wholly.
 *
 * @source Bagwell (2001), Ideal hash trees
 */
export type Trie = readonly [bitmap: number, ...children: (Trie | Leaf)[]];

/** An id and its floats. */
export type Leaf = readonly [id: string, ...floats: number[]];

/** Nothing. */
export const EMPTY: Trie = [0];

/** Levels of five bits of a hash of 32 (the last has two). */
const LEVELS = 7;

/** The floats of an id with the id before them; undefined where it is not held. */
export function find(trie: Trie, id: string): Leaf | undefined {
  const hash = hashOf(id);
  let node = trie;
  for (let level = 0; level < LEVELS; level++) {
    const bit = 1 << ((hash >>> (5 * level)) & 31);
    if ((node[0] & bit) === 0) return undefined;
    const child = node[1 + ones(node[0] & (bit - 1))] as Trie | Leaf;
    if (isLeaf(child)) return child[0] === id ? child : undefined;
    node = child;
  }
  for (let i = 1; i < node.length; i++) if ((node[i] as Leaf)[0] === id) return node[i] as Leaf;
  return undefined;
}

/**
 * The trie with a leaf put in for its id.
 *
 * @cost O(1) but for the depth: at most seven nodes of at most 32 children are copied
 */
export function put(trie: Trie, leaf: Leaf): Trie {
  return putBelow(trie, leaf, hashOf(leaf[0]), 0);
}

function putBelow(node: Trie, leaf: Leaf, hash: number, level: number): Trie {
  if (level === LEVELS) {
    const copy = node.slice() as [number, ...Leaf[]];
    for (let i = 1; i < copy.length; i++) {
      if ((copy[i] as Leaf)[0] !== leaf[0]) continue;
      copy[i] = leaf;
      return copy;
    }
    copy.push(leaf);
    return copy;
  }
  const bit = 1 << ((hash >>> (5 * level)) & 31);
  const at = 1 + ones(node[0] & (bit - 1));
  const copy = node.slice() as [number, ...(Trie | Leaf)[]];
  if ((node[0] & bit) === 0) {
    copy[0] |= bit;
    copy.splice(at, 0, leaf);
    return copy;
  }
  const child = node[at] as Trie | Leaf;
  if (!isLeaf(child)) copy[at] = putBelow(child, leaf, hash, level + 1);
  else if (child[0] === leaf[0]) copy[at] = leaf;
  else {
    const empty: Trie = level + 1 === LEVELS ? [-1] : [0];
    copy[at] = putBelow(putBelow(empty, child, hashOf(child[0]), level + 1), leaf, hash, level + 1);
  }
  return copy;
}

/** All leaves, in the order of their hashes. */
export function* leaves(trie: Trie): Generator<Leaf> {
  for (let i = 1; i < trie.length; i++) {
    const child = trie[i] as Trie | Leaf;
    if (isLeaf(child)) yield child;
    else yield* leaves(child);
  }
}

function isLeaf(child: Trie | Leaf): child is Leaf {
  return typeof child[0] === 'string';
}

function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** 32 bits of a string: FNV-1a over its UTF-16 units, then MurmurHash3's finaliser. */
export function hashOf(id: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) h = Math.imul(h ^ id.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
