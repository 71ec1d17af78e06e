import { createRandom } from '../../src/math/random.js';
import type { Row } from './assistments.js';

/** Practice of learners of different ability, whose skills grow with practice: P(right) = logistic(ability + easiness + growth · log(1 + practice)). */
export function practise(learners: number, length: number, seed: string): Row[] {
  const random = createRandom(seed);
  const easy = createRandom('items');
  const skills = ['fractions', 'angles', '__proto__', 'a+b'];
  const items = Array.from({ length: 24 }, (_, i) => ({
    item: `q${i}`,
    skills: i % 5 === 0 ? [skills[i % 4], skills[(i + 1) % 4]] : [skills[i % 4]],
    easiness: easy.normal(0, 1),
  }));
  const rows: Row[] = [];
  for (let l = 0; l < learners; l++) {
    const ability = random.normal(0, 1);
    const practice = new Map<string, number>();
    for (let t = 0; t < length; t++) {
      const { item, skills: needs, easiness } = random.pick(items);
      const before = Math.max(...needs.map((skill) => practice.get(skill) ?? 0));
      const p = 1 / (1 + Math.exp(-(ability + easiness + 0.5 * Math.log1p(before))));
      rows.push({ learner: `L${l}`, item, skills: needs, score: random.bernoulli(p) ? 1 : 0 });
      for (const skill of needs) practice.set(skill, (practice.get(skill) ?? 0) + 1);
    }
  }
  return rows;
}
