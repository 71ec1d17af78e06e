import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { type Fault, YincaiError } from '../data/fault.js';
import type { Handbook } from './document.js';
import { type PageOptions, pageDefaults, pageGeometry } from './page.js';
import { coverage } from './pdf/coverage.js';
import { createPictures } from './pdf/pictures.js';
import { unpackWoff } from './pdf/woff.js';
import { printable } from './text.js';
import type { Covers } from './typst/formula-tree.js';
import { createSlots, SLOTS_FILE, SLOTS_SOURCE } from './typst/slots.js';
import { DATA_FILE, FRAME_FILE, LIBRARY, LIBRARY_FILE, TEMPLATE } from './typst/template.js';
import { typstTree } from './typst/tree.js';

/** Options of {@link createPdfRenderer}. */
export interface PdfOptions extends Partial<PageOptions> {
  /** Told of every formula that does not parse; its source is printed in its place. `column` names the question. */
  readonly onFault?: (fault: Fault) => void;
  /** For about how many booklets an unused intermediate result is remembered: memory (some 5 MB a booklet) for speed. Default 24. */
  readonly keep?: number;
}

/** Defaults of {@link PdfOptions}. */
export const pdfDefaults: PageOptions & { readonly keep: number } = { ...pageDefaults, keep: 24 };

/** Turns of forgetting that an unused result outlives; a turn is `keep / TURNS` booklets. */
const TURNS = 3;

/** Sets handbooks as PDF, one after another. */
export interface PdfRenderer {
  /** One handbook as a PDF file: the same handbook gives the same bytes. */
  readonly render: (handbook: Handbook) => Uint8Array;
  /** The same with the number of its pages. */
  readonly set: (handbook: Handbook) => { readonly bytes: Uint8Array; readonly pages: number };
  /** Whether the fonts hold a character; another one is printed as `〓`. */
  readonly covers: Covers;
}

/** The packages whose fonts are embedded, with the weights that are used; a WOFF is unpacked. */
const FONTS: readonly (readonly [family: string, folder: string, file: string])[] = [
  ['@expo-google-fonts/noto-serif-sc', '400Regular', 'NotoSerifSC_400Regular.ttf'],
  ['@expo-google-fonts/noto-sans-sc', '400Regular', 'NotoSansSC_400Regular.ttf'],
  ['@expo-google-fonts/noto-serif-sc', '700Bold', 'NotoSerifSC_700Bold.ttf'],
  ['@expo-google-fonts/noto-sans-sc', '700Bold', 'NotoSansSC_700Bold.ttf'],
  ['@fontsource/lxgw-wenkai', 'files', 'lxgw-wenkai-latin-500-normal.woff'],
];

/**
 * Makes a renderer of PDF booklets (Node only): Typst with Noto Serif SC, Noto Sans SC and LXGW WenKai,
 * embedded as subsets.
 * It can be used in a worker thread; make one renderer a thread and keep it, since it stays warm.
 * The compiler's documents are only freed when the event loop turns: between many booklets, await something.
 * Nothing in a handbook is ever run as Typst code, and documents have no access to files or the network.
 *
 * @throws YincaiError `not-installed` where the optional packages for PDF are missing, `bad-option` for an unknown paper
 * @cost about 0.5 s for the first booklet, then some 50 ms each
 * @example
 * const pdf = await createPdfRenderer();
 * await writeFile('L001.pdf', pdf.render(handbook));
 */
export async function createPdfRenderer(options: PdfOptions = {}): Promise<PdfRenderer> {
  const keep = Math.max(1, options.keep ?? pdfDefaults.keep);
  const turn = Math.max(1, Math.round(keep / TURNS));
  let rendered = 0;
  const onFault = options.onFault ?? (() => {});
  const page = pageGeometry(options);
  const { NodeCompiler } = await compilerPackage();
  const fonts = fontFiles();
  const covered = fonts.slice(0, 2).map(coverage);
  const covers: Covers = (code) => covered.every((bits) => (bits[code >> 3] & (1 << (code & 7))) !== 0);
  // A folder that does not exist: nothing on the disk can be read through it.
  const workspace = resolve('/yincai-no-such-folder');
  const packed = fonts.filter((file) => file.endsWith('.woff'));
  const fontArgs = [
    { fontBlobs: packed.map((file) => unpackWoff(readFileSync(file))) },
    { fontPaths: fonts.filter((file) => !packed.includes(file)).map((file) => dirname(file)) },
  ];
  const compiler = NodeCompiler.create({ workspace, fontArgs });
  const main = join(workspace, 'booklet.typ');
  const dataFile = join(workspace, DATA_FILE);
  compiler.addSource(main, TEMPLATE);
  compiler.addSource(join(workspace, LIBRARY_FILE), LIBRARY);
  compiler.addSource(join(workspace, SLOTS_FILE), SLOTS_SOURCE);
  let framed = '';
  const slot = createSlots();
  const pictures = createPictures(compiler, workspace);

  const set: PdfRenderer['set'] = (handbook) => {
    const { frame, ...booklet } = typstTree(handbook, covers, onFault, page, slot, pictures(handbook));
    const framing = JSON.stringify(frame);
    if (framing !== framed) compiler.mapShadow(join(workspace, FRAME_FILE), Buffer.from(framing));
    framed = framing;
    compiler.mapShadow(dataFile, Buffer.from(wellFormed(booklet)));
    const result = compiler.compile({ mainFilePath: main });
    const document = result.result;
    if (document === null) {
      const error = result.takeError();
      throw new YincaiError({
        code: 'unsupported',
        value: error === null ? '' : JSON.stringify(compiler.fetchDiagnostics(error)),
        column: handbook.learner,
        expected: 'a handbook that can be set as PDF',
        expectedZh: '可以排版为 PDF 的手册',
      });
    }
    const bytes = compiler.pdf(document, { pdfTags: false });
    // Ages all that the compiler remembers and lets go of what grew too old. It looks at every result: not at each booklet.
    if (++rendered % turn === 0) compiler.evictCache(TURNS);
    return { bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), pages: document.numOfPages };
  };
  return { render: (handbook) => set(handbook).bytes, set, covers };
}

/** JSON that the compiler reads: half of a surrogate pair, in a name that is not shown, would refuse the whole booklet. */
function wellFormed(tree: object): string {
  const json = JSON.stringify(tree);
  if (!json.includes('\\ud')) return json;
  return JSON.stringify(tree, (_, value: unknown) => (typeof value === 'string' ? printable(value) : value));
}

async function compilerPackage(): Promise<typeof import('@myriaddreamin/typst-ts-node-compiler')> {
  try {
    return await import('@myriaddreamin/typst-ts-node-compiler');
  } catch {
    throw notInstalled('@myriaddreamin/typst-ts-node-compiler');
  }
}

function fontFiles(): string[] {
  const { resolve: find } = createRequire(import.meta.url);
  return FONTS.map(([family, folder, file]) => {
    try {
      return join(dirname(find(`${family}/package.json`)), folder, file);
    } catch {
      throw notInstalled(family);
    }
  });
}

function notInstalled(name: string): YincaiError {
  return new YincaiError({
    code: 'not-installed',
    value: name,
    expected: 'the optional package for PDF',
    expectedZh: '输出 PDF 所需的可选组件',
    mend: `npm install ${name}, or choose HTML`,
    mendZh: `运行 npm install ${name}，或改用 HTML`,
  });
}
