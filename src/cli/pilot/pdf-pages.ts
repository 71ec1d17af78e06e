import type { PDFDict as Dict, PDFContext, PDFDocument, PDFObject, PDFRef } from '@cantoo/pdf-lib';
import { sha256 } from './manifest.js';

/** The library that reads and writes PDF objects; a large one, loaded when a bundle is made. */
export type PdfLibrary = typeof import('@cantoo/pdf-lib');

/** Reads a PDF of ours. */
export function loadPdf({ PDFDocument }: PdfLibrary, bytes: Uint8Array): Promise<PDFDocument> {
  return PDFDocument.load(bytes, { updateMetadata: false });
}

/** What a page may take from the tree above it. */
const INHERITED = ['MediaBox', 'CropBox', 'Rotate', 'Resources'];

/**
 * Copies the pages of a document, with all that they lead to, under the page tree `parent` of another, each object once: links within
 * the booklet keep leading to its pages. Streams that were copied before, such as colour profiles, are shared through `seen`.
 *
 * @returns the new pages, in order
 */
export function pagesInto(
  library: PdfLibrary,
  target: PDFDocument,
  source: PDFDocument,
  parent: PDFRef,
  seen: Map<string, PDFRef>,
): PDFRef[] {
  const { PDFArray, PDFDict, PDFName, PDFRawStream, PDFRef } = library;
  const from: PDFContext = source.context;
  const to: PDFContext = target.context;
  const moved = new Map<PDFRef, PDFRef>();
  const waiting: [PDFRef, PDFRef][] = [];

  const moveRef = (ref: PDFRef): PDFObject => {
    const known = moved.get(ref);
    if (known !== undefined) return known;
    const object = from.lookup(ref);
    if (object instanceof PDFRawStream && leaf(object.dict)) {
      const content = `${object.dict.toString()}${sha256(object.contents)}`;
      let shared = seen.get(content);
      if (shared === undefined) {
        shared = to.register(move(object));
        seen.set(content, shared);
      }
      moved.set(ref, shared);
      return shared;
    }
    const made = to.nextRef();
    moved.set(ref, made);
    waiting.push([ref, made]);
    return made;
  };
  const moveDict = (dict: Dict, without?: string): Dict => {
    const made = PDFDict.withContext(to);
    for (const [key, value] of dict.entries()) if (key !== PDFName.of(without ?? '')) made.set(key, move(value));
    return made;
  };
  const move = (object: PDFObject): PDFObject => {
    if (object instanceof PDFRef) return moveRef(object);
    if (object instanceof PDFRawStream) return PDFRawStream.of(moveDict(object.dict), object.contents);
    if (object instanceof PDFDict) return moveDict(object);
    if (object instanceof PDFArray) {
      const made = PDFArray.withContext(to);
      for (const value of object.asArray()) made.push(move(value));
      return made;
    }
    return object;
  };
  const leaf = (dict: Dict): boolean => !/\d+ \d+ R/.test(dict.toString());

  const pages = source.getPages();
  const made = pages.map(({ ref }) => {
    const place = to.nextRef();
    moved.set(ref, place);
    return place;
  });
  pages.forEach(({ node }, at) => {
    const page = moveDict(node, 'Parent');
    for (const name of INHERITED.map((key) => PDFName.of(key))) {
      const value = node.getInheritableAttribute(name);
      if (value !== undefined && !page.has(name)) page.set(name, move(value));
    }
    page.set(PDFName.of('Parent'), parent);
    to.assign(made[at]!, page);
  });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const object = from.lookup(next[0]);
    if (object !== undefined) to.assign(next[1], move(object));
  }
  return made;
}
