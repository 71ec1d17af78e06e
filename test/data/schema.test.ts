import { describe, expect, test } from 'vitest';
import { readJson } from '../../src/data/json.js';
import { parseItemBank, parseKnowledgeGraph, parsePilotManifest } from '../../src/data/schema.js';
import { errorOf, faultsOf } from './inputs.js';

const point = (id: string) => ({ id, name: id, subject: 'math' });
const edge = (from: string, to: string, kind = 'prerequisite') => ({ from, to, kind });

describe('parseKnowledgeGraph', () => {
  test('takes a good one, kinds of edges apart', () => {
    const graph = {
      points: [point('a'), point('__proto__')],
      edges: [edge('a', '__proto__'), edge('__proto__', 'a', 'part-of')],
    };
    expect(parseKnowledgeGraph(structuredClone(graph))).toEqual(graph);
  });

  test('names repeated ids, unknown ends and cycles', async () => {
    expect(
      (await faultsOf(() => parseKnowledgeGraph({ points: [point('a'), point('a')], edges: [] }, 'g.json')))[0],
    ).toMatchObject({
      code: 'duplicate',
      file: 'g.json',
      column: 'points[1].id',
      value: 'a',
    });
    expect(
      (await faultsOf(() => parseKnowledgeGraph({ points: [point('a')], edges: [edge('a', 'constructor')] })))[0],
    ).toMatchObject({
      code: 'unknown-id',
      column: 'edges[0].to',
      value: 'constructor',
    });
    const points = ['a', 'b', 'c', 'd'].map(point);
    const cyclic = { points, edges: [edge('a', 'b'), edge('b', 'c'), edge('c', 'b'), edge('d', 'd', 'part-of')] };
    expect((await faultsOf(() => parseKnowledgeGraph(cyclic))).map(({ code, value }) => [code, value])).toEqual([
      ['cycle', 'b → c → b'],
      ['cycle', 'd → d'],
    ]);
  });

  test('names the path of what has another form', async () => {
    const faults = await faultsOf(() =>
      parseKnowledgeGraph({ points: [{ id: 1, subject: 'math' }], edges: [edge('a', 'b', 'x')] }, 'g.json'),
    );
    expect(faults.map(({ column, value }) => [column, value])).toEqual([
      ['points[0].id', '1'],
      ['points[0].name', undefined],
      ['edges[0].kind', 'x'],
    ]);
    for (const value of [null, [], 'x', 7, { points: [], edges: [] }])
      expect((await errorOf(() => parseKnowledgeGraph(value))).faults.length).toBeGreaterThan(0);
  });
});

const blank = {
  id: 'i1',
  subject: 'math',
  kind: 'blank',
  stem: 's',
  answer: '1',
  points: 5,
  knowledgePoints: ['a'],
  difficulty: 0.5,
};
const choice = {
  ...blank,
  id: 'i2',
  kind: 'single-choice',
  options: [
    { key: 'A', text: '1' },
    { key: 'B', text: '2' },
  ],
  answer: 'B',
};
const template = {
  parameters: { a: { kind: 'integer', min: 1, max: 9 }, b: { kind: 'choice', values: [1, 'x'] } },
  stem: '{{a}}',
  answer: { expression: 'a', format: 'integer' },
  verify: { by: 'expression', expression: '2a-a' },
};

