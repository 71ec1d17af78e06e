import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { checkMatrix } from '../check.js';
import { chooseCuts, PASS_SHARE } from '../coding.js';
import { ITEM_FAMILIES, type ItemFamily } from '../model.js';
import type { SettledOptions } from '../options.js';
import { parametersOf } from '../parameters.js';
import { davidianLatent } from './davidian.js';
import { createDesign, type Design, type ItemSpecification } from './design.js';
import { digestOf } from './digest.js';
import { histogramLatent } from './histogram.js';
import { type Latent, normalLatent } from './latent.js';
import { priorsOf } from './priors.js';
import { regressionLatent } from './regression.js';
import { marginals, packMatrix, type Sample } from './sample.js';
import { roughStart } from './start-values.js';

/** Below so many learners every item gets the weak prior. */
export const FEW_LEARNERS = 50;

/** Below so many anchors their scale is not to be relied on. */
const FEW_ANCHORS = 3;

/** Everything an estimation starts with. */
export interface Plan {
  readonly specifications: readonly ItemSpecification[];
  readonly groups: readonly string[];
  readonly sample: Sample;
  readonly design: Design;
  readonly latent: Latent;
  /** Rough parameters of the items: fixed ones as given. */
  readonly start: Float64Array;
  readonly learnersOf: Float64Array;
  readonly digest: string;
  readonly warnings: string[];
}

/** Reads the matrix, chooses families and cuts, and lays out what is to be estimated. */
export function plan(matrix: ResponseMatrix, options: SettledOptions, nodes: Float64Array): Plan {
  checkMatrix(matrix);
  if (matrix.items.length === 0) {
    throw new YincaiError({ code: 'not-enough-data', expected: 'at least one item', expectedZh: '至少一道题' });
  }
  const { groups, groupOf } = readGroups(matrix, options);
  const coded = codeItems(matrix, options);
  const regressing = options.covariates !== undefined;
  const sample = packMatrix(
    matrix,
    {
      cuts: coded.map(({ cuts }) => cuts),
      column: matrix.items.map((_, j) => j),
      groups: groups.length,
      groupOf,
    },
    nodes.length,
    regressing,
  );
  if (sample.learners < 2) {
    throw new YincaiError({
      code: 'not-enough-data',
      value: String(sample.learners),
      expected: 'at least two learners with answers',
      expectedZh: '至少两名有作答的学生',
    });
  }
  const counts = marginals(sample);
  const learnersOf = counts.subarray(0, groups.length);
  const seen = tally(counts.subarray(groups.length), coded);
  const { digest, twins } = digestOf(matrix, options.groups);
  const warnings = [...describeTwins(matrix, twins), ...warnAnchors(matrix, options)];
  const weak = needPrior(matrix, coded, seen, sample, warnings);
  const specifications = coded.map(
    (own, j): ItemSpecification => ({
      ...own,
      priors: priorsOf(own.id, options.priors, weak[j] === 1, options.defaultPriors),
    }),
  );
  checkPriorItems(matrix, options);
  const design = createDesign(specifications, groups.length);
  if (groups.length > 1 && options.anchors === undefined) demandCommonItems(sample, groups, design);
  const latent = chooseLatent(matrix, options, groups, coded, seen, sample, nodes, warnings);
  const start = new Float64Array(design.size);
  design.items.forEach((item, j) => {
    const anchor = coded[j].fixed ? options.anchors?.items.indexOf(item.id) : undefined;
    start.set(
      anchor !== undefined && options.anchors !== undefined
        ? parametersOf(options.anchors, anchor)
        : roughStart(item, specifications[j], seen[j]),
      item.at,
    );
  });
  if (sample.empty > 0) {
    warnings.push(`${sample.empty} ${sample.empty === 1 ? 'row' : 'rows'} without answers left out`);
  }
  return { specifications, groups, sample, design, latent, start, learnersOf, digest, warnings };
}

/** An item with its family and cuts chosen. */
type CodedItem = Omit<ItemSpecification, 'priors'>;

