import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PDFRef } from '@cantoo/pdf-lib';
import type { PageOptions } from '../../handbook/page.js';
import type { PdfRenderer } from '../../handbook/pdf.js';
import type { BookletTask } from './booklet-task.js';
import { coverSheet } from './cover-sheet.js';
import type { BookletPress } from './learner-booklet.js';
import { sha256 } from './manifest.js';
import { loadPdf, type PdfLibrary, pagesInto } from './pdf-pages.js';

/** What a bundle needs of its run. */
export interface BundleShare {
  readonly out: string;
  readonly press: BookletPress;
  readonly page: PageOptions;
  readonly program: string;
}

/** Pages of a run of the bundle: the cover sheet, or a booklet. */
interface Part {
  readonly name: string;
  readonly pages: readonly PDFRef[];
}

/**
 * Puts the booklets of a class into one PDF for the printer, behind a cover sheet that says what must come out of the machine.
 * Printed on both sides, each booklet begins on a sheet of its own: where one ends on a front side, a blank page follows.
 * Bookmarks lead to the learners, and a page's label is the learner's number with the page of the booklet.
 * The pages are those of the booklets, unchanged. The same booklets give the same bytes.
 */
export async function bundleClass(
  task: BookletTask,
  share: BundleShare,
  pdf: PdfRenderer,
): Promise<{ readonly bytes: Uint8Array; readonly pages: number }> {
  const library = await import('@cantoo/pdf-lib');
  const { PDFDocument, PDFDict, PDFHexString, PDFName } = library;
  const target = await PDFDocument.create({ updateMetadata: false });
  const { context } = target;
  const twoSided = share.page.sides === 2;
  const cover = await loadPdf(library, pdf.set(coverSheet(task, share)).bytes);
  const seen = new Map<string, PDFRef>();
  const tree = context.nextRef();
  const { width, height } = cover.getPage(0).getSize();
  const blank = (): PDFRef =>
    context.register(context.obj({ Type: 'Page', Parent: tree, MediaBox: [0, 0, width, height], Resources: {} }));
  const whole = (pages: PDFRef[]): PDFRef[] => (twoSided && pages.length % 2 === 1 ? [...pages, blank()] : pages);

  const parts: Part[] = [{ name: '', pages: whole(pagesInto(library, target, cover, tree, seen)) }];
  for (const { learner, file } of task.members) {
    const bytes = await readFile(join(share.out, file.path));
    if (sha256(bytes) !== file.sha256) throw new Error(`${file.path} is not what was written`);
    const booklet = await loadPdf(library, bytes);
    parts.push({ name: learner, pages: whole(pagesInto(library, target, booklet, tree, seen)) });
  }
  const kids = parts.flatMap(({ pages }) => pages);
  context.assign(tree, context.obj({ Type: 'Pages', Kids: kids, Count: kids.length }));
  const { catalog } = target;
  catalog.set(PDFName.of('Pages'), tree);
  catalog.set(PDFName.of('Outlines'), outline(library, target, parts.slice(1)));
  catalog.set(PDFName.of('PageMode'), PDFName.of('UseOutlines'));
  catalog.set(PDFName.of('Lang'), PDFHexString.fromText(share.press.language === 'zh' ? 'zh-CN' : 'en'));
  catalog.set(
    PDFName.of('ViewerPreferences'),
    context.obj({ Duplex: twoSided ? 'DuplexFlipLongEdge' : 'Simplex', PickTrayByPDFSize: true, PrintScaling: 'None' }),
  );
  const labels = parts.reduce<{ at: number; list: unknown[] }>(
    ({ at, list }, { name, pages }) => ({
      at: at + pages.length,
      list: [...list, at, name === '' ? { S: 'r' } : { S: 'D', P: PDFHexString.fromText(`${name} · `) }],
    }),
    { at: 0, list: [] },
  ).list;
  catalog.set(PDFName.of('PageLabels'), context.obj({ Nums: labels as never[] }));
  const info = PDFDict.withContext(context);
  info.set(PDFName.of('Title'), PDFHexString.fromText([task.school, task.class].filter(Boolean).join(' · ')));
  info.set(PDFName.of('Producer'), PDFHexString.fromText(`yincai ${share.program}`));
  context.trailerInfo.Info = context.register(info);
  const id = PDFHexString.of(sha256(JSON.stringify([task.members, share.page])).slice(0, 32));
  context.trailerInfo.ID = context.obj([id, id]);
  const bytes = await target.save({ useObjectStreams: true, addDefaultPage: false, updateFieldAppearances: false });
  return { bytes, pages: kids.length };
}

/** Bookmarks, one a booklet. */
function outline(library: PdfLibrary, target: import('@cantoo/pdf-lib').PDFDocument, parts: readonly Part[]): PDFRef {
  const { context } = target;
  const { PDFHexString } = library;
  const top = context.nextRef();
  const marks = parts.map(() => context.nextRef());
  parts.forEach(({ name, pages }, at) => {
    context.assign(
      marks[at]!,
      context.obj({
        Title: PDFHexString.fromText(name),
        Parent: top,
        ...(at > 0 ? { Prev: marks[at - 1]! } : {}),
        ...(at + 1 < marks.length ? { Next: marks[at + 1]! } : {}),
        Dest: [pages[0]!, 'Fit'],
      }),
    );
  });
  context.assign(top, context.obj({ Type: 'Outlines', First: marks[0]!, Last: marks.at(-1)!, Count: marks.length }));
  return top;
}
