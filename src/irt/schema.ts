import * as z from 'zod';
import { type Fault, YincaiError } from '../data/fault.js';
import { faultsOfIssues } from '../data/parse-issue.js';
import type { FitReport, IrtModel } from './model.js';

const finite = z.number();
/** Standard errors that are not known are NaN, which JSON writes as null. */
const error: z.ZodType<number> = z.union([finite.min(0), z.nan(), z.null()]).transform((value) => value ?? Number.NaN);
const MOST_ITEMS = 100_000;
const steps = z.array(finite).min(1).max(253);

const report: z.ZodType<FitReport> = z.object({
  logLikelihood: finite,
  iterations: z.int().min(0),
  converged: z.boolean(),
  reason: z.string().max(1000).exactOptional(),
  parameters: z.int().min(0),
  learners: finite.min(0),
  warnings: z.array(z.string().max(2000)).max(2 * MOST_ITEMS),
});

const model: z.ZodType<IrtModel> = z.object({
  kind: z.literal('irt'),
  version: z.literal(1),
  family: z.enum(['2PL', 'GPCM']),
  items: z.array(z.string().min(1).max(200)).min(1).max(MOST_ITEMS),
  a: z.array(finite),
  b: z.array(steps),
  cuts: z.array(steps),
  fullMarks: z.array(finite.positive()),
  categoryPoints: z.array(z.array(finite.min(0)).max(254)).exactOptional(),
  se: z.object({ a: z.array(error), b: z.array(z.array(error)) }),
  report,
});

/**
 * A calibrated model from unknown JSON: columns of one length, steps and cuts that fit, ids unique, cuts ascending.
 *
 * @throws YincaiError naming what does not fit; `unknown-version` for a model of a later version.
 * @example
 * const model = parseIrtModel(JSON.parse(text), 'items.json');
 */
export function parseIrtModel(value: unknown, file?: string): IrtModel {
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
  const columns: [string, readonly unknown[]][] = [
    ['a', parsed.a],
    ['b', parsed.b],
    ['cuts', parsed.cuts],
    ['fullMarks', parsed.fullMarks],
    ['se.a', parsed.se.a],
    ['se.b', parsed.se.b],
    ['categoryPoints', parsed.categoryPoints ?? parsed.items],
  ];
  for (const [name, column] of columns) if (column.length !== items) wrong(name, column.length, items);
  if (faults.length > 0) return faults;
  const seen = new Set<string>();
  for (let j = 0; j < items; j++) {
    const own = parsed.b[j].length;
    if (seen.has(parsed.items[j])) {
      faults.push({ code: 'duplicate', column: `items[${j}]`, value: parsed.items[j], expected: 'unique ids' });
    }
    seen.add(parsed.items[j]);
    if (parsed.a[j] === 0)
      faults.push({ code: 'bad-value', column: `a[${j}]`, value: '0', expected: 'a slope other than 0' });
    if (parsed.cuts[j].length !== own) wrong(`cuts[${j}]`, parsed.cuts[j].length, own);
    if (parsed.se.b[j].length !== own) wrong(`se.b[${j}]`, parsed.se.b[j].length, own);
    const points = parsed.categoryPoints?.[j];
    if (points !== undefined && points.length !== own + 1) wrong(`categoryPoints[${j}]`, points.length, own + 1);
    const ascending = parsed.cuts[j].every((cut, v) => cut > (v === 0 ? 0 : parsed.cuts[j][v - 1]));
    // Cuts come out of single precision with six digits.
    if (!ascending || parsed.cuts[j][own - 1] > parsed.fullMarks[j] * (1 + 1e-5)) {
      faults.push({
        code: 'bad-value',
        column: `cuts[${j}]`,
        value: parsed.cuts[j].join(', '),
        expected: `ascending points above 0, up to ${parsed.fullMarks[j]}`,
      });
    }
  }
  return faults;
}
