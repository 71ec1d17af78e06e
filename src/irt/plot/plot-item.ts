import { curvePoint, indexOfItem, pointsOf } from '../curves.js';
import type { IrtModel } from '../model.js';
import { drawChart, type Marks, type Series } from './chart.js';
import { type ObservedItem, observedItem } from './observed.js';
import { frameOf, type PlotCurveOptions, type Subject, sample, subjectsOf } from './options.js';
import { type PlotWords, wordsOf } from './words.js';

/** With more categories than these, curves of each are a tangle: the expected share of points is drawn. */
const MOST_CATEGORIES = 8;

/** Options of {@link plotItem}. */
export interface PlotItemOptions extends PlotCurveOptions {
  /**
   * `categories`: probability of each category (of a right answer where there are two); `expected`: expected share of points;
   * `auto`: categories where there are at most eight.
   */
  readonly show?: 'auto' | 'categories' | 'expected';
}

/**
 * Item characteristic curves as SVG: P(category | θ), with the observed proportions of ability groups and their 95 % intervals
 * laid over them for a check by eye, and other models or groups where asked for. An item fits where the markers lie on the curve.
 *
 * @throws YincaiError `unknown-id` where the model has no such item, `bad-option` for sizes without meaning.
 * @cost 161 abilities a curve.
 * @example
 * const picture = plotItem(model, 'q1', { lang: 'en', observed: observeItems(model, matrix) });
 */
export function plotItem(model: IrtModel, item: string | number, options: PlotItemOptions = {}): string {
  const { lang, width, height, range } = frameOf(model, options);
  const words = wordsOf(lang);
  const j = indexOfItem(model, item);
  const id = model.items[j];
  const subjects = subjectsOf(model, options);
  const categories = model.cuts[j].length + 1;
  const { show = 'auto' } = options;
  const expected = show === 'expected' || (show === 'auto' && categories > MOST_CATEGORIES);
  const binary = categories === 2 && !expected;

  const series: Series[] = [];
  const marks: Marks[] = [];
  subjects.forEach((subject, s) => {
    const name = (what: string): string => (subject.label === '' ? what : words.join(subject.label, what));
    const shown = expected ? [-1] : binary ? [1] : Array.from({ length: categories }, (_, k) => k);
    for (const k of shown) {
      // One curve a subject: dashes tell subjects apart. Several: dashes tell categories apart, markers subjects.
      const single = expected || binary;
      const style = single ? s : k;
      const what = single ? words.model : words.category(k);
      if (subject.model !== undefined) {
        const { model: own } = subject;
        const at = indexOfItem(own, id);
        series.push({
          label: name(what),
          style,
          points: sample(range, expected ? shareOf(own, at) : (theta) => curvePoint(own, at, theta).p[k] ?? 0),
          ...(single || s === 0 ? {} : { markers: s }),
        });
      }
      const seen = subject.observed === undefined ? undefined : observedItem(subject.observed, id);
      if (seen !== undefined) {
        marks.push({
          // A category's curve and its markers share an entry of the legend.
          label: single || subject.model === undefined ? name(words.observed) : name(what),
          style,
          shape: single ? s : k,
          open: s % 2 === 1,
          points: observedPoints(seen, k, range),
        });
      }
    }
  });
  return drawChart({
    lang,
    width,
    height,
    title: options.title ?? words.join(expected ? words.expected : words.itemCurves, id),
    description: describeItem(model, j, subjects, words),
    x: { label: words.ability, domain: range },
    y: { label: expected ? words.share : words.probability, domain: [0, 1] },
    series,
    marks,
  });
}

/** Expected share of full marks, from the probabilities at hand. */
function shareOf(model: IrtModel, j: number): (theta: number) => number {
  const points = pointsOf(model, j);
  return (theta) => {
    const { p } = curvePoint(model, j, theta);
    let sum = 0;
    for (let k = 0; k < p.length; k++) sum += p[k] * points[k];
    return sum / model.fullMarks[j];
  };
}

/** Proportions of a category, or mean shares of points for −1, with 95 % intervals. */
export function observedPoints(seen: ObservedItem, k: number, range: readonly [number, number]): Marks['points'] {
  return seen.bins
    .filter(({ theta }) => theta >= range[0] && theta <= range[1])
    .map(({ theta, proportions, share, shareError, effective }) => {
      if (k < 0) {
        const half = 1.96 * shareError;
        return { x: theta, y: share, low: Math.max(0, share - half), high: Math.min(1, share + half) };
      }
      const [low, high] = wilson(proportions[k], effective);
      return { x: theta, y: proportions[k], low, high };
    });
}

/**
 * Wilson's 95 % interval of a proportion.
 *
 * @source Wilson (1927), JASA 22(158).
 */
export function wilson(p: number, n: number): [number, number] {
  const z2 = 1.96 ** 2;
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (1.96 / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

function describeItem(model: IrtModel, j: number, subjects: readonly Subject[], words: PlotWords): string {
  const two = (value: number): string => value.toFixed(2).replace('-', '−');
  const parameters = `${model.families[j]}, a = ${two(model.a[j])}, b = ${model.b[j].map(two).join(', ')}`;
  const others = subjects.slice(1).map(({ label }) => label);
  return [`${words.join(words.itemCurves, model.items[j])}; ${parameters}`, ...others].join('; ');
}
