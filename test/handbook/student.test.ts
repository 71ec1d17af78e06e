import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  type ComposeInput,
  type ComposeSettings,
  compose,
  gradeBands,
  studentSections,
} from '../../src/handbook/compose.js';
import type { Handbook, StudentSection } from '../../src/handbook/document.js';
import { anyInput } from './arbitrary.js';
import { sampleInput } from './sample.js';

function find<K extends StudentSection['kind']>(
  handbook: Handbook,
  kind: K,
): Extract<StudentSection, { kind: K }> | undefined {
  return handbook.sections.find((each) => each.kind === kind) as Extract<StudentSection, { kind: K }> | undefined;
}

const get = <K extends StudentSection['kind']>(handbook: Handbook, kind: K): Extract<StudentSection, { kind: K }> =>
  find(handbook, kind)!;

property.prop([anyInput(), fc.constantFrom('zh' as const, 'en' as const)], { numRuns: 60 })(
  'the same input gives the same bytes, and is left as it was',
  (input, language) => {
    const asked = { ...input, language };
    const before = JSON.stringify(asked);
    const handbook = compose(asked);
    expect(JSON.stringify(compose(asked))).toBe(JSON.stringify(handbook));
    expect(JSON.stringify(asked)).toBe(before);
    expect(JSON.parse(JSON.stringify(handbook))).toEqual(handbook);
  },
);

property.prop([anyInput()], { numRuns: 60 })(
  'every lost question is done again once and explained once, and each leads to the other',
  (input) => {
    const handbook = compose(input);
    const present = input.questions.some(({ points }) => points !== undefined);
    const lost = present ? input.questions.filter(({ points, fullMarks }) => (points ?? -1) < fullMarks) : [];
    const { questions } = get(handbook, 'wrong-review');
    const entries = find(handbook, 'explanations')?.entries ?? [];
    expect(questions.map(({ question }) => question.label)).toEqual(lost.map(({ label }) => label));
    expect(entries.map(({ label }) => label)).toEqual(lost.map(({ label }) => label));
    expect(entries.map(({ question }) => question)).toEqual(questions.map(({ question }) => question.anchor));
    expect(questions.map(({ explanation }) => explanation)).toEqual(entries.map(({ anchor }) => anchor));
    expect(entries.map(({ slip }) => slip)).toEqual(questions.map(({ slip }) => slip));
  },
);

property.prop([anyInput()], { numRuns: 60 })(
  'questions of the practice have labels and anchors of their own, from basic to advanced, and each has its answer',
  (input) => {
    const handbook = compose(input);
    const { groups } = get(handbook, 'practice');
    const questions = groups.flatMap((group) => group.questions);
    const labels = questions.map(({ question }) => question.label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels).toHaveLength(input.practice.reduce((sum, { recommendations }) => sum + recommendations.length, 0));
    const anchors = [
      ...questions.map(({ question }) => question.anchor),
      ...get(handbook, 'wrong-review').questions.map(({ question }) => question.anchor),
    ];
    expect(new Set(anchors).size).toBe(anchors.length);
    for (const anchor of anchors) expect(anchor).toMatch(/^[a-z\d-]+$/);
    const answered = (find(handbook, 'answers')?.groups ?? []).flatMap(({ entries }) => entries);
    expect(answered.map(({ label }) => label)).toEqual(labels);
    const order = ['basic', 'consolidate', 'advance'];
    for (const group of groups) {
      const tiers = group.questions.map(({ tier }) => order.indexOf(tier));
      expect(tiers).toEqual([...tiers].sort());
    }
  },
);

