import * as z from 'zod';
import { YincaiError } from '../../data/fault.js';
import { readJson } from '../../data/json.js';
import { faultsOfIssues } from '../../data/parse-issue.js';
import { settle } from '../../handbook/compose/check.js';
import { type ComposeSettings, gradeBands, markBands, studentSections } from '../../handbook/compose.js';

const share = z.number().min(0).max(1);
const band = z.strictObject({ name: z.string().min(1), nameEn: z.string().exactOptional(), share });
const bands = z.strictObject({ by: z.enum(['marks', 'cohort']), bands: z.array(band).min(1).max(20) });

/** `handbook.json`: what is in the booklets. Everything may be left out. */
const settingsSchema: z.ZodType<ComposeSettings> = z.strictObject({
  sections: z.array(z.enum(studentSections)).exactOptional(),
  bands: z
    .union([z.literal('marks').transform(() => markBands), z.literal('grades').transform(() => gradeBands), bands])
    .exactOptional(),
  twin: z.string().exactOptional(),
  growth: share.exactOptional(),
  plan: z
    .strictObject({
      days: z.number().exactOptional(),
      least: z.number().exactOptional(),
      most: z.number().exactOptional(),
      rest: z.array(z.number()).exactOptional(),
    })
    .exactOptional(),
  weak: share.exactOptional(),
  mastered: share.exactOptional(),
  careless: share.exactOptional(),
  maxRows: z.number().int().min(1).max(200).exactOptional(),
  minGroup: z.number().int().min(2).exactOptional(),
}) as unknown as z.ZodType<ComposeSettings>;

/**
 * Reads the settings of booklets, JSON.
 *
 * @throws YincaiError `bad-value` or `bad-option` naming file, place and value
 */
export function readSettings(input: Uint8Array | string, file: string): ComposeSettings {
  const value = readJson(input, { file });
  const parsed = settingsSchema.safeParse(value);
  if (!parsed.success) throw new YincaiError(faultsOfIssues(parsed.error.issues, value, file));
  try {
    settle(parsed.data);
  } catch (error) {
    if (!(error instanceof YincaiError)) throw error;
    throw new YincaiError(error.faults.map((fault) => ({ ...fault, file })));
  }
  return parsed.data;
}