function codeItems(matrix: ResponseMatrix, options: SettledOptions): CodedItem[] {
  const { anchors, families } = options;
  const asked = matrix.items.map((item): ItemFamily => families?.get(item) ?? options.family);
  for (const item of families?.keys() ?? []) {
    if (!matrix.items.includes(item)) throw unknownItem(item, 'families');
  }
  const cuts = chooseCuts(matrix, asked, options.maxCategories);
  return matrix.items.map((id, j) => {
    const anchor = anchors === undefined ? -1 : anchors.items.indexOf(id);
    if (anchors !== undefined && anchor >= 0) {
      if (Math.abs(anchors.fullMarks[anchor] - matrix.fullMarks[j]) > 1e-6) {
        throw new YincaiError({
          code: 'bad-value',
          column: id,
          value: String(matrix.fullMarks[j]),
          expected: `full marks ${anchors.fullMarks[anchor]}, as in the anchor model`,
          expectedZh: `满分 ${anchors.fullMarks[anchor]}，与锚题模型一致`,
        });
      }
      return {
        id,
        family: anchors.families[anchor],
        cuts: anchors.cuts[anchor],
        fullMarks: matrix.fullMarks[j],
        fixed: true,
      };
    }
    const family = cuts[j].length === 1 ? ITEM_FAMILIES[asked[j]].twoCategories : asked[j];
    return { id, family, cuts: cuts[j], fullMarks: matrix.fullMarks[j], fixed: false };
  });
}

function readGroups(
  matrix: ResponseMatrix,
  { groups, reference }: SettledOptions,
): { groups: string[]; groupOf: Uint8Array } {
  const rows = matrix.learners.length;
  if (groups === undefined) return { groups: ['all'], groupOf: new Uint8Array(rows) };
  if (groups.length !== rows) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'groups',
      value: String(groups.length),
      expected: `${rows} groups, one a row`,
      expectedZh: `每行一个组，共 ${rows} 个`,
    });
  }
  const names = [...new Set(groups)];
  if (reference !== undefined) {
    if (!names.includes(reference)) {
      throw new YincaiError({
        code: 'bad-option',
        column: 'reference',
        value: reference,
        expected: `one of ${names.slice(0, 20).join(', ')}`,
        expectedZh: `${names.slice(0, 20).join('、')} 之一`,
      });
    }
    names.splice(names.indexOf(reference), 1);
    names.unshift(reference);
  }
  if (names.length > MOST_GROUPS) {
    throw new YincaiError({
      code: 'too-large',
      column: 'groups',
      value: String(names.length),
      expected: `at most ${MOST_GROUPS} groups; use covariates for more`,
      expectedZh: `至多 ${MOST_GROUPS} 组；更多时请用协变量`,
    });
  }
  const index = new Map(names.map((name, g) => [name, g] as const));
  return { groups: names, groupOf: Uint8Array.from(groups, (name) => index.get(name) as number) };
}

/** A group is a digit of a byte. */
const MOST_GROUPS = 200;

/** Learners in each category of each item. */
function tally(counts: Float64Array, coded: readonly CodedItem[]): Float64Array[] {
  let from = 0;
  return coded.map(({ cuts }) => {
    const own = counts.subarray(from, from + cuts.length + 1);
    from += cuts.length + 1;
    return own;
  });
}

