import type { MasteryChart, MasteryGroup, MasteryRow } from '../document.js';
import { clamp, clip, type Facts, levelOf, nameOf } from './facts.js';
import type { PointMastery } from './input.js';

/** Axes of a radar: with fewer it is no shape, with more its names collide. */
const LEAST_GROUPS = 3;
const MOST_GROUPS = 10;
const LEVELS: Readonly<Record<MasteryRow['level'], number>> = { weak: 0, partial: 1, mastered: 2, unknown: 3 };
/** The most exams in a strip. */
const MOST_EXAMS = 8;

/** 知识掌握: weakest first; unknown ones last; past `maxRows` only the weakest and the strongest. */
export function mastery(facts: Facts): MasteryChart {
  const { input, zh, options } = facts;
  const exams = (input.trailExams ?? []).slice(-MOST_EXAMS);
  const shown = exams.length >= 2 ? exams : [];
  const skip = (input.trailExams ?? []).length - shown.length;
  const row = (entry: PointMastery): MasteryRow => {
    const success = clamp(entry.success);
    return {
      point: entry.point,
      name: nameOf(facts, entry.point),
      success,
      low: Math.min(clamp(entry.low), success),
      high: Math.max(clamp(entry.high), success),
      level: levelOf(entry, options),
      answers: entry.answers,
      trail: shown.map((_, at) => {
        const then = entry.trail?.[skip + at];
        return then === undefined || then === null ? null : clamp(then);
      }),
    };
  };
  const unknown = input.masteries.filter((entry) => levelOf(entry, options) === 'unknown');
  const mastered = facts.known.filter((entry) => levelOf(entry, options) === 'mastered');
  const lacking = facts.known.filter((entry) => levelOf(entry, options) !== 'mastered');
  const chart = {
    kind: 'mastery' as const,
    title: zh ? '知识掌握' : 'Mastery',
    explanation: zh
      ? '条形的长度是做对这个知识点一道典型题的把握，细线是它的可信范围（90%）：细线越长，越需要多做几题来确认。'
      : 'The length of a bar is the expected success on a typical question of the point; the thin line is its 90 % credible range: the longer it is, the more answers are needed to be sure.',
    groups: groups(facts),
    strongest: mastered
      .slice(-3)
      .reverse()
      .map(({ point }) => nameOf(facts, point)),
    weakest: lacking.slice(0, 3).map(({ point }) => nameOf(facts, point)),
    exams: shown.map((exam) => clip(exam, 24)),
  };
  // Level by level, in each the shortest bar first.
  const ordered = (rows: readonly PointMastery[]): MasteryRow[] =>
    rows.map(row).sort((a, b) => LEVELS[a.level] - LEVELS[b.level] || a.success - b.success);
  const { known } = facts;
  const total = known.length + unknown.length;
  const { maxRows } = options;
  if (total <= maxRows) return { ...chart, rows: ordered([...known, ...unknown]) };
  if (known.length <= maxRows) {
    return {
      ...chart,
      rows: ordered([...known, ...unknown].slice(0, maxRows)),
      note: zh
        ? `共 ${total} 个知识点，其余 ${total - maxRows} 个还没有作答记录，没有列出。`
        : `Of ${total} knowledge points, ${total - maxRows} without an answer are not shown.`,
    };
  }
  const weakest = Math.ceil(maxRows / 2);
  const strongest = maxRows - weakest;
  return {
    ...chart,
    rows: ordered([...known.slice(0, weakest), ...known.slice(known.length - strongest)]),
    note: zh
      ? `共 ${total} 个知识点，这里列出最需要加强的 ${weakest} 个和掌握最好的 ${strongest} 个。`
      : `Of ${total} knowledge points, the ${weakest} weakest and the ${strongest} strongest are shown.`,
  };
}

/**
 * Chapters of the known points as axes, those with most answers, in the graph's order. Success is the mean over points,
 * and so are the ends of the range: as wide as if the points' errors all went one way, hence never too narrow.
 */
function groups({ input, known }: Facts): MasteryGroup[] {
  const chapters = new Map<string, { entries: PointMastery[]; answers: number }>();
  const byPoint = new Map(known.map((entry) => [entry.point, entry]));
  for (const { id, chapter } of input.graph.points) {
    const entry = byPoint.get(id);
    if (entry === undefined || chapter === undefined || chapter.trim() === '') continue;
    const found = chapters.get(chapter);
    if (found === undefined) chapters.set(chapter, { entries: [entry], answers: entry.answers });
    else {
      found.entries.push(entry);
      found.answers += entry.answers;
    }
  }
  if (chapters.size < LEAST_GROUPS) return [];
  const kept = new Set(
    [...chapters]
      .sort(([, one], [, other]) => other.answers - one.answers)
      .slice(0, MOST_GROUPS)
      .map(([chapter]) => chapter),
  );
  return [...chapters]
    .filter(([chapter]) => kept.has(chapter))
    .map(([chapter, { entries }]) => {
      const mean = (of: (entry: PointMastery) => number): number =>
        entries.reduce((sum, entry) => sum + clamp(of(entry)), 0) / entries.length;
      const success = mean((entry) => entry.success);
      return {
        name: clip(chapterName(chapter), 24),
        success,
        low: Math.min(
          success,
          mean((entry) => entry.low),
        ),
        high: Math.max(
          success,
          mean((entry) => entry.high),
        ),
      };
    });
}

/** A chapter's name without its number, `选必二 第四章 数列` → `数列`. */
function chapterName(chapter: string): string {
  return chapter.replace(/^.{0,12}?第[一二三四五六七八九十百\d]+(?:章|单元|节)[\s·:：]*(?=\S)/u, '').trim();
}
