import { createEStep } from '../../kernels/e-step.js';
import { type KernelChoice, MISSING } from '../../kernels/packed-rows.js';
import { type Packed, packRows, selectRows, unpackRow } from '../../kernels/packing.js';
import { curveTable, type PreparedIrt } from '../curves.js';
import type { AbilityPrior, RowPriors } from './priors.js';

/** What is to be scored: each different row of answers under each different prior, once. */
export interface Cases {
  readonly packed: Packed;
  readonly size: number;
  /** Answer pattern of each case, ascending: a row of `packed`. */
  readonly pattern: Int32Array;
  /** Prior of each case. */
  readonly prior: Int32Array;
  /** Case of each row, −1 where nothing was answered. */
  readonly of: Int32Array;
}

/** The cases of coded answers, row-major `[rows × items]`. */
export function gatherCases(irt: PreparedIrt, answers: Uint8Array, priors: RowPriors, nodes: number): Cases {
  const items = irt.items.length;
  const rows = priors.of.length;
  const packed = packRows(
    {
      rows,
      categories: irt.categories,
      read: (row, into) => {
        let answered = 0;
        const from = row * items;
        for (let j = 0; j < items; j++) {
          const answer = answers[from + j];
          into[j] = answer;
          if (answer !== MISSING) answered = 1;
        }
        return answered;
      },
    },
    nodes,
  );
  if (priors.priors.length === 1) {
    const pattern = Int32Array.from({ length: packed.rows }, (_, p) => p);
    return { packed, size: packed.rows, pattern, prior: new Int32Array(packed.rows), of: packed.rowOf };
  }
  return { packed, ...splitByPrior(packed, priors) };
}

function splitByPrior(packed: Packed, priors: RowPriors): Omit<Cases, 'packed'> {
  const { rowOf } = packed;
  const rows = Int32Array.from(rowOf.keys()).filter((row) => rowOf[row] >= 0);
  rows.sort((x, y) => rowOf[x] - rowOf[y] || priors.of[x] - priors.of[y]);
  const of = new Int32Array(rowOf.length).fill(-1);
  const pattern = new Int32Array(rows.length);
  const prior = new Int32Array(rows.length);
  let size = 0;
  for (const row of rows) {
    if (size === 0 || pattern[size - 1] !== rowOf[row] || prior[size - 1] !== priors.of[row]) {
      pattern[size] = rowOf[row];
      prior[size] = priors.of[row];
      size++;
    }
    of[row] = size - 1;
  }
  return { size, pattern: pattern.subarray(0, size), prior: prior.subarray(0, size), of };
}

/** Some of the cases, by ascending index; rows are not followed. */
export function selectCases({ packed, pattern, prior }: Cases, indices: readonly number[]): Cases {
  const patterns: number[] = [];
  const own = new Int32Array(indices.length);
  indices.forEach((index, i) => {
    if (patterns[patterns.length - 1] !== pattern[index]) patterns.push(pattern[index]);
    own[i] = patterns.length - 1;
  });
  const rowOf = new Int32Array(0);
  return {
    packed: { ...selectRows(packed, patterns), rowOf },
    size: indices.length,
    pattern: own,
    prior: Int32Array.from(indices, (index) => prior[index]),
    of: rowOf,
  };
}

/** Patterns whose likelihoods are held at once. */
const PATTERNS_AT_ONCE = 4096;

/**
 * Shows every case with the likelihood of its answers at the nodes, `likelihood[at … at + nodes − 1]`, up to a constant.
 * The array is reused.
 */
export function visitLikelihoods(
  irt: PreparedIrt,
  cases: Cases,
  nodes: Float64Array,
  kernel: KernelChoice,
  visit: (index: number, likelihood: Float64Array, at: number) => void,
): void {
  const { packed, pattern, size } = cases;
  const width = nodes.length;
  const table = curveTable(irt, nodes);
  const eStep = createEStep(packed, width, kernel);
  const chunk = Math.min(PATTERNS_AT_ONCE, packed.rows);
  const likelihood = new Float64Array(chunk * width);
  let index = 0;
  for (let from = 0; from < packed.rows; from += chunk) {
    const to = Math.min(from + chunk, packed.rows);
    eStep.posteriors(table, from, to, likelihood);
    for (; index < size && pattern[index] < to; index++) visit(index, likelihood, (pattern[index] - from) * width);
  }
}

/**
 * The posterior of a case at the nodes up to a constant, by logarithms: for cases whose likelihood and prior are so far apart that
 * their product is 0 to working precision.
 */
export function posteriorByLogs(
  irt: PreparedIrt,
  { packed, pattern }: Cases,
  index: number,
  prior: AbilityPrior,
  nodes: Float64Array,
): Float64Array {
  const table = curveTable(irt, nodes);
  const answers = new Uint8Array(irt.items.length);
  unpackRow(packed, pattern[index], answers);
  const { mean, deviation, weights } = prior;
  const logs = nodes.map((theta, q) => {
    let sum = weights === undefined ? -0.5 * ((theta - mean) / deviation) ** 2 : Math.log(weights[q]);
    answers.forEach((k, j) => {
      if (k !== MISSING) sum += Math.log(table[(irt.categoryAt[j] + k) * nodes.length + q]);
    });
    return sum;
  });
  const most = logs.reduce((a, b) => Math.max(a, b));
  return logs.map((log) => Math.exp(log - most));
}
