/**
 * Compiles the kernels and writes them, base64-coded, to `src/kernels/<name>.wasm.ts`.
 * Run by `npm run kernels`; a test compiles them again and compares.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Names of the kernels: `assembly/<name>.ts` becomes `<name>.wasm.ts`. */
export const KERNELS: readonly string[] = ['e-step', 'chain-counts'];

/** The compiled bytes of one kernel. */
export async function compileKernel(name: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      `${name}.ts`,
      ...['--baseDir', here, '--outFile', 'kernel.wasm'],
      ...['-O3', '--noAssert', '--converge', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='],
    ],
    {
      writeFile: (file: string, contents: string | Uint8Array) => {
        if (file.endsWith('kernel.wasm')) binary = contents as Uint8Array;
      },
    },
  );
  if (error || binary === undefined) throw new Error(`${name}: ${error?.message ?? 'no output'}\n${stderr.toString()}`);
  return binary;
}

/** Text of the generated module. */
export function moduleText(name: string, binary: Uint8Array): string {
  const constant = `${name.toUpperCase().replaceAll('-', '_')}_WASM`;
  const base64 = Buffer.from(binary).toString('base64');
  return `// Made by \`npm run kernels\` from assembly/${name}.ts; ${binary.length} bytes. Do not edit.\nexport const ${constant}: string =\n  '${base64}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of KERNELS) {
    const binary = await compileKernel(name);
    writeFileSync(`${here}../${name}.wasm.ts`, moduleText(name, binary));
    process.stdout.write(`${name}: ${binary.length} bytes\n`);
  }
}
