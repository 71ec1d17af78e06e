import type { ResponseMatrix } from '../../data/response-matrix.js';
import { pause } from '../calibrate/pause.js';
import type { LongWork } from '../calibrate.js';
import { curveOf, parametersOf } from '../parameters.js';
import { adjust } from './adjust.js';
import { type Test, testOf } from './contingency.js';
import { type DifEffect, effectOf } from './effect-size.js';
import { anchorIndices, checkIrtDif, type IrtDifOptions, irtDifDefaults } from './irt-options.js';
import { type DifSample, difSample } from './sample.js';
import { type EngineOptions, fitSplit, type GroupMoments, momentsOf, type SplitFit } from './split.js';

/** DIF of one item by a likelihood-ratio test. */
export interface LikelihoodRatioItem {
  readonly item: string;
  /** That all its parameters are equal in all groups; NaN for an anchor. */
  readonly test: Test;
  readonly adjustedP: number;
  readonly flagged: boolean;
  /** Whether it joined the groups when the other items were tested. */
  readonly anchor: boolean;
  /** Each focal group against the reference. */
  readonly effects: readonly DifEffect[];
}

/** What a search on the calibrated scale found. */
export interface IrtDifReport<Item> {
  readonly groups: readonly GroupMoments[];
  readonly reference: string;
  readonly items: readonly Item[];
  /** Rounds of purification; 0 without. */
  readonly rounds: number;
  readonly warnings: readonly string[];
}

/** How far a search is. */
export interface DifProgress {
  /** Calibrations done, and to do in this round. */
  readonly done: number;
  readonly total: number;
  readonly round: number;
}

/**
 * Searches items for differential item functioning by likelihood-ratio tests: does the joint calibration of the groups gain by
 * giving an item parameters of its own in each group? G² = 2 (log L free − log L equal), degrees of freedom the parameters gained.
 *
 * Without anchors each item is tested against all others; those found are freed, and all are tested again, until the findings
 * stay. With `anchors` all other items are free in every group, and each is tested by being made equal.
 *
 * @throws YincaiError for groups that do not fit, unknown anchors, options without meaning, and as {@link calibrate} does.
 * @cost a calibration an item and round
 * @source Thissen, Steinberg & Wainer (1993) in Holland & Wainer, Differential Item Functioning, ch. 4; free baseline: Stark,
 *   Chernyshenko & Drasgow (2006), Journal of Applied Psychology 91(6).
 * @example
 * const { items, groups } = difLikelihoodRatio(matrix, schools, { adjust: 'BH' });
 * groups[1].mean; // how much abler the second school is, in deviations of the first
 * items.filter(({ flagged }) => flagged).map(({ item, effects }) => [item, effects[0].signed]);
 */
