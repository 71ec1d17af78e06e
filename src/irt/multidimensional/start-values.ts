import { MISSING, type PackedRows } from '../../kernels/packed-rows.js';
import { unpackRow } from '../../kernels/packing.js';
import type { Plan } from '../calibrate/plan.js';
import { ITEM_FAMILIES } from '../model.js';
import { type MirtDesign, ownOf } from './design.js';

/** From loadings in the normal to slopes in the logistic metric. */
const LOGISTIC = 1.702;

/** Product-moment correlations of categories are lower than those of what lies behind them, by about this. */
const ATTENUATION = 0.75;

/** Slope to start from on a specific dimension. */
const SPECIFIC = 0.6;

const STEEPEST_START = 3;
const ITERATIONS = 60;

/**
 * Parameters to start from: loadings are the leading principal axes of the items' correlations — of all items for an exploratory
 * structure, turned to its triangle of zeros, else of each primary dimension's own items — and intercepts those of a rough start
 * in one dimension.
 */
export function startValues(design: MirtDesign, planned: Plan): Float64Array {
  const { layout, items, latent } = design;
  const x = new Float64Array(design.size + latent.size);
  x.set(latent.start(), design.size);
  const correlation = correlations(planned.sample.packed, items.length);
  const loadings =
    layout.kind === 'exploratory'
      ? triangular(principalAxes(correlation, items.length, layout.primary), items.length, layout.primary)
      : ownAxes(design, correlation);
  items.forEach((item, j) => {
    const own = ownOf(item, x);
    const one = planned.design.items[j];
    const shapes = planned.start.subarray(one.at + 1, one.at + one.curve.size);
    let square = 0;
    item.slots.forEach((slot, s) => {
      const [d] = slot;
      if (ITEM_FAMILIES[item.family].unitSlope) own[s] = 1;
      else if (d >= layout.primary) own[s] = SPECIFIC;
      else own[s] = loadings[j * layout.primary + d];
      square += own[s] ** 2;
    });
    const steps = item.family === 'GPCM' ? item.curve.family.categories - 1 : 1;
    if (steps > 1) for (let s = 0; s < item.slots.length; s++) own[s] /= steps;
    const asymptotes = ITEM_FAMILIES[item.family].asymptotes;
    const plain = item.family === 'CRM' ? 1 : shapes.length - asymptotes;
    // The rough start has slope 1; steeper items need intercepts farther out for the same shares.
    const widen = steps > 1 ? 1 : Math.sqrt((1 + square / 2.9) / (1 + 1 / 2.9));
    for (let i = 0; i < shapes.length; i++) own[item.curve.slopes + i] = shapes[i] * (i < plain ? widen : 1);
  });
  return x;
}

/** Correlations of the items' categories over rows that answered both, 0 where there is none; row-major. */
export function correlations(packed: PackedRows, items: number): Float64Array {
  const answers = new Uint8Array(items + 1);
  const size = items * items;
  const [n, sj, sk, sjj, skk, sjk] = Array.from({ length: 6 }, () => new Float64Array(size));
  for (let row = 0; row < packed.rows; row++) {
    unpackRow(packed, row, answers);
    const w = packed.weight[row];
    for (let j = 0; j < items; j++) {
      const a = answers[j + 1];
      if (a === MISSING) continue;
      for (let k = 0; k < j; k++) {
        const b = answers[k + 1];
        if (b === MISSING) continue;
        const at = j * items + k;
        n[at] += w;
        sj[at] += w * a;
        sk[at] += w * b;
        sjj[at] += w * a * a;
        skk[at] += w * b * b;
        sjk[at] += w * a * b;
      }
    }
  }
  const out = new Float64Array(size);
  for (let j = 0; j < items; j++) {
    out[j * items + j] = 1;
    for (let k = 0; k < j; k++) {
      const at = j * items + k;
      const spread = (n[at] * sjj[at] - sj[at] ** 2) * (n[at] * skk[at] - sk[at] ** 2);
      const r = spread > 0 ? (n[at] * sjk[at] - sj[at] * sk[at]) / Math.sqrt(spread) : 0;
      out[at] = out[k * items + j] = Math.max(-0.95, Math.min(0.95, r / ATTENUATION));
    }
  }
  return out;
}

