import type { Cover, MasteryChart, MasteryRow, Overview } from '../document.js';
import { amount, clamp, clip, type Facts, levelOf, nameOf, percent } from './facts.js';
import type { PointMastery } from './input.js';

/** 封面 */
export function cover(facts: Facts): Cover {
  const { input, zh } = facts;
  const rows: [string, string | undefined][] = [
    [zh ? '学校' : 'School', input.school],
    [zh ? '班级' : 'Class', input.class],
    [zh ? '姓名' : 'Name', input.name],
    [zh ? '学号' : 'Learner', input.learner],
    [zh ? '考试' : 'Exam', input.exam.title],
    [zh ? '考试日期' : 'Exam date', input.exam.date],
    [zh ? '编印日期' : 'Printed', input.date],
  ];
  return {
    kind: 'cover',
    title: clip(titleOf(facts)),
    ...(input.subject === undefined ? {} : { subtitle: clip(input.subject) }),
    facts: rows.flatMap(([label, value]) =>
      value === undefined || value.trim() === '' ? [] : [{ label, value: clip(value) }],
    ),
    ...(input.notice === undefined ? {} : { notice: clip(input.notice, 200) }),
  };
}

export function titleOf({ input, zh }: Facts): string {
  return input.title ?? (zh ? '个性化学习手册' : 'Personal Study Handbook');
}

/** 学情总览: score, share, band, growth, a few kind words made by rule. */
export function overview(facts: Facts): Overview {
  const { input, zh, share } = facts;
  const figures: { label: string; value: string; note?: string }[] = [];
  const missing = input.questions.length - facts.answered.length;
  if (share !== undefined) {
    figures.push({
      label: zh ? '得分' : 'Score',
      value: `${amount(facts.points)} / ${amount(facts.fullMarks)}`,
      ...(missing > 0
        ? { note: zh ? `${missing} 题没有作答记录，未计入` : `${missing} without an answer, not counted` }
        : {}),
    });
    figures.push({ label: zh ? '得分率' : 'Share', value: percent(share) });
    figures.push({ label: zh ? '水平' : 'Band', value: band(share, zh) });
  }
  const kept = input.masteries.filter((mastery) => levelOf(mastery, facts.options) !== 'unknown');
  if (kept.length > 0) {
    const held = kept.filter((mastery) => levelOf(mastery, facts.options) === 'mastered').length;
    figures.push({ label: zh ? '已掌握知识点' : 'Points mastered', value: `${held} / ${kept.length}` });
  }
  const earlier = input.history
    .filter((exam) => Number.isFinite(exam.share))
    .map((exam) => ({ label: clip(exam.label, 24), share: clamp(exam.share) }));
  const mean = input.classMean;
  return {
    kind: 'overview',
    title: zh ? '学情总览' : 'Overview',
    figures,
    history: share === undefined ? earlier : [...earlier, { label: clip(input.exam.title, 24), share }],
    ...(mean !== undefined && mean.learners >= facts.options.minGroup && share !== undefined
      ? { reference: { label: zh ? '班级平均' : 'Class mean', share: clamp(mean.share) } }
      : {}),
    sheet: input.questions.map((question) => ({
      label: clip(question.label, 12),
      ...(question.points === undefined
        ? {}
        : { share: question.fullMarks > 0 ? clamp(question.points / question.fullMarks) : 1 }),
    })),
    paragraphs: words(facts, earlier.at(-1)?.share),
  };
}

/** Bands, never ranks. */
function band(share: number, zh: boolean): string {
  if (share >= 0.85) return zh ? '优秀' : 'Excellent';
  if (share >= 0.7) return zh ? '良好' : 'Good';
  if (share >= 0.6) return zh ? '达标' : 'On track';
  return zh ? '待提高' : 'Growing';
}

