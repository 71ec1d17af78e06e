import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup/seed.ts'],
    testTimeout: 30_000,
    // Many tests wait for programs that they start: on two cores two files at a time take little more than half as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
