export { cholesky, choleskyInverse, choleskySolve } from './cholesky.js';
export { log1pExp, logistic, logit, logSumExp } from './logistic.js';
export { gaussHermite, normalGrid, type Quadrature } from './quadrature.js';
export { createRandom, type Random, type Seed } from './random.js';
export { type Ascent, type EmStep, type SquaremOptions, type SquaremResult, squarem } from './squarem.js';
