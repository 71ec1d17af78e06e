import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../src/data/item-bank.js';
import { createRandom } from '../../src/math/random.js';
import { bankFiles } from '../fixtures/banks/bank-files.js';
import { filesIn, put, scratch, yincai } from './yincai.js';

const folder = scratch();
const LEARNERS = 40;
const KINDS = {
  'single-choice': '单选题',
  'multiple-choice': '多选题',
  'true-false': '判断题',
  blank: '填空题',
  constructed: '解答题',
};

/** A paper of a question on each of the first points, and its scores by simulated learners: whole marks, won by ability and difficulty. */
async function writePilot(name: string): Promise<readonly Item[]> {
  const { bank, graph } = bankFiles(`banks/${name}`);
  const paper = graph.points.slice(0, 24).map(({ id }) => bank.items.find((item) => item.knowledgePoints[0] === id)!);
  const random = createRandom(`pilot of ${name}`);
  const marks = (item: Item): number => Math.max(1, Math.round(item.points));
  const learners = Array.from({ length: LEARNERS }, (_, i) => {
    const ability = random.normal();
    const points = paper.map((item) => {
      const odds = Math.exp(ability) * (item.difficulty / (1 - item.difficulty));
      const share = item.kind === 'constructed' ? odds / (1 + odds) : random.uniform() < odds / (1 + odds) ? 1 : 0;
      return Math.round(share * marks(item));
    });
    return [`L${String(i + 1).padStart(3, '0')}`, `模拟生${i + 1}`, '示例中学', '高二(1)班', ...points];
  });
  const at = join(folder, name);
  const csv = (rows: readonly (readonly (string | number)[])[]): string => rows.map((row) => row.join(',')).join('\n');
  const numbers = paper.map((_, i) => i + 1);
  await put(join(at, 'scores.csv'), csv([['学号', '姓名', '学校', '班级', ...numbers], ...learners]));
  const rows = paper.map((item, i) => [i + 1, KINDS[item.kind], marks(item), item.knowledgePoints.join(';'), item.id]);
  await put(join(at, 'blueprint.csv'), csv([['题号', '题型', '分值', '知识点', '题库编号'], ...rows]));
  await put(join(at, 'graph.json'), JSON.stringify(graph));
  await put(join(at, 'bank.json'), JSON.stringify(bank));
  const exam = { id: 'mock', title: '期中考试', date: '2026-04-20', scores: 'scores.csv', blueprint: 'blueprint.csv' };
  const manifest = { kind: 'pilot', version: 1, title: '试点（模拟数据）', subject: name, simulated: true };
  await put(
    join(at, 'pilot.json'),
    JSON.stringify({ ...manifest, graph: 'graph.json', bank: 'bank.json', exams: [exam] }),
  );
  return bank.items;
}

describe.each(['physics', 'chemistry', 'english'])('a pilot in %s', (name) => {
  test('runs from exam to booklets, with practice out of its bank and every formula set', async () => {
    const items = await writePilot(name);
    const out = join(folder, `out-${name}`);
    const ran = await yincai(['pilot', join(folder, name), '--out', out, '--format', 'html', '--json'], 60_000);
    expect(ran.stderr).not.toMatch(/公式|失败/);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ learners: LEARNERS, booklets: LEARNERS, simulated: true });
    const files = (await filesIn(out)).filter((path) => path.startsWith('booklets/') && path.endsWith('.html'));
    expect(files).toHaveLength(LEARNERS);
    // Fixed stems without formulas and blanks are found as they are.
    const plain = items.filter(({ stem, template }) => template === undefined && !/[$_"'&\n]/.test(stem));
    const pages = await Promise.all(files.map((path) => readFile(join(out, path), 'utf8')));
    expect(plain.filter(({ stem }) => pages.some((page) => page.includes(stem))).length).toBeGreaterThan(2);
    for (const page of pages) {
      const shown = page.replace(/<(annotation|style).*?<\/\1>/gs, '').replace(/<[^>]*>/g, '');
      expect(shown).not.toMatch(/\\ce|\\frac|\\mathrm|〓/);
    }
    if (name === 'english') expect(pages.some((page) => page.includes('class="passage"'))).toBe(true);
    else expect(pages.every((page) => page.includes('<math'))).toBe(true);
  }, 70_000);
});
