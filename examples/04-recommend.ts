/**
 * From the answers of one exam to what a learner should practise next, and why.
 *
 * Prints:
 *   整数加法：掌握的概率 0.6
 *   整数乘法：掌握的概率 0.1
 *   计算：$17 \times 9=$ ____。 答案 $153$
 *   “整数乘法”还没有练稳，现在练最见效。
 */
import type { Item, KnowledgeGraph, ResponseMatrix } from 'yincai/data';
import { fit as fitPoints } from 'yincai/diagnosis/point-ability';
import { calibrate } from 'yincai/irt';
import { instances } from 'yincai/items';
import { eventsFromExam, mastery, replay } from 'yincai/learner';
import { describeReason, recommend } from 'yincai/recommend';
import { simulateAbilities, simulateItems, simulateResponses } from 'yincai/simulate';

const graph: KnowledgeGraph = {
  points: [
    { id: 'add', name: '整数加法', subject: 'math' },
    { id: 'multiply', name: '整数乘法', subject: 'math' },
  ],
  edges: [{ from: 'add', to: 'multiply', kind: 'prerequisite' }],
};

// One item template a point: its instances are fresh, and each answer is verified by a second route.
const template = (id: string, sign: string, latex: string, difficulty: number): Item => ({
  id: `${id}-template`,
  subject: 'math',
  kind: 'blank',
  stem: `计算：$12 ${latex} 7=$ ____。`,
  answer: sign === '+' ? '$19$' : '$84$',
  points: 5,
  knowledgePoints: [id],
  difficulty,
  template: {
    parameters: { a: { kind: 'integer', min: 11, max: 49 }, b: { kind: 'integer', min: 3, max: 9 } },
    stem: `计算：\${{a}} ${latex} {{b}}=$ ____。`,
    answer: { expression: `a ${sign} b`, format: 'integer', text: `\${{answer}}$` },
    verify: { by: 'root', variable: 'x', expression: sign === '+' ? 'x - b - a' : 'x / b - a' },
  },
});
const bank = { items: [template('add', '+', '+', 0.75), template('multiply', '*', '\\times', 0.65)] };

// Everybody's answers (simulated): six questions on adding, then six on multiplying. The first learner cannot multiply yet.
const drawn = simulateResponses(simulateItems(12, { seed: 4, difficulty: -1 }), simulateAbilities(300, { seed: 4 }), {
  seed: 4,
});
const points = drawn.points.slice();
points.set([1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0]);
const exam: ResponseMatrix = { ...drawn, points };
const needs = exam.items.map((_, i) => [i < 6 ? 'add' : 'multiply']);

const irt = calibrate(exam);
const models = { irt, ability: fitPoints(exam, needs, irt, { deviation: 0.6 }) };
const events = eventsFromExam(exam, needs, 'math').get('s1');
const state = replay('s1', events === undefined ? [] : [events], models);
for (const { id, name } of graph.points) {
  console.log(`${name}：掌握的概率 ${mastery(state, 'math', id, models).probability.toFixed(1)}`);
}

const names = { points: new Map(graph.points.map(({ id, name }) => [id, name])) };
const { groups } = recommend(
  state,
  bank,
  graph,
  models,
  { subject: 'math', targets: ['multiply'], weakBelow: 0.7 },
  { instances },
);
for (const { recommendations } of groups) {
  const [{ item, reasons }] = recommendations;
  console.log(`${item.stem} 答案 ${item.answer}`);
  console.log(describeReason(reasons[0], 'zh', 'learner', names));
}
