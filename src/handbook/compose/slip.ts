import type { Slip } from '../document.js';
import { type Facts, levelOf, nameOf, quote } from './facts.js';
import type { ExamQuestion } from './input.js';

/** The likely kind of slip in a lost question, with the knowledge point that it lies in. */
export interface LikelySlip {
  readonly kind: Slip;
  /** The weak prerequisite, or the weakest of the question's points. */
  readonly point?: string;
  /** For a weak prerequisite: the point that rests on it. */
  readonly of?: string;
}

/** The likely kind of slip: careless where success was expected, else a weak prerequisite, else the point itself. */
export function slipOf({ points, expected, knowledgePoints }: ExamQuestion, facts: Facts): LikelySlip {
  const { options } = facts;
  if (points === undefined) return { kind: 'not-answered' };
  if (expected !== undefined && expected >= options.careless) return { kind: 'careless' };
  // The cause lies in a prerequisite where that is weak, and no firmer than the point that rests on it.
  let base: LikelySlip | undefined;
  let least = options.weak;
  for (const of of knowledgePoints) {
    const own = facts.masteries.get(of)?.probability ?? 1;
    for (const point of facts.prerequisites.get(of) ?? []) {
      const before = facts.masteries.get(point);
      if (levelOf(before, options) !== 'weak' || before!.probability > own || before!.probability >= least) continue;
      least = before!.probability;
      base = { kind: 'prerequisite', point, of };
    }
  }
  if (base !== undefined) return base;
  const point = weakestOf(knowledgePoints, facts);
  return point === undefined ? { kind: 'not-mastered' } : { kind: 'not-mastered', point };
}

/** What to mind when the question is done again: it must not give the way away. */
export function diagnosisOf(slip: LikelySlip, { points }: ExamQuestion, facts: Facts): string {
  const { zh } = facts;
  const name = slip.point === undefined ? undefined : quote(nameOf(facts, slip.point), zh);
  switch (slip.kind) {
    case 'not-answered':
      return zh
        ? '没有作答：先试着写出已知条件和第一步。'
        : 'Not answered: begin by writing what is given and a first step.';
    case 'careless':
      return zh
        ? '可能是粗心：这类题你平时把握较大，重做时留意审题、计算和书写。'
        : 'Possibly a slip: you usually manage such questions. Mind the wording, the arithmetic and the writing.';
    case 'prerequisite':
      return zh
        ? `先修未掌握：先补上${name}，再回来做这道题。`
        : `A prerequisite is weak: first mend ${name}, then come back.`;
    case 'not-mastered': {
      const level = levelOf(slip.point === undefined ? undefined : facts.masteries.get(slip.point), facts.options);
      const half = level === 'partial' || level === 'mastered';
      const part = (points ?? 0) > 0;
      return zh ? lackZh(name, part, half) : lackEn(name, part, half);
    }
  }
}

/** Why the marks were probably lost, and where in the booklet it is practised. */
export function causeOf(slip: LikelySlip, { points }: ExamQuestion, facts: Facts): string {
  const { zh } = facts;
  const name = slip.point === undefined ? undefined : quote(nameOf(facts, slip.point), zh);
  const then = name === undefined ? '' : practisedIn(slip.point!, facts);
  const part = (points ?? 0) > 0;
  switch (slip.kind) {
    case 'not-answered':
      return zh
        ? '原卷上没有作答，看不出卡在哪里：对照讲解，标出自己想不到的那一步。'
        : 'There was no answer, so nothing tells where it stuck: mark the step in the solution that you would not have found.';
    case 'careless':
      return zh
        ? '这类题你平时多半能做对，这次多半失在审题、计算或书写：对照讲解，找出写错的那一步。'
        : 'You usually manage such questions, so the marks were probably lost in reading, arithmetic or writing: find the step.';
    case 'prerequisite': {
      const of = quote(nameOf(facts, slip.of!), zh);
      return zh
        ? `${of}要用到${name}，而${name}还不牢，多半卡在这里。${then}`
        : `${of} rests on ${name}, which is not yet firm: it probably stuck there.${then}`;
    }
    case 'not-mastered':
      if (name === undefined) {
        return zh
          ? '方法还没有建立起来：看懂讲解后，合上书再写一遍。'
          : 'The method is not there yet: understand the solution, then write it with the book closed.';
      }
      if (part) {
        return zh
          ? `思路已经对了一部分，后面用到的${name}还不熟。${then}`
          : `Partly on the way; what it needs of ${name} is not yet familiar.${then}`;
      }
      return zh ? `${name}的方法还没有建立起来。${then}` : `The method for ${name} is not there yet.${then}`;
  }
}

function practisedIn(point: string, { groups, zh, options }: Facts): string {
  const at = groups.findIndex((group) => group.point === point);
  if (at < 0 || !options.sections.includes('practice')) return '';
  return zh ? `“举一反三”第 ${at + 1} 组专练这一点。` : ` Group ${at + 1} of the practice is for it.`;
}

function lackZh(name: string | undefined, part: boolean, half: boolean): string {
  const start = part ? '已经做对一部分；' : '';
  if (name === undefined) return `${start}还没有掌握：先看讲解，再合上书独立重做。`;
  if (half) return `${start}${name}掌握得还不够牢：先想清楚用什么方法，再独立重做。`;
  return `${start}${name}还没有掌握：先复习这个知识点，再独立重做。`;
}

function lackEn(name: string | undefined, part: boolean, half: boolean): string {
  const start = part ? 'Partly right already. ' : '';
  if (name === undefined) {
    return `${start}Not yet mastered: read the solution, then do it again with the book closed.`;
  }
  if (half) return `${start}Not yet firm: ${name}. Settle on a method first, then do it again on your own.`;
  return `${start}Not yet mastered: ${name}. Review this point, then do it again on your own.`;
}

function weakestOf(points: readonly string[], facts: Facts): string | undefined {
  let weakest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const point of points) {
    const probability = facts.masteries.get(point)?.probability ?? 1;
    if (probability < least) {
      least = probability;
      weakest = point;
    }
  }
  return weakest;
}
