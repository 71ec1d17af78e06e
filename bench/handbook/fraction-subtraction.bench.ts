/**
 * The booklets of real learners, whole road: 536 of the fraction subtraction data, where they are beside the checkout.
 * Making (replay, recommendation, fresh verified variants, composition) and setting are timed apart, in one thread.
 * Run: npx tsx bench/handbook/fraction-subtraction.bench.ts
 */
import { dirname } from 'node:path';
import { openFolder } from '../../src/cli/pilot/folder.js';
import { makeBooklet, openPress } from '../../src/cli/pilot/learner-booklet.js';
import { fitPilot } from '../../src/cli/pilot/models.js';
import { readPilot } from '../../src/data/pilot-folder.js';
import { renderHtml } from '../../src/handbook/html.js';
import { createPdfRenderer } from '../../src/handbook/pdf.js';
import { realData } from '../../test/real-data.js';

const responses = realData('frcsub/responses.csv');
if (responses === undefined) {
  console.log('the fraction subtraction data are not here: nothing measured');
} else {
  const quiet = () => undefined;
  const talk = {
    language: 'zh' as const,
    json: false,
    say: quiet,
    result: quiet,
    progress: () => ({ update: quiet, stop: quiet }),
    steps: () => ({ update: quiet, stop: quiet }),
  };
  const pilot = await readPilot(await openFolder(dirname(responses)));
  const press = openPress(await fitPilot(pilot, talk), 0, 'zh', undefined);
  const { entries } = pilot.roster;
  const make = () => entries.map((entry) => makeBooklet(press, entry));
  const booklets = make();
  console.log(`${booklets.length} booklets, one thread, medians of 3 rounds (PDF: one round of the first 100)`);
  console.log(`make        ${rate(make, entries.length)} a second`);
  console.log(`HTML        ${rate(() => booklets.map((booklet) => renderHtml(booklet)), entries.length)} a second`);
  console.log(
    `make + HTML ${rate(() => entries.map((entry) => renderHtml(makeBooklet(press, entry))), entries.length)} a second`,
  );
  const pdf = await createPdfRenderer();
  pdf.render(booklets[0]);
  const from = performance.now();
  for (const booklet of booklets.slice(0, 100)) {
    pdf.render(booklet);
    // Documents are let go between turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(`PDF         ${(100_000 / (performance.now() - from)).toFixed(1)} a second`);
}

function rate(work: () => unknown, count: number): string {
  const seconds = [1, 2, 3].map(() => {
    const from = performance.now();
    work();
    return (performance.now() - from) / 1000;
  });
  return (count / seconds.sort((a, b) => a - b)[1]).toFixed(0);
}
