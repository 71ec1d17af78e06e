import type { Item } from '../data/item-bank.js';
import {
  calibratedCurve,
  categoryOf,
  type ItemCurve,
  itemIndex,
  itemParameters,
} from '../diagnosis/point-ability/item-curve.js';
import { type PointAbilityModel, typicalCurve } from '../diagnosis/point-ability/model.js';
import type { IrtModel } from '../irt/model.js';
import type { FsrsModel } from '../memory/fsrs/model.js';
import type { BktModel } from '../tracing/bkt/model.js';
import type { AnswerOf } from './state.js';

/** The models behind a learner's state, as plain JSON. All are on the scale of one calibration. */
export interface LearnerModels {
  readonly ability: PointAbilityModel;
  /** Calibrated items. An item it does not hold is taken by its expected difficulty. */
  readonly irt?: IrtModel;
  /** Traces practice; its skills are knowledge point ids. */
  readonly bkt?: BktModel;
  /** Lets points fade between lessons. */
  readonly memory?: FsrsModel;
}

/** How an item is answered, and what an answer says. */
export interface ItemView {
  readonly curve: ItemCurve;
  /** Category of a share of the marks. */
  readonly category: (score: number) => number;
}

/** The item of an answer: as calibrated; else as the template it was made from; else by its difficulty; else as typical of its point. */
export function viewAnswer(answer: AnswerOf, models: LearnerModels): ItemView {
  const calibrated = viewCalibrated(answer.item, answer.variantOf, models.irt);
  if (calibrated !== undefined) return calibrated;
  if (answer.difficulty !== undefined) return byShare(itemParameters({ difficulty: answer.difficulty }));
  return byShare(typicalCurve(models.ability, answer.knowledgePoints[0] ?? ''));
}

/** What is needed of an item to foretell success on it; an item of a bank is one. */
export type PredictedItem = Pick<Item, 'id' | 'subject' | 'knowledgePoints' | 'difficulty' | 'variantOf'>;

/** The curve of an item of a bank, in the same order of preference. */
export function curveOf(
  { id, variantOf, difficulty }: Omit<PredictedItem, 'subject'>,
  { irt }: LearnerModels,
): ItemCurve {
  const calibrated =
    irt === undefined
      ? undefined
      : (calibratedCurve(irt, id) ?? (variantOf === undefined ? undefined : calibratedCurve(irt, variantOf)));
  return calibrated ?? itemParameters({ difficulty });
}

function viewCalibrated(item: string, variantOf: string | undefined, irt: IrtModel | undefined): ItemView | undefined {
  if (irt === undefined) return undefined;
  const index = itemIndex(irt, item) ?? (variantOf === undefined ? undefined : itemIndex(irt, variantOf));
  if (index === undefined) return undefined;
  return { curve: calibratedCurve(irt, index), category: (score) => categoryOf(irt, index, score) };
}

function byShare(curve: ItemCurve): ItemView {
  return { curve, category: (score) => score * curve.b.length };
}
