import { parentPort, workerData } from 'node:worker_threads';
import type { Fault } from '../../data/fault.js';
import type { RosterEntry } from '../../data/roster.js';
import { renderHtml } from '../../handbook/html.js';
import { createPdfRenderer } from '../../handbook/pdf.js';
import { writeWhole } from '../files.js';
import { type BookletPress, makeBooklet } from './learner-booklet.js';

/** One booklet to make: the paths it is written to decide the formats. */
export interface RenderTask {
  readonly entry: RosterEntry;
  readonly html?: string;
  readonly pdf?: string;
}

/** What became of it. */
export type RenderResult =
  | {
      readonly ok: true;
      /** Formulas that do not parse; the booklet shows their source. */
      readonly formulas: readonly Fault[];
    }
  | { readonly ok: false; readonly message: string; readonly faults?: unknown };

const port = parentPort;
if (port === null) throw new Error('render-worker runs in a worker thread');

const press = workerData as BookletPress;
let formulas: Fault[] = [];
const onFault = (fault: Fault): void => {
  formulas.push(fault);
};
let pdf: Awaited<ReturnType<typeof createPdfRenderer>> | undefined;

port.on('message', async (task: RenderTask) => {
  try {
    formulas = [];
    const handbook = makeBooklet(press, task.entry);
    if (task.html !== undefined) await writeWhole(task.html, renderHtml(handbook, { onFault }));
    if (task.pdf !== undefined) {
      pdf ??= await createPdfRenderer({ onFault });
      await writeWhole(task.pdf, pdf.render(handbook));
    }
    port.postMessage({ ok: true, formulas } satisfies RenderResult);
  } catch (error) {
    const faults = (error as { faults?: unknown }).faults;
    const message = error instanceof Error ? error.message : String(error);
    port.postMessage({ ok: false, message, ...(faults === undefined ? {} : { faults }) } satisfies RenderResult);
  }
});
