import { describe, expect, test } from 'vitest';
import { describe as word } from '../../src/data/fault.js';
import { readPilot } from '../../src/data/pilot-folder.js';
import { blueprintTemplate, pilotTemplate, responsesTemplate, rosterTemplate } from '../../src/data/pilot-template.js';
import { readTable } from '../../src/data/read-table.js';
import { faultsOf, folderOf } from './inputs.js';

const point = (id: string, name: string) => ({ id, name, subject: 'math' });
const GRAPH = { points: [point('kp1', '集合'), point('kp2', '函数 单调性')], edges: [] };
const ITEM = {
  id: 'b1',
  subject: 'math',
  kind: 'blank',
  stem: 's',
  answer: '1',
  points: 5,
  knowledgePoints: ['kp2'],
  difficulty: 0.5,
};
const MANIFEST = {
  kind: 'pilot',
  version: 1,
  title: '试点',
  subject: 'math',
  simulated: true,
  graph: 'graph.json',
  bank: 'bank.json',
  roster: 'roster.csv',
  practice: 'practice.csv',
  exams: [{ id: 'e1', title: '月考', date: '2025-10-15', scores: 'e1/scores.csv', blueprint: 'e1/blueprint.csv' }],
};
const FILES = {
  'pilot.json': JSON.stringify(MANIFEST),
  'graph.json': JSON.stringify(GRAPH),
  'bank.json': JSON.stringify({ items: [ITEM] }),
  'roster.csv': '学号,学校,班级,姓名\na,一中,1班,甲\nb,一中,1班,乙\n',
  'practice.csv': 'learner,item,correct,time,skills\na,b1,1,2025-10-16,函数单调性\nb,x9,0,2025-10-17,kp1;kp2\n',
  'e1/scores.csv': '学号,第2题,第1题\na,5,1\nb,0,缺考\n',
  'e1/blueprint.csv': '题号,题型,分值,知识点,题库编号\n1,单选,4,集合,\n2,填空,5,函数单调性；kp1；集合,b1\n',
};

