import { describe, expect, test } from 'vitest';
import { describeReason, describeShortage, describeTier } from '../../src/recommend/describe-reason.js';
import type { Reason, ShortageCause } from '../../src/recommend/recommendation.js';

const reasons: readonly Reason[] = [
  { code: 'weak-point', point: 'sets', mastery: 0.314 },
  { code: 'prerequisite-of', point: 'sets', of: 'functions', mastery: 0.314 },
  { code: 'stretch', point: 'sets', mastery: 0.914 },
  { code: 'in-band', expectedSuccess: 0.7, low: 0.6, high: 0.85 },
  { code: 'nearest-to-band', expectedSuccess: 0.5, low: 0.6, high: 0.85 },
  { code: 'nearest-to-band', expectedSuccess: 0.95, low: 0.6, high: 0.85 },
  { code: 'fresh-variant', of: 'q7' },
  { code: 'new-item' },
  { code: 'wrong-before', of: 'q7' },
];
const names = {
  points: new Map([
    ['sets', '集合'],
    ['functions', '函数'],
  ]),
  items: new Map([['q7', '第 7 题']]),
};

describe.each(['learner', 'teacher'] as const)('for a %s', (audience) => {
  test('Chinese holds no Latin word and English no Chinese one', () => {
    for (const reason of reasons) {
      expect(describeReason(reason, 'zh', audience, names)).toMatch(/^[^A-Za-z]+[。]$/);
      expect(describeReason(reason, 'en', audience)).toMatch(/^[^\u4e00-\u9fff]+\.?$/u);
    }
  });

  test('every reason reads differently', () => {
    for (const language of ['zh', 'en'] as const) {
      const texts = reasons.map((reason) => describeReason(reason, language, audience, names));
      expect(new Set(texts).size).toBe(reasons.length);
    }
  });
});

test('a learner meets no percentages, a teacher does', () => {
  for (const reason of reasons) expect(describeReason(reason, 'zh', 'learner', names)).not.toMatch(/%/);
  expect(describeReason(reasons[0], 'zh', 'teacher', names)).toBe('“集合”的掌握概率约 31%，低于要求。');
  expect(describeReason(reasons[1], 'en', 'teacher')).toBe(
    '“sets” is a prerequisite of “functions” and is mastered with a probability of about 31%; it comes first.',
  );
  expect(describeReason(reasons[4], 'zh', 'teacher')).toContain('低于');
  expect(describeReason(reasons[5], 'zh', 'teacher')).toContain('高于');
});

test('an id without a name stands for itself, __proto__ too', () => {
  const reason: Reason = { code: 'weak-point', point: '__proto__', mastery: 0.1 };
  expect(describeReason(reason, 'zh', 'learner', names)).toContain('__proto__');
});

test('shortages and tiers are worded', () => {
  const causes: ShortageCause[] = ['no-items', 'used-up', 'too-early', 'main-mastered', 'few-items'];
  for (const language of ['zh', 'en'] as const) {
    const texts = causes.map((why) => describeShortage({ point: 'sets', wanted: 3, given: 1, why }, language, names));
    expect(new Set(texts).size).toBe(causes.length);
    for (const text of texts) expect(text).toContain('集合');
  }
  expect(describeShortage({ point: 'sets', wanted: 3, given: 1, why: 'few-items' }, 'en')).toBe(
    '“sets”: 1 of 3 items given; the bank has too few items for this point.',
  );
  expect((['basic', 'consolidate', 'advance'] as const).map((tier) => describeTier(tier, 'zh'))).toEqual([
    '基础',
    '巩固',
    '提升',
  ]);
});
