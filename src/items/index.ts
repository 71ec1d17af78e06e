export type { InstancesOptions } from './instantiate.js';
export { instances, instancesDefaults, instantiate, variant } from './instantiate.js';
export { readValue } from './read-value.js';
