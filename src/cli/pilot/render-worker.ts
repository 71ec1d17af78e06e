import { parentPort } from 'node:worker_threads';
import type { Handbook } from '../../handbook/document.js';
import { renderHtml } from '../../handbook/html.js';
import { createPdfRenderer } from '../../handbook/pdf.js';
import { writeWhole } from '../files.js';

/** One booklet to render: the paths it is written to decide the formats. */
export interface RenderTask {
  readonly handbook: Handbook;
  readonly html?: string;
  readonly pdf?: string;
}

/** What became of it. */
export type RenderResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly faults?: unknown };

const port = parentPort;
if (port === null) throw new Error('render-worker runs in a worker thread');

let pdf: Awaited<ReturnType<typeof createPdfRenderer>> | undefined;

port.on('message', async (task: RenderTask) => {
  try {
    if (task.html !== undefined) await writeWhole(task.html, renderHtml(task.handbook));
    if (task.pdf !== undefined) {
      pdf ??= await createPdfRenderer();
      await writeWhole(task.pdf, pdf.render(task.handbook));
    }
    port.postMessage({ ok: true } satisfies RenderResult);
  } catch (error) {
    const faults = (error as { faults?: unknown }).faults;
    const message = error instanceof Error ? error.message : String(error);
    port.postMessage({ ok: false, message, ...(faults === undefined ? {} : { faults }) } satisfies RenderResult);
  }
});
