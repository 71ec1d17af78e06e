import type { Recommendation } from '../../recommend/recommendation.js';
import type { MasteryLevel } from '../document.js';
import type { ComposeInput, ComposeOptions, ExamQuestion, PointMastery } from './input.js';

/** What all sections need to know, worked out once. */
export interface Facts {
  readonly input: ComposeInput;
  readonly options: ComposeOptions;
  readonly zh: boolean;
  readonly names: ReadonlyMap<string, string>;
  readonly masteries: ReadonlyMap<string, PointMastery>;
  /** Ids of the direct prerequisites of a knowledge point. */
  readonly prerequisites: ReadonlyMap<string, readonly string[]>;
  /** Questions with an answer. */
  readonly answered: readonly ExamQuestion[];
  /** Questions to do again, in the paper's order: answered and not fully right, or left empty by a learner who was present. */
  readonly lost: readonly ExamQuestion[];
  readonly points: number;
  readonly fullMarks: number;
  /** Masteries with answers behind them, weakest first. */
  readonly known: readonly PointMastery[];
  /** Groups of practice with at least one question, questions from basic to advanced. */
  readonly groups: readonly NumberedGroup[];
  /** Points won of the full marks of answered questions, 0…1; absent where nothing was answered. */
  readonly share?: number;
  /** Label on the paper by item id and by the id of the item that it is a variant of. */
  readonly labels: ReadonlyMap<string, string>;
}

/** A question of the practice with its printed number, and where links to it lead. */
export interface Numbered {
  readonly label: string;
  readonly anchor: string;
  readonly recommendation: Recommendation;
}

/** The practice for one knowledge point. */
export interface NumberedGroup {
  readonly point: string;
  readonly entries: readonly Numbered[];
}

const TIERS: Readonly<Record<Recommendation['tier'], number>> = { basic: 0, consolidate: 1, advance: 2 };

/** Where links to the lost question `at` lead: to where it is done again, and to its explanation. */
export function anchorsOf(at: number): { readonly redo: string; readonly why: string } {
  return { redo: `redo-${at + 1}`, why: `why-${at + 1}` };
}

/** The longest name that is printed; a longer one is cut with an ellipsis, so that it cannot push the page away. */
export const MAX_NAME = 60;

export function gather(input: ComposeInput, options: ComposeOptions): Facts {
  const zh = input.language === 'zh';
  const names = new Map<string, string>();
  for (const point of input.graph.points) names.set(point.id, zh ? point.name : (point.nameEn ?? point.name));
  const masteries = new Map<string, PointMastery>();
  for (const mastery of input.masteries) {
    masteries.set(mastery.point, mastery);
    if (mastery.name !== undefined && !names.has(mastery.point)) names.set(mastery.point, mastery.name);
  }
  const prerequisites = new Map<string, string[]>();
  for (const edge of input.graph.edges) {
    if (edge.kind !== 'prerequisite') continue;
    const list = prerequisites.get(edge.to);
    if (list === undefined) prerequisites.set(edge.to, [edge.from]);
    else list.push(edge.from);
  }
  const answered = input.questions.filter((question) => question.points !== undefined);
  const lost =
    answered.length === 0
      ? []
      : input.questions.filter((question) => (question.points ?? -1) < question.fullMarks && question.fullMarks > 0);
  let points = 0;
  let fullMarks = 0;
  for (const question of answered) {
    points += question.points!;
    fullMarks += question.fullMarks;
  }
  const labels = new Map<string, string>();
  for (const { item, label } of input.questions) {
    if (item === undefined) continue;
    if (item.variantOf !== undefined && !labels.has(item.variantOf)) labels.set(item.variantOf, label);
    labels.set(item.id, label);
  }
  const known = input.masteries
    .filter((mastery) => levelOf(mastery, options) !== 'unknown')
    .sort((a, b) => a.probability - b.probability || a.success - b.success);
  const groups = numbered(input);
  const facts = {
    ...{ input, options, zh, names, masteries, prerequisites, answered, lost },
    ...{ known, groups, points, fullMarks, labels },
  };
  return fullMarks > 0 ? { ...facts, share: clamp(points / fullMarks) } : facts;
}

/** Groups with at least one question, numbered 1.1, 1.2 … */
function numbered({ practice }: ComposeInput): readonly NumberedGroup[] {
  return practice
    .filter(({ recommendations }) => recommendations.length > 0)
    .map(({ knowledgePoint, recommendations }, at) => ({
      point: knowledgePoint,
      entries: [...recommendations]
        .sort((a, b) => TIERS[a.tier] - TIERS[b.tier])
        .map((recommendation, index) => ({
          label: `${at + 1}.${index + 1}`,
          anchor: `practice-${at + 1}-${index + 1}`,
          recommendation,
        })),
    }));
}

/** The level of a knowledge point; `unknown` where no answer bears on it. */
export function levelOf(mastery: PointMastery | undefined, options: ComposeOptions): MasteryLevel {
  if (mastery === undefined || mastery.answers <= 0 || !Number.isFinite(mastery.probability)) return 'unknown';
  if (mastery.probability < options.weak) return 'weak';
  return mastery.probability < options.mastered ? 'partial' : 'mastered';
}

export function nameOf(facts: Facts, point: string): string {
  return clip(facts.names.get(point) ?? point);
}

/** A name in quotation marks. */
export function quote(name: string, zh: boolean): string {
  return zh ? `“${name}”` : `‘${name}’`;
}

/** Names in quotation marks, one after another. */
export function quoteAll(names: readonly string[], zh: boolean): string {
  return names.map((name) => quote(name, zh)).join(zh ? '' : ', ');
}

/** Cuts a plain string to at most `length` characters (code points), with an ellipsis. */
export function clip(text: string, length: number = MAX_NAME): string {
  if (text.length <= length) return text;
  const characters = Array.from(text.slice(0, 2 * length + 2));
  return characters.length <= length && text.length <= 2 * length + 2
    ? text
    : `${characters.slice(0, length - 1).join('')}…`;
}

export function clamp(value: number): number {
  return value > 0 ? Math.min(value, 1) : 0;
}

/** At most two decimals, no trailing zeros. */
export function amount(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
