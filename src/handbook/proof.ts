import { type Fault, YincaiError } from '../data/fault.js';
import type { Item } from '../data/item-bank.js';
import type { TypesetFault, Typesetter } from '../items/lint.js';
import { compose } from './compose.js';
import type { Handbook } from './document.js';
import { renderHtml } from './html.js';
import { createPdfRenderer, type PdfRenderer } from './pdf.js';
import { typstTree } from './typst/tree.js';

/** Items set together as one PDF: a compromise between the start of each and the memory of all. */
const SHEET = 100;

/** Options of {@link createTypesetter}. */
export interface TypesetterOptions {
  /** Set PDF too, which needs the optional packages for it. */
  readonly pdf?: boolean;
}

/** Defaults of {@link TypesetterOptions}. */
export const typesetterDefaults: Required<TypesetterOptions> = { pdf: true };

/**
 * A typesetter for the item linter (校样): it sets items, with their passages, options, answers and solutions, as practice in a handbook,
 * in HTML and PDF, and names formulas that do not parse, dollar signs without a partner, and characters that no font of the booklet holds.
 *
 * @throws YincaiError `not-installed` where the optional packages for PDF are missing
 * @cost about 0.3 s to start, then some 5 ms an item
 * @example
 * const findings = lintBank(bank, { graph, typeset: await createTypesetter() });
 */
export async function createTypesetter(options: TypesetterOptions = typesetterDefaults): Promise<Typesetter> {
  const pdf = (options.pdf ?? typesetterDefaults.pdf) ? await createPdfRenderer() : undefined;
  return (items) => {
    const faults: TypesetFault[] = [];
    for (let at = 0; at < items.length; at += SHEET) {
      const sheet = items.slice(at, at + SHEET);
      faults.push(...htmlFaults(sheet));
      if (pdf !== undefined) faults.push(...pdfFaults(sheet, pdf));
    }
    return faults;
  };
}

/** Items as the practice of a handbook, in their order, numbered 1.1, 1.2 … */
function proof(items: readonly Item[]): Handbook {
  const recommendations = items.map((item) => ({
    item,
    knowledgePoint: 'proof',
    tier: 'basic' as const,
    expectedSuccess: item.difficulty,
    expectedGain: 0,
    minutes: item.minutes ?? 5,
    reasons: [],
  }));
  const handbook = compose({
    language: 'zh',
    learner: 'proof',
    exam: { title: '校样' },
    questions: [],
    history: [],
    masteries: [],
    practice: [{ knowledgePoint: 'proof', recommendations }],
    graph: { points: [], edges: [] },
  });
  return { ...handbook, sections: handbook.sections.filter(({ kind }) => kind === 'practice' || kind === 'answers') };
}

function htmlFaults(items: readonly Item[]): TypesetFault[] {
  const faults: TypesetFault[] = [];
  renderHtml(proof(items), { onFault: (fault) => faults.push(ofItem(fault, items)) });
  return faults;
}

function pdfFaults(items: readonly Item[], pdf: PdfRenderer): TypesetFault[] {
  const faults: TypesetFault[] = [];
  for (const item of items) {
    const own = JSON.stringify(item);
    const tree = JSON.stringify(typstTree(proof([item]), pdf.covers, () => {}).sections);
    if (tree.includes('〓') && !own.includes('〓'))
      faults.push({
        item: item.id,
        code: 'unsupported',
        value: [...new Set(own)].filter((letter) => letter > '~' && !pdf.covers(letter.codePointAt(0)!)).join(''),
        expected: 'characters that the fonts of the booklet hold',
        expectedZh: '手册字体中有的字',
        mend: 'write another character, or the sign in LaTeX',
        mendZh: '换一个字，或用 LaTeX 写这个符号',
      });
  }
  try {
    pdf.render(proof(items));
  } catch (error) {
    if (!(error instanceof YincaiError)) throw error;
    if (items.length === 1) return [...faults, { ...error.faults[0]!, item: items[0]!.id }];
    // Halves, to find the item that cannot be set.
    const half = items.length >> 1;
    return [...pdfFaults(items.slice(0, half), pdf), ...pdfFaults(items.slice(half), pdf)];
  }
  return faults;
}

/** A renderer's fault names the printed number; here the item is wanted. */
function ofItem(fault: Fault, items: readonly Item[]): TypesetFault {
  const number = Number(String(fault.column).split('.')[1]);
  const { column: _, ...rest } = fault;
  return { ...rest, item: items[number - 1]?.id ?? '' };
}
