import type { MasteryGroup } from '../document.js';
import { type Label, radar } from '../figures/radar.js';
import { percent } from './chart.js';
import { plainHtml } from './text.js';

const LINE = 3.8;
const ANCHORS: Readonly<Record<Label['align'], string>> = { left: 'start', center: 'middle', right: 'end' };

/** The radar of chapters, its names as text of the SVG. */
export function radarHtml(groups: readonly MasteryGroup[], title: string): string {
  const { width, height, shapes, names, scale } = radar(groups);
  const spoken = groups.map(({ name, success }) => `${name} ${percent(success)}`).join(', ');
  return (
    `<svg class="radar" viewBox="0 0 ${width} ${height}" role="img"><title>${plainHtml(`${title}: ${spoken}`)}</title>${shapes}` +
    `${scale.map((label) => labelSvg(label, ' class="scale"')).join('')}${names.map((label) => labelSvg(label, '')).join('')}</svg>`
  );
}

function labelSvg({ lines, at: [x, y], align }: Label, attributes: string): string {
  const first = y - (LINE * (lines.length - 1)) / 2 + 1.1;
  return lines
    .map(
      (line, at) =>
        `<text x="${x}" y="${(first + LINE * at).toFixed(2)}" text-anchor="${ANCHORS[align]}"${attributes}>${plainHtml(line)}</text>`,
    )
    .join('');
}
