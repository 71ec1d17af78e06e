import * as z from 'zod';
import type { FailedBooklet, MadeBooklet, MadeFile, Manifest } from './manifest.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const edition = z.enum(['student', 'teacher', 'bundle']);

const fileSchema: z.ZodType<MadeFile> = z.strictObject({
  format: z.enum(['html', 'pdf']),
  // Files that no longer belong to a run are removed by this path: it must not lead out of the folder.
  path: z
    .string()
    .regex(/^(booklets|classes|bundles)(\/[^/\\\0]+)+\.(html|pdf)$/)
    .refine((path) => path.split('/').every((part) => part !== '.' && part !== '..')),
  sha256: digest,
  bytes: z.number().int().min(0),
  pages: z.number().int().min(1).exactOptional(),
});

/** A booklet as a line of the journal or in the manifest. */
export const madeBookletSchema: z.ZodType<MadeBooklet> = z.strictObject({
  edition,
  school: z.string(),
  class: z.string(),
  learner: z.string().exactOptional(),
  run: digest,
  source: digest,
  files: z.array(fileSchema).min(1).max(2),
});

const failedSchema: z.ZodType<FailedBooklet> = z.strictObject({
  edition,
  school: z.string(),
  class: z.string(),
  learner: z.string().exactOptional(),
  message: z.string(),
  faults: z.array(z.looseObject({ code: z.string() })),
}) as unknown as z.ZodType<FailedBooklet>;

export const manifestSchema: z.ZodType<Manifest> = z.strictObject({
  kind: z.literal('handbooks'),
  version: z.literal(1),
  program: z.string(),
  title: z.string(),
  exam: z.string(),
  simulated: z.boolean(),
  language: z.enum(['zh', 'en']),
  page: z.strictObject({
    paper: z.enum(['a4', '16k', 'b5']),
    sides: z.union([z.literal(1), z.literal(2)]),
  }),
  booklets: z.array(madeBookletSchema),
  failed: z.array(failedSchema),
});

/** The first line of a journal. */
export const journalHeadSchema: z.ZodType<{ kind: 'handbooks-journal'; version: 1; exam: string }> = z.strictObject({
  kind: z.literal('handbooks-journal'),
  version: z.literal(1),
  exam: z.string(),
});
