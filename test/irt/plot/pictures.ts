import { textWidth } from '../../../src/irt/plot/text-width.js';

/** A text of a picture with the box that it takes at most. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Boxes of all texts of a picture, by the widest font. Turned texts do not occur. */
export function textBoxes(picture: string): TextBox[] {
  return [...picture.matchAll(/<text ([^>]*)>(?:<title>[^<]*<\/title>)?([^<]*)<\/text>/g)].map(
    ([, attributes, raw]) => {
      const number = (name: string): number => Number(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1]);
      const text = unescaped(raw);
      const size = number('font-size');
      const width = textWidth(text, size) * (attributes.includes('bold') ? 1.08 : 1);
      const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? 'start';
      const left = number('x') - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
      const y = number('y');
      return { text, left, right: left + width, top: y - 0.8 * size, bottom: y + 0.2 * size };
    },
  );
}

/** Pairs of texts that overlap, and texts that leave the picture. */
export function clashes(picture: string): string[] {
  const boxes = textBoxes(picture);
  const { width, height } = sizeOf(picture);
  const found: string[] = [];
  boxes.forEach((one, i) => {
    if (one.left < 0 || one.right > width || one.top < 0 || one.bottom > height)
      found.push(`${one.text} leaves the picture`);
    for (const other of boxes.slice(i + 1)) {
      const apart =
        one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
      if (!apart) found.push(`${one.text} / ${other.text}`);
    }
  });
  return found;
}

export function sizeOf(picture: string): { readonly width: number; readonly height: number } {
  const match = /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(picture);
  return { width: Number(match?.[1]), height: Number(match?.[2]) };
}

/** Points of the path that draws a series, in pixels. */
export function seriesPath(picture: string, name: string): [number, number][] {
  const found = [...picture.matchAll(/<path d="([^"]*)"[^>]*data-series="([^"]*)"/g)].find(
    (match) => unescaped(match[2]) === name,
  );
  if (found === undefined) throw new Error(`no series ${name}`);
  return pathPoints(found[1]);
}

/** Places of the markers of a name, in pixels. */
export function markPlaces(picture: string, name: string): [number, number][] {
  return [...picture.matchAll(/<g data-mark="([^"]*)"><path [^>]*transform="translate\(([-\d.]+) ([-\d.]+)\)"/g)]
    .filter((match) => unescaped(match[1]) === name)
    .map((match) => [Number(match[2]), Number(match[3])]);
}

export function pathPoints(d: string): [number, number][] {
  return [...d.matchAll(/[ML]([-\d.]+),([-\d.]+)/g)].map((match) => [Number(match[1]), Number(match[2])]);
}

/** The scale of an axis from its ticks' places and numbers: pixels → value; `axis` of a chart. */
export function axisScale(picture: string, axis: 'x' | 'y' | 'right'): (pixel: number) => number {
  const ticks = [
    ...picture.matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="12" text-anchor="(\w+)"[^>]*>(−?[\d.]+)<\/text>/g),
  ]
    .filter((match) => match[3] === { x: 'middle', y: 'end', right: 'start' }[axis])
    // Numbers stand 4 pixels below the middle of their line.
    .map((match) => [axis === 'x' ? Number(match[1]) : Number(match[2]) - 4, Number(match[4].replace('−', '-'))]);
  const [[p0, v0], [p1, v1]] = [ticks[0], ticks[ticks.length - 1]];
  return (pixel) => v0 + ((pixel - p0) / (p1 - p0)) * (v1 - v0);
}

export function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
