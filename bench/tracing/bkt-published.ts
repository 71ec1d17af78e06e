// Claim: models of the Bayesian tracing family reach AUC .722 without and .728 with forgetting on the leak-free split of
// assist09 (pyBKT: .716 and .722), and on assist2009_updated (skills only) every skill's maximum likelihood is at least the best known.
// All options are the library's defaults or presets; nothing is tuned to these data, and test parts are predicted once.
// `npx tsx bench/tracing/bkt-published.ts --write` writes the table to bkt-published.md beside this file.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ResponseLog } from '../../src/data/response-log.js';
import { evaluateTracing } from '../../src/evaluate/tracing.js';
import * as bkt from '../../src/tracing/bkt.js';
import { realData, referenceData } from '../../test/real-data.js';
import { readAssist09, readThreeLines } from '../../test/tracing/assistments.js';

const MODELS: readonly (readonly [string, Partial<bkt.BktOptions>])[] = [
  ['standard', {}],
  ['standard, forgetting', { forget: true }],
  ['levels of learners', { levels: 5 }],
  ['levels, forgetting', { levels: 5, forget: true }],
  ['levels, items', { levels: 5, items: 'each' }],
  ['levels, items, forgetting (FULL_OPTIONS)', bkt.FULL_OPTIONS],
];

const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  console.log(line);
};

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const wanted = (name: string): boolean => only === undefined || only === name;

say('# Bayesian knowledge tracing on public data');
say('');
say(
  'Made by `npx tsx bench/tracing/bkt-published.ts --write`. Fitted to the training part, the test part predicted once,',
);
say('each interaction once. Nothing is tuned: options are defaults or those named.');
for (const name of ['assist09', 'statics']) {
  const [train, held, q] = ['train.csv', 'test.csv', 'q.csv'].map((file) => realData(`${name}/${file}`));
  if (!wanted(name) || train === undefined || held === undefined) continue;
  compare(`${name}, skill combinations as skills`, readAssist09(train), readAssist09(held), MODELS);
  if (q === undefined || name !== 'assist09') continue;
  const several = MODELS.filter((_, i) => i === 0 || i === MODELS.length - 1);
  compare(`${name}, answers with a set of skills`, readAssist09(train, q), readAssist09(held, q), several);
}
const [classic, classicHeld] = ['train', 'test'].map((part) =>
  realData(`assist2009_updated/assist2009_updated_${part}.csv`),
);
if (wanted('assist2009_updated') && classic !== undefined && classicHeld !== undefined) {
  const [train, held] = [readThreeLines(classic), readThreeLines(classicHeld)];
  const models: readonly (readonly [string, Partial<bkt.BktOptions>])[] = [
    ['standard, maximum likelihood', { priors: false }],
    ['standard (default: MAP)', {}],
    ['standard, priors pooled over skills', { priors: 'pooled' }],
    ['forgetting, maximum likelihood', { priors: false, forget: true }],
    ['forgetting (MAP)', { forget: true }],
    ['levels, forgetting', { levels: 5, forget: true }],
  ];
  compare('assist2009_updated, skills only', train, held, models);
  againstBestKnown(train);
}
if (process.argv.includes('--write')) {
  writeFileSync(fileURLToPath(new URL('./bkt-published.md', import.meta.url)), `${lines.join('\n')}\n`);
}

function compare(
  title: string,
  train: ResponseLog,
  held: ResponseLog,
  models: readonly (readonly [string, Partial<bkt.BktOptions>])[],
): void {
  say('');
  say(`## ${title}`);
  say('');
  say(`${train.length} answers to fit, ${held.length} to predict.`);
  say('');
  say('| model | test AUC | test log-likelihood | RMSE | ECE | training log-likelihood | inverted skills |');
  say('|---|---|---|---|---|---|---|');
  for (const [name, options] of models) {
    const model = bkt.fit(train, options);
    const { auc, logLoss, rmse, ece, interactions } = evaluateTracing(bkt, model, held);
    const inverted = model.skills.filter((_, i) => model.guess[i] > 1 - model.slip[i] + 1e-9).length;
    const cells = [
      model.report.rules === undefined ? name : `${name}; rule ${model.rule}`,
      auc.toFixed(4),
      (-logLoss * interactions).toFixed(1),
      rmse.toFixed(4),
      ece.toFixed(4),
      (model.report.joint ?? model.report.logLikelihood).toFixed(2),
      inverted,
    ];
    say(`| ${cells.join(' | ')} |`);
  }
}

function againstBestKnown(train: ResponseLog): void {
  const file = referenceData('tracing/bestknown_assist2009_updated.json');
  if (file === undefined) return;
  const best = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { readonly ll: number }>;
  const model = bkt.fit(train, { priors: false });
  let least = Number.POSITIVE_INFINITY;
  let higher = 0;
  model.skills.forEach((skill, i) => {
    const gain = model.report.skills.logLikelihood[i] - best[skill].ll;
    least = Math.min(least, gain);
    if (gain > 1e-3) higher++;
  });
  const known = Object.values(best).reduce((sum, { ll }) => sum + ll, 0);
  say('');
  say(
    `Maximum likelihood: Σ over ${model.skills.length} skills ${model.report.logLikelihood.toFixed(4)}, best known ${known.toFixed(4)}; ` +
      `least difference of a skill ${least.toExponential(1)}; ${higher} skills higher by more than .001.`,
  );
}
