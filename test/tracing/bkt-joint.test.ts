import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { normalGrid } from '../../src/math/quadrature.js';
import { createRandom } from '../../src/math/random.js';
import { foretell, foretoldFor, type Question, revise } from '../../src/tracing/bkt/credit.js';
import { chainsOf, logLikelihoodAt } from '../../src/tracing/bkt/em.js';
import { createJoint } from '../../src/tracing/bkt/joint.js';
import { KINDS, layOut } from '../../src/tracing/bkt/layout.js';
import { buildPrefixTrees } from '../../src/tracing/bkt/prefix-tree.js';
import { RULES } from '../../src/tracing/bkt/rule.js';
import { takeApart, type Visits } from '../../src/tracing/bkt/visits.js';
import * as bkt from '../../src/tracing/bkt.js';
import { logOf, type Row } from './assistments.js';

const inner = fc.double({ min: 0.02, max: 0.98, noNaN: true });

/** A question of one level. */
function questionOf(skills: readonly { known: number; unknown: number; weight: number }[]): Question {
  const total = skills.reduce((sum, { weight }) => sum + weight, 0);
  const odds = (p: number): number => Math.log(p / (1 - p));
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const back = (x: number): number => 1 / (1 + Math.exp(-x));
  return {
    n: skills.length,
    levels: 1,
    known: Float64Array.from(skills, ({ known }) => known),
    unknown: Float64Array.from(skills, ({ unknown }) => unknown),
    learn: new Float64Array(skills.length),
    forget: new Float64Array(skills.length),
    weight: Float64Array.from(skills, ({ weight }) => weight / total),
    all: Float64Array.of(back(mean(skills.map(({ known }) => odds(known))))),
    lacking: Float64Array.of(back(mean(skills.map(({ unknown }) => odds(unknown))))),
  };
}

/** P(right) of a state of all skills, one bit each, by the words of the rule. */
function rightIn(rule: bkt.CreditRule, question: Question, state: number): number {
  const { n, known, unknown, weight, all, lacking } = question;
  const own = Array.from({ length: n }, (_, s) => ((state >> s) & 1 ? known[s] : unknown[s]));
  if (rule === 'conjunctive') return n === 1 ? own[0] : state === 2 ** n - 1 ? all[0] : lacking[0];
  if (rule === 'noisy-and') return own.reduce((product, p) => product * p, 1);
  return own.reduce((sum, p, s) => sum + weight[s] * p, 0);
}

describe('an answer with several skills', () => {
  const skill = fc.record({
    known: inner,
    unknown: inner,
    weight: fc.double({ min: 0.1, max: 3, noNaN: true }),
    belief: inner,
  });

  property.prop(
    [fc.array(skill, { minLength: 1, maxLength: 6 }), fc.constantFrom(...RULES), fc.constantFrom(0, 1, 0.3)],
    {
      numRuns: 150,
    },
  )('is foretold and taken in as the sum over all 2ⁿ states says', (skills, rule, score) => {
    const question = questionOf(skills);
    const n = skills.length;
    const belief = Float64Array.from(skills, (one) => one.belief);
    let right = 0;
    let evidence = 0;
    const posterior = new Float64Array(n);
    for (let state = 0; state < 2 ** n; state++) {
      let chance = 1;
      for (let s = 0; s < n; s++) chance *= (state >> s) & 1 ? belief[s] : 1 - belief[s];
      const p = rightIn(rule, question, state);
      right += chance * p;
      const likely = score * p + (1 - score) * (1 - p);
      evidence += chance * likely;
      for (let s = 0; s < n; s++) if ((state >> s) & 1) posterior[s] += chance * likely;
    }
    const told = foretoldFor(n, 1);
    foretell(rule, question, belief, told);
    expect(told.right[0]).toBeCloseTo(right, 10);
    for (let s = 0; s < n; s++) {
      expect(belief[s] * told.ifKnown[s] + (1 - belief[s]) * told.ifUnknown[s]).toBeCloseTo(right, 10);
    }
    revise(question, told, score, belief, Float64Array.of(1));
    for (let s = 0; s < n; s++) expect(belief[s]).toBeCloseTo(posterior[s] / evidence, 8);
  });

  test('a wrong answer blames the skill that is doubtful, not the one that is sure', () => {
    const question = questionOf([
      { known: 0.9, unknown: 0.1, weight: 1 },
      { known: 0.9, unknown: 0.1, weight: 1 },
    ]);
    for (const rule of ['conjunctive', 'noisy-and'] as const) {
      const belief = Float64Array.of(0.95, 0.3);
      const told = foretoldFor(2, 1);
      foretell(rule, question, belief, told);
      revise(question, told, 0, belief, Float64Array.of(1));
      expect(0.95 - belief[0], rule).toBeLessThan(0.06);
      expect(belief[1], rule).toBeLessThan(0.12);
    }
  });
});

