import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { normalDensity } from '../../math/normal.js';
import type { IrtModel } from '../model.js';
import { type ItemLocation, itemLocations } from './item-locations.js';
import { layLegend } from './legend.js';
import { frameOf, type PlotOptions } from './options.js';
import { GRID, INK, marker, SHADE, stroke } from './style.js';
import { element, px, svg, textElement } from './svg.js';
import { shorten, textWidth } from './text-width.js';
import { wordsOf } from './words.js';

/** Learners to be drawn beside the items. */
export interface WrightPersons {
  /** Name of the group; absent where there is one. */
  readonly label?: string;
  /** Abilities `[learners]`; those that are not finite are left out. */
  readonly abilities: ArrayLike<number>;
  /** How many learners each stands for; one each if absent. */
  readonly counts?: ArrayLike<number>;
}

/** Options of {@link wrightMap}. */
export interface PlotWrightOptions extends PlotOptions {
  /** Groups of learners; without any the model's distributions of ability are drawn. */
  readonly persons?: readonly WrightPersons[];
  /** Only these items. */
  readonly items?: readonly string[];
}

const SIZE = 11;
const ROW = 14;
const TOP = 64;
const PERSONS = 190;
/** Room of the axis between learners and items. */
const AXIS = 72;
const LABEL = 110;
/** Abilities beyond do not widen the scale. */
const FAR = 6;
/** Width of a bin of the histogram, in logits. */
const BIN = 0.25;

