import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Item, ItemBank } from '../../src/data/item-bank.js';
import { put, scratch, yincai } from './yincai.js';

const folder = scratch();
const banks = fileURLToPath(new URL('../../fixtures/banks/', import.meta.url));
const sound = (JSON.parse(readFileSync(`${banks}physics/bank.json`, 'utf8')) as ItemBank).items;

async function bank(name: string, items: readonly Item[]): Promise<string> {
  return put(`${folder}/${name}`, JSON.stringify({ items }));
}

test('a sound bank: exit 0, a line that counts, nothing on stderr', async () => {
  const ran = await yincai(['items', 'lint', `${banks}chemistry/bank.json`, '--graph', `${banks}chemistry/graph.json`]);
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toMatch(/88 道题，其中模板 24 个/);
  expect(ran.stdout).toMatch(/错误 0 处，提醒 0 处\n$/);
  expect(ran.code).toBe(0);
});

test('flaws: exit 1, a line each with file, item, field, what was expected and how to mend it', async () => {
  const [first, second] = sound;
  const path = await bank('flawed.json', [
    { ...first, stem: `${first.stem}𪚥 $\\frac{1}{$` },
    { ...second, answer: '$5$', knowledgePoints: ['no-such-point'] },
  ]);
  const ran = await yincai(['items', 'lint', path, '--graph', `${banks}physics/graph.json`, '--lang', 'en']);
  expect(ran.code).toBe(1);
  const lines = ran.stdout.trimEnd().split('\n');
  const about = (part: string): string => lines.find((line) => line.includes(part)) ?? '';
  for (const part of [`${first.id} stem`, `${second.id} answer`, `${second.id} knowledgePoints[0]`]) {
    expect(about(part)).toMatch(/^error: /);
    expect(about(part)).toContain('flawed.json');
    expect(about(part)).toMatch(/expected .*To mend: /);
  }
  expect(about('𪚥')).toContain('fonts');
  expect(lines.at(-1)).toMatch(/^[4-9] errors, 0 warnings$/);
});

test('image files stand beside the bank; one that is missing is wrong input', async () => {
  const images = [{ id: 'fig', type: 'svg', file: 'fig.svg', width: 30, alt: 'a square' }] as const;
  const path = await bank('drawn.json', [{ ...sound[1], stem: `${sound[1].stem}![fig]`, images }]);
  const missing = await yincai(['items', 'lint', path]);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('fig.svg');
  await put(
    `${folder}/fig.svg`,
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
  );
  expect(await yincai(['items', 'lint', path])).toMatchObject({ code: 0, stderr: '' });
});

test('warnings fail only where they are asked to', async () => {
  const [, { check: _, ...unvouched }] = sound;
  const path = await bank('unvouched.json', [unvouched]);
  const lenient = await yincai(['items', 'lint', path, '--json']);
  expect(lenient.code).toBe(0);
  expect(JSON.parse(lenient.stdout)).toMatchObject({
    file: 'unvouched.json',
    items: 1,
    checks: { none: 1 },
    renderers: ['html', 'pdf'],
    errors: 0,
    warnings: 1,
    findings: [{ level: 'warning', item: unvouched.id, field: 'check' }],
  });
  expect((await yincai(['items', 'lint', path, '--strict'])).code).toBe(1);
});

test.each([
  ['no such file', async () => `${folder}/none.json`],
  ['no JSON', async () => put(`${folder}/broken.json`, '{"items": [')],
  ['no bank', async () => put(`${folder}/other.json`, '{"things": []}')],
  ['an item without a stem', async () => bank('stemless.json', [{ ...sound[0], stem: '' }])],
])('%s: exit 2 and nothing on stdout', async (_, make) => {
  const ran = await yincai(['items', 'lint', await make()]);
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toMatch(/^错误: /);
});
