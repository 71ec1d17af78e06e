import { type ChildProcess, spawn } from 'node:child_process';
import { cp, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/cli/pilot/manifest.js';
import { manifestSchema } from '../../src/cli/pilot/manifest-schema.js';
import { slicePilot } from './slice-pilot.js';
import { filesIn, put, scratch, yincai } from './yincai.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const LEARNERS = 12;
const JOURNAL = '.handbooks.jsonl';
const folder = scratch();
const pilot = join(folder, 'pilot');
const whole = join(folder, 'whole');
const args = (out: string): string[] => ['handbook', pilot, '--out', out, '--format', 'pdf', '--bundle', 'class'];
let ids: string[] = [];

beforeAll(async () => {
  ({ ids } = await slicePilot(pilot, LEARNERS));
  const { code, stderr } = await yincai(args(whole), 100_000);
  expect(stderr).not.toContain('错误');
  expect(code).toBe(0);
}, 110_000);

/** What a folder holds, but for the summary, which tells the time that was spent. */
async function contents(out: string): Promise<Record<string, string>> {
  const files = (await filesIn(out)).filter((path) => path !== 'summary.json');
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path, sha256(await readFile(join(out, path)))])),
  );
}

/** Starts a run and calls `then` when it has made so many booklets. */
async function during(out: string, booklets: number, then: (run: ChildProcess) => void): Promise<number | null> {
  const run = spawn(process.execPath, [MAIN, ...args(out), '--workers', '2'], { stdio: 'ignore' });
  const over = new Promise<number | null>((resolve) => run.once('close', resolve));
  for (;;) {
    const journal = await readFile(join(out, JOURNAL), 'utf8').catch(() => '');
    if (journal.split('\n').length - 2 >= booklets) break;
    if (run.exitCode !== null) throw new Error('the run was over too soon');
    await new Promise((next) => setTimeout(next, 20));
  }
  then(run);
  return over;
}

async function booklets(out: string): Promise<Map<string, number>> {
  const files = (await filesIn(out)).filter((path) => path.startsWith('booklets/') && path.endsWith('.pdf'));
  return new Map(await Promise.all(files.map(async (path) => [path, (await stat(join(out, path))).mtimeMs] as const)));
}

describe('a run that is stopped', () => {
  test('by SIGKILL goes on and ends in the same bytes; what was finished is not made again', async () => {
    const out = join(folder, 'killed');
    await during(out, 4, (run) => run.kill('SIGKILL'));
    expect(await filesIn(out)).not.toContain('manifest.json');
    // What a write that was cut short leaves.
    const half = join('booklets', '.00000000-0000-4000-8000-000000000000.partial');
    await put(join(out, half), 'half');
    const noted = (await readFile(join(out, JOURNAL), 'utf8')).split('\n').slice(1, -1);
    const before = await booklets(out);
    expect(noted.length).toBeGreaterThanOrEqual(4);
    expect(noted.length).toBeLessThan(LEARNERS);
    const { code, stdout, stderr } = await yincai([...args(out), '--json'], 100_000);
    expect(code).toBe(0);
    expect(stderr).toContain('接着上次中断的运行');
    expect(JSON.parse(stdout)).toMatchObject({ booklets: LEARNERS, kept: noted.length });
    expect(await contents(out)).toEqual(await contents(whole));
    const after = await booklets(out);
    for (const line of noted) {
      const [{ path }] = JSON.parse(line).files;
      expect(after.get(path), path).toBe(before.get(path));
    }
  }, 120_000);

  test('by Ctrl-C keeps what is done, says how to go on, and does so', async () => {
    const out = join(folder, 'interrupted');
    const code = await during(out, 3, (run) => run.kill('SIGINT'));
    expect(code).toBe(1);
    const files = await filesIn(out);
    expect(files).toContain(JOURNAL);
    expect(files.filter((path) => path.endsWith('.partial'))).toEqual([]);
    expect(files.some((path) => path.endsWith('.pdf'))).toBe(true);
    expect((await yincai(args(out), 100_000)).code).toBe(0);
    expect(await contents(out)).toEqual(await contents(whole));
  }, 120_000);

  test('a worker that crashes is replaced and its booklet made', async () => {
    const out = join(folder, 'crashed');
    const code = await during(out, 2, (run) => {
      void children(run.pid!).then(([first]) => process.kill(first!, 'SIGKILL'));
    });
    expect(code).toBe(0);
    expect(await contents(out)).toEqual(await contents(whole));
  }, 120_000);
});

/** Child processes by the system's own account (Linux). */
async function children(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return list.trim().split(/\s+/).map(Number);
}

