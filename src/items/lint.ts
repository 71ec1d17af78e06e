import type { Fault } from '../data/fault.js';
import { YincaiError } from '../data/fault.js';
import type { Item, ItemBank } from '../data/item-bank.js';
import type { KnowledgeGraph } from '../data/knowledge-graph.js';
import { checkFormula } from './formula.js';
import { instances } from './instantiate.js';
import { similarStems } from './similar-stems.js';

/** Something a linter found. An `error` makes the item unusable or wrong, a `warning` asks an author to look. */
export interface Finding extends Fault {
  readonly level: 'error' | 'warning';
  /** The item's id. */
  readonly item: string;
}

/** Options of {@link lint} and {@link lintBank}. */
export interface LintOptions {
  /** Knowledge points that items may name; without it they are not checked. */
  readonly graph?: KnowledgeGraph;
  /** Different verified variants that every template must be able to make. */
  readonly variants?: number;
  /** Share of common character pairs, 0…1, from which two stems count as near duplicates. */
  readonly similarity?: number;
}

/** Defaults of {@link LintOptions}. */
export const lintDefaults: Required<Omit<LintOptions, 'graph'>> = { variants: 20, similarity: 0.9 };

/**
 * Checks one item and, for a template, the variants it makes: dollar signs and formulas, choice letters and options, difficulty, marks,
 * knowledge points, leftover slots, and that enough different verified variants come out.
 *
 * @returns findings; empty for a sound item.
 * @example
 * lint(item, { graph }).filter((finding) => finding.level === 'error').map((finding) => describe(finding, 'zh'));
 */
export function lint(item: Item, options: LintOptions = lintDefaults): Finding[] {
  const { graph, variants } = { ...lintDefaults, ...options };
  const points = graph && new Set(graph.points.map((point) => point.id));
  const findings: Finding[] = [];
  const report = reporter(item, findings);
  plainChecks(item, report);
  if (item.knowledgePoints.length === 0)
    report('error', 'knowledgePoints', '', 'at least one knowledge point', '至少一个知识点');
  item.knowledgePoints.forEach((id, i) => {
    if (points !== undefined && !points.has(id))
      findings.push(
        fault(
          item,
          'error',
          'unknown-id',
          `knowledgePoints[${i}]`,
          id,
          'a knowledge point of the graph',
          '知识图谱中的知识点',
        ),
      );
    if (item.knowledgePoints.indexOf(id) !== i)
      findings.push(
        fault(item, 'warning', 'duplicate', `knowledgePoints[${i}]`, id, 'each knowledge point once', '知识点不重复'),
      );
  });
  if (item.template !== undefined) templateChecks(item, variants, findings);
  return findings;
}

/**
 * {@link lint} for every item of a bank, with duplicate ids and stems that are nearly the same.
 *
 * @cost Pairs of stems of like length only; some 10 ms for 1,000 items beside the items' own checks.
 * @example
 * lintBank(bank, { graph, variants: 5 }).length; // 0
 */
export function lintBank(bank: ItemBank, options: LintOptions = lintDefaults): Finding[] {
  const { similarity } = { ...lintDefaults, ...options };
  const findings = bank.items.flatMap((item) => lint(item, options));
  const seen = new Set<string>();
  for (const item of bank.items) {
    if (seen.has(item.id))
      findings.push(fault(item, 'error', 'duplicate', 'id', item.id, 'each id once', '题号不重复'));
    seen.add(item.id);
  }
  const texts = bank.items.map((item) => [item.stem, ...(item.options ?? []).map((option) => option.text)].join('\n'));
  for (const { first, second, share } of similarStems(texts, similarity)) {
    const [a, b] = [bank.items[first]!, bank.items[second]!];
    const value = `${b.id} ~ ${a.id} (${share.toFixed(2)})`;
    findings.push(
      fault(
        b,
        'warning',
        'duplicate',
        'stem',
        value,
        `a stem that differs from that of ${a.id}`,
        `与 ${a.id} 不雷同的题干`,
      ),
    );
  }
  return findings;
}

type Report = (level: Finding['level'], part: string, value: string, expected: string, expectedZh: string) => void;

function fault(
  item: Item,
  level: Finding['level'],
  code: Fault['code'],
  part: string,
  value: string,
  expected: string,
  expectedZh: string,
): Finding {
  return { level, item: item.id, code, column: `${item.id} ${part}`, value: value.slice(0, 80), expected, expectedZh };
}

function reporter(item: Item, findings: Finding[]): Report {
  return (level, part, value, expected, expectedZh) =>
    findings.push(fault(item, level, 'bad-value', part, value, expected, expectedZh));
}

