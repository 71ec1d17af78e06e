import { describe, expect, test } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import { instances } from '../../src/items/instantiate.js';
import { advance, start } from '../../src/learner/advance.js';
import { expectedGain, mastery } from '../../src/learner/mastery.js';
import type { LearnerModels } from '../../src/learner/models.js';
import { predict } from '../../src/learner/predict.js';
import type { LearnerState } from '../../src/learner/state.js';
import { prepareBank } from '../../src/recommend/prepare-bank.js';
import { recommend } from '../../src/recommend/recommend.js';
import { bankOf, graphOf, itemOf, templateOf } from './hand-made.js';

const models: LearnerModels = {
  ability: {
    kind: 'point-ability',
    version: 1,
    points: ['a', 'b'],
    a: [1, 1],
    b: [0, 0],
    items: [5, 5],
    typical: { a: 1, b: 0 },
    deviation: 0.8,
    success: 0.7,
    drift: { ability: 0, point: 0 },
    report: { logLikelihood: 0, logLikelihoodWithoutPoints: 0, identified: true, se: 0.1, learners: 9, warnings: [] },
  },
};
const bank = bankOf(
  ...[0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].flatMap((difficulty) => [
    itemOf(`a-${difficulty}`, ['a'], difficulty),
    itemOf(`b-${difficulty}`, ['b'], difficulty),
  ]),
  templateOf('t', ['a'], 0.7, 40),
);
const graph = graphOf(['a', 'b'], [['a', 'b']]);
const request = { subject: 'math' };

function learner(scoreA: number, scoreB: number): LearnerState {
  const answer = (item: string, point: string, score: number) => ({
    item,
    knowledgePoints: [point],
    score,
    difficulty: 0.5,
  });
  const answers = [
    ...[1, 2, 3, 4, 5, 6].map((n) => answer(`exam-a${n}`, 'a', scoreA)),
    ...[1, 2, 3, 4, 5, 6].map((n) => answer(`exam-b${n}`, 'b', scoreB)),
    answer('a-0.6', 'a', scoreA),
  ];
  return advance(start('l-1'), { kind: 'exam', subject: 'math', answers }, models);
}

describe('recommend', () => {
  test('success, gain and mastery are those of the learner room', () => {
    const state = learner(0, 0);
    const { groups } = recommend(state, bank, graph, models, request);
    expect(groups.map(({ knowledgePoint }) => knowledgePoint)).toEqual(['a', 'b']);
    for (const group of groups) {
      const { probability } = mastery(state, 'math', group.knowledgePoint, models);
      expect(group.mastery).toBe(probability);
      for (const { item, expectedSuccess, expectedGain: gain } of group.recommendations) {
        const source = bank.items.find(({ id }) => id === item.id)!;
        expect(expectedSuccess).toBe(predict(state, source, models).probability);
        // One point an item and no tracing: the default learn rate of 0.1 on what is not yet mastered.
        expect(gain).toBe(expectedGain(state, source, group.knowledgePoint, models));
        expect(gain).toBeCloseTo(0.1 * (1 - probability), 12);
      }
    }
  });

  test('a learner who holds one point practises the other, and never an item of the exam', () => {
    const { groups } = recommend(learner(1, 0), bank, graph, models, { ...request, weakBelow: 0.4 });
    expect(groups.map(({ knowledgePoint }) => knowledgePoint)).toEqual(['b']);
    const both = recommend(learner(0, 0), bank, graph, models, { ...request, itemsPerPoint: 20 });
    const given = both.groups.flatMap(({ recommendations }) => recommendations.map(({ item }) => item.id));
    expect(given).toContain('a-0.7');
    expect(given).not.toContain('a-0.6');
  });

  test('the items room makes the instances, each verified and new', () => {
    const state = learner(0, 0);
    const wanted = { ...request, itemsPerPoint: 30, targets: ['a'] };
    const first = recommend(state, bank, graph, models, wanted, { instances });
    const variants = first.groups[0].recommendations.filter(({ item }) => item.variantOf === 't');
    expect(first.groups[0].recommendations.length).toBe(30);
    expect(variants.length).toBeGreaterThan(20);
    for (const { item } of variants) expect(item.stem).toBe(`n is ${item.answer.replaceAll('$', '')}`);
    const answers = variants.map(({ item }) => ({
      item: item.id,
      variantOf: 't',
      knowledgePoints: ['a'],
      score: 0,
      difficulty: item.difficulty,
    }));
    const later = advance(state, { kind: 'exam', subject: 'math', answers }, models);
    const second = recommend(later, bank, graph, models, wanted, { instances });
    const before = new Set(variants.map(({ item }) => item.id));
    const fresh = second.groups[0].recommendations.filter(({ item }) => item.variantOf === 't');
    expect(fresh.length).toBeGreaterThan(0);
    expect(fresh.filter(({ item }) => before.has(item.id))).toEqual([]);
  });

  test('a prepared bank gives the same, and only with its own graph', () => {
    const state = learner(0, 0);
    const prepared = prepareBank(bank, graph);
    expect(recommend(state, prepared, graph, models, request)).toEqual(recommend(state, bank, graph, models, request));
    expect(() => recommend(state, prepared, graphOf(['a', 'b']), models, request)).toThrow(YincaiError);
  });

  test('a learner of whom nothing is known gets nothing, in any subject', () => {
    const nothing = { groups: [], shortages: [] };
    expect(recommend(start('new'), bank, graph, models, request)).toEqual(nothing);
    expect(recommend(learner(0, 0), bank, graph, models, { subject: '__proto__' })).toEqual(nothing);
  });

  test('a state that went through JSON gives the same', () => {
    const state = learner(0, 0);
    const read = JSON.parse(JSON.stringify(state)) as LearnerState;
    expect(recommend(read, bank, graph, models, request)).toEqual(recommend(state, bank, graph, models, request));
  });
});
