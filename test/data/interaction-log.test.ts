import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { logToCsv } from '../../src/data/csv-writer.js';
import { readLog } from '../../src/data/interaction-log.js';
import type { LogOptions } from '../../src/data/log-row-reader.js';
import { buildResponseLog, gatherResponseLog, type LogRow } from '../../src/data/log-rows.js';
import { renameSkills, withSkills } from '../../src/data/log-skills.js';
import type { ResponseLog } from '../../src/data/response-log.js';
import { encodeGbk, errorOf, faultsOf, xlsx } from './inputs.js';

/** The rows of a log with ids in place of codes. */
function rowsOf(log: ResponseLog): { learner: string; item: string; score: number; time: number; skills: string[] }[] {
  const { start, skill } = log.skillSets;
  return Array.from({ length: log.length }, (_, r) => {
    const set = log.skillSet[r]!;
    const skills = set < 0 ? [] : Array.from(skill.subarray(start[set], start[set + 1]), (s) => log.skills[s]!);
    return {
      learner: log.learners[log.learner[r]!]!,
      item: log.items[log.item[r]!]!,
      score: log.score[r]!,
      time: log.time[r]!,
      skills,
    };
  });
}

const read = async (text: string | Uint8Array, options: LogOptions = {}) => rowsOf((await readLog(text, options)).log);

describe('columns', () => {
  test('of ASSISTments as it is prepared for tracing', async () => {
    expect(await read('user_id,item_id,timestamp,correct,skill_id\n5,1619,0,0,41\n5,1616,0,1,41\n')).toEqual([
      { learner: '5', item: '1619', score: 0, time: Number.NaN, skills: ['41'] },
      { learner: '5', item: '1616', score: 1, time: Number.NaN, skills: ['41'] },
    ]);
  });

  test('of ASSISTments as published: one answer on a row for each of its skills is one answer', async () => {
    const text =
      'order_id,user_id,problem_id,original,correct,skill_id,skill_name\n' +
      '20,u,p1,1,1,7,Box and Whisker\n21,u,p2,1,0.25,8,Area\n20,u,p1,1,1,9,Mean\n30,u,p1,1,0,7,Box and Whisker\n20,v,p1,1,0,,\n';
    const { log, rows, joined } = await readLog(text);
    expect({ rows, joined }).toEqual({ rows: 5, joined: 1 });
    expect(rowsOf(log)).toEqual([
      { learner: 'u', item: 'p1', score: 1, time: 20, skills: ['7', '9'] },
      { learner: 'u', item: 'p2', score: 0.25, time: 21, skills: ['8'] },
      { learner: 'u', item: 'p1', score: 0, time: 30, skills: ['7'] },
      { learner: 'v', item: 'p1', score: 0, time: 20, skills: [] },
    ]);
  });

  test('of attempts told apart by names, which are no clock', async () => {
    const { log, joined } = await readLog('attempt_id,user,item,correct,skill\nx1,u,p,1,a\nx1,u,p,1,b\nx0,u,p,0,a\n');
    expect(joined).toBe(1);
    expect(rowsOf(log).map(({ skills, time }) => [skills, time])).toEqual([
      [['a', 'b'], Number.NaN],
      [['a'], Number.NaN],
    ]);
  });

  test('in Chinese, GBK, with points and full marks', async () => {
    const text =
      '学号,题号,得分,满分,时间,知识点\n０１,1,3,4,2025-10-15 08:00:00,集合；函数\n01,2,0,5,2025-10-15 09:00,\n';
    expect(await read(encodeGbk(text))).toEqual([
      { learner: '01', item: '1', score: 0.75, time: Date.UTC(2025, 9, 15, 8), skills: ['集合', '函数'] },
      { learner: '01', item: '2', score: 0, time: Date.UTC(2025, 9, 15, 9), skills: [] },
    ]);
    expect((await read('学号,题号,是否正确\na,1,对\na,2,错\na,3,√\n')).map(({ score }) => score)).toEqual([1, 0, 1]);
  });

  test('of our own, in any order, with unknown columns between', async () => {
    expect(await read('x,skills,score,note,item,learner,time\n,a;b,0.5,"q,",i,l,1\n')).toEqual([
      { learner: 'l', item: 'i', score: 0.5, time: Number.NaN, skills: ['a', 'b'] },
    ]);
  });

  test('several skills are parted by semicolon or space, names by semicolon alone', async () => {
    const skills = async (header: string, cell: string) =>
      (await read(`learner,item,correct,${header}\na,1,1,${cell}\n`))[0]!.skills;
    expect(await skills('skill_id', '31 39 49')).toEqual(['31', '39', '49']);
    expect(await skills('skills', '31;39')).toEqual(['31', '39']);
    expect(await skills('skill_name', 'Box and Whisker;Mean')).toEqual(['Box and Whisker', 'Mean']);
    expect(await skills('skill_id', 'b;a;b')).toEqual(['b', 'a']);
    expect(await skills('skill_id', 'NA')).toEqual([]);
  });

  test('that are missing or twice are named', async () => {
    const faults = await faultsOf(() => readLog('user,time\na,1\n', { file: 'l.csv' }));
    expect(faults.map(({ code, row, file }) => [code, row, file])).toEqual([
      ['missing-column', 1, 'l.csv'],
      ['missing-column', 1, 'l.csv'],
    ]);
    expect((await faultsOf(() => readLog('learner,item,correct,Item\na,1,1,2\n')))[0]).toMatchObject({
      code: 'duplicate',
      column: 4,
    });
  });
});

