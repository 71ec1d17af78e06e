import type { Fault, Language } from '../data/fault.js';
import { YincaiError } from '../data/fault.js';
import type { Item, ItemBank } from '../data/item-bank.js';
import type { Subtraction } from './fraction-subtraction/mixed-number.js';
import { parseSubtraction } from './fraction-subtraction/mixed-number.js';
import { shapeOf } from './fraction-subtraction/shape.js';
import { WORDINGS } from './fraction-subtraction/solution.js';
import { subtractionTemplate } from './fraction-subtraction/template.js';
import { variantWith } from './instantiate.js';

/** Options of {@link fractionSubtractionBank}. */
export interface FractionSubtractionOptions {
  /** Language of stems and solutions. */
  readonly language?: Language;
  readonly subject?: string;
  /** Full marks of each item. */
  readonly points?: number;
  /** File named in faults. */
  readonly file?: string;
}

/** Defaults of {@link FractionSubtractionOptions}. */
export const fractionSubtractionDefaults: Required<FractionSubtractionOptions> = {
  language: 'zh',
  subject: 'math',
  points: 1,
  file: 'items.csv',
};

/**
 * An item bank from subtractions such as `4 3/5 - 3 4/10`: stem, exact answer, worked solution, expected difficulty, and a template whose
 * variants need the same steps.
 *
 * @param expressions Item id → expression.
 * @param needs The knowledge points of an item, at least one, the main one first.
 * @throws YincaiError naming each item whose expression cannot be read or that needs nothing.
 * @example
 * fractionSubtractionBank(new Map([['q1', '3 - 2 1/5']]), () => ['borrow']).items[0].answer; // '$\\frac{4}{5}$'
 */
export function fractionSubtractionBank(
  expressions: ReadonlyMap<string, string>,
  needs: (item: string) => readonly string[],
  options: FractionSubtractionOptions = fractionSubtractionDefaults,
): ItemBank {
  const settings = { ...fractionSubtractionDefaults, ...options };
  const items: Item[] = [];
  const faults: Fault[] = [];
  let row = 1;
  for (const [id, expression] of expressions) {
    row++;
    try {
      const knowledgePoints = needs(id);
      if (knowledgePoints.length === 0)
        throw new YincaiError({
          code: 'bad-value',
          value: id,
          expected: 'an item that needs at least one knowledge point',
        });
      items.push(subtractionItem(id, parseSubtraction(expression), knowledgePoints, settings));
    } catch (error) {
      if (!(error instanceof YincaiError)) throw error;
      faults.push(...error.faults.map((fault) => ({ file: settings.file, row, column: id, ...fault })));
    }
  }
  if (faults.length > 0) throw new YincaiError(faults);
  return { items };
}

function subtractionItem(
  id: string,
  subtraction: Subtraction,
  knowledgePoints: readonly string[],
  { language, subject, points }: Required<FractionSubtractionOptions>,
): Item {
  const { template, typical } = subtractionTemplate(subtraction, WORDINGS[language]);
  const bare: Item = {
    id,
    subject,
    kind: 'constructed',
    stem: '',
    answer: '',
    points,
    knowledgePoints,
    difficulty: expectedDifficulty(subtraction),
    minutes: 2,
    template,
  };
  const { stem, answer, solution } = variantWith(bare, typical);
  return { ...bare, stem, answer, ...(solution === undefined ? {} : { solution }) };
}

/**
 * Expected share of learners who are right, 0…1, from the steps that the solution takes:
 * `1 / (1 + exp(-(base - Σ costs)))`, rounded to hundredths.
 *
 * @source Costs: least squares on the logits of the 20 shares right of Tatsuoka's fraction-subtraction data (536 learners);
 *   correlation .95, mean absolute error .04.
 * @example
 * expectedDifficulty(parseSubtraction('6/7 - 4/7')); // 0.71
 */
export function expectedDifficulty(subtraction: Subtraction): number {
  const shape = shapeOf(subtraction);
  const { left, right, denominators } = shape;
  let logit = 0.9;
  if (denominators !== 'same' && denominators !== 'one') logit -= 0.7;
  if (shape.mixed && shape.order === 'less') logit -= left.fraction ? 1.05 : 1.15;
  if (left.resolved || right.resolved) logit -= 0.65;
  if (shape.reduce) logit -= 0.05;
  return Math.round(100 / (1 + Math.exp(-logit))) / 100;
}
