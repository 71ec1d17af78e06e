import * as z from 'zod';
import { YincaiError } from '../data/fault.js';
import { faultsOfIssues } from '../data/parse-issue.js';
import { type RecommendRequest, settleRequest } from './request.js';

const share = z.number().min(0).max(1);
const ids = z.array(z.string().min(1)).max(100_000);

/** Read as entries, so that `__proto__` is a key like any other. */
const weights: z.ZodType<Readonly<Record<string, number>>> = z
  .unknown()
  .refine((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'expected an object')
  .transform((value, context) => {
    const read = Object.create(null) as Record<string, number>;
    for (const [point, weight] of Object.entries(value as Record<string, unknown>)) {
      if (typeof weight === 'number' && weight > 0 && Number.isFinite(weight)) read[point] = weight;
      else context.addIssue({ code: 'custom', message: 'a finite number above 0', path: [point], input: weight });
    }
    return read;
  });

/** Shape of a request; how its thresholds stand to each other is checked after it. */
const requestSchema: z.ZodType<RecommendRequest> = z.strictObject({
  subject: z.string().min(1),
  itemsPerPoint: z.int().min(1).max(100).exactOptional(),
  maxPoints: z.int().min(1).max(1000).exactOptional(),
  band: z.strictObject({ low: share, high: share }).exactOptional(),
  masteredAt: share.exactOptional(),
  weakBelow: share.exactOptional(),
  readyAt: share.exactOptional(),
  untestedReadyAt: share.exactOptional(),
  minAnswers: z.int().min(1).exactOptional(),
  targets: ids.exactOptional(),
  weights: weights.exactOptional(),
  wrongItems: ids.exactOptional(),
  exclude: ids.exactOptional(),
  stretch: z.boolean().exactOptional(),
  seed: z.number().exactOptional(),
});

/**
 * Parses a request from unknown JSON.
 *
 * @throws YincaiError `bad-value` naming each field that is refused and what was expected; `bad-option` where thresholds contradict
 *   each other.
 * @example
 * parseRecommendRequest({ subject: 'math', itemsPerPoint: 2 }); // { subject: 'math', itemsPerPoint: 2 }
 */
export function parseRecommendRequest(value: unknown, file?: string): RecommendRequest {
  const parsed = requestSchema.safeParse(value);
  if (!parsed.success) throw new YincaiError(faultsOfIssues(parsed.error.issues, value, file));
  settleRequest(parsed.data);
  return parsed.data;
}
