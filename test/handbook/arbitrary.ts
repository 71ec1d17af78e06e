import { fc } from '@fast-check/vitest';
import type { ComposeInput, ExamQuestion, PointMastery } from '../../src/handbook/compose.js';
import type { Recommendation, Tier } from '../../src/recommend/recommendation.js';
import { items } from './sample.js';

const TIERS: readonly Tier[] = ['basic', 'consolidate', 'advance'];

/** Everything that a student's edition is composed from, for any learner of any exam over `k0` … `k39`. */
export function anyInput(language: 'zh' | 'en' = 'zh'): fc.Arbitrary<ComposeInput> {
  const point = fc.integer({ min: 0, max: 39 }).map((k) => `k${k}`);
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const question: fc.Arbitrary<Omit<ExamQuestion, 'label'>> = fc.record(
    {
      item: fc.constantFrom(...items),
      fullMarks: fc.integer({ min: 1, max: 17 }),
      points: fc.integer({ min: 0, max: 17 }),
      chosen: fc.constantFrom('A', 'BD'),
      expected: share,
      knowledgePoints: fc.uniqueArray(point, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['fullMarks', 'knowledgePoints'] },
  );
  const mastery: fc.Arbitrary<PointMastery> = fc
    .record({ point, probability: share, success: share, answers: fc.nat(5), first: fc.option(share) })
    .map(({ success, first, ...rest }) => ({
      ...rest,
      ...{ success, low: success * 0.7, high: 1 - (1 - success) * 0.7, trail: [first, success] },
    }));
  const group = fc.record({
    knowledgePoint: point,
    chosen: fc.array(fc.record({ item: fc.constantFrom(...items), tier: fc.constantFrom(...TIERS) }), { maxLength: 4 }),
    minutes: fc.integer({ min: 1, max: 60 }),
  });
  return fc
    .record({
      questions: fc.array(question, { maxLength: 60 }),
      masteries: fc.uniqueArray(mastery, { maxLength: 40, selector: (each) => each.point }),
      groups: fc.uniqueArray(group, { maxLength: 8, selector: (each) => each.knowledgePoint }),
      // Edges from a lower number to a higher one: without cycles.
      edges: fc.array(fc.tuple(fc.nat(39), fc.nat(39)), { maxLength: 80 }),
      history: fc.array(share, { maxLength: 6 }),
      date: fc.constantFrom('2026-06-25', '2024-02-28', 'spring'),
      learner: fc.string(),
    })
    .map(({ questions, groups, edges, history, ...rest }) => ({
      ...rest,
      language,
      exam: { title: 'exam', date: rest.date },
      questions: questions.map((each, at) => ({
        ...each,
        label: String(at + 1),
        ...(each.points === undefined ? {} : { points: Math.min(each.points, each.fullMarks) }),
      })),
      history: history.map((value, at) => ({ label: `e${at}`, share: value })),
      trailExams: ['e', 'f'],
      practice: groups.map(({ knowledgePoint, chosen, minutes }) => ({
        knowledgePoint,
        recommendations: chosen.map(
          ({ item, tier }, at): Recommendation => ({
            item: { ...item, id: `${item.id}#${knowledgePoint}-${at}` },
            ...{ knowledgePoint, tier, expectedSuccess: 0.7, expectedGain: 0.1, minutes, reasons: [] },
          }),
        ),
      })),
      graph: {
        points: Array.from({ length: 40 }, (_, k) => ({
          ...{
            id: `k${k}`,
            name: `知识点${k}${'长'.repeat(k % 30)}`,
            nameEn: `Point number ${k} `.repeat(1 + (k % 4)),
          },
          ...{ subject: 'math', chapter: `第${k % 7}章 章名${k % 7}` },
        })),
        edges: edges
          .filter(([a, b]) => a !== b)
          .map(([a, b]) => ({ from: `k${Math.min(a, b)}`, to: `k${Math.max(a, b)}`, kind: 'prerequisite' as const })),
      },
    }));
}
