import type { ResponseMatrix } from '../data/response-matrix.js';
import { createEStep } from '../kernels/e-step.js';
import type { EStep, PackedRows } from '../kernels/packed-rows.js';
import { ascend } from './calibrate/ascend.js';
import { answer, type CalibrateProgress, type EStepAnswer, type EStepRequest } from './calibrate/expectation.js';
import { pause } from './calibrate/pause.js';
import type { LongWork } from './calibrate.js';
import type { IrtModel } from './model.js';
import type { CalibrateOptions } from './options.js';
import type { DoneMessage, ShardMessage, StepMessage } from './parallel/messages.js';
import { availableThreads, startThread, type Thread } from './parallel/threads.js';

/** Options of {@link calibrateParallel} beside those of a calibration. */
export interface ParallelOptions extends CalibrateOptions, LongWork<CalibrateProgress> {
  /** Threads, this one included; as many as the machine runs at once if absent, at most 8. */
  readonly threads?: number;
  /** Whether threads share memory; absent: where they can. Without it tables and counts are sent. */
  readonly sharedMemory?: boolean;
}

/**
 * Rows × blocks × nodes of an E-step below which a thread is not worth its start: about 8 ms of one core where some ten E-steps
 * are all, half of that where standard errors may ask for one a parameter.
 */
const WORTH_THREADS = 1e7;

const MOST_THREADS = 8;

/**
 * {@link calibrate} with the learners shared out over threads: workers of Node or of the page, with shared memory where the page
 * may have it (cross-origin isolation). The result depends on the number of threads by rounding only, and not on how they
 * were timed: the same bytes for the same number. While workers start, this thread does their part, and where they cannot be
 * had or the data are few it does all; so it is not slower than one thread.
 *
 * @throws YincaiError as {@link calibrate} does; the signal's reason once it is aborted.
 * @cost that of {@link calibrate}, its E-steps divided by the threads.
 * @example
 * const model = await calibrateParallel(matrix, { family: '2PL', threads: 2 });
 */
export async function calibrateParallel(matrix: ResponseMatrix, options: ParallelOptions = {}): Promise<IrtModel> {
  const { signal, onProgress, threads: asked, sharedMemory, ...rest } = options;
  signal?.throwIfAborted();
  const threads = Math.max(1, Math.min(MOST_THREADS, Math.floor(asked ?? availableThreads())));
  // Threads start while this one reads the matrix.
  const worth = rest.standardErrors === 'none' ? WORTH_THREADS : WORTH_THREADS / 2;
  // A block holds at most eight items.
  const worthAsking = matrix.points.length * (rest.quadraturePoints ?? 61) > 8 * worth;
  const helpers = worthAsking && rest.covariates === undefined ? startThreads(threads - 1) : [];
  try {
    const { problem, steps } = ascend(matrix, rest);
    const { packed, nodes, design, eStep } = problem;
    const work = packed.rows * packed.blocks.length * nodes.length;
    const team = work < worth || helpers.length === 0 ? undefined : createTeam(helpers, problem.packed);
    const size = design.categoryAt[design.items.length] * nodes.length;
    team?.send(nodes.length, eStep.kernel, size, sharedMemory ?? typeof SharedArrayBuffer === 'function');
    const counts = new Float64Array(size);
    let step = steps.next();
    while (!step.done) {
      onProgress?.(step.value.progress);
      // Waiting for the helpers lets other work run; alone it has to be let.
      if (team === undefined) await pause();
      const answered = team === undefined ? answer(eStep, step.value, counts) : await team.answer(step.value, counts);
      signal?.throwIfAborted();
      step = steps.next(answered);
    }
    return step.value.model;
  } finally {
    for (const helper of helpers) helper.stop();
  }
}

/** As many threads as can be had; none where this place has no workers. */
function startThreads(count: number): Thread[] {
  const threads: Thread[] = [];
  try {
    for (let i = 0; i < count; i++) threads.push(startThread());
  } catch {
    // A page may forbid workers; this thread then does all.
  }
  return threads;
}

/** Threads with a shard of the rows each; shard 0 is this thread's own. */
interface Team {
  readonly send: (nodes: number, kernel: EStep['kernel'], size: number, share: boolean) => void;
  readonly answer: (request: EStepRequest, counts: Float64Array) => Promise<EStepAnswer>;
}

interface Helper {
  readonly thread: Thread;
  readonly rows: PackedRows;
  /** Does the shard's E-steps on this thread until the helper is there. */
  readonly stand: EStep;
  readonly shared?: { readonly table: Float64Array; readonly counts: Float64Array };
  ready: boolean;
  /** It failed and will not come. */
  gone: boolean;
}

function createTeam(threads: readonly Thread[], packed: PackedRows): Team {
  const shards = shardsOf(packed, threads.length + 1);
  let helpers: Helper[] = [];
  let own: EStep | undefined;
  return {
    send: (nodes, kernel, size, share) => {
      own = createEStep(shards[0], nodes, kernel);
      helpers = threads.map((thread, i) => {
        const rows = shards[i + 1];
        const buffers = share
          ? { table: new SharedArrayBuffer(8 * size), counts: new SharedArrayBuffer(8 * size) }
          : undefined;
        const helper: Helper = {
          thread,
          rows,
          stand: createEStep(rows, nodes, kernel),
          ...(buffers === undefined
            ? {}
            : { shared: { table: new Float64Array(buffers.table), counts: new Float64Array(buffers.counts) } }),
          ready: false,
          gone: false,
        };
        // Its rows alone, not the buffer that holds all.
        const message: ShardMessage = {
          rows: { ...rows, codes: rows.codes.slice(), weight: rows.weight.slice() },
          nodes,
          kernel,
          size,
          ...(buffers === undefined ? {} : { shared: buffers }),
        };
        thread.ask<DoneMessage>(message).then(
          () => {
            helper.ready = true;
          },
          () => {
            helper.gone = true;
          },
        );
        return helper;
      });
    },
    answer: async (request, counts) => {
      // A helper's word that it is ready is heard only when this thread lets the queue run.
      if (helpers.some(({ ready, gone }) => !ready && !gone)) await pause();
      const told = helpers.map(({ thread, shared, ready }) => {
        if (!ready) return undefined;
        shared?.table.set(request.table);
        const message: StepMessage = shared === undefined ? { table: request.table } : {};
        return thread.ask<DoneMessage>(message);
      });
      let logLikelihood = own?.run(request.table, counts) ?? 0;
      const part = new Float64Array(counts.length);
      for (let i = 0; i < helpers.length; i++) {
        const helper = helpers[i];
        const done = await told[i]?.catch(() => {
          helper.ready = false;
          helper.gone = true;
          return undefined;
        });
        let from = part;
        if (done === undefined) logLikelihood += helper.stand.run(request.table, part);
        else {
          logLikelihood += done.logLikelihood ?? 0;
          from = (done.counts ?? helper.shared?.counts) as typeof part;
        }
        for (let k = 0; k < counts.length; k++) counts[k] += from[k];
      }
      return { counts, logLikelihood };
    },
  };
}

/** Even parts of the rows, as views of the same columns. */
function shardsOf(packed: PackedRows, count: number): PackedRows[] {
  const width = packed.blocks.length;
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((packed.rows * i) / count);
    const to = Math.floor((packed.rows * (i + 1)) / count);
    return {
      ...packed,
      rows: to - from,
      codes: packed.codes.subarray(from * width, to * width),
      weight: packed.weight.subarray(from, to),
    };
  });
}
