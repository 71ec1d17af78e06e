import type { MindMap } from '../document.js';
import { MAP_FIRST, MAP_LINE, MAP_MARK, mindMapShapes } from '../figures/mind-map.js';
import { maybe, plain, type TreeContext } from './text.js';

/** Room for the line of a box that lies on the figure's edge, in millimetres. */
const EDGE = 0.5;

/** The part of the template that sets 思维导图. */
export const MIND_MAP: string = `
#let mind-map(s) = {
  remark(s.introduction)
  if s.shapes != none {
    let figure = block(width: s.width * 1mm, height: s.height * 1mm, {
      place(top + left, shapes(s.width, s.height, s.shapes))
      for (x, y, line, size, dark-box) in s.texts {
        label-at(x, y, "center", (line,), 0, size: size * 1pt, fill: if dark-box { white } else { black })
      }
    })
    // A narrower page gets a smaller figure.
    v(3mm)
    let width = s.width * 1mm
    if width <= column + 1.5mm { figure } else { scale(x: column / width * 100%, y: column / width * 100%, reflow: true, figure) }
    v(2mm)
    block(label-text({
      for (level, word) in s.legend { level-sign(level); h(1.2mm); word; h(6mm) }
    }))
  }
  if s.note != none { par(label-text(s.note, fill: grey)) }
}
`;

/** 思维导图 for the template. */
export function mindMapTree(section: MindMap, context: TreeContext): object {
  const { words } = context;
  const { nodes, width, height } = section;
  const texts = nodes.flatMap(({ lines, level, mark, ...box }) => {
    const middle = box.x + box.width / 2 + EDGE;
    const dark = level === 'mastered';
    const first = box.y + MAP_FIRST + EDGE;
    return [
      ...lines.map((line, at) => [middle, first + MAP_LINE * at, plain(line, context), 9, dark]),
      ...(mark === undefined ? [] : [[middle, box.y + box.height - MAP_MARK + EDGE, plain(mark, context), 7, dark]]),
    ];
  });
  return {
    introduction: plain(section.introduction, context),
    width: width + 2 * EDGE,
    height: height + 2 * EDGE,
    shapes: nodes.length === 0 ? null : `<g transform='translate(${EDGE} ${EDGE})'>${mindMapShapes(section)}</g>`,
    texts,
    legend: (['weak', 'partial', 'mastered', 'unknown'] as const).map((level) => [level, words.levels[level]]),
    note: maybe(section.note, context),
  };
}
