import * as z from 'zod';
import { type Fault, YincaiError } from '../data/fault.js';
import { type RecommendRequest, recommendDefaults, settleRequest } from './request.js';

const share = z.number().min(0).max(1);
const ids = z.array(z.string().min(1)).max(100_000);

/** Shape of a request; relations between its thresholds are checked after it. */
const requestSchema = z.strictObject({
  subject: z.string().min(1),
  itemsPerPoint: z.int().min(1).max(100).optional(),
  maxPoints: z.int().min(1).max(1000).optional(),
  band: z.strictObject({ low: share, high: share }).optional(),
  masteredAt: share.optional(),
  weakBelow: share.optional(),
  readyAt: share.optional(),
  untestedReadyAt: share.optional(),
  minAnswers: z.int().min(1).optional(),
  targets: ids.optional(),
  weights: z.record(z.string(), z.number().positive()).optional(),
  wrongItems: ids.optional(),
  exclude: ids.optional(),
  seed: z.number().optional(),
});

/**
 * Parses a request from unknown JSON.
 *
 * @throws YincaiError `bad-option` naming each field that is refused and what was expected.
 * @example
 * parseRecommendRequest({ subject: 'math', itemsPerPoint: 2 }); // { subject: 'math', itemsPerPoint: 2 }
 */
export function parseRecommendRequest(value: unknown, file?: string): RecommendRequest {
  const parsed = requestSchema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue): Fault => {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
      return {
        code: 'bad-option',
        column: [...issue.path.map(String), ...(unknown === undefined ? [] : [unknown])].join('.') || 'request',
        value: unknown ?? show(at(value, issue.path)),
        expected:
          unknown === undefined ? issue.message : `one of subject, ${Object.keys(recommendDefaults).join(', ')}`,
        ...(file === undefined ? {} : { file }),
      };
    });
    throw new YincaiError(faults);
  }
  // What was absent stays absent: an undefined value would hide a default.
  const request = Object.fromEntries(Object.entries(parsed.data).filter(([, part]) => part !== undefined));
  settleRequest(request as unknown as RecommendRequest);
  return request as unknown as RecommendRequest;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let part = value;
  for (const key of path) {
    if (part === null || typeof part !== 'object' || !Object.hasOwn(part, key)) return undefined;
    part = (part as Record<PropertyKey, unknown>)[key];
  }
  return part;
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
