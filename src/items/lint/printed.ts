import type { Item } from '../../data/item-bank.js';
import { checkFormula } from '../formula.js';
import type { Report } from './finding.js';

/** What every printed item must satisfy, template or not: its numbers, its texts and formulas, its options. */
export function printedChecks(item: Item, report: Report): void {
  numberChecks(item, report);
  const { stem, answer, solution = '', options = [], passage } = item;
  if (stem.trim() === '') missing('stem', 'a stem', '题干', report);
  if (answer.trim() === '') missing('answer', 'an answer', '答案', report);
  textChecks('stem', stem, report);
  textChecks('answer', answer, report);
  textChecks('solution', solution, report);
  for (const [i, option] of options.entries()) textChecks(`options[${i}]`, option.text, report);
  if (passage !== undefined) textChecks('passage', passage.text, report);
  choiceChecks(item, report);
}

function missing(field: string, expected: string, expectedZh: string, report: Report): void {
  report({ level: 'error', field, expected, expectedZh, mend: 'write it', mendZh: '请补上' });
}

function numberChecks({ difficulty, points, minutes }: Item, report: Report): void {
  const within = (x: number, low: number, high: number): boolean => x >= low && x <= high;
  if (!within(difficulty, 0.02, 0.98))
    report({
      level: within(difficulty, 0, 1) ? 'warning' : 'error',
      field: 'difficulty',
      value: String(difficulty),
      expected: within(difficulty, 0, 1) ? 'a share between 0.02 and 0.98' : 'a number from 0 to 1',
      expectedZh: within(difficulty, 0, 1) ? '0.02 到 0.98 之间的难度系数' : '0 到 1 的数',
      mend: 'state the share of the marks that the cohort is expected to win',
      mendZh: '填写预计的全体得分率',
    });
  if (!(points > 0) || !Number.isFinite(points))
    report({
      level: 'error',
      field: 'points',
      value: String(points),
      expected: 'marks above 0',
      expectedZh: '大于 0 的分值',
      mend: 'state the full marks',
      mendZh: '填写满分值',
    });
  if (minutes !== undefined && !(minutes > 0))
    report({
      level: 'error',
      field: 'minutes',
      value: String(minutes),
      expected: 'minutes above 0',
      expectedZh: '大于 0 的分钟数',
      mend: 'state the expected minutes or leave the field out',
      mendZh: '填写预计用时（分钟），或不填',
    });
}

function textChecks(field: string, text: string, report: Report): void {
  if (/\{\{\s*(#|\/|else\b|\w+\s*[|}])[^{}]*\}/.test(text))
    report({
      level: 'warning',
      field,
      value: text,
      expected: 'a text without unfilled slots {{…}}',
      expectedZh: '没有未填充的 {{…}}',
      mend: 'move it to the template, or print a typical instance',
      mendZh: '移到模板中，或写出一个典型实例',
    });
  if ([...text].some((c) => c < ' ' && c !== '\n' && c !== '\t' && c !== '\r'))
    report({
      level: 'error',
      field,
      value: text,
      expected: 'a text without control characters',
      expectedZh: '没有控制字符的文本',
      mend: 'delete them; a backslash in JSON is written \\\\',
      mendZh: '删去控制字符；JSON 中的反斜杠要写成 \\\\',
    });
  const formulas = formulasOf(text);
  if (formulas === undefined) {
    report({
      level: 'error',
      field,
      value: text,
      expected: 'dollar signs in pairs',
      expectedZh: '成对的 $',
      mend: 'close the formula, or write \\$ for a dollar sign',
      mendZh: '补上另一个 $；若是美元符号，请写成 \\$',
    });
    return;
  }
  for (const formula of formulas) {
    const reason = formula.trim() === '' ? 'it is empty' : checkFormula(formula);
    if (reason !== undefined)
      report({
        level: 'error',
        field,
        value: formula,
        expected: `a formula that can be typeset: ${reason}`,
        expectedZh: `能排版的公式：${reason}`,
        mend: 'mend the LaTeX there',
        mendZh: '改正此处的 LaTeX',
      });
  }
}

/** The formulas between dollar signs, or undefined when the signs do not pair. */
function formulasOf(text: string): string[] | undefined {
  const formulas: string[] = [];
  const rest = text
    .replace(/\\\$/g, '')
    .replace(/\$\$([^$]*)\$\$|\$([^$]+)\$/g, (_, display?: string, inline?: string) => {
      formulas.push(display ?? inline ?? '');
      return '';
    });
  return rest.includes('$') ? undefined : formulas;
}

function choiceChecks({ kind, answer, options = [] }: Item, report: Report): void {
  if (kind !== 'single-choice' && kind !== 'multiple-choice') {
    if (options.length > 0)
      report({
        level: 'error',
        field: 'options',
        value: kind,
        expected: 'no options in an item that is not a choice',
        expectedZh: '非选择题没有选项',
        mend: 'delete the options or change the kind',
        mendZh: '删去选项，或改题型',
      });
    return;
  }
  if (options.length < 2)
    report({
      level: 'error',
      field: 'options',
      value: String(options.length),
      expected: 'at least two options',
      expectedZh: '至少两个选项',
      mend: 'write the options',
      mendZh: '补上选项',
    });
  const keys = options.map((option) => option.key);
  const texts = options.map((option) => option.text.replace(/\s+/g, ''));
  for (const [i, key] of keys.entries()) {
    if (keys.indexOf(key) !== i)
      report({
        level: 'error',
        field: `options[${i}].key`,
        value: key,
        expected: 'each letter once',
        expectedZh: '选项字母不重复',
        mend: 'letter the options A, B, C …',
        mendZh: '选项依次用 A、B、C……',
      });
    if (texts.indexOf(texts[i]!) !== i)
      report({
        level: 'error',
        field: `options[${i}].text`,
        value: options[i]!.text,
        expected: 'an option that differs from the others',
        expectedZh: '互不相同的选项',
        mend: 'write another distractor',
        mendZh: '换一个干扰项',
      });
  }
  const letters = [...answer.trim()];
  if (letters.some((letter, i) => !keys.includes(letter) || letters.indexOf(letter) !== i))
    answerLetters(
      'error',
      answer,
      `letters among ${keys.join('')}, each once`,
      `选项字母 ${keys.join('')}，不重复`,
      report,
    );
  if (kind === 'single-choice' && letters.length !== 1)
    answerLetters('error', answer, 'one letter', '一个选项字母', report);
  if (kind === 'multiple-choice' && letters.length < 2)
    answerLetters('warning', answer, 'two letters or more', '两个或更多选项字母', report);
}

function answerLetters(
  level: 'error' | 'warning',
  value: string,
  expected: string,
  expectedZh: string,
  report: Report,
): void {
  report({
    level,
    field: 'answer',
    value,
    expected,
    expectedZh,
    mend: 'write the letters of the right options, such as B or ACD',
    mendZh: '写出正确选项的字母，如 B 或 ACD',
  });
}