describe('times', () => {
  const times = async (...cells: readonly string[]) =>
    (await read(`learner,item,correct,time\n${cells.map((cell) => `a,1,1,${cell}`).join('\n')}\n`)).map(
      ({ time }) => time,
    );

  test('in seconds become milliseconds, milliseconds and other clocks stay', async () => {
    expect(await times('1760515200', '1760515201')).toEqual([1760515200000, 1760515201000]);
    expect(await times('1760515200000', '1760515201000')).toEqual([1760515200000, 1760515201000]);
    expect(await times('1', '2')).toEqual([1, 2]);
  });

  test('that stand still below any date are no times', async () => {
    expect(await times('0', '0')).toEqual([Number.NaN, Number.NaN]);
    expect(await times('7')).toEqual([Number.NaN]);
    expect(await times('2025-10-15', '2025-10-15')).toEqual([1760486400000, 1760486400000]);
  });

  test('order each learner’s rows, stably, and leave the learners where they are', async () => {
    const text =
      'learner,item,correct,time\na,a3,1,30\nb,b1,1,5\na,a1,1,10\na,a2,1,20\nb,b2,0,5\na,a2b,1,20\nb,b0,0,1\n';
    expect((await read(text)).map(({ item }) => item)).toEqual(['a1', 'b0', 'a2', 'a2b', 'b1', 'a3', 'b2']);
  });

  property.prop([
    fc.array(fc.record({ learner: fc.constantFrom('a', 'b', 'c'), time: fc.option(fc.integer({ min: 0, max: 9 })) }), {
      minLength: 2,
      maxLength: 40,
    }),
  ])('sort like a stable sort of each learner', (rows) => {
    const log = buildResponseLog(
      rows.map(({ learner, time }, r) => ({ learner, item: `${r}`, score: 1, ...(time === null ? {} : { time }) })),
    );
    const clocks = rows.flatMap(({ time }) => (time === null ? [] : [time]));
    const still = new Set(clocks).size < 2 && clocks.length === rows.length;
    for (const learner of ['a', 'b', 'c']) {
      let clock = Number.NEGATIVE_INFINITY;
      const own = rows.flatMap((row, r) => {
        if (row.learner !== learner) return [];
        clock = row.time ?? clock;
        return [{ r, key: clock }];
      });
      // A row without a time goes with the row before it.
      const expected = still ? own : own.map((row) => row).sort((x, y) => x.key - y.key || x.r - y.r);
      expect(
        rowsOf(log)
          .filter((row) => row.learner === learner)
          .map(({ item }) => item),
      ).toEqual(expected.map(({ r }) => `${r}`));
    }
    rows.forEach(({ learner }, r) => {
      expect(log.learners[log.learner[r]!]).toBe(learner);
    });
  });
});

