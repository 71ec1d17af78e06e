import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../../data/fault.js';
import type { Handbook } from '../../handbook/document.js';
import { renderHtml } from '../../handbook/html.js';
import { createPdfRenderer, type PdfRenderer } from '../../handbook/pdf.js';
import { createVariantPool } from '../../items/variant-pool.js';
import { keepCard } from '../feedback/cards.js';
import { writeWhole } from '../files.js';
import type { BookletResult, BookletTask, RunShare } from './booklet-task.js';
import { bundleClass } from './bundle.js';
import { makeClassBooklet } from './class-booklet.js';
import { type BookletPress, makeBooklet } from './learner-booklet.js';
import { type MadeFile, sha256 } from './manifest.js';
import type { ToWorker } from './worker-pool.js';

/** Less than the renderer's default: there are several processes, and a run should fit in a small machine. */
const KEEP = 6;

let share: RunShare | undefined;
let pdf: PdfRenderer | undefined;
let formulas: Fault[] = [];
// Each template's variants are made once for all booklets of the run.
const engines = { instances: createVariantPool() };
const onFault = (fault: Fault): void => {
  formulas.push(fault);
};

process.on('message', async (message: ToWorker<RunShare, BookletTask>) => {
  if ('shared' in message) share = message.shared;
  else process.send!(await perform(message.task));
});
// Ctrl-C reaches all processes of a terminal: the booklet at hand is finished, and the run says when to end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit());

async function perform(task: BookletTask): Promise<BookletResult> {
  try {
    formulas = [];
    const { run, setting } = share!;
    const { known } = task;
    const standing = known !== undefined && (await stands(task));
    // Nothing at all has changed since it was made.
    if (standing && known.run === run && task.edition !== 'bundle')
      return { ok: true, made: known, kept: true, formulas };
    const document = task.edition === 'bundle' ? undefined : documentOf(task);
    const source = sha256(`${setting}\n${JSON.stringify(document ?? task.members)}`);
    const { edition, school, class: name, learner } = task;
    const id = { edition, school, class: name, ...(learner === undefined ? {} : { learner }), run, source };
    if (standing && known.source === source) {
      return { ok: true, made: { ...id, files: known.files }, kept: true, formulas };
    }
    const files: MadeFile[] = [];
    for (const { format, path } of task.files) {
      const { content, pages } = await contentOf(task, document, format);
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      await writeWhole(join(share!.out, path), bytes);
      files.push({
        format,
        path,
        sha256: sha256(bytes),
        bytes: bytes.length,
        ...(pages === undefined ? {} : { pages }),
      });
    }
    if (document !== undefined) await keepCard(share!.out, document);
    return { ok: true, made: { ...id, files }, kept: false, formulas };
  } catch (error) {
    const { faults, code } = error as { faults?: readonly Fault[]; code?: string };
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, message, ...(typeof code === 'string' ? { code } : {}), faults: faults ?? [] };
  }
}

function documentOf(task: BookletTask): Handbook {
  const { names } = share!;
  const press: BookletPress = {
    ...share!.press,
    events: new Map(task.past.map(({ learner, events }) => [learner, events])),
    moments: new Map(task.past.map(({ learner, moments }) => [learner, moments])),
  };
  if (task.edition === 'student') return makeBooklet(press, task.entries[0]!, twinOf(task), engines);
  return makeClassBooklet(press, { school: task.school, class: task.class, entries: task.entries }, { names }, engines);
}

/** Where the booklet's page lies below the folder, also where only its PDF is made now. */
function twinOf({ files }: BookletTask): string | undefined {
  return files[0]?.path.replace(/\.\w+$/, '.html');
}

interface Content {
  readonly content: string | Uint8Array;
  readonly pages?: number;
}

async function contentOf(task: BookletTask, document: Handbook | undefined, format: string): Promise<Content> {
  const { page, out, press, program } = share!;
  if (format === 'html') return { content: renderHtml(document!, { onFault, ...page }) };
  pdf ??= await createPdfRenderer({ onFault, ...page, keep: KEEP });
  if (document === undefined) {
    const { bytes, pages } = await bundleClass(task, { out, press, page, program }, pdf);
    return { content: bytes, pages };
  }
  const { bytes, pages } = pdf.set(document);
  return { content: bytes, pages };
}

/** True where all files that the task asks for, and no others, are there as they were made. */
async function stands({ known, files }: BookletTask): Promise<boolean> {
  if (known!.files.length !== files.length) return false;
  for (const [at, { path }] of files.entries()) {
    const made = known!.files[at]!;
    if (made.path !== path) return false;
    const content = await readFile(join(share!.out, path)).catch(() => undefined);
    if (content === undefined || content.length !== made.bytes || sha256(content) !== made.sha256) return false;
  }
  return true;
}
