import * as z from 'zod';
import { type Fault, YincaiError } from './fault.js';
import { listFaults } from './fault-list.js';
import { findCycle } from './graph-order.js';
import type {
  AnswerCheck,
  Item,
  ItemBank,
  ItemImage,
  ItemTemplate,
  Passage,
  TemplateParameter,
  Verification,
} from './item-bank.js';
import type { KnowledgeEdge, KnowledgeGraph, KnowledgePoint } from './knowledge-graph.js';
import { faultsOfIssues } from './parse-issue.js';
import type { PilotManifest } from './pilot.js';

const id = z.string().min(1).max(200);
const line = z.string().max(500);
const text = z.string().max(20_000);
const share = z.number().min(0).max(1);

const point: z.ZodType<KnowledgePoint> = z.object({
  id,
  name: line.min(1),
  nameEn: line.exactOptional(),
  subject: id,
  chapter: line.exactOptional(),
});

const edge: z.ZodType<KnowledgeEdge> = z.object({ from: id, to: id, kind: z.enum(['prerequisite', 'part-of']) });

const graph: z.ZodType<KnowledgeGraph> = z.object({
  points: z.array(point).min(1).max(100_000),
  edges: z.array(edge).max(1_000_000),
});

const finite = z.number();
const parameter: z.ZodType<TemplateParameter> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('integer'),
    min: z.int(),
    max: z.int(),
    step: z.int().positive().exactOptional(),
    not: z.array(finite).max(1000).exactOptional(),
  }),
  z.object({
    kind: z.literal('choice'),
    values: z
      .array(z.union([finite, line]))
      .min(1)
      .max(1000),
  }),
]);

const expression = z.string().min(1).max(2_000);
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'a name of letters, digits and underscores');

const routes = [
  z.object({ by: z.literal('expression'), expression }),
  z.object({ by: z.literal('root'), variable: name, expression }),
  z.object({
    by: z.literal('search'),
    variable: name,
    from: expression,
    to: expression,
    step: expression,
    condition: expression,
  }),
] as const;

const verification: z.ZodType<Verification> = z.discriminatedUnion('by', routes);

const check: z.ZodType<AnswerCheck> = z.discriminatedUnion('by', [
  ...routes,
  z.object({ by: z.literal('test'), test: line.min(1) }),
  z.object({ by: z.literal('author'), reason: line.min(1) }),
]);

const passage: z.ZodType<Passage> = z.object({ id, title: line.exactOptional(), text: text.min(1) });

const template: z.ZodType<ItemTemplate> = z.object({
  parameters: z.record(name, parameter),
  derive: z.array(z.object({ name, expression })).max(100).exactOptional(),
  constraints: z.array(expression).max(100).exactOptional(),
  stem: text,
  options: z.array(text).max(12).exactOptional(),
  correct: z.array(z.int().min(0).max(11)).exactOptional(),
  answer: z.object({
    expression,
    format: z.enum(['integer', 'fraction', 'mixed', 'decimal', 'latex', 'text']),
    digits: z.int().min(0).max(20).exactOptional(),
    text: text.exactOptional(),
  }),
  verify: verification,
  solution: text.exactOptional(),
});

const image: z.ZodType<ItemImage> = z.object({
  id: z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, dots, hyphens and underscores'),
  type: z.enum(['png', 'jpeg', 'svg']),
  data: z.base64().max(2_800_000).exactOptional(),
  file: z
    .string()
    .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\:]{1,300}$/, 'a path inside the folder')
    .exactOptional(),
  width: z.number().min(3).max(180),
  alt: line.min(1),
  caption: line.exactOptional(),
});

const item: z.ZodType<Item> = z.object({
  id,
  subject: id,
  kind: z.enum(['single-choice', 'multiple-choice', 'true-false', 'blank', 'constructed']),
  stem: text.min(1),
  options: z
    .array(z.object({ key: z.string().min(1).max(4), text }))
    .max(12)
    .exactOptional(),
  answer: text,
  solution: text.exactOptional(),
  points: z.number().positive().max(1000),
  knowledgePoints: z.array(id).min(1).max(50),
  difficulty: share,
  minutes: z.number().positive().max(600).exactOptional(),
  template: template.exactOptional(),
  images: z.array(image).max(20).exactOptional(),
  variantOf: id.exactOptional(),
  passage: passage.exactOptional(),
  check: check.exactOptional(),
});

