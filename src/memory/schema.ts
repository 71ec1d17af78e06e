import * as z from 'zod';
import { YincaiError } from '../data/fault.js';
import { faultsOfIssues } from '../data/parse-issue.js';
import type { DashModel } from './dash.js';
import type { FsrsModel } from './fsrs/model.js';
import type { HalfLifeModel } from './half-life.js';

/** A model of memory of any family. */
export type MemoryModel = FsrsModel | HalfLifeModel | DashModel;

const numbers = z.array(z.number());
const report = z.object({
  logLikelihood: z.number(),
  logLikelihoodConstant: z.number(),
  reviews: z.number(),
  sequences: z.number(),
  evaluations: z.number(),
  converged: z.boolean(),
  skipped: z.number(),
});

const fsrs: z.ZodType<FsrsModel> = z.strictObject({
  kind: z.literal('fsrs'),
  version: z.literal(1),
  weights: numbers.length(21),
  report: report.exactOptional(),
});

const halfLife: z.ZodType<HalfLifeModel> = z.strictObject({
  kind: z.literal('half-life'),
  version: z.literal(1),
  units: z.array(z.string()),
  base: z.number(),
  right: z.number(),
  wrong: z.number(),
  effect: numbers,
  slip: z.number().min(0).lt(1),
  report,
});

const dash: z.ZodType<DashModel> = z.strictObject({
  kind: z.literal('dash'),
  version: z.literal(1),
  units: z.array(z.string()),
  intercept: z.number(),
  effect: numbers,
  right: numbers.length(5),
  tries: numbers.length(5),
  report,
});

/** A memory model of any family as JSON, told apart by its `kind`. */
export const memoryModelSchema: z.ZodType<MemoryModel> = z
  .union([fsrs, halfLife, dash])
  .superRefine((model, context) => {
    if (model.kind !== 'fsrs' && model.effect.length !== model.units.length) {
      context.addIssue({
        code: 'custom',
        path: ['effect'],
        message: `expected ${model.units.length} numbers, one a unit`,
      });
    }
  });

/**
 * Reads a memory model from unknown JSON.
 *
 * @throws YincaiError `unknown-version` for a model of another version, `bad-value` naming each place that is amiss
 * @example
 * const model = parseMemoryModel(JSON.parse(text), 'memory.json');
 */
export function parseMemoryModel(value: unknown, file?: string): MemoryModel {
  const place = file === undefined ? {} : { file };
  const head = value as { kind?: unknown; version?: unknown } | null | undefined;
  const schemas = { fsrs, 'half-life': halfLife, dash };
  const known = typeof head?.kind === 'string' && Object.hasOwn(schemas, head.kind);
  if (known && head.version !== 1) {
    throw new YincaiError({ ...place, code: 'unknown-version', value: String(head.version), expected: 'version 1' });
  }
  // One family's own issues say more than a union's.
  const own = known ? schemas[head.kind as keyof typeof schemas].safeParse(value) : undefined;
  if (own !== undefined && !own.success) throw new YincaiError(faultsOfIssues(own.error.issues, value, file));
  const parsed = memoryModelSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new YincaiError(faultsOfIssues(parsed.error.issues, value, file));
}