describe('a pilot folder', () => {
  test('is read and fitted together', async () => {
    const pilot = await readPilot(folderOf(FILES));
    expect(pilot).toMatchObject({ title: '试点', subject: 'math', simulated: true, warnings: [] });
    expect(pilot.exams[0]).toMatchObject({ id: 'e1', title: '月考', date: '2025-10-15' });
    expect(pilot.exams[0]!.responses).toEqual({
      learners: ['a', 'b'],
      items: ['2', '1'],
      points: Float32Array.of(5, 1, 0, Number.NaN),
      fullMarks: [5, 4],
    });
    expect(pilot.exams[0]!.blueprint.rows).toEqual([
      { item: '2', bankItem: 'b1', kind: 'blank', fullMarks: 5, knowledgePoints: ['kp2', 'kp1'] },
      { item: '1', kind: 'single-choice', fullMarks: 4, knowledgePoints: ['kp1'] },
    ]);
    expect(pilot.roster.entries).toHaveLength(2);
    expect(pilot.practice!.skills).toEqual(['kp2', 'kp1']);
    expect(pilot.bank!.items).toHaveLength(1);
  });

  test('takes the skills of a practice log from the bank where it has none, and its roster from the exams', async () => {
    const { roster: _, ...manifest } = MANIFEST;
    const pilot = await readPilot(
      folderOf({
        ...FILES,
        'pilot.json': JSON.stringify(manifest),
        'practice.csv': 'learner,item,correct\nc,b1,1\n',
        'e1/scores.csv': '学号,姓名,班级,1,2\na,甲,1班,1,5\n',
      }),
    );
    expect(pilot.practice!.skills).toEqual(['kp1', 'kp2']);
    expect(Array.from(pilot.practice!.skillSets.skill)).toEqual([1]);
    expect(pilot.roster.entries).toEqual([
      { learner: 'a', school: '', class: '1班', name: '甲' },
      { learner: 'c', school: '', class: '' },
    ]);
  });

  describe('knowledge points whose names hold the signs that part names', () => {
    const solids = point('solids', '柱、锥、台的表面积与体积');
    const sine = point('sine', '函数 y=Asin(ωx+φ)');
    const given = point('given', '条件概率 P(A|B)');
    const graph = JSON.stringify({ ...GRAPH, points: [...GRAPH.points, solids, sine, given, point('f', '函数')] });
    const folder = (cell: string) =>
      folderOf({
        ...FILES,
        'graph.json': graph,
        'e1/blueprint.csv': `题号,分值,知识点\n1,4,"${cell}"\n2,5,集合\n`,
      });

    test.each([
      ['柱、锥、台的表面积与体积', ['solids']],
      ['函数 y=Asin(ωx+φ)', ['sine']],
      ['函数 y = Asin(ωx + φ)', ['sine']],
      ['柱、锥、\n台的表面积与体积', ['solids']],
      ['条件概率 P(A|B)', ['given']],
      ['柱、锥、台的表面积与体积；函数 y=Asin(ωx+φ);集合', ['solids', 'sine', 'kp1']],
      ['集合、柱、锥、台的表面积与体积，函数 y=Asin(ωx+φ)', ['kp1', 'solids', 'sine']],
      ['函数 y=Asin(ωx+φ) 函数 集合', ['sine', 'f', 'kp1']],
      ['函数 集合', ['f', 'kp1']],
      ['集合|函数', ['kp1', 'f']],
      ['集合、函数单调性；kp1；、', ['kp1', 'kp2']],
    ])('%s', async (cell, ids) => {
      const { rows } = (await readPilot(folder(cell))).exams[0]!.blueprint;
      expect(rows.find((row) => row.item === '1')).toEqual({
        item: '1',
        kind: 'constructed',
        fullMarks: 4,
        knowledgePoints: ids,
      });
    });

    test.each([
      ['柱、锥、台的体积；集合', ['柱、锥、台的体积']],
      ['柱、锥、台的表面积与体积；数列、集合', ['数列']],
      ['函数 数列 向量', ['数列', '向量']],
    ])('%s is refused by what is not known', async (cell, values) => {
      const faults = await faultsOf(() => readPilot(folder(cell)));
      expect(faults.map(({ code, column, value }) => [code, column, value])).toEqual(
        values.map((value) => ['unknown-id', '1', value]),
      );
    });
  });

  test.each([
    [
      'a column that the specification lacks',
      { 'e1/scores.csv': '学号,1,2,3\na,1,5,1\n' },
      { code: 'unknown-id', file: 'e1/scores.csv', column: '3' },
    ],
    [
      'a question without a column',
      { 'e1/scores.csv': '学号,1\na,1\n' },
      { code: 'unknown-id', file: 'e1/blueprint.csv', column: '2' },
    ],
    [
      'a knowledge point the graph lacks',
      { 'e1/blueprint.csv': '题号,分值,知识点\n1,4,集合\n2,5,数列\n' },
      { code: 'unknown-id', file: 'e1/blueprint.csv', column: '2', value: '数列' },
    ],
    [
      'an item the bank lacks',
      { 'e1/blueprint.csv': '题号,分值,知识点,题库编号\n1,4,集合,\n2,5,集合,b9\n' },
      { code: 'unknown-id', file: 'e1/blueprint.csv', column: '2', value: 'b9' },
    ],
    [
      'a learner the roster lacks',
      { 'roster.csv': '学号,班级\na,1班\n' },
      { code: 'unknown-id', file: 'e1/scores.csv', value: 'b' },
    ],
    [
      'points above the full marks of the specification',
      { 'e1/scores.csv': '学号,1,2\na,4.5,5\n' },
      { code: 'bad-value', file: 'e1/scores.csv', row: 2, column: '1', value: '4.5' },
    ],
    [
      'a skill of practice the graph lacks',
      { 'practice.csv': 'learner,item,correct,skills\na,b1,1,kp9\n' },
      { code: 'unknown-id', file: 'practice.csv', value: 'kp9' },
    ],
    [
      'a cyclic graph',
      {
        'graph.json': JSON.stringify({
          ...GRAPH,
          edges: [
            { from: 'kp1', to: 'kp2', kind: 'prerequisite' },
            { from: 'kp2', to: 'kp1', kind: 'prerequisite' },
          ],
        }),
      },
      { code: 'cycle', file: 'graph.json', value: 'kp1 → kp2 → kp1' },
    ],
    [
      'an item of an unknown knowledge point',
      { 'bank.json': JSON.stringify({ items: [{ ...ITEM, knowledgePoints: ['x'] }] }) },
      { code: 'unknown-id', file: 'bank.json', value: 'x' },
    ],
    ['a manifest that is no JSON', { 'pilot.json': '{' }, { code: 'bad-format', file: 'pilot.json' }],
    [
      'a path out of the folder',
      { 'pilot.json': JSON.stringify({ ...MANIFEST, bank: '../bank.json' }) },
      { code: 'bad-value', file: 'pilot.json', column: 'bank' },
    ],
  ])('refuses %s', async (_, files, expected) => {
    const [fault] = await faultsOf(() => readPilot(folderOf({ ...FILES, ...files })));
    expect(fault).toMatchObject(expected);
    expect(word(fault!, 'zh')).toMatch(/[\u4e00-\u9fff]/);
  });

  test('names a file that is not there', async () => {
    const { 'graph.json': _, ...files } = FILES;
    expect((await faultsOf(() => readPilot(folderOf(files))))[0]).toMatchObject({
      code: 'missing-file',
      file: 'graph.json',
    });
  });

  test('with skipBadRows, learners outside the roster are taken in and bad rows passed over, each with a warning', async () => {
    const pilot = await readPilot(
      folderOf({ ...FILES, 'e1/scores.csv': '学号,班级,1,2\na,1班,1,5\nb,1班,x,1\nz,9班,2,0\n' }),
      { skipBadRows: true },
    );
    expect(pilot.exams[0]!.responses.learners).toEqual(['a', 'z']);
    expect(pilot.roster.entries.at(-1)).toEqual({ learner: 'z', school: '', class: '9班' });
    expect(pilot.warnings.map(({ code, value }) => [code, value])).toEqual([
      ['bad-value', 'x'],
      ['unknown-id', 'z'],
    ]);
  });
});

