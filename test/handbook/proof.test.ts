import { expect, test } from 'vitest';
import type { Item } from '../../src/data/item-bank.js';
import { createTypesetter } from '../../src/handbook/proof.js';

function item(id: string, change: Partial<Item> = {}): Item {
  return {
    id,
    subject: 'math',
    kind: 'blank',
    stem: `第 ${id} 题：$x^2=4$，$x>0$，则 $x=$ ____`,
    answer: '$2$',
    solution: '开平方得 $x=2$。',
    points: 5,
    knowledgePoints: ['k'],
    difficulty: 0.7,
    ...change,
  };
}

test('sound items, more than one sheet of them, are set without a word', async () => {
  const typeset = await createTypesetter();
  expect(typeset(Array.from({ length: 130 }, (_, i) => item(`q${i}`)))).toEqual([]);
  expect(typeset([])).toEqual([]);
});

test.each([
  ['stem', { stem: '若 $\\frac{1}{$ 则' }, 'bad-format'],
  ['answer', { answer: '$\\nosuch$' }, 'bad-format'],
  ['solution', { solution: '得 $x=2' }, 'bad-format'],
  ['passage', { passage: { id: 'p', text: '见 $\\sqrt{$ 式' } }, 'bad-format'],
  ['a character without a glyph', { stem: '𪚥𪚥 的笔画数是 ____' }, 'unsupported'],
  ['the same in a solution', { solution: '读作 𪚥' }, 'unsupported'],
] as [string, Partial<Item>, string][])('%s: the fault names its item among many', async (_, change, code) => {
  const typeset = await createTypesetter();
  const items = Array.from({ length: 120 }, (_, i) => item(`q${i}`, i === 107 ? change : {}));
  expect(typeset(items)).toMatchObject([{ item: 'q107', code }]);
});

test('without PDF no font is asked', async () => {
  const typeset = await createTypesetter({ pdf: false });
  expect(typeset([item('a', { stem: '𪚥 ____' }), item('b', { answer: '$\\frac$' })])).toMatchObject([{ item: 'b' }]);
});

test('a mark for a missing sort that the author wrote is no fault', async () => {
  const typeset = await createTypesetter();
  expect(typeset([item('a', { stem: '符号 〓 叫作 ____' })])).toEqual([]);
});

test('images are set with their items, and what is no image is named', async () => {
  const typeset = await createTypesetter();
  const picture = (content: string): NonNullable<Item['images']> => [
    { id: 'fig', type: 'svg', data: btoa(content), width: 30, alt: 'a square' },
  ];
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>';
  const stem = '如图 ![fig]，面积为 ____';
  expect(typeset([item('a'), item('b', { stem, images: picture(svg) })])).toEqual([]);
  expect(typeset([item('a'), item('b', { stem, images: picture('no picture') })])).toMatchObject([{ item: 'b' }]);
});
