import { findRoot } from '../../math/root.js';
import { testScore } from '../curves.js';
import type { IrtModel } from '../model.js';
import { drawChart, type Level, type Marks, type Series } from './chart.js';
import { frameOf, type PlotCurveOptions, sample, subjectsOf } from './options.js';
import { wordsOf } from './words.js';

/** Options of {@link plotCharacteristic}. */
export interface PlotCharacteristicOptions extends PlotCurveOptions {
  /** Points that the reader looks for, such as a pass mark, with their names. */
  readonly levels?: readonly { readonly points: number; readonly label: string }[];
}

/**
 * Test characteristic curve as SVG: expected points of the whole test against θ, with the abilities at which given points are
 * expected, the mean points of ability groups where they were observed, and other models where asked for.
 *
 * @throws YincaiError `bad-option` for sizes without meaning.
 * @cost 161 abilities × items.
 * @example
 * const picture = plotCharacteristic(model, { levels: [{ points: 90, label: '及格' }] });
 */
export function plotCharacteristic(model: IrtModel, options: PlotCharacteristicOptions = {}): string {
  const { lang, width, height, range } = frameOf(model, options);
  const words = wordsOf(lang);
  const full = (own: IrtModel): number => own.fullMarks.reduce((sum, marks) => sum + marks, 0);
  const subjects = subjectsOf(model, options);
  const series: Series[] = [];
  const marks: Marks[] = [];
  subjects.forEach(({ label, model: own, observed }, s) => {
    const name = (what: string): string => (label === '' ? what : words.join(label, what));
    if (own !== undefined) {
      series.push({ label: name(words.model), style: s, points: sample(range, (theta) => testScore(own, theta)) });
    }
    if (observed !== undefined) {
      marks.push({
        label: name(words.observed),
        style: s,
        shape: s,
        open: s % 2 === 1,
        points: observed.test
          .filter(({ theta }) => theta >= range[0] && theta <= range[1])
          .map(({ theta, points, error }) => ({
            x: theta,
            y: points,
            low: Math.max(0, points - 1.96 * error),
            high: Math.min(full(model), points + 1.96 * error),
          })),
      });
    }
  });
  const most = Math.max(...subjects.map((subject) => (subject.model === undefined ? 0 : full(subject.model))));
  const levels: Level[] = (options.levels ?? []).map(({ points, label }) => ({
    label,
    y: points,
    x: abilityAt(model, points, range),
  }));
  return drawChart({
    lang,
    width,
    height,
    title: options.title ?? words.characteristic,
    description: `${words.characteristic}; ${levels.map(({ label, y, x }) => `${label} ${y}: θ = ${x.toFixed(2)}`).join('; ')}`,
    x: { label: words.ability, domain: range },
    y: { label: words.score, domain: [0, most] },
    series,
    marks,
    levels: levels.filter(({ y }) => y >= 0 && y <= most),
  });
}

/** Where the expected points are the given ones; NaN where they are not within the range. */
function abilityAt(model: IrtModel, points: number, [low, high]: readonly [number, number]): number {
  const f = (theta: number): number => testScore(model, theta) - points;
  return f(low) < 0 && f(high) > 0 ? findRoot(f, low, high, 1e-6) : Number.NaN;
}
