import { YincaiError } from '../../data/fault.js';
import type { MirtKind } from './model.js';
import { type Correlations, type LoadingPattern, type MirtStructure, refuse } from './options.js';

/** Most dimensions: past these a covariance matrix is not told by any test. */
const MOST_DIMENSIONS = 200;

/** A {@link MirtStructure} laid out for given items. */
export interface Layout {
  readonly kind: MirtKind;
  readonly dimensions: readonly string[];
  /** Primary dimensions; those after them are specific. */
  readonly primary: number;
  /** The dimensions that each slope of each item weighs, `[items][slopes][…]`: several where they share it. */
  readonly slots: readonly (readonly (readonly number[])[])[];
  /** Pairs of primary dimensions, greater first, whose covariance is free. */
  readonly correlated: readonly (readonly [number, number])[];
  /** Dimensions whose variance is free whatever the families of their items. */
  readonly freeVariance: readonly number[];
}

/** Lays out a structure. @throws YincaiError for names that do not fit. */
export function layOut(structure: MirtStructure, items: readonly string[]): Layout {
  if ('exploratory' in structure) return exploratory(structure.exploratory, items);
  if ('testlet' in structure) return testlet(structure.testlet, items);
  if ('bifactor' in structure) return bifactor(structure.bifactor, structure.primary, items);
  return confirmatory(structure, items);
}

function exploratory(factors: number, items: readonly string[]): Layout {
  if (!Number.isInteger(factors) || factors < 1 || factors > MOST_DIMENSIONS || 2 * factors > items.length + 1) {
    refuse(
      'exploratory',
      String(factors),
      `a number of factors from 1 to half the items (${Math.floor((items.length + 1) / 2)})`,
      `1 到题数一半（${Math.floor((items.length + 1) / 2)}）的因子数`,
    );
  }
  const dimensions = Array.from({ length: factors }, (_, d) => `F${d + 1}`);
  return {
    kind: 'exploratory',
    dimensions,
    primary: factors,
    slots: items.map((_, j) => dimensions.slice(0, j + 1).map((_, d) => [d])),
    correlated: [],
    freeVariance: [],
  };
}

function confirmatory(pattern: LoadingPattern, items: readonly string[]): Layout {
  const { dimensions, loads } = pattern;
  const index = indexOf(dimensions);
  if (dimensions.length === 0 || dimensions.length > MOST_DIMENSIONS || index.size < dimensions.length) {
    refuse(
      'dimensions',
      dimensions.join(', '),
      `1 to ${MOST_DIMENSIONS} different names`,
      `1 到 ${MOST_DIMENSIONS} 个不同的名称`,
    );
  }
  demandKnown(loads.keys(), items, 'loads');
  const slots = items.map((item) => {
    const own = loads.get(item) ?? dimensions;
    if (new Set(own).size < own.length) refuse(`loads: ${item}`, own.join(', '), 'each dimension once', '每个维度一次');
    return own
      .map((name) => dimensionOf(index, name, item))
      .sort((d, e) => d - e)
      .map((d) => [d]);
  });
  dimensions.forEach((name, d) => {
    if (!slots.some((own) => own.some(([e]) => e === d))) {
      throw new YincaiError({
        code: 'not-identified',
        column: 'dimensions',
        value: name,
        expected: 'at least one item that measures it',
        expectedZh: '至少有一道题测量该维度',
      });
    }
  });
  return {
    kind: 'confirmatory',
    dimensions,
    primary: dimensions.length,
    slots,
    correlated: pairs(pattern.correlations ?? 'free', dimensions, index),
    freeVariance: [],
  };
}

function bifactor(
  specific: ReadonlyMap<string, string>,
  primary: LoadingPattern | undefined,
  items: readonly string[],
): Layout {
  const general = confirmatory(primary ?? { dimensions: ['general'], loads: new Map() }, items);
  demandKnown(specific.keys(), items, 'bifactor');
  const names = specificNames(specific, items, general.dimensions, 'bifactor');
  const place = indexOf(names);
  return {
    ...general,
    kind: 'bifactor',
    dimensions: [...general.dimensions, ...names],
    slots: items.map((item, j) => {
      const own = specific.get(item);
      return own === undefined ? general.slots[j] : [...general.slots[j], [general.primary + (place.get(own) ?? 0)]];
    }),
  };
}

function testlet(testlets: ReadonlyMap<string, string>, items: readonly string[]): Layout {
  demandKnown(testlets.keys(), items, 'testlet');
  const names = specificNames(testlets, items, ['general'], 'testlet');
  const place = indexOf(names);
  return {
    kind: 'testlet',
    dimensions: ['general', ...names],
    primary: 1,
    slots: items.map((item) => {
      const own = testlets.get(item);
      return [own === undefined ? [0] : [0, 1 + (place.get(own) ?? 0)]];
    }),
    correlated: [],
    freeVariance: names.map((_, s) => 1 + s),
  };
}

/** Names of the specific dimensions in the order of the items. */
function specificNames(
  specific: ReadonlyMap<string, string>,
  items: readonly string[],
  taken: readonly string[],
  option: string,
): string[] {
  const names = [...new Set(items.flatMap((item) => specific.get(item) ?? []))];
  for (const name of names) {
    if (taken.includes(name)) refuse(option, name, 'a name that no primary dimension has', '与主维度不同名');
  }
  if (names.length > MOST_DIMENSIONS) {
    refuse(
      option,
      String(names.length),
      `at most ${MOST_DIMENSIONS} specific dimensions`,
      `至多 ${MOST_DIMENSIONS} 个特殊维度`,
    );
  }
  return names;
}

function pairs(
  correlations: Correlations,
  dimensions: readonly string[],
  index: ReadonlyMap<string, number>,
): [number, number][] {
  if (correlations === 'none') return [];
  if (correlations !== 'free') {
    return correlations.map(([a, b]) => {
      const [d, e] = [dimensionOf(index, a, 'correlations'), dimensionOf(index, b, 'correlations')];
      if (d === e) refuse('correlations', a, 'two different dimensions', '两个不同的维度');
      return [Math.max(d, e), Math.min(d, e)];
    });
  }
  return dimensions.flatMap((_, d) => Array.from({ length: d }, (_, e): [number, number] => [d, e]));
}

function indexOf(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, d) => [name, d] as const));
}

function dimensionOf(index: ReadonlyMap<string, number>, name: string, place: string): number {
  const d = index.get(name);
  if (d !== undefined) return d;
  const known = [...index.keys()].slice(0, 20);
  return refuse(place, name, `one of ${known.join(', ')}`, `${known.join('、')} 之一`);
}

function demandKnown(named: Iterable<string>, items: readonly string[], option: string): void {
  const known = new Set(items);
  for (const item of named) {
    if (known.has(item)) continue;
    throw new YincaiError({
      code: 'unknown-id',
      column: option,
      value: item,
      expected: 'an item of the response table',
      expectedZh: '作答表中的题目',
    });
  }
}
