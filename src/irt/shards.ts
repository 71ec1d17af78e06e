import { YincaiError } from '../data/fault.js';
import { anderson } from '../math/anderson.js';
import { logPrior } from './calibrate/m-step.js';
import { addCounts, designOf, type ExpectedCounts, type UpdateOptions, update } from './expected-counts.js';
import type { IrtModel } from './model.js';
import { calibrateDefaults } from './options.js';
import { columnsOf, describeItem, parametersOf } from './parameters.js';

/** Options of {@link calibrateShards}; what is absent is as in {@link calibrate}. */
export interface ShardOptions extends UpdateOptions {
  readonly tolerance?: number;
  readonly objectiveTolerance?: number;
  readonly maxIterations?: number;
  readonly signal?: AbortSignal;
  /** Told the log-likelihood of the whole after each round. */
  readonly onProgress?: (progress: { readonly rounds: number; readonly logLikelihood: number }) => void;
}

/**
 * Calibrates responses that stay where they are: in each round every shard (school, county, machine) is given the model and
 * answers with its {@link expectedCounts}; their sum is exactly what the whole would have told, so that the result is that of
 * {@link calibrate} on all responses together. Items, categories and groups are those of `start`; standard errors are NaN.
 *
 * @param start a model of all items, e.g. calibrated on one shard
 * @param ask the counts of all shards under a model; shards may answer in any order
 * @throws YincaiError as {@link update} does, and `not-enough-data` for no shards; the signal's reason once it is aborted.
 * @cost rounds × (the slowest shard's E-step + an M-step); some ten to twenty rounds.
 * @example
 * const model = await calibrateShards(start, (model) => Promise.all(counties.map((county) => county.expectedCounts(model))));
 */
export async function calibrateShards(
  start: IrtModel,
  ask: (model: IrtModel) => Promise<readonly ExpectedCounts[]> | readonly ExpectedCounts[],
  options: ShardOptions = {},
): Promise<IrtModel> {
  const { signal, onProgress, priors = [] } = options;
  const steps = anderson(columnOf(start), { ...calibrateDefaults, ...options });
  let last = start;
  let sums: ExpectedCounts | undefined;
  let step = steps.next();
  for (let rounds = 1; !step.done; rounds++) {
    signal?.throwIfAborted();
    const model = modelAt(start, step.value);
    const parts = await ask(model);
    if (parts.length === 0) throw new YincaiError({ code: 'not-enough-data', expected: 'at least one shard' });
    sums = addCounts(parts);
    onProgress?.({ rounds, logLikelihood: sums.logLikelihood });
    const design = designOf(model, sums, priors);
    const parameters = step.value.subarray(0, design.size);
    last = update(model, sums, { priors });
    const objective = sums.logLikelihood + logPrior(design.items, parameters);
    step = steps.next({ next: columnOf(last), objective });
  }
  const { parameters, iterations, converged, change } = step.value;
  const model = modelAt(last, parameters);
  const { reason: _, ...report } = model.report;
  return {
    ...model,
    report: {
      ...report,
      iterations,
      converged,
      ...(converged
        ? {}
        : { reason: `after ${iterations} rounds parameters still moved by ${change.toExponential(1)} a round` }),
    },
  };
}

/** Parameters of the items, then mean and log deviation of each group. */
function columnOf(model: IrtModel): Float64Array {
  const items = model.items.flatMap((_, j) => Array.from(parametersOf(model, j)));
  return Float64Array.from([...items, ...model.latent.flatMap(({ mean, deviation }) => [mean, Math.log(deviation)])]);
}

/** Slopes, intercepts and log deviations past this are an overshoot of the acceleration. */
const FARTHEST = 60;

/** The model with the parameters of {@link columnOf}. */
function modelAt(model: IrtModel, column: Float64Array): IrtModel {
  let at = 0;
  const described = model.items.map((_, j) => {
    const { length } = parametersOf(model, j);
    const own = column.slice(at, at + length).map((x) => Math.min(FARTHEST, Math.max(-FARTHEST, x)));
    at += length;
    return describeItem(model.families[j], own);
  });
  return {
    ...model,
    ...columnsOf(model.families, described),
    latent: model.latent.map((group, g) => ({
      ...group,
      mean: column[at + 2 * g],
      deviation: Math.exp(Math.min(2, Math.max(-3, column[at + 2 * g + 1]))),
    })),
  };
}
