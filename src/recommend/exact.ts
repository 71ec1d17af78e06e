export type { ExactOptions } from './class-sets/exact.js';
export { exactDefaults, solveClassSet } from './class-sets/exact.js';
