import type { Fault } from '../../data/fault.js';
import { badFormula, badImage, unbalanced, unsetPart } from '../faults.js';
import { formula } from '../formula.js';
import { oneLine, parseText, type Run } from '../text.js';
import type { Words } from '../words.js';
import { type Covers, formulaTree, glyphs } from './formula-tree.js';
import type { MathNode } from './math.js';
import type { Slot } from './slots.js';

/** A run for the template: text, or `["m", tree, display, wide]` (1 a long line, 2 long with rows), `["_", em]`, `["n"]` (new line), `["v", source]` (verbatim),
 * `["i", file, millimetres, height / width, alt, caption, alone]` (image). */
export type TypstRun =
  | string
  | readonly ['m', readonly MathNode[], boolean, 0 | 1 | 2]
  | readonly ['_', number]
  | readonly ['n']
  | readonly ['v', string]
  | readonly ['i', string, number, number, string, string | null, boolean];

/** What every section's tree is made with. */
export interface TreeContext {
  readonly words: Words;
  readonly covers: Covers;
  readonly onFault: (fault: Fault) => void;
  readonly slot: Slot;
  /** Width of the text in millimetres. */
  readonly column: number;
  readonly pictures: Pictures;
}

/** An image as the template is given it. */
export interface Picture {
  readonly ok: true;
  /** Name of a virtual file. */
  readonly file: string;
  readonly width: number;
  /** Height divided by width. */
  readonly ratio: number;
  readonly alt: string;
  readonly caption?: string;
}

/** Looks up a handbook's image; why it may not be shown, or nothing where there is none. */
export type Pictures = (
  id: string,
) => Picture | { readonly ok: false; readonly expected: string; readonly expectedZh: string } | undefined;

/** The part of the template that sets texts, and the shades that sections share. */
export const TEXT: string = `
#let picture((_, file, wide, ratio, alt, caption, alone)) = {
  // No higher than some two fifths of a page, no wider than the text.
  let width = calc.min(wide * 1mm, (frame.page.height * 0.42mm) / ratio, column)
  if not alone { box(baseline: 35%, image(file, width: width, alt: alt)) }
  else {
    layout(size => align(center, block(breakable: false, above: 0.5em, below: 0.5em, {
      image(file, width: calc.min(width, size.width), alt: alt)
      if caption != none { text(font: sans, size: small, caption) }
    })))
  }
}
#let run(r) = {
  if type(r) == str { r }
  else if r.at(0) == "m" {
    if r.at(3) > 0 {
      // Made to fit the narrowest column there is, that of the answers: a long sum is broken like text, what has rows is made smaller.
      context {
        let it = formula(r.at(1), r.at(2))
        let room = column - 14mm
        let part = room / measure(it).width * 100%
        if part >= 100% { it }
        else if r.at(3) == 1 and part < 60% { block(width: 100%, par(justify: false, formula(r.at(1), false))) }
        else {
          let small = scale(x: part, y: part, reflow: true, it)
          if r.at(2) { align(center, small) } else { box(small) }
        }
      }
    } else { formula(r.at(1), r.at(2)) }
  }
  else if r.at(0) == "_" { box(width: r.at(1) * 0.62em, height: 0.8em, stroke: (bottom: 0.6pt), outset: (bottom: 2pt)) }
  else if r.at(0) == "i" { picture(r) }
  else if r.at(0) == "n" { linebreak() }
  else if r.at(0) == "v" { box(stroke: (bottom: (thickness: 0.6pt, dash: "dotted")), fill: luma(94%), outset: (y: 2pt), text(size: 0.92em, r.at(1))) }
}
#let paragraph(runs) = runs.map(run).join()
// Lines with formulas break at few places: they are set ragged rather than torn apart.
#let has-math(p) = p.any(r => type(r) != str and r.at(0) == "m")
// Not within a paragraph element, which would leave out figures and displayed formulas.
#let rich(paragraphs) = for p in paragraphs { set par(justify: not has-math(p)); paragraph(p); parbreak() }
#let inline(paragraphs) = paragraphs.map(paragraph).join(linebreak())
#let label-text(it, ..more) = text(font: sans, size: small, ..more, it)
#let remark(it) = block(width: 100%, text(font: kai, fill: luma(15%), it))
#let dark = luma(22%)
#let hatch = tiling(size: (3pt, 3pt), { place(rect(width: 3pt, height: 3pt, fill: white)); place(line(start: (0pt, 3pt), end: (3pt, 0pt), stroke: 0.6pt)) })
// Where links lead to. Anchors are names made by composition, unique in the booklet.
#let anchor(name) = if name != none [#metadata(none)#label("a-" + name)]
#let page-at(name) = {
  let found = query(label("a-" + name))
  if found.len() > 0 { counter(page).at(found.first().location()).first() }
}
// Within a context.
#let pages-of(names, words) = {
  let pages = names.map(page-at).filter(it => it != none).dedup().sorted()
  if pages.len() == 0 { return }
  // Pages in a row are written as a range.
  let row = pages.len() > 2 and pages.last() - pages.first() == pages.len() - 1
  words.at(0) + if row { str(pages.first()) + if zh { "～" } else { "–" } + str(pages.last()) } else { pages.map(str).join(if zh { "、" } else { ", " }) } + words.at(1)
}
#let percent(share) = str(calc.round(share * 100)) + "%"
`;

