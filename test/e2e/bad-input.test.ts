import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { filesIn, put, scratch, yincai } from './yincai.js';

const folder = scratch();
let cases = 0;

/** A fresh folder for one case. */
const fresh = (): string => join(folder, `case-${++cases}`);

/** Calibrates a table that must be refused within ten seconds, and gives back what was said; nothing may have been written. */
async function refusedTable(
  content: string | Uint8Array,
  name = 'table.csv',
  extra: readonly string[] = [],
): Promise<string> {
  const place = fresh();
  const file = await put(join(place, name), content);
  const ran = await yincai(['calibrate', file, '--out', join(place, 'out/items.json'), ...extra], 10_000);
  expect(ran.stderr).not.toContain('运行失败');
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe('');
  expect(await filesIn(place)).toEqual([name]);
  expect(ran.stderr).toContain(name);
  return ran.stderr;
}

/** What the cases change in the JSON documents of a pilot folder. */
interface Documents {
  graph: string;
  readonly edges: unknown[];
  readonly items: { knowledgePoints: string[]; stem: string }[];
}

const LEARNERS = 40;

/** Four questions answered by forty learners; a rewriter may change the cells of a row. */
function table(change: (cells: (string | number)[], row: number) => (string | number)[] = (cells) => cells): string {
  const rows = Array.from({ length: LEARNERS }, (_, i) => {
    const cells = [1, 2, 3, 5].map((step, j) => ((i * 7 + j * 3) % 11 > step + (i % 3) ? 1 : 0));
    return change([`L${i + 1}`, ...cells], i + 2).join(',');
  });
  return `learner,a,b,c,d\n${rows.join('\n')}\n`;
}

/** A ZIP archive of deflated files. */
function zip(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const body = deflateRawSync(content);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(body.length, 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), head, name, body);
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(at, 12);
    directory.push(
      Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
      head.subarray(0, 24),
      Buffer.alloc(2),
      Buffer.alloc(2),
      tail.subarray(4),
      name,
    );
    at += 30 + name.length + body.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, list, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

