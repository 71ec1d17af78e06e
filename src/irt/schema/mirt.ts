import * as z from 'zod';
import { type Fault, YincaiError } from '../../data/fault.js';
import { faultsOfIssues } from '../../data/parse-issue.js';
import { cholesky } from '../../math/cholesky.js';
import { ITEM_FAMILIES } from '../model.js';
import type { MirtModel, MirtReport } from '../multidimensional/model.js';
import { error, family, finite, id, MOST_ITEMS, report, share } from './parts.js';

const MOST_DIMENSIONS = 500;

const columns = z.array(z.array(finite).min(1).max(MOST_DIMENSIONS));

const mirtReport: z.ZodType<MirtReport> = z.intersection(
  report,
  z.object({
    method: z.enum(['em', 'mh-rm']),
    logLikelihoodError: z.number().min(0),
    seed: z.union([z.string().max(1000), z.number()]).exactOptional(),
  }),
);

const model: z.ZodType<MirtModel> = z.object({
  kind: z.literal('mirt'),
  version: z.literal(1),
  structure: z.enum(['exploratory', 'confirmatory', 'bifactor', 'testlet']),
  items: z.array(id).min(1).max(MOST_ITEMS),
  families: z.array(family),
  dimensions: z.array(id).min(1).max(MOST_DIMENSIONS),
  primary: z.int().min(1).max(MOST_DIMENSIONS),
  loads: z.array(z.array(z.union([z.literal(0), z.literal(1)])).max(MOST_DIMENSIONS)),
  slopes: columns,
  intercepts: z.array(z.array(finite).min(1).max(253)),
  lower: z.array(share).exactOptional(),
  upper: z.array(share).exactOptional(),
  spread: z.array(z.number().positive().nullable()).exactOptional(),
  cuts: z.array(z.array(finite).min(1).max(253)),
  fullMarks: z.array(z.number().positive()),
  categoryPoints: z.array(z.array(z.number().min(0)).max(254)).exactOptional(),
  latent: z.object({
    mean: z.array(finite),
    covariance: columns,
    learners: z.number().min(0),
    se: z.object({ covariance: z.array(z.array(error)) }),
  }),
  quadrature: z.object({ points: z.int().min(2).max(1001), bound: z.number().positive().max(100) }),
  se: z.object({
    slopes: z.array(z.array(error)),
    intercepts: z.array(z.array(error)),
    lower: z.array(error).exactOptional(),
    upper: z.array(error).exactOptional(),
    spread: z.array(error.nullable()).exactOptional(),
  }),
  report: mirtReport,
});

/**
 * A multidimensional model from unknown JSON: columns of one length, a positive definite covariance, ids unique, at most one
 * specific dimension an item.
 *
 * @throws YincaiError naming what does not fit; `unknown-version` for a model of another version.
 * @example
 * const model = parseMirtModel(JSON.parse(text), 'mirt.json');
 */
export function parseMirtModel(value: unknown, file?: string): MirtModel {
  const place = file === undefined ? {} : { file };
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version !== 1) {
    throw new YincaiError({
      code: 'unknown-version',
      ...place,
      column: 'version',
      value: String(version),
      expected: 'version 1',
      expectedZh: '版本 1',
    });
  }
  const result = model.safeParse(value);
  if (!result.success) throw new YincaiError(faultsOfIssues(result.error.issues, value, file));
  const faults = inconsistencies(result.data);
  if (faults.length > 0) throw new YincaiError(faults.map((fault) => ({ ...place, ...fault })));
  return result.data;
}

