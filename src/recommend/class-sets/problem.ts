import { YincaiError } from '../../data/fault.js';
import { tierOf } from '../tiers.js';
import type { SettledClassRequest } from './request.js';
import type { ClassTable, OrderedTable } from './table.js';
import { measureOf, type WelfareMeasure } from './welfare.js';

/** The wishes that let an item pass or not. */
export type Wish = 'band' | 'frustration' | 'seen' | 'exposure';
/** In the order in which they are reported. */
export const WISHES: readonly Wish[] = ['exposure', 'seen', 'band', 'frustration'];

/** A quota as counting sees it. */
export interface Limit {
  readonly by: 'kind' | 'point' | 'tier';
  readonly value: string;
  readonly wanted: number;
  /** At most `most`: what is wanted beyond contradicts a limit. */
  readonly least: number;
  readonly most: number;
}

/** Choosing a set for some learners, everything in the order of ids. Columns of items lie one after the other. */
export interface ClassProblem {
  readonly request: SettledClassRequest;
  readonly table: ClassTable;
  /** Places in the table. */
  readonly learners: Int32Array;
  readonly items: Int32Array;
  /** `[items × learners]` */
  readonly gain: Float64Array;
  readonly minutes: Float64Array;
  /** Mean expected success of the learners. */
  readonly success: Float64Array;
  /** Of the sum 1. */
  readonly weights: Float64Array;
  readonly measure: WelfareMeasure;
  readonly limits: readonly Limit[];
  /** `limitsOf[i]`: the limits under which an item counts. */
  readonly limitsOf: readonly (readonly number[])[];
  /** 1 where somebody gains. */
  readonly useful: Uint8Array;
  /** How far an item lies outside the wishes in all, 0 where it passes; `Infinity` where it is excluded. */
  readonly offence: Float64Array;
  /** How far an item lies outside each wish. */
  readonly offencesOf: (item: number) => Readonly<Record<Wish, number>>;
  /** By learner, what each gains at least; a set that gives less loses to any that does not. */
  readonly floor?: Float64Array;
}

const TILE = 128;
const NO_LIMITS: readonly number[] = [];

/** @throws YincaiError `bad-value` for a gain that is no number or below 0 */
export function pose(
  { table, items }: OrderedTable,
  learners: Int32Array,
  request: SettledClassRequest,
  floor?: Float64Array,
): ClassProblem {
  const [n, m, width] = [learners.length, items.length, table.items.length];
  const gain = new Float64Array(m * n);
  const success = new Float64Array(m);
  const failing = new Float64Array(m);
  const met = new Float64Array(m);
  const useful = new Uint8Array(m);
  const { seen, gain: given, success: rightly } = table;
  const { below, share } = request.frustration;
  // Some columns at a time: those of a few hundred items stay near while the rows go by.
  for (let begin = 0; begin < m; begin += TILE) {
    const end = Math.min(m, begin + TILE);
    for (let l = 0; l < n; l++) {
      const row = learners[l] * width;
      for (let i = begin; i < end; i++) {
        const gained = given[row + items[i]];
        if (!(gained >= 0 && gained < Number.POSITIVE_INFINITY)) throw badGain(table, learners[l], items[i], gained);
        if (gained > 0) useful[i] = 1;
        gain[i * n + l] = gained;
      }
      for (let i = begin; i < end; i++) {
        const right = rightly[row + items[i]];
        success[i] += right;
        if (right < below) failing[i]++;
      }
      if (seen !== undefined) for (let i = begin; i < end; i++) met[i] += seen[row + items[i]];
    }
  }
  const { band } = request;
  const offencesOf = (i: number): Readonly<Record<Wish, number>> => ({
    band: band === undefined ? 0 : Math.max(0, band.low - success[i], success[i] - band.high),
    frustration: Math.max(0, failing[i] / n - share),
    seen: Math.max(0, met[i] / n - request.mostSeen),
    exposure: Math.max(0, (table.items[items[i]].exposure ?? 0) - request.mostExposure),
  });
  const offence = new Float64Array(m);
  const minutes = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const item = table.items[items[i]];
    minutes[i] = item.minutes;
    success[i] /= Math.max(n, 1);
    // The sum of `offencesOf`, without an object an item.
    if (band !== undefined) offence[i] = Math.max(0, band.low - success[i], success[i] - band.high);
    offence[i] += Math.max(0, failing[i] / n - share) + Math.max(0, met[i] / n - request.mostSeen);
    if (item.exposure !== undefined) offence[i] += Math.max(0, item.exposure - request.mostExposure);
    if (minutes[i] > request.minutes || request.exclude.has(item.id)) offence[i] = Number.POSITIVE_INFINITY;
  }
  const weights = new Float64Array(n);
  let total = 0;
  for (const l of learners) total += request.weights?.[l] ?? 1;
  learners.forEach((place, l) => {
    weights[l] = (request.weights?.[place] ?? 1) / total;
  });
  const { limits, limitsOf } = limitsFor(table, items, success, request);
  const problem = { request, table, learners, items, gain, minutes, success, weights, useful, offence, offencesOf };
  const measure = measureOf(request.welfare, weights);
  return { ...problem, limits, limitsOf, measure, ...(floor === undefined ? {} : { floor }) };
}

/** Quotas of the same thing hold together; every point has `mostPerPoint`. */
function limitsFor(
  table: ClassTable,
  items: Int32Array,
  success: Float64Array,
  { quotas, mostPerPoint, tierBand }: SettledClassRequest,
): { limits: readonly Limit[]; limitsOf: readonly (readonly number[])[] } {
  const drafts: { by: Limit['by']; value: string; least: number; most: number }[] = [];
  const places = { kind: new Map<string, number>(), point: new Map<string, number>(), tier: new Map<string, number>() };
  const draft = (by: Limit['by'], value: string): number => {
    const known = places[by].get(value);
    if (known !== undefined) return known;
    drafts.push({ by, value, least: 0, most: by === 'point' ? mostPerPoint : Number.POSITIVE_INFINITY });
    places[by].set(value, drafts.length - 1);
    return drafts.length - 1;
  };
  for (const { by, value, least = 0, most = Number.POSITIVE_INFINITY } of quotas) {
    const one = drafts[draft(by, value)];
    one.least = Math.max(one.least, least);
    one.most = Math.min(one.most, most);
  }
  const everyPoint = mostPerPoint < Number.POSITIVE_INFINITY;
  const limitsOf =
    drafts.length === 0 && !everyPoint
      ? new Array<readonly number[]>(items.length).fill(NO_LIMITS)
      : Array.from(items, (place, i) => {
          const { kind, points } = table.items[place];
          const found: number[] = [];
          const add = (limit: number | undefined): void => {
            if (limit !== undefined && !found.includes(limit)) found.push(limit);
          };
          add(places.kind.get(kind));
          if (places.tier.size > 0) add(places.tier.get(tierOf(success[i], tierBand)));
          for (const point of points) add(everyPoint ? draft('point', point) : places.point.get(point));
          return found;
        });
  const limits = drafts.map(({ by, value, least, most }) => ({
    by,
    value,
    wanted: least,
    least: Math.min(least, most),
    most,
  }));
  return { limits, limitsOf };
}

function badGain(table: ClassTable, learner: number, item: number, gained: number): YincaiError {
  return new YincaiError({
    code: 'bad-value',
    column: 'gain',
    value: `${table.learners[learner]}, ${table.items[item].id}: ${gained}`,
    expected: 'a finite number of at least 0',
    expectedZh: '不小于 0 的有限数',
  });
}