/** Answers of all kinds: several skills, parts of marks, gaps of time. */
function mixed(seed: string): { visits: Visits; skills: number } {
  const random = createRandom(seed);
  const rows: Row[] = [];
  for (let l = 0; l < 6; l++) {
    for (let t = 0; t < 8; t++) {
      const skills = ['a', 'b', 'c'].filter(() => random.bernoulli(0.6));
      rows.push({
        learner: `L${l}`,
        skills: skills.length > 0 ? skills : ['a'],
        item: `i${random.integer(0, 3)}`,
        score: [0, 1, 0.5][random.integer(0, 2)],
      });
    }
  }
  const log = logOf(rows);
  for (let r = 0; r < log.length; r++) log.time[r] = r * 1e8 * (1 + random.uniform());
  const visits = takeApart(log, {
    skill: log.skills.map((_, s) => s),
    skills: log.skills.length,
    itemClass: log.items.map((_, i) => i),
    items: log.items.length,
    groupsOf: (learner) => [learner % 2, 2],
    groups: 3,
    weights: [1, 2, 1, 0.5, 1, 1],
  });
  return { visits, skills: log.skills.length };
}

describe('the likelihood of all skills together', () => {
  test.each(RULES)('has its exact gradient under the rule %s', (rule) => {
    const { visits, skills } = mixed(rule);
    const effects = {
      items: true,
      itemLearning: true,
      levels: 3,
      groups: true,
      forget: true,
      decay: true,
      weights: true,
    };
    const layout = layOut(visits, effects);
    const grid = normalGrid(3, 2);
    const joint = createJoint(visits, layout, rule, { at: grid.nodes, share: grid.weights }, new Float64Array(skills));
    const random = createRandom('point');
    const point = Float64Array.from({ length: layout.total }, () => 2 * random.uniform() - 1);
    const { gradient } = joint.evaluate(point);
    for (let i = 0; i < layout.total; i++) {
      const at = (x: number): number => joint.evaluate(point.map((old, j) => (j === i ? x : old))).value;
      const h = 1e-5;
      const difference = (at(point[i] + h) - at(point[i] - h)) / (2 * h);
      const kind = KINDS.find((name) => i < layout.at[name] + layout.size[name]);
      expect(Math.abs(difference - gradient[i]), kind).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
    }
  });

  property.prop(
    [
      fc.array(fc.array(fc.constantFrom(0, 1, 0.5), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
      inner,
      inner,
      inner,
      inner,
    ],
    { numRuns: 40 },
  )('is that of the hidden chains where each answer has one skill', (scores, prior, learn, low, high) => {
    const [guess, right] = [Math.min(low, high) * 0.9, Math.max(low, high)];
    const log = logOf(scores.flatMap((own, l) => own.map((score) => ({ learner: `L${l}`, skills: ['k'], score }))));
    const visits = takeApart(log, {
      skill: [0],
      skills: 1,
      itemClass: log.items.map(() => -1),
      items: 0,
      groupsOf: () => [],
      groups: 0,
    });
    const off = {
      items: false,
      itemLearning: false,
      levels: 1,
      groups: false,
      forget: false,
      decay: false,
      weights: false,
    };
    const layout = layOut(visits, off);
    const one = { at: Float64Array.of(0), share: Float64Array.of(1) };
    const joint = createJoint(visits, layout, 'conjunctive', one, [0.05]);
    const odds = (p: number): number => Math.log(p / (1 - p));
    const point = new Float64Array(layout.total);
    point[layout.at.prior] = odds(prior);
    point[layout.at.learn] = odds(learn);
    point[layout.at.easiness] = (odds(guess) + odds(right)) / 2;
    point[layout.at.gap] = Math.log(odds(right) - odds(guess));
    const [chain] = chainsOf(buildPrefixTrees(log));
    const expected = logLikelihoodAt(chain, { prior, learn, guess, slip: 1 - right, forget: 0.05 });
    expect(joint.evaluate(point).value).toBeCloseTo(expected, 6);
  });
});

/** Learners of two levels of skill, items of two kinds, two schools: the truth behind what is fitted. */
function simulate(learners: number, seed: string): { rows: Row[]; groups: Map<string, readonly string[]> } {
  const { bernoulli, integer, normal } = createRandom(seed);
  const rows: Row[] = [];
  const groups = new Map<string, readonly string[]>();
  const back = (x: number): number => 1 / (1 + Math.exp(-x));
  for (let l = 0; l < learners; l++) {
    const school = l % 2;
    groups.set(`L${l}`, [`school ${school}`]);
    const level = normal();
    for (const skill of ['one', 'two', 'three']) {
      let known = bernoulli(back((school === 0 ? -1 : 1) + level));
      for (let t = 0; t < 8; t++) {
        const kind = integer(0, 1);
        const easy = kind === 0 ? 1 : -1;
        rows.push({
          learner: `L${l}`,
          skills: [skill],
          item: `${skill} ${kind}`,
          score: bernoulli(back(easy + (known ? 1.5 : -1.5))) ? 1 : 0,
        });
        known = known || bernoulli(0.1);
      }
    }
  }
  return { rows, groups };
}

describe('effects', () => {
  const { rows, groups } = simulate(800, 'effects');
  const log = logOf(rows);
  const model = bkt.fit(log, { levels: 5, items: 'each', groups });

  test('are recovered: schools, items, levels', () => {
    const { effects } = model;
    const school = (name: string): number => effects!.groups!.prior[effects!.groups!.ids.indexOf(name)];
    expect(Math.abs(school('school 1') - school('school 0') - 2)).toBeLessThan(0.6);
    const item = (id: string): number =>
      effects!.items!.easiness[effects!.items!.class[effects!.items!.ids.indexOf(id)]];
    for (const skill of ['one', 'two', 'three']) {
      expect(Math.abs(item(`${skill} 0`) - item(`${skill} 1`) - 2), skill).toBeLessThan(0.4);
    }
    expect(Math.abs(effects!.slope.prior - 1)).toBeLessThan(0.4);
    expect(Math.abs(effects!.slope.easiness)).toBeLessThan(0.25);
    for (let s = 0; s < 3; s++) expect(Math.abs(model.learn[s] - 0.1)).toBeLessThan(0.05);
  });

  test('foretell new learners better, and never turn guess above 1 − slip', () => {
    const next = simulate(200, 'new learners');
    const held = logOf(next.rows);
    const loss = (p: Float64Array): number =>
      -p.reduce((sum, right, r) => sum + Math.log(held.score[r] === 1 ? right : 1 - right), 0) / held.length;
    const plain = loss(bkt.predictLog(bkt.fit(log), held));
    const rich = loss(bkt.predictLog(model, held, { groups: next.groups }));
    expect(rich).toBeLessThan(plain - 0.02);
    expect(loss(bkt.predictLog(model, held))).toBeGreaterThan(rich);
    model.skills.forEach((_, s) => {
      expect(model.guess[s]).toBeLessThan(1 - model.slip[s]);
    });
  });

  test('are spoken of in the report', () => {
    expect(model.report.joint).toBeGreaterThan(model.report.logLikelihood);
    expect(model.report.deviations!.itemEasiness).toBeGreaterThan(0.3);
    // Of 3 skills, 6 items with two effects, 2 schools, their 6 pairs with skills, 3 slopes.
    expect(model.report.parameters).toBe(3 * 4 + 2 * 6 + 2 + 6 + 3);
  });

  test('pool small classes towards the others: three answers move a class less than many do', () => {
    const few: Row[] = [];
    const where = new Map(groups);
    for (let t = 0; t < 3; t++) few.push({ learner: 'x', skills: ['one'], item: 'one 0', score: 0 });
    where.set('x', ['school small']);
    const { effects } = bkt.fit(logOf([...rows, ...few]), { groups: where });
    const prior = (name: string): number => effects!.groups!.prior[effects!.groups!.ids.indexOf(name)];
    expect(prior('school small')).toBeLessThan(0);
    expect(Math.abs(prior('school small'))).toBeLessThan(Math.abs(prior('school 0')) + 0.3);
  });
});

test('classes of items share their guess and slip (KT-IDEM), and items of a class never met have its effect', () => {
  const { rows } = simulate(300, 'classes');
  const classes = new Map(
    ['one', 'two', 'three'].flatMap((skill) =>
      [0, 1].map((kind): [string, string] => [`${skill} ${kind}`, kind === 0 ? 'easy' : 'hard']),
    ),
  );
  classes.set('not in the log', 'easy');
  const { effects } = bkt.fit(logOf(rows), { items: classes });
  const { items } = effects!;
  expect(items!.easiness).toHaveLength(2);
  const of = (id: string): number => items!.easiness[items!.class[items!.ids.indexOf(id)]];
  expect(of('one 0')).toBe(of('three 0'));
  expect(Math.abs(of('one 0') - of('one 1') - 2)).toBeLessThan(0.4);
  expect(of('not in the log')).toBe(of('one 0'));
});

test('learn rates by item are recovered', () => {
  const { bernoulli, integer } = createRandom('teaching items');
  const rows: Row[] = [];
  for (let l = 0; l < 3000; l++) {
    let known = bernoulli(0.2);
    for (let t = 0; t < 8; t++) {
      const teaches = integer(0, 1);
      rows.push({
        learner: `L${l}`,
        skills: ['k'],
        item: `i${teaches}`,
        score: bernoulli(known ? 0.92 : 0.15) ? 1 : 0,
      });
      known = known || bernoulli(teaches === 1 ? 0.3 : 0.03);
    }
  }
  const { effects, learn } = bkt.fit(logOf(rows), { items: 'each', itemLearning: true });
  const rate = (id: string): number => {
    const shift = effects!.items!.learn[effects!.items!.class[effects!.items!.ids.indexOf(id)]];
    return 1 / (1 + Math.exp(-(Math.log(learn[0] / (1 - learn[0])) + shift)));
  };
  expect(Math.abs(rate('i1') - 0.3)).toBeLessThan(0.07);
  expect(Math.abs(rate('i0') - 0.03)).toBeLessThan(0.03);
});

test('forgetting by the clock is recovered, and months weigh more than minutes', () => {
  const { bernoulli, integer } = createRandom('clock');
  const rows: Row[] = [];
  const times: number[] = [];
  const day = 86_400_000;
  for (let l = 0; l < 2500; l++) {
    let known = bernoulli(0.6);
    let time = 0;
    for (let t = 0; t < 8; t++) {
      rows.push({ learner: `L${l}`, skills: ['k'], score: bernoulli(known ? 0.9 : 0.15) ? 1 : 0 });
      times.push(time);
      known = known || bernoulli(0.25);
      const days = [0.01, 1, 30][integer(0, 2)];
      time += days * day;
      known = known && bernoulli((1 + days) ** -0.2);
    }
  }
  const log = logOf(rows);
  log.time.set(times);
  const model = bkt.fit(log, { decay: true });
  expect(Math.abs(model.effects!.decay![0] - 0.2)).toBeLessThan(0.05);
  let state = bkt.advance(model, bkt.start(model), { skills: ['k'], score: 1, time: 0 });
  state = bkt.advance(model, state, { skills: ['k'], score: 1, time: 60_000 });
  const soon = bkt.knownOf(model, state, 'k', 120_000);
  expect(bkt.knownOf(model, state, 'k', 60 * day)).toBeLessThan(soon - 0.2);
  // A clock that runs backwards stands still.
  expect(bkt.knownOf(model, state, 'k', -day)).toBe(bkt.knownOf(model, state, 'k', 60_000));
});

test('where answers need all their skills, fitting by joint evidence finds the skills’ own truth', () => {
  const { bernoulli } = createRandom('dina');
  const rows: Row[] = [];
  for (let l = 0; l < 1500; l++) {
    const knows = new Map(['a', 'b'].map((skill) => [skill, bernoulli(skill === 'a' ? 0.8 : 0.4)]));
    for (const skills of [['a', 'b'], ['a'], ['b'], ['a', 'b'], ['b'], ['a'], ['a', 'b'], ['a'], ['b']]) {
      const all = skills.every((skill) => knows.get(skill));
      rows.push({ learner: `L${l}`, skills, score: bernoulli(all ? 0.9 : 0.1) ? 1 : 0 });
    }
  }
  const log = logOf(rows);
  const joint = bkt.fit(log, { rule: 'conjunctive' });
  const apart = bkt.fit(log, { rule: 'conjunctive', joint: false });
  const off = (model: bkt.BktModel): number => Math.abs(model.prior[0] - 0.8) + Math.abs(model.prior[1] - 0.4);
  expect(off(joint)).toBeLessThan(0.08);
  expect(off(joint)).toBeLessThan(off(apart) - 0.1);
});

test('given parameters stay to the letter, beside effects and joint evidence, too', () => {
  const rows = simulate(60, 'fixed').rows.map((row, i) => (i % 5 === 0 ? { ...row, skills: ['one', 'two'] } : row));
  const fixed = new Map<string, Partial<bkt.BktParameters>>([
    ['one', { guess: 0.2, slip: 0.1 }],
    ['two', { learn: 0, prior: 1 }],
  ]);
  for (const options of [
    { fixed },
    { fixed, levels: 3, forget: true },
    { fixed, joint: false },
    { fixed, priors: false },
  ] as const) {
    const model = bkt.fit(logOf(rows), options);
    expect([model.guess[0], model.slip[0]]).toEqual([0.2, 0.1]);
    expect([model.learn[1], model.prior[1]]).toEqual([0, 1]);
    expect(model.learn[0]).toBeGreaterThan(0);
    expect(Number.isFinite(model.report.joint ?? model.report.logLikelihood)).toBe(true);
  }
});
