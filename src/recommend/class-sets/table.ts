import { YincaiError } from '../../data/fault.js';
import type { Item } from '../../data/item-bank.js';
import type { LearnerView } from '../learner-view.js';
import { minutesOf } from '../minutes.js';

/** An item as choosing for a class needs it. */
export interface ClassItem {
  readonly id: string;
  readonly kind: string;
  /** Knowledge points that it exercises, each once. */
  readonly points: readonly string[];
  /** Minutes of work, above 0. */
  readonly minutes: number;
  /** Share 0…1 of other learners (other classes, earlier years) who were given it; 0 where absent. */
  readonly exposure?: number;
}

/** A class before a bank, as plain tables; any model may stand behind them. Ids are unique; the order of learners and items plays no role. */
export interface ClassTable {
  readonly learners: readonly string[];
  readonly items: readonly ClassItem[];
  /** What a learner gains by an item, finite and at least 0, e.g. the expected rise of P(mastered): row-major `[learners × items]`. */
  readonly gain: ArrayLike<number>;
  /** Expected share of full marks, 0…1: row-major `[learners × items]`. */
  readonly success: ArrayLike<number>;
  /** 1 where the learner has met the item, else 0: row-major `[learners × items]`; absent: nobody has met any. */
  readonly seen?: ArrayLike<number>;
}

/** What {@link tabulateClass} may be told. */
export interface TabulateOptions {
  /** Only the mastery of these points counts; absent: of every point that an item names. */
  readonly targets?: readonly string[];
  /** What the mastery of a point is worth, at least 0; 1 where absent. */
  readonly weights?: ReadonlyMap<string, number>;
  /** By item id: {@link ClassItem.exposure}. */
  readonly exposure?: ReadonlyMap<string, number>;
}

/**
 * Tables of a class out of learner views: `gain[l, i] = Σ_point weights[point] · view[l].gain(item[i], point)` over the points that
 * the item names, 0 where the learner has met it; `success` and `seen` as the views say.
 *
 * @param items those that may be given, e.g. of one subject and of the points in question: each is asked of each view once
 * @cost O(learners · items · points an item) calls of `view.gain`
 * @example
 * const views = states.map((state) => viewLearner(state, 'math', models));
 * const table = tabulateClass(views, bank.items.filter(({ subject }) => subject === 'math'));
 * chooseClassSet(table, { count: 10 }).items;
 */
export function tabulateClass(
  views: readonly LearnerView[],
  items: readonly Item[],
  options: TabulateOptions = {},
): ClassTable {
  const targets = options.targets === undefined ? undefined : new Set(options.targets);
  const rows = items.map((item) => {
    const points = [...new Set(item.knowledgePoints)];
    const counted = points
      .filter((point) => targets === undefined || targets.has(point))
      .map((point) => ({ point, weight: options.weights?.get(point) ?? 1 }));
    return { item, points, counted };
  });
  const gain = new Float64Array(views.length * items.length);
  const success = new Float64Array(views.length * items.length);
  const seen = new Uint8Array(views.length * items.length);
  views.forEach((view, l) => {
    const met = new Set(view.seen);
    rows.forEach(({ item, counted }, i) => {
      const at = l * items.length + i;
      success[at] = view.success(item);
      if (met.has(item.id)) seen[at] = 1;
      else for (const { point, weight } of counted) gain[at] += weight * Math.max(0, view.gain(item, point));
    });
  });
  return {
    learners: views.map(({ learner }) => learner),
    items: rows.map(({ item, points }) => {
      const exposure = options.exposure?.get(item.id);
      const one = { id: item.id, kind: item.kind, points, minutes: minutesOf(item) };
      return exposure === undefined ? one : { ...one, exposure };
    }),
    gain,
    success,
    seen,
  };
}

/** A table checked, with its learners and items in the order of their ids, so that no sum depends on the order given. */
export interface OrderedTable {
  readonly table: ClassTable;
  /** Places in the table, by id. */
  readonly learners: Int32Array;
  readonly items: Int32Array;
}

/** Checks a table and sorts its ids. @throws YincaiError `bad-value`, `duplicate` */
export function orderTable(table: ClassTable): OrderedTable {
  const cells = table.learners.length * table.items.length;
  for (const column of ['gain', 'success', 'seen'] as const) {
    const length = table[column]?.length ?? cells;
    if (length !== cells) {
      const expected = `${table.learners.length} × ${table.items.length} = ${cells}`;
      throw new YincaiError({
        code: 'bad-value',
        column,
        value: `${length}`,
        expected: `${expected} numbers`,
        expectedZh: `${expected} 个数`,
      });
    }
  }
  for (const item of table.items) {
    if (item.minutes > 0 && Number.isFinite(item.minutes)) continue;
    throw new YincaiError({
      code: 'bad-value',
      column: 'minutes',
      value: `${item.id}: ${item.minutes}`,
      expected: 'a finite number above 0',
      expectedZh: '大于 0 的有限数',
    });
  }
  return {
    table,
    learners: byId(table.learners, 'learners'),
    items: byId(
      table.items.map(({ id }) => id),
      'items',
    ),
  };
}

/** Places sorted by id; a list already in order is not sorted again. */
function byId(ids: readonly string[], column: string): Int32Array {
  const places = Int32Array.from(ids, (_, at) => at);
  let sorted = true;
  for (let at = 1; at < ids.length && sorted; at++) sorted = ids[at - 1] < ids[at];
  if (sorted) return places;
  places.sort((a, b) => (ids[a] < ids[b] ? -1 : ids[a] > ids[b] ? 1 : 0));
  for (let at = 1; at < ids.length; at++) {
    if (ids[places[at - 1]] !== ids[places[at]]) continue;
    throw new YincaiError({
      code: 'duplicate',
      column,
      value: ids[places[at]],
      expected: 'ids that occur once',
      expectedZh: '互不相同的编号',
    });
  }
  return places;
}
