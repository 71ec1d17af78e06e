import { YincaiError } from '../../data/fault.js';
import type { IrtModel, ItemFamily, LatentGroup } from '../model.js';

/** A change of scale: new θ = slope · θ + intercept. */
export interface ScaleChange {
  /** Above 0. */
  readonly slope: number;
  readonly intercept: number;
}

/**
 * A model on another ability scale, θ* = slope · θ + intercept; every probability stays as it was:
 * a* = a / slope, b* = slope · b + intercept; of nominal items slopes* = slopes / slope, intercepts* = intercepts − slopes · intercept / slope;
 * latent means, deviations and regressions move along. Standard errors do not hold those of the constants; that of a nominal
 * intercept is lost (NaN) where the scale is shifted.
 *
 * Families of unit slope become those of a common or free slope where `slope` is not 1 (`Rasch` → `1PL`, `PCM`, `RSM` → `GPCM`).
 *
 * @throws YincaiError `bad-option` for a slope that is not above 0.
 * @source Kolen & Brennan (2014), Test Equating, Scaling, and Linking, eqs. 6.2–6.4.
 * @example
 * rescale(model, { slope: 1.08, intercept: -0.49 });
 */
export function rescale(model: IrtModel, change: ScaleChange): IrtModel {
  const { slope, intercept } = change;
  if (!(slope > 0 && Number.isFinite(slope) && Number.isFinite(intercept))) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'slope, intercept',
      value: `${slope}, ${intercept}`,
      expected: 'a slope above 0 and an intercept, both finite',
      expectedZh: '大于 0 的斜率和截距，均为有限数',
    });
  }
  const { nominal, scale, regression, se } = model;
  const families = slope === 1 ? model.families : model.families.map(freed);
  return {
    ...model,
    families,
    a: model.a.map((a) => a / slope),
    b: model.b.map((steps) => steps.map((b) => slope * b + intercept)),
    ...(nominal === undefined
      ? {}
      : {
          nominal: nominal.map(
            (own) =>
              own && {
                slopes: own.slopes.map((a) => a / slope),
                intercepts: own.intercepts.map((c, k) => c - (own.slopes[k] * intercept) / slope),
              },
          ),
        }),
    // a / scale, the slope by logit marks, is no matter of θ.
    ...(scale === undefined ? {} : { scale: scale.map((own) => own && own / slope) }),
    latent: model.latent.map((group) => moved(group, change, model.quadrature)),
    ...(regression === undefined
      ? {}
      : {
          regression: {
            ...regression,
            coefficients: regression.coefficients.map((c, i) => slope * c + (i === 0 ? intercept : 0)),
            se: regression.se.map((e) => slope * e),
          },
        }),
    se: {
      ...se,
      a: se.a.map((e) => e / slope),
      b: se.b.map((steps) => steps.map((e) => slope * e)),
      ...(se.nominal === undefined
        ? {}
        : {
            nominal: se.nominal.map(
              (own) =>
                own && {
                  slopes: own.slopes.map((e) => e / slope),
                  intercepts: intercept === 0 ? own.intercepts : own.intercepts.map(() => Number.NaN),
                },
            ),
          }),
      ...(se.scale === undefined ? {} : { scale: se.scale.map((e) => e && e / slope) }),
    },
  };
}

/**
 * A change of scale undone.
 *
 * @example
 * inverse({ slope: 2, intercept: 1 }); // { slope: 0.5, intercept: -0.5 }
 */
export function inverse({ slope, intercept }: ScaleChange): ScaleChange {
  return { slope: 1 / slope, intercept: -intercept / slope };
}

function freed(family: ItemFamily): ItemFamily {
  if (family === 'Rasch') return '1PL';
  return family === 'PCM' || family === 'RSM' ? 'GPCM' : family;
}

function moved(group: LatentGroup, change: ScaleChange, { points, bound }: IrtModel['quadrature']): LatentGroup {
  const { slope, intercept } = change;
  const next = {
    ...group,
    mean: slope * group.mean + intercept,
    deviation: slope * group.deviation,
    se: { mean: slope * group.se.mean, deviation: slope * group.se.deviation },
  };
  if (group.weights === undefined || (slope === 1 && intercept === 0)) return next;
  // The same nodes on the new scale: the density is read between those of the old.
  const step = (2 * bound) / (points - 1);
  const weights = Array.from({ length: points }, (_, q) => {
    const place = ((-bound + q * step - intercept) / slope + bound) / step;
    const at = Math.floor(place);
    const before = group.weights?.[at] ?? 0;
    const after = group.weights?.[at + 1] ?? 0;
    return at < -1 || at >= points ? 0 : before + (place - at) * (after - before);
  });
  const sum = weights.reduce((all, w) => all + w, 0);
  return { ...next, weights: weights.map((w) => w / sum) };
}