function words(facts: Facts, before: number | undefined): string[] {
  const { input, zh, share } = facts;
  const paragraphs: string[] = [];
  if (share === undefined) {
    paragraphs.push(
      zh
        ? '这次考试没有你的作答记录。不必着急：先用原卷限时完整做一遍，再按本手册练习，补上这一段。'
        : 'There is no record of your answers in this exam. No hurry: do the paper once within its time, then work through this handbook.',
    );
  } else if (facts.lost.length === 0) {
    paragraphs.push(
      zh
        ? '这次考试全部答对，非常棒！保持细致的习惯，可以挑战提升题。'
        : 'Everything right in this exam: splendid! Keep up your care and try the advanced questions.',
    );
  } else {
    paragraphs.push(growth(share, before, zh));
  }
  const sorted = [...input.masteries]
    .filter((mastery) => levelOf(mastery, facts.options) !== 'unknown')
    .sort((a, b) => b.probability - a.probability);
  const strong = sorted.filter((mastery) => levelOf(mastery, facts.options) === 'mastered').slice(0, 3);
  if (strong.length > 0) {
    const list = strong.map((mastery) => quote(nameOf(facts, mastery.point), zh)).join(zh ? '' : ', ');
    paragraphs.push(zh ? `你的强项是${list}，继续保持。` : `Your strengths are ${list}. Keep them up.`);
  }
  const focus = input.practice.filter((group) => group.recommendations.length > 0).slice(0, 3);
  const weak =
    focus.length > 0
      ? focus.map((group) => group.knowledgePoint)
      : sorted
          .filter((mastery) => levelOf(mastery, facts.options) === 'weak')
          .slice(-3)
          .reverse()
          .map((mastery) => mastery.point);
  if (weak.length > 0) {
    const list = weak.map((point) => quote(nameOf(facts, point), zh)).join(zh ? '' : ', ');
    paragraphs.push(
      zh
        ? `接下来把力气放在${list}上，从基础题做起，一步一步来。`
        : `Put your effort into ${list} next: begin with the basic questions and go step by step.`,
    );
  }
  return paragraphs;
}

function growth(share: number, before: number | undefined, zh: boolean): string {
  if (before === undefined) {
    return zh
      ? '这是你的第一份手册。错题是最好的老师：先独立重做，再对照解析。'
      : 'This is your first handbook. Mistakes teach best: do them again on your own, then read the solutions.';
  }
  const change = share - before;
  const size = Math.round(Math.abs(change) * 100);
  if (change >= 0.03) {
    return zh
      ? `和上一次相比，得分率提高了 ${size} 个百分点，努力有了回报。`
      : `Your share rose by ${size} percentage points since the last exam: your work pays.`;
  }
  if (change > -0.03) {
    return zh
      ? '和上一次相比，成绩稳定。把下面的错题弄懂，就是下一次的进步。'
      : 'Your result is steady. Understanding the questions below is your next step forward.';
  }
  return zh
    ? '和上一次相比略有起伏，这很正常，各次试卷难度也不同。把错题弄懂，下次会更好。'
    : 'A little lower than last time, which is normal: papers differ in difficulty. Understand the questions below and the next will be better.';
}

export function quote(name: string, zh: boolean): string {
  return zh ? `“${name}”` : `‘${name}’`;
}

/** 知识掌握: weakest first; unknown ones last; past `maxRows` only the weakest and the strongest. */
export function mastery(facts: Facts): MasteryChart {
  const { input, zh, options } = facts;
  const rows = [...input.masteries]
    .sort((a, b) => a.probability - b.probability || a.success - b.success)
    .map((entry) => row(entry, facts));
  const known = rows.filter((entry) => entry.level !== 'unknown');
  const unknown = rows.filter((entry) => entry.level === 'unknown');
  const all = [...known, ...unknown];
  const chart = {
    kind: 'mastery' as const,
    title: zh ? '知识掌握' : 'Mastery',
    explanation: zh
      ? '条形的长度是做对这个知识点一道典型题的把握，细线是它的可信范围（90%）：细线越长，越需要多做几题来确认。'
      : 'The length of a bar is the expected success on a typical question of the point; the thin line is its 90 % credible range: the longer it is, the more answers are needed to be sure.',
  };
  if (all.length <= options.maxRows) return { ...chart, rows: all };
  if (known.length <= options.maxRows) {
    return {
      ...chart,
      rows: all.slice(0, options.maxRows),
      note: zh
        ? `共 ${all.length} 个知识点，其余 ${all.length - options.maxRows} 个还没有作答记录，没有列出。`
        : `Of ${all.length} knowledge points, ${all.length - options.maxRows} without an answer are not shown.`,
    };
  }
  const weakest = Math.ceil(options.maxRows / 2);
  const strongest = options.maxRows - weakest;
  return {
    ...chart,
    rows: [...known.slice(0, weakest), ...known.slice(known.length - strongest)],
    note: zh
      ? `共 ${all.length} 个知识点，这里列出最需要加强的 ${weakest} 个和掌握最好的 ${strongest} 个。`
      : `Of ${all.length} knowledge points, the ${weakest} weakest and the ${strongest} strongest are shown.`,
  };
}

function row(entry: PointMastery, facts: Facts): MasteryRow {
  const success = clamp(entry.success);
  return {
    point: entry.point,
    name: nameOf(facts, entry.point),
    success,
    low: Math.min(clamp(entry.low), success),
    high: Math.max(clamp(entry.high), success),
    level: levelOf(entry, facts.options),
    answers: entry.answers,
  };
}
