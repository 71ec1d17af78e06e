import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { createConsole } from '../../src/cli/console.js';
import { noteKey, readNotes } from '../../src/cli/pilot/booklet-notes.js';
import { openFolder } from '../../src/cli/pilot/folder.js';
import { type BookletPress, makeBooklet, openPress } from '../../src/cli/pilot/learner-booklet.js';
import { type FittedPilot, fitPilot } from '../../src/cli/pilot/models.js';
import { readSettings } from '../../src/cli/pilot/settings-schema.js';
import { readPilot } from '../../src/data/pilot-folder.js';
import type { Handbook, StudentSection } from '../../src/handbook/document.js';

let fitted: FittedPilot;
let press: BookletPress;

beforeAll(async () => {
  const folder = fileURLToPath(new URL('../../fixtures/pilot', import.meta.url));
  const pilot = await readPilot(await openFolder(folder), {});
  fitted = await fitPilot(pilot, createConsole({ json: true, lang: 'zh' }));
  press = openPress(fitted, pilot.exams.length - 1, 'zh', undefined);
}, 120_000);

function get<K extends StudentSection['kind']>(
  handbook: Handbook,
  kind: K,
): Extract<StudentSection, { kind: K }> | undefined {
  return handbook.sections.find((each) => each.kind === kind) as Extract<StudentSection, { kind: K }> | undefined;
}

/** Some learners of all classes. */
const some = () => fitted.pilot.roster.entries.filter((_, at) => at % 45 === 7);

describe('booklets of the bundled pilot', () => {
  test('practice: two to four questions a point, none met before, none that reads like one met before', () => {
    const stems = new Map(fitted.bank.items.map((item) => [item.id, item.stem]));
    for (const entry of some()) {
      const { groups } = get(makeBooklet(press, entry), 'practice')!;
      const met = new Set<string>();
      for (const { answers } of press.events.get(entry.learner) ?? []) for (const { item } of answers) met.add(item);
      const read = new Set([...met].map((id) => stems.get(id)));
      const given: string[] = [];
      for (const { questions } of groups) {
        expect(questions.length).toBeGreaterThanOrEqual(2);
        expect(questions.length).toBeLessThanOrEqual(4);
        for (const { question } of questions) {
          expect(met.has(question.item)).toBe(false);
          expect(read.has(question.stem)).toBe(false);
          given.push(question.stem + JSON.stringify(question.options ?? []));
        }
      }
      expect(new Set(given).size).toBe(given.length);
    }
  });

  test('the strip ends with what the bar shows, and begins where the first answer was', () => {
    for (const entry of some()) {
      const chart = get(makeBooklet(press, entry), 'mastery')!;
      expect(chart.exams).toEqual(fitted.pilot.exams.map(({ title }) => title));
      // Nothing happened after the last exam.
      const still = press.moments.get(entry.learner)!.at(-1) === press.events.get(entry.learner)!.length;
      for (const { trail, success } of chart.rows) {
        if (still) expect(trail.at(-1)).toBe(success);
        const first = trail.findIndex((share) => share !== null);
        expect(trail.slice(first).every((share) => share !== null)).toBe(true);
      }
    }
  });

  test('a booklet for an earlier exam does not know what came later', () => {
    const { pilot } = fitted;
    const spoilt = pilot.exams.map((exam, at) =>
      at <= 1 ? exam : { ...exam, responses: { ...exam.responses, points: exam.responses.points.map(() => 0) } },
    );
    const then = openPress(fitted, 1, 'zh', undefined);
    const without = openPress({ ...fitted, pilot: { ...pilot, exams: spoilt } }, 1, 'zh', undefined);
    for (const entry of some()) {
      const handbook = makeBooklet(then, entry);
      expect(makeBooklet(without, entry)).toEqual(handbook);
      expect(get(handbook, 'mastery')?.exams).toEqual(pilot.exams.slice(0, 2).map(({ title }) => title));
    }
  });

  test('a learner who was absent gets a booklet', () => {
    const exam = fitted.pilot.exams.at(-1)!;
    const width = exam.responses.items.length;
    const row = exam.responses.learners.findIndex((_, i) =>
      exam.responses.points.subarray(i * width, (i + 1) * width).every(Number.isNaN),
    );
    const present = new Set(exam.responses.learners);
    const absent = row >= 0 ? exam.responses.learners[row] : undefined;
    const entry = fitted.pilot.roster.entries.find(({ learner }) => learner === absent || !present.has(learner))!;
    const handbook = makeBooklet(press, entry);
    expect(get(handbook, 'wrong-review')!.questions).toEqual([]);
    expect(get(handbook, 'overview')!.paragraphs[0]).toContain('没有你的作答记录');
  });

  test('settings, notes and the twin reach the booklet; a learner’s own note goes before the class’s', () => {
    const [one, other] = fitted.pilot.roster.entries;
    const own = openPress(fitted, press.exam, 'zh', undefined, {
      settings: { sections: ['cover', 'overview', 'message'], twin: 'https://s.example' },
      notes: {
        learners: new Map([[one!.learner, { message: '写给你。', target: 0.9 }]]),
        classes: new Map([[noteKey('', other!.class), { message: '写给全班。' }]]),
      },
    });
    const handbook = makeBooklet(own, one!, 'booklets/a.html');
    expect(handbook.sections.map(({ kind }) => kind)).toEqual(['cover', 'overview', 'message']);
    expect(get(handbook, 'cover')!.twin!.url).toBe('https://s.example/booklets/a.html');
    expect(get(handbook, 'message')!.paragraphs).toEqual(['写给你。']);
    expect(get(handbook, 'overview')!.target!.share).toBe(0.9);
    expect(get(makeBooklet(own, other!), 'message')!.paragraphs).toEqual(['写给全班。']);
  });
});

