import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseItemBank } from '../../src/data/schema.js';
import { instances } from '../../src/items/instantiate.js';
import { createVariantPool } from '../../src/items/variant-pool.js';

const bank = parseItemBank(
  JSON.parse(readFileSync(new URL('../../fixtures/pilot/bank.json', import.meta.url), 'utf8')),
);
const templates = bank.items.filter(({ template }) => template !== undefined);
const none = { exclude: new Set<string>(), fewer: true } as const;

test('gives different variants of the template, as many as asked for, none that is excluded', () => {
  const variants = createVariantPool({ size: 8 });
  for (const item of templates.slice(0, 12)) {
    const first = variants(item, 3, 5, none);
    const ids = first.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id.startsWith(`${item.id}#`))).toBe(true);
    const others = variants(item, 3, 5, { exclude: new Set(ids), fewer: true }).map(({ id }) => id);
    expect(others.filter((id) => ids.includes(id))).toEqual([]);
  }
});

test('holds a bounded number of questions however many ask, and spreads them evenly', () => {
  const variants = createVariantPool({ size: 8 });
  const item = templates.find((one) => instances(one, 8, 'x', { fewer: true }).length === 8)!;
  const asked = new Map<string, number>();
  for (let seed = 0; seed < 800; seed++) {
    const [{ id }] = variants(item, 1, seed * 7919, none);
    asked.set(id, (asked.get(id) ?? 0) + 1);
  }
  expect(asked.size).toBe(8);
  for (const times of asked.values()) expect(times).toBe(100);
});

test('whoever met all of the pool is given variants beyond it, until there are none', () => {
  const variants = createVariantPool({ size: 4 });
  const item = templates.find((one) => instances(one, 40, 'x', { fewer: true }).length === 40)!;
  const met = new Set<string>();
  for (let round = 0; round < 30; round++) {
    const [made] = variants(item, 1, 3, { exclude: met, fewer: true });
    expect(met.has(made!.id)).toBe(false);
    met.add(made!.id);
  }
});

test('what is given does not depend on what was asked for before', () => {
  const one = createVariantPool();
  const other = createVariantPool();
  for (const item of templates) one(item, 2, 1, none);
  for (const item of templates.slice(0, 20).reverse()) expect(other(item, 2, 9, none)).toEqual(one(item, 2, 9, none));
});