/** What every printed item must satisfy, template or not. */
function plainChecks(item: Item, report: Report): void {
  const within = (x: number, low: number, high: number): boolean => x >= low && x <= high;
  if (!within(item.difficulty, 0, 1))
    report('error', 'difficulty', String(item.difficulty), 'a number from 0 to 1', '0 到 1 的数');
  else if (!within(item.difficulty, 0.02, 0.98))
    report(
      'warning',
      'difficulty',
      String(item.difficulty),
      'a share between 0.02 and 0.98',
      '0.02 到 0.98 之间的难度系数',
    );
  if (!(item.points > 0) || !Number.isFinite(item.points))
    report('error', 'points', String(item.points), 'marks above 0', '大于 0 的分值');
  if (item.minutes !== undefined && !(item.minutes > 0))
    report('error', 'minutes', String(item.minutes), 'minutes above 0', '大于 0 的分钟数');
  if (item.stem.trim() === '') report('error', 'stem', '', 'a stem', '题干');
  if (item.answer.trim() === '') report('error', 'answer', '', 'an answer', '答案');
  const texts: [string, string][] = [
    ['stem', item.stem],
    ['answer', item.answer],
    ['solution', item.solution ?? ''],
    ...(item.options ?? []).map((option, i): [string, string] => [`options[${i}]`, option.text]),
  ];
  for (const [part, text] of texts) textChecks(part, text, report);
  choiceChecks(item, report);
}

function textChecks(part: string, text: string, report: Report): void {
  if (/\{\{\s*(#|\/|else\b|\w+\s*[|}])[^{}]*\}/.test(text))
    report('warning', part, text, 'a text without unfilled slots {{…}}', '没有未填充的 {{…}}');
  if ([...text].some((c) => c < ' ' && c !== '\n' && c !== '\t' && c !== '\r'))
    report('error', part, text, 'a text without control characters', '没有控制字符的文本');
  const formulas = formulasOf(text);
  if (formulas === undefined) {
    report('error', part, text, 'dollar signs in pairs (a plain one is \\$)', '成对的 $（普通美元符号写作 \\$）');
    return;
  }
  for (const formula of formulas) {
    const reason = formula.trim() === '' ? 'it is empty' : checkFormula(formula);
    if (reason !== undefined)
      report('error', part, formula, `a formula that can be typeset: ${reason}`, `能排版的公式：${reason}`);
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

function choiceChecks(item: Item, report: Report): void {
  const choice = item.kind === 'single-choice' || item.kind === 'multiple-choice';
  const options = item.options ?? [];
  if (!choice) {
    if (options.length > 0)
      report('error', 'options', item.kind, 'no options in an item that is not a choice', '非选择题没有选项');
    return;
  }
  if (options.length < 2) report('error', 'options', String(options.length), 'at least two options', '至少两个选项');
  const keys = options.map((option) => option.key);
  keys.forEach((key, i) => {
    if (keys.indexOf(key) !== i) report('error', `options[${i}].key`, key, 'each letter once', '选项字母不重复');
    const text = options[i]!.text.replace(/\s+/g, '');
    if (options.slice(0, i).some((other) => other.text.replace(/\s+/g, '') === text))
      report(
        'error',
        `options[${i}].text`,
        options[i]!.text,
        'an option that differs from the others',
        '互不相同的选项',
      );
  });
  const letters = [...item.answer.trim()];
  if (letters.some((letter, i) => !keys.includes(letter) || letters.indexOf(letter) !== i))
    report(
      'error',
      'answer',
      item.answer,
      `letters among ${keys.join('')}, each once`,
      `选项字母 ${keys.join('')}，不重复`,
    );
  if (item.kind === 'single-choice' && letters.length !== 1)
    report('error', 'answer', item.answer, 'one letter', '一个选项字母');
  if (item.kind === 'multiple-choice' && letters.length < 2)
    report('warning', 'answer', item.answer, 'two letters or more', '两个或更多选项字母');
}

/** Makes variants, each of which is verified on the way, and checks them as printed items; each kind of flaw is reported once. */
function templateChecks(item: Item, wanted: number, findings: Finding[]): void {
  try {
    const made = instances(item, wanted, 'lint', { fewer: true });
    if (made.length < wanted) {
      const level = made.length === 0 ? 'error' : 'warning';
      const value = `${made.length} variants`;
      findings.push(
        fault(
          item,
          level,
          'not-enough-data',
          'template',
          value,
          `at least ${wanted} different variants`,
          `至少 ${wanted} 道不同的变式`,
        ),
      );
    }
    // The same flaw of the same part, whatever the numbers: `q stem` and `q#7 stem`.
    const key = ({ column, expected }: Finding): string =>
      `${String(column).replace(/^.*? /, '')} ${expected?.replace(/:.*/s, '')}`;
    const told = new Set(findings.map(key));
    for (const instance of made) {
      const own: Finding[] = [];
      plainChecks(instance, reporter(instance, own));
      for (const finding of own) {
        if (told.has(key(finding))) continue;
        told.add(key(finding));
        findings.push({ ...finding, item: item.id });
      }
    }
  } catch (error) {
    if (!(error instanceof YincaiError)) throw error;
    for (const found of error.faults) findings.push({ ...found, level: 'error', item: item.id });
  }
}
