import * as z from 'zod';
import { type FitReport, ITEM_FAMILIES, type ItemFamily } from '../model.js';

export const finite: z.ZodNumber = z.number();
/** Numbers that are not known are NaN, which JSON writes as null. */
export const unknown: z.ZodType<number> = z
  .union([z.number(), z.nan(), z.null()])
  .transform((value) => value ?? Number.NaN);
/** A standard error. */
export const error: z.ZodType<number> = z
  .union([finite.min(0), z.nan(), z.null()])
  .transform((value) => value ?? Number.NaN);
export const MOST_ITEMS = 100_000;
export const id: z.ZodType<string> = z.string().min(1).max(200);
export const share: z.ZodType<number> = finite.min(0).max(1);

/** {@link FitReport}. */
export const report: z.ZodType<FitReport> = z.object({
  logLikelihood: finite,
  logPrior: finite,
  iterations: z.int().min(0),
  converged: z.boolean(),
  reason: z.string().max(1000).exactOptional(),
  parameters: z.int().min(0),
  learners: finite.min(0),
  bounded: z.array(z.string().max(2000)).max(10 * MOST_ITEMS),
  standardErrors: z.enum(['observed', 'cross-product', 'none']),
  conditionNumber: z
    .union([finite, z.literal(Number.POSITIVE_INFINITY), z.nan(), z.null()])
    .transform((value) => value ?? Number.NaN),
  digest: z.string().max(64),
  warnings: z.array(z.string().max(2000)).max(10 * MOST_ITEMS),
});

/** Names of the families. */
export const family: z.ZodType<ItemFamily> = z.enum(Object.keys(ITEM_FAMILIES) as [ItemFamily, ...ItemFamily[]]);
