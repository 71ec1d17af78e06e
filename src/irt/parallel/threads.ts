/** A worker thread of Node or of a browser, as far as the calibration needs one. */
export interface Thread {
  /** Sends a message and waits for the answer; one at a time. Rejects where the thread fails. */
  readonly ask: <Answer>(message: unknown, transfer?: readonly Transferable[]) => Promise<Answer>;
  readonly stop: () => void;
}

interface NodeWorker {
  on(event: string, listener: (value: unknown) => void): void;
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  terminate(): unknown;
  ref(): void;
  unref(): void;
}

interface NodeWorkers {
  readonly Worker: new (url: URL) => NodeWorker;
}

/** Node's worker threads, found without an import that a bundler for the page would stumble over. */
function nodeWorkers(): NodeWorkers | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.('node:worker_threads') as NodeWorkers | undefined;
}

/** Threads that this machine runs at once; 1 where that is not known. */
export function availableThreads(): number {
  const { process, navigator } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => unknown };
    navigator?: { hardwareConcurrency?: number };
  };
  const os = process?.getBuiltinModule?.('node:os') as { availableParallelism?: () => number } | undefined;
  return Math.max(1, os?.availableParallelism?.() ?? navigator?.hardwareConcurrency ?? 1);
}

/** Starts a thread of the E-step. @throws where this place has no workers. */
export function startThread(): Thread {
  let settle: { resolve: (value: unknown) => void; reject: (reason: unknown) => void } | undefined;
  let failure: unknown;
  const answer = (value: unknown): void => {
    settle?.resolve(value);
    settle = undefined;
  };
  const fail = (reason: unknown): void => {
    failure = reason;
    settle?.reject(reason);
    settle = undefined;
  };
  const wait = <Answer>(send: () => void): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) {
        reject(failure);
        return;
      }
      settle = { resolve: resolve as (value: unknown) => void, reject };
      send();
    });
  const node = nodeWorkers();
  if (node !== undefined) {
    const worker = new node.Worker(new URL('./e-step-worker.js', import.meta.url));
    // A thread keeps the program alive while an answer is awaited, and not when the calibration is given up.
    worker.unref();
    worker.on('message', (value) => {
      worker.unref();
      answer(value);
    });
    worker.on('error', fail);
    return {
      ask: (message, transfer = []) =>
        wait(() => {
          worker.ref();
          worker.postMessage(message, transfer);
        }),
      stop: () => void worker.terminate(),
    };
  }
  const worker = new Worker(new URL('./e-step-worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => answer(data);
  worker.onerror = (event) => fail(event.message ?? event);
  return {
    ask: (message, transfer = []) => wait(() => worker.postMessage(message, [...transfer])),
    stop: () => worker.terminate(),
  };
}
