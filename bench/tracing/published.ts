// Writes bench/tracing/published.md: all logistic models on assist09 and statics (optional real data), fitted to the training part,
// each answer of the test part predicted once, before it is seen. Random labels are a control: they must land at .5.
// Each log is measured in a process of its own. Named models are measured alone, and their rows put in place of the old ones.
//
//   npx tsx bench/tracing/published.ts
//   npx tsx bench/tracing/published.ts --models ktm,full
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { ResponseLog } from '../../src/data/response-log.js';
import { measure } from '../../src/evaluate/metrics.js';
import { createRandom } from '../../src/math/random.js';
import * as logistic from '../../src/tracing/logistic.js';
import { realData } from '../../test/real-data.js';
import { readAssist09 } from '../../test/tracing/assistments.js';

const SETS: readonly string[] = ['assist09', 'statics'];
const HEAD = `# Logistic models on public data

Made by \`npx tsx bench/tracing/published.ts\`. Fitted to the training part, the test part (other learners) predicted one answer
after another, each once, whatever the number of its skills. ECE over 10 bins. Seconds of processor time on one thread: encode and fit; predict.
Features, decay rates and options are the same for both logs; how strongly weights are drawn together is estimated from the training part.
`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { models: { type: 'string' } } });
const models = values.models?.split(',');
for (const model of models ?? []) if (!Object.hasOwn(logistic.PRESETS, model)) throw new Error(`no model ${model}`);
const missing = SETS.filter((name) => realData(`${name}/train.csv`) === undefined);
if (missing.length > 0) console.log(`${missing.join(', ')} not here; nothing measured, the table is left as it is`);
else if (positionals.length > 0) table(positionals[0]);
else {
  const run = promisify(execFile);
  const more = values.models === undefined ? [] : ['--models', values.models];
  const tables = await Promise.all(
    SETS.map((name) => run(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), name, ...more])),
  );
  const file = new URL('./published.md', import.meta.url);
  const fresh = tables.map(({ stdout }) => stdout);
  const text =
    models === undefined ? [HEAD, ...fresh].join('\n') : withRows(readFileSync(file, 'utf8'), fresh.join('\n'));
  console.log(models === undefined ? text : fresh.join('\n'));
  writeFileSync(file, `${text.trimEnd()}\n`);
}

/** The table with the rows that were measured again in place of those of the same log and model. */
function withRows(old: string, fresh: string): string {
  const rowsOf = (text: string): { readonly key: string; readonly line: string }[] => {
    let log = '';
    return text.split('\n').map((line) => {
      if (line.startsWith('## ')) log = line;
      return { key: line.startsWith('| ') ? `${log} ${line.split('|')[1]}` : '', line };
    });
  };
  const measured = new Map(rowsOf(fresh).map(({ key, line }) => [key, line]));
  return rowsOf(old)
    .map(({ key, line }) => (key === '' ? line : (measured.get(key) ?? line)))
    .join('\n');
}

function table(name: string): void {
  const read = (part: string): ResponseLog => readAssist09(realData(`${name}/${part}.csv`)!, realData(`${name}/q.csv`));
  const train = read('train');
  const test = read('test');
  console.log(`## ${name}: ${train.length} answers to learn from, ${test.length} to predict\n`);
  console.log('| model | AUC | log-loss | ECE | fit s | predict s | converged |');
  console.log('|---|---|---|---|---|---|---|');
  for (const preset of models ?? Object.keys(logistic.PRESETS)) row(preset, preset, train, test);
  if (models !== undefined) return;
  const random = createRandom('random labels');
  const shuffled = (log: ResponseLog): ResponseLog => ({
    ...log,
    score: Float32Array.from(random.shuffle([...log.score])),
  });
  row('control: best-lr-recent on random labels', 'best-lr-recent', shuffled(train), shuffled(test));
}

function row(label: string, preset: string, train: ResponseLog, test: ResponseLog): void {
  const began = seconds();
  const model = logistic.fit(train, { features: preset });
  const fitted = seconds();
  const predicted = logistic.predictLog(model, test);
  const done = seconds();
  const { auc, logLoss, ece } = measure(predicted, test.score);
  console.log(
    `| ${label} | ${auc.toFixed(4)} | ${logLoss.toFixed(4)} | ${ece.toFixed(4)} | ${(fitted - began).toFixed(1)} | ${(done - fitted).toFixed(1)} | ${model.report.converged ? 'yes' : 'no'} |`,
  );
}

/** Of this process alone: others on the machine do not count. */
function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
