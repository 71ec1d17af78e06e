import type { Console } from './console.js';

/**
 * Runs long work that a signal stops: at Ctrl-C (or SIGTERM) the work ends at its next pause, nothing is written, and the program
 * fails with a word about it.
 */
export async function interruptible<T>(talk: Console, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Error(talk.language === 'zh' ? '已中断' : 'interrupted'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
