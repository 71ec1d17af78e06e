import type { EStep, RowHooks } from '../../kernels/packed-rows.js';
import { fillItem } from '../item-curve.js';
import type { Design } from './design.js';
import type { Latent, LatentEvidence } from './latent.js';

/** An E-step that an estimation asks for: whoever drives it may compute it at once, in pieces, or elsewhere. */
export interface EStepRequest {
  /** Prior weights of the groups, then category probabilities of the items `[rows of tables × nodes]`. */
  readonly table: Float64Array;
  readonly nodes: number;
  readonly hooks?: RowHooks;
  /** How far the estimation is. */
  readonly progress: CalibrateProgress;
}

/** How far a calibration is. */
export interface CalibrateProgress {
  /** `em`: climbing; `errors`: the standard errors. */
  readonly stage: 'em' | 'errors';
  /** E-steps done in this stage. */
  readonly iterations: number;
  /** E-steps of this stage where their number is known. */
  readonly of?: number;
  /** Best objective so far: marginal log-likelihood plus log prior; it never falls. −∞ before the first E-step. */
  readonly objective: number;
}

/** The answer: expected counts in the layout of the table, and the log-likelihood. */
export interface EStepAnswer {
  readonly counts: Float64Array;
  readonly logLikelihood: number;
}

/** Answers a request by an E-step at hand; `counts` is overwritten by the next. */
export function answer(eStep: EStep, request: EStepRequest, counts: Float64Array): EStepAnswer {
  const logLikelihood = eStep.run(request.table, counts, request.hooks);
  return { counts, logLikelihood };
}

/** Fills the tables for parameters x: those of the items, then those of the abilities. */
export function fillTable(
  design: Design,
  latent: Latent,
  x: Float64Array,
  nodes: Float64Array,
  table: Float64Array,
): void {
  const width = nodes.length;
  const axes = [nodes];
  latent.fill(x.subarray(design.size), nodes, table.subarray(0, design.groups * width));
  design.items.forEach(({ curve, at }, j) => {
    fillItem(
      curve,
      x.subarray(at, at + curve.size),
      axes,
      table.subarray(design.categoryAt[j] * width, design.categoryAt[j + 1] * width),
    );
  });
}

/** Asks for the E-step at x; what it tells of the abilities comes with it. */
export function* expect(
  design: Design,
  latent: Latent,
  x: Float64Array,
  nodes: Float64Array,
  table: Float64Array,
  progress: CalibrateProgress,
): Generator<EStepRequest, EStepAnswer & { readonly evidence: LatentEvidence }, EStepAnswer> {
  fillTable(design, latent, x, nodes, table);
  const rows = latent.rows?.(x.subarray(design.size), nodes);
  const given = yield {
    table,
    nodes: nodes.length,
    progress,
    ...(rows === undefined ? {} : { hooks: rows.hooks }),
  };
  const masses = given.counts.subarray(0, design.groups * nodes.length);
  return { ...given, evidence: { masses, moments: rows?.moments ?? new Float64Array(0) } };
}
