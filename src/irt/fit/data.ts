import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { MISSING } from '../../kernels/packed-rows.js';
import { curveTable, type PreparedIrt, prepare } from '../curves.js';
import type { IrtModel } from '../model.js';
import type { Covariates } from '../options.js';
import { grid, priorWeights } from '../score/nodes.js';
import { type AbilityPrior, type RowPriors, rowPriors } from '../score/priors.js';
import { encodeFor, score } from '../score.js';

/** How abilities are estimated; see {@link score}. */
export type AbilityMethod = 'EAP' | 'MAP' | 'MLE' | 'WLE';

/** Options that every function of this room takes. */
export interface FitOptions {
  /** Group of each row, by the names in `model.latent`; needed where the model has several. */
  readonly groups?: readonly string[];
  /** Needed where the model has a latent regression. */
  readonly covariates?: Covariates;
}

/** A model and answers made ready for the statistics of this room. */
export interface FitData {
  readonly matrix: ResponseMatrix;
  readonly options: FitOptions;
  readonly learners: readonly string[];
  readonly model: IrtModel;
  readonly irt: PreparedIrt;
  readonly rows: number;
  /** Categories given, or MISSING, row-major `[rows × items]` in the order of the model's items. */
  readonly answers: Uint8Array;
  /** Learners that a row stands for; 0 where nothing was answered `[rows]`. */
  readonly weight: Float64Array;
  /** Index into `model.latent` `[rows]`. */
  readonly groupOf: Int32Array;
  readonly priors: RowPriors;
  readonly nodes: Float64Array;
  /** Weights of the nodes in each group, summing to 1 `[groups][nodes]`. */
  readonly weights: readonly Float64Array[];
  /** P(category) of all items at the nodes `[Σ categories × nodes]`. */
  readonly probability: Float64Array;
}

/** Learners of one group who answered the same items. */
export interface Booklet {
  readonly group: number;
  /** Items answered, ascending. */
  readonly items: Int32Array;
  readonly rows: Int32Array;
  /** Sum of the rows' weights. */
  readonly learners: number;
}

/**
 * Reads a matrix against a model.
 *
 * @throws YincaiError where items, full marks, cells or groups do not fit, or nobody answered anything.
 */
export function prepareFit(model: IrtModel, matrix: ResponseMatrix, options: FitOptions = {}): FitData {
  const irt = prepare(model);
  const answers = encodeFor(model, matrix);
  const rows = matrix.learners.length;
  const items = model.items.length;
  const priors = readPriors(model, rows, options);
  const groupOf = model.regression === undefined ? priors.of : new Int32Array(rows);
  const weight = new Float64Array(rows);
  let learners = 0;
  for (let row = 0; row < rows; row++) {
    let answered = false;
    for (let j = 0; j < items && !answered; j++) answered = answers[row * items + j] !== MISSING;
    if (answered) weight[row] = matrix.count?.[row] ?? 1;
    learners += weight[row];
  }
  if (!(learners > 0)) {
    throw new YincaiError({
      code: 'not-enough-data',
      expected: 'at least one answer to an item of the model',
      expectedZh: '至少一个对模型中题目的作答',
    });
  }
  const { points, bound } = model.quadrature;
  const nodes = grid(-bound, bound, points);
  return {
    matrix,
    options,
    learners: matrix.learners,
    model,
    irt,
    rows,
    answers,
    weight,
    groupOf,
    priors,
    nodes,
    weights:
      model.regression === undefined
        ? model.latent.map((group) => nodeWeights(group, nodes))
        : [mixture(priors, weight, nodes)],
    probability: curveTable(irt, nodes),
  };
}

/** Abilities of the rows. */
export function abilitiesOf({ model, matrix, options }: FitData, method: AbilityMethod): Float64Array {
  const { groups, covariates } = options;
  return score(model, matrix, {
    method,
    ...(groups === undefined ? {} : { groups }),
    ...(covariates === undefined ? {} : { covariates }),
  }).theta;
}

/** Priors of the rows; the group of each must be known where there are several, for statistics are by group. */
function readPriors(model: IrtModel, rows: number, options: FitOptions): RowPriors {
  if (options.groups === undefined && model.latent.length > 1) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'groups',
      expected: `the group of each row, for the model has ${model.latent.length} groups`,
      expectedZh: `每行的组别：该模型有 ${model.latent.length} 个组`,
    });
  }
  return rowPriors(model, rows, options);
}

/** Shares of all learners at the nodes: each one's own prior under a latent regression, averaged. */
function mixture({ priors, of }: RowPriors, weight: Float64Array, nodes: Float64Array): Float64Array {
  const share = new Float64Array(priors.length);
  of.forEach((prior, row) => {
    share[prior] += weight[row];
  });
  const out = new Float64Array(nodes.length);
  priors.forEach((prior, i) => {
    if (share[i] === 0) return;
    const own = nodeWeights(prior, nodes);
    for (let q = 0; q < out.length; q++) out[q] += share[i] * own[q];
  });
  const sum = out.reduce((total, w) => total + w, 0);
  return out.map((w) => w / sum);
}

/** Shares of learners with a prior at the nodes, summing to 1. */
export function nodeWeights(prior: AbilityPrior, nodes: Float64Array): Float64Array {
  const out = priorWeights(prior, nodes);
  const sum = out.reduce((total, w) => total + w, 0);
  return out.map((w) => w / sum);
}

/** Fewest learners that make a booklet worth a table of its own. */
export const LEAST_LEARNERS = 100;

/**
 * Parts the learners into booklets: the same group, the same items answered. Of each group those who answered all items that
 * anybody of it answered always count; others where at least `least` learners share a booklet. `left` learners count nowhere.
 */
export function bookletsOf(data: FitData, least: number = LEAST_LEARNERS): { booklets: Booklet[]; left: number } {
  const { rows, answers, weight, groupOf, model } = data;
  const items = model.items.length;
  const seen = model.latent.map(() => new Uint8Array(items));
  const sets = new Map<string, { group: number; rows: number[]; learners: number }>();
  for (let row = 0; row < rows; row++) {
    if (weight[row] === 0) continue;
    const group = groupOf[row];
    let key = `${group} `;
    for (let j = 0; j < items; j++) {
      const answered = answers[row * items + j] !== MISSING;
      if (answered) seen[group][j] = 1;
      key += answered ? 'x' : '.';
    }
    const set = sets.get(key);
    if (set === undefined) sets.set(key, { group, rows: [row], learners: weight[row] });
    else {
      set.rows.push(row);
      set.learners += weight[row];
    }
  }
  const booklets: Booklet[] = [];
  let left = 0;
  for (const { group, rows: own, learners } of sets.values()) {
    const answered = Int32Array.from(
      Array.from({ length: items }, (_, j) => j).filter((j) => answers[own[0] * items + j] !== MISSING),
    );
    const complete = answered.length === seen[group].reduce((sum, s) => sum + s, 0);
    if (complete || learners >= least) booklets.push({ group, items: answered, rows: Int32Array.from(own), learners });
    else left += learners;
  }
  return { booklets: booklets.sort((x, y) => x.group - y.group || y.items.length - x.items.length), left };
}
