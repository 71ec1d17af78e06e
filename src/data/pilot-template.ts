import type { ItemBank } from './item-bank.js';
import type { KnowledgeGraph } from './knowledge-graph.js';
import type { PilotManifest } from './pilot.js';
import type { SheetContent } from './workbook-writer.js';

/** Options of {@link pilotTemplate}. */
export interface PilotTemplateOptions {
  /** Title of the pilot. Default 我的试点. */
  readonly title?: string;
  /** Subject key. Default `math`. */
  readonly subject?: string;
}

/** Sheet name of the guide in each workbook; readers pass it over. */
const GUIDE = '说明';

const MISSING_NOTE = '空着，或写“缺考”';

/**
 * The files of a new pilot folder, by path: manifest, knowledge graph, item bank, roster, one exam with its score table (小题分) and
 * specification table (双向细目表) as XLSX with examples to overwrite and a guide sheet each, and a guide as text.
 * The folder can be read as it is.
 *
 * @example
 * for (const [path, bytes] of await pilotTemplate({ title: '高一数学' })) await write(path, bytes)
 */
export async function pilotTemplate(options: PilotTemplateOptions = {}): Promise<ReadonlyMap<string, Uint8Array>> {
  const { title = '我的试点', subject = 'math' } = options;
  const exam = {
    id: 'exam-1',
    title: '第一次月考',
    scores: 'exams/exam-1/scores.xlsx',
    blueprint: 'exams/exam-1/blueprint.xlsx',
  };
  const manifest: PilotManifest = {
    kind: 'pilot',
    version: 1,
    title,
    subject,
    simulated: false,
    graph: 'graph.json',
    bank: 'bank.json',
    roster: 'roster.xlsx',
    exams: [exam],
  };
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const json = (value: unknown): Uint8Array => text(`${JSON.stringify(value, null, 2)}\n`);
  return new Map([
    ['pilot.json', json(manifest)],
    ['graph.json', json(exampleGraph(subject))],
    ['bank.json', json(exampleBank(subject))],
    ['roster.xlsx', await rosterTemplate()],
    [exam.scores, await responsesTemplate()],
    [exam.blueprint, await blueprintTemplate()],
    ['说明.md', text(GUIDE_TEXT)],
  ]);
}

/**
 * An XLSX template of a score table (小题分明细): title, header, full marks, three made-up learners, and a guide sheet.
 *
 * @example
 * const bytes = await responsesTemplate() // an XLSX file
 */
export async function responsesTemplate(): Promise<Uint8Array> {
  return workbook([
    {
      name: '小题分',
      headerRow: 1,
      widths: [12, 10, 14, 12, 8, 8, 8, 8, 8, 8],
      rows: [
        ['小题分明细（示例，请改为本校数据）'],
        ['学号', '姓名', '学校', '班级', '总分', '1', '2', '3', '4(1)', '4(2)'],
        ['满分', null, null, null, 30, 5, 5, 8, 4, 8],
        ['S001', '示例甲', '示例中学', '高一(1)班', 24, 5, 5, 6, 4, 4],
        ['S002', '示例乙', '示例中学', '高一(1)班', 14, 5, 0, 3, 4, 2],
        ['S003', '示例丙', '示例中学', '高一(2)班', '缺考', '缺考', '缺考', '缺考', '缺考', '缺考'],
      ],
    },
    guide([
      '每名学生一行，每题一列；题号与双向细目表一致，可写 1、第1题、13(1)。',
      '“满分”行给出每题满分；得分不得为负，不得超过满分。',
      `没有作答：${MISSING_NOTE}。有作答而得零分：写 0。`,
      '学号必填且不重复；姓名只用于打印。总分、名次等列可有可无，总分与各题之和不符时会提示。',
      '表头上方的标题行、表末的平均分等行会自动略过。',
    ]),
  ]);
}

/**
 * An XLSX template of a two-way specification table (双向细目表) that fits {@link responsesTemplate}, with a guide sheet.
 *
 * @example
 * const bytes = await blueprintTemplate() // an XLSX file
 */
export async function blueprintTemplate(): Promise<Uint8Array> {
  return workbook([
    {
      name: '双向细目表',
      widths: [8, 10, 8, 28, 10, 10, 12],
      rows: [
        ['题号', '题型', '分值', '知识点', '能力层次', '预估难度', '题库编号'],
        ['1', '单选题', 5, '集合的运算', '了解', 0.85, 'example-1'],
        ['2', '单选题', 5, '一元二次不等式', '理解', 0.7, 'example-2'],
        ['3', '填空题', 8, '集合的运算；一元二次不等式', '应用', 0.55, null],
        ['4(1)', '解答题', 4, '一元二次不等式', '理解', 0.7, null],
        ['4(2)', '解答题', 8, '一元二次不等式；集合的概念', '综合', 0.4, null],
      ],
    },
    guide([
      '每题（或每小问）一行，题号与小题分表的表头一致。',
      '题型：单选题、多选题、判断题、填空题、解答题。',
      '知识点写 graph.json 中的名称或编号；多个之间用“；”隔开。',
      '预估难度为预计得分率，0 到 1，越大越容易；可空。',
      '题库编号是 bank.json 中的题目编号，题目出自题库时填写，手册才能印出原题；可空。',
    ]),
  ]);
}