describe('JSON lines', () => {
  test('are read like CSV, with arrays of skills and fields that come late', async () => {
    const text =
      '\ufeff{"learner":"a","item":1,"correct":true}\n\n{"item":2,"learner":"a","correct":0,"skills":["x y","z"],"time":"2025-10-15T00:00:00Z"}\r\n{"learner":"b","item":"2","correct":0.5}';
    expect(await read(text)).toEqual([
      { learner: 'a', item: '1', score: 1, time: Number.NaN, skills: [] },
      { learner: 'a', item: '2', score: 0, time: Date.UTC(2025, 9, 15), skills: ['x', 'y', 'z'] },
      { learner: 'b', item: '2', score: 0.5, time: Number.NaN, skills: [] },
    ]);
  });

  test('that are no objects, or lack a field, are refused by row', async () => {
    const text =
      '{"learner":"a","item":"1","correct":1}\n{"learner":"a"\n[1]\n{"learner":"a","correct":1}\n{"learner":{"x":1},"item":"1","correct":"1"}\n{"learner":"a","item":"1","correct":[[1]]}\n';
    expect((await faultsOf(() => readLog(text, { file: 'l.jsonl' }))).map(({ code, row }) => [code, row])).toEqual([
      ['bad-format', 2],
      ['bad-format', 3],
      ['bad-value', 4],
      ['bad-value', 5],
      ['bad-value', 6],
    ]);
  });

  test('of absurd depth or length neither crash nor hang', async () => {
    const deep = `{"learner":"a","item":"1","correct":1,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`;
    expect((await readLog(deep)).log.length).toBe(1);
    expect((await faultsOf(() => readLog(`{"learner":"${'a'.repeat(3_000_000)}`)))[0]?.code).toBe('too-large');
  });

  test('take __proto__ for a key like any other', async () => {
    const [row] = await read('{"__proto__":{"x":1},"learner":"__proto__","item":"constructor","correct":1}\n');
    expect(row).toMatchObject({ learner: '__proto__', item: 'constructor' });
    expect((await faultsOf(() => readLog('{"__proto__":{"learner":"a","item":"1","correct":1}}\n')))[0]?.code).toBe(
      'missing-column',
    );
  });
});

describe('a Q-matrix', () => {
  const q = { items: ['1', '2', '3'], skills: ['s', 't'], needs: [[0], [0, 1], []] };

  test('goes before the skill column', async () => {
    const { log } = await readLog('learner,item,correct,skill\na,2,1,x\na,3,1,x\na,1,0,x\n', { q });
    expect(log.skills).toEqual(['s', 't']);
    expect(rowsOf(log).map(({ skills }) => skills)).toEqual([['s', 't'], [], ['s']]);
  });

  test('must know every item', async () => {
    const [fault] = await faultsOf(() => readLog('learner,item,correct\na,1,1\na,9,1\n', { q, file: 'l.csv' }));
    expect(fault).toMatchObject({ code: 'unknown-id', file: 'l.csv', row: 3, column: 'item', value: '9' });
  });

  test('can be put on a log afterwards', async () => {
    const { log } = await readLog('learner,item,correct\na,2,1\na,3,1\na,1,0\n');
    expect(rowsOf(withSkills(log, q))).toEqual(
      rowsOf((await readLog('learner,item,correct\na,2,1\na,3,1\na,1,0\n', { q })).log),
    );
    expect((await faultsOf(() => withSkills(log, { ...q, items: ['1', '2', 'x'] })))[0]).toMatchObject({
      code: 'unknown-id',
      value: '3',
    });
  });

  test('skills renamed to one become one', async () => {
    const { log } = await readLog('learner,item,correct,skill\na,2,1,x y\na,3,1,z x\n');
    expect(rowsOf(renameSkills(log, (skill) => (skill === 'z' ? 'zz' : 'w'))).map(({ skills }) => skills)).toEqual([
      ['w'],
      ['w', 'zz'],
    ]);
  });
});