/** Loadings on the leading principal axes `[items × count]`, communalities guessed by the largest correlation; signs sum above 0. */
export function principalAxes(correlation: Float64Array, items: number, count: number): Float64Array {
  const reduced = correlation.slice();
  for (let j = 0; j < items; j++) {
    let most = 0;
    for (let k = 0; k < items; k++) if (k !== j) most = Math.max(most, Math.abs(correlation[j * items + k]));
    reduced[j * items + j] = items > 1 ? most : 0.5;
  }
  // Orthogonal iteration, shifted so that large negative eigenvalues do not lead.
  let shift = 0;
  for (let j = 0; j < items; j++) {
    let row = 0;
    for (let k = 0; k < items; k++) row += Math.abs(reduced[j * items + k]);
    shift = Math.max(shift, 0.5 * row);
  }
  const columns = Array.from({ length: count }, (_, c) =>
    Float64Array.from({ length: items }, (_, j) => 1 + Math.sin((c + 1) * (j + 1) * 1.7) * (c === 0 ? 0.01 : 5)),
  );
  const times = (v: Float64Array): Float64Array => {
    const out = new Float64Array(items);
    for (let j = 0; j < items; j++) for (let k = 0; k < items; k++) out[j] += reduced[j * items + k] * v[k];
    return out;
  };
  for (let i = 0; i < ITERATIONS; i++) {
    columns.forEach((column, c) => {
      const next = times(column);
      for (let j = 0; j < items; j++) next[j] += shift * column[j];
      for (let b = 0; b < c; b++) {
        const along = dot(next, columns[b]);
        for (let j = 0; j < items; j++) next[j] -= along * columns[b][j];
      }
      const length = Math.sqrt(dot(next, next)) || 1;
      for (let j = 0; j < items; j++) column[j] = next[j] / length;
    });
  }
  const out = new Float64Array(items * count);
  columns.forEach((column, c) => {
    const value = Math.max(0.05, dot(column, times(column)));
    const sign = column.reduce((a, b) => a + b, 0) < 0 ? -1 : 1;
    for (let j = 0; j < items; j++) out[j * count + c] = sign * Math.sqrt(value) * column[j];
  });
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Slopes out of loadings, turned so that item j loads on the first j + 1 factors alone; `[items × count]`. */
function triangular(loadings: Float64Array, items: number, count: number): Float64Array {
  const slopes = new Float64Array(items * count);
  for (let j = 0; j < items; j++) {
    let communality = 0;
    for (let c = 0; c < count; c++) communality += loadings[j * count + c] ** 2;
    const scale = Math.min(1, Math.sqrt(0.8 / communality));
    const unique = 1 - Math.min(0.8, communality);
    for (let c = 0; c < count; c++) {
      slopes[j * count + c] = (LOGISTIC * scale * loadings[j * count + c]) / Math.sqrt(unique);
    }
  }
  // Gram–Schmidt on the first rows gives the new axes; where they are dependent, unit vectors fill in.
  const axes: Float64Array[] = [];
  for (let at = 0; axes.length < count; at++) {
    const own =
      at < count
        ? slopes.slice(at * count, (at + 1) * count)
        : Float64Array.from({ length: count }, (_, c) => +(c === at - count));
    const before = Math.sqrt(dot(own, own));
    for (const axis of axes) {
      const along = dot(own, axis);
      for (let c = 0; c < count; c++) own[c] -= along * axis[c];
    }
    const length = Math.sqrt(dot(own, own));
    if (length > 1e-6 * before && length > 0) axes.push(own.map((v) => v / length));
  }
  const out = new Float64Array(items * count);
  for (let j = 0; j < items; j++) {
    const own = slopes.subarray(j * count, (j + 1) * count);
    axes.forEach((axis, c) => {
      out[j * count + c] = dot(own, axis);
    });
  }
  return out;
}

/** Slopes on each primary dimension by the first axis of the items that measure it; `[items × primary]`. */
function ownAxes({ layout, items }: MirtDesign, correlation: Float64Array): Float64Array {
  const { primary } = layout;
  const out = new Float64Array(items.length * primary);
  for (let d = 0; d < primary; d++) {
    const own = items.flatMap(({ slots }, j) => (slots.some((slot) => slot.includes(d)) ? [j] : []));
    const part = new Float64Array(own.length ** 2);
    own.forEach((j, a) => {
      own.forEach((k, b) => {
        part[a * own.length + b] = correlation[j * items.length + k];
      });
    });
    const loadings = principalAxes(part, own.length, 1);
    own.forEach((j, a) => {
      const shared = items[j].slots.filter((slot) => slot[0] < primary).length;
      const loading = Math.max(-0.9, Math.min(0.9, loadings[a]));
      const slope = (LOGISTIC * loading) / Math.sqrt(1 - loading ** 2) / Math.sqrt(shared);
      const size = Math.min(STEEPEST_START, Math.max(0.2, Math.abs(slope)));
      out[j * primary + d] = slope < 0 ? -size : size;
    });
  }
  return out;
}
