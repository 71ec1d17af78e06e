export type { Agreement } from './check-answer.js';
export { checkAnswer } from './check-answer.js';
export type { FractionSubtractionOptions } from './fraction-subtraction.js';
export { fractionSubtractionBank, fractionSubtractionDefaults } from './fraction-subtraction.js';
export type { InstancesOptions } from './instantiate.js';
export { instances, instancesDefaults, instantiate, variant, variantWith } from './instantiate.js';
export type { Finding, LintOptions, TypesetFault, Typesetter } from './lint.js';
export { lint, lintBank, lintDefaults } from './lint.js';
