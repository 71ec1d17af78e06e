import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { cholesky, choleskySolve } from '../../math/cholesky.js';
import type { Estimate } from '../calibrate/ascend.js';
import { ITEM_FAMILIES, type ItemFamily } from '../model.js';
import { curveOf, parametersOf } from '../parameters.js';
import { adjust } from './adjust.js';
import { type Test, testOf } from './contingency.js';
import { type DifEffect, effectOf } from './effect-size.js';
import { anchorIndices, checkIrtDif, type IrtDifOptions, irtDifDefaults } from './irt-options.js';
import { effectsOf, type IrtDifReport, sharesOf } from './likelihood-ratio.js';
import { type DifSample, difSample } from './sample.js';
import { type EngineOptions, fitGroup, fitSplit, type GroupMoments, momentsOf, type SplitFit } from './split.js';

/** Options of {@link difWald}; what is absent is taken from {@link irtDifDefaults}. */
export interface WaldOptions extends Omit<IrtDifOptions, 'purify' | 'rounds'> {
  /** `two-stage`: moments of the groups from equal items, then all items free; `anchors`: from the items named. Default by whether `anchors` are given. */
  readonly scheme?: 'two-stage' | 'anchors';
}

/** DIF of one item by Wald tests. */
export interface WaldItem {
  readonly item: string;
  /** All parameters; the slopes; the others given the slopes. The last two add up to the first. */
  readonly test: Test;
  readonly slopes: Test;
  readonly others: Test;
  readonly adjustedP: number;
  readonly flagged: boolean;
  readonly anchor: boolean;
  readonly effects: readonly DifEffect[];
}

/**
 * Searches items for differential item functioning by Wald tests on the calibrated parameters: χ² = d′ Cov(d)⁻¹ d, d the differences of
 * the item's slopes and intercepts between each focal group and the reference; parted into slopes (non-uniform DIF) and the
 * other parameters given the slopes (uniform).
 *
 * With `anchors`: one calibration in which all other items are free in every group (Wald-1). Without: a calibration with all
 * items equal gives the groups' means and deviations, then each group is calibrated alone and put on that scale (Wald-2). It is
 * quick, and says too often that there is DIF where groups differ much in ability or many items have DIF: use it to find anchors.
 *
 * @throws YincaiError as {@link difLikelihoodRatio} does; `not-identified` where an information matrix is not positive definite.
 * @cost one calibration with errors (Wald-1), or one and one a group (Wald-2)
 * @source Lord (1980), Applications of Item Response Theory, ch. 14; two stages: Langer (2008), dissertation, University of North
 *   Carolina; Woods, Cai & Wang (2013), Educational and Psychological Measurement 73(3).
 * @example
 * const { items } = difWald(matrix, schools, { anchors: ['q1', 'q4', 'q9'] });
 * items[2].slopes.p; // chance of so different a discrimination by luck
 */
export function difWald(
  matrix: ResponseMatrix,
  groups: readonly string[],
  options: WaldOptions = {},
): IrtDifReport<WaldItem> {
  const settled = { ...irtDifDefaults, ...options };
  checkIrtDif(settled);
  const engine: EngineOptions = { ...options.engine, family: settled.family };
  const sample = difSample(matrix, groups, options.reference, settled.maxCategories, settled.family);
  const anchors = anchorIndices(sample, options.anchors);
  const scheme = options.scheme ?? (anchors === undefined ? 'two-stage' : 'anchors');
  if (scheme === 'anchors' && anchors === undefined) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'anchors',
      value: '',
      expected: 'items for the scheme anchors',
      expectedZh: 'anchors 方案须给出锚题',
    });
  }
  const found = scheme === 'anchors' ? byAnchors(sample, anchors as Set<number>, engine) : byStages(sample, engine);
  const adjusted = adjust(
    found.items.map(({ test }) => test.p),
    settled.adjust,
  );
  return {
    groups: found.groups,
    reference: sample.groups[0],
    items: found.items.map((own, j) => ({
      item: matrix.items[j],
      ...own,
      adjustedP: adjusted[j],
      flagged: adjusted[j] < settled.alpha,
      anchor: scheme === 'anchors' && (anchors as Set<number>).has(j),
    })),
    rounds: 0,
    warnings: found.warnings.map((text) => `calibration: ${text}`),
  };
}

