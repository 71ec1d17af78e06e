import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { indexOfItem } from '../../irt/curves.js';
import type { IrtModel } from '../../irt/model.js';
import { type ObservedItems, observeItems } from '../../irt/plot/observed.js';
import type { Overlay, PlotCurveOptions } from '../../irt/plot/options.js';
import { plotCharacteristic } from '../../irt/plot/plot-characteristic.js';
import { plotInformation } from '../../irt/plot/plot-information.js';
import { plotItem } from '../../irt/plot/plot-item.js';
import { plotWrightMap, type WrightPersons } from '../../irt/plot/plot-wright-map.js';
import { sheet } from '../../irt/plot/sheet.js';
import { score } from '../../irt/score.js';
import { calibrateWithProgress, sayWarnings } from '../calibrate.js';
import { type Console, createConsole } from '../console.js';
import { fileName, writeWhole } from '../files.js';
import { readResponsesFile } from '../responses.js';
import { type CalibrationWords, calibrationOptions, readModel, withCalibrationOptions } from './calibration-options.js';
import { readGroups } from './learner-columns.js';
import { pageOf } from './plot-page.js';

const KINDS = ['wright', 'icc', 'expected', 'information', 'item-information', 'tcc'] as const;
type Kind = (typeof KINDS)[number];

/** Pictures a row of a sheet, and items whose information shares one picture. */
const COLUMNS = 3;
const ITEMS_TOGETHER = 6;

