import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { matrixToCsv } from '../../src/data/csv-writer.js';
import { describe as word } from '../../src/data/fault.js';
import { questionHeader } from '../../src/data/header.js';
import { MISSING_CELLS } from '../../src/data/missing-cell.js';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { readResponses } from '../../src/data/wide-responses.js';
import { encodeGbk, errorOf, faultsOf, xlsx } from './inputs.js';

/** An export as Chinese exam systems make them: title, two header rows with merged cells, full marks, averages, a note. */
const EXPORT = [
  [{ value: '2025年10月月考 数学 小题分明细', columnSpan: 10 }],
  ['学校：第一中学'],
  ['考号', '学号', '姓名', '班级', '总分', '客观题', null, '主观题', null, '班级名次'],
  [null, null, null, null, null, '1', '第２题（5分）', '13(1)', '13（2）', null],
  ['满分', null, null, null, 20, 5, 5, 4, 6, null],
  ['900', '0001', '张三', '高一(1)班', 14, 5, 0, 4, 5, 1],
  ['901', '０002', '=cmd()', '高一(1)班', 9, 5, 0, 4, '缺考', 2],
  ['902', '0003', '王五', '高一(2)班', '缺考', null, null, null, null, null],
  ['平均分', null, null, null, 11.5, 5, 0, 4, 5, null],
  ['得分率', null, null, null, 0.58, 1, 0, 1, 0.8, null],
  ['制表时间：2025-10-20 08:00'],
];

const cells = (row: readonly unknown[]): string =>
  Array.from({ length: 10 }, (_, c) => {
    const cell = row[c];
    return typeof cell === 'object' && cell !== null ? (cell as { value: string }).value : (cell ?? '');
  }).join(',');