type Tested = Pick<WaldItem, 'test' | 'slopes' | 'others' | 'effects'>;

interface Found {
  readonly groups: readonly GroupMoments[];
  readonly items: readonly Tested[];
  readonly warnings: readonly string[];
}

/** Parameters of an item in every group, one after the other, with their covariance. */
interface Versions {
  readonly family: ItemFamily;
  /** Parameters a group. */
  readonly size: number;
  readonly values: Float64Array;
  readonly covariance: Float64Array;
}

function byAnchors(sample: DifSample, anchors: ReadonlySet<number>, engine: EngineOptions): Found {
  const free = new Set(sample.matrix.items.map((_, j) => j).filter((j) => !anchors.has(j)));
  const fit = fitSplit(sample, free, engine, 'observed');
  needCovariance(fit.estimate);
  const none = testOf(Number.NaN, 0);
  return {
    groups: momentsOf(sample, fit),
    items: sample.matrix.items.map((_, j) =>
      anchors.has(j)
        ? { test: none, slopes: none, others: none, effects: [] }
        : { ...waldTests(versionsIn(sample, fit, j)), effects: effectsOf(sample, fit, j) },
    ),
    warnings: fit.estimate.model.report.warnings,
  };
}

function versionsIn(sample: DifSample, fit: SplitFit, j: number): Versions {
  const { solution, covariance, model } = fit.estimate;
  const places = sample.groups.flatMap((_, g) => {
    const { at, curve } = solution.design.items[fit.at(j, g)];
    return Array.from({ length: curve.size }, (__, i) => at + i);
  });
  return {
    family: model.families[fit.at(j, 0)],
    size: places.length / sample.groups.length,
    values: Float64Array.from(places, (i) => solution.x[i]),
    covariance: blockOf(covariance as Float64Array, solution, places),
  };
}

/** Covariance of some entries of the parameters; 0 for fixed ones. */
function blockOf(
  covariance: Float64Array,
  { freeOf, free }: Estimate['solution'],
  places: readonly number[],
): Float64Array {
  const n = places.length;
  const out = new Float64Array(n * n);
  places.forEach((i, r) => {
    places.forEach((k, c) => {
      if (freeOf[i] >= 0 && freeOf[k] >= 0) out[r * n + c] = covariance[freeOf[i] * free + freeOf[k]];
    });
  });
  return out;
}

function needCovariance(found: Estimate): void {
  if (found.covariance !== undefined) return;
  throw new YincaiError({
    code: 'not-identified',
    expected: 'a calibration whose information matrix is positive definite',
    expectedZh: '信息矩阵正定的标定结果',
    mend: 'use fewer categories, more learners, or the likelihood-ratio test',
    mendZh: '减少等级、增加学生，或改用似然比检验',
  });
}

function byStages(sample: DifSample, engine: EngineOptions): Found {
  const joint = fitSplit(sample, new Set(), engine, 'none');
  const groups = momentsOf(sample, joint);
  const alone = groups.map((_, g) => fitGroup(sample, g, engine));
  alone.forEach(needCovariance);
  const nodes = joint.estimate.solution.nodes;
  const items = sample.matrix.items.map((_, j): Tested => {
    const families = alone.map(({ model }) => model.families[j]);
    const own = alone.map((found, g) => moved(found, j, groups[g], groups[0]));
    const { size } = own[0];
    const total = size * groups.length;
    const covariance = new Float64Array(total * total);
    own.forEach((version, g) => {
      for (let r = 0; r < size; r++) {
        for (let c = 0; c < size; c++) {
          covariance[(g * size + r) * total + g * size + c] = version.covariance[r * size + c];
        }
      }
    });
    const values = Float64Array.from(own.flatMap((version) => [...version.values]));
    const tests = waldTests({ family: families[0], size, values, covariance });
    const version = (g: number): { curve: ReturnType<typeof curveOf>; parameters: Float64Array } => ({
      curve: curveOf(alone[g].model, j),
      parameters: own[g].values,
    });
    const effects = groups
      .slice(1)
      .map((moments, g) => effectOf(version(0), version(g + 1), sharesOf(sample, j), moments, nodes));
    return { ...tests, effects };
  });
  return { groups, items, warnings: [joint.estimate, ...alone].flatMap(({ model }) => model.report.warnings) };
}

