import { escapeHtml } from '../html/escape.js';

/** A drawing made safe, or why it is refused. */
export type SafeSvg =
  | { readonly ok: true; readonly svg: string; readonly width: number; readonly height: number }
  | { readonly ok: false; readonly expected: string; readonly expectedZh: string };

/** The most elements of a drawing. */
export const MAX_SVG_ELEMENTS = 5000;
const MAX_USES = 200;

/** Shapes, text, and what they are painted with; nothing that runs, loads, or moves. */
const ELEMENTS = new Set(
  (
    'svg g defs symbol use path rect circle ellipse line polyline polygon text tspan title desc clipPath mask marker ' +
    'pattern linearGradient radialGradient stop'
  ).split(' '),
);
const ATTRIBUTES = new Set(
  (
    'id class x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points width height viewBox preserveAspectRatio transform version ' +
    'fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit ' +
    'stroke-dasharray stroke-dashoffset opacity color clip-path clip-rule mask visibility display overflow vector-effect ' +
    'font-family font-size font-style font-weight text-anchor dominant-baseline alignment-baseline baseline-shift ' +
    'letter-spacing word-spacing textLength lengthAdjust rotate offset stop-color stop-opacity gradientUnits ' +
    'gradientTransform spreadMethod clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits ' +
    'patternTransform markerWidth markerHeight markerUnits refX refY orient marker-start marker-mid marker-end'
  ).split(' '),
);
const REFERENCE = /^#[\w.:-]{1,100}$/;

function refuse(expected: string, expectedZh: string): SafeSvg {
  return { ok: false, expected, expectedZh };
}

/**
 * Writes a drawing anew out of what is allowed in it: a script, a handler, a style sheet, a foreign object or a reference to
 * anything outside cannot come along, since only known elements and attributes are written. What is not well formed,
 * declares entities, or would grow by nested references is refused.
 */
export function safeSvg(source: string): SafeSvg {
  if (/<!DOCTYPE|<!ENTITY/i.test(source)) return refuse('SVG without a document type', '不含 DOCTYPE 声明的 SVG');
  const text = without(without(source, '<!--', '-->'), '<?', '?>').trim();
  const tokens =
    /<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[A-Za-z_:][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|<!\[CDATA\[(.*?)\]\]>|([^<]+)/gsy;
  const open: { readonly name: string; readonly kept: boolean; readonly id: string | undefined }[] = [];
  // References within what has an id: a reference to a reference could grow without end.
  const uses = new Map<string, string[]>();
  let svg = '';
  let elements = 0;
  let used = 0;
  let at = 0;
  let size: { readonly width: number; readonly height: number } | undefined;
  for (;;) {
    const match = tokens.exec(text);
    if (match === null) break;
    at = tokens.lastIndex;
    const [, close, name, attributes, empty, , plain] = match;
    const hidden = open.some(({ kept }) => !kept);
    if (plain !== undefined || name === undefined) {
      const inText = open.some((each) => /^(?:text|tspan|title|desc)$/.test(each.name));
      if (plain !== undefined && !hidden && inText) svg += escapeHtml(decode(plain));
      continue;
    }
    if (close === '/') {
      const top = open.pop();
      if (top?.name !== name) return refuse('well-formed SVG', '格式正确的 SVG');
      if (top.kept && !hidden) svg += `</${name}>`;
      continue;
    }
    if (++elements > MAX_SVG_ELEMENTS)
      return refuse(`at most ${MAX_SVG_ELEMENTS} elements`, `不超过 ${MAX_SVG_ELEMENTS} 个元素`);
    if (open.length === 0 && (size !== undefined || name !== 'svg'))
      return refuse('one svg element', '单一的 svg 元素');
    if (open.length > 60) return refuse('elements nested at most 60 deep', '嵌套不超过 60 层');
    const kept = ELEMENTS.has(name) && !(name === 'svg' && open.length > 0);
    const given = new Map(
      Array.from(attributes.matchAll(/([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g), ([, key, one, other]) => [
        key,
        decode(one ?? other ?? ''),
      ]),
    );
    if (open.length === 0) {
      size = sizeOf(given);
      if (size === undefined) return refuse('an SVG with a viewBox, or width and height', '带 viewBox 或宽高的 SVG');
    }
    if (kept && !hidden) {
      const target = given.get('href') ?? given.get('xlink:href');
      if (name === 'use') {
        if (++used > MAX_USES) return refuse(`at most ${MAX_USES} uses`, `use 元素不超过 ${MAX_USES} 个`);
        if (target === undefined || !REFERENCE.test(target))
          return refuse('uses of what the SVG itself holds', 'use 只引用本文件内的元素');
        for (const { id } of open) if (id !== undefined) uses.set(id, [...(uses.get(id) ?? []), target.slice(1)]);
      }
      svg += `<${name}`;
      if (open.length === 0) svg += ' xmlns="http://www.w3.org/2000/svg"';
      for (const [key, value] of given) {
        if (ATTRIBUTES.has(key) && allowed(value)) svg += ` ${key}="${escapeHtml(value)}"`;
      }
      for (const [key, value] of declarations(given.get('style'))) {
        if (ATTRIBUTES.has(key) && !given.has(key) && allowed(value)) svg += ` ${key}="${escapeHtml(value)}"`;
      }
      if (
        target !== undefined &&
        /^(?:use|linearGradient|radialGradient|pattern)$/.test(name) &&
        REFERENCE.test(target)
      ) {
        svg += ` href="${escapeHtml(target)}"`;
      }
      svg += empty === '/' ? '/>' : '>';
    }
    if (empty !== '/') open.push({ name, kept, id: given.get('id') });
  }
  if (at < text.length || open.length > 0 || size === undefined) return refuse('well-formed SVG', '格式正确的 SVG');
  for (const targets of uses.values()) {
    if (targets.some((target) => uses.has(target))) return refuse('uses that are not nested', '互不嵌套的 use');
  }
  return { ok: true, svg, ...size };
}

/** Text without what stands between two marks; up to the end where the second is missing. */
function without(text: string, start: string, end: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const from = text.indexOf(start, at);
    if (from < 0) return kept + text.slice(at);
    kept += text.slice(at, from);
    const to = text.indexOf(end, from + start.length);
    if (to < 0) return kept;
    at = to + end.length;
  }
}

/** A value that reaches nothing outside: no address but `url(#id)`, no escape by which one could be hidden. */
function allowed(value: string): boolean {
  if (value.length > 100_000 || /[\\]|javascript:|data:|expression|@import/i.test(value)) return false;
  return !/url\s*\(/i.test(value.replace(/url\(\s*["']?#[\w.:-]{1,100}["']?\s*\)/g, ''));
}

function declarations(style: string | undefined): [string, string][] {
  if (style === undefined) return [];
  return style.split(';').flatMap((each) => {
    const colon = each.indexOf(':');
    return colon < 0 ? [] : [[each.slice(0, colon).trim(), each.slice(colon + 1).trim()] as [string, string]];
  });
}

function sizeOf(attributes: ReadonlyMap<string, string>): { width: number; height: number } | undefined {
  const box = (attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [width, height] = ['width', 'height'].map((name) => Number.parseFloat(attributes.get(name) ?? ''));
  const good = (a: number, b: number): boolean => a > 0 && b > 0 && a < 1e6 && b < 1e6;
  if (box.length === 4 && good(box[2], box[3])) return { width: box[2], height: box[3] };
  return good(width, height) ? { width, height } : undefined;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (_, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name as string];
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
  });
}
