/**
 * A million rows of an interaction log, from a file on disk to a columnar log, each parser in a process of its own:
 * `readLog` fed by a stream, and the plain twin that reads the file whole, splits lines and cells and fills the same columns
 * without a check. Prints seconds and how far the peak of resident memory rose above that of the idle process.
 *
 * Run: `npx tsx bench/data/parse-log.bench.ts`. Targets: under 2 s and 200 MB.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLog } from '../../src/data/interaction-log.js';

const ROWS = 1_000_000;
const RUNS = 5;

interface Outcome {
  readonly rows: number;
  readonly seconds: number;
  readonly extraMegabytes: number;
}

const [, , parser, file] = process.argv;
if (parser !== undefined && file !== undefined) {
  const idle = process.memoryUsage().rss;
  const from = performance.now();
  const rows = await PARSERS()[parser as keyof ReturnType<typeof PARSERS>](file);
  const seconds = (performance.now() - from) / 1000;
  // Kilobytes, on every platform Node runs on.
  const extraMegabytes = (process.resourceUsage().maxRSS * 1024 - idle) / 2 ** 20;
  const outcome: Outcome = { rows, seconds, extraMegabytes };
  process.stdout.write(JSON.stringify(outcome));
} else compare();

function PARSERS() {
  return {
    readLog: async (path: string): Promise<number> =>
      (await readLog(createReadStream(path, { highWaterMark: 1 << 18 }), { file: path })).log.length,
    'plain split': async (path: string): Promise<number> => {
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
      const n = lines.length - 1;
      const index = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
      const columns = [new Int32Array(n), new Int32Array(n), new Int32Array(n)];
      const time = new Float64Array(n);
      const score = new Float32Array(n);
      for (let r = 0; r < n; r++) {
        const [learner, item, clock, correct, skill] = lines[r + 1]!.split(',');
        [learner!, item!, skill!].forEach((id, k) => {
          let at = index[k]!.get(id);
          if (at === undefined) {
            at = index[k]!.size;
            index[k]!.set(id, at);
          }
          columns[k]![r] = at;
        });
        time[r] = Number(clock);
        score[r] = Number(correct);
      }
      return n;
    },
  };
}

function compare(): void {
  const folder = mkdtempSync(join(tmpdir(), 'parse-log-'));
  const path = join(folder, 'log.csv');
  try {
    generate(path);
    process.stdout.write(`${ROWS} rows, ${(statSync(path).size / 2 ** 20).toFixed(1)} MB; medians of ${RUNS} runs\n`);
    const names = Object.keys(PARSERS());
    const outcomes = new Map<string, Outcome[]>(names.map((name) => [name, []]));
    for (let run = 0; run < RUNS; run++) for (const name of names) outcomes.get(name)!.push(measure(name, path));
    const median = (name: string, of: (outcome: Outcome) => number): number =>
      outcomes
        .get(name)!
        .map(of)
        .sort((a, b) => a - b)[RUNS >> 1]!;
    const plain = median('plain split', ({ seconds }) => seconds);
    process.stdout.write('parser        seconds   ratio   extra peak MB\n');
    for (const name of names) {
      const seconds = median(name, (outcome) => outcome.seconds);
      const memory = median(name, ({ extraMegabytes }) => extraMegabytes);
      process.stdout.write(
        `${name.padEnd(12)}${seconds.toFixed(2).padStart(9)}${(seconds / plain).toFixed(2).padStart(8)}${memory.toFixed(0).padStart(16)}\n`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(name: string, path: string): Outcome {
  const child = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), name, path], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Outcome;
}

/** 9,000 learners, 20,000 items, 400 skills, one or two a row, rising times; the same bytes each time. */
function generate(path: string): void {
  const handle = openSync(path, 'w');
  let state = 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let text = 'user_id,item_id,timestamp,correct,skill_id\n';
  for (let r = 0; r < ROWS; r++) {
    const item = next(20_000);
    const skills = item % 3 === 0 ? `k${item % 400};k${(item * 7) % 400}` : `k${item % 400}`;
    text += `learner${next(9_000)},item${item},${1_760_000_000 + r},${next(10) < 6 ? 1 : 0},${skills}\n`;
    if (text.length > 1 << 20) {
      writeSync(handle, text);
      text = '';
    }
  }
  writeSync(handle, text);
  closeSync(handle);
}
