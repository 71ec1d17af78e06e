import { logistic } from '../../math/logistic.js';
import type { Layout } from './layout.js';
import type { Visits } from './visits.js';

/** The model's probabilities at one point of the parameters, for every slot of every question `[slots × levels]`. */
export interface Tables {
  readonly levels: number;
  readonly known: Float64Array;
  readonly unknown: Float64Array;
  readonly learn: Float64Array;
  /** Distance of the log-odds of 1 − slip and of guess, `[slots]`. */
  readonly gap: Float64Array;
  /** Share of each slot in its question, for the rule `compensatory`. */
  readonly weight: Float64Array;
  /** For the rule `conjunctive`, `[questions × levels]`. */
  readonly all: Float64Array;
  readonly lacking: Float64Array;
  /** `[skills]` */
  readonly forget: Float64Array;
  readonly decay: Float64Array;
}

/** Room for {@link fillTables}. */
export function tablesFor(visits: Visits, levels: number): Tables {
  const slots = visits.slotSkill.length;
  const cells = visits.cellItem.length;
  return {
    levels,
    known: new Float64Array(slots * levels),
    unknown: new Float64Array(slots * levels),
    learn: new Float64Array(slots * levels),
    gap: new Float64Array(slots),
    weight: new Float64Array(slots),
    all: new Float64Array(cells * levels),
    lacking: new Float64Array(cells * levels),
    forget: new Float64Array(visits.skills),
    decay: new Float64Array(visits.skills),
  };
}

/** Computes the tables at a point. `fixedForget` stands where forgetting is not fitted. */
export function fillTables(
  tables: Tables,
  point: Float64Array,
  visits: Visits,
  { at, size }: Layout,
  levelAt: Float64Array,
  fixedForget: ArrayLike<number>,
): void {
  const { levels, known, unknown, learn, gap, weight, all, lacking, forget, decay } = tables;
  const { cellStart, cellItem, slotSkill } = visits;
  for (let s = 0; s < forget.length; s++) {
    forget[s] = size.forget > 0 ? logistic(point[at.forget + s]) : fixedForget[s];
    decay[s] = size.decay > 0 ? Math.exp(point[at.decay + s]) : 0;
  }
  const tiltLearn = size.slopeLearn > 0 ? point[at.slopeLearn] : 0;
  const tilt = size.slopeEasiness > 0 ? point[at.slopeEasiness] : 0;
  for (let c = 0; c < cellItem.length; c++) {
    const item = cellItem[c];
    const n = cellStart[c + 1] - cellStart[c];
    let total = 0;
    for (let j = cellStart[c]; j < cellStart[c + 1]; j++) {
      const s = slotSkill[j];
      let easy = point[at.easiness + s];
      let contrast = point[at.gap + s];
      let rate = point[at.learn + s];
      if (item >= 0) {
        if (size.itemEasiness > 0) {
          easy += point[at.itemEasiness + item];
          contrast += point[at.itemContrast + item];
        }
        if (size.itemLearn > 0) rate += point[at.itemLearn + item];
      }
      gap[j] = Math.exp(contrast);
      weight[j] = size.weight > 0 ? Math.exp(point[at.weight + s]) : 1;
      total += weight[j];
      for (let k = 0; k < levels; k++) {
        unknown[j * levels + k] = logistic(easy - gap[j] / 2 + tilt * levelAt[k]);
        known[j * levels + k] = logistic(easy + gap[j] / 2 + tilt * levelAt[k]);
        learn[j * levels + k] = logistic(rate + tiltLearn * levelAt[k]);
      }
    }
    if (n === 1) {
      weight[cellStart[c]] = 1;
      continue;
    }
    for (let j = cellStart[c]; j < cellStart[c + 1]; j++) weight[j] /= total;
    for (let k = 0; k < levels; k++) {
      let [up, down] = [0, 0];
      for (let j = cellStart[c]; j < cellStart[c + 1]; j++) {
        up += Math.log(known[j * levels + k] / (1 - known[j * levels + k]));
        down += Math.log(unknown[j * levels + k] / (1 - unknown[j * levels + k]));
      }
      all[c * levels + k] = logistic(up / n);
      lacking[c * levels + k] = logistic(down / n);
    }
  }
}