describe('a second run', () => {
  test('makes nothing again where nothing changed, and what is missing or damaged where something is', async () => {
    const out = join(folder, 'second');
    await cp(whole, out, { recursive: true, preserveTimestamps: true });
    const before = await booklets(out);
    const again = await yincai([...args(out), '--json'], 100_000);
    expect(JSON.parse(again.stdout)).toMatchObject({ made: 0, kept: LEARNERS, bundles: 1 });
    expect(await booklets(out)).toEqual(before);
    const [first, second] = [...before.keys()];
    await truncate(join(out, first!), 1000);
    await writeFile(join(out, second!), 'another');
    const mended = await yincai([...args(out), '--json'], 100_000);
    expect(JSON.parse(mended.stdout)).toMatchObject({ made: 2, kept: LEARNERS - 2 });
    expect(await contents(out)).toEqual(await contents(whole));
  }, 120_000);

  test('makes again only what a change of the input reaches, and takes away who left', async () => {
    const out = join(folder, 'changed');
    await cp(whole, out, { recursive: true, preserveTimestamps: true });
    const changed = join(folder, 'changed-pilot');
    await cp(pilot, changed, { recursive: true });
    const roster = (await readFile(join(changed, 'roster.csv'), 'utf8')).split('\n');
    roster[3] = roster[3]!.replace(/,[^,]+/, ',欧阳新名');
    await writeFile(join(changed, 'roster.csv'), roster.join('\n'));
    const before = await booklets(out);
    const run = await yincai(['handbook', changed, ...args(out).slice(2), '--json'], 100_000);
    expect(JSON.parse(run.stdout)).toMatchObject({ made: 1, kept: LEARNERS - 1, bundles: 1 });
    const after = await booklets(out);
    const touched = [...after.keys()].filter((path) => after.get(path) !== before.get(path));
    expect(touched).toEqual([[...before.keys()].find((path) => path.endsWith(`${ids[2]}.pdf`))]);
  }, 120_000);

  test('of another exam replaces the booklets of all, and refuses to mix in a few', async () => {
    const out = join(folder, 'exams');
    const html = ['--format', 'html'];
    const { exams } = JSON.parse(await readFile(join(pilot, 'pilot.json'), 'utf8'));
    expect((await yincai(['handbook', pilot, '--out', out, ...html], 100_000)).code).toBe(0);
    const other = ['handbook', pilot, '--out', out, ...html, '--exam', exams[0].id];
    const few = await yincai([...other, '--only', ids[0]!]);
    expect(few.code).toBe(2);
    expect(few.stderr).toContain(exams[0].id);
    expect((await yincai(other, 100_000)).code).toBe(0);
    const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
    expect(manifest.exam).toBe(exams[0].id);
  }, 120_000);
});

describe('the manifest', () => {
  test('names every file with its digest, size and pages, in the order of the roster, and nobody', async () => {
    const text = await readFile(join(whole, 'manifest.json'), 'utf8');
    const manifest = manifestSchema.parse(JSON.parse(text));
    const students = manifest.booklets.filter(({ edition }) => edition === 'student');
    expect(students.map(({ learner }) => learner)).toEqual(ids);
    for (const { files } of manifest.booklets) {
      for (const { path, sha256: digest, bytes, pages } of files) {
        const content = await readFile(join(whole, path));
        expect(sha256(content), path).toBe(digest);
        expect(content.length).toBe(bytes);
        expect(pages).toBe(await pagesOf(content));
      }
    }
    expect(text).not.toContain('模拟生');
  });

  test('one that leads out of the folder is refused', async () => {
    const out = join(folder, 'hostile');
    await cp(whole, out, { recursive: true });
    const victim = await put(join(folder, 'victim.pdf'), 'mine');
    const text = await readFile(join(out, 'manifest.json'), 'utf8');
    const path = JSON.parse(text).booklets[0].files[0].path;
    await writeFile(join(out, 'manifest.json'), text.replace(path, 'booklets/../../victim.pdf'));
    expect((await yincai(args(out))).code).toBe(2);
    expect(await readFile(victim, 'utf8')).toBe('mine');
  });
});

async function pagesOf(content: Uint8Array): Promise<number> {
  const task = getDocument({ data: new Uint8Array(content), verbosity: 0 });
  const { numPages } = await task.promise;
  await task.destroy();
  return numPages;
}

