import { cholesky, choleskySolve } from '../math/cholesky.js';
import { fillItem, type Layout } from './parameters.js';

/** Slopes are kept within ±this: steeper items cannot be told from perfect ones by a grid of nodes. */
export const STEEPEST = 10;

/** Weak normal prior of items that the answers do not identify: slope around 1, step intercepts around 0. */
export const WEAK_PRIOR = { slopeMean: 1, slopeDeviation: 0.5, interceptDeviation: 2 } as const;

/** Below so many learners every item gets the weak prior. */
export const FEW_LEARNERS = 50;

const NEWTON_STEPS = 30;

/** Log density of the weak prior at an item's a, c_1 …, constants dropped. */
export function logPrior(parameters: Float64Array): number {
  let sum = ((parameters[0] - WEAK_PRIOR.slopeMean) / WEAK_PRIOR.slopeDeviation) ** 2;
  for (let v = 1; v < parameters.length; v++) sum += (parameters[v] / WEAK_PRIOR.interceptDeviation) ** 2;
  return -0.5 * sum;
}

/** Value, gradient and negative Hessian of an item's expected complete-data log-likelihood (plus log prior). */
interface Expansion {
  value: number;
  readonly gradient: Float64Array;
  /** Row-major `[categories × categories]`. */
  readonly information: Float64Array;
}

function expansion(size: number): Expansion {
  return { value: 0, gradient: new Float64Array(size), information: new Float64Array(size * size) };
}

/**
 * Expands an item at `parameters`. Its statistics given category k are k θ for the slope and [k ≥ v] for step v;
 * the gradient is observed minus expected statistics, the information their covariance, both summed over expected counts.
 */
function expand(
  parameters: Float64Array,
  counts: Float64Array,
  nodes: Float64Array,
  curves: Float64Array,
  prior: boolean,
  into: Expansion,
): void {
  const size = parameters.length;
  const width = nodes.length;
  const { gradient, information } = into;
  fillItem(parameters, nodes, curves);
  gradient.fill(0);
  information.fill(0);
  let value = 0;
  if (size === 2) {
    let ga = 0;
    let gc = 0;
    let iaa = 0;
    let iac = 0;
    let icc = 0;
    for (let q = 0; q < width; q++) {
      const theta = nodes[q];
      const p = curves[width + q];
      const right = counts[width + q];
      const n = counts[q] + right;
      const eta = parameters[0] * theta + parameters[1];
      // log P(wrong) is −log1p(exp(eta)), and the smaller probability is exp(−|eta|) times the larger.
      value += right * eta + n * (eta >= 0 ? Math.log(p) - eta : Math.log(curves[q]));
      const residual = right - n * p;
      const w = n * p * curves[q];
      gc += residual;
      ga += theta * residual;
      icc += w;
      iac += theta * w;
      iaa += theta * theta * w;
    }
    gradient[0] = ga;
    gradient[1] = gc;
    information[0] = iaa;
    information[1] = information[2] = iac;
    information[3] = icc;
  } else {
    const above = new Float64Array(size + 1);
    for (let q = 0; q < width; q++) {
      const theta = nodes[q];
      let n = 0;
      let mean = 0;
      let square = 0;
      let observed = 0;
      above[size] = 0;
      for (let k = size - 1; k >= 0; k--) {
        const r = counts[k * width + q];
        const p = curves[k * width + q];
        n += r;
        value += r * Math.log(p);
        observed += k * r;
        mean += k * p;
        square += k * k * p;
        above[k] = above[k + 1] + p;
      }
      let answered = n;
      for (let v = 1; v < size; v++) {
        answered -= counts[(v - 1) * width + q];
        gradient[v] += answered - n * above[v];
      }
      gradient[0] += theta * (observed - n * mean);
      information[0] += n * theta * theta * (square - mean * mean);
      // E k [k ≥ v] = v above_v + Σ_{u > v} above_u.
      let tail = 0;
      for (let v = size - 1; v >= 1; v--) {
        information[v * size] += n * theta * (v * above[v] + tail - mean * above[v]);
        tail += above[v];
        for (let u = 1; u <= v; u++) information[v * size + u] += n * above[v] * (1 - above[u]);
      }
    }
    for (let v = 0; v < size; v++) for (let u = 0; u < v; u++) information[u * size + v] = information[v * size + u];
  }
  if (prior) {
    value += logPrior(parameters);
    gradient[0] -= (parameters[0] - WEAK_PRIOR.slopeMean) / WEAK_PRIOR.slopeDeviation ** 2;
    information[0] += 1 / WEAK_PRIOR.slopeDeviation ** 2;
    for (let v = 1; v < size; v++) {
      gradient[v] -= parameters[v] / WEAK_PRIOR.interceptDeviation ** 2;
      information[v * size + v] += 1 / WEAK_PRIOR.interceptDeviation ** 2;
    }
  }
  into.value = value;
}

