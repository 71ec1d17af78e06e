import type { Booklet, FitData } from './data.js';
import { type AnswerColumns, pairCounts } from './pair-counts.js';

/**
 * Correlations of the category numbers of every two items, observed less expected by the model, and their root mean square over
 * pairs and booklets, learners being the weights. Pairs with a nominal item of three or more categories are left out.
 */
export function residualCorrelations(
  data: FitData,
  booklets: readonly Booklet[],
  columns: readonly AnswerColumns[],
): { readonly srmsr: number } {
  let sum = 0;
  let weight = 0;
  booklets.forEach((booklet, b) => {
    forEachResidual(data, booklet, columns[b], (_one, _other, residual) => {
      sum += booklet.learners * residual ** 2;
      weight += booklet.learners;
    });
  });
  return { srmsr: Math.sqrt(sum / weight) };
}

function forEachResidual(
  { irt, model, nodes, probability, weights }: FitData,
  { group, items }: Booklet,
  columns: AnswerColumns,
  visit: (one: number, other: number, residual: number) => void,
): void {
  const width = nodes.length;
  const prior = weights[group];
  const ordered = items.filter((j) => model.families[j] !== 'NRM' || irt.categories[j] === 2);
  const means = Array.from(ordered, (j) => {
    const mean = new Float64Array(width);
    for (let k = 1; k < irt.categories[j]; k++) {
      const from = (irt.categoryAt[j] + k) * width;
      for (let q = 0; q < width; q++) mean[q] += k * probability[from + q];
    }
    return mean;
  });
  const expectation = (f: (q: number) => number): number => {
    let sum = 0;
    for (let q = 0; q < width; q++) sum += prior[q] * f(q);
    return sum;
  };
  const centre = means.map((mean) => expectation((q) => mean[q]));
  const deviation = means.map((_, l) => {
    const j = ordered[l];
    const square = expectation((q) => {
      let sum = 0;
      for (let k = 0; k < irt.categories[j]; k++)
        sum += (k - centre[l]) ** 2 * probability[(irt.categoryAt[j] + k) * width + q];
      return sum;
    });
    return Math.sqrt(square);
  });
  for (let l = 0; l < ordered.length; l++) {
    for (let m = l + 1; m < ordered.length; m++) {
      const covariance = expectation((q) => (means[l][q] - centre[l]) * (means[m][q] - centre[m]));
      const counts = pairCounts(columns, ordered[l], ordered[m], irt.categories);
      const observed = tableCorrelation(counts, irt.categories[ordered[m]]);
      if (Number.isFinite(observed))
        visit(ordered[l], ordered[m], observed - covariance / (deviation[l] * deviation[m]));
    }
  }
}

/** Pearson's correlation of the row and column numbers of a table `[rows × columns]`; NaN where one does not vary. */
export function tableCorrelation(counts: Float64Array, columns: number): number {
  let n = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < counts.length; i++) {
    n += counts[i];
    x += counts[i] * Math.floor(i / columns);
    y += counts[i] * (i % columns);
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < counts.length; i++) {
    const dx = Math.floor(i / columns) - x / n;
    const dy = (i % columns) - y / n;
    xx += counts[i] * dx * dx;
    yy += counts[i] * dy * dy;
    xy += counts[i] * dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN;
}
