/** Lets waiting work and messages have their turn; sooner than a timer, which waits a millisecond and in a hidden page a second. */
export function pause(): Promise<void> {
  const { setImmediate: immediate } = globalThis as { setImmediate?: (work: () => void) => void };
  return new Promise((resolve) => {
    if (immediate !== undefined) {
      immediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
