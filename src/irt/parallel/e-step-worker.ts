/** A thread that keeps some rows and does their E-steps. */
import { createEStep } from '../../kernels/e-step.js';
import type { EStep } from '../../kernels/packed-rows.js';
import type { DoneMessage, ShardMessage, StepMessage } from './messages.js';

interface Port {
  postMessage(message: DoneMessage, transfer?: readonly Transferable[]): void;
}

interface NodePort extends Port {
  on(event: 'message', listener: (message: ShardMessage | StepMessage) => void): void;
}

interface PagePort extends Port {
  onmessage: (event: { readonly data: ShardMessage | StepMessage }) => void;
}

let eStep: EStep | undefined;
let counts = new Float64Array(0);
let sharedTable: Float64Array | undefined;

function receive(message: ShardMessage | StepMessage, port: Port): void {
  if ('rows' in message) {
    eStep = createEStep(message.rows, message.nodes, message.kernel);
    counts = new Float64Array(message.size);
    if (message.shared !== undefined) {
      sharedTable = new Float64Array(message.shared.table);
      counts = new Float64Array(message.shared.counts) as Float64Array as typeof counts;
    }
    port.postMessage({});
    return;
  }
  const table = message.table ?? sharedTable;
  if (eStep === undefined || table === undefined) throw new Error('an E-step was asked for before its rows came');
  const logLikelihood = eStep.run(table, counts);
  if (sharedTable !== undefined) port.postMessage({ logLikelihood });
  else {
    const sent = counts;
    counts = new Float64Array(sent.length);
    port.postMessage({ logLikelihood, counts: sent }, [sent.buffer]);
  }
}

const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
const threads = process?.getBuiltinModule?.('node:worker_threads') as { readonly parentPort: NodePort } | undefined;
if (threads !== undefined) threads.parentPort.on('message', (message) => receive(message, threads.parentPort));
else {
  const page = globalThis as unknown as PagePort;
  page.onmessage = ({ data }) => receive(data, page);
}