export function difLikelihoodRatio(
  matrix: ResponseMatrix,
  groups: readonly string[],
  options: IrtDifOptions = {},
): IrtDifReport<LikelihoodRatioItem> {
  const steps = search(matrix, groups, options);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/**
 * {@link difLikelihoodRatio}, letting other work run between calibrations; the same result.
 *
 * @throws the signal's reason once it is aborted.
 * @example
 * await difLikelihoodRatioAsync(matrix, schools, { onProgress: ({ done, total }) => show(done / total) });
 */
export async function difLikelihoodRatioAsync(
  matrix: ResponseMatrix,
  groups: readonly string[],
  options: IrtDifOptions & LongWork<DifProgress> = {},
): Promise<IrtDifReport<LikelihoodRatioItem>> {
  const { signal, onProgress, ...rest } = options;
  signal?.throwIfAborted();
  const steps = search(matrix, groups, rest);
  let step = steps.next();
  while (!step.done) {
    onProgress?.(step.value);
    await pause();
    signal?.throwIfAborted();
    step = steps.next();
  }
  return step.value;
}

interface Round {
  readonly tests: readonly Test[];
  readonly effects: readonly (readonly DifEffect[])[];
  readonly base: SplitFit;
}

function* search(
  matrix: ResponseMatrix,
  groups: readonly string[],
  options: IrtDifOptions,
): Generator<DifProgress, IrtDifReport<LikelihoodRatioItem>> {
  const settled = { ...irtDifDefaults, ...options };
  checkIrtDif(settled);
  const engine: EngineOptions = { ...options.engine, family: settled.family };
  const sample = difSample(matrix, groups, options.reference, settled.maxCategories, settled.family);
  const anchors = anchorIndices(sample, options.anchors);
  const every = matrix.items.map((_, j) => j);
  const warnings: string[] = [];
  let freed = new Set(anchors === undefined ? [] : every.filter((j) => !anchors.has(j)));
  let round: Round = yield* testItems(sample, freed, anchors, engine, 1);
  let rounds = 0;
  while (settled.purify && anchors === undefined) {
    rounds++;
    const found = new Set(every.filter((j) => round.tests[j].p < settled.alpha));
    if (sameSet(found, freed)) break;
    if (found.size > every.length - 2 || rounds === settled.rounds) {
      warnings.push(
        rounds === settled.rounds
          ? `purification did not settle in ${rounds} rounds`
          : 'nearly every item differs between the groups: they have hardly a scale in common; name anchors',
      );
      break;
    }
    freed = found;
    round = yield* testItems(sample, freed, anchors, engine, rounds + 1);
  }
  const adjusted = adjust(
    round.tests.map(({ p }) => p),
    settled.adjust,
  );
  return {
    groups: momentsOf(sample, round.base),
    reference: sample.groups[0],
    items: every.map((j) => ({
      item: matrix.items[j],
      test: round.tests[j],
      adjustedP: adjusted[j],
      flagged: adjusted[j] < settled.alpha,
      anchor: !freed.has(j),
      effects: round.effects[j],
    })),
    rounds,
    warnings: [...warnings, ...round.base.estimate.model.report.warnings.map((text) => `calibration: ${text}`)],
  };
}

/** Tests every item but the anchors, those of `freed` having parameters of their own in each group all the while. */
function* testItems(
  sample: DifSample,
  freed: ReadonlySet<number>,
  anchors: ReadonlySet<number> | undefined,
  engine: EngineOptions,
  round: number,
): Generator<DifProgress, Round> {
  const total = sample.matrix.items.length + 1;
  const base = fitSplit(sample, freed, engine, 'none');
  yield { done: 1, total, round };
  const tests: Test[] = [];
  const effects: (readonly DifEffect[])[] = [];
  for (let j = 0; j < sample.matrix.items.length; j++) {
    if (anchors?.has(j)) {
      tests.push(testOf(Number.NaN, 0));
      effects.push([]);
      continue;
    }
    const other = new Set(freed);
    if (!other.delete(j)) other.add(j);
    const moved = fitSplit(sample, other, engine, 'none');
    const [free, equal] = freed.has(j) ? [base, moved] : [moved, base];
    tests.push(testOf(Math.max(0, 2 * (free.logLikelihood - equal.logLikelihood)), free.parameters - equal.parameters));
    effects.push(effectsOf(sample, free, j));
    yield { done: j + 2, total, round };
  }
  return { tests, effects, base };
}

/** Effects of an item in a fit in which it is split. */
export function effectsOf(sample: DifSample, fit: SplitFit, j: number): DifEffect[] {
  const { model, solution } = fit.estimate;
  const version = (g: number): { curve: ReturnType<typeof curveOf>; parameters: Float64Array } => ({
    curve: curveOf(model, fit.at(j, g)),
    parameters: parametersOf(model, fit.at(j, g)),
  });
  const shares = sharesOf(sample, j);
  return momentsOf(sample, fit)
    .slice(1)
    .map((moments, g) => effectOf(version(0), version(g + 1), shares, moments, solution.nodes));
}

/** Share of the full marks that each category pays: its least points. */
export function sharesOf(sample: DifSample, j: number): number[] {
  return [0, ...sample.cuts[j]].map((points) => points / sample.matrix.fullMarks[j]);
}

function sameSet(one: ReadonlySet<number>, two: ReadonlySet<number>): boolean {
  return one.size === two.size && [...one].every((j) => two.has(j));
}
