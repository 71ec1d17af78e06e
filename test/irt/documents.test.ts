import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ITEM_FAMILIES } from '../../src/irt/model.js';
import { documents, runExamples } from './documents.js';

const pages = documents();

test('there is a page for every family, and the index names every page', () => {
  const index = pages[0]!.text;
  for (const family of Object.keys(ITEM_FAMILIES)) expect(index).toContain(`docs/${family.toLowerCase()}.md`);
  for (const { name } of pages.slice(1)) expect(index, name).toContain(`(${name})`);
});

describe.each(pages.slice(1))('$name', (page) => {
  test('begins with a summary in Chinese, and compares with mirt', () => {
    expect(page.text).toMatch(/^# .+\n\n> [\s\S]*?[\u4e00-\u9fff]{6}/);
    expect(page.text).toMatch(/^## In mirt$/m);
  });

  test('links to pages and pictures that are there', () => {
    for (const [, target] of page.text.matchAll(/\]\(([^)#]+)\)/g)) {
      expect(existsSync(new URL(target!, new URL('../../src/irt/docs/', import.meta.url))), target).toBe(true);
    }
  });

  test('its examples give what they state', { timeout: 180_000 }, async () => {
    const stated = await runExamples(page);
    expect(stated.length).toBeGreaterThan(1);
    for (const { line, actual, stated: value } of stated) expect(actual, line).toEqual(value);
  });
});
