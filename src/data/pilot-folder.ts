import type { Blueprint } from './blueprint.js';
import { readBlueprint } from './blueprint-table.js';
import { type Fault, YincaiError } from './fault.js';
import { type FaultList, listFaults } from './fault-list.js';
import { readLog } from './interaction-log.js';
import type { ItemBank } from './item-bank.js';
import { readItemImages } from './item-images.js';
import { readJson } from './json.js';
import type { KnowledgeGraph } from './knowledge-graph.js';
import { readPointCell } from './knowledge-point-cell.js';
import { renameSkills, withSkills } from './log-skills.js';
import type { FolderReader, Pilot, PilotExam, PilotManifest } from './pilot.js';
import { readPlainPilot } from './plain-folder.js';
import type { ResponseLog } from './response-log.js';
import type { ResponseMatrix } from './response-matrix.js';
import type { Roster, RosterEntry } from './roster.js';
import { readRoster } from './roster-table.js';
import { readResponses } from './wide-responses.js';

/** Options of {@link readPilot}. */
export interface PilotOptions {
  /** Leave out rows with faults and list them as warnings, instead of refusing the pilot. Default false. */
  readonly skipBadRows?: boolean;
}

/**
 * Reads a pilot folder: one with a `pilot.json`, or a plain one with `responses.csv` and `q.csv`.
 * Everything is checked against everything else first: exam columns against the specification table, knowledge points (by id or name)
 * against the graph, bank items against the bank, learners against the roster. Knowledge points come out as ids; a cell of several
 * is split as the graph's names allow, so 柱、锥、台的表面积与体积 may be one name.
 *
 * @throws YincaiError naming file, row, column and value of what does not fit.
 * @example
 * // In Node; a browser may read from a chosen folder or from uploads in the same way.
 * const pilot = await readPilot({
 *   exists: (path) => existsSync(`pilot/${path}`),
 *   read: (path) => readFile(`pilot/${path}`),
 * })
 */
export async function readPilot(folder: FolderReader, options: PilotOptions = {}): Promise<Pilot> {
  if (!(await folder.exists('pilot.json'))) return readPlainPilot(folder, options);
  // Loaded only here, so that whoever reads tables alone does not carry the schemas.
  const { parseItemBank, parseKnowledgeGraph, parsePilotManifest } = await import('./schema.js');
  const json = async (path: string): Promise<unknown> => readJson(await readFile(folder, path), { file: path });
  const manifest = parsePilotManifest(await json('pilot.json'), 'pilot.json');
  const graph = parseKnowledgeGraph(await json(manifest.graph), manifest.graph);
  const bank =
    manifest.bank === undefined
      ? undefined
      : await readItemImages(parseItemBank(await json(manifest.bank), manifest.bank, { graph }), folder, manifest.bank);
  const warnings: Fault[] = [];
  const given =
    manifest.roster === undefined
      ? undefined
      : await readRoster(await readFile(folder, manifest.roster), { file: manifest.roster });
  const roster = gatherRoster(given, manifest.roster);
  const pointId = pointIds(graph, manifest.subject);
  const exams: PilotExam[] = [];
  for (const exam of manifest.exams) {
    exams.push(await readExam(folder, exam, { bank, pointId, roster, warnings, options }));
  }
  const practice =
    manifest.practice === undefined
      ? undefined
      : await readPractice(folder, manifest.practice, { bank, graph, pointId, roster, warnings, options });
  return {
    title: manifest.title,
    subject: manifest.subject,
    simulated: manifest.simulated,
    graph,
    ...(bank === undefined ? {} : { bank }),
    roster: { entries: roster.entries },
    exams,
    ...(practice === undefined ? {} : { practice }),
    warnings,
  };
}

/** Reads a file of a folder. @throws YincaiError `missing-file` */
async function readFile(folder: FolderReader, path: string): Promise<Uint8Array> {
  if (await folder.exists(path)) return folder.read(path);
  throw new YincaiError({
    code: 'missing-file',
    file: path,
    expected: `a file ${path} in the pilot folder${folder.name === undefined ? '' : ` ${folder.name}`}`,
    expectedZh: `试点文件夹中有文件 ${path}`,
  });
}