/** Items that the answers do not identify get the weak prior, and the user a word about each. */
function needPrior(
  matrix: ResponseMatrix,
  coded: readonly CodedItem[],
  seen: readonly Float64Array[],
  sample: Sample,
  warnings: string[],
): Uint8Array {
  const prior = new Uint8Array(coded.length);
  let informative = 0;
  coded.forEach(({ fixed, family }, j) => {
    const used = seen[j].reduce((n, w) => n + (w > 0 ? 1 : 0), 0);
    if (used > 1) informative++;
    if (fixed) return;
    const name = matrix.items[j];
    if (used > 1) {
      if (used < seen[j].length && family !== 'CRM') {
        prior[j] = 1;
        warnings.push(`item "${name}": some categories were used by nobody; a weak prior keeps them finite`);
      }
      return;
    }
    prior[j] = 1;
    warnings.push(`item "${name}": ${describeSingle(matrix, j, seen[j])}`);
  });
  if (sample.learners < FEW_LEARNERS) {
    prior.fill(1);
    warnings.push(`only ${sample.learners} learners: a weak prior (a ~ N(1, 0.5²)) steadies all items`);
  } else if (informative < 3 && coded.some(({ family, fixed }) => !fixed && !ITEM_FAMILIES[family].unitSlope)) {
    prior.fill(1);
    warnings.push('fewer than three items with differing answers do not identify slopes: a weak prior steadies them');
  }
  return prior;
}

function describeSingle(matrix: ResponseMatrix, j: number, seen: Float64Array): string {
  if (seen.every((w) => w === 0)) return 'nobody answered it; its parameters are the prior alone';
  const only = seen.findIndex((w) => w > 0);
  if (seen.length > 2) return `everybody is in category ${only}; a weak prior keeps it finite`;
  const values = new Set<number>();
  for (let i = j; i < matrix.points.length; i += matrix.items.length) {
    if (!Number.isNaN(matrix.points[i])) values.add(matrix.points[i]);
  }
  const [value] = values;
  if (values.size === 1 && value !== 0 && value !== Math.fround(matrix.fullMarks[j])) {
    return `everybody has ${value} of ${matrix.fullMarks[j]} points; it is cut at ${PASS_SHARE * 100} % and a weak prior keeps it finite`;
  }
  return only === 0
    ? 'everybody got it wrong; a weak prior keeps it finite'
    : 'everybody got it right; a weak prior keeps it finite';
}

function describeTwins(matrix: ResponseMatrix, twins: readonly (readonly [number, number])[]): string[] {
  return twins.map(
    ([a, b]) =>
      `items "${matrix.items[a]}" and "${matrix.items[b]}" have the same points of every learner: if one is a copy, leave it out, since it makes both look too good`,
  );
}

function warnAnchors(matrix: ResponseMatrix, { anchors }: SettledOptions): string[] {
  if (anchors === undefined) return [];
  const common = matrix.items.filter((item) => anchors.items.includes(item)).length;
  if (common === 0) {
    throw new YincaiError({
      code: 'not-identified',
      column: 'anchors',
      expected: 'at least one item of the matrix in the anchor model, by id',
      expectedZh: '作答表中至少有一道题在锚题模型里（按编号）',
    });
  }
  return common < FEW_ANCHORS
    ? [`only ${common} anchor ${common === 1 ? 'item' : 'items'}: the scale hangs on ${common === 1 ? 'it' : 'them'}`]
    : [];
}

function checkPriorItems(matrix: ResponseMatrix, { priors }: SettledOptions): void {
  for (const { items } of priors) {
    for (const item of items ?? []) if (!matrix.items.includes(item)) throw unknownItem(item, 'priors');
  }
}

function unknownItem(item: string, option: string): YincaiError {
  return new YincaiError({
    code: 'unknown-id',
    column: option,
    value: item,
    expected: 'an item of the response table',
    expectedZh: '作答表中的题目',
  });
}