/** Parameters of an item of a group calibrated alone, on the scale of the reference group: a / σ and c − a μ / σ. */
function moved(found: Estimate, j: number, group: GroupMoments, reference: GroupMoments): Versions {
  const { model, solution, covariance } = found;
  const family = model.families[j];
  const { at, curve } = solution.design.items[j];
  const places = Array.from({ length: curve.size }, (_, i) => at + i);
  const values = parametersOf(model, j);
  // With slopes of 1 the group's own deviation is free, and only its mean is to be put in.
  const scale = ITEM_FAMILIES[family].unitSlope ? 1 : group.deviation / reference.deviation;
  const shift = group.mean - reference.mean;
  const size = curve.size;
  const map = new Float64Array(size * size);
  for (let i = 0; i < size; i++) map[i * size + i] = 1;
  for (const [slope, intercepts] of slopesOf(family, size)) {
    map[slope * size + slope] = 1 / scale;
    for (const c of intercepts) map[c * size + slope] = -shift / scale;
  }
  const block = blockOf(covariance as Float64Array, solution, places);
  const product = (one: Float64Array, two: (k: number, c: number) => number, r: number, c: number): number => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += one[r * size + k] * two(k, c);
    return sum;
  };
  const half = new Float64Array(size * size);
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) half[r * size + c] = product(map, (k, l) => block[k * size + l], r, c);
  }
  const out = new Float64Array(size * size);
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) out[r * size + c] = product(half, (k, l) => map[l * size + k], r, c);
  }
  return {
    family,
    size,
    values: Float64Array.from({ length: size }, (_, r) => product(map, (k) => values[k], r, 0)),
    covariance: out,
  };
}

/** Slopes among the flat parameters of an item, each with the intercepts that move when θ is shifted. */
function slopesOf(family: ItemFamily, size: number): [number, number[]][] {
  if (family === 'NRM') return Array.from({ length: size / 2 }, (_, k) => [k, [size / 2 + k]]);
  const several = family === 'PCM' || family === 'GPCM' || family === 'GRM';
  return [[0, several ? Array.from({ length: size - 1 }, (_, v) => v + 1) : [1]]];
}

/** Wald tests that the groups' parameters are equal. */
function waldTests({ family, size, values, covariance }: Versions): Omit<Tested, 'effects'> {
  const groups = values.length / size;
  const total = values.length;
  const steep = new Set(slopesOf(family, size).map(([slope]) => slope));
  const contrast = (i: number, g: number, k: number, h: number): number => {
    const at = (own: number, group: number): number => group * size + own;
    const cell = (r: number, c: number): number => covariance[r * total + c];
    return cell(at(i, g), at(k, h)) - cell(at(i, 0), at(k, h)) - cell(at(i, g), at(k, 0)) + cell(at(i, 0), at(k, 0));
  };
  const statistic = (indices: readonly number[]): Test => {
    const entries = indices.flatMap((i) => Array.from({ length: groups - 1 }, (_, g) => [i, g + 1] as const));
    // A parameter that is fixed, or one and the same in all groups, has nothing to differ.
    const free = entries.filter(([i, g]) => contrast(i, g, i, g) > 0);
    const n = free.length;
    if (n === 0) return testOf(Number.NaN, 0);
    const matrix = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, g] = free[Math.floor(at / n)];
      const [k, h] = free[at % n];
      return contrast(i, g, k, h);
    });
    const factor = cholesky(matrix, n);
    if (factor === undefined) return testOf(Number.NaN, n);
    const d = Float64Array.from(free, ([i, g]) => values[g * size + i] - values[i]);
    const solved = choleskySolve(factor, n, d);
    return testOf(
      d.reduce((sum, x, i) => sum + x * solved[i], 0),
      n,
    );
  };
  const all = Array.from({ length: size }, (_, i) => i);
  const test = statistic(all);
  const slopes = statistic(all.filter((i) => steep.has(i)));
  const rest = Number.isNaN(slopes.statistic) ? 0 : slopes.statistic;
  return { test, slopes, others: testOf(test.statistic - rest, test.df - slopes.df) };
}
