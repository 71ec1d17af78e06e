import { foretell, foretoldFor, type Question } from './credit.js';
import { type CreditRule, LEAST_DOUBT } from './model.js';
import type { Tables } from './tables.js';

/** One answer forward, and the derivatives of the log-likelihood backward through it. Outputs are `[skill of the question × levels]`. */
export interface Credit {
  /**
   * Evidence of an answer: `next` becomes P(known | answer) and `logs` grow by log P(answer). `first` is the first visit,
   * `slot` the first slot of question `cell`.
   */
  readonly forward: (
    tables: Tables,
    cell: number,
    slot: number,
    n: number,
    before: Float64Array,
    first: number,
    next: Float64Array,
    score: number,
    logs: Float64Array,
  ) => void;
  /** From the derivatives `pushed` by what follows, weighted by the levels' shares; fills the outputs below. */
  readonly backward: (
    tables: Tables,
    cell: number,
    slot: number,
    n: number,
    before: Float64Array,
    first: number,
    pushed: Float64Array,
    score: number,
    share: Float64Array,
    skill: Int32Array,
  ) => void;
  readonly belief: Float64Array;
  readonly knownOdds: Float64Array;
  readonly unknownOdds: Float64Array;
  readonly learnOdds: Float64Array;
  readonly forgetOdds: Float64Array;
  /** By the logarithm of the weight, `[skills of the question]`. */
  readonly weightOdds: Float64Array;
}