const bank: z.ZodType<ItemBank> = z.object({ items: z.array(item).max(200_000) });

/** A path that cannot leave the folder it is resolved in. */
const inside = z
  .string()
  .min(1)
  .max(300)
  .refine(
    (path) => !/^[/\\]|^[A-Za-z]:|\\|\0/.test(path) && path.split('/').every((part) => part !== '..' && part !== ''),
    'a relative path that stays inside the pilot folder, with forward slashes',
  );

const manifest: z.ZodType<PilotManifest> = z.object({
  kind: z.literal('pilot'),
  version: z.literal(1),
  title: line.min(1),
  subject: id,
  simulated: z.boolean().default(false),
  graph: inside,
  bank: inside.exactOptional(),
  roster: inside.exactOptional(),
  practice: inside.exactOptional(),
  exams: z
    .array(
      z.object({
        id,
        title: line.min(1),
        date: z
          .string()
          .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2025-10-15')
          .exactOptional(),
        scores: inside,
        blueprint: inside,
      }),
    )
    .min(1)
    .max(500),
});

function parse<T>(schema: z.ZodType<T>, value: unknown, file?: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new YincaiError(faultsOfIssues(result.error.issues, value, file));
}

/**
 * A knowledge graph from unknown JSON: ids unique, edges between known points, each kind of edge acyclic.
 *
 * @throws YincaiError; a `cycle` fault's value is the cycle, `A → B → A`.
 * @example
 * parseKnowledgeGraph({ points: [{ id: 'a', name: '集合', subject: 'math' }], edges: [] }, 'graph.json')
 */
export function parseKnowledgeGraph(value: unknown, file?: string): KnowledgeGraph {
  const parsed = parse(graph, value, file);
  const faults = listFaults(file);
  const known = new Set<string>();
  parsed.points.forEach((point, p) => {
    if (known.has(point.id)) {
      faults.add({
        code: 'duplicate',
        column: `points[${p}].id`,
        value: point.id,
        expected: 'unique ids',
        expectedZh: '不重复的编号',
      });
    }
    known.add(point.id);
  });
  parsed.edges.forEach((edge, e) => {
    for (const end of ['from', 'to'] as const) {
      if (known.has(edge[end])) continue;
      faults.add({
        code: 'unknown-id',
        column: `edges[${e}].${end}`,
        value: edge[end],
        expected: 'the id of a knowledge point',
        expectedZh: '已有的知识点编号',
      });
    }
  });
  faults.throwIfAny();
  for (const kind of ['prerequisite', 'part-of'] as const) {
    const cycle = findCycle(parsed, kind);
    if (cycle === undefined) continue;
    faults.add({
      code: 'cycle',
      value: cycle.join(' → '),
      expected: `no cycle among the ${kind} edges`,
      expectedZh: kind === 'prerequisite' ? '先修关系不成环' : '从属关系不成环',
      mend: 'remove one of these edges',
      mendZh: '删去其中一条关系',
    });
  }
  faults.throwIfAny();
  return parsed;
}

/** Options of {@link parseItemBank}. */
export interface ItemBankOptions {
  /** The knowledge graph whose points the items must name. */
  readonly graph?: KnowledgeGraph;
}

/**
 * An item bank from unknown JSON: ids unique, knowledge points known where a graph is given, choice items with options and an answer
 * among them, texts of bounded length.
 *
 * @throws YincaiError
 * @example
 * parseItemBank({ items: [] }, 'bank.json', { graph }) // { items: [] }
 */
export function parseItemBank(value: unknown, file?: string, options: ItemBankOptions = {}): ItemBank {
  const parsed = parse(bank, value, file);
  const faults = listFaults(file);
  const known = options.graph === undefined ? undefined : new Set(options.graph.points.map((point) => point.id));
  const seen = new Set<string>();
  const passages = new Map<string, Passage>();
  const images = new Map<string, ItemImage>();
  parsed.items.forEach((item, i) => {
    const refuse = (code: Fault['code'], field: string, text: string, expected: string, expectedZh: string): void =>
      faults.add({ code, column: `items[${i}].${field} (${item.id})`, value: text, expected, expectedZh });
    if (seen.has(item.id)) refuse('duplicate', 'id', item.id, 'unique ids', '不重复的编号');
    seen.add(item.id);
    item.knowledgePoints.forEach((point, k) => {
      if (known === undefined || known.has(point)) return;
      refuse('unknown-id', `knowledgePoints[${k}]`, point, 'a knowledge point of the graph', '知识图谱中的知识点编号');
    });
    checkOptions(item, refuse);
    checkImages(item, images, refuse);
    if (item.passage !== undefined) checkPassage(item.passage, passages, refuse);
    if (item.template !== undefined) checkTemplate(item.kind, item.template, refuse);
  });
  faults.throwIfAny();
  return parsed;
}

