import { beforeAll, expect, test } from 'vitest';
import { toCsv } from '../../src/data/csv-writer.js';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { simulateItems } from '../../src/simulate/generating-items.js';
import { simulateAbilities, simulateResponses } from '../../src/simulate/responses.js';
import { blocks, documents } from '../irt/documents.js';
import { put, scratch, yincai } from './yincai.js';

const folder = scratch();
// Models of several abilities have no commands.
const pages = documents().filter((page) => blocks(page, 'sh').length > 0);
const tables = new Map<string, string>();

/** Tables that the commands of the pages work on, simulated. */
beforeAll(() => {
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
  tables.set(
    'exam.csv',
    draw(2, () => [1]),
  );
  tables.set(
    'scale.csv',
    draw(4, () => [1, 2, 3]),
  );
  // 8 single choice of 5, 3 multiple select of 6, 3 blanks of 5, and 13 + 15 + 15 + 17 + 17 points.
  const marks = [5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 5, 5, 5, 13, 15, 15, 17, 17];
  const cutsOf = (j: number): readonly number[] =>
    j < 8 || (j >= 11 && j < 14) ? [5] : j < 11 ? [3, 6] : Array.from({ length: marks[j]! }, (_, v) => v + 1);
  tables.set(
    'paper.csv',
    draw(
      marks.map((_, j) => cutsOf(j).length + 1),
      cutsOf,
    ),
  );
  const facts = abilities.map((theta, i) => Math.round(10 * (2 + theta + (i % 5) / 5)) / 10);
  tables.set(
    'facts.csv',
    toCsv(
      ['学号', 'hours'],
      Array.from(facts, (hours, i) => [`s${i + 1}`, hours]),
    ),
  );
});

test('nearly every page has commands', () => {
  expect(pages.length).toBeGreaterThan(15);
});

test.concurrent.each(pages)('the commands of $name run', { timeout: 180_000 }, async (page) => {
  const own = `${folder}/${page.name.replaceAll('/', '-')}`;
  for (const [name, text] of tables) await put(`${own}/${name}`, text);
  const commands = blocks(page, 'sh').flatMap((block) => block.trim().split('\n'));
  for (const command of commands) {
    const words = command.match(/"[^"]*"|\S+/g)!.map((word) => word.replace(/^"|"$/g, ''));
    expect(words[0]).toBe('yincai');
    // Files are those of the folder.
    const args = words
      .slice(1)
      .map((word) => (/\.(csv|json|svg)(:|$)|^pictures$|^curves$/.test(word) ? `${own}/${word}` : word));
    const { code, stderr } = await yincai(args, 60_000);
    expect(`${command}: ${code} ${code === 0 ? '' : stderr}`).toBe(`${command}: 0 `);
  }
});