describe('小题分明细', () => {
  const csv = `${EXPORT.map(cells).join('\r\n')}\r\n`;

  test.each([
    ['XLSX', () => xlsx(EXPORT as never)],
    ['UTF-8', () => csv],
    ['UTF-8 with a byte order mark', () => new TextEncoder().encode(`\ufeff${csv}`)],
    ['GBK', () => encodeGbk(csv)],
  ] as const)('%s', async (_, make) => {
    const table = await readResponses(await make(), { file: 'x' });
    const { matrix } = table;
    expect(matrix.learners).toEqual(['0001', '0002', '0003']);
    expect(matrix.items).toEqual(['1', '2', '13(1)', '13(2)']);
    expect(Array.from(matrix.points)).toEqual([
      5,
      0,
      4,
      5,
      5,
      0,
      4,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(matrix.fullMarks).toEqual([5, 5, 4, 6]);
    expect(table.fullMarksFrom).toEqual(['row', 'row', 'row', 'row']);
    expect(matrix.count).toBeUndefined();
    expect(table.roster?.entries[1]).toEqual({ learner: '0002', school: '', class: '高一(1)班', name: '=cmd()' });
    expect(Array.from(table.totals!)).toEqual([14, 9, Number.NaN]);
    expect(table.skippedRows.map(({ row, label }) => [row, label])).toEqual([
      [9, '平均分'],
      [10, '得分率'],
      [11, '制表时间：2025-10-20 08:00'],
    ]);
    expect(table.ignoredColumns).toEqual(['考号', '班级名次']);
    expect(table.warnings).toEqual([]);
  });

  test('得分 and 选项 under each question', async () => {
    const table = await readResponses(
      await xlsx([
        ['学号', '第1题', null, '第2题', null],
        [null, '得分', '选项', '得分', '选项'],
        ['a', 5, 'A', 0, 'C'],
        ['b', 0, 'D', 5, 'B'],
      ] as never),
    );
    expect(table.matrix.items).toEqual(['1', '2']);
    expect(Array.from(table.matrix.points)).toEqual([5, 0, 0, 5]);
  });
});

describe('questionHeader', () => {
  test.each([
    ['1', '1'],
    ['01', '1'],
    ['第1题', '1'],
    ['第 1 题', '1'],
    ['题1', '1'],
    ['1题', '1'],
    ['T1', '1'],
    ['t1', '1'],
    ['1.', '1'],
    ['1、', '1'],
    ['第１３题', '13'],
    ['13(1)', '13(1)'],
    ['13（1）', '13(1)'],
    ['第13题(1)', '13(1)'],
    ['13-1', '13(1)'],
    ['13.1', '13(1)'],
    ['13_1', '13(1)'],
    ['13①', '13(1)'],
    ['13题第1问', '13(1)'],
    ['13(1)(2)', '13(1)(2)'],
    ['12', '12'],
    ['112', '112'],
    ['Item_1', 'Item_1'],
    ['Item.1', 'Item.1'],
    ['Q1', 'Q1'],
    ['E1', 'E1'],
    ['item01', 'item01'],
    ['单选1', '单选1'],
    ['__proto__', '__proto__'],
    ['2(x)', '2(x)'],
  ])('%s is %s', (header, id) => {
    expect(questionHeader(header)).toEqual({ id });
  });

  test('takes full marks off', () => {
    expect(questionHeader('1(5分)')).toEqual({ id: '1', fullMarks: 5 });
    expect(questionHeader('第13题（2）（满分8分）')).toEqual({ id: '13(2)', fullMarks: 8 });
    expect(questionHeader('作文[60分]')).toEqual({ id: '作文', fullMarks: 60 });
    expect(questionHeader('3（2.5 分）')).toEqual({ id: '3', fullMarks: 2.5 });
    expect(questionHeader('4(0分)')).toEqual({ id: '4' });
  });

  property.prop([fc.string()])('never changes an id it has made', (header) => {
    const { id } = questionHeader(header);
    expect(questionHeader(questionHeader(id).id).id).toBe(questionHeader(id).id);
  });
});

describe('tables without a learner column', () => {
  test('name their rows by number', async () => {
    const { matrix } = await readResponses('Comfort,Work\n4,3\n1,\n');
    expect(matrix.learners).toEqual(['1', '2']);
    expect(Array.from(matrix.points)).toEqual([4, 3, 1, Number.NaN]);
  });

  test('are patterns where they have a count', async () => {
    for (const header of ['freq', 'Freq', 'FREQ', 'count', '频数']) {
      const { matrix } = await readResponses(`Item_1,Item_2,${header}\n0,1,3\n1,1,0.5\n`);
      expect(matrix.learners).toEqual(['pattern-1', 'pattern-2']);
      expect(matrix.items).toEqual(['Item_1', 'Item_2']);
      expect(Array.from(matrix.count!)).toEqual([3, 0.5]);
    }
    expect((await faultsOf(() => readResponses('a,freq\n1,x\n0,-1\n'))).map(({ row }) => row)).toEqual([2, 3]);
  });
});

describe('full marks', () => {
  test('are those given, else of the row, else of the header, else observed', async () => {
    const text = 'learner,1(5分),2(5分),3(5分),4\n满分,6,7,,\na,1,2,3,4\nb,0,0,0,3\n';
    const table = await readResponses(text, { fullMarks: new Map([['1', 8]]) });
    expect(table.matrix.fullMarks).toEqual([8, 7, 5, 4]);
    expect(table.fullMarksFrom).toEqual(['given', 'row', 'header', 'observed']);
    expect(table.warnings.map(({ code, column, value }) => [code, column, value])).toEqual([
      ['bad-value', '1(5分)', '6'],
      ['not-enough-data', undefined, '4: 4'],
    ]);
  });

  test('are 1 where nobody won anything', async () => {
    const { matrix, warnings } = await readResponses('learner,a,b\nx,0,1\ny,0,0\n');
    expect(matrix.fullMarks).toEqual([1, 1]);
    expect(warnings).toEqual([]);
  });
});

describe('faults', () => {
  const refused = async (text: string, options = {}) =>
    faultsOf(() => readResponses(text, { file: 's.csv', ...options }));

  test('empty file, header alone, no questions', async () => {
    expect((await refused(''))[0]).toMatchObject({ code: 'not-enough-data', file: 's.csv' });
    expect((await refused('学号,1,2\n'))[0]).toMatchObject({ code: 'not-enough-data' });
    expect((await refused('学号,姓名,总分\n1,a,5\n'))[0]).toMatchObject({ code: 'missing-column' });
  });

  test('a learner twice names both rows', async () => {
    const [fault] = await refused('学号,1\na,1\nb,0\na,0\n');
    expect(fault).toMatchObject({ code: 'duplicate', file: 's.csv', row: 4, column: '学号', value: 'a' });
    expect(fault!.expectedZh).toContain('第 2 行');
  });

  test('a question twice, also written differently', async () => {
    expect((await refused('学号,1,第1题\na,1,1\n'))[0]).toMatchObject({
      code: 'duplicate',
      row: 1,
      column: 3,
      value: '第1题',
    });
    expect((await refused('a,b,a\n1,0,1\n'))[0]).toMatchObject({ code: 'duplicate', column: 3, value: 'a' });
  });

  test('points above full marks, negative, and text, each with file, row, column, value and what was expected', async () => {
    const faults = await refused('学号,1,2,3\n满分,5,5,5\na,6,1,1\nb,1,-1,1\nc,1,1,五\nd,1e0,0x1,1\n');
    expect(faults.map(({ row, column, value }) => [row, column, value])).toEqual([
      [3, '1', '6'],
      [4, '2', '-1'],
      [5, '3', '五'],
      [6, '1', '1e0'],
      [6, '2', '0x1'],
    ]);
    expect(word(faults[0]!, 'zh')).toBe('值不合要求：s.csv，第 3 行，列“1”，值“6”；应为：0 到 5 的数，或空');
    expect(word(faults[0]!, 'en')).toBe(
      'bad value: s.csv, row 3, column "1", value "6"; expected a number from 0 to 5, or empty',
    );
  });

  test('no id, a row of another length, a nameless column with data', async () => {
    expect((await refused('学号,姓名,1\n,张三,1\n'))[0]).toMatchObject({ code: 'bad-value', row: 2, column: '学号' });
    expect((await refused('学号,1,2\na,1\n'))[0]).toMatchObject({ code: 'bad-format', row: 2 });
    expect((await refused('学号,1,2\na,1,0,5\n'))[0]).toMatchObject({ code: 'bad-format', row: 2 });
    expect((await refused('学号,1,,2\na,1,9,0\n'))[0]).toMatchObject({ code: 'missing-column', row: 1, column: 3 });
    expect((await readResponses('学号,1,2\na,1,0,,\n')).matrix.items).toEqual(['1', '2']);
  });

  test('lists 50 and counts all', async () => {
    const text = `学号,1\n${Array.from({ length: 120 }, (_, i) => `s${i},x`).join('\n')}\n`;
    const error = await errorOf(() => readResponses(text));
    expect(error.faults).toHaveLength(50);
    expect(error.total).toBe(120);
  });

  test('skipBadRows leaves bad rows out and counts them', async () => {
    const table = await readResponses('学号,1,2\na,1,0\nb,x,0\na,1,1\nc,0,1\n', { skipBadRows: true });
    expect(table.matrix.learners).toEqual(['a', 'c']);
    expect(Array.from(table.matrix.points)).toEqual([1, 0, 0, 1]);
    expect(table.refused).toBe(2);
    expect(table.warnings.map(({ row }) => row)).toEqual([3, 4]);
    expect((await refused('学号,1\na,x\n', { skipBadRows: true }))[0]).toMatchObject({ row: 2 });
  });

  test('a total that is not the sum is a warning', async () => {
    const { warnings } = await readResponses('学号,1,2,总分\n满分,5,5,10\na,1,2,3\nb,1,2,4\nc,,2,2\nd,1,1,\n', {
      file: 's.csv',
    });
    expect(warnings).toMatchObject([{ code: 'bad-value', file: 's.csv', row: 4, column: '总分', value: '4' }]);
  });

  test('a learner whose name is a word of the foot is still a learner', async () => {
    const { matrix } = await readResponses('学号,姓名,1\n001,平均,1\n002,b,0\n');
    expect(matrix.learners).toEqual(['001', '002']);
  });

  test('ids such as __proto__ and constructor are ids', async () => {
    const { matrix } = await readResponses(
      '学号,__proto__,constructor\n__proto__,1,0\ntoString,0,1\nconstructor,1,1\n',
    );
    expect(matrix.learners).toEqual(['__proto__', 'toString', 'constructor']);
    expect(matrix.items).toEqual(['__proto__', 'constructor']);
  });
});

test('one learner, an item all right, an item all wrong are read as they are', async () => {
  const { matrix } = await readResponses('学号,1,2\na,1,0\n');
  expect(matrix.learners).toEqual(['a']);
  expect(matrix.fullMarks).toEqual([1, 1]);
});

test.each([...MISSING_CELLS, '', ' ', 'NA', 'Absent', '　'])('%j is missing', async (cell) => {
  const { matrix } = await readResponses(`学号,1,2\na,${cell},1\nb,1,1\n`);
  expect(matrix.points[0]).toBeNaN();
});

const id = fc
  .string({
    unit: fc.constantFrom('a', 'b', '7', '=', '-', '"', ',', '学', "'", '_', ';', '+', '\t', ' '),
    minLength: 1,
    maxLength: 6,
  })
  .map((text) => `z${text.trim()}`);
const matrix: fc.Arbitrary<ResponseMatrix> = fc
  .record({
    learners: fc.uniqueArray(fc.oneof(id, fc.constantFrom('__proto__', '=cmd()', "'=x", '@a', '0012')), {
      minLength: 1,
      maxLength: 8,
    }),
    items: fc.uniqueArray(fc.oneof(id, fc.constantFrom('1', '13(2)', 'constructor', '=1+1')), {
      minLength: 1,
      maxLength: 6,
    }),
    counted: fc.boolean(),
  })
  .chain(({ learners, items, counted }) =>
    fc.record({
      learners: fc.constant(learners),
      items: fc.constant(items),
      points: fc
        .array(fc.oneof(fc.constantFrom(0, 1, 2.5, 0.1, Number.NaN), fc.float({ min: 0, max: 12, noNaN: true })), {
          minLength: learners.length * items.length,
          maxLength: learners.length * items.length,
        })
        .map((points) => Float32Array.from(points, (value) => (value < 1e-6 ? 0 : value))),
      fullMarks: fc.constant(items.map((_, j) => 12 + j / 2)),
      ...(counted
        ? {
            count: fc
              .array(fc.integer({ min: 0, max: 99 }), { minLength: learners.length, maxLength: learners.length })
              .map((list) => Float64Array.from(list)),
          }
        : {}),
    }),
  );

property.prop([matrix])('matrix → CSV → matrix', async (before) => {
  const { matrix: after } = await readResponses(matrixToCsv(before));
  expect(after).toEqual(before);
});

property.prop([matrix, fc.infiniteStream(fc.nat())])('the order of columns does not matter', async (before, stream) => {
  const J = before.items.length;
  const order = before.items
    .map((_, j) => ({ j, key: stream.next().value }))
    .sort((a, b) => a.key - b.key)
    .map(({ j }) => j);
  const shuffled: ResponseMatrix = {
    ...before,
    items: order.map((j) => before.items[j]!),
    fullMarks: order.map((j) => before.fullMarks[j]!),
    points: before.points.map((_, at) => before.points[Math.floor(at / J) * J + order[at % J]!]!),
  };
  const { matrix: after } = await readResponses(matrixToCsv(shuffled));
  expect(after.items).toEqual(shuffled.items);
  before.items.forEach((item, j) => {
    const c = after.items.indexOf(item);
    before.learners.forEach((_, i) => {
      expect(after.points[i * J + c]).toBe(before.points[i * J + j]);
    });
  });
});

test('patterns → CSV → patterns', async () => {
  const before = (await readResponses('Item_1,Item_2(4分),Freq\n0,4,3\n1,NA,6\n')).matrix;
  expect((await readResponses(matrixToCsv(before))).matrix).toEqual(before);
});
