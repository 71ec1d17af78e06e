import type { Fault } from '../../data/fault.js';
import type { Handbook, Question, Section } from '../document.js';
import { badFormula, unbalanced } from '../faults.js';
import { formula } from '../formula.js';
import { oneLine, optionColumns, parseText, type Run, widthOf } from '../text.js';
import { type Words, wordsOf } from '../words.js';
import { type MathNode, mathTree } from './math.js';

/** What the template is given: plain JSON in which every string is shown as it is. */
export interface TypstBooklet {
  readonly lang: string;
  readonly title: string;
  readonly heading: string;
  readonly learner: string;
  readonly contents: string;
  readonly sections: readonly object[];
}

/** A run for the template: text, or `["m", tree, display, wide]`, `["_", em]`, `["n"]` (new line), `["v", source]` (verbatim). */
type TypstRun =
  | string
  | readonly ['m', readonly MathNode[], boolean, boolean]
  | readonly ['_', number]
  | readonly ['n']
  | readonly ['v', string];

/** Can these fonts show the character? */
export type Covers = (code: number) => boolean;

interface Context {
  readonly words: Words;
  readonly covers: Covers;
  readonly onFault: (fault: Fault) => void;
}

/** Prepares a handbook for the template: texts parsed, formulas as trees, characters without a glyph as `〓`. */
export function typstTree(handbook: Handbook, covers: Covers, onFault: (fault: Fault) => void): TypstBooklet {
  const words = wordsOf(handbook.language);
  const context = { words, covers, onFault };
  return {
    lang: handbook.language,
    title: plain(handbook.title, context),
    heading: plain(handbook.heading, context),
    learner: plain(handbook.learner, context),
    contents: words.contents,
    sections: handbook.sections.map((section) => sectionTree(section, context)),
  };
}

function sectionTree(section: Section, context: Context): object {
  const { words } = context;
  const text = (value: string | undefined): string | null => (value === undefined ? null : plain(value, context));
  const head = { kind: section.kind, title: text(section.title) };
  switch (section.kind) {
    case 'cover':
      return {
        ...head,
        subtitle: text(section.subtitle),
        facts: section.facts.map(({ label, value }) => [text(label), text(value)]),
        notice: text(section.notice),
      };
    case 'overview':
      return {
        ...head,
        figures: section.figures.map(({ label, value, note }) => [text(label), text(value), text(note)]),
        history: section.history.slice(-8).map(({ label, share }) => [text(label), share]),
        reference: section.reference === undefined ? null : [text(section.reference.label), section.reference.share],
        sheet: section.sheet.map(({ label, share }) => [text(label), share ?? null]),
        paragraphs: section.paragraphs.map(text),
        growth: words.growth,
        sheetTitle: words.sheet,
        legend: words.sheetLegend,
      };
    case 'mastery':
      return {
        ...head,
        explanation: text(section.explanation),
        note: text(section.note),
        rows: section.rows.map((row) => ({
          name: text(row.name),
          success: row.success,
          low: row.low,
          high: row.high,
          level: row.level,
          word: words.levels[row.level],
          answers: words.answers(row.answers),
        })),
      };
    case 'wrong-review':
      return {
        ...head,
        introduction: text(section.introduction),
        questions: section.questions.map(({ question, result, diagnosis }) =>
          questionTree(
            question,
            { marks: [text(result)], tier: null, tierWord: null, remark: text(diagnosis) },
            context,
          ),
        ),
      };
    case 'practice':
      return {
        ...head,
        introduction: text(section.introduction),
        groups: section.groups.map(({ point, why, questions }) => ({
          point: text(point),
          why: text(why),
          questions: questions.map(({ question, tier, outlook, note }) =>
            questionTree(
              question,
              {
                marks: note === undefined ? [text(outlook)] : [text(outlook), text(note)],
                tier,
                tierWord: words.tiers[tier],
                remark: null,
              },
              context,
            ),
          ),
        })),
      };
    case 'answers':
      return {
        ...head,
        introduction: text(section.introduction),
        answerWord: words.answer,
        solutionWord: words.solution,
        groups: section.groups.map(({ title, entries }) => ({
          title: text(title),
          entries: entries.map(({ label, answer, solution }) => ({
            label: text(label),
            answer: rich(answer, label, context),
            solution: solution === undefined ? null : rich(solution, label, context),
            long: widthOf(answer) + (solution === undefined ? 0 : widthOf(solution)) > LONG / 3,
          })),
        })),
      };
  }
}

