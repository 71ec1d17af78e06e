/**
 * A whole run of `yincai handbook` on simulated pilots of 540 and 9,000 learners, in two worker processes: what a booklet costs, how
 * that grows, and how much memory the run takes over time. Writes `batch.md` beside it.
 * Run: npm run build:js && npx tsx bench/handbook/batch.ts [learners …]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulatePilot } from '../../fixtures/pilot/simulation/pilot.js';
import type { HandbookSummary } from '../../src/cli/pilot/summary.js';
import type { ItemBank } from '../../src/data/item-bank.js';
import type { KnowledgeGraph } from '../../src/data/knowledge-graph.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const fixture = join(root, 'fixtures/pilot');
const CLASS = 45;

/** Writes a simulated pilot: as many schools of twelve classes as it takes. */
async function pilotOf(learners: number, folder: string): Promise<void> {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(fixture, name), 'utf8'));
  const rooms = Math.ceil(learners / CLASS);
  const two = (value: number): string => String(value).padStart(2, '0');
  const schools = Array.from({ length: Math.ceil(rooms / 12) }, (_, s) => ({
    school: `模拟${s + 1}中`,
    classes: Array.from({ length: Math.min(12, rooms - 12 * s) }, (_, room) => ({
      class: `高二（${room + 1}）班`,
      learners: Array.from(
        { length: Math.min(CLASS, learners - CLASS * (12 * s + room)) },
        (_, seat) => `S${two(s + 1)}-${two(room + 1)}${two(seat + 1)}`,
      ),
    })),
  }));
  const graph = read('graph.json') as KnowledgeGraph;
  const bank = read('bank.json') as ItemBank;
  const files = new Map(await simulatePilot(graph, bank, schools));
  files.set('graph.json', JSON.stringify(graph));
  files.set('bank.json', JSON.stringify(bank));
  files.delete('truth.json');
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

interface Sample {
  /** Booklets done so far. */
  readonly done: number;
  /** Resident memory of all processes of the run, MB. */
  readonly memory: number;
}

interface Measured {
  readonly summary: HandbookSummary;
  /** Processor seconds of the worker processes, and of all. */
  readonly workers: number;
  readonly all: number;
  readonly samples: readonly Sample[];
  readonly bytes: number;
}

/** Runs the program and watches its processes by the system's own account (Linux). */
async function measure(pilot: string, out: string, format: string): Promise<Measured> {
  const run = spawn(
    process.execPath,
    [join(root, 'dist/cli/main.js'), 'handbook', pilot, '--out', out, '--format', format, '--workers', '2', '--json'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let stdout = '';
  run.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const cpu = new Map<number, number>();
  const samples: Sample[] = [];
  const look = (): void => {
    try {
      let memory = 0;
      const journal = readFileSync(join(out, '.handbooks.jsonl'), 'utf8');
      const done = journal.split('\n').length - 2;
      for (const pid of [run.pid!, ...childrenOf(run.pid!)]) {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        cpu.set(pid, (Number(stat[11]) + Number(stat[12])) / 100);
        memory += (Number(stat[21]) * 4096) / 1e6;
      }
      samples.push({ done, memory });
    } catch {
      // Before the first booklet, or a process that ended between two looks.
    }
  };
  const timer = setInterval(look, 500);
  const code = await new Promise((resolve) => run.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`the run ended with ${code}: ${stdout}`);
  const { booklets } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
    booklets: { files: { bytes: number }[] }[];
  };
  let workers = 0;
  let all = 0;
  for (const [pid, seconds] of cpu) {
    all += seconds;
    if (pid !== run.pid) workers += seconds;
  }
  return {
    summary: JSON.parse(stdout) as HandbookSummary,
    workers,
    all,
    samples,
    bytes: booklets.reduce((sum, { files }) => sum + files.reduce((own, file) => own + file.bytes, 0), 0),
  };
}

function childrenOf(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return list === '' ? [] : list.split(/\s+/).map(Number);
}

function row(format: string, { summary, workers, samples, bytes }: Measured): string {
  const { booklets, pages, seconds } = summary;
  const each = (1000 * workers) / booklets;
  const at = (share: number): string =>
    (samples.find(({ done }) => done >= share * booklets) ?? samples.at(-1))?.memory.toFixed(0) ?? '–';
  const perPage = pages > 0 ? (each / (pages / booklets)).toFixed(2) : '–';
  return `| ${[
    booklets,
    format.toUpperCase(),
    pages > 0 ? (pages / booklets).toFixed(1) : '–',
    (bytes / booklets / 1024).toFixed(0),
    seconds.booklets.toFixed(0),
    (booklets / seconds.booklets).toFixed(1),
    each.toFixed(1),
    perPage,
    (2000 / each).toFixed(0),
    pages > 0 ? ((2000 * pages) / booklets / each / 12).toFixed(0) : '–',
    `${at(0.25)} / ${at(0.5)} / ${at(0.75)} / ${at(1)}`,
    Math.max(...samples.map(({ memory }) => memory)).toFixed(0),
    (seconds.read + seconds.fit).toFixed(0),
  ].join(' | ')} |`;
}

const sizes = process.argv.slice(2).map(Number);
const lines: string[] = [];
for (const learners of sizes.length > 0 ? sizes : [540, 9000]) {
  const folder = mkdtempSync(join(tmpdir(), 'yincai-batch-'));
  try {
    await pilotOf(learners, join(folder, 'pilot'));
    for (const format of ['html', 'pdf']) {
      const line = row(format, await measure(join(folder, 'pilot'), join(folder, format), format));
      rmSync(join(folder, format), { recursive: true, force: true });
      console.log(line);
      lines.push(line);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const head = [
  'learners',
  'format',
  'pages',
  'KB',
  'seconds',
  'a second',
  'CPU ms each',
  'CPU ms a page',
  'a second on two idle cores',
  'the same of 12 pages',
  'MB at ¼ / ½ / ¾ / end',
  'peak MB',
  'read and fit, s',
];
writeFileSync(
  new URL('batch.md', import.meta.url),
  `# Whole runs of \`yincai handbook\`

Simulated pilots; two worker processes on a machine of two cores. Each booklet is made from the learner's answers (state, recommendation,
verified variants), composed, set, and written whole with its digest. *CPU ms* is processor time of the worker processes by the system's
account, start-up included, which a busy machine raises far less than the time on the clock; *on two idle cores* is 2000 ms over it.
*MB* is resident memory of all processes of the run together, shared pages counted in each, after a quarter, a half … of the booklets.

| ${head.join(' | ')} |
| ${head.map(() => '---').join(' | ')} |
${lines.join('\n')}

\`npm run build:js && npx tsx bench/handbook/batch.ts\`
`,
);
