import type { CardShape } from '../feedback/layout.js';
import type { Feedback } from '../feedback/section.js';
import { plain, type TreeContext } from './text.js';

/** The part of the template that sets 反馈卡: the shapes of the layout, in millimetres. */
export const FEEDBACK: string = `
#let card-tones = (black: black, grey: luma(33%), pale: luma(60%))
#let card-shape(s) = {
  let at(it) = place(top + left, dx: s.x * 1mm, dy: s.y * 1mm, it)
  if s.kind == "rect" { at(rect(width: s.width * 1mm, height: s.height * 1mm, fill: black)) }
  else if s.kind == "circle" { place(top + left, dx: (s.x - s.radius) * 1mm, dy: (s.y - s.radius) * 1mm, circle(radius: s.radius * 1mm, stroke: 0.25mm + luma(20%))) }
  else if s.kind == "line" { at(line(length: s.width * 1mm, stroke: 0.12mm + luma(67%))) }
  else if s.kind == "code" {
    // Runs of dark modules along rows; a hair taller than a module, so that no light shows between rows.
    let m = s.module * 1mm
    for (x, y, n) in s.runs { place(top + left, dx: s.x * 1mm + x * m, dy: s.y * 1mm + y * m, rect(width: n * m, height: m + 0.01mm, fill: black)) }
  }
  else {
    let it = text(font: sans, size: s.size * 1mm, weight: if s.bold { "bold" } else { "regular" }, fill: card-tones.at(s.tone), top-edge: "baseline", bottom-edge: "baseline", s.text)
    if s.anchor == "middle" { place(top + left, dx: (s.x - 30) * 1mm, dy: s.y * 1mm, box(width: 60mm, align(center, it))) }
    else { at(box(it)) }
  }
}
#let feedback(s) = for (i, p) in s.pages.enumerate() {
  if i > 0 { pagebreak() }
  align(center, box(width: p.width * 1mm, height: p.height * 1mm, align(left, for s in p.shapes { card-shape(s) })))
}
`;

/** 反馈卡 for the template. */
export function feedbackTree(section: Feedback, context: TreeContext): object {
  return {
    pages: section.pages.map(({ width, height, shapes }) => ({
      width,
      height,
      shapes: shapes.map((shape) => shapeTree(shape, context)),
    })),
  };
}

function shapeTree(shape: CardShape, context: TreeContext): object {
  if (shape.kind === 'text') return { ...shape, text: plain(shape.text, context) };
  if (shape.kind !== 'code') return shape;
  const { kind, x, y, size, code } = shape;
  const runs = [...code.path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, at, row, length]) => [
    Number(at),
    Number(row),
    Number(length),
  ]);
  return { kind, x, y, module: size / code.size, runs };
}