/** Half-width characters past which a question may break across pages, since it might not fit on one. */
const LONG = 2400;

function questionTree(question: Question, marks: object, context: Context): object {
  const { label, stem, options = [] } = question;
  let size = widthOf(stem);
  for (const option of options) size += widthOf(option.text);
  return {
    ...marks,
    label: plain(label, context),
    head: [
      context.words.kinds[question.kind],
      ...(question.points === undefined ? [] : [context.words.points(question.points)]),
    ],
    points: question.knowledgePoints.map((name) => plain(name, context)).join(' · '),
    stem: rich(stem, label, context),
    columns: optionColumns(options),
    options: options.map(({ key, text }) => [plain(key, context), rich(text, label, context)]),
    lines: Math.max(0, Math.min(question.lines, 40)),
    long: size > LONG,
  };
}

/** A plain string: one line, glyphs ensured, very long words given places to break. */
function plain(text: string, context: Context): string {
  return breakable(glyphs(oneLine(text), context));
}

function rich(text: string, label: string, context: Context): readonly (readonly TypstRun[])[] {
  return parseText(text, (source) => context.onFault(unbalanced(source, label))).map((runs) =>
    runs.map((run) => runTree(run, label, context)),
  );
}

function runTree(run: Run, label: string, context: Context): TypstRun {
  switch (run.kind) {
    case 'text':
      return breakable(glyphs(run.text, context));
    case 'break':
      return ['n'];
    case 'blank':
      return ['_', run.width / 2];
    case 'math': {
      const made = formula(run.tex, run.display);
      if (made.ok) return ['m', tree(made.mathml, context), run.display, run.display && run.tex.length > 60];
      context.onFault(badFormula(run.tex, made.message, label));
      return ['v', breakable(glyphs(run.display ? `$$${run.tex}$$` : `$${run.tex}$`, context))];
    }
  }
}

// Keyed by the string that the formula cache returns, so it holds no more than that cache does.
const trees = new Map<string, readonly MathNode[]>();
const TREES = 8192;

function tree(mathml: string, context: Context): readonly MathNode[] {
  let made = trees.get(mathml);
  if (made === undefined) {
    made = mathTree(mathml);
    if (trees.size >= TREES) trees.clear();
    trees.set(mathml, made);
  }
  return covered(made, context)
    ? made
    : (JSON.parse(glyphs(JSON.stringify(made), context, isMath)) as readonly MathNode[]);
}

function covered(nodes: readonly MathNode[], context: Context): boolean {
  for (const letter of JSON.stringify(nodes)) {
    const code = letter.codePointAt(0)!;
    if (code > 0x7e && !isMath(code) && !context.covers(code)) return false;
  }
  return true;
}

/** Blocks that New Computer Modern Math, which comes with Typst, holds in full or nearly so. */
function isMath(code: number): boolean {
  return (
    (code >= 0xa0 && code <= 0x17f) ||
    (code >= 0x2c6 && code <= 0x2dd) ||
    (code >= 0x391 && code <= 0x3f5) ||
    (code >= 0x2010 && code <= 0x2057) ||
    (code >= 0x20d0 && code <= 0x20ef) ||
    (code >= 0x2100 && code <= 0x214f) ||
    (code >= 0x2190 && code <= 0x22ff) ||
    (code >= 0x2308 && code <= 0x23e1) ||
    (code >= 0x27c0 && code <= 0x27ff) ||
    (code >= 0x2900 && code <= 0x2aff) ||
    (code >= 0x1d400 && code <= 0x1d7ff)
  );
}

/** Writes `〓`, the printers' mark for a missing sort, for characters that no font of the booklet has. */
function glyphs(text: string, { covers }: Context, also?: Covers): string {
  let plainAscii = true;
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 0x7e) {
      plainAscii = false;
      break;
    }
  }
  if (plainAscii) return text;
  let shown = '';
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (code <= 0x7e || covers(code) || also?.(code) === true) shown += letter;
    // Variation selectors and combining marks that no font has would only double the mark before them.
    else if (!(code >= 0xfe00 && code <= 0xfe0f) && !/\p{M}/u.test(letter)) shown += '〓';
  }
  return shown;
}

/** Zero-width spaces in words of more than 30 letters, which would leave the page. */
function breakable(text: string): string {
  if (text.length <= 30) return text;
  return text.replace(/[!-~\u00a1-\u2e7f\uac00-\ud7ff]{30,}/g, (word) => word.replace(/.{12}/gsu, '$&\u200b'));
}
