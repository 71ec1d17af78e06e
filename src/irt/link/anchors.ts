import { type Fault, YincaiError } from '../../data/fault.js';
import { pointsOf, prepare } from '../curves.js';
import type { ItemCurve } from '../item-curve.js';
import type { IrtModel, ItemFamily } from '../model.js';
import { curveOf, parametersOf } from '../parameters.js';

/** Which items two models share: ids that both have, or a map from an id of the first to the id of the same item in the second. */
export type AnchorChoice = readonly string[] | ReadonlyMap<string, string>;

/** One side of an anchor item. */
export interface AnchorSide {
  readonly family: ItemFamily;
  readonly curve: ItemCurve;
  readonly parameters: Float64Array;
  readonly a: number;
  readonly b: readonly number[];
}

/** An item that stands in both models. */
export interface Anchor {
  /** Its id in the model that is moved, and in the model whose scale is kept. */
  readonly item: string;
  readonly itemTo: string;
  /** Its indices in the two models. */
  readonly at: readonly [number, number];
  readonly from: AnchorSide;
  readonly to: AnchorSide;
  /** Points of the categories, as the second model has them. */
  readonly points: readonly number[];
  readonly fullMarks: number;
}

/** Families between which an item may change without being another item: their curves are of one form. */
const KIN: readonly (readonly ItemFamily[])[] = [
  ['Rasch', '1PL', '2PL', '3PL', '4PL'],
  ['PCM', 'GPCM', 'RSM'],
  ['GRM'],
  ['NRM'],
  ['CRM'],
];

/**
 * The anchors of two models.
 *
 * @throws YincaiError `unknown-id` for an item that a model lacks, `duplicate` for one named twice, `bad-value` where an item has
 *   other categories or a family of another kind in the second model, `not-identified` where no item is shared.
 */
export function findAnchors(from: IrtModel, to: IrtModel, choice: AnchorChoice | undefined): Anchor[] {
  const first = prepare(from);
  const second = prepare(to);
  const pairs = pairsOf(from, to, choice);
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const seenTo = new Set<string>();
  const anchors: Anchor[] = [];
  for (const [item, itemTo] of pairs) {
    const j = first.indexOf.get(item);
    const l = second.indexOf.get(itemTo);
    if (j === undefined || l === undefined) {
      faults.push({
        code: 'unknown-id',
        column: 'anchors',
        value: j === undefined ? item : itemTo,
        expected: `an item of the ${j === undefined ? 'first' : 'second'} model`,
        expectedZh: `${j === undefined ? '第一' : '第二'}个模型中的题目`,
      });
      continue;
    }
    if (seen.has(item) || seenTo.has(itemTo)) {
      faults.push({
        code: 'duplicate',
        column: 'anchors',
        value: item,
        expected: 'each item once',
        expectedZh: '每题只出现一次',
      });
      continue;
    }
    seen.add(item);
    seenTo.add(itemTo);
    const kin = KIN.find((names) => names.includes(from.families[j]));
    if (!kin?.includes(to.families[l]) || first.categories[j] !== second.categories[l]) {
      faults.push({
        code: 'bad-value',
        column: item,
        value: `${from.families[j]}, ${first.categories[j]} categories`,
        expected: `the form it has in the second model: ${to.families[l]}, ${second.categories[l]} categories`,
        expectedZh: `与第二个模型一致：${to.families[l]}，${second.categories[l]} 个等级`,
        mend: 'calibrate both with the same family and cuts, or leave the item out of the anchors',
        mendZh: '用相同的模型和分段重新标定，或不把此题作锚题',
      });
      continue;
    }
    anchors.push({
      item,
      itemTo,
      at: [j, l],
      from: sideOf(from, j),
      to: sideOf(to, l),
      points: pointsOf(to, l),
      fullMarks: to.fullMarks[l],
    });
  }
  if (faults.length > 0) throw new YincaiError(faults);
  if (anchors.length === 0) {
    throw new YincaiError({
      code: 'not-identified',
      expected: 'at least one item in both models',
      expectedZh: '两个模型至少有一道相同的题',
      mend: 'name the anchor items, or link by common learners',
      mendZh: '请指定锚题，或用共同学生链接',
    });
  }
  // Sums over anchors then do not depend on the order of the items.
  return anchors.sort((x, y) => (x.item < y.item ? -1 : 1));
}

/** An item of a model as a side of an anchor. */
export function sideOf(model: IrtModel, j: number): AnchorSide {
  return {
    family: model.families[j],
    curve: curveOf(model, j),
    parameters: parametersOf(model, j),
    a: model.a[j],
    b: model.b[j],
  };
}

function pairsOf(from: IrtModel, to: IrtModel, choice: AnchorChoice | undefined): (readonly [string, string])[] {
  if (choice === undefined) {
    const known = prepare(to).indexOf;
    return from.items.filter((item) => known.has(item)).map((item) => [item, item] as const);
  }
  return 'get' in choice ? [...choice] : choice.map((item) => [item, item] as const);
}