describe('a bundle', () => {
  test('holds a cover sheet and all booklets, each from a front side on, with bookmarks and labels', async () => {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(whole, 'manifest.json'), 'utf8')));
    const lengths = new Map(manifest.booklets.map(({ learner, files }) => [learner, files[0]!.pages!]));
    const bundle = manifest.booklets.find(({ edition }) => edition === 'bundle')!;
    const task = getDocument({
      data: new Uint8Array(await readFile(join(whole, bundle.files[0]!.path))),
      verbosity: 0,
    });
    const document = await task.promise;
    const words = async (number: number): Promise<string> => {
      const { items } = await (await document.getPage(number)).getTextContent();
      return items.map((item) => ('str' in item ? item.str : '')).join('');
    };
    expect(await words(1)).toContain(`${LEARNERS} 本`);
    const cover = (await words(1)) + (await words(2));
    for (const id of ids) expect(cover).toContain(id);
    const labels = (await document.getPageLabels())!;
    const outline = (await document.getOutline())!;
    expect(outline.map(({ title }) => title)).toEqual(ids);
    expect(labels.slice(0, 2)).toEqual(['i', 'ii']);
    let at = 3;
    for (const [i, id] of ids.entries()) {
      expect(at % 2, id).toBe(1);
      const dest = outline[i]!.dest as [{ num: number; gen: number }];
      expect(await document.getPageIndex(dest[0])).toBe(at - 1);
      expect(labels[at - 1]).toBe(`${id} · 1`);
      expect(await words(at)).toContain(id);
      const length = lengths.get(id)!;
      // Links of the booklet's list of contents stay within the booklet.
      for (const { dest: link } of await (await document.getPage(at)).getAnnotations()) {
        if (!Array.isArray(link)) continue;
        const index = await document.getPageIndex(link[0]);
        expect(index).toBeGreaterThanOrEqual(at - 1);
        expect(index).toBeLessThan(at - 1 + length);
      }
      if (length % 2 === 1) expect(await words(at + length)).toBe('');
      at += length + (length % 2);
    }
    expect(document.numPages).toBe(at - 1);
    expect(bundle.files[0]!.pages).toBe(at - 1);
    await task.destroy();
  }, 60_000);

  test('printed on one side has no blank pages; options that do not go together are refused', async () => {
    const out = join(folder, 'single');
    const { code } = await yincai([...args(out), '--sides', '1', '--paper', '16k'], 100_000);
    expect(code).toBe(0);
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')));
    const sum = (edition: string): number =>
      manifest.booklets
        .filter((booklet) => booklet.edition === edition)
        .reduce((total, { files }) => total + files[0]!.pages!, 0);
    const cover = sum('bundle') - sum('student');
    expect(cover).toBeGreaterThanOrEqual(2);
    expect(cover).toBeLessThanOrEqual(3);
    for (const wrong of [
      ['--format', 'html', '--bundle', 'class'],
      ['--format', 'pdf', '--bundle', 'class', '--edition', 'teacher'],
      ['--edition', 'teacher', '--only', ids[0]!],
      ['--class', 'none'],
    ]) {
      expect((await yincai(['handbook', pilot, '--out', join(folder, 'none'), ...wrong])).code, wrong.join(' ')).toBe(
        2,
      );
    }
  }, 120_000);
});

test('the teacher’s edition is a book a class, beside the learners’ booklets', async () => {
  const out = join(folder, 'both');
  await cp(whole, out, { recursive: true });
  const { code, stdout } = await yincai(
    ['handbook', pilot, '--out', out, '--edition', 'teacher', '--format', 'html,pdf', '--json'],
    100_000,
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ edition: 'teacher', booklets: 1, made: 1 });
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')));
  const count = (edition: string): number => manifest.booklets.filter((booklet) => booklet.edition === edition).length;
  expect([count('student'), count('teacher'), count('bundle')]).toEqual([LEARNERS, 1, 1]);
  const files = await filesIn(out);
  expect(files.filter((path) => path.startsWith('classes/'))).toHaveLength(2);
  expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('教师讲评手册');
}, 120_000);

test('booklets that fail are named, the others are made, and the program says so with 1', async () => {
  const broken = join(folder, 'broken');
  await cp(pilot, broken, { recursive: true });
  const bank = JSON.parse(await readFile(join(broken, 'bank.json'), 'utf8'));
  // A template whose second route to the answer disagrees with the first: whoever is to practise it has no booklet.
  let spoilt = 0;
  for (const item of bank.items) {
    if (item.template?.verify?.by !== 'expression' || item.template.answer?.expression === undefined) continue;
    if (spoilt++ % 4 === 0) item.template.verify.expression = `(${item.template.answer.expression}) + 1`;
  }
  await writeFile(join(broken, 'bank.json'), JSON.stringify(bank));
  const out = join(folder, 'failing');
  const { code, stdout, stderr } = await yincai(['handbook', broken, '--out', out, '--json'], 100_000);
  expect(code).toBe(1);
  const summary = JSON.parse(stdout);
  expect(summary.failed.length).toBeGreaterThan(0);
  expect(summary.booklets).toBeGreaterThan(0);
  expect(summary.booklets + summary.failed.length).toBe(LEARNERS);
  const made = (await filesIn(out)).filter((path) => path.startsWith('booklets/'));
  expect(made).toHaveLength(summary.booklets);
  for (const { learner, faults } of summary.failed) {
    expect(stderr).toContain(learner);
    expect(faults[0].code).toBe('bad-value');
    expect(made.some((path) => path.endsWith(`${learner}.html`))).toBe(false);
  }
}, 120_000);

describe('an output folder that cannot be written', () => {
  test('says so', async () => {
    const file = await put(join(folder, 'file'), 'mine');
    const { code, stderr } = await yincai(['handbook', pilot, '--out', join(file, 'out')]);
    expect(code).toBe(2);
    expect(stderr).toContain('--out');
    expect(stderr).toContain('可以写入的文件夹');
    expect(await readFile(file, 'utf8')).toBe('mine');
  });
});