property.prop([anyInput(), fc.subarray([...studentSections])], { numRuns: 60 })(
  'sections can be left out one by one; their order is fixed; nothing refers to one that is not there',
  (input, wanted) => {
    const handbook = compose(input, { sections: [...wanted].reverse() });
    const kinds = handbook.sections.map(({ kind }) => kind as StudentSection['kind']);
    expect(kinds).toEqual(studentSections.filter((kind) => kinds.includes(kind)));
    expect(kinds.every((kind) => wanted.includes(kind))).toBe(true);
    const met: string[] = [];
    for (const { explanation } of find(handbook, 'wrong-review')?.questions ?? []) met.push(explanation ?? '');
    for (const { question } of find(handbook, 'explanations')?.entries ?? []) met.push(question ?? '');
    for (const day of find(handbook, 'plan')?.days ?? [])
      for (const task of day.tasks) met.push(...task.questions.map(({ anchor }) => anchor));
    const real = new Set<string>();
    for (const { question } of find(handbook, 'wrong-review')?.questions ?? []) real.add(question.anchor!);
    for (const { anchor } of find(handbook, 'explanations')?.entries ?? []) real.add(anchor);
    for (const group of find(handbook, 'practice')?.groups ?? [])
      for (const { question } of group.questions) real.add(question.anchor!);
    expect(met.filter((anchor) => anchor !== '' && !real.has(anchor))).toEqual([]);
    // Whatever is printed to be done has its answer somewhere, where answers are wanted at all.
    if (wanted.includes('answers')) {
      const keys = [
        ...(find(handbook, 'explanations')?.entries ?? []).map(({ label }) => label),
        ...(find(handbook, 'answers')?.groups ?? []).flatMap(({ entries }) => entries.map(({ label }) => label)),
      ];
      for (const { question } of find(handbook, 'wrong-review')?.questions ?? [])
        expect(keys).toContain(question.label);
    }
  },
);

describe('bands, comparison and target', () => {
  const base = sampleInput(2);
  const figure = (input: ComposeInput, label: string, settings: ComposeSettings = {}) =>
    get(compose(input, settings), 'overview').figures.find((each) => each.label === label);

  test('grades by shares of the cohort: 15, 35, 35, 13, 2 %, ties to the better', () => {
    const grade = (above: number): string | undefined =>
      figure({ ...base, cohort: { learners: 100, above } }, '水平', { bands: gradeBands })?.value;
    expect([0, 14, 15, 49, 50, 84, 85, 97, 98, 99].map(grade)).toEqual([...'AABBCCDDEE']);
  });

  test('no band by cohort of fewer than five, or where the cohort is not known', () => {
    expect(figure({ ...base, cohort: { learners: 4, above: 0 } }, '水平', { bands: gradeBands })).toBeUndefined();
    expect(figure(base, '水平', { bands: gradeBands })).toBeUndefined();
  });

  test('lines of one’s own', () => {
    const bands = {
      by: 'marks' as const,
      bands: [
        { name: '一段', share: 0.4 },
        { name: '二段', share: 0 },
      ],
    };
    const withShare = (share: number): ComposeInput => ({
      ...base,
      questions: [{ label: '1', fullMarks: 100, points: 100 * share, knowledgePoints: ['set'] }],
    });
    expect(figure(withShare(0.4), '水平', { bands })?.value).toBe('一段');
    expect(figure(withShare(0.39), '水平', { bands })?.value).toBe('二段');
  });

  test('the gap to the target is in marks of this paper, the growth shrinks near full marks', () => {
    const input = (points: number): ComposeInput => ({
      ...base,
      questions: [{ label: '1', fullMarks: 100, points, knowledgePoints: ['set'] }],
    });
    expect(figure(input(60), '下次目标')).toMatchObject({ value: '65%', note: '按本卷算，再得 5 分' });
    expect(figure({ ...input(60), target: 0.8 }, '下次目标')).toMatchObject({ note: '按本卷算，再得 20 分' });
    expect(figure({ ...input(60), target: 0.5 }, '下次目标')?.note).toBeUndefined();
    expect(figure(input(98), '下次目标')?.value).toBe('99%');
    expect(figure(input(100), '下次目标')?.value).toBe('100%');
  });

  property.prop([anyInput()], { numRuns: 40 })('the cohort is never worded', (input) => {
    const cohort = { learners: 98_765, above: 43_210 };
    const said: string[] = [];
    JSON.stringify(compose({ ...input, learner: 'L1', cohort }, { bands: gradeBands }), (_, value) => {
      if (typeof value === 'string') said.push(value);
      return value;
    });
    const text = said.join('\n');
    expect(text).not.toMatch(/98765|43210|43211/);
  });
});

