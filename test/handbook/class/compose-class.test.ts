import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { ClassSection } from '../../../src/handbook/class-document.js';
import { gatherClass } from '../../../src/handbook/compose/class/facts.js';
import { lostTogether } from '../../../src/handbook/compose/class/patterns.js';
import { type ClassInput, classDefaults, composeClass } from '../../../src/handbook/compose-class.js';
import type { Handbook } from '../../../src/handbook/document.js';
import { sampleClass } from './class-sample.js';

function section<K extends ClassSection['kind']>(book: Handbook, kind: K): Extract<ClassSection, { kind: K }> {
  const found = book.sections.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found as Extract<ClassSection, { kind: K }>;
}

describe('the class edition', () => {
  const input = sampleClass();
  const book = composeClass(input);

  test('has its sections in order and is the same twice', () => {
    expect(book.sections.map(({ kind }) => kind)).toEqual([
      'cover',
      'class-overview',
      'question-table',
      'explain-plan',
      'error-patterns',
      'heat-map',
      'practice-groups',
      'answers',
    ]);
    expect(composeClass(sampleClass())).toEqual(book);
  });

  test('its figures are those of the marks', () => {
    const present = input.learners.slice(0, -1);
    const table = section(book, 'question-table');
    const full = input.questions.reduce((sum, { fullMarks }) => sum + fullMarks, 0);
    input.questions.forEach(({ fullMarks }, j) => {
      const won = present.reduce((sum, { points }) => sum + points[j]!, 0);
      expect(table.rows[j].share).toBeCloseTo(won / (fullMarks * present.length), 12);
      const lost = present.filter(({ points }) => points[j]! < fullMarks).length;
      expect(table.rows[j].remarks[0]).toContain(lost === 0 ? '全班满分' : `失分 ${lost} 人`);
    });
    const overview = section(book, 'class-overview');
    expect(overview.bands.reduce((sum, { learners }) => sum + learners, 0)).toBe(present.length);
    const mean =
      present.reduce((sum, { points }) => sum + points.reduce((a: number, b) => a + b!, 0), 0) / present.length;
    expect(overview.comparisons[0].share).toBeCloseTo(mean / full, 12);
    expect(overview.paragraphs[0]).toContain('24');
  });

  test('groups under five are never compared', () => {
    const text = JSON.stringify(section(book, 'class-overview').comparisons);
    expect(text).toContain('本校其他班');
    expect(text).not.toContain('小班');
    const few = composeClass(sampleClass(4));
    expect(section(few, 'class-overview').comparisons).toEqual([]);
    expect(JSON.stringify(section(few, 'question-table').rows.map((row) => row.discrimination))).not.toMatch(/\d/);
  });

  test('learners are called by id without their common beginning, by name only where that is asked for', () => {
    const text = JSON.stringify(book);
    expect(text).not.toContain('模拟生');
    expect(section(book, 'heat-map').blocks[0].learners.slice(0, 3)).toEqual(['01', '02', '03']);
    const named = JSON.stringify(composeClass(input, { names: true }));
    expect(named).toContain('模拟生7');
    expect(named).not.toContain('S1-0107');
  });

  test('no list stands in the order of the marks', () => {
    const order = new Map(section(book, 'heat-map').blocks[0].learners.map((label, at) => [label, at]));
    for (const { remarks } of section(book, 'question-table').rows) {
      const labels = (remarks[0].split('：')[1] ?? '').split('、').filter((label) => order.has(label));
      const places = labels.map((label) => order.get(label)!);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  test('the wrong choice met most is told', () => {
    const table = section(book, 'question-table');
    const chosen = input.learners.flatMap(({ choices }) => choices![0] ?? []);
    const most = ['B', 'C'].sort(
      (a, b) => chosen.filter((x) => x === b).length - chosen.filter((x) => x === a).length || (a < b ? -1 : 1),
    )[0];
    expect(table.rows[0].remarks.join()).toContain(`错选最多：${most}`);
  });

  test('questions are explained by urgency, within their audience', () => {
    const plan = section(book, 'explain-plan');
    const order = ['class', 'group', 'individual'];
    const places = plan.entries.map(({ audience }) => order.indexOf(audience));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(plan.entries.map(({ question }) => question.label)).size).toBe(plan.entries.length);
    for (const { full, question } of plan.entries) if (full) expect(question.stem.length).toBeGreaterThan(5);
  });

  test('slips add up to the losses of each question', () => {
    const patterns = section(book, 'error-patterns');
    const present = input.learners.slice(0, -1);
    for (const { label, counts } of patterns.slips) {
      const j = input.questions.findIndex((question) => question.label === label);
      const lost = present.filter(({ points }) => points[j]! < input.questions[j].fullMarks).length;
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(lost);
    }
  });
});

describe('unusual classes', () => {
  test('nobody came', () => {
    const input = sampleClass(5);
    const absent: ClassInput = {
      ...input,
      learners: input.learners.map((learner) => ({ ...learner, points: learner.points.map(() => undefined) })),
    };
    const book = composeClass(absent);
    expect(book.sections.map(({ kind }) => kind)).not.toContain('question-table');
    expect(JSON.stringify(section(book, 'class-overview').paragraphs)).toContain('没有这次考试的作答记录');
    expect(JSON.stringify(book)).not.toMatch(/NaN|undefined|Infinity/);
  });

  test.each([
    ['everything right', 1],
    ['everything wrong', 0],
  ])('all have %s', (_, share) => {
    const input = sampleClass(12);
    const alike: ClassInput = {
      ...input,
      learners: input.learners.map((learner) => ({
        ...learner,
        points: input.questions.map(({ fullMarks }) => fullMarks * share),
        choices: [],
      })),
    };
    const text = JSON.stringify(composeClass(alike));
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    if (share === 1) expect(text).toContain('全班满分');
  });

  test('one learner, one question without a text; ids such as __proto__; empty roster', () => {
    const one: ClassInput = {
      language: 'en',
      class: 'A',
      exam: { title: 'E' },
      questions: [{ label: '1', fullMarks: 2, knowledgePoints: ['__proto__', 'constructor'] }],
      learners: [
        {
          learner: '__proto__',
          points: [1],
          masteries: [{ point: '__proto__', probability: 0.2, success: 0.2, low: 0.1, high: 0.4, answers: 1 }],
        },
      ],
      graph: { points: [], edges: [{ from: 'constructor', to: '__proto__', kind: 'prerequisite' }] },
    };
    expect(JSON.stringify(composeClass(one))).toContain('__proto__');
    expect(composeClass({ ...one, learners: [] }).sections[0].kind).toBe('cover');
  });

  test('sixty learners are two blocks of the map', () => {
    const map = section(composeClass(sampleClass(60)), 'heat-map');
    expect(map.blocks.map(({ learners }) => learners.length)).toEqual([30, 30]);
  });
});

property.prop([fc.array(fc.nat(), { minLength: 24, maxLength: 24 })], { numRuns: 10 })(
  'the order of the class changes no figure',
  (keys) => {
    const input = sampleClass();
    const learners = input.learners
      .map((learner, at) => ({ learner, key: keys[at] }))
      .sort((a, b) => a.key - b.key)
      .map(({ learner }) => learner);
    const figures = (book: Handbook) => ({
      overview: section(book, 'class-overview').bands,
      shares: section(book, 'question-table').rows.map(({ share, discrimination }) => [
        share?.toFixed(9),
        discrimination,
      ]),
      plan: section(book, 'explain-plan').entries.map(({ question, audience }) => [question.label, audience]),
      slips: section(book, 'error-patterns').slips,
      points: section(book, 'error-patterns').points,
    });
    expect(figures(composeClass({ ...input, learners }))).toEqual(figures(composeClass(input)));
  },
);

describe('questions lost together', () => {
  /** Twenty questions; learners of one kind lose 4 and 11 together, whatever their level. */
  function planted(seed: number, share: number): ClassInput {
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 4294967296;
    };
    const labels = Array.from({ length: 20 }, (_, at) => String(at + 1));
    return {
      language: 'zh',
      class: '1',
      exam: { title: 'E' },
      questions: labels.map((label) => ({ label, fullMarks: 1, knowledgePoints: [] })),
      learners: Array.from({ length: 48 }, (_, i) => {
        const level = 0.5 + 0.4 * random();
        const misled = random() < share;
        return {
          learner: `l${i}`,
          points: labels.map((_label, j) => ((j === 3 || j === 10) && misled ? 0 : random() < level ? 1 : 0)),
          expected: labels.map(() => level),
          masteries: [],
        };
      }),
      graph: { points: [], edges: [] },
    };
  }
  const sets = (input: ClassInput) => lostTogether(gatherClass(input, classDefaults)).map(({ questions }) => questions);

  test('are found where they were planted', () => {
    let found = 0;
    for (let seed = 1; seed <= 20; seed++) {
      if (sets(planted(seed, 0.4)).some((set) => set.includes(3) && set.includes(10))) found++;
    }
    expect(found).toBeGreaterThanOrEqual(17);
  });

  test('are rarely found where there are none', () => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed++) found += sets(planted(seed + 100, 0)).length;
    // 190 pairs a class at three standard errors: about one pair in four classes.
    expect(found).toBeLessThanOrEqual(25);
  });
});
