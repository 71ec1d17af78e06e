import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { YincaiError } from '../../src/data/fault.js';
import { readLog } from '../../src/data/interaction-log.js';
import type { LogReading } from '../../src/data/log-row-reader.js';
import { realData } from '../real-data.js';

// All fixtures here are made by hand after the formats' descriptions; no row is of a real learner.

interface Answer {
  readonly learner: string;
  readonly item: string;
  readonly skills: readonly string[];
  readonly score: number;
}

function answers({ log }: LogReading): Answer[] {
  const { start, skill } = log.skillSets;
  return Array.from({ length: log.length }, (_, r) => {
    const set = log.skillSet[r];
    return {
      learner: log.learners[log.learner[r]],
      item: log.items[log.item[r]],
      skills: set < 0 ? [] : Array.from(skill.subarray(start[set], start[set + 1]), (k) => log.skills[k]),
      score: log.score[r],
    };
  });
}

async function faultOf(text: string, file = 'log.csv'): Promise<YincaiError> {
  return readLog(text, { file }).then(
    () => {
      throw new Error('was read');
    },
    (error: YincaiError) => error,
  );
}

describe('ASSISTments', () => {
  test('2009 skill builder: rows of one answer under several skills are joined by order_id', async () => {
    const reading = await readLog(
      'order_id,assignment_id,user_id,assistment_id,problem_id,original,correct,attempt_count,ms_first_response,skill_id,skill_name,hint_count,opportunity\n' +
        '101,9,u1,3,p1,1,1,1,3021,10,Area Circle,0,1\n' +
        '101,9,u1,3,p1,1,1,1,3021,11,Circumference,0,1\n' +
        '102,9,u1,3,p2,1,0,2,1200,10,Area Circle,1,2\n',
    );
    expect(reading).toMatchObject({ format: 'log', rows: 3, joined: 1 });
    expect(answers(reading)).toEqual([
      { learner: 'u1', item: 'p1', skills: ['10', '11'], score: 1 },
      { learner: 'u1', item: 'p2', skills: ['10'], score: 0 },
    ]);
  });

  test('2012 and 2017: times order the answers', async () => {
    const y2012 = await readLog(
      'problem_log_id,skill,problem_id,user_id,assignment_id,start_time,end_time,original,correct,hint_count,skill_id\n' +
        '2,,p2,u1,1,2012-09-28 15:13:00.000,2012-09-28 15:14:00.000,1,0.5,0,77\n' +
        '1,,p1,u1,1,2012-09-28 15:11:27.000,2012-09-28 15:12:00.000,1,1,0,77\n',
    );
    expect(answers(y2012).map(({ item, score }) => [item, score])).toEqual([
      ['p1', 1],
      ['p2', 0.5],
    ]);
    const y2017 = await readLog(
      'studentId,MiddleSchoolId,AveKnow,skill,problemId,assistmentId,startTime,endTime,timeTaken,correct\n' +
        '8,2,0.3,square-root,76429,1,1096470301,1096470350,49,0\n' +
        '8,2,0.3,square-root,76430,1,1096470350,1096470353,3,1\n',
    );
    expect(answers(y2017)).toEqual([
      { learner: '8', item: '76429', skills: ['square-root'], score: 0 },
      { learner: '8', item: '76430', skills: ['square-root'], score: 1 },
    ]);
    expect(y2017.log.time[0]).toBe(1096470301000);
  });

  test('2015: the problem set stands for the item, log_id orders', async () => {
    const reading = await readLog(
      'user_id,log_id,sequence_id,correct\n50121,2,7014,0\n50121,1,7014,1\n50121,3,8000,0.25\n',
    );
    expect(reading.format).toBe('assistments-2015');
    expect(answers(reading)).toEqual([
      { learner: '50121', item: '7014', skills: ['7014'], score: 1 },
      { learner: '50121', item: '7014', skills: ['7014'], score: 0 },
      { learner: '50121', item: '8000', skills: ['8000'], score: 0.25 },
    ]);
  });
});

describe('KDD Cup 2010', () => {
  const head =
    'Row\tAnon Student Id\tProblem Hierarchy\tProblem Name\tProblem View\tStep Name\tFirst Transaction Time\tCorrect First Attempt\tHints\tKC(Default)\tOpportunity(Default)\n';

  test('problem and step make the item, ~~ parts skills', async () => {
    const reading = await readLog(
      `${head}1\tS1\tUnit A\tP1\t1\tx+2=5\t2005-09-09 12:24:35.0\t0\t1\tSolve~~Subtract, whole numbers\t1~~1\n2\tS1\tUnit A\tP1\t1\tx=3\t2005-09-09 12:25:00.0\t1\t0\t\t\n`,
    );
    expect(reading.format).toBe('kdd-cup');
    expect(answers(reading)).toEqual([
      { learner: 'S1', item: 'P1 / x+2=5', skills: ['Solve', 'Subtract, whole numbers'], score: 0 },
      { learner: 'S1', item: 'P1 / x=3', skills: [], score: 1 },
    ]);
    expect(reading.log.time[0]).toBe(Date.UTC(2005, 8, 9, 12, 24, 35));
  });

  test('an outcome left blank is refused with its row; without skills the column is named', async () => {
    const blank = await faultOf(`${head}1\tS1\tU\tP1\t1\ts\t2005-09-09 12:24:35.0\t\t0\tA\t1\n`, 'test.txt');
    expect(blank.faults[0]).toMatchObject({ code: 'bad-value', file: 'test.txt', row: 2, column: 'correct' });
    const none = await faultOf('Anon Student Id\tProblem Name\tStep Name\tCorrect First Attempt\nS\tP\ts\t1\n');
    expect(none.faults[0].code).toBe('missing-column');
  });
});