describe('faults', () => {
  const BAD =
    'learner,item,correct,time\na,1,1,1\n,1,1,2\na,,1,3\na,1,2,4\na,1,-0.1,5\na,1,yes?,6\na,1,,7\na,1,1,soon\na,1\na,1,1,9,10\na,2,0,10\n';

  test('refuse the log as a whole and name each row', async () => {
    const faults = await faultsOf(() => readLog(BAD, { file: 'l.csv' }));
    expect(faults.map(({ file, row, column, value }) => [file, row, column, value])).toEqual([
      ['l.csv', 3, 'learner', ''],
      ['l.csv', 4, 'item', ''],
      ['l.csv', 5, 'correct', '2'],
      ['l.csv', 6, 'correct', '-0.1'],
      ['l.csv', 7, 'correct', 'yes?'],
      ['l.csv', 8, 'correct', ''],
      ['l.csv', 9, 'time', 'soon'],
      ['l.csv', 10, undefined, 'a,1'],
      ['l.csv', 11, undefined, 'a,1,1,9,10'],
    ]);
    for (const fault of faults) expect(fault.expected !== undefined && fault.expectedZh !== undefined).toBe(true);
  });

  test('are passed over and counted with skipBadRows', async () => {
    const reading = await readLog(BAD, { skipBadRows: true });
    expect(reading.rows).toBe(11);
    expect(reading.refused).toBe(9);
    expect(rowsOf(reading.log).map(({ item }) => item)).toEqual(['1', '2']);
    expect(reading.warnings).toHaveLength(9);
  });

  test('50 are listed and all counted', async () => {
    const error = await errorOf(() => readLog(`learner,item,correct\n${'a,1,x\n'.repeat(777)}`));
    expect([error.faults.length, error.total]).toEqual([50, 777]);
  });

  test('an empty file, a header alone, a score without full marks', async () => {
    for (const text of ['', '\n \n', 'learner,item,correct\n']) {
      expect((await faultsOf(() => readLog(text, { file: 'l.csv' })))[0]).toMatchObject({
        code: 'not-enough-data',
        file: 'l.csv',
      });
    }
    expect((await faultsOf(() => readLog('learner,item,score\na,1,3\n')))[0]).toMatchObject({
      code: 'bad-value',
      value: '3',
    });
    expect((await faultsOf(() => readLog('learner,item,score,满分\na,1,3,0\n')))[0]).toMatchObject({
      column: '满分',
      value: '0',
    });
  });

  test('more rows than allowed', async () => {
    expect(
      (await faultsOf(() => readLog('learner,item,correct\na,1,1\na,1,1\n', { limits: { logRows: 2 } })))[0],
    ).toMatchObject({ code: 'too-large', row: 3 });
  });
});

test('a workbook is taken, also as a stream, and its rows are named', async () => {
  const bytes = await xlsx([
    ['学号', '题号', '是否正确', '知识点'],
    ['a', 1, 1, 'x;y'],
    ['a', 2, 0, null],
  ]);
  const expected = (await readLog('学号,题号,是否正确,知识点\na,1,1,x;y\na,2,0,\n')).log;
  expect((await readLog(bytes)).log).toEqual(expected);
  expect((await readLog([bytes.subarray(0, 700), bytes.subarray(700)])).log).toEqual(expected);
  const bad = await xlsx([['学号', '题号', '是否正确'], [], ['a', 1, 7]]);
  expect((await faultsOf(() => readLog(bad, { file: 'l.xlsx' })))[0]).toMatchObject({
    file: 'l.xlsx',
    row: 3,
    column: '是否正确',
    value: '7',
  });
});

