import type { Answers } from '../document.js';
import { clip, type Facts, nameOf } from './facts.js';

/** 答案与解析: of the practice, and of the lost questions where they are not explained in a section of their own. */
export function answers(facts: Facts): Answers {
  const { zh, options } = facts;
  const groups: Answers['groups'][number][] = [];
  if (
    facts.lost.length > 0 &&
    options.sections.includes('wrong-review') &&
    !options.sections.includes('explanations')
  ) {
    groups.push({
      title: zh ? '错题' : 'Questions done again',
      entries: facts.lost.map(({ label, item }) => ({
        label: clip(label, 24),
        ...keyOf(item?.answer, item?.solution, zh),
      })),
    });
  }
  if (options.sections.includes('practice')) {
    for (const { point, entries } of facts.groups) {
      groups.push({
        title: zh ? `举一反三 · ${nameOf(facts, point)}` : `Practice · ${nameOf(facts, point)}`,
        entries: entries.map(({ label, recommendation: { item } }) => ({
          label,
          ...keyOf(item.answer, item.solution, zh),
        })),
      });
    }
  }
  return {
    kind: 'answers',
    title: zh ? '答案与解析' : 'Answers and solutions',
    introduction: zh
      ? '做完再看。对照时用另一种颜色的笔订正，写清错在哪一步。'
      : 'Look only when you have finished. Correct with another pen and note the step that went wrong.',
    groups,
  };
}

/** Answer and solution as printed, with words in their place where there is none. */
export function keyOf(
  answer: string | undefined,
  solution: string | undefined,
  zh: boolean,
): { readonly answer: string; readonly solution?: string } {
  if (answer === undefined) return { answer: zh ? '（请对照原卷的参考答案）' : '(see the key of the exam paper)' };
  if (solution !== undefined && solution.trim() !== '') return { answer, solution };
  return {
    answer,
    solution: zh
      ? '（暂无解析：写下自己的解法，请老师看一看。）'
      : '(No worked solution yet: write your own and show it to your teacher.)',
  };
}
