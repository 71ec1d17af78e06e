import { type Fault, YincaiError } from '../data/fault.js';
import type { Item, ItemBank } from '../data/item-bank.js';
import type { KnowledgeGraph } from '../data/knowledge-graph.js';
import { instances } from './instantiate.js';
import { answerChecks } from './lint/answer.js';
import { type Complaint, type Finding, findingOf, type Report } from './lint/finding.js';
import { printedChecks } from './lint/printed.js';
import { similarStems } from './similar-stems.js';

export type { Finding } from './lint/finding.js';

/** What a typesetter could not set of an item. */
export interface TypesetFault extends Fault {
  /** The item's id. */
  readonly item: string;
}

/** Sets items as they are printed and names what it could not set. Renderers stand above this room, so one comes in as an argument. */
export type Typesetter = (items: readonly Item[]) => readonly TypesetFault[];

/** Options of {@link lint} and {@link lintBank}. */
export interface LintOptions {
  /** Knowledge points that items may name; without it they are not checked. */
  readonly graph?: KnowledgeGraph;
  /** Sets every item and some variants of each template; without it only the formulas are parsed. */
  readonly typeset?: Typesetter;
  /** Different verified variants that every template must be able to make. */
  readonly variants?: number;
  /** Share of common character pairs, 0…1, from which two stems count as near duplicates. */
  readonly similarity?: number;
}

/** Defaults of {@link LintOptions}. */
export const lintDefaults: Required<Omit<LintOptions, 'graph' | 'typeset'>> = { variants: 20, similarity: 0.9 };

/** How many variants of a template are typeset and compared with the other items. */
const SHOWN = 5;

/**
 * Checks one item and, for a template, the variants it makes: dollar signs and formulas, choice letters and options, difficulty, marks,
 * knowledge points, leftover slots, that the answer is vouched for by a second route or a stated reason, that enough different verified variants
 * come out, and, where a typesetter is given, that all of it can be set.
 *
 * @returns findings; empty for a sound item.
 * @example
 * lint(item, { graph }).filter((finding) => finding.level === 'error').map((finding) => describe(finding, 'zh'));
 */
export function lint(item: Item, options: LintOptions = lintDefaults): Finding[] {
  const { findings, shown } = examine(item, options);
  return [...findings, ...typesetting(new Map([[item, shown]]), options)];
}

/**
 * {@link lint} for every item of a bank, with duplicate ids and stems that are nearly the same, also between the variants of templates.
 *
 * @cost Pairs of stems of like length only; some 0.1 s for 400 items with 120 templates beside the items' own checks.
 * @example
 * lintBank(bank, { graph, variants: 5 }).length; // 0
 */
export function lintBank(bank: ItemBank, options: LintOptions = lintDefaults): Finding[] {
  const findings: Finding[] = [];
  const shown = new Map<Item, readonly Item[]>();
  for (const item of bank.items) {
    const examined = examine(item, options);
    findings.push(...examined.findings);
    shown.set(item, examined.shown);
  }
  const seen = new Set<string>();
  for (const item of bank.items) {
    if (seen.has(item.id))
      findings.push(
        findingOf(item, {
          level: 'error',
          code: 'duplicate',
          field: 'id',
          value: item.id,
          expected: 'each id once',
          expectedZh: '题号不重复',
          mend: 'give one of them another id',
          mendZh: '给其中一题换一个编号',
        }),
      );
    seen.add(item.id);
  }
  const { similarity } = { ...lintDefaults, ...options };
  return [...findings, ...typesetting(shown, options), ...duplicates(shown, similarity)];
}

interface Examined {
  readonly findings: Finding[];
  /** The item as printed and, for a template, some of its variants. */
  readonly shown: readonly Item[];
}

function examine(item: Item, options: LintOptions): Examined {
  const { graph, variants } = { ...lintDefaults, ...options };
  const findings: Finding[] = [];
  const report: Report = (complaint) => findings.push(findingOf(item, complaint));
  printedChecks(item, report);
  if (!item.solution?.trim())
    report({
      level: 'warning',
      field: 'solution',
      expected: 'a worked solution',
      expectedZh: '解析',
      mend: 'write one: booklets print it after the answer',
      mendZh: '补写解析：手册会印在答案之后',
    });
  pointChecks(item, graph, report);
  if (item.template === undefined) {
    answerChecks(item, report);
    return { findings, shown: [item] };
  }
  const made = templateChecks(item, variants, findings);
  return { findings, shown: [item, ...made.slice(0, SHOWN)] };
}