interface Context {
  readonly bank: ItemBank | undefined;
  readonly pointId: (point: string) => string | undefined;
  readonly roster: GatheredRoster;
  readonly warnings: Fault[];
  readonly options: PilotOptions;
}

async function readExam(
  folder: FolderReader,
  exam: PilotManifest['exams'][number],
  context: Context,
): Promise<PilotExam> {
  const { warnings, options, roster } = context;
  const written = await readBlueprint(await readFile(folder, exam.blueprint), { file: exam.blueprint });
  const table = await readResponses(await readFile(folder, exam.scores), {
    file: exam.scores,
    fullMarks: new Map(written.rows.map((row) => [row.item, row.fullMarks])),
    skipBadRows: options.skipBadRows === true,
  });
  warnings.push(...table.warnings);
  const faults = listFaults();
  const blueprint = fitBlueprint(written, table.matrix, exam, context, faults);
  const unknown = roster.take(table.matrix.learners, table.roster?.entries);
  for (const learner of unknown) noteLearner(learner, exam.scores, options, faults, warnings);
  faults.throwIfAny();
  return {
    id: exam.id,
    title: exam.title,
    ...(exam.date === undefined ? {} : { date: exam.date }),
    responses: table.matrix,
    blueprint,
  };
}

/** The specification table in the order of the responses' columns, with knowledge points as ids. */
function fitBlueprint(
  blueprint: Blueprint,
  matrix: ResponseMatrix,
  exam: PilotManifest['exams'][number],
  context: Context,
  faults: FaultList,
): Blueprint {
  const bankItems = context.bank === undefined ? undefined : new Set(context.bank.items.map((item) => item.id));
  const rows = new Map(blueprint.rows.map((row) => [row.item, row]));
  const columns = new Set(matrix.items);
  for (const item of matrix.items) {
    if (rows.has(item)) continue;
    faults.add({
      code: 'unknown-id',
      file: exam.scores,
      column: item,
      expected: `a question of ${exam.blueprint}`,
      expectedZh: `${exam.blueprint} 中的题号`,
      mend: 'add the question to the specification table, or delete the column',
      mendZh: '在双向细目表中补上此题，或删去此列',
    });
  }
  const points = new Map<string, readonly string[]>();
  for (const row of blueprint.rows) {
    const at = { file: exam.blueprint, column: row.item } as const;
    if (!columns.has(row.item)) {
      faults.add({
        code: 'unknown-id',
        ...at,
        expected: `a column of ${exam.scores}`,
        expectedZh: `${exam.scores} 中的题目列`,
      });
    }
    const cell = readPointCell(row.knowledgePointsText ?? row.knowledgePoints.join('；'), context.pointId);
    points.set(row.item, cell.ids);
    for (const point of cell.unknown) {
      faults.add({
        code: 'unknown-id',
        ...at,
        value: point,
        expected: 'a knowledge point of the graph, by id or name',
        expectedZh: '知识图谱中的知识点（编号或名称）',
        mend: 'write the points as the graph names them, several parted by ；',
        mendZh: '按知识图谱中的名称填写，多个知识点用“；”隔开',
      });
    }
    if (row.bankItem !== undefined && bankItems?.has(row.bankItem) !== true) {
      faults.add({
        code: 'unknown-id',
        ...at,
        value: row.bankItem,
        expected: 'an item of the bank',
        expectedZh: '题库中的题目编号',
      });
    }
  }
  return {
    rows: matrix.items.flatMap((item) => {
      const row = rows.get(item);
      if (row === undefined) return [];
      const { knowledgePointsText: _, ...rest } = row;
      return [{ ...rest, knowledgePoints: points.get(item) ?? [] }];
    }),
  };
}

