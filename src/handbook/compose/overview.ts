import type { Overview } from '../document.js';
import { amount, clamp, clip, type Facts, levelOf, nameOf, percent, quoteAll } from './facts.js';

type Figure = Overview['figures'][number];

/** 学情总览: score, band, comparison with the own past, target and gap, growth, a few kind words made by rule. */
export function overview(facts: Facts): Overview {
  const { input, zh, share } = facts;
  const earlier = input.history
    .filter((exam) => Number.isFinite(exam.share))
    .map((exam) => ({ label: clip(exam.label, 24), share: clamp(exam.share) }));
  const before = earlier.at(-1)?.share;
  const target = targetOf(facts);
  const mean = input.classMean;
  return {
    kind: 'overview',
    title: zh ? '学情总览' : 'Overview',
    figures: figures(facts, before, target),
    history: share === undefined ? earlier : [...earlier, { label: clip(input.exam.title, 24), share }],
    ...(mean !== undefined && mean.learners >= facts.options.minGroup && share !== undefined
      ? { reference: { label: zh ? '班级平均' : 'Class mean', share: clamp(mean.share) } }
      : {}),
    ...(target === undefined ? {} : { target: { label: zh ? '下次目标' : 'Next target', share: target } }),
    sheet: input.questions.map((question) => ({
      label: clip(question.label, 12),
      ...(question.points === undefined
        ? {}
        : { share: question.fullMarks > 0 ? clamp(question.points / question.fullMarks) : 1 }),
    })),
    paragraphs: words(facts, earlier, target),
  };
}

function figures(facts: Facts, before: number | undefined, target: number | undefined): Figure[] {
  const { input, zh, share } = facts;
  const made: Figure[] = [];
  const missing = input.questions.length - facts.answered.length;
  if (share !== undefined) {
    made.push({
      label: zh ? '得分' : 'Score',
      value: `${amount(facts.points)} / ${amount(facts.fullMarks)}`,
      ...(missing > 0
        ? { note: zh ? `${missing} 题没有作答记录，未计入` : `${missing} without an answer, not counted` }
        : {}),
    });
    made.push({ label: zh ? '得分率' : 'Share of marks', value: percent(share) });
    const name = bandOf(facts, share);
    if (name !== undefined) made.push({ label: zh ? '水平' : 'Band', value: clip(name, 12) });
    if (before !== undefined) {
      const change = Math.round(100 * share) - Math.round(100 * before);
      made.push({
        label: zh ? '与上次相比' : 'Since the last exam',
        value: change > 0 ? `+${change}` : change < 0 ? `−${-change}` : '0',
        note: zh ? '个百分点（各次试卷难度不同）' : 'percentage points; papers differ',
      });
    }
  }
  if (target !== undefined) {
    const gap = share === undefined ? 0 : Math.ceil(target * facts.fullMarks - facts.points - 1e-9);
    made.push({
      label: zh ? '下次目标' : 'Next target',
      value: percent(target),
      ...(gap > 0
        ? { note: zh ? `按本卷算，再得 ${gap} 分` : `${gap} more ${gap === 1 ? 'mark' : 'marks'} on this paper` }
        : {}),
    });
  }
  const kept = input.masteries.filter((mastery) => levelOf(mastery, facts.options) !== 'unknown');
  if (kept.length > 0) {
    const held = kept.filter((mastery) => levelOf(mastery, facts.options) === 'mastered').length;
    made.push({ label: zh ? '已掌握知识点' : 'Points mastered', value: `${held} / ${kept.length}` });
  }
  return made;
}

/** The target given, else a little growth from the last share, near full marks half of what is missing. */
function targetOf({ input, options, share }: Facts): number | undefined {
  if (input.target !== undefined && Number.isFinite(input.target)) return clamp(input.target);
  return share === undefined ? undefined : share + Math.min(options.growth, (1 - share) / 2);
}

