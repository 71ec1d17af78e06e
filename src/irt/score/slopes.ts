import { MISSING } from '../../kernels/packed-rows.js';
import type { PreparedIrt } from '../curves.js';
import { type CurvePoint, createPoint } from '../families/family.js';

/** Derivatives by θ of the log-likelihood of some answers, with the information of the items answered and its derivative. */
export interface LikelihoodSlopes {
  first: number;
  second: number;
  information: number;
  informationSlope: number;
}

/** Room for {@link LikelihoodSlopes}. */
export function createSlopes(): LikelihoodSlopes {
  return { first: 0, second: 0, information: 0, informationSlope: 0 };
}

/** A function that writes the slopes of coded answers `[items]` at an ability. */
export function likelihoodSlopes(
  irt: PreparedIrt,
): (answers: Uint8Array, theta: number, out: LikelihoodSlopes) => void {
  const items = irt.items.length;
  // Two categories without asymptotes, the common case, need no call and one exponential.
  const logistic = Uint8Array.from(irt.curves, ({ family, slopes, size }) =>
    family.categories === 2 && slopes === 1 && size === 2 ? 1 : 0,
  );
  const slope = Float64Array.from(irt.curves, ({ slopes }, j) => (slopes === 1 ? irt.parameters[j][0] : 1));
  const intercept = Float64Array.from(irt.parameters, (own) => own[1]);
  const shapes = irt.curves.map(({ slopes }, j) => irt.parameters[j].subarray(slopes));
  const point = createPoint(Math.max(...irt.categories));
  const general = { information: 0, informationSlope: 0 };
  return (answers, theta, out) => {
    let first = 0;
    let second = 0;
    let information = 0;
    let informationSlope = 0;
    general.information = 0;
    general.informationSlope = 0;
    for (let j = 0; j < items; j++) {
      const answer = answers[j];
      if (answer === MISSING) continue;
      const a = slope[j];
      if (logistic[j] === 1) {
        // By the smaller tail, so that nothing vanishes where nearly all is certain.
        const z = a * theta + intercept[j];
        const e = Math.exp(-Math.abs(z));
        const large = 1 / (1 + e);
        const small = e * large;
        const w = a * a * small * large;
        first += answer === 1 ? a * (z >= 0 ? small : large) : -a * (z >= 0 ? large : small);
        information += w;
        informationSlope += a * w * (z >= 0 ? small - large : large - small);
        continue;
      }
      irt.curves[j].family.derive(shapes[j], a * theta, point);
      addInformation(point, irt.categories[j], a, general);
      const p = point.p[answer];
      if (!(p > 0)) continue;
      const ratio = (a * point.first[answer]) / p;
      first += ratio;
      second += (a * a * point.second[answer]) / p - ratio * ratio;
    }
    out.first = first;
    // Where observed and expected information are one.
    out.second = second - information;
    out.information = information + general.information;
    out.informationSlope = informationSlope + general.informationSlope;
  };
}

/** Adds I = Σ P′² / P and I′ = Σ P′ (2 P″ − P′² / P) / P, by θ where the point is by z = a θ. */
function addInformation(
  { p, first, second }: CurvePoint,
  categories: number,
  a: number,
  into: Pick<LikelihoodSlopes, 'information' | 'informationSlope'>,
): void {
  let information = 0;
  let slope = 0;
  for (let k = 0; k < categories; k++) {
    if (!(p[k] > 0)) continue;
    const square = (first[k] * first[k]) / p[k];
    information += square;
    slope += (first[k] * (2 * second[k] - square)) / p[k];
  }
  into.information += a * a * information;
  into.informationSlope += a * a * a * slope;
}

/** Information of each item at the nodes, `[items × nodes]`. */
export function informationTable(irt: PreparedIrt, nodes: Float64Array): Float64Array {
  const width = nodes.length;
  const out = new Float64Array(irt.items.length * width);
  const point = createPoint(Math.max(...irt.categories));
  const own = { information: 0, informationSlope: 0 };
  irt.curves.forEach(({ family, slopes }, j) => {
    const a = slopes === 1 ? irt.parameters[j][0] : 1;
    const shape = irt.parameters[j].subarray(slopes);
    for (let q = 0; q < width; q++) {
      family.derive(shape, a * nodes[q], point);
      own.information = 0;
      addInformation(point, irt.categories[j], a, own);
      out[j * width + q] = own.information;
    }
  });
  return out;
}
