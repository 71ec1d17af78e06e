import { describe, expect, test } from 'vitest';
import { kindOf, readBlueprint, splitKnowledgePoints } from '../../src/data/blueprint-table.js';
import { encodeGbk, faultsOf, xlsx } from './inputs.js';

const SHEET = [
  ['2025年10月月考 数学 双向细目表'],
  ['题号', '题型', '分值（分）', '知识点', '能力层次', '预估难度', '题库编号'],
  [1, '单选题', 5, '集合的运算', '了解', 0.85, 'b-1'],
  ['第2题', '多项选择题', 6, '函数的单调性；一元二次不等式', '理解', '65%', null],
  ['13（1）', '解答题', 4, '三角函数、解三角形', '应用', '较难', null],
  ['13(2)', null, '８分', '解三角形', null, null, null],
  ['合计', null, 23, null, null, null, null],
];
const ROWS = [
  {
    item: '1',
    bankItem: 'b-1',
    kind: 'single-choice',
    fullMarks: 5,
    knowledgePoints: ['集合的运算'],
    ability: '了解',
    difficulty: 0.85,
  },
  {
    item: '2',
    kind: 'multiple-choice',
    fullMarks: 6,
    knowledgePoints: ['函数的单调性', '一元二次不等式'],
    knowledgePointsText: '函数的单调性；一元二次不等式',
    ability: '理解',
    difficulty: 0.65,
  },
  {
    item: '13(1)',
    kind: 'constructed',
    fullMarks: 4,
    knowledgePoints: ['三角函数', '解三角形'],
    knowledgePointsText: '三角函数、解三角形',
    ability: '应用',
    difficulty: 0.45,
  },
  { item: '13(2)', kind: 'constructed', fullMarks: 8, knowledgePoints: ['解三角形'] },
];

describe('双向细目表', () => {
  const csv = SHEET.map((row) => Array.from({ length: 7 }, (_, c) => row[c] ?? '').join(',')).join('\n');

  test.each([
    ['XLSX', () => xlsx(SHEET as never)],
    ['CSV', () => csv],
    ['GBK', () => encodeGbk(csv)],
  ] as const)('%s', async (_, make) => {
    expect(await readBlueprint(await make())).toEqual({ rows: ROWS });
  });

  test('with English headers', async () => {
    const text =
      'item,type,fullMarks,knowledgePoints,ability,difficulty,bankItem\nQ1,single choice,5,"a;b",apply,0.5,x\nQ2,true/false,2,a,,,\n';
    expect((await readBlueprint(text)).rows).toEqual([
      {
        item: 'Q1',
        bankItem: 'x',
        kind: 'single-choice',
        fullMarks: 5,
        knowledgePoints: ['a', 'b'],
        knowledgePointsText: 'a;b',
        ability: 'apply',
        difficulty: 0.5,
      },
      { item: 'Q2', kind: 'true-false', fullMarks: 2, knowledgePoints: ['a'] },
    ]);
  });

  test('names what it refuses', async () => {
    const text = '题号,题型,分值,知识点,难度\n1,单选,0,集合,0.5\n2,连线题,5,,1.5\n2,填空,x,函数,\n,填空,5,函数,\n';
    const faults = await faultsOf(() => readBlueprint(text, { file: 'b.csv' }));
    expect(faults.map(({ code, file, row, column, value }) => [code, file, row, column, value])).toEqual([
      ['bad-value', 'b.csv', 2, '分值', '0'],
      ['bad-value', 'b.csv', 3, '题型', '连线题'],
      ['bad-value', 'b.csv', 3, '知识点', ''],
      ['bad-value', 'b.csv', 3, '难度', '1.5'],
      ['duplicate', 'b.csv', 4, '题号', '2'],
      ['bad-value', 'b.csv', 4, '分值', 'x'],
      ['bad-value', 'b.csv', 5, '题号', ''],
    ]);
    const missing = await faultsOf(() => readBlueprint('题号,题型\n1,单选\n'));
    expect(missing.map(({ code, expectedZh }) => [code, expectedZh])).toEqual([
      ['missing-column', '分值列'],
      ['missing-column', '知识点列'],
    ]);
    expect((await faultsOf(() => readBlueprint('题号,分值,知识点\n')))[0]?.code).toBe('not-enough-data');
  });
});

test.each([
  ['单选', 'single-choice'],
  ['单项选择题', 'single-choice'],
  ['选择题', 'single-choice'],
  ['多选题', 'multiple-choice'],
  ['不定项选择', 'multiple-choice'],
  ['判断题', 'true-false'],
  ['填空题', 'blank'],
  ['解答题', 'constructed'],
  ['非选择题', 'constructed'],
  ['主观题', 'constructed'],
  ['single-choice', 'single-choice'],
  ['multiple-choice', 'multiple-choice'],
  ['true-false', 'true-false'],
  ['blank', 'blank'],
  ['constructed', 'constructed'],
  ['', 'constructed'],
  ['连线', undefined],
])('%s is %s', (type, kind) => {
  expect(kindOf(type)).toBe(kind);
});

test('knowledge points are parted by signs, and by spaces only where there is no sign', () => {
  expect(splitKnowledgePoints('集合；函数、不等式,数列，向量')).toEqual(['集合', '函数', '不等式', '数列', '向量']);
  expect(splitKnowledgePoints('集合 函数')).toEqual(['集合', '函数']);
  expect(splitKnowledgePoints('linear functions; sets')).toEqual(['linear functions', 'sets']);
  expect(splitKnowledgePoints(' 集合； 集合 ')).toEqual(['集合']);
});