/** Bands, never ranks; `undefined` where a band by cohort cannot be told, or could tell of few others. */
function bandOf({ input, options, zh }: Facts, share: number): string | undefined {
  const { by, bands } = options.bands;
  let found = bands.at(-1);
  if (by === 'marks') found = bands.find((band) => share >= band.share) ?? found;
  else {
    const { cohort } = input;
    if (cohort === undefined || !(cohort.learners >= options.minGroup)) return undefined;
    let upTo = 0;
    for (const band of bands) {
      upTo += band.share;
      if (cohort.above / cohort.learners >= upTo - 1e-9) continue;
      found = band;
      break;
    }
  }
  return zh ? found?.name : (found?.nameEn ?? found?.name);
}

function words(facts: Facts, earlier: Overview['history'], target: number | undefined): string[] {
  const { zh, share } = facts;
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
    paragraphs.push(growth(share, earlier, zh));
    const within = withinReach(facts, target);
    if (within !== undefined) paragraphs.push(within);
  }
  const strong = facts.known
    .filter((mastery) => levelOf(mastery, facts.options) === 'mastered')
    .slice(-3)
    .reverse();
  if (strong.length > 0) {
    const list = quoteAll(
      strong.map(({ point }) => nameOf(facts, point)),
      zh,
    );
    paragraphs.push(zh ? `你的强项是${list}，继续保持。` : `Your strengths are ${list}. Keep them up.`);
  }
  const focus = facts.groups.slice(0, 3).map(({ point }) => point);
  const weak = facts.known
    .filter((mastery) => levelOf(mastery, facts.options) === 'weak')
    .slice(0, 3)
    .map(({ point }) => point);
  const next = focus.length > 0 ? focus : weak;
  if (next.length > 0) {
    const list = quoteAll(
      next.map((point) => nameOf(facts, point)),
      zh,
    );
    paragraphs.push(
      zh
        ? `接下来把力气放在${list}上，从基础题做起，一步一步来。`
        : `Put your effort into ${list} next: begin with the basic questions and go step by step.`,
    );
  }
  return paragraphs;
}

/** What of the gap to the target lies in questions that the learner usually manages. */
function withinReach({ lost, points, fullMarks, options, zh }: Facts, target: number | undefined): string | undefined {
  if (target === undefined) return undefined;
  const gap = Math.ceil(target * fullMarks - points - 1e-9);
  let slips = 0;
  for (const question of lost) {
    if (question.points !== undefined && (question.expected ?? 0) >= options.careless)
      slips += question.fullMarks - question.points;
  }
  if (gap <= 0 || slips <= 0) return undefined;
  const enough = slips >= gap;
  return zh
    ? `离目标还差 ${amount(gap)} 分。失分里有 ${amount(slips)} 分在你平时有把握的题上${enough ? '，把它们拿稳，目标就到了' : '，先把它们拿稳'}。`
    : `${amount(gap)} more ${gap === 1 ? 'mark makes' : 'marks make'} the target. ${amount(slips)} of those lost lie in questions that you usually manage${enough ? ': keep them and you are there' : ': keep those first'}.`;
}

function growth(share: number, earlier: Overview['history'], zh: boolean): string {
  const before = earlier.at(-1)?.share;
  if (before === undefined) {
    return zh
      ? '这是你的第一份手册。错题是最好的老师：先独立重做，再对照讲解。'
      : 'This is your first handbook. Mistakes teach best: do them again on your own, then read the explanations.';
  }
  const change = share - before;
  const size = Math.round(Math.abs(change) * 100);
  const best = earlier.length >= 2 && earlier.every((exam) => exam.share < share);
  if (change >= 0.03) {
    return zh
      ? `和上一次相比，得分率提高了 ${size} 个百分点，${best ? '也是历次考试里最高的一次，' : ''}努力有了回报。`
      : `Your share rose by ${size} percentage points since the last exam${best ? ', the highest of all your exams' : ''}: your work pays.`;
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
