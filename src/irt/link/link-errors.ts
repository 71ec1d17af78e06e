import { createRandom } from '../../math/random.js';
import type { IrtModel } from '../model.js';
import { type Anchor, sideOf } from './anchors.js';
import type { ScaleChange } from './rescale.js';

/** Standard errors of the constants of a link, and their covariance; NaN where not known or fixed. */
export interface LinkErrors {
  readonly slope: number;
  readonly intercept: number;
  readonly covariance: number;
}

/** Nothing is known. */
export const NO_ERRORS: LinkErrors = { slope: Number.NaN, intercept: Number.NaN, covariance: Number.NaN };

type Solve = (anchors: readonly Anchor[], start?: ScaleChange) => ScaleChange;

/**
 * Errors from leaving out one anchor at a time: (n − 1) / n · Σ (constants without i − their mean)². NaN for fewer than three anchors,
 * or where the constants are not identified without one of them.
 *
 * @source Haberman, Lee & Qian (2009), ETS RR-09-39: jackknifing of linking by items.
 */
export function jackknifeErrors(anchors: readonly Anchor[], solution: ScaleChange, solve: Solve): LinkErrors {
  const n = anchors.length;
  if (n < 3) return NO_ERRORS;
  const solved = attempts(
    anchors.map((_, i) => anchors.filter((__, k) => k !== i)),
    solution,
    solve,
  );
  return solved.length < n ? NO_ERRORS : spread(solved, (n - 1) / n);
}

/** Errors from anchors drawn with replacement; draws that do not identify the constants are passed over. */
export function bootstrapErrors(
  anchors: readonly Anchor[],
  solution: ScaleChange,
  solve: Solve,
  replicates: number,
  seed: number | string,
): LinkErrors {
  if (anchors.length < 3) return NO_ERRORS;
  const random = createRandom(seed);
  const draws = Array.from({ length: replicates }, () => anchors.map(() => random.pick(anchors)));
  const solved = attempts(draws, solution, solve);
  return solved.length < 2 ? NO_ERRORS : spread(solved, 1 / (solved.length - 1));
}

function attempts(sets: readonly (readonly Anchor[])[], start: ScaleChange, solve: Solve): ScaleChange[] {
  return sets.flatMap((anchors) => {
    try {
      const { slope, intercept } = solve(anchors, start);
      return [{ slope, intercept }];
    } catch {
      return [];
    }
  });
}

function spread(solved: readonly ScaleChange[], factor: number): LinkErrors {
  const slope = solved.reduce((sum, one) => sum + one.slope, 0) / solved.length;
  const intercept = solved.reduce((sum, one) => sum + one.intercept, 0) / solved.length;
  let [aa, bb, ab] = [0, 0, 0];
  for (const one of solved) {
    aa += (one.slope - slope) ** 2;
    bb += (one.intercept - intercept) ** 2;
    ab += (one.slope - slope) * (one.intercept - intercept);
  }
  return { slope: Math.sqrt(factor * aa), intercept: Math.sqrt(factor * bb), covariance: factor * ab };
}

/**
 * Errors by the delta method: Σ_p (∂ constants / ∂p)² se_p² over the parameters of the anchors in both models, with derivatives by
 * central differences. The models hold no covariances of their parameters, so these are taken as independent.
 *
 * @source Ogasawara (2001), Applied Psychological Measurement 25(1), with a diagonal covariance.
 */
export function deltaErrors(
  anchors: readonly Anchor[],
  solution: ScaleChange,
  solve: Solve,
  from: IrtModel,
  to: IrtModel,
): LinkErrors {
  let [aa, bb, ab] = [0, 0, 0];
  let known = false;
  anchors.forEach((anchor, i) => {
    for (const side of ['from', 'to'] as const) {
      const model = side === 'from' ? from : to;
      const j = anchor.at[side === 'from' ? 0 : 1];
      for (const { se, move } of movesOf(model, j)) {
        if (!(se > 0)) continue;
        known = true;
        const at = (step: number): ScaleChange =>
          solve(
            anchors.map((own, k) => (k === i ? { ...own, [side]: sideOf(move(step), j) } : own)),
            solution,
          );
        const h = Math.min(1e-3, 0.1 * se);
        const up = at(h);
        const down = at(-h);
        const slope = ((up.slope - down.slope) / (2 * h)) * se;
        const intercept = ((up.intercept - down.intercept) / (2 * h)) * se;
        aa += slope * slope;
        bb += intercept * intercept;
        ab += slope * intercept;
      }
    }
  });
  return known ? { slope: Math.sqrt(aa), intercept: Math.sqrt(bb), covariance: ab } : NO_ERRORS;
}

interface Move {
  readonly se: number;
  /** The model with that parameter moved by a step. */
  readonly move: (step: number) => IrtModel;
}

/** Every free parameter of an item with its standard error. */
function movesOf(model: IrtModel, j: number): Move[] {
  const { se } = model;
  const put = <T>(column: readonly T[], value: (own: T) => T): T[] =>
    column.map((own, i) => (i === j ? value(own) : own));
  const nominal = model.nominal?.[j];
  if (model.families[j] === 'NRM' && nominal) {
    return (['slopes', 'intercepts'] as const).flatMap((name) =>
      nominal[name].map((_, k): Move => {
        const moved = (step: number): number[] => nominal[name].map((x, l) => (l === k ? x + step : x));
        return {
          se: se.nominal?.[j]?.[name][k] ?? Number.NaN,
          move: (step) => ({
            ...model,
            nominal: put(model.nominal ?? [], (own) => own && { ...own, [name]: moved(step) }),
          }),
        };
      }),
    );
  }
  const moves: Move[] = [{ se: se.a[j], move: (step) => ({ ...model, a: put(model.a, (a) => a + step) }) }];
  model.b[j].forEach((_, v) => {
    moves.push({
      se: se.b[j][v],
      move: (step) => ({ ...model, b: put(model.b, (own) => own.map((b, u) => (u === v ? b + step : b))) }),
    });
  });
  for (const name of ['lower', 'upper'] as const) {
    const column = model[name];
    if (column === undefined) continue;
    moves.push({
      se: se[name]?.[j] ?? Number.NaN,
      move: (step) => ({ ...model, [name]: put(column, (x) => Math.min(1, Math.max(0, x + step))) }),
    });
  }
  const { scale } = model;
  if (scale !== undefined) {
    moves.push({
      se: se.scale?.[j] ?? Number.NaN,
      move: (step) => ({ ...model, scale: put(scale, (x) => x && x + step) }),
    });
  }
  return moves;
}
