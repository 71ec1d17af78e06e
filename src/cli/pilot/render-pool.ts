import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Fault } from '../../data/fault.js';
import { YincaiError } from '../../data/fault.js';
import type { BookletPress } from './learner-booklet.js';
import type { RenderResult, RenderTask } from './render-worker.js';

/**
 * Makes and renders booklets in worker threads, one at a time in each; every thread gets its own copy of the press.
 *
 * @returns formulas that do not parse, each once
 * @param onDone called after each booklet with the number done so far
 * @throws YincaiError where a task was refused, Error where a worker died; the other workers are stopped
 */
export async function renderAll(
  press: BookletPress,
  tasks: readonly RenderTask[],
  onDone: (done: number) => void,
  workers: number = Math.max(1, Math.min(8, availableParallelism())),
): Promise<readonly Fault[]> {
  let next = 0;
  const threads: Worker[] = [];
  let done = 0;
  // The same formula stands in many booklets, in two formats.
  const formulas = new Map<string, Fault>();
  try {
    await Promise.all(
      // Few booklets are not worth the time that a further thread takes to warm up.
      Array.from({ length: Math.min(workers, Math.ceil(tasks.length / 4)) }, async () => {
        const thread = new Worker(new URL('./render-worker.js', import.meta.url), { workerData: press });
        threads.push(thread);
        while (next < tasks.length) {
          const result = await ask(thread, tasks[next++]!);
          if (!result.ok) throw failure(result);
          for (const fault of result.formulas) formulas.set(fault.value ?? '', fault);
          onDone(++done);
        }
      }),
    );
    return [...formulas.values()];
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function ask(thread: Worker, task: RenderTask): Promise<RenderResult> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      thread.off('message', onMessage);
      thread.off('error', onError);
      thread.off('exit', onExit);
    };
    const onMessage = (result: RenderResult): void => {
      settle();
      resolve(result);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    const onExit = (code: number): void => {
      settle();
      reject(new Error(`a rendering worker stopped with exit code ${code}`));
    };
    thread.on('message', onMessage);
    thread.on('error', onError);
    thread.on('exit', onExit);
    thread.postMessage(task);
  });
}

function failure(result: Extract<RenderResult, { ok: false }>): Error {
  if (Array.isArray(result.faults)) return new YincaiError(result.faults as readonly Fault[]);
  return new Error(result.message);
}
