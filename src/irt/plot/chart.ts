import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Language } from '../../data/fault.js';
import { type LegendEntry, layLegend } from './legend.js';
import { colourOf, GRID, INK, marker, stroke } from './style.js';
import { element, px, svg, textElement } from './svg.js';
import { shorten, textWidth } from './text-width.js';

/** A curve through points; `style` chooses dash and colour. */
export interface Series {
  readonly label: string;
  readonly points: readonly (readonly [number, number])[];
  readonly style: number;
  /** Drawn against the axis on the right. */
  readonly right?: boolean;
  /** Shape of small open markers along the curve, which tell apart curves of the same style. */
  readonly markers?: number;
}

/** Points with intervals, drawn as markers. */
export interface Marks {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[];
  readonly style: number;
  readonly shape: number;
  readonly open: boolean;
}

/** A level that the reader looks for, such as a pass mark: a line across to the curve and down to the axis. */
export interface Level {
  readonly label: string;
  readonly y: number;
  /** Where the curve reaches it; NaN where it does not. */
  readonly x: number;
}

/** An axis: its words and its ends. */
export interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
}

/** A picture of curves over one horizontal axis. */
export interface Chart {
  readonly lang: Language;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly right?: Axis;
  readonly series: readonly Series[];
  readonly marks?: readonly Marks[];
  readonly levels?: readonly Level[];
}

const SIZE = 12;
const TITLE = 15;
const SMALL_TITLE = 13;
/** Pixels between markers along a curve. */
const MARKER_STEP = 56;

/** What the curves have at least, in pixels: a picture with a long legend grows. */
const LEAST_HEIGHT = 130;

/** Draws a chart; the legend takes what height it needs below the axis. */
export function drawChart(chart: Chart): string {
  const { width, x, y, right } = chart;
  const legend = layLegend(legendOf(chart), width - 32, SIZE);
  const top = 56;
  const below = legend.height + (legend.height > 0 ? 12 : 6) + 40;
  const height = Math.max(chart.height, top + LEAST_HEIGHT + below);
  const bottom = height - below;
  const yScale = scaleLinear([y.domain[0], y.domain[1]], [bottom, top]);
  const yTicks = ticksOf(yScale, (bottom - top) / 46);
  const rightScale = right === undefined ? undefined : scaleLinear([...right.domain], [bottom, top]);
  const rightTicks = rightScale === undefined ? [] : ticksOf(rightScale, (bottom - top) / 46);
  const left = 34 + widest(yTicks);
  const end = width - (right === undefined ? 22 : 34 + widest(rightTicks));
  const xScale = scaleLinear([x.domain[0], x.domain[1]], [left, end]);
  const parts: string[] = [titleOf(chart.title, width)];

  for (const { value, text } of yTicks) {
    const at = yScale(value);
    parts.push(
      element('path', { d: `M${px(left)} ${px(at)}H${px(end)}`, stroke: GRID, 'stroke-width': 1 }),
      label(text, left - 7, at + 4, 'end'),
    );
  }
  for (const { value, text } of ticksOf(xScale, (end - left) / 60)) {
    const at = xScale(value);
    parts.push(
      element('path', { d: `M${px(at)} ${px(bottom)}v5`, stroke: INK }),
      label(text, at, bottom + 18, 'middle'),
    );
  }
  if (rightScale !== undefined && right !== undefined) {
    for (const { value, text } of rightTicks) {
      const at = rightScale(value);
      parts.push(element('path', { d: `M${px(end)} ${px(at)}h5`, stroke: INK }), label(text, end + 8, at + 4, 'start'));
    }
    parts.push(element('path', { d: `M${px(end)} ${px(top)}V${px(bottom)}`, stroke: INK }));
    const size = width - textWidth(right.label, SIZE) - 12;
    parts.push(label(right.label, Math.max(size, width / 2), top - 10, 'start'));
  }
  parts.push(
    element('path', { d: `M${px(left)} ${px(top)}V${px(bottom)}H${px(end)}`, fill: 'none', stroke: INK }),
    label(x.label, (left + end) / 2, bottom + 36, 'middle'),
    label(y.label, 16, top - 10, 'start'),
  );

  parts.push(...drawLevels(chart.levels ?? [], xScale, yScale, left, end, bottom));
  for (const series of chart.series) {
    const scale = series.right === true && rightScale !== undefined ? rightScale : yScale;
    parts.push(...drawSeries(series, xScale, scale));
  }
  for (const marks of chart.marks ?? []) parts.push(...drawMarks(marks, xScale, yScale));
  parts.push(legend.draw(16, height - legend.height - 6));
  return svg({ ...chart, height }, ...parts);
}