interface Options extends CalibrationWords {
  readonly items?: string;
  readonly kind: readonly Kind[];
  readonly item?: string;
  readonly compare?: readonly string[];
  readonly level?: readonly string[];
  readonly range?: readonly [number, number];
  readonly bins?: number;
  readonly byGroup?: boolean;
  readonly out: string;
  readonly html?: boolean;
  readonly blueprint?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/** A picture and the name of its file. */
interface Named {
  readonly name: string;
  readonly kind: Kind;
  readonly item?: string;
  readonly svg: string;
}

/** `yincai irt plot`: pictures of calibrated items as SVG files, or as one page. */
export function plotCommand(): Command {
  const command = new Command('plot')
    .description('试题与量尺的图（SVG）：怀特图、特征曲线、信息函数 / pictures of calibrated items')
    .argument('[responses]', '作答表：画学生分布与实际得分率；无 --items 时先标定 / table of responses')
    .option('--items <file>', 'calibrate 写出的 JSON / the JSON that calibrate wrote')
    .addOption(
      new Option('--kind <kinds>', `图的种类，逗号分隔 / kinds: ${KINDS.join(', ')}, all`)
        .default([...KINDS], 'all')
        .argParser(kindsOf),
    )
    .option('--item <ids>', '只画这些题（逗号分隔）/ only these items')
    .option('--compare <files...>', '叠加另一个模型：文件[:名称] / lays another model over it, FILE[:NAME]')
    .option('--level <points=name...>', '总分线，如 90=及格 / a line in the characteristic curve')
    .addOption(new Option('--range <from,to>', '能力范围，如 -4,4 / abilities drawn').argParser(rangeOf))
    .addOption(new Option('--bins <n>', '能力分组数 / ability groups of observed proportions').argParser(Number))
    .option('--by-group', '分组叠加实际得分率（--groups）/ observed proportions by group')
    .requiredOption('--out <path>', '文件夹，或一个 .svg / .html 文件 / a folder, or one .svg or .html file')
    .option('--html', '在文件夹里另写 index.html / also writes index.html into the folder')
    .option('--blueprint <file>', '双向细目表（给出满分）/ specification table with full marks')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them');
  return withCalibrationOptions(command, 'GPCM')
    .addHelpText(
      'after',
      `
  yincai irt plot 小题分.xlsx --items items.json --out 图 --html
  yincai irt plot --items items.json --kind tcc --level 90=及格 --out tcc.svg
  yincai irt plot 小题分.xlsx --groups 性别 --by-group --kind icc --item 12 --out 12.svg`,
    )
    .action(async (responses: string | undefined, options: Options) => {
      const talk = createConsole(options);
      const { model, matrix, groups } = await readSubject(responses, options, talk);
      const pictures = await drawAll(model, matrix, groups, options, talk);
      const files = await write(pictures, options, talk);
      const zh = talk.language === 'zh';
      talk.result(
        { items: model.items.length, pictures: pictures.map(({ svg: _, ...rest }) => rest), files },
        zh ? `已画 ${pictures.length} 幅图：${options.out}` : `${pictures.length} pictures: ${options.out}`,
      );
    });
}

function kindsOf(text: string): readonly Kind[] {
  if (text === 'all') return KINDS;
  return text.split(',').map((word) => {
    const kind = KINDS.find((one) => one === word.trim());
    if (kind === undefined) throw new InvalidArgumentError(`${word}: ${KINDS.join(', ')}, all`);
    return kind;
  });
}

function rangeOf(text: string): readonly [number, number] {
  const [from, to, ...more] = text.split(',').map(Number);
  if (more.length === 0 && Number.isFinite(from) && Number.isFinite(to)) return [from!, to!];
  throw new InvalidArgumentError('应为 -4,4 / two numbers such as -4,4');
}

async function readSubject(
  responses: string | undefined,
  options: Options,
  talk: Console,
): Promise<{ model: IrtModel; matrix?: ResponseMatrix; groups?: string[] }> {
  const given = options.items === undefined ? undefined : await readModel(options.items);
  if (responses === undefined) {
    if (given !== undefined) return { model: given };
    throw new YincaiError({
      code: 'bad-option',
      column: '--items',
      expected: 'a table of responses, or --items with the JSON of calibrate, or both',
      expectedZh: '作答表，或 --items 与 calibrate 写出的 JSON，或两者',
    });
  }
  const { matrix } = await readResponsesFile(responses, talk, options);
  const groups = options.groups === undefined ? undefined : await readGroups(options.groups, responses, matrix);
  const withGroups = groups === undefined ? {} : { groups };
  if (given !== undefined) return { model: given, matrix, ...withGroups };
  // Groups that are laid over one another are held against one common scale.
  const { groups: column, ...rest } = options;
  const settings = await calibrationOptions(
    options.byGroup ? rest : { ...rest, ...(column === undefined ? {} : { groups: column }) },
    responses,
    matrix,
  );
  const model = await calibrateWithProgress(matrix, settings, talk);
  sayWarnings(model, talk);
  return { model, matrix, ...withGroups };
}

async function drawAll(
  model: IrtModel,
  matrix: ResponseMatrix | undefined,
  groups: readonly string[] | undefined,
  options: Options,
  talk: Console,
): Promise<Named[]> {
  const chosen = options.item === undefined ? model.items : options.item.split(',').map((id) => id.trim());
  const items = chosen.map((id) => model.items[indexOfItem(model, id)]!);
  const common = { lang: talk.language, ...(options.range === undefined ? {} : { range: options.range }) };
  const overlays = await readOverlays(options.compare ?? []);
  const parts = observedParts(model, matrix, groups, options);
  const [first, ...others] = parts;
  const compare: Overlay[] = [
    ...others.map(({ label, observed }) => ({ label, observed })),
    ...overlays.map(({ label, model: other }) => ({ label, model: other })),
  ];
  const own = talk.language === 'zh' ? '本模型' : 'this model';
  const curves: PlotCurveOptions = {
    ...common,
    ...(first === undefined ? {} : { observed: first.observed }),
    ...(compare.length === 0 ? {} : { compare, label: first?.label || own }),
  };
  const levels = (options.level ?? []).map(levelOf);
  const small = items.length > 1 ? { width: 380, height: 300 } : {};
  const drawn: Named[] = [];
  for (const kind of new Set(options.kind)) {
    const add = (svg: string, item?: string): void => {
      drawn.push({
        name: item === undefined ? kind : `${kind}-${fileName(item)}`,
        kind,
        ...(item === undefined ? {} : { item }),
        svg,
      });
    };
    const { observed: _, ...bare } = curves;
    const modelsOnly = { ...bare, compare: compare.filter((overlay) => overlay.model !== undefined) };
    if (kind === 'wright') {
      const persons = personsOf(model, matrix, groups);
      add(plotWrightMap(model, { ...common, items, ...(persons === undefined ? {} : { persons }) }));
    } else if (kind === 'icc')
      for (const id of items) add(plotItem(model, id, { ...curves, ...small, show: 'auto' }), id);
    else if (kind === 'expected')
      for (const id of items) add(plotItem(model, id, { ...curves, ...small, show: 'expected' }), id);
    else if (kind === 'information') add(plotInformation(model, modelsOnly));
    else if (kind === 'item-information') {
      const pages: string[] = [];
      for (let from = 0; from < items.length; from += ITEMS_TOGETHER) {
        pages.push(
          plotInformation(model, { ...modelsOnly, ...small, items: items.slice(from, from + ITEMS_TOGETHER) }),
        );
      }
      add(pages.length === 1 ? pages[0]! : sheet(pages, { lang: talk.language, columns: COLUMNS }));
    } else add(plotCharacteristic(model, { ...curves, levels }));
  }
  return drawn;
}

/** `FILE` or `FILE:NAME`. */
async function readOverlays(words: readonly string[]): Promise<{ label: string; model: IrtModel }[]> {
  const read: { label: string; model: IrtModel }[] = [];
  for (const word of words) {
    const match = /^(.*\.json)(?::(.+))?$/is.exec(word);
    const path = match?.[1] ?? word;
    read.push({
      label: match?.[2] ?? path.replace(/^.*[/\\]/, '').replace(/\.json$/i, ''),
      model: await readModel(path),
    });
  }
  return read;
}

function levelOf(word: string): { points: number; label: string } {
  const match = /^([\d.]+)(?:=(.+))?$/.exec(word);
  const points = Number(match?.[1]);
  if (Number.isFinite(points)) return { points, label: match?.[2] ?? String(points) };
  throw new YincaiError({
    code: 'bad-option',
    column: '--level',
    value: word,
    expected: 'points and a name, such as 90=pass',
    expectedZh: '分数=名称，如 90=及格',
  });
}

/** What was observed: of all learners, or group by group. */
function observedParts(
  model: IrtModel,
  matrix: ResponseMatrix | undefined,
  groups: readonly string[] | undefined,
  options: Options,
): { label: string; observed: ObservedItems }[] {
  if (matrix === undefined) return [];
  const bins = options.bins === undefined ? {} : { bins: options.bins };
  const known = groupsKnown(model, groups);
  if (groups === undefined || options.byGroup !== true) {
    return [{ label: '', observed: observeItems(model, matrix, { ...bins, ...known }) }];
  }
  return [...new Set(groups)].map((group) => ({
    label: group,
    observed:
      'groups' in known
        ? observeItems(model, matrix, { ...bins, ...known, only: group })
        : observeItems(model, rowsOf(matrix, groups, group), bins),
  }));
}

/** The groups where they are those of the model, each with a distribution of its own; nothing where the model knows them not. */
function groupsKnown(model: IrtModel, groups: readonly string[] | undefined): { readonly groups?: readonly string[] } {
  const known = new Set(model.latent.map(({ group }) => group));
  return groups?.every((group) => known.has(group)) === true ? { groups } : {};
}

/** The rows of one group. */
function rowsOf(matrix: ResponseMatrix, groups: readonly string[], group: string): ResponseMatrix {
  const rows = groups.flatMap((own, row) => (own === group ? [row] : []));
  const width = matrix.items.length;
  const points = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    points.set(matrix.points.subarray(row * width, (row + 1) * width), i * width);
  });
  const { count } = matrix;
  return {
    ...matrix,
    learners: rows.map((row) => matrix.learners[row]!),
    points,
    ...(count === undefined ? {} : { count: Float64Array.from(rows, (row) => count[row]!) }),
  };
}

