import { YincaiError } from '../../data/fault.js';
import type { Item, Verification } from '../../data/item-bank.js';
import { budget, STEPS } from '../budget.js';
import { createCanon } from '../canonical.js';
import { isTrue } from '../check-answer.js';
import { compileExpression, type Scope } from '../expression.js';
import { readQuantity } from '../read-quantity.js';
import type { Value } from '../value.js';
import { asNumber, isNumeric, same, show } from '../value.js';
import { compileVerifier } from '../verify.js';
import type { Report } from './finding.js';

const MEND = 'correct the answer or the check';
const MEND_ZH = '改正答案或验算式';

/** Whether the printed answer of an item without a template is vouched for: computed by a second route, or with a stated reason why not. */
export function answerChecks(item: Item, report: Report): void {
  const { check } = item;
  if (check === undefined) {
    report({
      level: 'warning',
      field: 'check',
      expected: 'how the answer is known to be right',
      expectedZh: '答案的核对方式',
      mend: 'add check: a second route (by expression, root or search), or by test or author with the test or the reason',
      mendZh: '补上 check：第二种算法（expression、root、search），或注明由哪个测试核对、由作者核对的理由',
    });
    return;
  }
  if (check.by === 'test' || check.by === 'author') return;
  try {
    const wrong = disagreement(item, check);
    if (wrong !== undefined)
      report({
        level: 'error',
        field: 'answer',
        value: item.answer,
        expected: `an answer that the check confirms; ${wrong.en}`,
        expectedZh: `与验算一致的答案；${wrong.zh}`,
        mend: MEND,
        mendZh: MEND_ZH,
      });
  } catch (error) {
    if (!(error instanceof YincaiError)) throw error;
    const { code, value = '', expected = '', expectedZh = expected } = error.faults[0]!;
    report({ level: 'error', code, field: 'check', value, expected, expectedZh, mend: MEND, mendZh: MEND_ZH });
  }
}

interface Wrong {
  readonly en: string;
  readonly zh: string;
}

function finds(value: string): Wrong {
  return { en: `it finds ${value}`, zh: `验算得到 ${value}` };
}

function disagreement(item: Item, check: Verification): Wrong | undefined {
  const agrees = comparison(check);
  if (item.kind === 'multiple-choice')
    return { en: 'several right options are vouched for by: test or author', zh: '多选题请用 test 或 author' };
  if (item.kind !== 'single-choice') return agrees(item.answer);
  for (const { key, text } of item.options ?? []) {
    const wrong = agrees(text);
    if (key === item.answer && wrong !== undefined) return wrong;
    if (key !== item.answer && wrong === undefined)
      return { en: `it confirms option ${key}`, zh: `验算支持选项 ${key}` };
  }
  return undefined;
}

/** What is wrong with a printed answer; undefined where the second route agrees. */
function comparison(check: Verification): (printed: string) => Wrong | undefined {
  const scope = (): Scope => ({ values: new Map(), budget: budget(STEPS) });
  const none: ReadonlySet<string> = new Set();
  if (check.by === 'expression') {
    const second = compileExpression(check.expression, none);
    if (readQuantity(check.expression) !== undefined && !/[-+*/^(]/.test(check.expression.trim().slice(1)))
      throw new YincaiError({
        code: 'bad-value',
        value: check.expression,
        expected: 'an expression that computes the answer, not the answer itself',
        expectedZh: '算出答案的式子，而不是答案本身',
      });
    const found = second.evaluate(scope());
    return (printed) => (confirms(printed, found) ? undefined : finds(show(found)));
  }
  // The printed value stands for the answer's expression, which must not be repeated.
  const verify = compileVerifier(check, compileExpression('printed', new Set(['printed'])), none, createCanon());
  return (printed) => {
    const quantity = readQuantity(printed);
    if (quantity === undefined) return { en: 'it needs one number', zh: '验算需要一个数' };
    const { agrees, found } = verify(scope(), quantity.value);
    return agrees ? undefined : finds(found);
  };
}

/** A printed decimal or power of ten may be rounded: it is right to within half a unit of its last digit. */
function confirms(printed: string, found: Value): boolean {
  if (typeof found === 'boolean') return isTrue(printed) === found;
  const quantity = readQuantity(printed);
  if (quantity === undefined) return false;
  if (same(quantity.value, found)) return true;
  if (quantity.unit === undefined || !isNumeric(found)) return false;
  return Math.abs(asNumber(quantity.value) - asNumber(found)) <= (quantity.unit / 2) * (1 + 1e-9);
}
