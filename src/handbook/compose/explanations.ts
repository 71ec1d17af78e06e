import type { Explanations } from '../document.js';
import { keyOf } from './answers.js';
import { anchorsOf, clip, type Facts } from './facts.js';
import { resultOf } from './review.js';
import { causeOf, slipOf } from './slip.js';

/** 错因与讲解: of every lost question, once. */
export function explanations(facts: Facts): Explanations {
  const { zh, lost, options } = facts;
  const again = options.sections.includes('wrong-review');
  return {
    kind: 'explanations',
    title: zh ? '错因与讲解' : 'Causes and explanations',
    introduction: zh
      ? '重做之后再看。用另一种颜色的笔订正，圈出自己出错的那一步；“错因”是按作答情况推测的，以你自己的回忆为准。'
      : 'Read it after doing the questions again. Correct with another pen and ring the step that went wrong; causes are guesses from your answers, you know better.',
    entries: lost.map((question, at) => {
      const { redo, why } = anchorsOf(at);
      const slip = slipOf(question, facts);
      return {
        label: clip(question.label, 24),
        anchor: why,
        ...(again ? { question: redo } : {}),
        result: resultOf(question, zh),
        slip: slip.kind,
        cause: causeOf(slip, question, facts),
        ...keyOf(question.item?.answer, question.item?.solution, zh),
      };
    }),
  };
}
