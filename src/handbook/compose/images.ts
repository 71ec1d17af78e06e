import type { Item } from '../../data/item-bank.js';
import type { HandbookImage, Section } from '../document.js';

const MARK = /!\[([\w.-]{1,64})\]/g;

/** The images that texts of these sections name, out of those of the items; each once. */
export function imagesOf(sections: readonly Section[], items: Iterable<Item | undefined>): readonly HandbookImage[] {
  const known = new Map<string, HandbookImage>();
  for (const item of items) {
    for (const { id, type, data, width, alt, caption } of item?.images ?? []) {
      if (data === undefined) continue;
      known.set(id, { id, type, data, width, alt, ...(caption === undefined ? {} : { caption }) });
    }
  }
  if (known.size === 0) return [];
  const named = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') for (const [, id] of value.matchAll(MARK)) named.add(id);
    else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) visit(each);
  };
  visit(sections);
  return [...named].flatMap((id) => known.get(id) ?? []);
}
