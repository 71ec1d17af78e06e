import { YincaiError } from '../data/fault.js';

/** Paper sizes that Chinese print shops stock: A4, 16K (16 开) and B5. */
export type Paper = 'a4' | '16k' | 'b5';

/** How a booklet is put on paper. */
export interface PageOptions {
  /** `a4` 210 × 297 mm, `16k` 184 × 260 mm, `b5` 176 × 250 mm. Default `a4`. */
  readonly paper: Paper;
  /** Printed on one side of the sheet or on both: on both, the binding margin and the page numbers change sides. Default 2. */
  readonly sides: 1 | 2;
}

/** Defaults of {@link PageOptions}. */
export const pageDefaults: PageOptions = { paper: 'a4', sides: 2 };

/** Sizes in millimetres; `inside` is the binding margin. */
export interface PageGeometry {
  readonly width: number;
  readonly height: number;
  readonly inside: number;
  readonly outside: number;
  readonly top: number;
  readonly bottom: number;
  readonly sides: 1 | 2;
}

const PAPERS: Readonly<Record<Paper, Omit<PageGeometry, 'sides'>>> = {
  a4: { width: 210, height: 297, inside: 25, outside: 17, top: 22, bottom: 19 },
  '16k': { width: 184, height: 260, inside: 23, outside: 14, top: 20, bottom: 17 },
  b5: { width: 176, height: 250, inside: 22, outside: 13, top: 19, bottom: 16 },
};

/** All papers, as they are named on the command line. */
export const papers: readonly Paper[] = ['a4', '16k', 'b5'];

/** The measures of a page. @throws YincaiError `bad-option` for an unknown paper or number of sides */
export function pageGeometry(options: Partial<PageOptions> = {}): PageGeometry {
  const { paper, sides } = { ...pageDefaults, ...options };
  if (!papers.includes(paper)) {
    throw new YincaiError({ code: 'bad-option', value: String(paper), expected: papers.join(', ') });
  }
  if (sides !== 1 && sides !== 2) {
    throw new YincaiError({ code: 'bad-option', value: String(sides), expected: '1, 2' });
  }
  return { ...PAPERS[paper], sides };
}
