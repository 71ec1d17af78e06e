import { type ChildProcess, fork } from 'node:child_process';

/** What the pool says to a worker: first what all tasks share, then one task after another. */
export type ToWorker<S, T> = { readonly shared: S } | { readonly task: T };

/** Tasks of a pool end in a result, or in words about how the worker died. */
export interface PoolHandlers<T, R> {
  /** What is sent of a task; the whole of it where absent. */
  readonly onSend?: (task: T) => T;
  readonly onResult: (task: T, result: R) => Promise<void> | void;
  /** A task whose worker died twice. */
  readonly onLost: (task: T, message: string) => Promise<void> | void;
}

export interface Pool<T, R> {
  /**
   * Does all tasks, as many at once as there are workers; after `signal` no further task is begun, and those under way are finished.
   *
   * @throws whatever a handler throws; the tasks under way are then left
   */
  readonly run: (tasks: readonly T[], handlers: PoolHandlers<T, R>, signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

/** How often a worker may die in a row before it has done anything, such as for want of memory. */
const FAILED_STARTS = 3;

/**
 * Workers in processes of their own, started when they are needed: what brings down one of them, such as a crash of native code,
 * loses the task at hand and nothing else. The task is tried once more in a new worker.
 */
export function createPool<S, T, R>(module: URL, shared: S, workers: number): Pool<T, R> {
  const idle: ChildProcess[] = [];
  const alive = new Set<ChildProcess>();
  const start = (): ChildProcess => {
    const child = fork(module, {
      serialization: 'advanced',
      // Documents come and go: garbage is collected before it piles up.
      execArgv: [...process.execArgv, '--max-semi-space-size=8', '--max-old-space-size=400'],
      // One core a worker: the typesetter would otherwise start a thread a core in each.
      env: { ...process.env, RAYON_NUM_THREADS: '1', MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    alive.add(child);
    child.once('exit', () => {
      alive.delete(child);
      const at = idle.indexOf(child);
      if (at >= 0) idle.splice(at, 1);
    });
    child.send({ shared } satisfies ToWorker<S, T>);
    return child;
  };
  return {
    run: async (tasks, handlers, signal) => {
      let next = 0;
      let failedStarts = 0;
      let stopped = false;
      const again: T[] = [];
      const lost = new Set<T>();
      const work = async (): Promise<void> => {
        let child = idle.pop() ?? start();
        while (!signal.aborted && !stopped) {
          const task = again.pop() ?? tasks[next++];
          if (task === undefined) break;
          const answer = await ask<S, T, R>(child, handlers.onSend?.(task) ?? task);
          if ('result' in answer) {
            failedStarts = 0;
            await handlers.onResult(task, answer.result);
            continue;
          }
          if (lost.has(task)) await handlers.onLost(task, answer.died);
          else {
            lost.add(task);
            again.push(task);
          }
          if (++failedStarts > FAILED_STARTS * workers) throw new Error(answer.died);
          child = start();
        }
        if (child.connected) idle.push(child);
      };
      try {
        // Few tasks are not worth the time that a further worker takes to warm up.
        await Promise.all(Array.from({ length: Math.min(workers, Math.ceil(tasks.length / 4)) }, work));
      } finally {
        stopped = true;
      }
    },
    close: () => {
      for (const child of alive) child.kill('SIGKILL');
    },
  };
}

function ask<S, T, R>(child: ChildProcess, task: T): Promise<{ readonly result: R } | { readonly died: string }> {
  return new Promise((resolve) => {
    const settle = (): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onError);
    };
    const onMessage = (result: unknown): void => {
      settle();
      resolve({ result: result as R });
    };
    const onExit = (code: number | null, signal: string | null): void => {
      settle();
      resolve({ died: `a worker process ended with ${signal ?? `exit code ${code}`}` });
    };
    const onError = (error: Error): void => {
      settle();
      resolve({ died: `a worker process failed: ${error.message}` });
    };
    if (child.exitCode !== null || child.signalCode !== null) {
      onExit(child.exitCode, child.signalCode);
      return;
    }
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onError);
    child.send({ task } satisfies ToWorker<S, T>, (error) => {
      if (error !== null && child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    });
  });
}
