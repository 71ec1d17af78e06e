import { type Fault, MAX_FAULTS, YincaiError } from '../../data/fault.js';
import type { IrtModel } from '../model.js';
import type { Covariates } from '../options.js';
import { badOption, type PriorOptions } from './options.js';

/** What is known of an ability before any answer: N(mean, deviation²), or shares at the model's nodes. */
export interface AbilityPrior {
  readonly mean: number;
  readonly deviation: number;
  /** Shares at the nodes of the model's quadrature. */
  readonly weights?: readonly number[];
}

/** The different priors of the rows. */
export interface RowPriors {
  readonly priors: readonly AbilityPrior[];
  /** Index of each row's prior `[rows]`. */
  readonly of: Int32Array;
}

/**
 * Each row's prior: its group's latent distribution; under a latent regression
 * N(intercept + covariates · coefficients, deviation of the group²).
 *
 * @throws YincaiError `unknown-id` for groups that the model does not have, `bad-option` where covariates do not fit
 */
export function rowPriors(model: IrtModel, rows: number, options: PriorOptions): RowPriors {
  const group = groupOfRows(model, rows, options.groups);
  if (model.regression === undefined) {
    return {
      priors: model.latent.map(({ mean, deviation, weights }) =>
        weights === undefined ? { mean, deviation } : { mean, deviation, weights },
      ),
      of: group,
    };
  }
  const means = regressionMeans(model, rows, options.covariates);
  const known = new Map<string, number>();
  const priors: AbilityPrior[] = [];
  const of = Int32Array.from(means, (mean, row) => {
    const key = `${group[row]} ${mean}`;
    let at = known.get(key);
    if (at === undefined) {
      at = priors.length;
      known.set(key, at);
      priors.push({ mean, deviation: model.latent[group[row]].deviation });
    }
    return at;
  });
  return { priors, of };
}

function groupOfRows(model: IrtModel, rows: number, groups: readonly string[] | undefined): Int32Array {
  if (groups === undefined) {
    if (model.latent.length === 1) return new Int32Array(rows);
    const names = model.latent.map(({ group }) => group).slice(0, 10);
    badOption(
      'groups',
      'none',
      `the group of each row, one of ${names.join(', ')}; MLE and WLE need none`,
      `每行的组名（${names.join('、')}）；MLE、WLE 不需要`,
    );
  }
  if (groups.length !== rows)
    badOption('groups', groups.length, `${rows} names, one a row`, `每行一个组名，共 ${rows} 个`);
  const known = new Map(model.latent.map(({ group }, g) => [group, g] as const));
  const faults: Fault[] = [];
  let total = 0;
  const of = Int32Array.from(groups, (name, row) => {
    const g = known.get(name);
    if (g !== undefined) return g;
    total++;
    if (faults.length < MAX_FAULTS) {
      faults.push({
        code: 'unknown-id',
        row: row + 1,
        column: 'group',
        value: name,
        expected: `a group of the model: ${[...known.keys()].slice(0, 10).join(', ')}`,
        expectedZh: `模型中的组：${[...known.keys()].slice(0, 10).join('、')}`,
      });
    }
    return 0;
  });
  if (total > 0) throw new YincaiError(faults, total);
  return of;
}

function regressionMeans(model: IrtModel, rows: number, given: Covariates | undefined): Float64Array {
  const { covariates, coefficients } = model.regression as NonNullable<IrtModel['regression']>;
  const names = covariates.slice(1);
  const list = names.join(', ');
  if (given === undefined) {
    badOption(
      'covariates',
      'none',
      `values of ${list}, since the model has a latent regression`,
      `潜回归的协变量：${list}`,
    );
  }
  const place = new Map(given.names.map((name, at) => [name, at] as const));
  const columns = names.map((name) => place.get(name) ?? -1);
  if (given.names.length !== names.length || columns.includes(-1)) {
    badOption('covariates', given.names.join(', '), `the covariates ${list}`, `协变量 ${list}`);
  }
  const width = names.length;
  if (given.values.length !== rows * width) {
    badOption('covariates', given.values.length, `${rows} × ${width} values`, `${rows} × ${width} 个值`);
  }
  return Float64Array.from({ length: rows }, (_, row) => {
    let mean = coefficients[0];
    for (let c = 0; c < width; c++) {
      const x = given.values[row * width + columns[c]];
      if (!Number.isFinite(x)) badOption(`covariates, row ${row + 1}: ${names[c]}`, x, 'a finite number', '有限的数');
      mean += coefficients[c + 1] * x;
    }
    return mean;
  });
}
