import * as z from 'zod';
import { YincaiError } from '../data/fault.js';
import type { LearnerState, PointState, SubjectState } from './state.js';

const moment = z.number();
const count = z.number().int().min(0);

/** Records of outside ids are read as entries, so that `__proto__` is a key like any other. */
function dictionaryOf<V>(value: z.ZodType<V>): z.ZodType<Readonly<Record<string, V>>> {
  return z.unknown().transform((input, context) => {
    const result = Object.create(null) as Record<string, V>;
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      context.issues.push({ code: 'custom', message: 'expected an object', input });
      return result;
    }
    for (const [key, entry] of Object.entries(input)) {
      const parsed = value.safeParse(entry);
      if (parsed.success) result[key] = parsed.data;
      else
        for (const issue of parsed.error.issues)
          context.issues.push({ ...issue, path: [key, ...issue.path], input: entry } as never);
    }
    return result;
  });
}

const pointSchema: z.ZodType<PointState> = z.strictObject({
  deviation: z.strictObject({ mean: z.number(), variance: z.number().min(0), slope: z.number() }),
  answers: count,
  lastSeen: moment.exactOptional(),
  known: z.number().min(0).max(1).exactOptional(),
  memory: z.strictObject({ stability: z.number().positive(), difficulty: z.number().min(1).max(10) }).exactOptional(),
  items: dictionaryOf(count).exactOptional(),
});

const subjectSchema: z.ZodType<SubjectState> = z.strictObject({
  ability: z.strictObject({ mean: z.number(), variance: z.number().min(0) }),
  lastSeen: moment.exactOptional(),
  points: dictionaryOf(pointSchema),
  items: dictionaryOf(count).exactOptional(),
});

/** A learner's state as JSON. */
export const learnerStateSchema: z.ZodType<LearnerState> = z.strictObject({
  kind: z.literal('learner'),
  version: z.literal(1),
  learner: z.string(),
  subjects: dictionaryOf(subjectSchema),
  events: count,
});

/**
 * Reads a learner's state from unknown JSON. Advancing what was read gives the same bytes as advancing the original.
 *
 * @throws YincaiError `unknown-version` for a state of another version, `bad-format` naming each place that is amiss
 * @example
 * const state = parseLearnerState(JSON.parse(text), 'L001.json');
 */
export function parseLearnerState(value: unknown, file?: string): LearnerState {
  const place = file === undefined ? {} : { file };
  const head = value as { kind?: unknown; version?: unknown } | null | undefined;
  if (head?.kind === 'learner' && head.version !== 1) {
    throw new YincaiError({ ...place, code: 'unknown-version', value: String(head.version), expected: 'version 1' });
  }
  const parsed = learnerStateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new YincaiError(
    parsed.error.issues.map((issue) => ({
      ...place,
      code: 'bad-format' as const,
      column: issue.path.length === 0 ? 'state' : issue.path.join('.'),
      expected: issue.message,
    })),
  );
}
