import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type ComposeInput, compose } from '../../src/handbook/compose.js';
import type { Handbook, Section } from '../../src/handbook/document.js';
import { items, sampleInput } from './sample.js';

function section<K extends Section['kind']>(handbook: Handbook, kind: K): Extract<Section, { kind: K }> {
  const found = handbook.sections.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found as Extract<Section, { kind: K }>;
}

const base = sampleInput(1);
const withPoints = (points: (at: number) => number | undefined): ComposeInput => ({
  ...base,
  questions: base.questions.map(({ points: _, ...question }, at) => {
    const won = points(at);
    return won === undefined ? question : { ...question, points: won };
  }),
});
const right = withPoints((at) => base.questions[at].fullMarks);
const wrong = withPoints(() => 0);
const absent = withPoints(() => undefined);

describe('sections', () => {
  test('come in the order of a booklet, and input is left as it was', () => {
    const before = JSON.stringify(base);
    const handbook = compose(base);
    expect(handbook.sections.map((each) => each.kind)).toEqual([
      'cover',
      'overview',
      'mastery',
      'mind-map',
      'wrong-review',
      'explanations',
      'practice',
      'plan',
      'message',
      'answers',
      'feedback',
    ]);
    expect(JSON.stringify(base)).toBe(before);
    expect(JSON.stringify(compose(base))).toBe(JSON.stringify(handbook));
    expect(JSON.parse(JSON.stringify(handbook))).toEqual(handbook);
  });

  test('the score, its share and band are those of the answers', () => {
    const input = withPoints((at) => (at === 0 ? undefined : at % 2 === 0 ? base.questions[at].fullMarks : 0));
    const full = input.questions.slice(1).reduce((sum, each) => sum + each.fullMarks, 0);
    const won = input.questions.reduce((sum, each) => sum + (each.points ?? 0), 0);
    const { figures, history } = section(compose(input), 'overview');
    expect(figures[0]).toMatchObject({ value: `${won} / ${full}`, note: '1 题没有作答记录，未计入' });
    expect(figures[1].value).toBe(`${Math.round((100 * won) / full)}%`);
    expect(history.at(-1)!.share).toBeCloseTo(won / full, 12);
  });

  test('a class mean is shown from five learners on', () => {
    const mean = (learners: number) => compose({ ...base, classMean: { share: 0.5, learners } });
    expect(section(mean(4), 'overview').reference).toBeUndefined();
    expect(section(mean(5), 'overview').reference).toEqual({ label: '班级平均', share: 0.5 });
  });

  test('no rank and no place is ever worded', () => {
    for (const input of [base, right, wrong, absent, sampleInput(3, 'en')]) {
      expect(JSON.stringify(compose({ ...input, practice: [] }))).not.toMatch(/排名|名次|第一名|\brank/i);
    }
  });
});

describe('extreme learners', () => {
  test('everything right: nothing to do again, kind words', () => {
    const handbook = compose(right);
    expect(section(handbook, 'wrong-review').questions).toEqual([]);
    expect(section(handbook, 'overview').paragraphs[0]).toContain('全部答对');
    expect(section(handbook, 'overview').figures[2].value).toBe('优秀');
  });

  test('everything wrong: all to do again, in the order of the paper', () => {
    const review = section(compose(wrong), 'wrong-review');
    expect(review.questions.map((each) => each.question.label)).toEqual(base.questions.map((each) => each.label));
    expect(section(compose(wrong), 'overview').figures[1].value).toBe('0%');
  });

  test('absent: no wrong questions, no score, and it says so', () => {
    const handbook = compose(absent);
    expect(section(handbook, 'wrong-review').questions).toEqual([]);
    expect(section(handbook, 'wrong-review').introduction).toContain('没有作答记录');
    expect(section(handbook, 'overview').figures.map((each) => each.label)).toEqual(['已掌握知识点']);
    expect(section(handbook, 'overview').history).toHaveLength(base.history.length);
  });

  test('nothing known at all still gives a booklet', () => {
    const handbook = compose({
      language: 'en',
      learner: '__proto__',
      exam: { title: 'Exam' },
      questions: [],
      history: [],
      masteries: [],
      practice: [],
      graph: { points: [], edges: [] },
    });
    expect(handbook.learner).toBe('__proto__');
    expect(handbook.sections.map((each) => each.kind)).not.toContain('mastery');
  });

  test('a very long name is cut, not printed over the page', () => {
    const handbook = compose({ ...base, name: '王'.repeat(10_000) });
    const value = section(handbook, 'cover').facts.find((fact) => fact.label === '姓名')!.value;
    expect(Array.from(value)).toHaveLength(60);
    expect(value.endsWith('…')).toBe(true);
    expect(Array.from(handbook.heading).length).toBeLessThan(80);
  });

  test('a cut never halves a surrogate pair', () => {
    const handbook = compose({ ...base, name: '😀'.repeat(300) });
    expect(JSON.stringify(handbook)).not.toMatch(/\\ud[89ab]/i);
  });

  test('questions without a text or a solution say so', () => {
    const [first, second] = base.questions;
    const { item: _, ...bare } = first;
    const { solution: __, ...unsolved } = items[1];
    const handbook = compose({
      ...base,
      practice: [],
      questions: [
        { ...bare, points: 0 },
        { ...second, item: unsolved, points: 0 },
      ],
    });
    const review = section(handbook, 'wrong-review').questions;
    expect(review[0].question).toMatchObject({ kind: 'unknown', label: '1' });
    expect(review[0].question.stem).toContain('没有提供本题题干');
    const { entries } = section(handbook, 'explanations');
    expect(entries[0].answer).toContain('参考答案');
    expect(entries[1].solution).toContain('暂无解析');
  });
});

