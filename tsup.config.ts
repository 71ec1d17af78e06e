import { defineConfig } from 'tsup';

// Unbundled: one output file a source file, so that an app takes only what it imports.
export default defineConfig({
  entry: ['src/**/*.ts', '!src/kernels/assembly/**'],
  format: ['esm'],
  target: 'es2022',
  platform: 'neutral',
  bundle: false,
  splitting: false,
  sourcemap: false,
  clean: true,
  silent: true,
});
