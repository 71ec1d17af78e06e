import { MATH_FONT, typstFamilies } from '../fonts.js';
import { TEMPLATE_SECTIONS } from './sections.js';
import { SLOTS_FILE } from './slots.js';
import { TEMPLATE_MATH } from './template-math.js';

/** Name of the virtual file with the booklet's data. */
export const DATA_FILE = 'booklet.json';
/** Name of the virtual file with what all booklets of a language share: the page's measures, the language and its words. */
export const FRAME_FILE = 'frame.json';
/** Name of the virtual file with {@link LIBRARY}. */
export const LIBRARY_FILE = 'library.typ';

/**
 * What sets the sections. It is a file of its own, which knows nothing of one booklet: Typst reads and evaluates it once, not for
 * each of them.
 */
export const LIBRARY: string = `
#import "${SLOTS_FILE}": slot
#let frame = json("${FRAME_FILE}")
#let zh = frame.lang == "zh"
#let serif = ${typstFamilies('song')}
#let sans = ${typstFamilies('hei')}
#let kai = ${typstFamilies('kai')}
#let small = 8.5pt
#let grey = luma(30%)
#let two-sided = frame.page.sides == 2
// The width of the text.
#let column = (frame.page.width - frame.page.inside - frame.page.outside) * 1mm
#let verso(number) = two-sided and calc.even(number)
${TEMPLATE_MATH}
${TEMPLATE_SECTIONS}
`;

/**
 * The one Typst program of the renderer. A booklet comes to it as JSON whose strings are shown, never run.
 * Body 宋体 10.5 pt (五号), headings 黑体, words to the reader 楷体.
 *
 * Typst remembers how a block was set together with all rules in force. So that booklets share that work, no rule may hold
 * anything of one learner: the running head is looked up, and the document's title is set behind everything.
 */
export const TEMPLATE: string = `
#import "${LIBRARY_FILE}": *
#let data = json("${DATA_FILE}")
#set document(date: none)
#set text(font: serif, size: 10.5pt, lang: frame.lang, region: if zh { "cn" } else { "gb" }, fallback: false, fill: luma(8%))
#show math.equation: set text(font: ("${MATH_FONT}", ..serif), size: 1.04em, fallback: false)
// Typst lets a tall inline formula reach into 0.7 of the leading on either side: with the distance of lines in the text's
// own edges and little leading, fractions on neighbouring lines keep apart.
#set text(top-edge: 0.98em, bottom-edge: -0.36em)
#set par(leading: 0.22em, spacing: 0.42em, justify: true, linebreaks: "optimized")
#set page(
  width: frame.page.width * 1mm,
  height: frame.page.height * 1mm,
  binding: left,
  margin: (
    ..if two-sided { (inside: frame.page.inside * 1mm, outside: frame.page.outside * 1mm) }
    else { (left: frame.page.inside * 1mm, right: frame.page.outside * 1mm) },
    top: frame.page.top * 1mm,
    bottom: frame.page.bottom * 1mm,
  ),
  header: context {
    let number = counter(page).get().first()
    if number > 1 {
      set text(font: sans, size: 8pt, fill: grey)
      let heads = query(<running-heads>).first().value
      (if verso(number) { heads.rev() } else { heads }).join(h(1fr))
      v(-0.35em)
      line(length: 100%, stroke: 0.4pt + grey)
    }
  },
  footer: context {
    let number = counter(page).get().first()
    if number > 1 {
      set text(font: sans, size: 8pt, fill: grey)
      align(if verso(number) { left } else if two-sided { right } else { center }, counter(page).display("1 / 1", both: true))
    }
  },
)
#show heading: set text(font: sans, weight: "bold")
#show heading.where(level: 1): it => block(width: 100%, below: 1.1em, sticky: true, stroke: (bottom: 1.4pt), inset: (bottom: 1pt), text(17pt, it.body))
#show heading.where(level: 2): it => block(width: 100%, above: 1.7em, below: 0.8em, sticky: true, stroke: (left: 2.6pt), inset: (left: 7pt), text(12.5pt, top-edge: 0.9em, bottom-edge: -0.14em, it.body))
#metadata((data.heading, data.title)) <running-heads>
#for (index, section) in data.sections.enumerate() {
  if section.kind == "cover" { cover(section) }
  else {
    // A map, a message or a word that there is nothing to do follows on the page where there is room.
    if section.flows { v(2.4em, weak: true); block(breakable: false, width: 100%, { heading(level: 1, section.title); section-body(section) }); continue }
    if index > 0 { pagebreak(weak: true) }
    heading(level: 1, section.title)
    section-body(section)
  }
}
#set document(title: data.title + " · " + data.heading)
`;
