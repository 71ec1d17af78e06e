import type { Fault } from '../../data/fault.js';
import type { Handbook } from '../document.js';
import { type PageGeometry, pageGeometry } from '../page.js';
import { wordsOf } from '../words.js';
import type { Covers } from './formula-tree.js';
import { sectionTree } from './sections.js';
import { createSlots, type Slot } from './slots.js';
import { type Pictures, plain } from './text.js';

/** What booklets of a language share. */
export interface TypstFrame {
  readonly lang: string;
  /** Millimetres. */
  readonly page: PageGeometry;
  readonly contents: string;
}

/** What the template is given: plain JSON in which every string is shown as it is. */
export interface TypstBooklet {
  readonly frame: TypstFrame;
  readonly title: string;
  readonly heading: string;
  readonly learner: string;
  readonly sections: readonly object[];
}

/** Prepares a handbook for the template: texts parsed, formulas as trees, characters without a glyph as `〓`. */
export function typstTree(
  handbook: Handbook,
  covers: Covers,
  onFault: (fault: Fault) => void,
  page: PageGeometry = pageGeometry(),
  slot: Slot = createSlots(),
  pictures: Pictures = () => undefined,
): TypstBooklet {
  const words = wordsOf(handbook.language);
  const context = { words, covers, onFault, slot, pictures, column: page.width - page.inside - page.outside };
  return {
    frame: { lang: handbook.language, page, contents: words.contents },
    title: plain(handbook.title, context),
    heading: plain(handbook.heading, context),
    learner: plain(handbook.learner, context),
    sections: handbook.sections.map((section) => sectionTree(section, context)),
  };
}