describe('likely slips', () => {
  const one = (expected: number | undefined, weakPrerequisite: boolean, points: number | undefined) =>
    section(
      compose({
        ...base,
        practice: [],
        masteries: [
          {
            point: 'function',
            probability: weakPrerequisite ? 0.2 : 0.9,
            success: weakPrerequisite ? 0.2 : 0.9,
            low: 0.1,
            high: 0.95,
            answers: 4,
          },
          { point: 'derivative', probability: 0.3, success: 0.3, low: 0.1, high: 0.5, answers: 2 },
        ],
        questions: [
          {
            label: '9',
            fullMarks: 17,
            knowledgePoints: ['derivative'],
            ...(points === undefined ? {} : { points }),
            ...(expected === undefined ? {} : { expected }),
          },
          { label: '10', fullMarks: 5, points: 5, knowledgePoints: ['set'] },
        ],
      }),
      'wrong-review',
    ).questions[0];

  test.each([
    [0.75, true, 0, 'careless', '可能是粗心'],
    [0.74, true, 0, 'prerequisite', '“函数的奇偶性与单调性”'],
    [0.74, false, 0, 'not-mastered', '“导数及其应用”还没有掌握'],
    [undefined, false, 6, 'not-mastered', '已经做对一部分'],
    [0.9, true, undefined, 'not-answered', '没有作答'],
  ] as const)('expected %s, weak prerequisite %s, points %s: %s', (expected, weak, points, slip, words) => {
    const { slip: found, diagnosis } = one(expected, weak, points);
    expect(found).toBe(slip);
    expect(diagnosis).toContain(words);
  });
});

describe('mastery chart', () => {
  const many = (count: number, known: number) =>
    Array.from({ length: count }, (_, at) => ({
      point: `k${at}`,
      probability: ((at * 37) % 101) / 101,
      success: ((at * 37) % 101) / 101,
      low: 0,
      high: 1,
      answers: at < known ? 3 : 0,
    }));

  test('levels by the lines drawn, weakest first, unknown last', () => {
    const rows = section(
      compose({
        ...base,
        masteries: [
          { point: 'a', probability: 0.8, success: 0.8, low: 0.6, high: 0.9, answers: 3 },
          { point: 'b', probability: 0.9, success: 0.9, low: 0, high: 1, answers: 0 },
          { point: 'c', probability: 0.499, success: 0.499, low: 0.3, high: 0.7, answers: 3 },
          { point: 'd', probability: 0.5, success: 0.5, low: 0.3, high: 0.7, answers: 3 },
        ],
      }),
      'mastery',
    ).rows;
    expect(rows.map((row) => [row.point, row.level])).toEqual([
      ['c', 'weak'],
      ['d', 'partial'],
      ['a', 'mastered'],
      ['b', 'unknown'],
    ]);
  });

  test('past 20 points: the ten weakest and ten strongest, with a note', () => {
    const chart = section(compose({ ...base, masteries: many(60, 60) }), 'mastery');
    const sorted = many(60, 60)
      .map((each) => each.probability)
      .sort((a, b) => a - b);
    expect(chart.rows.map((row) => row.success)).toEqual([...sorted.slice(0, 10), ...sorted.slice(-10)]);
    expect(chart.note).toContain('60');
    const few = section(compose({ ...base, masteries: many(60, 10) }), 'mastery');
    expect(few.rows.filter((row) => row.level !== 'unknown')).toHaveLength(10);
    expect(few.note).toContain('40');
  });
});

describe('practice', () => {
  test('is numbered by group, goes from basic to advanced, and its answers follow', () => {
    const handbook = compose({
      ...base,
      practice: base.practice.map((group) => ({ ...group, recommendations: [...group.recommendations].reverse() })),
    });
    const { groups } = section(handbook, 'practice');
    const labels = groups.flatMap((group) => group.questions.map((each) => each.question.label));
    expect(labels).toEqual(groups.flatMap((group, at) => group.questions.map((_, index) => `${at + 1}.${index + 1}`)));
    for (const group of groups) {
      expect(group.questions.map((each) => each.tier)).toEqual(['basic', 'consolidate', 'advance']);
      expect(group.why).toMatch(/还没有掌握牢/);
    }
    const answered = section(handbook, 'answers').groups.flatMap((group) => group.entries.map((each) => each.label));
    expect(answered).toEqual(labels);
  });

  test('names the question of the paper that it varies', () => {
    const { groups } = section(compose(base), 'practice');
    expect(groups[0].questions[0].note).toMatch(/^与原卷第 \d+ 题同型$/);
  });
});

property.prop([
  fc.string({ unit: 'binary' }),
  fc.array(fc.option(fc.double({ min: -5, max: 50, noNaN: true }), { nil: undefined }), { maxLength: 30 }),
  fc.constantFrom('zh' as const, 'en' as const),
])('any strings and points compose, with every number in range', (text, points, language) => {
  const handbook = compose({
    ...base,
    language,
    name: text,
    learner: text,
    exam: { title: text },
    questions: points.map((won, at) => ({
      label: text + at,
      fullMarks: 5,
      knowledgePoints: [text],
      ...(won === undefined ? {} : { points: won }),
    })),
    masteries: [{ point: text, probability: 2, success: 2, low: -1, high: Number.NaN, answers: 1 }],
  });
  const { history, sheet } = section(handbook, 'overview');
  for (const share of [...history, ...sheet].map((each) => each.share)) {
    if (share !== undefined) expect(share >= 0 && share <= 1).toBe(true);
  }
  for (const row of section(handbook, 'mastery').rows) {
    expect(row.low <= row.success && row.success <= row.high && row.high <= 1).toBe(true);
  }
});
