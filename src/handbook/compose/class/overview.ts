import type { ClassOverview } from '../../class-document.js';
import type { Cover } from '../../document.js';
import { amount, clamp, clip, percent } from '../facts.js';
import { type ClassFacts, listed } from './facts.js';

export function classTitle({ input, zh }: ClassFacts): string {
  return clip(input.title ?? (zh ? '讲评手册' : 'Class Review Handbook'));
}

/** 封面 of the class edition. */
export function classCover(facts: ClassFacts): Cover {
  const { input, zh, present } = facts;
  const rows: [string, string | undefined][] = [
    [zh ? '学校' : 'School', input.school],
    [zh ? '班级' : 'Class', input.class],
    [zh ? '考试' : 'Exam', input.exam.title],
    [zh ? '考试日期' : 'Exam date', input.exam.date],
    [zh ? '参考人数' : 'Learners', `${present.length} / ${input.learners.length}`],
    [zh ? '编印日期' : 'Printed', input.date],
  ];
  return {
    kind: 'cover',
    title: classTitle(facts),
    subtitle: clip([input.subject, zh ? '教师用' : 'for the teacher'].filter((part) => part !== undefined).join(' · ')),
    facts: rows.flatMap(([label, value]) =>
      value === undefined || value.trim() === '' ? [] : [{ label, value: clip(value) }],
    ),
    ...(input.notice === undefined ? {} : { notice: clip(input.notice, 200) }),
  };
}

/** 班级概览: figures, bands instead of ranks, comparisons with groups large enough. */
export function classOverview(facts: ClassFacts): ClassOverview {
  const { input, zh, options, present, absent, shares } = facts;
  const taken = present.map((at) => shares[at]).sort((a, b) => a - b);
  const full = input.questions.reduce((sum, { fullMarks }) => sum + fullMarks, 0);
  const mean = taken.reduce((sum, share) => sum + share, 0) / taken.length;
  const figures: { label: string; value: string; note?: string }[] = [
    {
      label: zh ? '参考 / 应考' : 'Present / all',
      value: `${present.length} / ${input.learners.length}`,
    },
  ];
  if (taken.length > 0) {
    const spread = Math.sqrt(taken.reduce((sum, share) => sum + (share - mean) ** 2, 0) / taken.length);
    const of = (share: number): string => amount(Math.round(share * full * 10) / 10);
    const count = (from: number): number => taken.filter((share) => share >= from).length;
    figures.push(
      {
        label: zh ? '平均分' : 'Mean',
        value: `${of(mean)} / ${amount(full)}`,
        note: zh ? `标准差 ${of(spread)}` : `standard deviation ${of(spread)}`,
      },
      {
        label: zh ? '中位数' : 'Median',
        value: of(median(taken)),
        note: zh
          ? `中间一半 ${of(quantile(taken, 0.25))}–${of(quantile(taken, 0.75))}`
          : `middle half ${of(quantile(taken, 0.25))}–${of(quantile(taken, 0.75))}`,
      },
      {
        label: zh ? '优秀（85% 起）' : 'Excellent (85% up)',
        value: zh ? `${count(0.85)} 人` : String(count(0.85)),
        note: percent(count(0.85) / taken.length),
      },
      {
        label: zh ? '达标（60% 起）' : 'On track (60% up)',
        value: zh ? `${count(0.6)} 人` : String(count(0.6)),
        note: percent(count(0.6) / taken.length),
      },
    );
  }
  const groups = (input.comparisons ?? []).filter(({ learners }) => learners >= options.minGroup);
  const people = (n: number): string => (zh ? `${n} 人` : `${n} ${n === 1 ? 'learner' : 'learners'}`);
  return {
    kind: 'class-overview',
    title: zh ? '班级概览' : 'The class at a glance',
    figures,
    bandsTitle: zh ? '得分率分布（人数）' : 'Learners by share of the marks',
    bands:
      taken.length === 0
        ? []
        : Array.from({ length: 10 }, (_, band) => ({
            label: `${band * 10}–${band * 10 + 10}%`,
            learners: taken.filter((share) => Math.min(9, Math.floor(share * 10 + 1e-9)) === band).length,
          })),
    comparisonsTitle: zh ? '平均得分率比较' : 'Mean share of the marks',
    comparisons:
      taken.length < options.minGroup || groups.length === 0
        ? []
        : [
            { label: zh ? '本班' : 'This class', share: mean, note: people(taken.length) },
            ...groups.map(({ label, share, learners }) => ({
              label: clip(label, 24),
              share: clamp(share),
              note: people(learners),
            })),
          ],
    paragraphs: paragraphs(facts, absent),
  };
}

function paragraphs(facts: ClassFacts, absent: readonly number[]): string[] {
  const { zh, prefix } = facts;
  const texts: string[] = [];
  if (facts.present.length === 0) {
    texts.push(zh ? '本班没有这次考试的作答记录。' : 'There are no answers of this class in this exam.');
  }
  if (absent.length > 0) {
    texts.push(
      zh
        ? `缺考 ${absent.length} 人：${listed(facts, absent)}。缺考者不计入平均。`
        : `Absent (${absent.length}): ${listed(facts, absent)}. They do not count in the means.`,
    );
  }
  if (prefix !== '') {
    texts.push(
      zh
        ? `本册用学号称呼学生，省去了共同的开头“${prefix}”。`
        : `Learners are called by their ids without the beginning that all share, ‘${prefix}’.`,
    );
  }
  return texts;
}

function median(sorted: readonly number[]): number {
  return quantile(sorted, 0.5);
}

/** Linear between the order statistics. */
function quantile(sorted: readonly number[], p: number): number {
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}