describe('mastery', () => {
  test('a radar of three to ten chapters, each within its range; the names without their numbers', () => {
    const chapters = (count: number): ComposeInput => {
      const base = sampleInput(1);
      const points = base.graph.points.map((point, at) => ({
        ...point,
        chapter: `选必二 第${(at % count) + 1}章 章${at % count}`,
      }));
      return { ...base, graph: { ...base.graph, points } };
    };
    expect(get(compose(chapters(2)), 'mastery').groups).toEqual([]);
    for (const count of [3, 10, 12]) {
      const { groups } = get(compose(chapters(count)), 'mastery');
      expect(groups).toHaveLength(Math.min(count, 10));
      expect(groups[0].name).toBe('章0');
      for (const { success, low, high } of groups) expect(low <= success && success <= high).toBe(true);
    }
  });

  property.prop([anyInput()], { numRuns: 40 })('a strip has a cell for each exam', (input) => {
    const chart = find(compose(input), 'mastery');
    for (const row of chart?.rows ?? []) expect(row.trail).toHaveLength(chart!.exams.length);
  });
});

describe('the teacher’s message', () => {
  test('the teacher’s own words come in place of the rule’s', () => {
    const handbook = compose({ ...sampleInput(1), teacherMessage: '第一段。\n\n 第二段。 \n' });
    expect(get(handbook, 'message').paragraphs).toEqual(['第一段。', '第二段。']);
  });

  test('wordings vary from learner to learner', () => {
    const closings = Array.from({ length: 30 }, (_, seed) =>
      get(compose(sampleInput(seed)), 'message').paragraphs.at(-1),
    );
    expect(new Set(closings).size).toBeGreaterThan(2);
  });

  property.prop([anyInput()], { numRuns: 100 })('praises nothing that did not happen', (input) => {
    const words = get(compose(input), 'message').paragraphs.join('');
    const answered = input.questions.filter(({ points }) => points !== undefined);
    const won = answered.reduce((sum, { points }) => sum + points!, 0);
    const full = answered.reduce((sum, { fullMarks }) => sum + fullMarks, 0);
    const before = input.history.at(-1)?.share;
    if (words.includes('提高了') || words.includes('得分率比上次高')) {
      expect(Math.round((100 * won) / full) - Math.round(100 * before!)).toBeGreaterThanOrEqual(3);
    }
    if (words.includes('一分未失')) expect(won).toBe(full);
    if (words.includes('没有看到你的答卷')) expect(answered).toHaveLength(0);
    expect(words).not.toMatch(/排名|名次|第一名|别的同学|其他同学|班里|最差|太差|笨/);
  });
});

describe('options', () => {
  test.each([
    [{ sections: ['cover', 'poem'] }, 'sections'],
    [{ plan: { days: 0 } }, 'plan.days'],
    [{ plan: { least: 40 } }, 'plan.least'],
    [{ plan: { rest: [0, 1, 2, 3, 4, 5, 6] } }, 'plan.rest'],
    [{ twin: 'javascript:alert(1)' }, 'twin'],
    [{ twin: 'https://' }, 'twin'],
    [{ bands: { by: 'marks', bands: [] } }, 'bands'],
    [{ growth: Number.NaN }, 'growth'],
  ] as const)('%j is refused by name', (settings, column) => {
    expect(() => compose(sampleInput(1), settings as unknown as ComposeSettings)).toThrow(column);
  });

  test('the address of the online twin', () => {
    const twin = (input: Partial<ComposeInput>, base: string) =>
      get(compose({ ...sampleInput(1), ...input }, { twin: base }), 'cover').twin?.url;
    expect(twin({}, '')).toBeUndefined();
    expect(twin({}, 'https://s.example/h/')).toBe('https://s.example/h/G3-0001.html');
    expect(twin({ twinPath: 'booklets/一中/a b.html' }, 'http://s.example')).toBe(
      `http://s.example/booklets/${encodeURIComponent('一中')}/a%20b.html`,
    );
    expect(twin({ learner: '\ud800x' }, 'https://s.example')).toBe('https://s.example/%EF%BF%BDx.html');
    expect(twin({ learner: '王'.repeat(200) }, 'https://s.example')).toBeUndefined();
  });
});
