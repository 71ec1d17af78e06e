import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readExpressions, readSkillNames } from '../../src/data/pair-table.js';
import { readQMatrix } from '../../src/data/q-table.js';
import { readRoster } from '../../src/data/roster-table.js';
import { faultsOf, xlsx } from './inputs.js';

describe('readQMatrix', () => {
  const Q = { items: ['a', 'b', 'c'], skills: ['s1', 's2'], needs: [[0], [0, 1], []] };

  test('dense, from CSV and XLSX', async () => {
    expect(await readQMatrix('item,s1,s2\na,1,0\nb,1,1\nc,0,\n')).toEqual(Q);
    expect(
      await readQMatrix(
        await xlsx([
          ['题号', 's1', 's2'],
          ['a', 1, 0],
          ['b', 1, 1],
          ['c', 0, 0],
        ]),
      ),
    ).toEqual(Q);
    expect(await readQMatrix('question name,s1,s2\na,1,0\nb,1,1\nc,0,0\n')).toEqual(Q);
  });

  test('bare, with and without a header', async () => {
    expect(await readQMatrix('s1,s2\n1,0\n1,1\n0,0\n', { items: ['a', 'b', 'c'] })).toEqual(Q);
    expect(await readQMatrix('1,0\n1,1\n0,0\n')).toEqual({
      items: ['1', '2', '3'],
      skills: ['1', '2'],
      needs: [[0], [0, 1], []],
    });
  });

  test('as a list, parted by space or semicolon or over several rows', async () => {
    const listed = { items: ['10', '11'], skills: ['31', '39', '49'], needs: [[0, 1, 2], [1]] };
    expect(await readQMatrix('item_id,skill\n10,31 39 49\n11,39\n')).toEqual(listed);
    expect(await readQMatrix('item_id,skill_id\n10,31;39;49\n11,39\n')).toEqual(listed);
    expect(await readQMatrix('题号,知识点\n10,31\n10,39\n10,49\n11,39\n')).toEqual(listed);
    expect(await readQMatrix('item_id,skill\n0,0\n1,1\n')).toEqual({
      items: ['0', '1'],
      skills: ['0', '1'],
      needs: [[0], [1]],
    });
  });

  test('of one skill', async () => {
    expect(await readQMatrix('item,algebra\na,1\nb,0\n')).toEqual({
      items: ['a', 'b'],
      skills: ['algebra'],
      needs: [[0], []],
    });
  });

  test('of another width or other items than the responses is a fault', async () => {
    const faults = await faultsOf(() => readQMatrix('item,s1\na,1\nb,1\n', { items: ['a', 'b', 'x'], file: 'q.csv' }));
    expect(faults.map(({ code, file, value }) => [code, file, value])).toEqual([
      ['bad-format', 'q.csv', '2 items'],
      ['unknown-id', 'q.csv', 'x'],
    ]);
    expect((await faultsOf(() => readQMatrix('1,0\n0,1\n', { items: ['a', 'b', 'c'] })))[0]?.code).toBe('bad-format');
    expect((await faultsOf(() => readQMatrix('item,s1,s2\na,1\n')))[0]).toMatchObject({ code: 'bad-format', row: 2 });
  });

  test('names what it refuses', async () => {
    const faults = await faultsOf(() => readQMatrix('item,s1,s1\na,2,0\na,x,1\n,0,1\n'));
    expect(faults.map(({ code, row, column }) => [code, row, column])).toEqual([
      ['duplicate', 1, 3],
      ['bad-value', 2, 's1'],
      ['duplicate', 3, 'item'],
      ['bad-value', 3, 's1'],
      ['bad-value', 4, 'item'],
    ]);
    expect((await faultsOf(() => readQMatrix('item,skill\n')))[0]?.code).toBe('not-enough-data');
    expect((await faultsOf(() => readQMatrix('item_id,skill\n,3\n')))[0]).toMatchObject({ row: 2, column: 'item_id' });
  });

  property.prop([
    fc.uniqueArray(fc.constantFrom('a', 'b', '__proto__', 'constructor', '7'), { minLength: 1 }),
    fc.uniqueArray(fc.constantFrom('s', 't', '__proto__', 'toString', '9'), { minLength: 2 }),
    fc.infiniteStream(fc.boolean()),
  ])('dense and list say the same', async (items, skills, bits) => {
    const needs = items.map(() => skills.flatMap((_, s) => (bits.next().value ? [s] : [])));
    const dense = `item,${skills}\n${items.map((item, i) => `${item},${skills.map((_, s) => (needs[i]!.includes(s) ? 1 : 0))}`).join('\n')}`;
    const list = `item,skill\n${items.map((item, i) => `${item},${needs[i]!.map((s) => skills[s]).join(' ')}`).join('\n')}`;
    const [a, b] = [await readQMatrix(dense), await readQMatrix(list)];
    expect(a).toEqual({ items, skills, needs });
    expect(b.items).toEqual(items);
    expect(b.needs.map((row) => row.map((s) => b.skills[s]!).sort())).toEqual(
      needs.map((row) => row.map((s) => skills[s]!).sort()),
    );
  });
});

describe('readRoster', () => {
  test('CSV and XLSX, title rows passed over', async () => {
    const expected = {
      entries: [
        { learner: '0001', school: '一中', class: '1班', name: '张三' },
        { learner: '0002', school: '一中', class: '2班' },
      ],
    };
    expect(await readRoster('学号,学校,班级,姓名\n０００１,一中,1班,张三\n0002,一中,2班,\n')).toEqual(expected);
    expect(
      await readRoster(
        await xlsx([
          ['名册'],
          ['姓名', '班级', '学校', '学号'],
          ['张三', '1班', '一中', '0001'],
          [null, '2班', '一中', '0002'],
        ]),
      ),
    ).toEqual(expected);
    expect((await readRoster('learner\na\n')).entries).toEqual([{ learner: 'a', school: '', class: '' }]);
  });

  test('names what it refuses', async () => {
    const faults = await faultsOf(() => readRoster('学号,姓名\na,x\n,y\na,z\n', { file: 'r.csv' }));
    expect(faults.map(({ code, file, row, value }) => [code, file, row, value])).toEqual([
      ['bad-value', 'r.csv', 3, ''],
      ['duplicate', 'r.csv', 4, 'a'],
    ]);
    expect((await faultsOf(() => readRoster('姓名,班级\nx,1\n')))[0]).toMatchObject({
      code: 'missing-column',
      expectedZh: '学号列',
    });
  });
});

test('names of skills and expressions of items', async () => {
  expect([...(await readSkillNames('skill,name\ns1,Borrow\n__proto__,"x, y"\n'))]).toEqual([
    ['s1', 'Borrow'],
    ['__proto__', 'x, y'],
  ]);
  expect([...(await readExpressions('item,expression\n1,4 3/5 - 3 4/10\n'))]).toEqual([['1', '4 3/5 - 3 4/10']]);
  const faults = await faultsOf(() => readSkillNames('skill,name\ns1,a\ns1,b\n,c\ns2,\n'));
  expect(faults.map(({ code, row, column }) => [code, row, column])).toEqual([
    ['duplicate', 3, 'skill'],
    ['bad-value', 4, 'skill'],
    ['bad-value', 5, 'name'],
  ]);
});