test('empty rows above the header are counted', async () => {
  expect((await faultsOf(() => readLog(['\n', '\n\n', 'learner,item,correct\n', 'a,1,x\n'])))[0]).toMatchObject({
    row: 5,
  });
});

test('pieces of any length give the same log', async () => {
  const text = `学号,题号,是否正确,知识点\n${Array.from({ length: 500 }, (_, r) => `生${r % 7},题${r % 11},${r % 2},"点${r % 3};点4"`).join('\r\n')}`;
  const whole = (await readLog(text)).log;
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 7, 1000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, k) =>
      bytes.subarray(k * size, (k + 1) * size),
    );
    expect((await readLog(pieces)).log).toEqual(whole);
    async function* later() {
      yield* pieces;
    }
    expect((await readLog(later())).log).toEqual(whole);
  }
  expect((await readLog(encodeGbk(text))).log).toEqual(whole);
});

const ids = fc.oneof(
  fc.constantFrom('__proto__', '=cmd()', 'constructor', '007', '学生 1', "'=x"),
  fc
    .string({ unit: fc.constantFrom('a', '"', ',', '-', '学', ' '), minLength: 1, maxLength: 5 })
    .map((id) => `q${id.trim()}`),
);
const rows: fc.Arbitrary<LogRow[]> = fc.array(
  fc.record({
    learner: ids,
    item: ids,
    score: fc.oneof(
      fc.constantFrom(0, 1, 0.1, 1 / 3),
      fc.float({ min: 0, max: 1, noNaN: true }).map((score) => (score < 1e-6 ? 0 : score)),
    ),
    time: fc.integer({ min: 1_000_000_000_000, max: 1_900_000_000_000 }),
    skills: fc.array(ids, { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 30 },
);

property.prop([rows])('log → CSV → log', async (list) => {
  const before = buildResponseLog(list);
  const after = (await readLog(logToCsv(before))).log;
  // Codes are given in the order of first use, which sorting by time may have changed.
  const sorted = (log: ResponseLog) => rowsOf(log).map((row) => ({ ...row, skills: [...row.skills].sort() }));
  expect(sorted(after)).toEqual(sorted(before));
  expect((await readLog(logToCsv(after))).log).toEqual(after);
});

property.prop([rows, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 })])(
  'the order of columns does not matter',
  async (list, order) => {
    const csv = [...logToCsv(buildResponseLog(list))].join('');
    const plain = list.every(({ learner, item, skills }) => !/[",]/.test([learner, item, ...(skills ?? [])].join('')));
    fc.pre(plain);
    const shuffled = csv
      .trimEnd()
      .split('\n')
      .map((line) => order.map((c) => line.split(',')[c]).join(','))
      .join('\n');
    expect(rowsOf((await readLog(shuffled)).log)).toEqual(rowsOf((await readLog(csv)).log));
  },
);

test('a log with a semicolon in a skill cannot be written', async () => {
  const log = buildResponseLog([{ learner: 'a', item: '1', score: 1, skills: ['x;y'] }]);
  expect((await faultsOf(() => [...logToCsv(log)]))[0]).toMatchObject({ code: 'bad-value', value: 'x;y' });
});

describe('buildResponseLog', () => {
  test('names the rows it refuses', async () => {
    const faults = await faultsOf(() =>
      buildResponseLog([
        { learner: 'a', item: '1', score: 1 },
        { learner: '', item: '', score: 1 },
        { learner: 'a', item: '1', score: Number.NaN },
      ]),
    );
    expect(faults.map(({ row, column }) => [row, column])).toEqual([
      [2, 'learner'],
      [2, 'item'],
      [3, 'score'],
    ]);
  });

  test('gives the same from rows that arrive over time', async () => {
    const list = [
      { learner: 'a', item: '1', score: 1, skills: ['x'] },
      { learner: 'b', item: '2', score: 0 },
    ];
    async function* later() {
      yield* list;
    }
    expect(await gatherResponseLog(later())).toEqual(buildResponseLog(list));
    expect(buildResponseLog([]).length).toBe(0);
  });
});
