import type { MindMap, MindMapLink, MindMapNode } from '../document.js';

/** Height of a line of a name, and from the top of a node to the middle of its first. */
export const MAP_LINE = 4.1;
export const MAP_FIRST = 3.55;
/** From the foot of a node to the middle of its mark. */
export const MAP_MARK = 2.8;

/** The boxes and arrows of a map as SVG shapes in its millimetres; its texts are set by the renderers. */
export function mindMapShapes({ nodes, links }: MindMap): string {
  return links.map(arrow).join('') + nodes.map(box).join('');
}

function arrow({ curve: [start, one, two, [x, y]] }: MindMapLink): string {
  return (
    `<path d="M${start.join(' ')}C${one.join(' ')} ${two.join(' ')} ${round(x - 1.6)} ${y}" fill="none" stroke="#222222" stroke-width="0.35"/>` +
    `<path d="M${x} ${y}l-2.2 -1v2z" fill="#222222"/>`
  );
}

/** Levels differ in corners, line and shade: square and heavy, rounded and grey, a dark pill, dashed. */
const STYLES: Readonly<Record<MindMapNode['level'], string>> = {
  weak: 'fill="#ffffff" stroke="#111111" stroke-width="0.8"',
  partial: 'rx="2" fill="#d9dcdf" stroke="#222222" stroke-width="0.35"',
  mastered: 'rx="3.5" fill="#2b3a4a" stroke="#2b3a4a" stroke-width="0.35"',
  unknown: 'rx="2" fill="#ffffff" stroke="#555555" stroke-width="0.35" stroke-dasharray="1.2 0.9"',
};

function box({ x, y, width, height, level }: MindMapNode): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${STYLES[level]}/>`;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
