// Writes bench/tracing/published.md: all logistic models on assist09 and statics (optional real data), fitted to the training part,
// each answer of the test part predicted once, before it is seen. Random labels are a control: they must land at .5.
// Each log is measured in a process of its own.
//
//   npx tsx bench/tracing/published.ts
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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

const [, , only] = process.argv;
const missing = SETS.filter((name) => realData(`${name}/train.csv`) === undefined);
if (missing.length > 0) console.log(`${missing.join(', ')} not here; nothing measured, the table is left as it is`);
else if (only !== undefined) table(only);
else {
  const run = promisify(execFile);
  const tables = await Promise.all(
    SETS.map((name) => run(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), name])),
  );
  const text = [HEAD, ...tables.map(({ stdout }) => stdout)].join('\n');
  console.log(text);
  writeFileSync(new URL('./published.md', import.meta.url), `${text.trimEnd()}\n`);
}

function table(name: string): void {
  const read = (part: string): ResponseLog => readAssist09(realData(`${name}/${part}.csv`)!, realData(`${name}/q.csv`));
  const train = read('train');
  const test = read('test');
  console.log(`## ${name}: ${train.length} answers to learn from, ${test.length} to predict\n`);
  console.log('| model | AUC | log-loss | ECE | fit s | predict s | converged |');
  console.log('|---|---|---|---|---|---|---|');
  for (const preset of Object.keys(logistic.PRESETS)) row(preset, preset, train, test);
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
