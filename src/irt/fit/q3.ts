import { type AbilityMethod, abilitiesOf, type FitData } from './data.js';
import { residualsAt } from './mean-squares.js';

/** Q₃ in one group. */
export interface GroupQ3 {
  /** Of every two items once, in their order; NaN where a residual does not vary. */
  readonly q3: Float64Array;
  /** Mean and largest, and the largest above the mean. */
  readonly meanQ3: number;
  readonly maxQ3: number;
  readonly q3Star: number;
}

/** Correlations of the residuals at estimated abilities, group by group. */
export function residualCorrelationsOf(data: FitData, method: AbilityMethod): GroupQ3[] {
  const { model, irt, rows, weight, groupOf } = data;
  const { residual } = residualsAt(data, abilitiesOf(data, method));
  const items = irt.items.length;
  return model.latent.map((_, g) => {
    const own = Int32Array.from({ length: rows }, (_row, row) => row).filter(
      (row) => groupOf[row] === g && weight[row] > 0,
    );
    const weights = Float64Array.from(own, (row) => weight[row]);
    const residuals = irt.items.map((_item, j) => Float64Array.from(own, (row) => residual[j * rows + row]));
    const q3 = new Float64Array((items * (items - 1)) / 2);
    let at = 0;
    for (let j = 0; j < items; j++)
      for (let h = j + 1; h < items; h++) q3[at++] = weightedCorrelation(residuals[j], residuals[h], weights);
    const known = q3.filter((x) => !Number.isNaN(x));
    const meanQ3 = known.reduce((sum, x) => sum + x, 0) / known.length;
    const maxQ3 = known.length > 0 ? known.reduce((most, x) => Math.max(most, x)) : Number.NaN;
    return { q3, meanQ3, maxQ3, q3Star: maxQ3 - meanQ3 };
  });
}

/** Weighted correlation over the rows where both are known. */
function weightedCorrelation(x: Float64Array, y: Float64Array, weight: Float64Array): number {
  let n = 0;
  let sx = 0;
  let sy = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i];
    const b = y[i];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    const w = weight[i];
    n += w;
    sx += w * a;
    sy += w * b;
    xx += w * a * a;
    yy += w * b * b;
    xy += w * a * b;
  }
  const vx = xx - (sx * sx) / n;
  const vy = yy - (sy * sy) / n;
  return vx > 0 && vy > 0 ? (xy - (sx * sy) / n) / Math.sqrt(vx * vy) : Number.NaN;
}
