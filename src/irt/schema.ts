import * as z from 'zod';
import { type Fault, YincaiError } from '../data/fault.js';
import { faultsOfIssues } from '../data/parse-issue.js';
import { checkPrior, type ParameterPrior } from './calibrate/priors.js';
import { type IrtModel, ITEM_FAMILIES } from './model.js';
import { error, family, finite, id, MOST_ITEMS, report, share, unknown } from './schema/parts.js';

export { parseMirtModel } from './schema/mirt.js';

const MOST_GROUPS = 1000;

function nominal<N extends z.ZodType<number>>(value: N) {
  const column = z.array(value).min(2).max(254);
  return z.array(z.object({ slopes: column, intercepts: column }).nullable());
}

const model: z.ZodType<IrtModel> = z.object({
  kind: z.literal('irt'),
  version: z.literal(2),
  items: z.array(id).min(1).max(MOST_ITEMS),
  families: z.array(family),
  a: z.array(finite),
  // Crossings of parallel nominal categories are nowhere.
  b: z.array(z.array(unknown).min(1).max(253)),
  lower: z.array(share).exactOptional(),
  upper: z.array(share).exactOptional(),
  nominal: nominal(finite).exactOptional(),
  scale: z.array(finite.nullable()).exactOptional(),
  cuts: z.array(z.array(finite).min(1).max(253)),
  fullMarks: z.array(finite.positive()),
  categoryPoints: z.array(z.array(finite.min(0)).max(254)).exactOptional(),
  latent: z
    .array(
      z.object({
        group: z.string().max(200),
        mean: finite,
        deviation: finite.positive(),
        learners: finite.min(0),
        se: z.object({ mean: error, deviation: error }),
        weights: z.array(share).max(1001).exactOptional(),
      }),
    )
    .min(1)
    .max(MOST_GROUPS),
  regression: z
    .object({ covariates: z.array(id).min(1).max(1000), coefficients: z.array(finite), se: z.array(error) })
    .exactOptional(),
  quadrature: z.object({ points: z.int().min(2).max(1001), bound: finite.positive().max(100) }),
  se: z.object({
    a: z.array(error),
    b: z.array(z.array(error)),
    lower: z.array(error).exactOptional(),
    upper: z.array(error).exactOptional(),
    nominal: nominal(error).exactOptional(),
    scale: z.array(error.nullable()).exactOptional(),
  }),
  report,
});

/**
 * A calibrated model from unknown JSON: columns of one length, steps and cuts that fit their families, ids unique, cuts ascending.
 *
 * @throws YincaiError naming what does not fit; `unknown-version` for a model of another version.
 * @example
 * const model = parseIrtModel(JSON.parse(text), 'items.json');
 */
export function parseIrtModel(value: unknown, file?: string): IrtModel {
  const place = file === undefined ? {} : { file };
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version !== 2) {
    throw new YincaiError({
      code: 'unknown-version',
      ...place,
      column: 'version',
      value: String(version),
      expected: 'version 2',
      expectedZh: '版本 2',
      mend: 'calibrate the items again',
      mendZh: '请重新标定',
    });
  }
  const result = model.safeParse(value);
  if (!result.success) throw new YincaiError(faultsOfIssues(result.error.issues, value, file));
  const faults = inconsistencies(result.data);
  if (faults.length > 0) throw new YincaiError(faults.map((fault) => ({ ...place, ...fault })));
  return result.data;
}

