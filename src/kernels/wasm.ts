/** A tiny module that holds one SIMD instruction (i8x16.splat). */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

let supported: boolean | undefined;

/** Whether WebAssembly with 128-bit SIMD runs here; asked once. */
export function simdSupported(): boolean {
  supported ??= typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(SIMD_PROBE));
  return supported;
}

/** Exports of an instantiated kernel. Modules below 4 KB may be compiled synchronously on any page. */
export function instantiate(base64: string): WebAssembly.Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(decodeBase64(base64)), {}).exports;
}

/** Bytes of a base64 text; `atob` is in browsers, workers and Node alike. */
export function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
