import type { Fault } from '../data/fault.js';

/** The fault of a formula that does not parse. */
export function badFormula(tex: string, message: string, label: string): Fault {
  return {
    code: 'bad-format',
    column: label,
    value: tex,
    expected: `a formula in LaTeX (${message.replace(/[\u0332]/g, '').slice(0, 120)})`,
    expectedZh: '能够识别的 LaTeX 公式',
    mend: 'mend the formula in the item bank; until then its source is printed',
    mendZh: '请在题库里改正公式；在此之前按原文印出',
  };
}

/** The fault of a dollar sign without its partner. */
export function unbalanced(source: string, label: string): Fault {
  return {
    code: 'bad-format',
    column: label,
    value: source,
    expected: 'a closing dollar sign',
    expectedZh: '与之成对的 $',
    mend: 'close the formula, or write \\$ for a dollar sign',
    mendZh: '补上另一个 $；若是美元符号，请写成 \\$',
  };
}

/** The fault of a formula of which PDF sets a part without its decoration. */
export function unsetPart(tex: string, part: string, label: string): Fault {
  return {
    code: 'unsupported',
    column: label,
    value: tex,
    expected: `a formula without ${part}, which PDF shows plain`,
    expectedZh: `不含 ${part} 的公式（PDF 中只印其内容）`,
    mend: 'write it another way, and look at the page',
    mendZh: '换一种写法，并查看版面',
  };
}

/** The fault of an image that is missing or may not be shown. */
export function badImage(id: string, label: string, expected?: string, expectedZh?: string): Fault {
  return {
    code: expected === undefined ? 'unknown-id' : 'bad-format',
    column: label,
    value: `![${id}]`,
    expected: expected ?? 'one of the images of the item',
    expectedZh: expectedZh ?? '该题 images 中的图片编号',
    mend: 'mend the image in the item bank; until then its mark is printed',
    mendZh: '请在题库里改正图片；在此之前按标记印出',
  };
}
