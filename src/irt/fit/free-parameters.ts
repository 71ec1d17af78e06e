import { createDesign } from '../calibrate/design.js';
import { type IrtModel, ITEM_FAMILIES } from '../model.js';

/** Which parameters of a model were estimated, numbered through; −1 is fixed, equal numbers are one parameter. */
export interface FreeParameters {
  readonly size: number;
  /** Flat parameters of each item's curve `[items][size of the item]`. */
  readonly ofItem: readonly Int32Array[];
  /** Moments of each group. */
  readonly ofGroup: readonly { readonly mean: number; readonly deviation: number }[];
}

/**
 * Reads off a model which of its parameters were estimated: slopes and shapes as their families have it; none of an item
 * without standard errors where others have them, for it was an anchor; of a group's mean and deviation those with standard
 * errors. A model without any standard errors is taken as calibrated without anchors.
 */
export function freeParameters(model: IrtModel): FreeParameters {
  const known = model.items.map((_, j) => hasErrors(model, j));
  const some = known.some((k) => k);
  const design = createDesign(
    model.items.map((id, j) => ({
      id,
      family: model.families[j],
      cuts: model.cuts[j],
      fullMarks: model.fullMarks[j],
      fixed: some && !known[j],
      priors: [],
    })),
    model.latent.length,
  );
  let size = design.free;
  const unit = model.families.some((family) => ITEM_FAMILIES[family].unitSlope);
  const anySe = some || model.latent.some(({ se }) => Number.isFinite(se.mean) || Number.isFinite(se.deviation));
  const ofGroup = model.latent.map(({ se, weights }, g) => {
    const free = (by: number, rule: boolean): number =>
      weights === undefined && (anySe ? Number.isFinite(by) : rule) ? size++ : -1;
    return { mean: free(se.mean, g > 0), deviation: free(se.deviation, g > 0 || unit) };
  });
  return {
    size,
    ofItem: design.items.map(({ at, curve }) => design.freeOf.subarray(at, at + curve.size)),
    ofGroup,
  };
}

function hasErrors({ se }: IrtModel, j: number): boolean {
  const nominal = se.nominal?.[j];
  const all = [se.a[j], ...se.b[j], ...(nominal ? [...nominal.slopes, ...nominal.intercepts] : [])];
  return all.some((x) => Number.isFinite(x));
}
