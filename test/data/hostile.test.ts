import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readBlueprint } from '../../src/data/blueprint-table.js';
import { YincaiError } from '../../src/data/fault.js';
import { readLog } from '../../src/data/interaction-log.js';
import { readJson } from '../../src/data/json.js';
import { readQMatrix } from '../../src/data/q-table.js';
import { readRoster } from '../../src/data/roster-table.js';
import { parseItemBank, parseKnowledgeGraph, parsePilotManifest } from '../../src/data/schema.js';
import { readResponses } from '../../src/data/wide-responses.js';

const READERS: readonly (readonly [string, (input: Uint8Array | string) => Promise<unknown>])[] = [
  ['readResponses', (input) => readResponses(input, { file: 'x' })],
  ['readBlueprint', (input) => readBlueprint(input, { file: 'x' })],
  ['readLog', (input) => readLog(input, { file: 'x' })],
  ['readQMatrix', (input) => readQMatrix(input, { file: 'x' })],
  ['readRoster', (input) => readRoster(input, { file: 'x' })],
  ['readJson', async (input) => readJson(input, { file: 'x' })],
];

/** Whatever the input, a reader returns a value or throws the one error, whose faults name the file. */
async function behaves(
  read: (input: Uint8Array | string) => Promise<unknown>,
  input: Uint8Array | string,
): Promise<void> {
  try {
    expect(await read(input)).toBeDefined();
  } catch (error) {
    if (!(error instanceof YincaiError)) throw error;
    expect(error.faults.length).toBeGreaterThan(0);
    for (const fault of error.faults) expect(fault.file).toBe('x');
  }
}

describe.each(READERS)('%s', (_, read) => {
  property.prop([fc.uint8Array({ maxLength: 300 })])('takes or refuses any bytes', (bytes) => behaves(read, bytes));

  property.prop([
    fc.array(
      fc.constantFrom(
        '学号',
        '题号',
        '1',
        '得分',
        '分值',
        '知识点',
        'learner',
        'item',
        'correct',
        'skill',
        ',',
        ';',
        '\n',
        '\r',
        '"',
        '=cmd()',
        '__proto__',
        '缺考',
        '-1',
        '满分',
        'é',
        '{',
        '}',
      ),
      { maxLength: 60 },
    ),
  ])('takes or refuses any table', (parts) => behaves(read, parts.join('')));

  test.each([
    ['quotation marks alone', '"'.repeat(3_000_000)],
    ['marks that never close', `a,b\n${'"x" y,'.repeat(400_000)}`],
    ['marks and blanks', `a,b\n${'" '.repeat(1_000_000)}`],
    ['delimiters alone', ','.repeat(3_000_000)],
    ['line ends alone', '\n'.repeat(3_000_000)],
    ['one endless line', 'x'.repeat(8_000_000)],
    ['one endless line of two cells', `a,b\n1,${' '.repeat(4_000_000)}`],
    ['a header of thousands of columns', `${Array.from({ length: 5000 }, (_, c) => `c${c}`).join(',')}\n`],
    ['brackets', '['.repeat(3_000_000)],
    ['opening brackets of objects', '{"a":'.repeat(600_000)],
    ['digits', '9'.repeat(30_000)],
    [
      'a number of 30,000 digits in a table',
      `learner,item,correct,学号,题号,分值,知识点\na,1,${'9'.repeat(30_000)},a,1,1,x\n`,
    ],
  ])(
    '%s',
    async (_, text) => {
      const from = performance.now();
      await behaves(read, text);
      expect(performance.now() - from).toBeLessThan(8000);
    },
    20_000,
  );
});

test('a wide header over many short rows claims no memory', async () => {
  const text = `学号,${Array.from({ length: 1900 }, (_, c) => `q${c}`).join(',')}\n${'a\n'.repeat(190_000)}`;
  const before = process.memoryUsage().arrayBuffers;
  await expect(readResponses(text)).rejects.toMatchObject({ faults: [{ code: 'too-large' }] });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 2 ** 20);
});

test('headers made to be slow to match are not', async () => {
  const from = performance.now();
  for (const text of [
    '(',
    '（',
    '第',
    '题',
    '1'.repeat(20_000),
    '1(',
    ' (',
    '(1分',
    '平均',
    '客观题',
    '_',
    '-',
    '13(1)',
    '~',
  ]) {
    const header = text.repeat(Math.floor(30_000 / text.length));
    for (const [, read] of READERS)
      await behaves(read, `学号,题号,分值,知识点,learner,item,correct,${header}\na,1,1,${header},b,1,1,${header}\n`);
  }
  expect(performance.now() - from).toBeLessThan(15_000);
}, 30_000);

describe('schemas', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('points', 'edges', 'items', 'exams', 'id', 'kind', '__proto__', 'constructor'),
        tie('value'),
      ),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
  })).value;

  property.prop([value])('take or refuse any JSON', (input) => {
    for (const parse of [parseKnowledgeGraph, parseItemBank, parsePilotManifest]) {
      try {
        parse(input, 'x');
      } catch (error) {
        if (!(error instanceof YincaiError)) throw error;
      }
    }
  });
});

test('nothing that is read touches Object.prototype', async () => {
  const text = '__proto__,constructor,learner,item,correct\npolluted,polluted,__proto__,constructor,1\n';
  await readLog(text);
  await readResponses('学号,__proto__\n__proto__,1\n');
  await readQMatrix('item,__proto__\n__proto__,1\n');
  readJson('{"__proto__":{"polluted":1}}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
