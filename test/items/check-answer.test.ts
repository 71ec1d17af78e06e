import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Item } from '../../src/data/item-bank.js';
import { checkAnswer } from '../../src/items/check-answer.js';

function item(answer: string, kind: Item['kind'] = 'blank'): Item {
  const options = [...'ABCD'].map((key) => ({ key, text: key }));
  return {
    id: 'q',
    subject: 'math',
    kind,
    stem: '',
    answer,
    points: 5,
    knowledgePoints: ['k'],
    difficulty: 0.5,
    ...(kind.endsWith('choice') ? { options } : {}),
  };
}

describe('checkAnswer', () => {
  test.each([
    ['$1\\frac{1}{5}$', '$1\\frac{1}{5}$', 'right'],
    ['$1\\frac{1}{5}$', '$ 1 \\dfrac{1}{5} $。', 'right'],
    ['$1\\frac{1}{5}$', '６/５', 'equivalent'],
    ['$1\\frac{1}{5}$', '1 1/5', 'equivalent'],
    ['$1\\frac{1}{5}$', '1.2', 'equivalent'],
    ['$1\\frac{1}{5}$', '120%', 'equivalent'],
    ['$1\\frac{1}{5}$', 'x = 6/5', 'equivalent'],
    ['$1\\frac{1}{5}$', '1.3', 'wrong'],
    ['$1\\frac{1}{5}$', '11/5', 'wrong'],
    ['$1\\frac{1}{5}$', '', 'wrong'],
    ['$2\\sqrt{3}$', '√12', 'equivalent'],
    ['$2\\sqrt{3}$', '3.46', 'wrong'],
    ['$12$', '１２', 'right'],
    ['$1200$', '1,200', 'equivalent'],
    ['充分不必要条件', '充分不必要条件。', 'right'],
    ['充分不必要条件', '充要条件', 'unsure'],
    ['$x=3$', 'x=3', 'right'],
    ['$x=3$', '3', 'unsure'],
    ['$2$', '不知道', 'unsure'],
    ['$2$', '2'.repeat(10_000), 'wrong'],
  ] as const)('%s, given %s: %s', (answer, given, agreement) => {
    expect(checkAnswer(item(answer), given.length > 100 ? '2'.repeat(10_000_000) : given)).toBe(agreement);
  });

  test.each([
    ['B', 'ｂ', 'single-choice', 'right'],
    ['B', ' B. ', 'single-choice', 'right'],
    ['B', 'BC', 'single-choice', 'wrong'],
    ['B', 'E', 'single-choice', 'wrong'],
    ['B', '', 'single-choice', 'wrong'],
    ['ACD', 'd、c，A', 'multiple-choice', 'right'],
    ['ACD', 'AC', 'multiple-choice', 'wrong'],
    ['对', '√', 'true-false', 'right'],
    ['对', 'False', 'true-false', 'wrong'],
    ['×', '错误', 'true-false', 'right'],
    ['正确', '？', 'true-false', 'unsure'],
  ] as const)('%s, given %s (%s): %s', (answer, given, kind, agreement) => {
    expect(checkAnswer(item(answer, kind), given)).toBe(agreement);
  });

  test.prop([fc.string({ maxLength: 100 }), fc.constantFrom('blank', 'single-choice', 'true-false', 'constructed')])(
    'any text is judged, and the answer itself is right',
    (given, kind) => {
      expect(['right', 'equivalent', 'wrong', 'unsure']).toContain(
        checkAnswer(item('$\\frac{1}{2}$', kind as Item['kind']), given),
      );
      expect(checkAnswer(item('$\\frac{1}{2}$'), '$\\frac{1}{2}$')).toBe('right');
    },
  );
});