/** Groups that share no items, not even through others, have no common scale. */
function demandCommonItems(sample: Sample, groups: readonly string[], design: Design): void {
  const items = design.items.length;
  const { packed } = sample;
  const parent = groups.map((_, g) => g);
  const root = (g: number): number => {
    while (parent[g] !== g) g = parent[g];
    return g;
  };
  // An item joins the groups of all who answered it. A group is the first digit of the first block.
  const owner = new Int32Array(items).fill(-1);
  for (let row = 0; row < packed.rows; row++) {
    const group = packed.codes[row * packed.blocks.length] % packed.categories[0];
    forAnswered(packed, row, (j) => {
      if (owner[j] < 0) owner[j] = group;
      else if (root(owner[j]) !== root(group)) parent[root(group)] = root(owner[j]);
    });
  }
  const apart = groups.filter((_, g) => root(g) !== root(0));
  if (apart.length === 0) return;
  throw new YincaiError({
    code: 'not-identified',
    column: 'groups',
    value: apart.slice(0, 10).join(', '),
    expected: `items in common with group ${groups[0]}, directly or through other groups`,
    expectedZh: `与 ${groups[0]} 组有共同题目（直接或经由其他组）`,
    mend: 'give anchors, or calibrate the groups apart',
    mendZh: '请提供锚题，或分组标定',
  });
}

function forAnswered(packed: Sample['packed'], row: number, visit: (item: number) => void): void {
  const { blocks, codes, categories } = packed;
  for (let b = 0; b < blocks.length; b++) {
    const { from, to, radix } = blocks[b];
    let code = codes[row * blocks.length + b];
    for (let j = from; j < to; j++) {
      const digit = code % radix[j - from];
      code = (code - digit) / radix[j - from];
      if (j > 0 && digit < categories[j]) visit(j - 1);
    }
  }
}

function chooseLatent(
  matrix: ResponseMatrix,
  options: SettledOptions,
  groups: readonly string[],
  coded: readonly CodedItem[],
  seen: readonly Float64Array[],
  sample: Sample,
  nodes: Float64Array,
  warnings: string[],
): Latent {
  const anchored = options.anchors !== undefined;
  const informative = seen.filter((own) => own.filter((w) => w > 0).length > 1).length;
  let unit = coded.some(({ family, fixed }) => !fixed && ITEM_FAMILIES[family].unitSlope);
  if (unit && !anchored && informative < 2) {
    unit = false;
    warnings.push('one item with differing answers does not identify the deviation of abilities: it is taken as 1');
  }
  const mean = Uint8Array.from(groups, (_, g) => (g > 0 || anchored ? 1 : 0));
  const deviation = Uint8Array.from(groups, (_, g) => (g > 0 || anchored || unit ? 1 : 0));
  if (options.covariates !== undefined) {
    return regressionLatent(groups[0], readCovariates(matrix, options.covariates, sample), anchored, anchored || unit);
  }
  if (options.latent === 'normal') return normalLatent(groups, { mean, deviation });
  if (options.latent === 'histogram') return histogramLatent(groups, { mean, deviation }, nodes);
  if (anchored || unit) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'latent',
      value: 'davidian',
      expected: 'items with free slopes and no anchors: the curve has mean 0 and deviation 1; or latent histogram',
      expectedZh: '斜率自由且无锚题的题目（该曲线均值 0、标准差 1）；否则用 histogram',
    });
  }
  return davidianLatent(groups[0], options.latent.davidian);
}

function readCovariates(
  matrix: ResponseMatrix,
  { names, values }: NonNullable<SettledOptions['covariates']>,
  { packed }: Sample,
): Parameters<typeof regressionLatent>[1] {
  const rows = matrix.learners.length;
  const width = names.length;
  if (values.length !== rows * width) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'covariates',
      value: String(values.length),
      expected: `${rows} × ${width} values`,
      expectedZh: `${rows} × ${width} 个值`,
    });
  }
  const out = new Float64Array(packed.rows * (width + 1));
  for (let row = 0; row < rows; row++) {
    const at = packed.rowOf[row];
    for (let k = 0; k < width; k++) {
      const value = values[row * width + k];
      if (!Number.isFinite(value)) {
        throw new YincaiError({
          code: 'bad-value',
          row: row + 1,
          column: names[k],
          value: String(value),
          expected: 'a number',
          expectedZh: '数值',
        });
      }
      if (at >= 0) out[at * (width + 1) + k + 1] = value;
    }
    if (at >= 0) out[at * (width + 1)] = 1;
  }
  return { names: ['intercept', ...names], values: out, weight: packed.weight };
}
