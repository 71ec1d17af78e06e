import { indexOfItem, information, testInformation } from '../curves.js';
import type { IrtModel } from '../model.js';
import { drawChart, type Series } from './chart.js';
import { frameOf, type PlotCurveOptions, sample, subjectsOf } from './options.js';
import { wordsOf } from './words.js';

/** Options of {@link plotInformation}. */
export interface PlotInformationOptions extends Omit<PlotCurveOptions, 'observed'> {
  /** Items whose information is drawn instead of the test's. */
  readonly items?: readonly (string | number)[];
  /** Whether the standard error is drawn with the test's information; default true. */
  readonly standardError?: boolean;
}

/** The standard error's axis ends here: a score beyond is worth nothing. */
const MOST_ERROR = 1.5;

/**
 * Information curves as SVG: I(θ) of the whole test with the standard error 1 / √I(θ) against the axis on the right, or
 * I_j(θ) of the given items.
 *
 * @throws YincaiError `unknown-id` for an item that the model has not, `bad-option` for sizes without meaning.
 * @cost 161 abilities × items.
 * @source Lord (1980), Applications of Item Response Theory to Practical Testing Problems, ch. 5.
 * @example
 * const picture = plotInformation(model, { lang: 'en' });
 */
export function plotInformation(model: IrtModel, options: PlotInformationOptions = {}): string {
  const { lang, width, height, range } = frameOf(model, options);
  const words = wordsOf(lang);
  const subjects = subjectsOf(model, options);
  const ids = options.items?.map((item) => model.items[indexOfItem(model, item)]);
  const series: Series[] = [];
  const errors: Series[] = [];
  subjects.forEach(({ label, model: own }, s) => {
    if (own === undefined) return;
    const name = (what: string): string => (label === '' ? what : words.join(label, what));
    if (ids !== undefined) {
      ids.forEach((id, i) => {
        const at = indexOfItem(own, id);
        const points = sample(range, (theta) => information(own, at, theta));
        series.push({ label: name(id), points, style: i, ...(s === 0 ? {} : { markers: s }) });
      });
      return;
    }
    const points = sample(range, (theta) => testInformation(own, theta));
    series.push({ label: name(words.information), points, style: 2 * s });
    if (options.standardError ?? true) {
      errors.push({
        label: name(words.standardError),
        points: points.map(([theta, value]) => [theta, 1 / Math.sqrt(value)]),
        style: 2 * s + 1,
        right: true,
      });
    }
  });
  const most = Math.max(...series.flatMap(({ points }) => points.map(([, value]) => value)));
  const title = ids === undefined ? words.testInformation : words.itemInformation;
  return drawChart({
    lang,
    width,
    height,
    title: options.title ?? (ids?.length === 1 ? words.join(title, ids[0]) : title),
    description: words.join(title, peakOf(series[0].points)),
    x: { label: words.ability, domain: range },
    y: { label: words.information, domain: [0, most > 0 ? 1.06 * most : 1] },
    ...(errors.length > 0 ? { right: { label: words.standardError, domain: [0, MOST_ERROR] as const } } : {}),
    series: [...series, ...errors],
  });
}

function peakOf(points: readonly (readonly [number, number])[]): string {
  let top = points[0];
  for (const point of points) if (point[1] > top[1]) top = point;
  return `I(${top[0].toFixed(1)}) = ${top[1].toFixed(2)}`.replaceAll('-', '−');
}
