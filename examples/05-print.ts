/**
 * Composes a small handbook from plain data and prints it as a page of its own: no scripts, nothing to load.
 *
 * Prints:
 *   cover, overview, mastery, mind-map, wrong-review, explanations, practice, plan, message, feedback
 *   formulas as MathML: 3, scripts: 0
 */
import type { Item } from 'yincai/data';
import { compose } from 'yincai/handbook';
import { renderHtml } from 'yincai/handbook/html';

const item: Item = {
  id: 'demo-1',
  subject: 'math',
  kind: 'blank',
  stem: '计算：$\\frac{1}{2}+\\frac{1}{3}=$ ____。',
  answer: '$\\frac{5}{6}$',
  solution: '通分：$\\frac{3}{6}+\\frac{2}{6}=\\frac{5}{6}$。',
  points: 5,
  knowledgePoints: ['add'],
  difficulty: 0.7,
};

const handbook = compose({
  language: 'zh',
  learner: 'S01',
  name: '示例',
  exam: { title: '第一次月考', date: '2025-10-10' },
  questions: [{ label: '1', item, fullMarks: 5, points: 0, knowledgePoints: ['add'], expected: 0.6 }],
  history: [],
  masteries: [{ point: 'add', probability: 0.4, success: 0.4, low: 0.2, high: 0.6, answers: 1 }],
  practice: [],
  graph: { points: [{ id: 'add', name: '分数加法', subject: 'math' }], edges: [] },
  notice: '示例数据',
});
console.log(handbook.sections.map(({ kind }) => kind).join(', '));

const html = renderHtml(handbook);
console.log(`formulas as MathML: ${html.split('<math').length - 1}, scripts: ${html.split('<script').length - 1}`);
