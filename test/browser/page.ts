import { calibration, reading, recommendation, tracing } from './work.js';

/** The same in a module worker. */
function inWorker(): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker('worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}

Object.assign(window, { work: { calibration, reading, recommendation, tracing, inWorker } });
