import type { ResponseLog } from '../../data/response-log.js';

/**
 * Answer sequences with their common beginnings merged. Node 0 is the empty sequence;
 * nodes are numbered by length, so one ascending loop goes forward in time and one descending loop backward.
 */
export interface PrefixTree {
  /** Number of nodes, node 0 included. Arrays have this length. */
  readonly size: number;
  readonly parent: Int32Array;
  /** Index into `scores` of the answer that leads into the node. */
  readonly code: Int32Array;
  /** Sequences that end in the node. */
  readonly ends: Float64Array;
  /** Sequences that pass through or end in the node. */
  readonly through: Float64Array;
  /** Distinct scores, shared by all trees of a log. */
  readonly scores: readonly number[];
  /** Sequences. */
  readonly learners: number;
  /** Answers, i.e. the total length of all sequences. */
  readonly answers: number;
}

/** The trees of a log: one for each skill, parallel to `log.skills`, and one of all skills' sequences together. */
export interface PrefixTrees {
  readonly skills: readonly PrefixTree[];
  readonly population: PrefixTree;
}

/**
 * Merges the answer sequences of each skill into a tree. An interaction that needs several skills is an answer in each.
 *
 * @cost O(rows · skills per row), and as much again for each further distinct score after the same prefix
 */
export function buildPrefixTrees(log: ResponseLog): PrefixTrees {
  const skills = log.skills.length;
  const { start, skill } = log.skillSets;
  const { code, scores } = encodeScores(log);

  // Rows of each skill, in time order, by a counting sort.
  const from = new Int32Array(skills + 1);
  for (let r = 0; r < log.length; r++) {
    const set = log.skillSet[r];
    if (set < 0) continue;
    for (let k = start[set]; k < start[set + 1]; k++) from[skill[k] + 1]++;
  }
  for (let s = 0; s < skills; s++) from[s + 1] += from[s];
  const rows = new Int32Array(from[skills]);
  const fill = from.slice(0, skills);
  for (let r = 0; r < log.length; r++) {
    const set = log.skillSet[r];
    if (set < 0) continue;
    for (let k = start[set]; k < start[set + 1]; k++) rows[fill[skill[k]]++] = r;
  }

  const population = growTree(rows.length);
  const cursor = new Int32Array(log.learners.length);
  const pooled = new Int32Array(log.learners.length);
  const trees: PrefixTree[] = [];
  let sequences = 0;
  for (let s = 0; s < skills; s++) {
    const tree = growTree(from[s + 1] - from[s]);
    for (let i = from[s]; i < from[s + 1]; i++) {
      const learner = log.learner[rows[i]];
      cursor[learner] = tree.child(cursor[learner], code[rows[i]]);
      pooled[learner] = population.child(pooled[learner], code[rows[i]]);
    }
    let learners = 0;
    for (let i = from[s]; i < from[s + 1]; i++) {
      const learner = log.learner[rows[i]];
      if (cursor[learner] === 0) continue;
      tree.end(cursor[learner]);
      population.end(pooled[learner]);
      cursor[learner] = 0;
      pooled[learner] = 0;
      learners++;
    }
    sequences += learners;
    trees.push(tree.done(scores, learners, from[s + 1] - from[s]));
  }
  return { skills: trees, population: population.done(scores, sequences, rows.length) };
}

/** 0 and 1 always have codes 0 and 1; further scores are numbered as they come. */
function encodeScores(log: ResponseLog): { code: Int32Array; scores: readonly number[] } {
  const scores = [0, 1];
  const codes = new Map<number, number>();
  const code = new Int32Array(log.length);
  for (let r = 0; r < log.length; r++) {
    const score = log.score[r];
    if (score === 0 || score === 1) {
      code[r] = score;
      continue;
    }
    let known = codes.get(score);
    if (known === undefined) {
      known = scores.length;
      codes.set(score, known);
      scores.push(score);
    }
    code[r] = known;
  }
  return { code, scores };
}

interface GrowingTree {
  child(node: number, code: number): number;
  end(node: number): void;
  done(scores: readonly number[], learners: number, answers: number): PrefixTree;
}

function growTree(answers: number): GrowingTree {
  const parent = new Int32Array(answers + 1);
  const code = new Int32Array(answers + 1);
  const first = new Int32Array(answers + 1);
  const sibling = new Int32Array(answers + 1);
  const ends = new Float64Array(answers + 1);
  let size = 1;
  return {
    child(node, answer) {
      let at = first[node];
      while (at !== 0 && code[at] !== answer) at = sibling[at];
      if (at !== 0) return at;
      parent[size] = node;
      code[size] = answer;
      sibling[size] = first[node];
      first[node] = size;
      return size++;
    },
    end(node) {
      ends[node]++;
    },
    done(scores, learners, total) {
      // Numbered by length, neighbours do not wait for each other's numbers, and the loops run twice as fast.
      const depth = new Int32Array(size);
      for (let n = 1; n < size; n++) depth[n] = depth[parent[n]] + 1;
      const from = new Int32Array(size + 1);
      for (let n = 0; n < size; n++) from[depth[n] + 1]++;
      for (let d = 0; d < size; d++) from[d + 1] += from[d];
      const number = new Int32Array(size);
      for (let n = 0; n < size; n++) number[n] = from[depth[n]]++;
      const tree = {
        size,
        parent: new Int32Array(size),
        code: new Int32Array(size),
        ends: new Float64Array(size),
        through: new Float64Array(size),
        scores,
        learners,
        answers: total,
      };
      for (let n = 0; n < size; n++) {
        tree.parent[number[n]] = number[parent[n]];
        tree.code[number[n]] = code[n];
        tree.ends[number[n]] = ends[n];
      }
      tree.through.set(tree.ends);
      for (let n = size - 1; n > 0; n--) tree.through[tree.parent[n]] += tree.through[n];
      return tree;
    },
  };
}