interface Group {
  readonly label: string;
  /** Outline: [ability, size] from below, in steps or as a curve. */
  readonly outline: readonly (readonly [number, number])[];
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Wright map as SVG: learners' abilities as a histogram on the left, items and their thresholds by difficulty on the right, on one
 * scale. Each label stands in the row of its difficulty, its exact place is a tick at the axis and its value in the label's
 * tip; labels never overlap, the picture grows wider where a row holds many. What lies beyond the range stands in the outermost
 * row with an arrow.
 *
 * @throws YincaiError `bad-option` for sizes without meaning.
 * @cost items × log items + learners.
 * @source Wright & Masters (1982), Rating Scale Analysis, ch. 5.
 * @example
 * const picture = plotWrightMap(model, { persons: [{ abilities: score(model, matrix).theta }], lang: 'en' });
 */
export function plotWrightMap(model: IrtModel, options: PlotWrightOptions = {}): string {
  const locations = itemLocations(model).filter(({ item }) => options.items?.includes(item) ?? true);
  const {
    lang,
    width: least,
    height,
    range,
  } = frameOf(model, { height: 600, ...options, range: options.range ?? rangeOf(model, locations, options) });
  const words = wordsOf(lang);
  const groups = groupsOf(model, options, range);
  const categories = Math.max(...locations.map(({ category }) => category), 0);
  const rows = layRows(locations, range, Math.floor((height - TOP - 60) / ROW));
  const axis = 16 + PERSONS + AXIS;
  const right = Math.max(...rows.map((row) => row.width), textWidth(words.items, 12)) + axis + 30;
  const width = Math.ceil(Math.max(least, right));
  const legend = layLegend(
    [
      ...(groups.length > 1
        ? groups.map(({ label }, g) => ({ text: label, sample: (x: number, y: number) => outlineSample(g, x, y) }))
        : []),
      ...(categories > 0
        ? Array.from({ length: categories }, (_, v) => ({
            text: `${words.threshold} ${v + 1}`,
            sample: (x: number, y: number) => marker(v, x + 14, y, 0, true, 28),
          }))
        : []),
      {
        text: words.moments,
        sample: (x, y) =>
          textElement('M S T', { x: x + 14, y: y + 4, 'font-size': 10, 'text-anchor': 'middle', fill: INK }),
      },
    ],
    width - 32,
    SIZE,
  );
  const bottom = TOP + rows.length * ROW;
  const total = bottom + 34 + legend.height + 8;
  const y = scaleLinear([range[0], range[1]], [bottom, TOP]);
  const title = options.title ?? words.wright;
  const parts = [
    textElement(shorten(title, 16, width - 32), { x: 16, y: 24, 'font-size': 15, 'font-weight': 'bold', fill: '#111' }),
    heading(words.persons, 16 + PERSONS - 4, 'end'),
    heading(words.items, axis + 14, 'start'),
    ...drawScale(y, axis, width),
    ...drawPersons(groups, y, 16 + PERSONS, bottom, options.persons === undefined ? words.density : words.learners),
    ...drawMoments(
      y,
      axis - 8,
      range,
      locations.map(({ theta }) => theta),
    ),
  ];
  rows.forEach((row, r) => {
    const middle = bottom - (r + 0.5) * ROW;
    for (const { location, text, x } of row.labels) {
      const { theta, category, item } = location;
      const at = y(Math.min(range[1], Math.max(range[0], theta)));
      parts.push(element('path', { d: `M${px(axis)} ${px(at)}h6`, stroke: INK, 'stroke-width': 1 }));
      parts.push(marker(Math.max(0, category - 1), axis + 16 + x, middle, 0, category > 0, 28));
      const value = theta.toFixed(2).replace('-', '−');
      parts.push(
        textElement(
          text,
          { x: axis + 23 + x, y: middle + 4, 'font-size': SIZE, fill: '#111' },
          category > 0 ? `${item}, ${words.threshold} ${category}: ${value}` : `${item}: ${value}`,
        ),
      );
    }
  });
  parts.push(legend.draw(16, bottom + 34));
  const description = `${words.wright}; ${words.items}: ${model.items.length}; ${groups
    .map(({ label, mean, deviation }) => `${label}: ${mean.toFixed(2)} ± ${deviation.toFixed(2)}`)
    .join('; ')}`.replaceAll('-', '−');
  return svg({ width, height: total, title, description, lang }, ...parts);
}

function heading(text: string, x: number, anchor: 'start' | 'end'): string {
  return textElement(text, { x, y: TOP - 16, 'font-size': 12, 'text-anchor': anchor, fill: INK });
}

/** What holds all the learners and the items but those far off, in halves. */
function rangeOf(
  model: IrtModel,
  locations: readonly ItemLocation[],
  { persons }: PlotWrightOptions,
): [number, number] {
  let low = -2;
  let high = 2;
  const take = (theta: number): void => {
    if (!(Math.abs(theta) <= FAR)) return;
    low = Math.min(low, theta);
    high = Math.max(high, theta);
  };
  for (const { theta } of locations) take(theta);
  if (persons === undefined)
    for (const { mean, deviation } of model.latent) [mean - 3 * deviation, mean + 3 * deviation].forEach(take);
  else for (const { abilities } of persons) for (let i = 0; i < abilities.length; i++) take(abilities[i]);
  return [Math.floor(2 * low) / 2 - 0.25, Math.ceil(2 * high) / 2 + 0.25];
}

function groupsOf(model: IrtModel, { persons }: PlotWrightOptions, range: readonly [number, number]): Group[] {
  if (persons === undefined) {
    return model.latent.map(({ group, mean, deviation, weights }) => {
      const { points, bound } = model.quadrature;
      const outline =
        weights === undefined
          ? Array.from({ length: 121 }, (_, i): [number, number] => {
              const theta = range[0] + ((range[1] - range[0]) * i) / 120;
              return [theta, normalDensity((theta - mean) / deviation) / deviation];
            })
          : weights
              .map((weight, q): [number, number] => {
                const step = (2 * bound) / (points - 1);
                return [-bound + q * step, weight / step];
              })
              .filter(([theta]) => theta >= range[0] && theta <= range[1]);
      return { label: group, outline, mean, deviation };
    });
  }
  return persons.map(({ label = '', abilities, counts }) => {
    const first = Math.floor(range[0] / BIN);
    const sizes = new Float64Array(Math.ceil(range[1] / BIN) - first);
    let n = 0;
    let sum = 0;
    let square = 0;
    for (let i = 0; i < abilities.length; i++) {
      const theta = abilities[i];
      if (!Number.isFinite(theta)) continue;
      const count = counts?.[i] ?? 1;
      n += count;
      sum += count * theta;
      square += count * theta * theta;
      sizes[Math.min(sizes.length - 1, Math.max(0, Math.floor(theta / BIN) - first))] += count;
    }
    const mean = n > 0 ? sum / n : Number.NaN;
    const outline: [number, number][] = [];
    sizes.forEach((size, i) => {
      const from = Math.max(range[0], (first + i) * BIN);
      const to = Math.min(range[1], (first + i + 1) * BIN);
      outline.push([from, size], [to, size]);
    });
    return { label, outline, mean, deviation: Math.sqrt(Math.max(0, square / n - mean * mean)) };
  });
}

interface Row {
  readonly labels: { readonly location: ItemLocation; readonly text: string; readonly x: number }[];
  width: number;
}

/** Labels in rows by difficulty, from below, each row from the easiest to the hardest. */
function layRows(locations: readonly ItemLocation[], range: readonly [number, number], count: number): Row[] {
  const rows: Row[] = Array.from({ length: Math.max(8, count) }, () => ({ labels: [], width: 0 }));
  const sorted = locations
    .filter(({ theta }) => !Number.isNaN(theta))
    .map((location, i) => ({ location, i }))
    .sort((one, other) => one.location.theta - other.location.theta || one.i - other.i);
  for (const { location } of sorted) {
    const { theta, item, category } = location;
    const share = (theta - range[0]) / (range[1] - range[0]);
    const row = rows[Math.min(rows.length - 1, Math.max(0, Math.floor(share * rows.length)))];
    const far = theta < range[0] ? ' ↓' : theta > range[1] ? ' ↑' : '';
    const end = category > 0 ? `:${category}${far}` : far;
    const text = shorten(item, SIZE, LABEL - textWidth(end, SIZE)) + end;
    row.labels.push({ location, text, x: row.width });
    row.width += 23 + textWidth(text, SIZE);
  }
  return rows;
}

function drawScale(y: ScaleLinear<number, number>, axis: number, width: number): string[] {
  const parts: string[] = [];
  const count = (y.range()[0] - y.range()[1]) / 50;
  const format = y.tickFormat(count);
  for (const value of y.ticks(count)) {
    const at = y(value);
    parts.push(
      element('path', {
        d: `M16 ${px(at)}H${px(16 + PERSONS)}M${px(axis + 8)} ${px(at)}H${px(width - 16)}`,
        stroke: GRID,
      }),
      textElement(format(value), { x: axis - 22, y: at + 4, 'font-size': SIZE, 'text-anchor': 'end', fill: INK }),
    );
  }
  const [low, high] = y.range();
  parts.push(
    element('path', {
      d: `M${px(axis)} ${px(high)}V${px(low)}M${px(16 + PERSONS)} ${px(high)}V${px(low)}`,
      stroke: INK,
    }),
  );
  return parts;
}

/** Outlines of the groups, the first filled, growing to the left from `base`. */
function drawPersons(
  groups: readonly Group[],
  y: ScaleLinear<number, number>,
  base: number,
  bottom: number,
  words: string,
): string[] {
  const most = Math.max(...groups.flatMap(({ outline }) => outline.map(([, size]) => size)));
  const x = scaleLinear([0, most > 0 ? most : 1], [base, 16 + 26]);
  const ticks = x.ticks(3);
  const format = x.tickFormat(3);
  const parts = groups.map(({ label, outline }, g) => {
    const path = line<readonly [number, number]>()
      .x(([, size]) => x(size))
      .y(([theta]) => y(theta))
      .digits(2);
    const closed = [[outline[0]?.[0] ?? 0, 0] as const, ...outline, [outline.at(-1)?.[0] ?? 0, 0] as const];
    return element('path', {
      d: path(closed) ?? '',
      ...stroke(g),
      'stroke-width': 1.2,
      fill: g === 0 ? SHADE : 'none',
      'data-group': label,
    });
  });
  // The largest of the numbers that do not run into each other.
  const shown = ticks.filter((_, i) => i === 0 || i === ticks.length - 1);
  for (const value of shown) {
    parts.push(
      element('path', { d: `M${px(x(value))} ${px(bottom)}v4`, stroke: INK }),
      textElement(format(value), { x: x(value), y: bottom + 16, 'font-size': 10, 'text-anchor': 'middle', fill: INK }),
    );
  }
  parts.push(
    element('path', { d: `M${px(42)} ${px(bottom)}H${px(base)}`, stroke: INK }),
    textElement(words, {
      x: 16 + (base - 16) / 2,
      y: bottom + 29,
      'font-size': 10,
      'text-anchor': 'middle',
      fill: INK,
    }),
  );
  return parts.concat(groups.length === 1 ? moments(y, base + 8, groups[0].mean, groups[0].deviation) : []);
}

/** M, S and T of the items beside the axis. */
function drawMoments(
  y: ScaleLinear<number, number>,
  x: number,
  range: readonly [number, number],
  thetas: readonly number[],
): string[] {
  const kept = thetas.filter((theta) => theta >= range[0] && theta <= range[1]);
  if (kept.length < 2) return [];
  const mean = kept.reduce((sum, theta) => sum + theta, 0) / kept.length;
  const variance = kept.reduce((sum, theta) => sum + (theta - mean) ** 2, 0) / kept.length;
  return moments(y, x, mean, Math.sqrt(variance));
}

/** The letters that have room of each other, the mean first. */
function moments(y: ScaleLinear<number, number>, x: number, mean: number, deviation: number): string[] {
  const [low, high] = y.range();
  const taken: number[] = [];
  const parts: string[] = [];
  for (const [letter, theta] of [
    ['M', mean],
    ['S', mean - deviation],
    ['S', mean + deviation],
    ['T', mean - 2 * deviation],
    ['T', mean + 2 * deviation],
  ] as const) {
    const at = y(theta);
    if (!(at >= high + 4 && at <= low - 4) || taken.some((other) => Math.abs(other - at) < 11)) continue;
    taken.push(at);
    parts.push(textElement(letter, { x, y: at + 3.5, 'font-size': 10, 'text-anchor': 'middle', fill: INK }));
  }
  return parts;
}

function outlineSample(g: number, x: number, y: number): string {
  return element('rect', {
    x: x + 2,
    y: y - 5,
    width: 24,
    height: 10,
    ...stroke(g),
    'stroke-width': 1.2,
    fill: g === 0 ? SHADE : 'none',
  });
}
