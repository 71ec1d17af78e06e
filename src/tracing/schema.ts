import * as z from 'zod';
import { YincaiError } from '../data/fault.js';
import type { BktModel } from './bkt/model.js';

const probability = z.number().min(0).max(1);
const probabilities = z.array(probability);
// JSON has no NaN: a log-likelihood that is none is written as null.
const real = z.union([z.number(), z.null().transform(() => Number.NaN)]);

/** A fitted BKT model as JSON. */
export const bktModelSchema: z.ZodType<BktModel> = z
  .strictObject({
    kind: z.literal('bkt'),
    version: z.literal(1),
    skills: z.array(z.string()),
    prior: probabilities,
    learn: probabilities,
    guess: probabilities,
    slip: probabilities,
    forget: probabilities,
    population: z.strictObject({
      prior: probability,
      learn: probability,
      guess: probability,
      slip: probability,
      forget: probability,
    }),
    rule: z.enum(['mean', 'min', 'product', 'geometric', 'logit']),
    report: z.object({
      logLikelihood: real,
      iterations: z.number(),
      converged: z.boolean(),
      reason: z.string().exactOptional(),
      parameters: z.number(),
      learners: z.number(),
      interactions: z.number(),
      warnings: z.array(z.string()),
      skills: z.object({
        logLikelihood: z.array(real),
        iterations: z.array(z.number()),
        converged: z.array(z.boolean()),
        learners: z.array(z.number()),
        answers: z.array(z.number()),
      }),
      rules: z
        .object({
          mean: real.exactOptional(),
          min: real.exactOptional(),
          product: real.exactOptional(),
          geometric: real.exactOptional(),
          logit: real.exactOptional(),
        })
        .exactOptional(),
    }),
  })
  .superRefine((model, context) => {
    for (const name of ['prior', 'learn', 'guess', 'slip', 'forget'] as const) {
      if (model[name].length !== model.skills.length) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `expected ${model.skills.length} numbers, one a skill`,
        });
      }
    }
    if (new Set(model.skills).size !== model.skills.length) {
      context.addIssue({ code: 'custom', path: ['skills'], message: 'expected each skill once' });
    }
  });

/**
 * Reads a BKT model from unknown JSON.
 *
 * @throws YincaiError `unknown-version` for a model of another version, `bad-format` naming each place that is amiss
 * @example
 * const model = parseBktModel(JSON.parse(text), 'model.json');
 */
export function parseBktModel(value: unknown, file?: string): BktModel {
  const place = file === undefined ? {} : { file };
  const version = (value as { kind?: unknown; version?: unknown } | null)?.version;
  if ((value as { kind?: unknown } | null)?.kind === 'bkt' && version !== 1) {
    throw new YincaiError({ ...place, code: 'unknown-version', value: String(version), expected: 'version 1' });
  }
  const parsed = bktModelSchema.safeParse(value);
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
