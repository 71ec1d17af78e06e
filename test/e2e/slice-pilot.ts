import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matrixToCsv } from '../../src/data/csv-writer.js';
import { readResponses } from '../../src/data/wide-responses.js';
import { put } from './yincai.js';

const FIXTURE = fileURLToPath(new URL('../../fixtures/pilot', import.meta.url));

/** Writes the bundled pilot with its first learners and last two exams alone. */
export async function slicePilot(
  folder: string,
  learners: number,
): Promise<{ readonly ids: string[]; readonly names: string[] }> {
  const read = (path: string): Promise<string> => readFile(join(FIXTURE, path), 'utf8');
  const manifest = JSON.parse(await read('pilot.json'));
  manifest.exams = manifest.exams.slice(-2);
  const roster = (await read('roster.csv'))
    .trim()
    .split(/\r?\n/)
    .slice(0, learners + 1);
  const ids = roster.slice(1).map((line) => line.split(',')[0]!);
  const names = roster.slice(1).map((line) => line.split(',')[1]!);
  const kept = new Set(ids);
  await put(join(folder, 'roster.csv'), roster.join('\n'));
  const [header, ...practice] = (await read('practice.csv')).trim().split(/\r?\n/);
  const mine = practice.filter((line) => kept.has(line.split(',')[0]!));
  await put(join(folder, 'practice.csv'), [header, ...mine].join('\n'));
  for (const exam of manifest.exams) {
    const { matrix } = await readResponses(await readFile(join(FIXTURE, exam.scores)), { file: exam.scores });
    const rows = ids.map((id) => matrix.learners.indexOf(id)).filter((row) => row >= 0);
    const width = matrix.items.length;
    const points = new Float32Array(rows.flatMap((i) => [...matrix.points.subarray(i * width, (i + 1) * width)]));
    const few = { ...matrix, learners: rows.map((row) => matrix.learners[row]!), points };
    exam.scores = `${exam.id}.csv`;
    await put(join(folder, exam.scores), matrixToCsv(few));
    await cp(join(FIXTURE, exam.blueprint), join(folder, exam.blueprint), { recursive: true });
  }
  for (const file of ['graph.json', 'bank.json']) await put(join(folder, file), await read(file));
  await put(join(folder, 'pilot.json'), JSON.stringify(manifest));
  return { ids, names };
}