describe('three lines a learner', () => {
  test('numbers the learners under the file’s name; a comma at the end is no answer', async () => {
    const reading = await readLog('3\n5,5,9,\n1,0,1,\n\n1\n9\n0\n', { file: 'train.csv' });
    expect(reading).toMatchObject({ format: 'three-line', rows: 4 });
    expect(answers(reading)).toEqual([
      { learner: 'train.csv#1', item: '5', skills: ['5'], score: 1 },
      { learner: 'train.csv#1', item: '5', skills: ['5'], score: 0 },
      { learner: 'train.csv#1', item: '9', skills: ['9'], score: 1 },
      { learner: 'train.csv#2', item: '9', skills: ['9'], score: 0 },
    ]);
  });

  test('refuses lists of other lengths, files cut short and answers that are none, each with its row', async () => {
    expect((await faultOf('2\n5,5\n1,0\n3\n1,2\n1,1,1\n')).faults[0]).toMatchObject({ code: 'bad-format', row: 5 });
    expect((await faultOf('2\n5,5\n1,0\n2\n5,5\n')).faults[0]).toMatchObject({ code: 'bad-format', row: 4 });
    expect((await faultOf('2\n5,5\n1,7\n')).faults[0]).toMatchObject({ code: 'bad-value', value: '7' });
  });

  test('long sequences are no table with too many columns', async () => {
    const n = 5000;
    const reading = await readLog(`${n}\n${'7,'.repeat(n)}\n${'1,'.repeat(n)}\n`);
    expect(reading.log.length).toBe(n);
  });

  const file = realData('assist2009_updated/assist2009_updated_train.csv');
  test.skipIf(file === undefined)('assist2009_updated, as it is distributed', { timeout: 30_000 }, async () => {
    const { log, format } = await readLog(readFileSync(file as string), { file: 'train.csv' });
    expect(format).toBe('three-line');
    // The counts of the data set's description.
    expect([log.length, log.learners.length, log.skills.length]).toEqual([224_218, 2921, 110]);
    expect(log.score.reduce((sum, s) => sum + s, 0) / log.length).toBeCloseTo(0.6582, 4);
  });
});

describe('pyKT', () => {
  test('sequences: padding is no answer, is_repeat joins skills, folds are kept, windows follow one another', async () => {
    const reading = await readLog(
      'fold,uid,questions,concepts,responses,timestamps,selectmasks,is_repeat\n' +
        '0,u1,"10,10,11,-1","1,2,1,-1","1,1,0,-1","1000,1000,2000,-1","1,1,1,-1","0,1,0,-1"\n' +
        '3,u2,"12,13","3_4,5","0,1","5,6","1,1","0,0"\n' +
        '0,u1,"12,-1","3_4,-1","1,-1","3000,-1","1,-1","0,-1"\n',
    );
    expect(reading).toMatchObject({ format: 'pykt-sequences', rows: 6, joined: 1 });
    expect([...(reading.folds as ReadonlyMap<string, number>)]).toEqual([
      ['u1', 0],
      ['u2', 3],
    ]);
    expect(answers(reading).filter(({ learner }) => learner === 'u1')).toEqual([
      { learner: 'u1', item: '10', skills: ['1', '2'], score: 1 },
      { learner: 'u1', item: '11', skills: ['1'], score: 0 },
      { learner: 'u1', item: '12', skills: ['3', '4'], score: 1 },
    ]);
  });

  test('without questions the skill stands for the item, and repeats are still joined', async () => {
    const reading = await readLog('fold,uid,concepts,responses,is_repeat\n1,a,"1,2,1","1,1,0","0,1,0"\n');
    expect(answers(reading)).toEqual([
      { learner: 'a', item: '1', skills: ['1', '2'], score: 1 },
      { learner: 'a', item: '1', skills: ['1'], score: 0 },
    ]);
  });

  test('data.txt: six lines a learner, NA where unknown', async () => {
    const reading = await readLog('u1,2\n10,11\n1_2,NA\n1,0\n1000,2000\nNA\nu2,1\nNA\n7\n1\nNA\nNA\n');
    expect(reading.format).toBe('pykt-data');
    expect(answers(reading)).toEqual([
      { learner: 'u1', item: '10', skills: ['1', '2'], score: 1 },
      { learner: 'u1', item: '11', skills: [], score: 0 },
      { learner: 'u2', item: '7', skills: ['7'], score: 1 },
    ]);
  });

  test('lists of other lengths are refused with row and column', async () => {
    const error = await faultOf('fold,uid,questions,concepts,responses\n0,a,"1,2","1","1,0"\n', 'seq.csv');
    expect(error.faults[0]).toMatchObject({
      code: 'bad-format',
      file: 'seq.csv',
      row: 2,
      column: 'concepts',
      value: '1',
    });
    expect((await faultOf('u1,2\n1\n1,2\n1,0\nNA\nNA\nu2,1\n1\n1\n1\nNA\nNA\n')).total).toBeGreaterThan(0);
  });
});

test('pieces of any length give the same log', async () => {
  const text = '2\n5,6\n1,0\n3\n1,2,3\n1,1,0\n';
  const whole = answers(await readLog(text));
  for (const size of [1, 2, 7]) {
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
      text.slice(i * size, (i + 1) * size),
    );
    expect(answers(await readLog(pieces))).toEqual(whole);
  }
});

test('hostile ids are ids', async () => {
  const reading = await readLog('u,1\n__proto__\nconstructor\n1\nNA\nNA\n__proto__,1\n1\n1\n0\nNA\nNA\n');
  expect(reading.log.learners).toEqual(['u', '__proto__']);
  expect(reading.log.items).toEqual(['__proto__', '1']);
});