/** Information of an item's a, c_1 … in its expected counts, prior included where it has one. */
export function itemInformation(
  parameters: Float64Array,
  counts: Float64Array,
  nodes: Float64Array,
  prior: boolean,
): Float64Array {
  const out = expansion(parameters.length);
  expand(parameters, counts, nodes, new Float64Array(parameters.length * nodes.length), prior, out);
  return out.information;
}

/**
 * The M-step: new slopes and intercepts that maximise the expected complete-data log-likelihood, item by item,
 * by Newton's method with step halving from the present ones.
 */
export function maximise(
  layout: Layout,
  parameters: Float64Array,
  counts: Float64Array,
  nodes: Float64Array,
  prior: Uint8Array,
): Float64Array {
  const next = parameters.slice();
  const most = Math.max(...layout.categories);
  const curves = new Float64Array(most * nodes.length);
  for (let j = 0; j < layout.categories.length; j++) {
    const item = next.subarray(layout.parameterAt[j], layout.parameterAt[j + 1]);
    const itemCounts = counts.subarray(layout.categoryAt[j] * nodes.length, layout.categoryAt[j + 1] * nodes.length);
    maximiseItem(item, itemCounts, nodes, curves, prior[j] === 1);
  }
  return next;
}

function maximiseItem(
  item: Float64Array,
  counts: Float64Array,
  nodes: Float64Array,
  curves: Float64Array,
  prior: boolean,
): void {
  const size = item.length;
  let here = expansion(size);
  let there = expansion(size);
  const trial = new Float64Array(size);
  expand(item, counts, nodes, curves, prior, here);
  for (let iteration = 0; iteration < NEWTON_STEPS; iteration++) {
    const step = newtonStep(item, here);
    if (step === undefined) return;
    let longest = 0;
    let length = 1;
    for (;;) {
      longest = 0;
      for (let i = 0; i < size; i++) {
        trial[i] = item[i] + length * step[i];
        longest = Math.max(longest, Math.abs(trial[i] - item[i]));
      }
      trial[0] = Math.min(STEEPEST, Math.max(-STEEPEST, trial[0]));
      expand(trial, counts, nodes, curves, prior, there);
      if (there.value >= here.value - 1e-12 * Math.abs(here.value)) break;
      length /= 2;
      if (length < 1e-6) return;
    }
    item.set(trial);
    [here, there] = [there, here];
    // Newton squares the error: after so short a step it is below rounding.
    if (longest < 1e-5) return;
  }
}

/** The Newton step; with the slope held where it stands at its bound and would pass it. */
function newtonStep(item: Float64Array, at: Expansion): Float64Array | undefined {
  const size = item.length;
  const information = at.information.slice();
  const gradient = at.gradient.slice();
  for (let i = 0; i < size; i++) information[i * size + i] = information[i * size + i] * (1 + 1e-10) + 1e-10;
  if (Math.abs(item[0]) >= STEEPEST && Math.sign(gradient[0]) === Math.sign(item[0])) {
    for (let i = 1; i < size; i++) information[i] = information[i * size] = 0;
    gradient[0] = 0;
    information[0] = 1;
  }
  const factor = cholesky(information, size);
  if (factor === undefined) return undefined;
  const step = choleskySolve(factor, size, gradient);
  // Far from the top the quadratic model is no guide.
  let most = 0;
  for (let i = 0; i < size; i++) most = Math.max(most, Math.abs(step[i]));
  if (most > 4) for (let i = 0; i < size; i++) step[i] *= 4 / most;
  return step;
}
