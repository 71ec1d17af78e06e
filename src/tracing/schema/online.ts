import * as z from 'zod';
import { YincaiError } from '../../data/fault.js';
import type { DynamicIrtModel } from '../dynamic-irt/model.js';
import type { EloModel } from '../elo/model.js';

const variance = z.number().min(0);
const positive = z.number().positive();
const share = z.number().min(0).max(1);
const ids = z.array(z.string());
const numbers = z.array(z.number());
const variances = z.array(variance);

const group = z.strictObject({ ids, mean: numbers, variance: z.array(positive) });
const groups = z.strictObject({ schools: group, classes: group });
const calibration = z.strictObject({ offset: z.number(), slope: positive });
const report = z.object({
  logLikelihood: z.union([z.number(), z.null().transform(() => Number.NaN)]),
  iterations: z.number(),
  converged: z.boolean(),
  learners: z.number(),
  interactions: z.number(),
  warnings: z.array(z.string()),
});
const ratings = {
  intercept: z.number(),
  interceptVariance: variance,
  skills: ids,
  skillEasiness: numbers,
  skillVariance: variances,
  items: ids,
  itemEasiness: numbers,
  itemVariance: variances,
};
const motion = {
  ability: positive,
  form: variance,
  formLoss: share,
  gain: variance,
  gainLoss: share,
  skillEasiness: positive,
  itemEasiness: positive,
  perDay: variance,
};

interface Parallel {
  readonly skills: readonly string[];
  readonly items: readonly string[];
  readonly skillEasiness: readonly number[];
  readonly skillVariance: readonly number[];
  readonly itemEasiness: readonly number[];
  readonly itemVariance: readonly number[];
}

/** What must be as long as what, and each id once. */
function checkParallel(model: Parallel, refuse: (path: string, message: string) => void): void {
  for (const name of ['skillEasiness', 'skillVariance'] as const) {
    if (model[name].length !== model.skills.length)
      refuse(name, `expected ${model.skills.length} numbers, one a skill`);
  }
  for (const name of ['itemEasiness', 'itemVariance'] as const) {
    if (model[name].length !== model.items.length) refuse(name, `expected ${model.items.length} numbers, one an item`);
  }
  for (const name of ['skills', 'items'] as const) {
    if (new Set(model[name]).size !== model[name].length) refuse(name, 'expected each id once');
  }
}

/** A fitted Elo model as JSON. */
export const eloModelSchema: z.ZodType<EloModel> = z
  .strictObject({
    kind: z.literal('elo'),
    version: z.literal(1),
    dynamics: z.strictObject({ ...motion, abilityDrift: variance, skill: positive, skillDrift: variance }),
    ...ratings,
    calibration,
    groups: groups.exactOptional(),
    report,
  })
  .superRefine((model, context) => {
    checkParallel(model, (path, message) => context.addIssue({ code: 'custom', path: [path], message }));
  });

/** A fitted dynamic IRT model as JSON. */
export const dynamicIrtModelSchema: z.ZodType<DynamicIrtModel> = z
  .strictObject({
    kind: z.literal('dynamic-irt'),
    version: z.literal(1),
    dynamics: z.strictObject({ ...motion, point: positive, pointDrift: variance }),
    ...ratings,
    edges: z.strictObject({ from: ids, to: ids }),
    coupling: z.number().min(0).lt(1),
    calibration,
    groups: groups.exactOptional(),
    report,
  })
  .superRefine((model, context) => {
    checkParallel(model, (path, message) => context.addIssue({ code: 'custom', path: [path], message }));
    if (model.edges.from.length !== model.edges.to.length) {
      context.addIssue({ code: 'custom', path: ['edges'], message: 'expected as many `from` as `to`' });
    }
  });

/**
 * Reads an Elo model from unknown JSON.
 *
 * @throws YincaiError `unknown-version` for a model of another version, `bad-format` naming each place that is amiss
 * @example
 * const model = parseEloModel(JSON.parse(text), 'model.json');
 */
export function parseEloModel(value: unknown, file?: string): EloModel {
  return parseModel(eloModelSchema, 'elo', value, file);
}

/**
 * Reads a dynamic IRT model from unknown JSON.
 *
 * @throws YincaiError `unknown-version` for a model of another version, `bad-format` naming each place that is amiss
 * @example
 * const model = parseDynamicIrtModel(JSON.parse(text), 'model.json');
 */
export function parseDynamicIrtModel(value: unknown, file?: string): DynamicIrtModel {
  return parseModel(dynamicIrtModelSchema, 'dynamic-irt', value, file);
}

function parseModel<Model>(schema: z.ZodType<Model>, kind: string, value: unknown, file?: string): Model {
  const place = file === undefined ? {} : { file };
  const head = value as { kind?: unknown; version?: unknown } | null;
  if (head?.kind === kind && head.version !== 1) {
    throw new YincaiError({ ...place, code: 'unknown-version', value: String(head.version), expected: 'version 1' });
  }
  const parsed = schema.safeParse(value);
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