describe('parseItemBank', () => {
  const graph = { points: [point('a')], edges: [] };

  test('takes good items, with templates', () => {
    const bank = {
      items: [
        blank,
        choice,
        { ...choice, id: 'i3', kind: 'multiple-choice', answer: 'AB' },
        { ...blank, id: 'i4', template },
        {
          ...blank,
          id: 'i5',
          passage: { id: 'p', title: '短文', text: 'x' },
          check: { by: 'expression', expression: '1+1' },
        },
        {
          ...choice,
          id: 'i6',
          passage: { id: 'p', title: '短文', text: 'x' },
          check: { by: 'author', reason: '释义' },
        },
        { ...choice, id: 'i7', check: { by: 'test', test: 'answers.test.ts' } },
      ],
    };
    expect(parseItemBank(structuredClone(bank), 'b.json', { graph })).toEqual(bank);
  });

  test.each([
    ['two items of one id', [blank, blank], 'duplicate', 'items[1].id (i1)'],
    [
      'an unknown knowledge point',
      [{ ...blank, knowledgePoints: ['a', 'x'] }],
      'unknown-id',
      'items[0].knowledgePoints[1] (i1)',
    ],
    ['no knowledge point', [{ ...blank, knowledgePoints: [] }], 'bad-value', 'items[0].knowledgePoints'],
    ['a choice without options', [{ ...choice, options: undefined }], 'bad-value', undefined],
    [
      'a choice with one option',
      [{ ...choice, options: [{ key: 'A', text: '1' }], answer: 'A' }],
      'bad-value',
      'items[0].options (i2)',
    ],
    ['an answer that is no option', [{ ...choice, answer: 'C' }], 'bad-value', 'items[0].answer (i2)'],
    ['two answers to a single choice', [{ ...choice, answer: 'AB' }], 'bad-value', 'items[0].answer (i2)'],
    [
      'two options of one letter',
      [
        {
          ...choice,
          options: [
            { key: 'B', text: '1' },
            { key: 'B', text: '2' },
          ],
        },
      ],
      'duplicate',
      'items[0].options (i2)',
    ],
    [
      'a passage of two texts',
      [
        { ...blank, passage: { id: 'p', text: 'x' } },
        { ...choice, passage: { id: 'p', text: 'y' } },
      ],
      'bad-value',
      'items[1].passage (i2)',
    ],
    ['a check without a reason', [{ ...blank, check: { by: 'author' } }], 'bad-value', 'items[0].check.reason'],
    ['no full marks', [{ ...blank, points: 0 }], 'bad-value', 'items[0].points'],
    ['a difficulty above 1', [{ ...blank, difficulty: 1.2 }], 'bad-value', 'items[0].difficulty'],
    ['a stem without end', [{ ...blank, stem: 'x'.repeat(20_001) }], 'bad-value', 'items[0].stem'],
    [
      'a template with an empty range',
      [{ ...blank, template: { ...template, parameters: { a: { kind: 'integer', min: 2, max: 1 } } } }],
      'bad-value',
      'items[0].template.parameters.a (i1)',
    ],
    [
      'a choice template without right options',
      [{ ...choice, template: { ...template, options: ['a', 'b'], correct: [2] } }],
      'bad-value',
      'items[0].template.correct (i2)',
    ],
  ])('refuses %s', async (_, items, code, column) => {
    const faults = await faultsOf(() => parseItemBank({ items }, 'b.json', { graph }));
    expect(faults[0]).toMatchObject({ code, file: 'b.json', ...(column === undefined ? {} : { column }) });
  });

  test('does not look for knowledge points without a graph', () => {
    expect(parseItemBank({ items: [blank] }).items).toHaveLength(1);
  });
});

describe('parsePilotManifest', () => {
  const manifest = {
    kind: 'pilot',
    version: 1,
    title: 't',
    subject: 'math',
    simulated: true,
    graph: 'graph.json',
    exams: [{ id: 'e', title: 'E', date: '2025-10-15', scores: 'exams/e/scores.xlsx', blueprint: 'exams/e/b.xlsx' }],
  };

  test('takes a good one', () => {
    expect(parsePilotManifest(structuredClone(manifest))).toEqual(manifest);
    const { simulated: _, ...rest } = manifest;
    expect(parsePilotManifest(rest).simulated).toBe(false);
  });

  test.each(['/etc/passwd', '../x', 'a/../../x', 'C:\\x', 'c:/x', 'a\\b', '', 'a//b', '..', 'a\0b'])(
    'refuses the path %j',
    async (graph) => {
      expect((await faultsOf(() => parsePilotManifest({ ...manifest, graph }, 'pilot.json')))[0]).toMatchObject({
        file: 'pilot.json',
        column: 'graph',
      });
    },
  );

  test('refuses other versions, exams without end or of one id', async () => {
    expect((await faultsOf(() => parsePilotManifest({ ...manifest, version: 2 })))[0]).toMatchObject({
      column: 'version',
      value: '2',
    });
    expect((await faultsOf(() => parsePilotManifest({ ...manifest, exams: [] })))[0]).toMatchObject({
      column: 'exams',
    });
    expect(
      (await faultsOf(() => parsePilotManifest({ ...manifest, exams: [manifest.exams[0], manifest.exams[0]] })))[0],
    ).toMatchObject({ code: 'duplicate', value: 'e' });
  });
});

describe('readJson', () => {
  test('names line and column of a mistake', async () => {
    expect((await faultsOf(() => readJson('{\n  "a": 1,\n  "b" 2\n}', { file: 'x.json' })))[0]).toMatchObject({
      code: 'bad-format',
      file: 'x.json',
      row: 3,
      column: 7,
    });
    expect((await faultsOf(() => readJson('')))[0]?.code).toBe('bad-format');
  });

  test('refuses what is too deep or too large', async () => {
    expect((await faultsOf(() => readJson('['.repeat(1_000_000))))[0]?.code).toBe('too-large');
    expect((await faultsOf(() => readJson('"xxxxxxxx"', { limits: { bytes: 8 } })))[0]?.code).toBe('too-large');
    expect(readJson(`"${'['.repeat(1000)}\\"["`)).toHaveLength(1002);
    expect(readJson('\ufeff[1]')).toEqual([1]);
  });
});
