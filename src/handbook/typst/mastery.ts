import { wrap } from '../compose/wrap.js';
import type { MasteryChart, MasteryGroup } from '../document.js';
import { BAR_HEIGHT, bar } from '../figures/bar.js';
import { radar } from '../figures/radar.js';
import { CELL, strip } from '../figures/strip.js';
import { maybe, plain, type TreeContext } from './text.js';

/** Width of a bar on A4, of the gap before it, and height of a row by the lines of its name, in millimetres. */
const BAR = 52;
/** Width of the text on A4: on smaller paper bars are shorter by what is missing, names keep their room. */
const A4_COLUMN = 168;
const LEAST_BAR = 20;
const GAP = 3;
const ROW = [0, 5.6, 9.4] as const;
/** Half-widths in a line of a name. */
const NAME = 26;

/** The part of the template that sets 知识掌握. */
export const MASTERY: string = `
#let level-sign(level) = box(width: 2.9mm, height: 2.9mm, baseline: 0.3mm, {
  if level == "mastered" { place(circle(radius: 1.45mm, fill: black)) }
  else if level == "unknown" { place(circle(radius: 1.35mm, stroke: (paint: luma(40%), thickness: 0.6pt, dash: "dotted"))) }
  else {
    if level == "partial" { place(box(width: 1.45mm, height: 2.9mm, clip: true, circle(radius: 1.45mm, fill: black))) }
    place(circle(radius: 1.45mm, stroke: 0.7pt))
  }
})
#let radar-of(r) = block(width: r.width * 1mm, height: r.height * 1mm, {
  place(top + left, shapes(r.width, r.height, r.shapes))
  for (x, y, side, lines) in r.scale { label-at(x, y, side, lines, 3, size: 6.5pt, fill: grey) }
  for (x, y, side, lines) in r.names { label-at(x, y, side, lines, 3.8, size: 8.5pt) }
})
#let mastery-lists(s) = {
  set text(font: sans, size: 9.5pt)
  set par(justify: false)
  for (title, names) in s.lists {
    block(above: 0.9em, below: 0.3em, text(weight: "bold", size: 10pt, title))
    for name in names { block(above: 0.2em, below: 0pt, inset: (left: 3mm), { place(left, dx: -3mm, [·]); name }) }
  }
}
#let mastery(s) = {
  if s.radar != none {
    grid(
      columns: (auto, 1fr), column-gutter: 4mm, align: horizon,
      { label-text(s.chapters, weight: "bold", size: 10.5pt); v(-3mm); radar-of(s.radar) },
      { mastery-lists(s); v(2mm); block(label-text(s.radarLegend, fill: grey)) },
    )
  } else if s.lists.len() > 0 { mastery-lists(s); v(1mm) }
  remark(s.explanation)
  if s.strip != none { block(above: 0.5em, label-text(s.strip, fill: grey)) }
  set text(font: sans, size: 9pt)
  set par(justify: false, leading: 0.1em)
  block(breakable: false, above: 2mm, {
    grid(
      columns: (1fr, s.drawn.width * 1mm, auto, auto, auto), column-gutter: 3mm, align: horizon,
      rows: s.rows.map(row => row.height * 1mm),
      ..s.rows.enumerate().map(((at, row)) => (
        row.name.join(linebreak()),
        if at == 0 { box(width: s.drawn.width * 1mm, height: row.height * 1mm, place(top + left, shapes(s.drawn.width, s.drawn.height, s.drawn.shapes))) },
        align(right, if row.level == "unknown" { "—" } else { percent(row.success) }),
        { level-sign(row.level); h(1.2mm); row.word },
        text(fill: grey, row.answers),
      )).flatten(),
    )
  })
  if s.note != none { par(label-text(s.note, fill: grey)) }
}
`;

/** 知识掌握 for the template. */
export function masteryTree(section: MasteryChart, context: TreeContext): object {
  const { words } = context;
  const rows = section.rows.map((row) => {
    const name = wrap(plain(row.name, context), NAME, 2);
    return {
      name,
      height: ROW[name.length === 2 ? 2 : 1],
      success: row.success,
      level: row.level,
      word: words.levels[row.level],
      answers: words.answers(row.answers),
    };
  });
  const lists: readonly (readonly [string, readonly string[]])[] = [
    [words.strongest, section.strongest],
    [words.weakest, section.weakest],
  ];
  return {
    explanation: plain(section.explanation, context),
    chapters: words.chapters,
    radar: section.groups.length === 0 ? null : radarTree(section.groups, context),
    radarLegend: words.radarLegend,
    lists: lists
      .filter(([, names]) => names.length > 0)
      .map(([title, names]) => [title, names.map((name) => plain(name, context))]),
    strip:
      section.exams.length === 0
        ? null
        : words.strip + section.exams.map((exam, at) => `${at + 1} ${plain(exam, context)}`).join('　'),
    note: maybe(section.note, context),
    drawn: drawRows(section, rows, Math.max(LEAST_BAR, BAR - Math.max(0, A4_COLUMN - context.column))),
    rows,
  };
}

/** Strips and bars of all rows as one figure: one picture is set faster than hundreds of pieces. */
function drawRows({ rows, exams }: MasteryChart, sizes: readonly { readonly height: number }[], width: number): object {
  const cells = exams.length === 0 ? 0 : CELL * exams.length + GAP;
  let shapes = '';
  let y = 0;
  rows.forEach((row, at) => {
    const { height } = sizes[at];
    const middle = y + height / 2;
    if (cells > 0) shapes += `<g transform='translate(0 ${(middle - CELL / 2).toFixed(2)})'>${strip(row.trail)}</g>`;
    shapes += `<g transform='translate(${(cells + 0.2).toFixed(2)} ${(middle - BAR_HEIGHT / 2).toFixed(2)})'>${bar(row, width)}</g>`;
    y += height;
  });
  return { width: cells + width + 0.4, height: y, shapes };
}

function radarTree(groups: readonly MasteryGroup[], context: TreeContext): object {
  const { width, height, shapes, names, scale } = radar(groups);
  const label = ({ at: [x, y], align, lines }: (typeof names)[number]): readonly unknown[] => [
    x,
    y,
    align,
    lines.map((line) => plain(line, context)),
  ];
  return { width, height, shapes, names: names.map(label), scale: scale.map(label) };
}
