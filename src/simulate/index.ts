export { type BktTruth, type SimulateBktOptions, type SimulatedBkt, simulateBkt, simulateBktDefaults } from './bkt.js';
export {
  type DeviationLaw,
  type DeviationOptions,
  deviationDefaults,
  deviationLaw,
  simulateDeviations,
} from './deviations.js';
export {
  categoryProbabilities,
  expectedShare,
  type GeneratingItems,
  locateItem,
  pointsOf,
  type SimulateItemsOptions,
  simulateItems,
  simulateItemsDefaults,
} from './generating-items.js';
export {
  type PopulationOptions,
  populationDefaults,
  type SchoolPlan,
  type SimulatedLearner,
  simulatePopulation,
} from './population.js';
export {
  fade,
  type PlannedAnswer,
  type PracticeDynamics,
  type PracticeOutcome,
  type PracticeTruth,
  practiceDefaults,
  simulatePractice,
  strengthen,
} from './practice.js';
export {
  drawPoints,
  type SimulateAbilitiesOptions,
  type SimulateResponsesOptions,
  simulateAbilities,
  simulateResponses,
  simulateResponsesDefaults,
} from './responses.js';
