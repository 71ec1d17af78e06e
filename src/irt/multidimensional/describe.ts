import { logistic, logit } from '../../math/logistic.js';
import type { ItemFamily } from '../model.js';
import { type MirtDesign, ownOf } from './design.js';
import type { MirtModel } from './model.js';

/** The columns of a model that hold parameters. */
export type MirtColumns = Pick<MirtModel, 'slopes' | 'intercepts' | 'lower' | 'upper' | 'spread'>;

/** Where the asymptotes and the spread are among an item's shapes; the intercepts come before them. */
function extras(family: ItemFamily): { readonly lower: boolean; readonly upper: boolean; readonly spread: boolean } {
  return { lower: family === '3PL' || family === '4PL', upper: family === '4PL', spread: family === 'CRM' };
}

/** The parameters of all items as a reader knows them. */
export function describeItems(design: MirtDesign, x: Float64Array): MirtColumns {
  return columns(
    design,
    x,
    (value) => value,
    (value, to) => to(value),
    0,
    { lower: 0, upper: 1 },
  );
}

/** Their standard errors by the delta method; `variance` of entry i of x, NaN where fixed or unknown. */
export function describeErrors(design: MirtDesign, x: Float64Array, variance: (i: number) => number): MirtColumns {
  const errors = Float64Array.from(x, (_, i) => Math.sqrt(variance(i)));
  return columns(
    design,
    errors,
    (value) => value,
    (error, to, i) => {
      const value = to(x[i]);
      return error * (to === Math.exp ? value : value * (1 - value));
    },
    Number.NaN,
    { lower: Number.NaN, upper: Number.NaN },
  );
}

function columns(
  design: MirtDesign,
  x: Float64Array,
  plain: (value: number) => number,
  through: (value: number, to: (value: number) => number, i: number) => number,
  nothing: number,
  absent: { readonly lower: number; readonly upper: number },
): MirtColumns {
  const { items, layout } = design;
  const some = (name: 'lower' | 'upper' | 'spread'): boolean => items.some(({ family }) => extras(family)[name]);
  const shape = (j: number, s: number, to: (value: number) => number): number => {
    const i = items[j].at + items[j].curve.slopes + s;
    return through(x[i], to, i);
  };
  return {
    slopes: items.map((item) => {
      const own = ownOf(item, x);
      const row = layout.dimensions.map(() => nothing);
      item.slots.forEach((slot, s) => {
        for (const d of slot) row[d] = plain(own[s]);
      });
      return row;
    }),
    intercepts: items.map((item) => {
      const { lower, upper, spread } = extras(item.family);
      const own = ownOf(item, x);
      const count = item.curve.family.shapes - Number(lower) - Number(upper) - Number(spread);
      return Array.from(own.subarray(item.curve.slopes, item.curve.slopes + count), plain);
    }),
    ...(some('lower')
      ? { lower: items.map(({ family }, j) => (extras(family).lower ? shape(j, 1, logistic) : absent.lower)) }
      : {}),
    ...(some('upper')
      ? { upper: items.map(({ family }, j) => (extras(family).upper ? shape(j, 2, logistic) : absent.upper)) }
      : {}),
    ...(some('spread')
      ? { spread: items.map(({ family }, j) => (extras(family).spread ? shape(j, 1, Math.exp) : null)) }
      : {}),
  };
}

/** The flat shapes of a model's item, as its family takes them. */
export function shapesOf(model: MirtModel, j: number): Float64Array {
  const { lower, upper, spread } = extras(model.families[j]);
  const out = [...model.intercepts[j]];
  if (lower) out.push(logit(model.lower?.[j] ?? 0));
  if (upper) out.push(logit(model.upper?.[j] ?? 1));
  if (spread) out.push(Math.log(model.spread?.[j] ?? 1));
  return Float64Array.from(out);
}