/** The rule with its derivatives, for questions of up to `widest` skills, over tables that are filled anew but stay in their place. */
export function creditOf(rule: CreditRule, widest: number, levels: number): Credit {
  const K = levels;
  const room = (): Float64Array => new Float64Array(widest * K);
  const told = foretoldFor(widest, K);
  const belief = room();
  const knownOdds = room();
  const unknownOdds = room();
  const learnOdds = room();
  const forgetOdds = room();
  const weightOdds = new Float64Array(widest);
  // Derivatives by P(right | skill known) and P(right | skill not known).
  const byKnown = room();
  const byUnknown = room();
  const byRight = new Float64Array(K);
  const q = new Float64Array(widest);
  const others = new Float64Array(widest);
  const none = new Float64Array(0);

  const gathered = Array.from({ length: widest + 1 }, (_, n) => new Float64Array(n * K));
  const gather = (before: Float64Array, first: number, n: number): Float64Array => {
    const own = gathered[n];
    for (let i = 0; i < n * K; i++) own[i] = before[first * K + i];
    return own;
  };
  // The tables keep their place, so a question of several skills is cut out of them once.
  const views: (Question | undefined)[] = [];
  const view = (tables: Tables, cell: number, slot: number, n: number): Question => {
    const known = views[cell];
    if (known !== undefined) return known;
    const cut: Question = {
      n,
      levels: K,
      known: tables.known.subarray(slot * K, (slot + n) * K),
      unknown: tables.unknown.subarray(slot * K, (slot + n) * K),
      learn: none,
      forget: none,
      weight: tables.weight.subarray(slot, slot + n),
      all: tables.all.subarray(cell * K, (cell + 1) * K),
      lacking: tables.lacking.subarray(cell * K, (cell + 1) * K),
    };
    views[cell] = cut;
    return cut;
  };

  const forward: Credit['forward'] = (tables, cell, slot, n, before, first, next, score, logs) => {
    if (n === 1) {
      const { known, unknown } = tables;
      for (let k = 0; k < K; k++) {
        const b = before[first * K + k];
        const ifKnown = b * (1 - known[slot * K + k] + score * (2 * known[slot * K + k] - 1));
        const sum = ifKnown + (1 - b) * (1 - unknown[slot * K + k] + score * (2 * unknown[slot * K + k] - 1));
        next[first * K + k] = ifKnown / sum;
        logs[k] += Math.log(sum);
      }
      return;
    }
    foretell(rule, view(tables, cell, slot, n), gather(before, first, n), told);
    for (let k = 0; k < K; k++) {
      const sum = 1 - told.right[k] + score * (2 * told.right[k] - 1);
      logs[k] += Math.log(sum);
      for (let i = 0; i < n; i++) {
        const x = i * K + k;
        next[first * K + x] = (before[first * K + x] * (1 - told.ifKnown[x] + score * (2 * told.ifKnown[x] - 1))) / sum;
      }
    }
  };

  const backward: Credit['backward'] = (tables, cell, slot, n, before, first, pushed, score, share, skill) => {
    const { known, unknown, learn, forget } = tables;
    const sign = 2 * score - 1;
    if (n > 1) foretell(rule, view(tables, cell, slot, n), gather(before, first, n), told);
    for (let k = 0; k < K; k++) {
      if (share[k] === 0) continue;
      for (let i = 0; i < n; i++) {
        const x = i * K + k;
        const v = first * K + x;
        const j = slot * K + x;
        const rightIfKnown = n === 1 ? known[j] : told.ifKnown[x];
        const rightIfUnknown = n === 1 ? unknown[j] : told.ifUnknown[x];
        const b = before[v];
        const ifKnown = 1 - rightIfKnown + score * (2 * rightIfKnown - 1);
        const ifUnknown = 1 - rightIfUnknown + score * (2 * rightIfUnknown - 1);
        const sum = b * ifKnown + (1 - b) * ifUnknown;
        const f = forget[skill[first + i]];
        const g = learn[j];
        const after = (b * ifKnown) / sum;
        const held = after < LEAST_DOUBT || after > 1 - LEAST_DOUBT;
        const push = pushed[v];
        learnOdds[x] = push * (1 - after) * g * (1 - g);
        forgetOdds[x] = -push * after * f * (1 - f);
        const byAfter = held ? 0 : push * (1 - f - g);
        belief[x] = (byAfter * ifKnown * ifUnknown) / (sum * sum);
        byKnown[x] = (sign * byAfter * b * (1 - b) * ifUnknown) / (sum * sum);
        byUnknown[x] = (-sign * byAfter * b * (1 - b) * ifKnown) / (sum * sum);
        if (i === 0) byRight[k] = (share[k] * sign) / sum;
      }
      if (n === 1) {
        const b = before[first * K + k];
        const j = slot * K + k;
        belief[k] += byRight[k] * (known[j] - unknown[j]);
        knownOdds[k] = (byKnown[k] + byRight[k] * b) * known[j] * (1 - known[j]);
        unknownOdds[k] = (byUnknown[k] + byRight[k] * (1 - b)) * unknown[j] * (1 - unknown[j]);
      }
    }
    if (n === 1) return;
    weightOdds.fill(0);
    for (let k = 0; k < K; k++) if (share[k] !== 0) throughRule(tables, cell, slot, n, before, first, k);
  };

  const throughRule = (
    { known, unknown, weight, all, lacking }: Tables,
    cell: number,
    slot: number,
    n: number,
    before: Float64Array,
    first: number,
    k: number,
  ): void => {
    const right = byRight[k];
    if (rule === 'conjunctive') {
      const [up, down] = [all[cell * K + k], lacking[cell * K + k]];
      let product = 1;
      for (let i = 0; i < n; i++) {
        others[i] = product;
        product *= before[(first + i) * K + k];
      }
      let after = 1;
      for (let i = n - 1; i >= 0; i--) {
        others[i] *= after;
        after *= before[(first + i) * K + k];
      }
      let byUp = right * product;
      let byDown = right * (1 - product);
      for (let i = 0; i < n; i++) {
        byUp += byKnown[i * K + k] * others[i];
        byDown += byKnown[i * K + k] * (1 - others[i]) + byUnknown[i * K + k];
      }
      for (let i = 0; i < n; i++) {
        const b = Math.max(before[(first + i) * K + k], LEAST_DOUBT);
        let sum = right * others[i];
        for (let t = 0; t < n; t++) if (t !== i) sum += (byKnown[t * K + k] * others[t]) / b;
        belief[i * K + k] += sum * (up - down);
        knownOdds[i * K + k] = (byUp * up * (1 - up)) / n;
        unknownOdds[i * K + k] = (byDown * down * (1 - down)) / n;
      }
      return;
    }
    for (let i = 0; i < n; i++) {
      const b = before[(first + i) * K + k];
      const j = (slot + i) * K + k;
      q[i] = b * known[j] + (1 - b) * unknown[j];
    }
    if (rule === 'noisy-and') {
      let product = 1;
      for (let i = 0; i < n; i++) product *= q[i];
      for (let i = 0; i < n; i++) {
        const j = (slot + i) * K + k;
        const b = before[(first + i) * K + k];
        const rest = product / q[i];
        let byOwn = right * rest;
        for (let t = 0; t < n; t++) {
          if (t === i) continue;
          const jt = (slot + t) * K + k;
          byOwn += ((byKnown[t * K + k] * known[jt] + byUnknown[t * K + k] * unknown[jt]) * rest) / q[t];
        }
        belief[i * K + k] += byOwn * (known[j] - unknown[j]);
        knownOdds[i * K + k] = (byKnown[i * K + k] * rest + byOwn * b) * known[j] * (1 - known[j]);
        unknownOdds[i * K + k] = (byUnknown[i * K + k] * rest + byOwn * (1 - b)) * unknown[j] * (1 - unknown[j]);
      }
      return;
    }
    let total = right;
    for (let i = 0; i < n; i++) total += byKnown[i * K + k] + byUnknown[i * K + k];
    let mean = 0;
    for (let i = 0; i < n; i++) {
      const j = (slot + i) * K + k;
      const x = i * K + k;
      const b = before[(first + i) * K + k];
      const w = weight[slot + i];
      const byOwn = w * (total - byKnown[x] - byUnknown[x]);
      others[i] = total * q[i] + byKnown[x] * (known[j] - q[i]) + byUnknown[x] * (unknown[j] - q[i]);
      mean += w * others[i];
      belief[x] += byOwn * (known[j] - unknown[j]);
      knownOdds[x] = (w * byKnown[x] + byOwn * b) * known[j] * (1 - known[j]);
      unknownOdds[x] = (w * byUnknown[x] + byOwn * (1 - b)) * unknown[j] * (1 - unknown[j]);
    }
    for (let i = 0; i < n; i++) weightOdds[i] += weight[slot + i] * (others[i] - mean);
  };

  return { forward, backward, belief, knownOdds, unknownOdds, learnOdds, forgetOdds, weightOdds };
}
