/** The part of the template that sets figures: shapes come as SVG in millimetres, texts are set over them. */
export const FIGURE: string = `
#let shapes(width, height, body) = image(bytes("<svg xmlns='http://www.w3.org/2000/svg' width='" + str(width) + "' height='" + str(height) + "' viewBox='0 0 " + str(width) + " " + str(height) + "'>" + body + "</svg>"), format: "svg", width: width * 1mm, height: height * 1mm)
// Sets lines at a point, which is the middle of their height and their left end, middle or right end.
#let label-at(x, y, align-to, lines, pitch, ..style) = {
  let w = 60mm
  let dx = if align-to == "left" { 0mm } else if align-to == "right" { -w } else { -w / 2 }
  let anchor = if align-to == "left" { left } else if align-to == "right" { right } else { center }
  for (at, it) in lines.enumerate() {
    let middle = y + (at - (lines.len() - 1) / 2) * pitch
    place(top + left, dx: x * 1mm + dx, dy: middle * 1mm - 3mm, box(width: w, height: 6mm, align(anchor + horizon, text(font: sans, top-edge: "cap-height", bottom-edge: "baseline", ..style, it))))
  }
}
`;

/** Shapes for the template: only this module's SVG goes in, never text of a booklet. */
export interface Shapes {
  readonly width: number;
  readonly height: number;
  readonly shapes: string;
}
