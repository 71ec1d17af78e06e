import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { toCsv } from '../../src/data/csv-writer.js';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { ITEM_FAMILIES } from '../../src/irt/model.js';
import { simulateItems } from '../../src/simulate/generating-items.js';
import { simulateAbilities, simulateResponses } from '../../src/simulate/responses.js';
import { put, scratch, yincai } from '../e2e/yincai.js';
import { blocks, documents, runExamples } from './documents.js';

const pages = documents();
const folder = scratch();

/** Tables that the commands of the pages work on, simulated. */
beforeAll(async () => {
  const abilities = simulateAbilities(400, { seed: 'documents' });
  const numbered = (count: number): string[] => Array.from({ length: count }, (_, j) => `${j + 1}`);
  const table = ({ learners, items, points, fullMarks }: ResponseMatrix): string =>
    toCsv(
      ['学号', '性别', ...items],
      [
        ['满分', '', ...fullMarks],
        ...learners.map((learner, i) => [
          learner,
          i % 2 === 0 ? '男' : '女',
          ...points.subarray(i * items.length, (i + 1) * items.length),
        ]),
      ],
    );
  const draw = (categories: number | readonly number[], pay: (j: number) => readonly number[]): string => {
    const count = typeof categories === 'number' ? 10 : categories.length;
    const drawn = simulateItems(count, { seed: 'documents', categories });
    const cuts = drawn.items.map((_, j) => pay(j));
    const truth = { ...drawn, items: numbered(count), cuts, fullMarks: cuts.map((own) => own.at(-1) as number) };
    return table(simulateResponses(truth, abilities, { seed: 'documents' }));
  };
  await put(
    `${folder}/exam.csv`,
    draw(2, () => [1]),
  );
  await put(
    `${folder}/scale.csv`,
    draw(4, () => [1, 2, 3]),
  );
  // 8 single choice of 5, 3 multiple select of 6, 3 blanks of 5, and 13 + 15 + 15 + 17 + 17 points.
  const marks = [5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 5, 5, 5, 13, 15, 15, 17, 17];
  const cutsOf = (j: number): readonly number[] =>
    j < 8 || (j >= 11 && j < 14) ? [5] : j < 11 ? [3, 6] : Array.from({ length: marks[j]! }, (_, v) => v + 1);
  await put(
    `${folder}/paper.csv`,
    draw(
      marks.map((_, j) => cutsOf(j).length + 1),
      cutsOf,
    ),
  );
  const facts = abilities.map((theta, i) => Math.round(10 * (2 + theta + (i % 5) / 5)) / 10);
  await put(
    `${folder}/facts.csv`,
    toCsv(
      ['学号', 'hours'],
      Array.from(facts, (hours, i) => [`s${i + 1}`, hours]),
    ),
  );
});

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

  test('its examples give what they state', { timeout: 60_000 }, async () => {
    const stated = await runExamples(page);
    expect(stated.length).toBeGreaterThan(1);
    for (const { line, actual, stated: value } of stated) expect(actual, line).toEqual(value);
  });

  test('its commands run', { timeout: 120_000 }, async () => {
    const commands = blocks(page, 'sh').flatMap((block) => block.trim().split('\n'));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const words = command.match(/"[^"]*"|\S+/g)!.map((word) => word.replace(/^"|"$/g, ''));
      expect(words[0]).toBe('yincai');
      // Files are those of the folder.
      const args = words
        .slice(1)
        .map((word) => (/\.(csv|json|svg)(:|$)|^pictures$|^curves$/.test(word) ? `${folder}/${word}` : word));
      const { code, stderr } = await yincai(args, 60_000);
      expect(`${command}: ${code} ${code === 0 ? '' : stderr}`).toBe(`${command}: 0 `);
    }
  });
});
