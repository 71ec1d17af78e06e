import type { ResponseLog } from '../../data/response-log.js';
import type { Chain } from './em.js';
import type { SkillFit } from './estimate.js';
import type { BktReport, CreditRule } from './model.js';
import { type BktOptions, fixedOf } from './options.js';

/** How the fit of the skills' own chains went. */
export function reportOf(
  log: ResponseLog,
  chains: readonly Chain[],
  skills: readonly string[],
  fits: readonly SkillFit[],
  options: BktOptions,
  rules: { readonly [rule in CreditRule]?: number } | undefined,
): BktReport {
  const seen = new Uint8Array(log.learners.length);
  let learners = 0;
  let interactions = 0;
  for (let r = 0; r < log.length; r++) {
    if (log.skillSet[r] < 0) continue;
    interactions++;
    if (seen[log.learner[r]] === 0) learners++;
    seen[log.learner[r]] = 1;
  }
  const warnings: string[] = [];
  const still = skills.filter((skill, i) => {
    const { tree } = chains[i];
    return tree.learners === tree.answers && fixedOf(options, skill).learn === undefined;
  });
  if (still.length > 0) {
    const kept = options.priors === false ? 'stays at its start' : 'is that of the prior';
    warnings.push(`no learner met these skills twice, so their learn rate ${kept}: ${listed(still)}`);
  }
  if (options.priors === false) {
    const turned = skills.filter((_, i) => fits[i].parameters.guess > 1 - fits[i].parameters.slip);
    if (turned.length > 0) {
      warnings.push(`knowing makes a right answer less likely (guess > 1 − slip): ${listed(turned)}`);
    }
  }
  const unskilled = log.length - interactions;
  if (unskilled > 0) warnings.push(`${unskilled} interactions name no skill and were left out`);
  const open = fits.filter((one) => !one.converged).length;
  const reason =
    options.tolerance === 0
      ? `${options.iterations} iterations were asked for, without a test of convergence`
      : `${open} of ${fits.length} skills still rose after ${options.iterations} iterations`;
  const estimated = (skill: string): number =>
    (options.forget ? 5 : 4) -
    Object.keys(fixedOf(options, skill)).filter((name) => options.forget || name !== 'forget').length;
  return {
    logLikelihood: fits.reduce((sum, one) => sum + one.logLikelihood, 0),
    iterations: fits.reduce((most, one) => Math.max(most, one.iterations), 0),
    converged: open === 0,
    ...(open === 0 ? {} : { reason }),
    parameters: skills.reduce((sum, skill) => sum + estimated(skill), 0),
    learners,
    interactions,
    warnings,
    skills: {
      logLikelihood: fits.map((one) => one.logLikelihood),
      iterations: fits.map((one) => one.iterations),
      converged: fits.map((one) => one.converged),
      learners: chains.map(({ tree }) => tree.learners),
      answers: chains.map(({ tree }) => tree.answers),
    },
    ...(rules === undefined ? {} : { rules }),
  };
}

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, 10)
    .map((name) => (name.length > 80 ? `${name.slice(0, 79)}…` : name))
    .join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
