/**
 * Booklets a second: 536 simulated learners of a twelve-question mathematics exam, composed and rendered; processor time of a PDF.
 * Whole runs of the program, of 540 and of 9,000 learners: batch.ts, with its table in batch.md.
 * Run: npx tsx bench/handbook/booklets.bench.ts
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { renderHtml } from '../../src/handbook/html.js';
import { compose } from '../../src/handbook/index.js';
import { createPdfRenderer } from '../../src/handbook/pdf.js';
import { sampleInput } from '../../test/handbook/sample.js';

const BOOKLETS = 536;
/** As many are set as PDF. */
const SAMPLE = 120;

interface Measured {
  readonly seconds: number;
  readonly bytes: number;
  /** Processor time, which a busy machine raises less than the time on the clock. */
  readonly cpu: number;
}

/** Renders learners `first`, `first + step` … and says how long that took, the first (cold) booklet aside. */
async function renderPdfs(first: number, step: number): Promise<Measured> {
  const pdf = await createPdfRenderer();
  pdf.render(compose(sampleInput(10_000)));
  parentPort?.postMessage('warm');
  if (parentPort !== null) await new Promise<void>((go) => parentPort!.once('message', () => go()));
  const start = performance.now();
  const before = process.cpuUsage();
  let bytes = 0;
  for (let seed = first; seed <= SAMPLE; seed += step) {
    bytes += pdf.render(compose(sampleInput(seed))).length;
    // As a program that writes its booklets would: the compiler's memory is freed between turns of the event loop.
    await new Promise((next) => setImmediate(next));
  }
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1000, bytes, cpu: (user + system) / 1e6 };
}

async function inWorkers(count: number): Promise<number> {
  // A worker does not inherit tsx: it registers it, then imports this file.
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}); })`;
  const workers = Array.from(
    { length: count },
    (_, at) => new Worker(load, { eval: true, workerData: { first: at + 1, step: count } }),
  );
  await Promise.all(workers.map((worker) => new Promise((warm) => worker.once('message', warm))));
  const start = performance.now();
  await Promise.all(
    workers.map((worker) => {
      const done = new Promise((finish) => worker.once('message', finish));
      worker.postMessage('go');
      return done;
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return seconds;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

async function main(): Promise<void> {
  const inputs = Array.from({ length: BOOKLETS }, (_, at) => sampleInput(at + 1));
  const composed: number[] = [];
  const html: number[] = [];
  let size = 0;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const handbooks = inputs.map((input) => compose(input));
    const middle = performance.now();
    size = 0;
    for (const handbook of handbooks) size += renderHtml(handbook).length;
    composed.push((middle - start) / 1000);
    html.push((performance.now() - middle) / 1000);
  }
  const one = await renderPdfs(1, 1);
  const memory = process.memoryUsage().rss / 1e6;
  const two = await inWorkers(2);
  const rate = (seconds: number, count = BOOKLETS): string => (count / seconds).toFixed(1);
  console.log(
    `${BOOKLETS} booklets of simulated learners; compose and HTML: medians of 5 rounds, PDF: ${SAMPLE} of them, one round each, warm`,
  );
  console.table({
    compose: { 'a second': rate(median(composed)), 'KB each': '' },
    'HTML, one thread': { 'a second': rate(median(html)), 'KB each': (size / BOOKLETS / 1024).toFixed(0) },
    'PDF, one thread': { 'a second': rate(one.seconds, SAMPLE), 'KB each': (one.bytes / SAMPLE / 1024).toFixed(0) },
    'PDF, two workers': { 'a second': rate(two, SAMPLE), 'KB each': '' },
  });
  console.log(`processor time of a PDF in one thread: ${((1000 * one.cpu) / SAMPLE).toFixed(1)} ms`);
  console.log(`resident memory after the PDFs of one thread: ${memory.toFixed(0)} MB`);
}

if (isMainThread) await main();
else
  parentPort!.postMessage(
    await renderPdfs((workerData as { first: number }).first, (workerData as { step: number }).step),
  );