/** EAP abilities, group by group. */
function personsOf(
  model: IrtModel,
  matrix: ResponseMatrix | undefined,
  groups: readonly string[] | undefined,
): WrightPersons[] | undefined {
  // A latent regression gives everybody a prior of his own, and the model does not hold the covariates.
  if (matrix === undefined || model.regression !== undefined) return undefined;
  const known = groupsKnown(model, groups);
  if (!('groups' in known) && model.latent.length > 1) return undefined;
  const { theta } = score(model, matrix, { method: 'EAP', ...known });
  const { count } = matrix;
  return [...new Set(groups ?? [''])].map((group) => {
    const rows = matrix.learners.flatMap((_, row) => (groups === undefined || groups[row] === group ? [row] : []));
    return {
      label: group,
      abilities: rows.map((row) => theta[row]!),
      ...(count === undefined ? {} : { counts: rows.map((row) => count[row]!) }),
    };
  });
}

/** Writes a file of each picture into a folder, or all into one file; returns the files. */
async function write(pictures: readonly Named[], { out, html }: Options, talk: Console): Promise<string[]> {
  const lang = talk.language;
  if (/\.html?$/i.test(out)) {
    await writeWhole(
      out,
      pageOf(
        pictures.map(({ svg }) => svg),
        lang,
      ),
    );
    return [out];
  }
  if (/\.svg$/i.test(out)) {
    const svgs = pictures.map(({ svg }) => svg);
    await writeWhole(
      out,
      svgs.length === 1 ? svgs[0]! : sheet(svgs, { lang, columns: Math.min(COLUMNS, svgs.length) }),
    );
    return [out];
  }
  const files: string[] = [];
  for (const { name, svg } of pictures) {
    const path = join(out, `${name}.svg`);
    await writeWhole(path, svg);
    files.push(path);
  }
  if (html === true) {
    const path = join(out, 'index.html');
    await writeWhole(
      path,
      pageOf(
        pictures.map(({ svg }) => svg),
        lang,
      ),
    );
    files.push(path);
  }
  return files;
}