function inconsistencies(parsed: IrtModel): Fault[] {
  const faults: Fault[] = [];
  const items = parsed.items.length;
  const wrong = (column: string, length: number, expected: number): void => {
    faults.push({
      code: 'bad-format',
      column,
      value: `${length} values`,
      expected: `${expected} values`,
      expectedZh: `${expected} 个值`,
    });
  };
  const bad = (column: string, value: string, expected: string, expectedZh: string): void => {
    faults.push({ code: 'bad-value', column, value, expected, expectedZh });
  };
  const { se } = parsed;
  const columns: readonly [string, readonly unknown[] | undefined][] = [
    ['families', parsed.families],
    ['a', parsed.a],
    ['b', parsed.b],
    ['lower', parsed.lower],
    ['upper', parsed.upper],
    ['nominal', parsed.nominal],
    ['scale', parsed.scale],
    ['cuts', parsed.cuts],
    ['fullMarks', parsed.fullMarks],
    ['categoryPoints', parsed.categoryPoints],
    ['se.a', se.a],
    ['se.b', se.b],
    ['se.lower', se.lower],
    ['se.upper', se.upper],
    ['se.nominal', se.nominal],
    ['se.scale', se.scale],
  ];
  for (const [name, column] of columns) {
    if (column !== undefined && column.length !== items) wrong(name, column.length, items);
  }
  if (faults.length > 0) return faults;
  const seen = new Set<string>();
  for (let j = 0; j < items; j++) {
    const name = parsed.families[j];
    const steps = parsed.cuts[j].length;
    if (seen.has(parsed.items[j])) {
      faults.push({ code: 'duplicate', column: `items[${j}]`, value: parsed.items[j], expected: 'unique ids' });
    }
    seen.add(parsed.items[j]);
    if (ITEM_FAMILIES[name].binary && steps !== 1) wrong(`cuts[${j}]`, steps, 1);
    const own = name === 'CRM' ? 1 : steps;
    if (parsed.b[j].length !== own) wrong(`b[${j}]`, parsed.b[j].length, own);
    if (se.b[j].length !== own) wrong(`se.b[${j}]`, se.b[j].length, own);
    if (name !== 'NRM') {
      if (parsed.a[j] === 0) bad(`a[${j}]`, '0', 'a slope other than 0', '非零的区分度');
      if (parsed.b[j].some(Number.isNaN)) bad(`b[${j}]`, 'null', 'numbers', '数值');
    }
    if (name === 'GRM' && !parsed.b[j].every((b, v) => v === 0 || b > parsed.b[j][v - 1] === parsed.a[j] > 0)) {
      bad(`b[${j}]`, parsed.b[j].join(', '), 'thresholds in the order of their categories', '按等级递增的阈值');
    }
    const asymptotes = ITEM_FAMILIES[name].asymptotes;
    const lower = parsed.lower?.[j] ?? 0;
    const upper = parsed.upper?.[j] ?? 1;
    if (asymptotes > 0 && !(lower > 0 && lower < upper && (asymptotes === 1 || upper < 1))) {
      bad(`lower[${j}]`, `${lower} … ${upper}`, 'asymptotes with 0 < lower < upper < 1', '0 < 下渐近线 < 上渐近线 < 1');
    }
    const parameters = parsed.nominal?.[j] ?? null;
    if (name === 'NRM') {
      const fits =
        parameters !== null &&
        parameters.slopes.length === steps + 1 &&
        parameters.intercepts.length === steps + 1 &&
        parameters.slopes[0] === 0 &&
        parameters.intercepts[0] === 0;
      if (!fits) {
        bad(
          `nominal[${j}]`,
          parameters === null ? 'null' : JSON.stringify(parameters),
          `${steps + 1} slopes and intercepts, the first of each 0`,
          `${steps + 1} 个斜率和截距，首个为 0`,
        );
      }
    }
    const scale = parsed.scale?.[j] ?? null;
    // The spread κ = a / scale of the marks is above 0.
    if (name === 'CRM' && !(scale !== null && scale !== 0 && scale > 0 === parsed.a[j] > 0)) {
      bad(`scale[${j}]`, String(scale), 'a scale of the sign of a', '与 a 同号的标度');
    }
    const points = parsed.categoryPoints?.[j];
    if (points !== undefined && points.length !== steps + 1) wrong(`categoryPoints[${j}]`, points.length, steps + 1);
    const ascending = parsed.cuts[j].every((cut, v) => cut > (v === 0 ? 0 : parsed.cuts[j][v - 1]));
    // Cuts come out of single precision with six digits.
    if (!ascending || parsed.cuts[j][steps - 1] > parsed.fullMarks[j] * (1 + 1e-5)) {
      bad(
        `cuts[${j}]`,
        parsed.cuts[j].join(', '),
        `ascending points above 0, up to ${parsed.fullMarks[j]}`,
        `大于 0、递增、至多 ${parsed.fullMarks[j]} 的分数`,
      );
    }
  }
  parsed.latent.forEach(({ weights }, g) => {
    if (weights !== undefined && weights.length !== parsed.quadrature.points) {
      wrong(`latent[${g}].weights`, weights.length, parsed.quadrature.points);
    }
  });
  const { regression } = parsed;
  if (regression !== undefined) {
    const count = regression.covariates.length;
    if (regression.coefficients.length !== count)
      wrong('regression.coefficients', regression.coefficients.length, count);
    if (regression.se.length !== count) wrong('regression.se', regression.se.length, count);
  }
  return faults;
}

const pair = z.tuple([finite, finite]);

const priors: z.ZodType<ParameterPrior[]> = z
  .array(
    z.object({
      items: z.array(id).max(MOST_ITEMS).exactOptional(),
      parameter: z.enum(['a', 'b', 'c', 'lower', 'upper']),
      density: z.union([
        z.strictObject({ normal: pair }),
        z.strictObject({ logNormal: pair }),
        z.strictObject({ beta: pair }),
      ]),
    }),
  )
  .max(MOST_ITEMS);

/**
 * Priors of parameters from unknown JSON.
 *
 * @throws YincaiError naming what does not fit.
 * @example
 * parsePriors([{ parameter: 'lower', density: { beta: [5, 17] } }], 'priors.json');
 */
export function parsePriors(value: unknown, file?: string): ParameterPrior[] {
  const result = priors.safeParse(value);
  if (!result.success) throw new YincaiError(faultsOfIssues(result.error.issues, value, file));
  for (const prior of result.data) checkPrior(prior);
  return result.data;
}
