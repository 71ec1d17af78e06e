export { chooseClassSet } from './class-sets/choose.js';
export type { ClassSet, RelaxedWish } from './class-sets/class-set.js';
export { describeRelaxed } from './class-sets/class-set.js';
export type { DifferentiatedSets, DifferentiateOptions, GroupSet } from './class-sets/differentiate.js';
export { differentiate, differentiateDefaults } from './class-sets/differentiate.js';
export type { ClassSetRequest, Quota, Welfare } from './class-sets/request.js';
export { classSetDefaults } from './class-sets/request.js';
export type { ClassItem, ClassTable, TabulateOptions } from './class-sets/table.js';
export { tabulateClass } from './class-sets/table.js';
