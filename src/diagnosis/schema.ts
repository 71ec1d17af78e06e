import * as z from 'zod';
import { YincaiError } from '../data/fault.js';
import type { PointAbilityModel } from './point-ability/model.js';

// JSON has no NaN: it is written as null.
const real = z.union([z.number(), z.null().transform(() => Number.NaN)]);

/** A fitted point-ability model as JSON. */
export const pointAbilityModelSchema: z.ZodType<PointAbilityModel> = z
  .strictObject({
    kind: z.literal('point-ability'),
    version: z.literal(1),
    points: z.array(z.string()),
    a: z.array(z.number().positive()),
    b: z.array(z.number()),
    items: z.array(z.number().int().min(0)),
    typical: z.strictObject({ a: z.number().positive(), b: z.number() }),
    deviation: z.number().positive(),
    success: z.number().gt(0).lt(1),
    drift: z.strictObject({ ability: z.number().min(0), point: z.number().min(0) }),
    report: z.object({
      logLikelihood: real,
      logLikelihoodWithoutPoints: real,
      identified: z.boolean(),
      reason: z.string().exactOptional(),
      se: real,
      learners: z.number(),
      warnings: z.array(z.string()),
    }),
  })
  .superRefine((model, context) => {
    for (const name of ['a', 'b', 'items'] as const) {
      if (model[name].length !== model.points.length) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `expected ${model.points.length} numbers, one a point`,
        });
      }
    }
    if (new Set(model.points).size !== model.points.length) {
      context.addIssue({ code: 'custom', path: ['points'], message: 'expected each knowledge point once' });
    }
  });

/**
 * Reads a point-ability model from unknown JSON.
 *
 * @throws YincaiError `unknown-version` for a model of another version, `bad-format` naming each place that is amiss
 * @example
 * const model = parsePointAbilityModel(JSON.parse(text), 'ability.json');
 */
export function parsePointAbilityModel(value: unknown, file?: string): PointAbilityModel {
  const place = file === undefined ? {} : { file };
  const head = value as { kind?: unknown; version?: unknown } | null | undefined;
  if (head?.kind === 'point-ability' && head.version !== 1) {
    throw new YincaiError({ ...place, code: 'unknown-version', value: String(head.version), expected: 'version 1' });
  }
  const parsed = pointAbilityModelSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new YincaiError(
    parsed.error.issues.map((issue) => ({
      ...place,
      code: 'bad-format' as const,
      column: issue.path.length === 0 ? 'model' : issue.path.join('.'),
      expected: issue.message,
    })),
  );
}
