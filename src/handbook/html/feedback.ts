import type { CardPage, CardShape } from '../feedback/layout.js';
import type { Feedback } from '../feedback/section.js';
import { escapeHtml } from './escape.js';
import { plainHtml } from './text.js';

/** 反馈卡: the shapes of the layout, one SVG a page, in millimetres. */
export function feedbackHtml(section: Feedback): string {
  return section.pages.map((page, at) => pageSvg(page, section.title, at)).join('');
}

function pageSvg({ width, height, shapes }: CardPage, title: string, at: number): string {
  return (
    `<svg class="card" viewBox="0 0 ${width} ${height}" width="${width}mm" height="${height}mm" role="img">` +
    `<title>${plainHtml(`${title} ${at + 1}`)}</title>${shapes.map(shapeSvg).join('')}</svg>`
  );
}

const TONES = { black: '#000', grey: '#555', pale: '#999' } as const;

function shapeSvg(shape: CardShape): string {
  switch (shape.kind) {
    case 'rect':
      return `<rect x="${mm(shape.x)}" y="${mm(shape.y)}" width="${mm(shape.width)}" height="${mm(shape.height)}"/>`;
    case 'circle':
      return `<circle cx="${mm(shape.x)}" cy="${mm(shape.y)}" r="${mm(shape.radius)}" fill="none" stroke="#333" stroke-width=".25"/>`;
    case 'line':
      return `<path d="M${mm(shape.x)} ${mm(shape.y)}h${mm(shape.width)}" stroke="#aaa" stroke-width=".12"/>`;
    case 'code': {
      const scale = shape.size / shape.code.size;
      return `<path shape-rendering="crispEdges" transform="translate(${mm(shape.x)} ${mm(shape.y)}) scale(${scale.toFixed(5)})" d="${escapeHtml(shape.code.path)}"/>`;
    }
    case 'text': {
      const weight = shape.bold ? ' font-weight="700"' : '';
      const anchor = shape.anchor === 'middle' ? ' text-anchor="middle"' : '';
      return `<text x="${mm(shape.x)}" y="${mm(shape.y)}" style="font-size:${mm(shape.size)}px;fill:${TONES[shape.tone]}"${weight}${anchor}>${plainHtml(shape.text)}</text>`;
    }
  }
}

function mm(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