function pointChecks({ knowledgePoints }: Item, graph: KnowledgeGraph | undefined, report: Report): void {
  const known = graph && new Set(graph.points.map((point) => point.id));
  if (knowledgePoints.length === 0)
    report({
      level: 'error',
      field: 'knowledgePoints',
      expected: 'at least one knowledge point',
      expectedZh: '至少一个知识点',
      mend: 'name the point that it mainly exercises',
      mendZh: '填写主要考查的知识点',
    });
  for (const [i, id] of knowledgePoints.entries()) {
    const place = { field: `knowledgePoints[${i}]`, value: id };
    if (known !== undefined && !known.has(id))
      report({
        ...place,
        level: 'error',
        code: 'unknown-id',
        expected: 'a knowledge point of the graph',
        expectedZh: '知识图谱中的知识点',
        mend: 'correct the id, or add the point to the graph',
        mendZh: '改正编号，或把知识点加入图谱',
      });
    if (knowledgePoints.indexOf(id) !== i)
      report({
        ...place,
        level: 'warning',
        code: 'duplicate',
        expected: 'each knowledge point once',
        expectedZh: '知识点不重复',
        mend: 'delete the second one',
        mendZh: '删去重复的',
      });
  }
}

/** Makes variants, each of which is verified on the way, and checks them as printed items; each kind of flaw is reported once. */
function templateChecks(item: Item, wanted: number, findings: Finding[]): readonly Item[] {
  try {
    const made = instances(item, wanted, 'lint', { fewer: true });
    if (made.length < wanted)
      findings.push(
        findingOf(item, {
          level: made.length === 0 ? 'error' : 'warning',
          code: 'not-enough-data',
          field: 'template',
          value: `${made.length} variants`,
          expected: `at least ${wanted} different variants`,
          expectedZh: `至少 ${wanted} 道不同的变式`,
          mend: 'widen the parameters or relax the constraints',
          mendZh: '扩大参数范围或放宽约束条件',
        }),
      );
    // The same flaw of the same part, whatever the numbers: `q stem` and `q#7 stem`.
    const key = ({ field, expected }: Pick<Complaint, 'field' | 'expected'>): string =>
      `${field} ${expected.replace(/:.*/s, '')}`;
    const told = new Set(findings.map(({ field, expected = '' }) => key({ field, expected })));
    for (const instance of made)
      printedChecks(instance, (complaint) => {
        if (told.has(key(complaint))) return;
        told.add(key(complaint));
        findings.push({ ...findingOf(instance, complaint), item: item.id });
      });
    return made;
  } catch (error) {
    if (!(error instanceof YincaiError)) throw error;
    for (const found of error.faults)
      findings.push({
        mend: 'correct the template there',
        mendZh: '改正模板的这一处',
        ...found,
        level: 'error',
        item: item.id,
        field: 'template',
      });
    return [];
  }
}

function typesetting(shown: ReadonlyMap<Item, readonly Item[]>, { typeset }: LintOptions): Finding[] {
  if (typeset === undefined) return [];
  return typeset([...shown.values()].flat()).map((found) => ({
    ...found,
    level: 'error',
    item: found.item.replace(/#\d+$/, ''),
    field: 'typesetting',
    column: `${found.item} ${found.column ?? ''}`.trim(),
  }));
}

/** Stems that are nearly those of another item; the variants of one template, and the questions on one passage, may be like each other. */
function duplicates(shown: ReadonlyMap<Item, readonly Item[]>, similarity: number): Finding[] {
  const all = [...shown].flatMap(([owner, made]) => made.map((item) => ({ owner, item })));
  const texts = all.map(({ item }) => [item.stem, ...(item.options ?? []).map((option) => option.text)].join('\n'));
  const told = new Set<string>();
  const findings: Finding[] = [];
  for (const { first, second, share } of similarStems(texts, similarity)) {
    const [a, b] = [all[first]!, all[second]!];
    const pair = `${a.owner.id}\n${b.owner.id}`;
    const together = a.item.passage !== undefined && a.item.passage.id === b.item.passage?.id;
    if (a.owner === b.owner || together || told.has(pair)) continue;
    told.add(pair);
    findings.push(
      findingOf(b.owner, {
        level: 'warning',
        code: 'duplicate',
        field: 'stem',
        value: `${b.item.id} ~ ${a.item.id} (${share.toFixed(2)})`,
        expected: `a stem that differs from that of ${a.owner.id}`,
        expectedZh: `与 ${a.owner.id} 不雷同的题干`,
        mend: 'change one of the two, or make one template of both',
        mendZh: '改写其中一题，或把两题合成一个模板',
      }),
    );
  }
  return findings;
}
