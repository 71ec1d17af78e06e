import * as z from 'zod';
import { YincaiError } from '../data/fault.js';
import type { BktModel } from './bkt/model.js';

const probability = z.number().min(0).max(1);
const probabilities = z.array(probability);
// JSON has no NaN: a log-likelihood that is none is written as null.
const real = z.union([z.number(), z.null().transform(() => Number.NaN)]);

const numbers = z.array(z.number());
const places = z.array(z.number().int().min(0));
const rule = z.enum(['conjunctive', 'noisy-and', 'compensatory']);

/** A fitted BKT model as JSON. */
export const bktModelSchema: z.ZodType<BktModel> = z
  .strictObject({
    kind: z.literal('bkt'),
    version: z.literal(2),
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
    rule,
    effects: z
      .strictObject({
        levels: z.strictObject({ at: z.array(z.number()).min(1), share: probabilities }),
        slope: z.strictObject({ prior: z.number(), learn: z.number(), easiness: z.number() }),
        items: z
          .strictObject({
            ids: z.array(z.string()),
            class: places,
            easiness: numbers,
            contrast: numbers,
            learn: numbers,
          })
          .exactOptional(),
        groups: z
          .strictObject({ ids: z.array(z.string()), prior: numbers, start: places, skill: places, special: numbers })
          .exactOptional(),
        decay: z.array(z.number().min(0)).exactOptional(),
        weight: z.array(z.number().positive()).exactOptional(),
      })
      .exactOptional(),
    covariance: z.array(z.array(z.number()).length(15).nullable()).exactOptional(),
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
          conjunctive: real.exactOptional(),
          'noisy-and': real.exactOptional(),
          compensatory: real.exactOptional(),
        })
        .exactOptional(),
      joint: real.exactOptional(),
      deviations: z.record(z.string(), z.number()).exactOptional(),
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
    const amiss = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
    const { effects, covariance } = model;
    const n = model.skills.length;
    if (covariance !== undefined && covariance.length !== n) amiss(['covariance'], `expected ${n} rows, one a skill`);
    if (effects !== undefined) {
      const { levels, items, groups } = effects;
      if (levels.share.length !== levels.at.length) amiss(['effects', 'levels'], 'expected as many shares as levels');
      for (const name of ['decay', 'weight'] as const) {
        if (effects[name] !== undefined && effects[name].length !== n)
          amiss(['effects', name], `expected ${n} numbers, one a skill`);
      }
      if (items !== undefined) {
        const classes = items.easiness.length;
        const same = items.contrast.length === classes && items.learn.length === classes;
        if (!same || items.class.length !== items.ids.length || items.class.some((c) => c >= classes)) {
          amiss(['effects', 'items'], 'expected a class for each item, and each effect for each class');
        }
      }
      if (groups !== undefined) {
        const ordered = groups.start.every((from, g) => from >= (groups.start[g - 1] ?? 0));
        const whole =
          groups.prior.length === groups.ids.length &&
          groups.start.length === groups.ids.length + 1 &&
          ordered &&
          groups.start.at(-1) === groups.skill.length &&
          groups.special.length === groups.skill.length &&
          groups.skill.every((s) => s < n);
        if (!whole) amiss(['effects', 'groups'], 'expected a prior for each group, and rows of skills of the model');
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
  if ((value as { kind?: unknown } | null)?.kind === 'bkt' && version !== 2) {
    throw new YincaiError({ ...place, code: 'unknown-version', value: String(version), expected: 'version 2' });
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

export {
  logisticModelSchema,
  logisticModelSchemaWith,
  logisticStateSchema,
  parseLogisticModel,
  parseLogisticState,
} from './schema/logistic.js';
export { dynamicIrtModelSchema, eloModelSchema, parseDynamicIrtModel, parseEloModel } from './schema/online.js';