/**
 * An XLSX template of a roster, with a guide sheet.
 *
 * @example
 * const bytes = await rosterTemplate() // an XLSX file
 */
export async function rosterTemplate(): Promise<Uint8Array> {
  return workbook([
    {
      name: '名册',
      widths: [12, 10, 14, 12],
      rows: [
        ['学号', '姓名', '学校', '班级'],
        ['S001', '示例甲', '示例中学', '高一(1)班'],
        ['S002', '示例乙', '示例中学', '高一(1)班'],
        ['S003', '示例丙', '示例中学', '高一(2)班'],
      ],
    },
    guide(['每名学生一行。学号必填且不重复，与各次考试一致；建议用校内编号而非身份证号。姓名可空，只用于打印。']),
  ]);
}

/** The writer is loaded only when a template is wanted. */
async function workbook(sheets: readonly SheetContent[]): Promise<Uint8Array> {
  const { writeWorkbook } = await import('./workbook-writer.js');
  return writeWorkbook(sheets);
}

function guide(lines: readonly string[]): { name: string; headerRow: number; widths: number[]; rows: string[][] } {
  return { name: GUIDE, headerRow: -1, widths: [100], rows: lines.map((line) => [line]) };
}

function exampleGraph(subject: string): KnowledgeGraph {
  return {
    points: [
      { id: 'set-concept', name: '集合的概念', subject, chapter: '集合' },
      { id: 'set-operation', name: '集合的运算', subject, chapter: '集合' },
      { id: 'quadratic-inequality', name: '一元二次不等式', subject, chapter: '不等式' },
    ],
    edges: [{ from: 'set-concept', to: 'set-operation', kind: 'prerequisite' }],
  };
}

function exampleBank(subject: string): ItemBank {
  return {
    items: [
      {
        id: 'example-1',
        subject,
        kind: 'single-choice',
        stem: '已知集合 $A=\\{1,2,3\\}$，$B=\\{2,3,4\\}$，则 $A\\cap B=$',
        options: [
          { key: 'A', text: '$\\{2,3\\}$' },
          { key: 'B', text: '$\\{1,2,3,4\\}$' },
          { key: 'C', text: '$\\{1\\}$' },
          { key: 'D', text: '$\\varnothing$' },
        ],
        answer: 'A',
        solution: '两个集合的公共元素是 $2$ 和 $3$，故 $A\\cap B=\\{2,3\\}$。',
        points: 5,
        knowledgePoints: ['set-operation'],
        difficulty: 0.85,
      },
      {
        id: 'example-2',
        subject,
        kind: 'single-choice',
        stem: '不等式 $x^2-3x+2<0$ 的解集是',
        options: [
          { key: 'A', text: '$(1,2)$' },
          { key: 'B', text: '$(-2,-1)$' },
          { key: 'C', text: '$(-\\infty,1)\\cup(2,+\\infty)$' },
          { key: 'D', text: '$\\varnothing$' },
        ],
        answer: 'A',
        solution: '方程 $x^2-3x+2=0$ 的根是 $1$ 和 $2$，抛物线开口向上，故解集为 $(1,2)$。',
        points: 5,
        knowledgePoints: ['quadratic-inequality'],
        difficulty: 0.7,
      },
    ],
  };
}

const GUIDE_TEXT = `# 试点文件夹

| 文件 | 内容 |
|---|---|
| \`pilot.json\` | 试点的名称、学科和各文件的位置；\`"simulated": true\` 表示数据是模拟的 |
| \`graph.json\` | 知识图谱：知识点（编号、名称、学科、章节）及先修关系 |
| \`bank.json\` | 题库：题干、选项、答案、解析、分值、知识点、难度；公式写在 \`$…$\` 中（LaTeX） |
| \`roster.xlsx\` | 名册：学号、姓名、学校、班级 |
| \`exams/…/scores.xlsx\` | 小题分：每名学生一行，每题一列 |
| \`exams/…/blueprint.xlsx\` | 双向细目表：每题一行 |

1. 用本校数据覆盖各表中的示例；表格也可存为 CSV（UTF-8 或 GBK），并在 \`pilot.json\` 中改文件名。
2. 每多一次考试，就在 \`exams\` 下加一个文件夹，并在 \`pilot.json\` 的 \`exams\` 中加一项（可写 \`"date": "2025-10-15"\`）。
3. 平时练习记录可存为 \`practice.csv\`（列：学号、题号、是否正确、时间、知识点），并在 \`pilot.json\` 中写 \`"practice": "practice.csv"\`。
4. 运行 \`yincai pilot 本文件夹 --out 输出文件夹\`。

数据有误时，会逐条指出文件、行、列和应有的值，不会只处理一半。
`;
