/**
 * How well the online models foretell learners whom they have not met, on the fixed splits of assist09 and statics (where the data are
 * present), with 95 % intervals by drawing learners. Dynamics are searched for on the training part alone.
 * Writes `bench/tracing/online-accuracy.md`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readLog } from '../../src/data/interaction-log.js';
import { readQMatrix } from '../../src/data/q-table.js';
import { bootstrapMetrics } from '../../src/evaluate/bootstrap.js';
import { compareAuc } from '../../src/evaluate/compare.js';
import * as dynamicIrt from '../../src/tracing/dynamic-irt.js';
import * as elo from '../../src/tracing/elo.js';
import { realData } from '../../test/real-data.js';

const lines = [
  '# Online ability on held-out learners',
  '',
  'Written by `npx tsx bench/tracing/online-accuracy.ts`. Splits by learner as distributed; one prediction an interaction;',
  'everything that is searched for is searched for on the training part. Intervals: 95 %, learners drawn 1000 times.',
  '',
  '| data | model | AUC | interval | log-loss | ECE | answers |',
  '|---|---|---|---|---|---|---|',
];
const notes: string[] = [];
for (const data of ['assist09', 'statics']) {
  const [trainFile, testFile, qFile] = ['train.csv', 'test.csv', 'q.csv'].map((name) => realData(`${data}/${name}`));
  if (trainFile === undefined || testFile === undefined || qFile === undefined) {
    console.log(`${data} is not here: skipped`);
    continue;
  }
  const q = await readQMatrix(readFileSync(qFile));
  const { log: train } = await readLog(readFileSync(trainFile), { q });
  const { log: test } = await readLog(readFileSync(testFile), { q });
  const predictions = [
    ['elo', elo.predictLog(elo.fit(train), test)],
    ['dynamic-irt', dynamicIrt.predictLog(dynamicIrt.fit(train), test)],
  ] as const;
  for (const [name, predicted] of predictions) {
    const { auc, logLoss, ece } = bootstrapMetrics({ predicted, score: test.score, learner: test.learner });
    lines.push(
      `| ${data} | ${name} | ${auc.estimate.toFixed(4)} | ${auc.low.toFixed(4)}–${auc.high.toFixed(4)} | ${logLoss.estimate.toFixed(4)} | ${ece.estimate.toFixed(4)} | ${test.length} |`,
    );
  }
  const [[, first], [, second]] = predictions;
  const { difference, standardError, p } = compareAuc({
    first: second,
    second: first,
    score: test.score,
    learner: test.learner,
  });
  notes.push(
    `${data}: dynamic-irt − elo = ${difference.toFixed(4)} ± ${standardError.toFixed(4)} (DeLong with learners as clusters, p = ${p.toPrecision(2)}).`,
  );
}
const text = `${[...lines, '', ...notes].join('\n')}\n`;
console.log(text);
if (notes.length === 2) writeFileSync(fileURLToPath(new URL('online-accuracy.md', import.meta.url)), text);