function inconsistencies(parsed: MirtModel): Fault[] {
  const faults: Fault[] = [];
  const items = parsed.items.length;
  const width = parsed.dimensions.length;
  const length = (column: string, found: number | undefined, expected: number): void => {
    if (found === undefined || found === expected) return;
    faults.push({
      code: 'bad-format',
      column,
      value: `${found} values`,
      expected: `${expected} values`,
      expectedZh: `${expected} 个值`,
    });
  };
  const bad = (column: string, value: string, expected: string, expectedZh: string): void => {
    faults.push({ code: 'bad-value', column, value, expected, expectedZh });
  };
  const { se, latent } = parsed;
  const wide: readonly [string, readonly (readonly unknown[])[]][] = [
    ['loads', parsed.loads],
    ['slopes', parsed.slopes],
    ['se.slopes', se.slopes],
  ];
  const all: readonly [string, readonly unknown[] | undefined][] = [
    ...wide,
    ['families', parsed.families],
    ['intercepts', parsed.intercepts],
    ['lower', parsed.lower],
    ['upper', parsed.upper],
    ['spread', parsed.spread],
    ['cuts', parsed.cuts],
    ['fullMarks', parsed.fullMarks],
    ['categoryPoints', parsed.categoryPoints],
    ['se.intercepts', se.intercepts],
    ['se.lower', se.lower],
    ['se.upper', se.upper],
    ['se.spread', se.spread],
  ];
  for (const [name, column] of all) length(name, column?.length, items);
  length('latent.mean', latent.mean.length, width);
  for (const [name, matrix] of [
    ['latent.covariance', latent.covariance],
    ['latent.se.covariance', latent.se.covariance],
  ] as const) {
    length(name, matrix.length, width);
    matrix.forEach((row, d) => {
      length(`${name}[${d}]`, row.length, width);
    });
  }
  for (const [name, matrix] of wide) {
    matrix.forEach((row, j) => {
      length(`${name}[${j}]`, row.length, width);
    });
  }
  if (faults.length > 0) return faults;

  const { covariance } = latent;
  const symmetric = covariance.every((row, d) => row.every((v, e) => v === covariance[e][d]));
  if (!symmetric || cholesky(covariance.flat(), width) === undefined) {
    bad('latent.covariance', JSON.stringify(covariance), 'a symmetric positive definite matrix', '对称正定矩阵');
  }
  if (latent.mean.some((m) => m !== 0)) bad('latent.mean', latent.mean.join(', '), 'zeros', '0');
  if (parsed.primary > width) bad('primary', String(parsed.primary), `at most ${width}`, `至多 ${width}`);
  if (new Set(parsed.dimensions).size < width) {
    bad('dimensions', parsed.dimensions.join(', '), 'unique names', '互不相同的名称');
  }
  const seen = new Set<string>();
  for (let j = 0; j < items; j++) {
    const name = parsed.families[j];
    const steps = parsed.cuts[j].length;
    if (seen.has(parsed.items[j])) {
      faults.push({ code: 'duplicate', column: `items[${j}]`, value: parsed.items[j], expected: 'unique ids' });
    }
    seen.add(parsed.items[j]);
    if (name === 'NRM' || name === '1PL' || name === 'RSM') {
      bad(`families[${j}]`, name, 'a family with slopes of its own', '各题自有斜率的模型');
    }
    if (ITEM_FAMILIES[name].binary) length(`cuts[${j}]`, steps, 1);
    const own = name === 'CRM' ? 1 : steps;
    length(`intercepts[${j}]`, parsed.intercepts[j].length, own);
    length(`se.intercepts[${j}]`, se.intercepts[j].length, own);
    length(`categoryPoints[${j}]`, parsed.categoryPoints?.[j].length, steps + 1);
    if (name === 'GRM' && !parsed.intercepts[j].every((c, v) => v === 0 || c < parsed.intercepts[j][v - 1])) {
      bad(`intercepts[${j}]`, parsed.intercepts[j].join(', '), 'descending intercepts', '递减的截距');
    }
    const asymptotes = ITEM_FAMILIES[name].asymptotes;
    const [lower, upper] = [parsed.lower?.[j] ?? 0, parsed.upper?.[j] ?? 1];
    if (asymptotes > 0 && !(lower > 0 && lower < upper && (asymptotes === 1 || upper < 1))) {
      bad(`lower[${j}]`, `${lower} … ${upper}`, 'asymptotes with 0 < lower < upper < 1', '0 < 下渐近线 < 上渐近线 < 1');
    }
    if ((name === 'CRM') !== ((parsed.spread?.[j] ?? null) !== null)) {
      bad(`spread[${j}]`, String(parsed.spread?.[j]), 'a spread for CRM items alone', '仅 CRM 题有 spread');
    }
    const specific = parsed.loads[j].slice(parsed.primary).reduce((sum, load) => sum + load, 0);
    if (specific > 1)
      bad(`loads[${j}]`, parsed.loads[j].join(', '), 'at most one specific dimension', '至多一个特殊维度');
    parsed.slopes[j].forEach((a, d) => {
      if (parsed.loads[j][d] === 0 && a !== 0)
        bad(`slopes[${j}][${d}]`, String(a), '0, as its load is', '0（该维度未载荷）');
    });
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
  return faults;
}
