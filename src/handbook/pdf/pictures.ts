import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { Handbook, HandbookImage } from '../document.js';
import { readImage } from '../images/read.js';
import type { Pictures } from '../typst/text.js';

/** Images a renderer keeps as files of the compiler. */
const KEPT = 256;

interface Kept {
  readonly file: string;
  /** Whether the compiler can read it; a broken image would refuse the whole booklet. */
  readonly whole: boolean;
}

/** Gives a renderer the images of handbooks: each is looked into once, tried once, and kept as a virtual file. */
export function createPictures(compiler: NodeCompiler, workspace: string): (handbook: Handbook) => Pictures {
  const kept = new Map<string, Kept>();
  const probe = join(workspace, 'probe.typ');

  const keep = (type: HandbookImage['type'], base64: string): Kept => {
    const bytes = Buffer.from(base64, 'base64');
    const file = `${createHash('sha256').update(bytes).digest('hex')}.${type === 'jpeg' ? 'jpg' : type}`;
    const known = kept.get(file);
    if (known !== undefined) {
      kept.delete(file);
      kept.set(file, known);
      return known;
    }
    compiler.mapShadow(join(workspace, file), bytes);
    compiler.addSource(probe, `#image("${file}", width: 10mm)`);
    const made: Kept = { file, whole: compiler.compile({ mainFilePath: probe }).result !== null };
    kept.set(file, made);
    return made;
  };

  return (handbook) => {
    // Before a booklet, never within it.
    while (kept.size > KEPT) {
      const oldest = kept.keys().next().value!;
      kept.delete(oldest);
      compiler.unmapShadow(join(workspace, oldest));
    }
    const images = new Map((handbook.images ?? []).map((image) => [image.id, image]));
    return (id) => {
      const image = images.get(id);
      if (image === undefined) return undefined;
      const read = readImage(image);
      if (!read.ok) return read;
      const { file, whole } = keep(read.type, read.base64);
      if (!whole) return { ok: false, expected: 'an image that is not damaged', expectedZh: '完好的图片' };
      const { width, alt, caption } = image;
      return { ok: true, file, width, ratio: read.ratio, alt, ...(caption === undefined ? {} : { caption }) };
    };
  };
}
