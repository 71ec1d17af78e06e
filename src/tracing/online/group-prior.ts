/** Where a learner belongs; either may be unknown. */
export interface LearnerGroup {
  readonly class?: string;
  readonly school?: string;
}

/** What is believed of a learner of a group before any answer. Arrays are parallel to `ids`. */
export interface GroupPrior {
  readonly ids: readonly string[];
  /** Mean ability, in logits from the population's. */
  readonly mean: readonly number[];
  /** Variance of a learner's ability about that mean. */
  readonly variance: readonly number[];
}

/** Priors by school and by class. */
export interface GroupPriors {
  readonly schools: GroupPrior;
  readonly classes: GroupPrior;
}

/** One learner's ability as the answers alone tell it. */
export interface AbilityEvidence {
  /** Mean of the belief under the prior N(0, priorVariance). */
  readonly mean: number;
  readonly variance: number;
  readonly group: LearnerGroup;
}

/** The least share of the population's variance that learners of one group keep. */
const LEAST_WITHIN = 0.1;

/**
 * Means of schools and of classes by empirical Bayes: classes are drawn towards their school, schools towards the population,
 * the more the fewer answers stand behind them.
 *
 * @param priorVariance variance of abilities in the population
 * @source Efron & Morris (1975), JASA 70; between-group variance: DerSimonian & Laird (1986), Controlled Clinical Trials 7
 */
export function fitGroupPriors(learners: readonly AbilityEvidence[], priorVariance: number): GroupPriors {
  // The answers' own part of a belief: its precision and mean without the prior.
  const known = learners.flatMap(({ mean, variance, group }) => {
    const precision = 1 / variance - 1 / priorVariance;
    return precision > 1e-6 ? [{ mean: mean / variance / precision, noise: 1 / precision, group }] : [];
  });
  const schools = shrink(
    known,
    (group) => group.school,
    priorVariance,
    () => 0,
  );
  const schoolMean = new Map(schools.ids.map((id, s) => [id, schools.mean[s]]));
  const classes = shrink(
    known,
    (group) => group.class,
    priorVariance,
    (group) => (group.school === undefined ? 0 : (schoolMean.get(group.school) ?? 0)),
  );
  return { schools, classes };
}

interface Known {
  readonly mean: number;
  readonly noise: number;
  readonly group: LearnerGroup;
}

function shrink(
  known: readonly Known[],
  idOf: (group: LearnerGroup) => string | undefined,
  priorVariance: number,
  centreOf: (group: LearnerGroup) => number,
): GroupPrior {
  const groups = new Map<string, { weight: number; sum: number; centre: number; learners: number }>();
  for (const { mean, noise, group } of known) {
    const id = idOf(group);
    if (id === undefined) continue;
    let own = groups.get(id);
    if (own === undefined) {
      own = { weight: 0, sum: 0, centre: centreOf(group), learners: 0 };
      groups.set(id, own);
    }
    const weight = 1 / (priorVariance + noise);
    own.weight += weight;
    own.sum += weight * (mean - own.centre);
    own.learners++;
  }
  // Between-group variance by moments of the groups' means about their centres.
  let [weights, q] = [0, 0];
  for (const { weight, sum } of groups.values()) {
    weights += weight;
    q += (sum * sum) / weight;
  }
  const between = groups.size < 2 ? 0 : Math.max(0, (q - groups.size) / weights);
  const ids = [...groups.keys()];
  const of = [...groups.values()];
  const kept = of.map(({ weight }) => (between === 0 ? 0 : between / (between + 1 / weight)));
  return {
    ids,
    mean: of.map(({ sum, weight, centre }, g) => centre + kept[g] * (sum / weight)),
    variance: kept.map((share) => {
      const within = Math.max(priorVariance - between, LEAST_WITHIN * priorVariance);
      return within + between * (1 - share);
    }),
  };
}

/** The prior of a learner: of the class where known, else of the school, else of the population. */
export function groupPriorOf(
  priors: GroupPriors | undefined,
  group: LearnerGroup | undefined,
  priorVariance: number,
): { readonly mean: number; readonly variance: number } {
  for (const [ids, id] of [
    [priors?.classes, group?.class],
    [priors?.schools, group?.school],
  ] as const) {
    if (ids === undefined || id === undefined) continue;
    const at = ids.ids.indexOf(id);
    if (at >= 0) return { mean: ids.mean[at], variance: ids.variance[at] };
  }
  return { mean: 0, variance: priorVariance };
}
