import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileKernel, KERNELS, moduleText } from '../../src/kernels/assembly/build.js';
import { decodeBase64, instantiate, simdSupported } from '../../src/kernels/wasm.js';

describe.each(KERNELS)('kernel %s', (name) => {
  const path = fileURLToPath(new URL(`../../src/kernels/${name}.wasm.ts`, import.meta.url));
  const text = readFileSync(path, 'utf8');
  const base64 = /'([A-Za-z0-9+/=]+)'/.exec(text)?.[1] as string;

  it('is below 4 KB, imports nothing and exports its memory', () => {
    expect(decodeBase64(base64).length).toBeLessThan(4096);
    const module = new WebAssembly.Module(decodeBase64(base64));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    if (simdSupported()) expect(instantiate(base64).memory).toBeInstanceOf(WebAssembly.Memory);
  });

  it('is what its source compiles to; else run `npm run kernels`', async () => {
    expect(moduleText(name, await compileKernel(name))).toBe(text);
  });
});

it('base64 decodes to the same bytes as elsewhere', () => {
  const bytes = Uint8Array.from({ length: 257 }, (_, i) => (i * 37) & 255);
  expect([...decodeBase64(Buffer.from(bytes).toString('base64'))]).toEqual([...bytes]);
});
