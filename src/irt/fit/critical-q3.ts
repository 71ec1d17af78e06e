import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { MISSING } from '../../kernels/packed-rows.js';
import { createRandom, type Random, type Seed } from '../../math/random.js';
import { simulateResponses } from '../../simulate/responses.js';
import type { IrtModel } from '../model.js';
import type { AbilityPrior } from '../score/priors.js';
import { type AbilityMethod, type FitData, type FitOptions, prepareFit } from './data.js';
import { residualCorrelationsOf } from './q3.js';

/** Options of {@link criticalQ3}; what is absent is taken from {@link criticalQ3Defaults}. */
export interface CriticalQ3Options extends FitOptions {
  readonly seed: Seed;
  readonly replications?: number;
  /** Share of the samples under the model that pass the critical values. */
  readonly level?: number;
  readonly method?: AbilityMethod;
}

/** Defaults of {@link criticalQ3}. */
export const criticalQ3Defaults: Required<Omit<CriticalQ3Options, keyof FitOptions | 'seed'>> = {
  replications: 100,
  level: 0.05,
  method: 'EAP',
};

/** What Q₃ reaches by chance in one group. */
export interface CriticalQ3 {
  readonly group: string;
  readonly replications: number;
  /** Mean of the mean Q₃. */
  readonly meanQ3: number;
  /** Values that the largest Q₃, and the largest above the mean, pass in a share `level` of samples. */
  readonly maxQ3: number;
  readonly q3Star: number;
}

/** Most learners of all simulated samples together. */
const MOST_LEARNERS = 2e7;

/**
 * Critical values of the largest Q₃ and of Q₃* for these learners and items: samples with the same items missing are drawn from the
 * model, each learner's ability from the own prior, and Q₃ taken of each. No one value serves all tests, since Q₃ depends on the
 * numbers of items and learners. Item parameters are those of the model, not estimated anew.
 *
 * @throws YincaiError where the matrix does not fit the model, or options have no meaning.
 * @cost replications times that of Q₃
 * @source Christensen, Makransky & Horton (2017), Applied Psychological Measurement 41(3): parametric bootstrap of Q₃.
 * @example
 * const [{ q3Star }] = criticalQ3(model, matrix, { seed: 1 });
 * localDependence(model, matrix)[0].q3Star > q3Star; // true: some items depend on each other
 */
export function criticalQ3(model: IrtModel, matrix: ResponseMatrix, options: CriticalQ3Options): CriticalQ3[] {
  const { replications, level, method, seed } = { ...criticalQ3Defaults, ...options };
  if (!(level > 0 && level < 1)) throw badOption('level', level, 'a number between 0 and 1', '0 与 1 之间的数');
  if (!(Number.isInteger(replications) && replications >= 1)) {
    throw badOption('replications', replications, 'a whole number from 1', '不小于 1 的整数');
  }
  const data = prepareFit(model, matrix, options);
  const rows = repeatedRows(data);
  if (rows.length * replications > MOST_LEARNERS) {
    throw badOption('replications', replications, `at most ${MOST_LEARNERS} simulated learners in all`, '更少的次数');
  }
  const found = model.latent.map(() => ({ mean: [] as number[], max: [] as number[], star: [] as number[] }));
  const random = createRandom(seed);
  for (let r = 0; r < replications; r++) {
    residualCorrelationsOf(simulate(data, rows, options, random.split(r), r), method).forEach((own, g) => {
      if (Number.isNaN(own.maxQ3)) return;
      found[g].mean.push(own.meanQ3);
      found[g].max.push(own.maxQ3);
      found[g].star.push(own.q3Star);
    });
  }
  return model.latent.map(({ group }, g) => ({
    group,
    replications,
    meanQ3: found[g].mean.reduce((sum, x) => sum + x, 0) / found[g].mean.length,
    maxQ3: upper(found[g].max, level),
    q3Star: upper(found[g].star, level),
  }));
}

/** The rows that answered, each as often as it counts. */
function repeatedRows({ weight }: FitData): Int32Array {
  const rows: number[] = [];
  weight.forEach((w, row) => {
    for (let i = 0; i < Math.round(w); i++) rows.push(row);
  });
  return Int32Array.from(rows);
}

/** The same rows with answers drawn from the model. */
function simulate(data: FitData, rows: Int32Array, options: FitOptions, random: Random, r: number): FitData {
  const { model, answers, priors, nodes } = data;
  const items = model.items.length;
  const abilities = Float64Array.from(rows, (row) => draw(priors.priors[priors.of[row]], nodes, random));
  const drawn = simulateResponses(model, abilities, { seed: `${random.integer(0, 2 ** 31)} ${r}` });
  const points = drawn.points.map((x, i) =>
    answers[rows[Math.floor(i / items)] * items + (i % items)] === MISSING ? Number.NaN : x,
  );
  const { groups, covariates } = options;
  const width = covariates?.names.length ?? 0;
  return prepareFit(
    model,
    { ...drawn, points },
    {
      ...(groups === undefined ? {} : { groups: Array.from(rows, (row) => groups[row]) }),
      ...(covariates === undefined
        ? {}
        : {
            covariates: {
              names: covariates.names,
              values: Array.from(rows).flatMap((row) =>
                Array.from({ length: width }, (_, c) => covariates.values[row * width + c]),
              ),
            },
          }),
    },
  );
}

function draw({ mean, deviation, weights }: AbilityPrior, nodes: Float64Array, random: Random): number {
  return weights === undefined ? random.normal(mean, deviation) : nodes[random.categorical(weights)];
}

/** The value that a share `level` of the values pass. */
function upper(values: number[], level: number): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((1 - level) * sorted.length) - 1)] ?? Number.NaN;
}

function badOption(column: string, value: number, expected: string, expectedZh: string): YincaiError {
  return new YincaiError({ code: 'bad-option', column, value: String(value), expected, expectedZh });
}
