// Claim: `yincai trace fit` with Best-LR on assist09 (220,070 answers) peaks below 200 MB, the whole process: program, reading,
// encoding and fit; Bayesian tracing likewise. Twin: the same fit by a program that reads the file at once into an object a row,
// as one would write it at first. Each runs in a process of its own; the peak is that which the operating system tells.
// Without the data a simulated log of the same size takes their place.
//
// Run: `npm run build:js && npx tsx bench/tracing/memory.bench.ts`
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { practiceLog } from './practice-log.js';

const RUNS = 3;
const MOST = 200;
const dist = (path: string): string => new URL(`../../dist/${path}`, import.meta.url).href;
const main = fileURLToPath(dist('cli/main.js'));

/** Writes the peak of resident memory, kilobytes on every platform, as the last thing that the process does. */
const TELL = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS));",
)}`;

/** The twin, as a module: the file as one text, an object a row, the same log and fit. */
const TWIN = (file: string, q: string | undefined): string => `
import { readFileSync } from 'node:fs';
import { buildResponseLog } from '${dist('data/log-rows.js')}';
import { fit } from '${dist('tracing/logistic.js')}';
const cells = (path) => readFileSync(path, 'utf8').trim().split('\\n').map((line) => line.trim().split(','));
const needs = new Map(${q === undefined ? '[]' : `cells(${JSON.stringify(q)})`}.map(([item, skills]) => [item, skills.split(' ')]));
const [header, ...rows] = cells(${JSON.stringify(file)});
const [learner, item, correct, skill] = ['user_id', 'item_id', 'correct', 'skill_id'].map((name) => header.indexOf(name));
const answers = rows.map((row) => ({
  learner: row[learner], item: row[item], score: Number(row[correct]), skills: needs.get(row[item]) ?? [row[skill]],
}));
fit(buildResponseLog(answers), { features: 'best-lr' });
`;

if (!existsSync(main)) {
  console.log('build the package first (npm run build:js); nothing measured');
} else {
  const folder = mkdtempSync(join(tmpdir(), 'trace-memory-'));
  try {
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const { name, file, q } = practiceLog((text) => write('log.csv', text));
    const twin = write('twin.mjs', TWIN(file, q));
    const fitted = (model: string): string[] => [
      main,
      ...['trace', 'fit', file, ...(q === undefined ? [] : ['--q', q]), '--model', model, '--json'],
    ];
    const programs = [
      ['node alone', ['-e', '0']],
      ['yincai trace fit --model best-lr', fitted('best-lr')],
      ['yincai trace fit --model bkt', fitted('bkt')],
      ['twin: Best-LR from an object a row', [twin]],
    ] as const;
    const peaks = programs.map(() => [] as number[]);
    for (let run = 0; run < RUNS; run++) {
      for (const [i, [, words]] of programs.entries()) peaks[i].push(peakOf(words));
    }
    const middle = peaks.map((list) => list.toSorted((a, b) => a - b)[RUNS >> 1]);
    console.log(`${name}; peak of the whole process, median of ${RUNS} runs`);
    programs.forEach(([what], i) => {
      console.log(
        `${what.padEnd(38)}${middle[i].toFixed(0).padStart(5)} MB   ${(middle[i] / middle[3]).toFixed(2)} × twin`,
      );
    });
    const met = middle[1] <= MOST && middle[2] <= MOST;
    console.log(`both at most ${MOST} MB: ${met}`);
    if (!met) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Megabytes. */
function peakOf(words: readonly string[]): number {
  const { status, stderr } = spawnSync(process.execPath, ['--import', TELL, ...words], { encoding: 'utf8' });
  const kilobytes = /peak (\d+)$/.exec(stderr)?.[1];
  if (status !== 0 || kilobytes === undefined) throw new Error(stderr);
  return Number(kilobytes) / 1024;
}
