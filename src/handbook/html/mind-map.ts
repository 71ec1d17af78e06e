import type { MindMap, MindMapNode } from '../document.js';
import { MAP_FIRST, MAP_LINE, MAP_MARK, mindMapShapes } from '../figures/mind-map.js';
import { levelSign } from './chart.js';
import { type Context, introHtml } from './context.js';
import { plainHtml } from './text.js';

/** 思维导图: the figure of the tree's coordinates as SVG, the names as its text. */
export function mindMapHtml(map: MindMap, { words }: Context): string {
  const note = map.note === undefined ? '' : `<p class="legend">${plainHtml(map.note)}</p>`;
  if (map.nodes.length === 0) return introHtml(map.introduction) + note;
  const legend = (['weak', 'partial', 'mastered', 'unknown'] as const)
    .map((level) => `<span>${levelSign(level)}${words.levels[level]}</span>`)
    .join(' ');
  const links = map.links.map(({ from, to }) => `${map.nodes[from].lines.join('')} → ${map.nodes[to].lines.join('')}`);
  const spoken = [...map.nodes.map(({ lines, level }) => `${lines.join('')}: ${words.levels[level]}`), ...links];
  return (
    `${introHtml(map.introduction)}<figure class="map"><svg viewBox="-0.5 -0.5 ${map.width + 1} ${map.height + 1}" role="img">` +
    `<title>${plainHtml(spoken.join('; '))}</title>${mindMapShapes(map)}${map.nodes.map(textSvg).join('')}</svg></figure>` +
    `<p class="legend signs">${legend}</p>${note}`
  );
}

function textSvg({ lines, level, mark, x, y, width, height }: MindMapNode): string {
  const dark = level === 'mastered' ? ' on-dark' : '';
  const text = (line: string, middle: number, kind: string): string =>
    `<text class="${kind}${dark}" x="${round(x + width / 2)}" y="${round(middle)}">${plainHtml(line)}</text>`;
  return (
    lines.map((line, at) => text(line, y + MAP_FIRST + MAP_LINE * at + 1.1, 'name')).join('') +
    (mark === undefined ? '' : text(mark, y + height - MAP_MARK + 0.9, 'mark'))
  );
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
