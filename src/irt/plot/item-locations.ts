import { findRoot } from '../../math/root.js';
import { curvePoint, expectedScore } from '../curves.js';
import type { IrtModel } from '../model.js';

/** Where an item, or one of its categories, stands on the scale of ability. */
export interface ItemLocation {
  readonly item: string;
  /** The category that is reached there, 1 …; 0 where the item stands as a whole. */
  readonly category: number;
  readonly theta: number;
}

/** Farther off no root is looked for. */
const FAR = 60;

/**
 * Places of all items on the scale: b of binary and graded items; of partial credit and rating scales the Thurstonian
 * thresholds, where P(category ≥ k) = ½, which unlike the steps are always in order; of nominal and continuous items, and of such as have a
 * negative slope, the ability at which half of the points are expected. NaN where there is none.
 *
 * @source Wu & Adams (2007), Applying the Rasch Model to Psycho-Social Measurement, ch. 6 (Thurstonian thresholds).
 * @example
 * itemLocations(model)[0]; // { item: 'q1', category: 0, theta: -0.7 }
 */
export function itemLocations(model: IrtModel): ItemLocation[] {
  return model.items.flatMap((item, j) => {
    const steps = model.b[j];
    const family = model.families[j];
    const whole = (theta: number): ItemLocation[] => [{ item, category: 0, theta }];
    if (family === 'NRM' || family === 'CRM' || !(model.a[j] > 0)) {
      if (steps.length === 1) return whole(steps[0]);
      return whole(rootOf((theta) => expectedScore(model, j, theta) - 0.5));
    }
    if (steps.length === 1) return whole(steps[0]);
    return steps.map((step, v) => {
      const theta = family === 'GRM' ? step : rootOf((at) => atLeast(model, j, v + 1, at) - 0.5);
      return { item, category: v + 1, theta };
    });
  });
}

function atLeast(model: IrtModel, j: number, category: number, theta: number): number {
  const { p } = curvePoint(model, j, theta);
  let sum = 0;
  for (let k = category; k < p.length; k++) sum += p[k];
  return sum;
}

function rootOf(f: (theta: number) => number): number {
  return f(-FAR) < 0 !== f(FAR) < 0 ? findRoot(f, -FAR, FAR, 1e-9) : Number.NaN;
}
