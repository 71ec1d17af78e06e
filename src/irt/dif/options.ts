import { YincaiError } from '../../data/fault.js';

/** What the methods of searching for DIF have in common. */
export interface CheckedOptions {
  readonly alpha: number;
  readonly adjust: string;
  readonly rounds?: number;
  readonly strata?: number;
  readonly maxCategories: number;
  readonly match?: string;
  /** Fewest learners at a score. */
  readonly leastLearners?: number;
  /** Groups of a method that takes two. */
  readonly mostGroups?: number;
}

/** Refuses options without meaning. @throws YincaiError `bad-option`. */
export function checkDifOptions(options: CheckedOptions): void {
  const within = (name: keyof CheckedOptions, low: number, high: number, whole: boolean): void => {
    const value = options[name];
    if (value === undefined) return;
    if (typeof value === 'number' && value >= low && value <= high && (!whole || Number.isInteger(value))) return;
    throw new YincaiError({
      code: 'bad-option',
      column: name,
      value: String(value),
      expected: `a ${whole ? 'whole ' : ''}number from ${low} to ${high}`,
      expectedZh: `${low} 到 ${high} 的${whole ? '整' : ''}数`,
    });
  };
  const among = (name: keyof CheckedOptions, values: readonly string[]): void => {
    const value = options[name];
    if (value === undefined || values.includes(String(value))) return;
    throw new YincaiError({
      code: 'bad-option',
      column: name,
      value: String(value),
      expected: `one of ${values.join(', ')}`,
      expectedZh: `${values.join('、')} 之一`,
    });
  };
  within('alpha', 1e-6, 0.5, false);
  within('rounds', 1, 100, true);
  within('strata', 2, 10_000, true);
  within('maxCategories', 2, 50, true);
  within('leastLearners', 1, 1e6, true);
  within('mostGroups', 1, 2, true);
  among('adjust', ['none', 'Holm', 'BH']);
  among('match', ['total', 'rest']);
}
