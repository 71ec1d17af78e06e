import { type Fault, YincaiError } from './fault.js';
import { readExpressions, readSkillNames } from './pair-table.js';
import type { FolderReader, Pilot } from './pilot.js';
import type { QMatrix } from './q-matrix.js';
import { readQMatrix } from './q-table.js';
import { readResponses } from './wide-responses.js';

/** Options of {@link readPlainPilot}. */
export interface PlainPilotOptions {
  /** Leave out rows with faults and list them as warnings. Default false. */
  readonly skipBadRows?: boolean;
}

/**
 * Reads a plain folder as a pilot of one exam: `responses.csv` and `q.csv`, optionally `items.csv` (`item,expression`) and `skills.csv`
 * (`skill,name`); `.xlsx` in place of any `.csv`. The graph is the skills without edges, the specification table is made from the Q-matrix.
 *
 * @throws YincaiError
 */
export async function readPlainPilot(folder: FolderReader, options: PlainPilotOptions = {}): Promise<Pilot> {
  const find = async (stem: string): Promise<string | undefined> => {
    for (const path of [`${stem}.csv`, `${stem}.xlsx`]) if (await folder.exists(path)) return path;
    return undefined;
  };
  const [responsesFile, qFile, itemsFile, skillsFile] = [
    await find('responses'),
    await find('q'),
    await find('items'),
    await find('skills'),
  ];
  if (responsesFile === undefined || qFile === undefined) {
    throw new YincaiError({
      code: 'missing-file',
      ...(folder.name === undefined ? {} : { file: folder.name }),
      expected: 'a folder with pilot.json, or with responses.csv and q.csv',
      expectedZh: '含 pilot.json，或含 responses.csv 与 q.csv 的文件夹',
      mend: 'make one with `yincai init`',
      mendZh: '可用 yincai init 新建试点文件夹',
    });
  }
  const table = await readResponses(await folder.read(responsesFile), {
    file: responsesFile,
    skipBadRows: options.skipBadRows === true,
  });
  const { matrix } = table;
  const q = inOrder(await readQMatrix(await folder.read(qFile), { file: qFile, items: matrix.items }), matrix.items);
  const expressions =
    itemsFile === undefined ? undefined : await readExpressions(await folder.read(itemsFile), { file: itemsFile });
  const names =
    skillsFile === undefined ? undefined : await readSkillNames(await folder.read(skillsFile), { file: skillsFile });
  checkNames(q, expressions, itemsFile, names, skillsFile);
  const warnings: Fault[] = [...table.warnings];
  q.items.forEach((item, i) => {
    if (q.needs[i]!.length > 0) return;
    warnings.push({
      code: 'not-enough-data',
      file: qFile,
      value: item,
      expected: 'at least one skill',
      expectedZh: '至少一个知识点',
    });
  });
  const subject = expressions === undefined ? 'general' : 'math';
  const title = folder.name ?? 'responses';
  return {
    title,
    subject,
    simulated: false,
    graph: { points: q.skills.map((id) => ({ id, name: names?.get(id) ?? id, subject })), edges: [] },
    ...(expressions === undefined ? {} : { expressions }),
    q,
    roster: table.roster ?? { entries: matrix.learners.map((learner) => ({ learner, school: '', class: '' })) },
    exams: [
      {
        id: 'responses',
        title,
        responses: matrix,
        blueprint: {
          rows: matrix.items.map((item, j) => ({
            item,
            kind: 'constructed',
            fullMarks: matrix.fullMarks[j]!,
            knowledgePoints: q.needs[j]!.map((skill) => q.skills[skill]!),
          })),
        },
      },
    ],
    warnings,
  };
}

/** The rows of a Q-matrix in the order of the given items, all of which it has. */
function inOrder(q: QMatrix, items: readonly string[]): QMatrix {
  const row = new Map(q.items.map((item, i) => [item, i]));
  return { items, skills: q.skills, needs: items.map((item) => q.needs[row.get(item)!]!) };
}

/** Names and expressions must belong to skills and items there are; a skill or item without one is no fault. */
function checkNames(
  q: QMatrix,
  expressions: ReadonlyMap<string, string> | undefined,
  itemsFile: string | undefined,
  names: ReadonlyMap<string, string> | undefined,
  skillsFile: string | undefined,
): void {
  const faults: Fault[] = [];
  const check = (
    ids: Iterable<string>,
    known: ReadonlySet<string>,
    file: string,
    expected: string,
    expectedZh: string,
  ): void => {
    for (const id of ids)
      if (!known.has(id)) faults.push({ code: 'unknown-id', file, value: id, expected, expectedZh });
  };
  if (expressions !== undefined) {
    check(expressions.keys(), new Set(q.items), itemsFile!, 'an item of the responses', '作答表中的题目');
  }
  if (names !== undefined)
    check(names.keys(), new Set(q.skills), skillsFile!, 'a skill of the Q-matrix', 'Q 矩阵中的知识点');
  if (faults.length > 0) throw new YincaiError(faults);
}
