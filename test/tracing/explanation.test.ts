import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { logistic } from '../../src/math/logistic.js';
import { describeExplanation, type ExplanationSource, explain, explainSteps } from '../../src/tracing/explanation.js';

const item = (id: string): ExplanationSource => ({ kind: 'item', item: id });
const amounts = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 20 });

describe('an explanation adds up', () => {
  property.prop([fc.double({ min: -3, max: 3, noNaN: true }), amounts])(
    'in log-odds, to the probability',
    (base, list) => {
      const made = explain(
        base,
        list.map((amount, i) => ({ source: item(String(i)), amount })),
      );
      expect(made.total).toBeCloseTo(base + list.reduce((sum, amount) => sum + amount, 0), 9);
      expect(made.probability).toBe(logistic(made.total));
      expect(JSON.parse(JSON.stringify(made))).toEqual(JSON.parse(JSON.stringify({ ...made })));
    },
  );

  property.prop([fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 })])(
    'also where it is made of steps: the total is the last value',
    (values) => {
      const made = explainSteps(
        values,
        values.slice(1).map((_, i) => item(String(i))),
      );
      expect(made.base).toBe(values[0]);
      expect(made.total).toBeCloseTo(values.at(-1) as number, 9);
    },
  );

  test('what cannot add up is refused', () => {
    expect(() => explain(0, [{ source: item('a'), amount: Number.NaN }])).toThrow(RangeError);
    expect(() => explain(Number.POSITIVE_INFINITY, [])).toThrow(RangeError);
    expect(() => explainSteps([0], [item('a')])).toThrow(/one more/);
  });
});

describe('worded', () => {
  const made = explain(0, [
    { source: { kind: 'answer', answer: 0, item: 'q1', skills: ['fractions'], score: 1 }, amount: 1 },
    { source: { kind: 'answer', answer: 1, item: 'q2', skills: [], score: 0 }, amount: -0.25 },
    { source: { kind: 'answer', answer: 2, item: 'q3', skills: ['x', 'y'], score: 0.5 }, amount: 0.125 },
    { source: { kind: 'feature', name: 'recent success', nameZh: '近期答对率', skill: 'fractions' }, amount: 0.125 },
    { source: item('q9'), amount: 0 },
  ]);

  test('in Chinese, strongest first', () => {
    expect(describeExplanation(made, 'zh')).toEqual([
      '预计答对的可能性 73%（起点 50%）',
      '第 1 次作答，题目 q1（fractions），答对：提高 23 个百分点（对数几率 +1.00）',
      '第 2 次作答，题目 q2，答错：降低 5 个百分点（对数几率 −0.25）',
      '第 3 次作答，题目 q3（x、y），得 50% 的分：提高 3 个百分点（对数几率 +0.13）',
      'fractions的近期答对率：提高 3 个百分点（对数几率 +0.13）',
    ]);
  });

  test('in English, with names, the rest in one line', () => {
    const lines = describeExplanation(made, 'en', { most: 2, nameOf: (kind, id) => `${kind} ${id}`.toUpperCase() });
    expect(lines).toEqual([
      'expected success 73% (starting from 50%)',
      'answer 1, item ITEM Q1 (SKILL FRACTIONS), right: up 23 points (log-odds +1.00)',
      'answer 2, item ITEM Q2, wrong: down 5 points (log-odds −0.25)',
      'the other 2 together: up 5 points (log-odds +0.25)',
    ]);
  });

  test('hostile ids stay one short line', () => {
    const long = 'x'.repeat(10_000);
    const hostile = explain(0, [
      { source: item(long), amount: 1 },
      { source: { kind: 'skill', skill: 'a\nb\u202ec' }, amount: 1 },
      { source: { kind: 'skill', skill: '__proto__' }, amount: 1 },
    ]);
    for (const language of ['zh', 'en'] as const) {
      const lines = describeExplanation(hostile, language);
      expect(lines.join(' ')).toContain('__proto__');
      for (const line of lines) {
        expect(line.length).toBeLessThan(120);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
        expect(line).not.toMatch(/[\u0000-\u001f\u202e]/);
      }
    }
  });
});
