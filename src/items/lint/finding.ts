import type { Fault } from '../../data/fault.js';
import type { Item } from '../../data/item-bank.js';

/** Something a linter found. An `error` makes the item unusable or wrong, a `warning` asks an author to look. */
export interface Finding extends Fault {
  readonly level: 'error' | 'warning';
  /** The item's id. */
  readonly item: string;
  /** The part of the item, such as `stem` or `options[2].text`. */
  readonly field: string;
}

/** What a check reports: what was expected and how to mend it, in both languages. */
export interface Complaint {
  readonly level: Finding['level'];
  readonly code?: Fault['code'];
  readonly field: string;
  readonly value?: string;
  readonly expected: string;
  readonly expectedZh: string;
  readonly mend: string;
  readonly mendZh: string;
}

/** Takes what a check of one item reports. */
export type Report = (complaint: Complaint) => void;

/** A complaint about an item as a finding. */
export function findingOf(item: Pick<Item, 'id'>, complaint: Complaint): Finding {
  const { level, code = 'bad-value', field, value, ...words } = complaint;
  const shown = value === undefined ? {} : { value: value.slice(0, 80) };
  return { level, item: item.id, field, code, column: `${item.id} ${field}`, ...shown, ...words };
}