describe('tables of responses', () => {
  test('an empty file', async () => {
    await refusedTable('');
    await refusedTable('learner,a,b\n');
  });

  test('one learner is too little to calibrate on', async () => {
    const place = fresh();
    const file = await put(join(place, 'one.csv'), 'learner,a,b,c\nL1,1,0,1\n');
    const { code, stderr } = await yincai(['calibrate', file, '--out', join(place, 'items.json')]);
    expect(code).toBe(2);
    expect(stderr).toContain('至少两名');
    expect(await filesIn(place)).toEqual(['one.csv']);
  });

  test.each([0, 1])('an item that all answered with %i is calibrated finitely, with a warning', async (points) => {
    const file = await put(
      join(fresh(), 'all.csv'),
      table((cells) => [...cells.slice(0, 4), points]),
    );
    const { code, stdout, stderr } = await yincai(['calibrate', file, '--json']);
    expect(code).toBe(0);
    expect(stderr).toContain('注意');
    const result = JSON.parse(stdout);
    expect(result.warnings.join()).toContain('d');
    for (const { a, b } of result.items) expect(Number.isFinite(a) && Number.isFinite(b)).toBe(true);
  });

  test('a column twice', async () => {
    expect(await refusedTable(table().replace('a,b,c,d', 'a,b,a,d'))).toContain('第 2 列已是 a');
  });

  test('points above full marks', async () => {
    const place = fresh();
    const blueprint = await put(
      join(place, 'blueprint.csv'),
      '题号,题型,分值,知识点\na,填空题,1,x\nb,填空题,1,x\nc,填空题,1,x\nd,填空题,1,x\n',
    );
    const said = await refusedTable(
      table((cells, row) => (row === 9 ? [...cells.slice(0, 4), 7] : cells)),
      'table.csv',
      ['--blueprint', blueprint, '--model', 'GPCM'],
    );
    expect(said).toContain('第 9 行');
    expect(said).toContain('d');
    expect(said).toContain('7');
  });

  test.each(['-1', 'abc', '1e999', '1;0'])('%s in a number cell', async (value) => {
    const said = await refusedTable(
      table((cells, row) => (row === 13 ? [cells[0]!, value, ...cells.slice(2)] : cells)),
    );
    expect(said).toContain(value);
    expect(said).toContain('第 13 行');
    expect(said).toContain('列“a”');
  });

  test('a cell of 10 MB', async () => {
    const said = await refusedTable(
      table((cells, row) => (row === 5 ? [...cells.slice(0, 4), 'x'.repeat(10 << 20)] : cells)),
    );
    expect(said.length).toBeLessThan(2000);
    expect(said).toContain('第 5 行');
  });

  test('a workbook of 50 MB', async () => {
    const bytes = new Uint8Array(50 << 20);
    bytes.set([0x50, 0x4b, 3, 4]);
    expect(await refusedTable(bytes, 'big.xlsx')).toContain('32 MB');
  });

  test('a workbook that inflates without end', async () => {
    const bomb = zip({
      'xl/workbook.xml': new TextEncoder().encode('<workbook/>'),
      'xl/worksheets/sheet1.xml': new Uint8Array(300 << 20),
    });
    expect(bomb.length).toBeLessThan(1 << 20);
    expect(await refusedTable(bomb, 'bomb.xlsx')).toContain('超出大小限制');
  });

  test('a table that is no workbook in spite of its name', async () => {
    await refusedTable(zip({ 'a.txt': new Uint8Array(9) }), 'other.xlsx');
  });

  test('__proto__ and constructor are ids like any other', async () => {
    const file = await put(
      join(fresh(), 'proto.csv'),
      table((cells, row) => (row === 2 ? ['__proto__', ...cells.slice(1)] : cells)).replace(
        'a,b,c,d',
        '__proto__,constructor,c,d',
      ),
    );
    const calibrated = await yincai(['calibrate', file, '--out', `${file}.json`, '--json']);
    expect(calibrated.code).toBe(0);
    expect(JSON.parse(calibrated.stdout).items.map(({ id }: { id: string }) => id)).toEqual([
      '__proto__',
      'constructor',
      'c',
      'd',
    ]);
    const scored = await yincai(['score', file, '--items', `${file}.json`, '--json']);
    expect(scored.code).toBe(0);
    expect(JSON.parse(scored.stdout).learners[0].learner).toBe('__proto__');
  });
});

test('a Q-matrix of other width', async () => {
  const place = fresh();
  const log = await put(join(place, 'log.csv'), 'learner,item,correct\na,1,1\na,2,0\nb,1,1\n');
  const q = await put(join(place, 'q.csv'), 'item,x,y\n1,1,0\n2,1\n');
  const { code, stderr } = await yincai(['trace', 'fit', log, '--q', q, '--out', join(place, 'model.json')]);
  expect(code).toBe(2);
  expect(stderr).toContain('q.csv');
  expect(stderr).toContain('第 3 行');
  expect(await filesIn(place)).toEqual(['log.csv', 'q.csv']);
});

