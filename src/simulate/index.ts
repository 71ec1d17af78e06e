export { type BktTruth, type SimulateBktOptions, type SimulatedBkt, simulateBkt, simulateBktDefaults } from './bkt.js';
export {
  type DeviationLaw,
  type DeviationOptions,
  deviationDefaults,
  deviationLaw,
  simulateDeviations,
} from './deviations.js';
export {
  type Chooser,
  type Environment,
  type EnvironmentLearner,
  FRUSTRATING,
  MASTERED,
  type PracticeWalk,
  walkPractice,
} from './environment.js';
export { chainsEnvironment } from './environments/chains.js';
export { growthEnvironment } from './environments/growth.js';
export { hiddenEnvironment } from './environments/hidden.js';
export { kssEnvironment } from './environments/kss.js';
export { prerequisitesEnvironment } from './environments/prerequisites.js';
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
