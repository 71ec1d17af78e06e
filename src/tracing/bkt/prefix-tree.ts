import type { ResponseLog } from '../../data/response-log.js';
import type { ChainTree } from '../../kernels/chain-counts.js';

/**
 * Answer sequences with their common beginnings merged. Node 0 is the empty sequence;
 * nodes are numbered by length, so one ascending loop goes forward in time and one descending loop backward.
 */
export interface PrefixTree extends ChainTree {
  /** Distinct scores, shared by all trees of a log; `code` indexes them. */
  readonly scores: readonly number[];
  /** Sequences. */
  readonly learners: number;
  /** Sum of the learners' weights. */
  readonly weight: number;
  /** Answers, i.e. the total length of all sequences. */
  readonly answers: number;
}

/**
 * Merges the answer sequences of each skill into a tree. An interaction that needs several skills is an answer in each.
 *
 * @param weights of the learners, `[log.learners]`; 1 each where absent
 * @returns a tree a skill, parallel to `log.skills`
 * @cost O(rows · skills per row), and as much again for each further distinct score after the same prefix
 */
export function buildPrefixTrees(log: ResponseLog, weights?: Float64Array): readonly PrefixTree[] {
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

  const cursor = new Int32Array(log.learners.length);
  const trees: PrefixTree[] = [];
  for (let s = 0; s < skills; s++) {
    const tree = growTree(from[s + 1] - from[s]);
    for (let i = from[s]; i < from[s + 1]; i++) {
      const learner = log.learner[rows[i]];
      cursor[learner] = tree.child(cursor[learner], code[rows[i]]);
    }
    let learners = 0;
    let weight = 0;
    for (let i = from[s]; i < from[s + 1]; i++) {
      const learner = log.learner[rows[i]];
      if (cursor[learner] === 0) continue;
      const own = weights === undefined ? 1 : weights[learner];
      tree.end(cursor[learner], own);
      cursor[learner] = 0;
      learners++;
      weight += own;
    }
    trees.push(tree.done({ scores, learners, weight, answers: from[s + 1] - from[s] }));
  }
  return trees;
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
  end(node: number, weight: number): void;
  done(rest: Pick<PrefixTree, 'scores' | 'learners' | 'weight' | 'answers'>): PrefixTree;
}

function growTree(answers: number): GrowingTree {
  const parent = new Int32Array(answers + 1);
  const code = new Int32Array(answers + 1);
  const depth = new Int32Array(answers + 1);
  const first = new Int32Array(answers + 1);
  const sibling = new Int32Array(answers + 1);
  const ends = new Float64Array(answers + 1);
  let size = 1;
  let deepest = 0;
  return {
    child(node, answer) {
      let at = first[node];
      while (at !== 0 && code[at] !== answer) at = sibling[at];
      if (at !== 0) return at;
      parent[size] = node;
      code[size] = answer;
      depth[size] = depth[node] + 1;
      if (depth[size] > deepest) deepest = depth[size];
      sibling[size] = first[node];
      first[node] = size;
      return size++;
    },
    end(node, weight) {
      ends[node] += weight;
    },
    done(rest) {
      // Numbered by length, neighbours do not wait for each other's numbers, and the loops run twice as fast.
      const levels = new Int32Array(deepest + 2);
      for (let n = 0; n < size; n++) levels[depth[n] + 1]++;
      for (let d = 0; d <= deepest; d++) levels[d + 1] += levels[d];
      const next = levels.slice();
      const number = new Int32Array(size);
      for (let n = 0; n < size; n++) number[n] = next[depth[n]]++;
      const tree = {
        size,
        parent: new Int32Array(size),
        code: new Int32Array(size),
        ends: new Float64Array(size),
        kinds: rest.scores.length,
        levels,
        ...rest,
      };
      for (let n = 0; n < size; n++) {
        tree.parent[number[n]] = number[parent[n]];
        tree.code[number[n]] = code[n];
        tree.ends[number[n]] = ends[n];
      }
      return tree;
    },
  };
}