describe('teachers’ notes', () => {
  const roster = {
    entries: [
      { learner: '001', school: '一中', class: '1班' },
      { learner: '002', school: '二中', class: '1班' },
    ],
  };
  test('by learner and by class, targets as shares, percentages and marks', async () => {
    const table = '学号,学校,班级,寄语,目标\n001,,,继续加油。,80%\n002,,,,120\n,一中,1班,一中的同学们,0.7\n,,1班,,\n';
    const { learners, classes } = await readNotes(table, 'notes.csv', roster, 150);
    expect(Object.fromEntries(learners)).toEqual({
      '001': { message: '继续加油。', target: 0.8 },
      '002': { target: 0.8 },
    });
    expect(Object.fromEntries(classes)).toEqual({ [noteKey('一中', '1班')]: { message: '一中的同学们', target: 0.7 } });
  });

  test.each([
    ['学号,寄语\n009,你好\n', '009'],
    ['学号,寄语\n001,你好\n001,再见\n', '001'],
    ['班级,寄语\n9班,你好\n', '9班'],
    ['学号,目标\n001,很高\n', '很高'],
    ['学号,目标\n001,200\n', '200'],
  ])('%j is refused by row', async (table, value) => {
    await expect(readNotes(table, 'notes.csv', roster, 150)).rejects.toMatchObject({
      faults: [expect.objectContaining({ file: 'notes.csv', value })],
    });
  });
});

describe('settings', () => {
  test('may be given in part', () => {
    const settings = readSettings('{"sections":["cover","plan"],"bands":"grades","plan":{"days":7}}', 'handbook.json');
    expect(settings).toMatchObject({ sections: ['cover', 'plan'], plan: { days: 7 }, bands: { by: 'cohort' } });
    expect(readSettings('{}', 'handbook.json')).toEqual({});
  });

  test.each([
    ['{"sections":["poem"]}', 'sections[0]'],
    ['{"colour":"red"}', ''],
    ['{"plan":{"most":-1}}', 'plan.most'],
    ['{"twin":"file:///etc"}', 'twin'],
  ])('%s is refused by place', (text, column) => {
    try {
      readSettings(text, 'handbook.json');
      expect.unreachable();
    } catch (error) {
      const { faults } = error as { faults: readonly { file: string; column?: string }[] };
      expect(faults[0]!.file).toBe('handbook.json');
      if (column !== '') expect(faults[0]!.column).toBe(column);
    }
  });
});