describe('a plain folder', () => {
  const PLAIN = {
    'responses.csv': 'learner,i2,i1\nL1,1,0\nL2,,1\n',
    'q.csv': 'item,s1,s2\ni1,1,0\ni2,1,1\n',
    'items.csv': 'item,expression\ni1,5/3 - 3/4\n',
    'skills.csv': 'skill,name\ns2,Borrow\n',
  };

  test('is a pilot of one exam', async () => {
    const pilot = await readPilot(folderOf(PLAIN, 'fractions'));
    expect(pilot).toMatchObject({ title: 'fractions', subject: 'math', simulated: false, warnings: [] });
    expect(pilot.graph.points.map(({ id, name }) => [id, name])).toEqual([
      ['s1', 's1'],
      ['s2', 'Borrow'],
    ]);
    expect(pilot.q).toEqual({ items: ['i2', 'i1'], skills: ['s1', 's2'], needs: [[0, 1], [0]] });
    expect(pilot.exams[0]!.blueprint.rows).toEqual([
      { item: 'i2', kind: 'constructed', fullMarks: 1, knowledgePoints: ['s1', 's2'] },
      { item: 'i1', kind: 'constructed', fullMarks: 1, knowledgePoints: ['s1'] },
    ]);
    expect(pilot.roster.entries.map(({ learner }) => learner)).toEqual(['L1', 'L2']);
    expect(pilot.expressions!.get('i1')).toBe('5/3 - 3/4');
  });

  test('needs responses and a Q-matrix alone', async () => {
    const pilot = await readPilot(folderOf({ 'responses.csv': PLAIN['responses.csv'], 'q.csv': PLAIN['q.csv'] }));
    expect(pilot.expressions).toBeUndefined();
    expect(pilot.subject).toBe('general');
    expect((await faultsOf(() => readPilot(folderOf({}))))[0]).toMatchObject({ code: 'missing-file' });
  });

  test('refuses a Q-matrix of another width, names and expressions of nothing', async () => {
    const with_ = (files: object) => faultsOf(() => readPilot(folderOf({ ...PLAIN, ...files })));
    expect((await with_({ 'q.csv': 'item,s1\ni1,1\n' }))[0]).toMatchObject({ code: 'bad-format', file: 'q.csv' });
    expect((await with_({ 'skills.csv': 'skill,name\ns9,x\n' }))[0]).toMatchObject({
      code: 'unknown-id',
      file: 'skills.csv',
      value: 's9',
    });
    expect((await with_({ 'items.csv': 'item,expression\ni9,1/2\n' }))[0]).toMatchObject({
      code: 'unknown-id',
      file: 'items.csv',
      value: 'i9',
    });
  });

  test('warns of an item without skills', async () => {
    const pilot = await readPilot(folderOf({ ...PLAIN, 'q.csv': 'item,s1,s2\ni1,0,0\ni2,1,1\n' }));
    expect(pilot.warnings[0]).toMatchObject({ code: 'not-enough-data', value: 'i1' });
  });
});

test('the templates make a folder that can be read as it is', async () => {
  const files = await pilotTemplate({ title: '高一数学', subject: 'math' });
  const pilot = await readPilot(folderOf(Object.fromEntries(files)));
  expect(pilot.title).toBe('高一数学');
  expect(pilot.warnings).toEqual([]);
  expect(pilot.exams[0]!.responses.fullMarks).toEqual([5, 5, 8, 4, 8]);
  expect(pilot.exams[0]!.blueprint.rows.map(({ bankItem }) => bankItem)).toEqual([
    'example-1',
    'example-2',
    undefined,
    undefined,
    undefined,
  ]);
  expect(pilot.roster.entries).toHaveLength(3);
  for (const bytes of [await responsesTemplate(), await blueprintTemplate(), await rosterTemplate()]) {
    expect((await readTable(bytes, { sheet: '说明' })).rows.length).toBeGreaterThan(0);
  }
  expect(new TextDecoder().decode(files.get('说明.md'))).toContain('yincai pilot');
});