/** {@link plain}, or `null` for what is absent. */
export function maybe(text: string | undefined, context: TreeContext): string | null {
  return text === undefined ? null : plain(text, context);
}

/** A plain string: one line, glyphs ensured, very long words given places to break. */
export function plain(text: string, context: TreeContext): string {
  return breakable(glyphs(oneLine(text), context.covers));
}

// Booklets of a run hold the same questions over and over. By the fonts' coverage, which is one function a renderer.
const settled = new WeakMap<Covers, Map<string, Paragraphs>>();
const SETTLED = 8192;

type Paragraphs = readonly (readonly TypstRun[])[];

/** A `Text` as paragraphs of runs. Remembered where there is nothing to report and no image, which is another booklet's own. */
export function rich(text: string, label: string, context: TreeContext): Paragraphs {
  const known = settled.get(context.covers) ?? new Map<string, Paragraphs>();
  const before = known.get(text);
  if (before !== undefined) return before;
  let plainly = true;
  const onFault = (fault: Fault): void => {
    plainly = false;
    context.onFault(fault);
  };
  const parsed = parseText(text, (source) => onFault(unbalanced(source, label)));
  const made = parsed.map((runs) => {
    if (runs.some(({ kind }) => kind === 'image')) plainly = false;
    return runs.map((run) => runTree(run, label, { ...context, onFault }, runs.length === 1));
  });
  if (plainly) {
    if (known.size >= SETTLED) known.clear();
    known.set(text, made);
    settled.set(context.covers, known);
  }
  return made;
}

function runTree(run: Run, label: string, context: TreeContext, alone: boolean): TypstRun {
  switch (run.kind) {
    case 'text':
      return breakable(glyphs(run.text, context.covers));
    case 'break':
      return ['n'];
    case 'blank':
      return ['_', run.width / 2];
    case 'image': {
      const picture = context.pictures(run.id);
      if (picture?.ok === true) {
        const { file, width, ratio, alt, caption } = picture;
        const words = caption === undefined ? null : plain(caption, context);
        return ['i', file, Math.min(Math.max(Number(width) || 0, 3), 180), ratio, plain(alt, context), words, alone];
      }
      context.onFault(badImage(run.id, label, picture?.expected, picture?.expectedZh));
      return ['v', `![${run.id}]`];
    }
    case 'math': {
      const made = formula(run.tex, run.display);
      if (made.ok) {
        const { nodes, unknown } = formulaTree(made.mathml, context.covers);
        if (unknown !== undefined) context.onFault(unsetPart(run.tex, unknown, label));
        const rows = run.tex.includes('\\begin');
        return ['m', nodes, run.display, run.tex.length <= 60 ? 0 : rows ? 2 : run.display ? 1 : 0];
      }
      context.onFault(badFormula(run.tex, made.message, label));
      return ['v', breakable(glyphs(run.display ? `$$${run.tex}$$` : `$${run.tex}$`, context.covers))];
    }
  }
}

/** Zero-width spaces in words of more than 30 letters, which would leave the page. */
function breakable(text: string): string {
  if (text.length <= 30) return text;
  return text.replace(/[!-~\u00a1-\u2e7f\uac00-\ud7ff]{30,}/g, (word) => word.replace(/.{12}/gsu, '$&\u200b'));
}