describe('pilot folders', () => {
  const model = join(folder, 'model');

  beforeAll(async () => {
    expect((await yincai(['init', model])).code).toBe(0);
    // Tables as CSV, so that a case can rewrite them.
    await put(join(model, 'roster.csv'), '学号,姓名,学校,班级\nS001,甲,校,班\nS002,乙,校,班\nS003,丙,校,班\n');
    await put(
      join(model, 'scores.csv'),
      '学号,1,2,3,4(1),4(2)\n满分,5,5,8,4,8\nS001,5,0,6,4,4\nS002,0,5,3,4,2\nS003,0,0,0,0,0\n',
    );
    const manifest = JSON.parse(await readFile(join(model, 'pilot.json'), 'utf8'));
    manifest.roster = 'roster.csv';
    manifest.exams[0].scores = 'scores.csv';
    await put(join(model, 'pilot.json'), JSON.stringify(manifest));
  });

  /** The model pilot with one file changed, run. */
  async function run(
    file: string | RegExp,
    change: (text: string) => string,
  ): Promise<{ code: number | null; stderr: string; booklets: string[]; left: string[] }> {
    const place = fresh();
    for (const path of await filesIn(model)) {
      const bytes = await readFile(join(model, path));
      const chosen = typeof file === 'string' ? path === file : file.test(path);
      const changed = chosen ? change(bytes.toString('utf8')) : bytes;
      if (chosen) expect(changed).not.toBe(bytes.toString('utf8'));
      await put(join(place, 'pilot', path), changed);
    }
    const { code, stderr } = await yincai([
      'pilot',
      join(place, 'pilot'),
      '--out',
      join(place, 'out'),
      '--format',
      'html,pdf',
    ]);
    const left = (await filesIn(place)).filter((path) => !path.startsWith('pilot/'));
    const htmls = left.filter((path) => path.startsWith('out/booklets/') && path.endsWith('.html'));
    return {
      code,
      stderr,
      left,
      booklets: await Promise.all(htmls.map((path) => readFile(join(place, path), 'utf8'))),
    };
  }

  const json =
    (change: (value: Documents) => void) =>
    (text: string): string => {
      const value = JSON.parse(text);
      change(value);
      return JSON.stringify(value);
    };

  test.each([
    [
      'a cyclic knowledge graph',
      'graph.json',
      json((graph) => graph.edges.push({ from: 'set-operation', to: 'set-concept', kind: 'prerequisite' })),
      ['graph.json', 'set-operation', '成环'],
    ],
    [
      'an item naming an unknown knowledge point',
      'bank.json',
      json((bank) => {
        bank.items[1]!.knowledgePoints = ['alchemy'];
      }),
      ['bank.json', 'example-2', 'alchemy'],
    ],
    [
      'points above full marks',
      'scores.csv',
      (text: string) => text.replace('S002,0,5', 'S002,0,6'),
      ['scores.csv', '4', '6'],
    ],
    [
      'a learner who is not in the roster',
      'scores.csv',
      (text: string) => text.replace('S003', 'S009'),
      ['scores.csv', 'S009'],
    ],
    ['a learner twice', 'roster.csv', (text: string) => text.replace('S003', 'S002'), ['roster.csv', 'S002']],
    [
      'a path that leads out of the folder',
      'pilot.json',
      json((pilot) => {
        pilot.graph = '../graph.json';
      }),
      ['pilot.json', '../graph.json'],
    ],
  ])('%s', async (_, file, change, words) => {
    const { code, stderr, left } = await run(file, change);
    expect(code).toBe(2);
    for (const word of words) expect(stderr).toContain(word);
    expect(left).toEqual([]);
  });

  test('a name that is a formula or markup is printed as text', async () => {
    const { code, booklets } = await run('roster.csv', (text) =>
      text.replace('甲', '=cmd()').replace('乙', '<script>x</script>'),
    );
    expect(code).toBe(0);
    expect(booklets).toHaveLength(3);
    expect(booklets[0]!.includes('=cmd()')).toBe(true);
    expect(booklets[1]!.includes('&lt;script&gt;x')).toBe(true);
    for (const booklet of booklets) expect(booklet.includes('<script')).toBe(false);
  });

  test('__proto__ as a learner gets a booklet', async () => {
    const { code, booklets, left } = await run(/^(roster|scores)\.csv$/, (text) => text.replace('S003', '__proto__'));
    expect(code).toBe(0);
    expect(booklets).toHaveLength(3);
    expect(left.filter((path) => path.includes('__proto__'))).toHaveLength(2);
  });

  test('a formula that does not parse is shown as written', async () => {
    const { code, booklets, stderr } = await run(
      'bank.json',
      json((bank) => {
        bank.items[0]!.stem = '求 $\\frac{1}$ 与 $\\nonsense{x}$ 的和';
      }),
    );
    expect(code).toBe(0);
    expect(booklets).toHaveLength(3);
    expect(booklets.some((booklet) => booklet.includes('\\nonsense'))).toBe(true);
    expect(stderr).toContain('\\nonsense');
  });
});