type Refuse = (code: Fault['code'], field: string, text: string, expected: string, expectedZh: string) => void;

function checkPassage(passage: Passage, passages: Map<string, Passage>, refuse: Refuse): void {
  const first = passages.get(passage.id);
  if (first === undefined) passages.set(passage.id, passage);
  else if (first.text !== passage.text || first.title !== passage.title) {
    const zh = '同一编号的材料文字相同';
    refuse('bad-value', 'passage', passage.id, 'the same text wherever a passage has the same id', zh);
  }
}

function checkImages(item: Item, images: Map<string, ItemImage>, refuse: Refuse): void {
  for (const each of item.images ?? []) {
    if ((each.data === undefined) === (each.file === undefined)) {
      refuse('bad-value', 'images', each.id, 'either data or file', 'data 与 file 二者之一');
    }
    const first = images.get(each.id);
    if (first === undefined) images.set(each.id, each);
    else if (first.data !== each.data || first.file !== each.file) {
      const zh = '同一编号的图片内容相同';
      refuse('duplicate', 'images', each.id, 'the same image wherever the id is the same', zh);
    }
  }
}

function checkOptions(item: Item, refuse: Refuse): void {
  if (item.kind !== 'single-choice' && item.kind !== 'multiple-choice') return;
  const keys = (item.options ?? []).map((option) => option.key);
  if (keys.length < 2) {
    refuse('bad-value', 'options', String(keys.length), 'at least two options', '至少两个选项');
    return;
  }
  if (new Set(keys).size < keys.length)
    refuse('duplicate', 'options', keys.join(), 'options of different keys', '各不相同的选项字母');
  const chosen = keys.includes(item.answer) ? [item.answer] : [...item.answer.replace(/[\s,，、]/g, '')];
  const right =
    chosen.length > 0 && chosen.every((key) => keys.includes(key)) && new Set(chosen).size === chosen.length;
  if (!right || (item.kind === 'single-choice' && chosen.length !== 1)) {
    const one = item.kind === 'single-choice';
    refuse(
      'bad-value',
      'answer',
      item.answer,
      `${one ? 'one' : 'some'} of ${keys.join('')}`,
      `${one ? '' : '若干个'}选项字母 ${keys.join('')}`,
    );
  }
}

function checkTemplate(kind: Item['kind'], template: ItemTemplate, refuse: Refuse): void {
  for (const name of Object.keys(template.parameters)) {
    const range = template.parameters[name]!;
    if (range.kind !== 'integer' || range.min <= range.max) continue;
    refuse(
      'bad-value',
      `template.parameters.${name}`,
      `${range.min}…${range.max}`,
      'min at most max',
      '下限不大于上限',
    );
  }
  if (kind !== 'single-choice' && kind !== 'multiple-choice') return;
  const count = template.options?.length ?? 0;
  const correct = template.correct ?? [];
  if (
    count < 2 ||
    correct.length === 0 ||
    correct.some((index) => index >= count) ||
    (kind === 'single-choice' && correct.length !== 1)
  ) {
    refuse(
      'bad-value',
      'template.correct',
      correct.join(),
      `indices (from 0) of the right ones of at least two options; ${kind === 'single-choice' ? 'one' : 'some'}`,
      '正确选项的序号（从 0 起）',
    );
  }
}

/**
 * The manifest `pilot.json` of a pilot folder, from unknown JSON.
 *
 * @throws YincaiError
 * @example
 * const manifest = parsePilotManifest(readJson(bytes), 'pilot.json')
 */
export function parsePilotManifest(value: unknown, file?: string): PilotManifest {
  const parsed = parse(manifest, value, file);
  const ids = parsed.exams.map((exam) => exam.id);
  const twice = ids.find((exam, e) => ids.indexOf(exam) < e);
  if (twice !== undefined) {
    throw new YincaiError({
      code: 'duplicate',
      ...(file === undefined ? {} : { file }),
      column: 'exams',
      value: twice,
      expected: 'unique exam ids',
      expectedZh: '不重复的考试编号',
    });
  }
  return parsed;
}
