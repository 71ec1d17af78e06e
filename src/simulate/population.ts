import { createRandom, type Seed } from '../math/random.js';

/** A school with its classes. */
export interface SchoolPlan {
  readonly school: string;
  readonly classes: readonly { readonly class: string; readonly learners: readonly string[] }[];
}

/** Standard deviations in logits of the three levels. */
export interface PopulationOptions {
  readonly seed: Seed;
  /** Between schools. */
  readonly school?: number;
  /** Between classes of a school. */
  readonly class?: number;
  /** Between learners of a class. */
  readonly learner?: number;
  /** Mean growth in logits a year. */
  readonly growth?: number;
  /** Standard deviation of the growth between learners. */
  readonly growthSpread?: number;
}

/** Three levels whose variances sum to 1: schools .35², classes .25², learners .9028…²; growth .4 ± .15 logits a year. */
export const populationDefaults: Required<Omit<PopulationOptions, 'seed'>> = {
  school: 0.35,
  class: 0.25,
  learner: Math.sqrt(1 - 0.35 ** 2 - 0.25 ** 2),
  growth: 0.4,
  growthSpread: 0.15,
};

/** One simulated learner. */
export interface SimulatedLearner {
  readonly learner: string;
  readonly school: string;
  readonly class: string;
  /** General ability in logits at the start of the year. */
  readonly ability: number;
  /** Logits gained over the year by growing and by teaching, practice aside. */
  readonly growth: number;
}

/**
 * Draws learners in classes in schools: ability = school effect + class effect + own part, each normal with mean 0.
 * Every effect depends on the seed and its own name alone.
 *
 * @source The variance components model of school effectiveness, Goldstein (2011), Multilevel Statistical Models, ch. 2.
 * @example
 * const plan = [{ school: 'A', classes: [{ class: '1', learners: ['a1', 'a2'] }] }];
 * simulatePopulation(plan, { seed: 1 }).map(({ learner }) => learner); // ['a1', 'a2']
 */
export function simulatePopulation(schools: readonly SchoolPlan[], options: PopulationOptions): SimulatedLearner[] {
  const settings = { ...populationDefaults, ...options };
  const random = createRandom(options.seed).split('population');
  const learners: SimulatedLearner[] = [];
  for (const { school, classes } of schools) {
    const ofSchool = random.split(school);
    const schoolEffect = ofSchool.normal(0, settings.school);
    for (const plan of classes) {
      const ofClass = ofSchool.split(plan.class);
      const classEffect = ofClass.normal(0, settings.class);
      for (const learner of plan.learners) {
        const own = ofClass.split(learner);
        learners.push({
          learner,
          school,
          class: plan.class,
          ability: schoolEffect + classEffect + own.normal(0, settings.learner),
          growth: own.normal(settings.growth, settings.growthSpread),
        });
      }
    }
  }
  return learners;
}