/** The title, in smaller letters where it does not fit, and shortened where these do not. */
function titleOf(title: string, width: number): string {
  const size = textWidth(title, TITLE * 1.08) <= width - 32 ? TITLE : SMALL_TITLE;
  const shown = shorten(title, size * 1.08, width - 32);
  return textElement(
    shown,
    { x: 16, y: 24, 'font-size': size, 'font-weight': 'bold', fill: '#111' },
    shown === title ? undefined : title,
  );
}

function label(text: string, x: number, y: number, anchor: 'start' | 'middle' | 'end'): string {
  return textElement(text, { x, y, 'font-size': SIZE, 'text-anchor': anchor, fill: INK });
}

interface Tick {
  readonly value: number;
  readonly text: string;
}

function ticksOf(scale: ScaleLinear<number, number>, about: number): Tick[] {
  const count = Math.max(2, Math.floor(about));
  const format = scale.tickFormat(count);
  return scale.ticks(count).map((value) => ({ value, text: format(value) }));
}

function widest(ticks: readonly Tick[]): number {
  return Math.max(0, ...ticks.map(({ text }) => textWidth(text, SIZE)));
}

function drawSeries(
  { label: name, points, style, markers }: Series,
  x: ScaleLinear<number, number>,
  y: ScaleLinear<number, number>,
): string[] {
  // Where a curve leaves the frame, as the error of a short test does, it is not drawn.
  const [most, least] = [y.range()[1] - 1, y.range()[0] + 1];
  const path = line<readonly [number, number]>()
    .defined(([, value]) => y(value) >= most && y(value) <= least)
    .x((point) => x(point[0]))
    .y((point) => y(point[1]))
    .digits(2);
  const parts = [
    element('path', { d: path(points as [number, number][]) ?? '', ...stroke(style), 'data-series': name }),
  ];
  if (markers !== undefined) {
    let next = (x(points[0]?.[0] ?? 0) ?? 0) + MARKER_STEP / 2;
    for (const [at, value] of points) {
      if (x(at) < next || y(value) < most || y(value) > least) continue;
      parts.push(marker(markers, x(at), y(value), style, true, 20));
      next += MARKER_STEP;
    }
  }
  return parts;
}

function drawMarks(
  { label: name, points, style, shape, open }: Marks,
  x: ScaleLinear<number, number>,
  y: ScaleLinear<number, number>,
): string[] {
  return points.flatMap((point) => [
    element('path', {
      d: `M${px(x(point.x))} ${px(y(point.low))}V${px(y(point.high))}`,
      stroke: colourOf(style),
      'stroke-width': 1,
    }),
    element('g', { 'data-mark': name }, marker(shape, x(point.x), y(point.y), style, open)),
  ]);
}

/** Levels with their names above the line; where two are close, the name of the second stands beside that of the first. */
function drawLevels(
  levels: readonly Level[],
  x: ScaleLinear<number, number>,
  y: ScaleLinear<number, number>,
  left: number,
  end: number,
  bottom: number,
): string[] {
  const names: { readonly at: number; readonly to: number }[] = [];
  return levels.flatMap((level) => {
    const at = y(level.y);
    const reached = Number.isFinite(level.x) && x(level.x) >= left && x(level.x) <= end;
    const across = reached ? `H${px(x(level.x))}V${px(bottom)}` : `H${px(end)}`;
    const whole = reached ? `${level.label}  θ = ${level.x.toFixed(2).replace('-', '−')}` : level.label;
    const from = names.reduce(
      (edge, name) => (Math.abs(name.at - at) < SIZE + 3 ? Math.max(edge, name.to) : edge),
      left,
    );
    const text = shorten(whole, SIZE, Math.max(0, end - from - 12));
    names.push({ at, to: from + 12 + textWidth(text, SIZE) });
    return [
      element('path', {
        d: `M${px(left)} ${px(at)}${across}`,
        fill: 'none',
        stroke: '#666',
        'stroke-width': 1,
        'stroke-dasharray': '4 3',
      }),
      label(text, from + 6, at - 5, 'start'),
    ];
  });
}

/** An entry for every series, with the markers of the same name, then for the other kinds of marker. */
function legendOf({ series, marks = [] }: Chart): LegendEntry[] {
  const named = new Map(marks.map((mark) => [mark.label, mark] as const));
  const entries: LegendEntry[] = series.map(({ label: text, style, markers }) => {
    const own = named.get(text);
    named.delete(text);
    return {
      text,
      sample: (x, y) =>
        element('path', { d: `M${px(x)} ${px(y)}h28`, ...stroke(style) }) +
        (markers === undefined ? '' : marker(markers, x + 7, y, style, true, 20)) +
        (own === undefined ? '' : marker(own.shape, x + (markers === undefined ? 14 : 20), y, style, own.open)),
    };
  });
  for (const { label: text, style, shape, open } of named.values()) {
    entries.push({ text, sample: (x, y) => marker(shape, x + 14, y, style, open) });
  }
  // A single curve needs no legend.
  return entries.length > 1 ? entries : [];
}
