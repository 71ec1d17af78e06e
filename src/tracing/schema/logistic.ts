import * as z from 'zod';
import { YincaiError } from '../../data/fault.js';
import type { FeatureKind } from '../logistic/feature.js';
import { KINDS } from '../logistic/kinds.js';
import type { LogisticModel } from '../logistic/model.js';
import type { LogisticState } from '../logistic/state.js';
import type { Trie } from '../logistic/trie.js';

const number = z.number();
const ids = z.array(z.string());

const feature = z.strictObject({
  kind: z.string(),
  of: z.enum(['learner', 'skill', 'item', 'combination']),
  by: z.enum(['all', 'skill', 'item', 'combination']),
  parameters: z.record(z.string(), number).exactOptional(),
});

const shape: z.ZodType<LogisticModel> = z.strictObject({
  kind: z.literal('logistic'),
  version: z.literal(1),
  features: z.array(feature).max(500),
  skills: ids,
  items: ids,
  combinations: z.array(ids),
  weights: z.array(z.array(number)),
  deviations: z.array(z.array(number.min(0))),
  precision: z.array(number.min(0)),
  easiness: z
    .strictObject({
      intercept: number,
      items: z.array(number),
      skills: z.array(number),
      combinations: z.array(number),
    })
    .exactOptional(),
  factors: z.strictObject({ size: z.int().min(1).max(100), vectors: z.array(z.array(number)) }).exactOptional(),
  report: z.object({
    logLikelihood: number,
    penalty: number,
    iterations: number,
    converged: z.boolean(),
    reason: z.string().exactOptional(),
    factors: z
      .strictObject({
        precision: number.positive().exactOptional(),
        linearLoss: number,
        tried: z.array(z.strictObject({ precision: number.positive(), loss: number })),
      })
      .exactOptional(),
    parameters: number,
    learners: number,
    interactions: number,
    warnings: z.array(z.string()),
  }),
});

/**
 * A fitted logistic model as JSON, with kinds of features of one's own beside the library's.
 *
 * @example
 * const model = logisticModelSchemaWith([hints]).parse(JSON.parse(text));
 */
export function logisticModelSchemaWith(own: readonly FeatureKind[]): z.ZodType<LogisticModel> {
  const widths = new Map([...KINDS, ...own].map((kind) => [kind.name, kind]));
  return shape.superRefine((model, context) => {
    const amiss = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const sizes = {
      all: 1,
      skill: model.skills.length,
      item: model.items.length,
      combination: model.combinations.length,
    };
    for (const name of ['weights', 'deviations', 'precision'] as const) {
      if (model[name].length !== model.features.length) amiss([name], 'expected one entry a feature');
    }
    for (const name of ['skills', 'items'] as const) {
      if (new Set(model[name]).size !== model[name].length) amiss([name], 'expected each id once');
    }
    model.features.forEach(({ kind, by, parameters }, f) => {
      const known = widths.get(kind);
      const width = known === undefined ? undefined : widthOf(known, parameters);
      if (known === undefined) amiss(['features', f, 'kind'], 'expected a kind of feature that the library has');
      else if (width === undefined) amiss(['features', f, 'parameters'], 'expected numbers that the kind takes');
      if (width === undefined) return;
      const length = width * sizes[by];
      for (const name of ['weights', 'deviations'] as const) {
        if (model[name][f]?.length !== length) amiss([name, f], `expected ${length} numbers`);
      }
      if (model.factors !== undefined && model.factors.vectors[f]?.length !== length * model.factors.size) {
        amiss(['factors', 'vectors', f], `expected ${length * model.factors.size} numbers`);
      }
    });
    const { easiness } = model;
    if (easiness === undefined) return;
    for (const name of ['skills', 'items', 'combinations'] as const) {
      if (easiness[name].length !== model[name].length) amiss(['easiness', name], 'expected one number an id');
    }
  });
}

/** A fitted logistic model as JSON. */
export const logisticModelSchema: z.ZodType<LogisticModel> = logisticModelSchemaWith([]);

/** Values of a kind under given parameters; undefined where they are not its own or out of bounds. */
function widthOf(kind: FeatureKind, parameters: Readonly<Record<string, number>> = {}): number | undefined {
  if (!Object.keys(parameters).every((name) => Object.hasOwn(kind.parameters, name))) return undefined;
  if (parameters.length !== undefined && !(Number.isInteger(parameters.length) && parameters.length <= 6))
    return undefined;
  return kind.counter({ ...kind.parameters, ...parameters }).width;
}

/**
 * Reads a logistic model from unknown JSON.
 *
 * @throws YincaiError `unknown-version` for a model of another version, `bad-format` naming each place that is amiss
 * @example
 * const model = parseLogisticModel(JSON.parse(text), 'model.json');
 */
export function parseLogisticModel(value: unknown, file?: string): LogisticModel {
  return parse(logisticModelSchema, value, 'logistic', file);
}

/** Most levels and children of a trie. */
const DEEPEST = 8;

const trie: z.ZodType<Trie> = z.array(z.unknown()).transform((value, context) => {
  if (isTrie(value, 0)) return value;
  context.addIssue({ code: 'custom', message: 'expected floats by id as this library writes them' });
  return z.NEVER;
});

function isTrie(value: unknown, level: number): value is Trie {
  if (!Array.isArray(value) || level >= DEEPEST || !Number.isInteger(value[0])) return false;
  return value.slice(1).every((child: unknown) => {
    if (!Array.isArray(child)) return false;
    if (typeof child[0] !== 'string') return isTrie(child, level + 1);
    return child.slice(1).every((x) => typeof x === 'number' && Number.isFinite(x));
  });
}

/** The state of a learner under a logistic model as JSON. */
export const logisticStateSchema: z.ZodType<LogisticState> = z.strictObject({
  kind: z.literal('logistic-state'),
  version: z.literal(1),
  learner: z.array(number),
  skills: trie,
  items: trie,
  combinations: trie,
});

/**
 * Reads the state of a learner from unknown JSON.
 *
 * @throws YincaiError `unknown-version` for a state of another version, `bad-format` naming each place that is amiss
 * @example
 * const state = parseLogisticState(JSON.parse(text));
 */
export function parseLogisticState(value: unknown, file?: string): LogisticState {
  return parse(logisticStateSchema, value, 'logistic-state', file);
}

function parse<T>(schema: z.ZodType<T>, value: unknown, kind: string, file: string | undefined): T {
  const place = file === undefined ? {} : { file };
  const version = (value as { version?: unknown } | null)?.version;
  if ((value as { kind?: unknown } | null)?.kind === kind && version !== 1) {
    throw new YincaiError({ ...place, code: 'unknown-version', value: String(version), expected: 'version 1' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new YincaiError(
    parsed.error.issues.map((issue) => ({
      ...place,
      code: 'bad-format' as const,
      column: issue.path.length === 0 ? kind : issue.path.join('.'),
      expected: issue.message,
    })),
  );
}
