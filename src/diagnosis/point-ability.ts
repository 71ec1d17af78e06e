export { type Belief, type PointDeviation, pointBelief } from './belief.js';
export { DEFAULT_OPTIONS, fit, type PointAbilityOptions } from './point-ability/fit.js';
export {
  averageShare,
  calibratedCurve,
  categoryOf,
  curveProbabilities,
  expectedShare,
  type ItemCurve,
  itemIndex,
  itemParameters,
} from './point-ability/item-curve.js';
export {
  ABILITY_PRIOR,
  DEFAULT_DEVIATION,
  DEFAULT_DRIFT,
  DEFAULT_SUCCESS,
  masteryCut,
  masteryOf,
  type PointAbilityModel,
  type PointAbilityReport,
  type PointMastery,
  priorDeviation,
  typicalCurve,
  typicalItem,
} from './point-ability/model.js';
export { type Evidence, type Posterior, update } from './point-ability/update.js';