async function readPractice(
  folder: FolderReader,
  path: string,
  context: Context & { readonly graph: KnowledgeGraph },
): Promise<ResponseLog> {
  const { bank, graph, pointId, roster, warnings, options } = context;
  const input =
    folder.stream !== undefined && (await folder.exists(path)) ? folder.stream(path) : await readFile(folder, path);
  const reading = await readLog(input, { file: path, skipBadRows: options.skipBadRows === true });
  warnings.push(...reading.warnings);
  let { log } = reading;
  const faults = listFaults(path);
  for (const learner of roster.take(log.learners)) noteLearner(learner, path, options, faults, warnings);
  if (log.skills.length === 0 && bank !== undefined) {
    const skills = graph.points.map((point) => point.id);
    const index = new Map(skills.map((id, s) => [id, s]));
    const items = bank.items.map((item) => item.id);
    const needs = bank.items.map((item) =>
      [...new Set(item.knowledgePoints.map((point) => index.get(point)!))].sort((a, b) => a - b),
    );
    faults.throwIfAny();
    return withSkills(log, { items, skills, needs }, path);
  }
  for (const skill of log.skills) {
    if (pointId(skill) !== undefined) continue;
    faults.add({
      code: 'unknown-id',
      value: skill,
      expected: 'a knowledge point of the graph, by id or name',
      expectedZh: '知识图谱中的知识点（编号或名称）',
    });
  }
  faults.throwIfAny();
  log = renameSkills(log, (skill) => pointId(skill)!);
  return log;
}

/** A learner who answered but is not in the roster: refused, or noted where bad rows are passed over. */
function noteLearner(learner: string, file: string, options: PilotOptions, faults: FaultList, warnings: Fault[]): void {
  const fault: Fault = {
    code: 'unknown-id',
    file,
    value: learner,
    expected: 'a learner of the roster',
    expectedZh: '名册中的学生',
    mend: 'add the learner to the roster',
    mendZh: '在名册中补上该生',
  };
  if (options.skipBadRows === true) warnings.push(fault);
  else faults.add(fault);
}

/** Finds a knowledge point's id from its id or its name; where a name is used twice, the pilot's own subject goes first. */
function pointIds(graph: KnowledgeGraph, subject: string): (point: string) => string | undefined {
  const ids = new Set(graph.points.map((point) => point.id));
  const byName = new Map<string, string>();
  for (const point of [...graph.points].sort((a, b) => Number(b.subject === subject) - Number(a.subject === subject))) {
    for (const name of [point.name, point.nameEn]) {
      if (name !== undefined && !byName.has(nameKey(name))) byName.set(nameKey(name), point.id);
    }
  }
  return (point) => (ids.has(point) ? point : byName.get(nameKey(point)));
}

function nameKey(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}

/** The roster as it is gathered; without a roster file it grows by the learners of each table. */
interface GatheredRoster {
  readonly entries: RosterEntry[];
  /** Takes in the learners of a table, and returns those whom the roster file does not have. */
  take(learners: readonly string[], entries?: readonly RosterEntry[]): readonly string[];
}

function gatherRoster(given: Roster | undefined, file: string | undefined): GatheredRoster {
  const entries: RosterEntry[] = [...(given?.entries ?? [])];
  const at = new Map(entries.map((entry, e) => [entry.learner, e]));
  return {
    entries,
    take(learners, found) {
      const own = new Map((found ?? []).map((entry) => [entry.learner, entry]));
      const unknown: string[] = [];
      for (const learner of learners) {
        const known = at.get(learner);
        const entry = own.get(learner);
        if (known !== undefined) {
          // A later table may say what an earlier one left open.
          const before = entries[known]!;
          if (file === undefined && entry !== undefined && before.class === '')
            entries[known] = { ...before, ...entry };
          continue;
        }
        at.set(learner, entries.length);
        entries.push(entry ?? { learner, school: '', class: '' });
        if (file !== undefined) unknown.push(learner);
      }
      return unknown;
    },
  };
}
