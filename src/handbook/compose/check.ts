import { type Fault, YincaiError } from '../../data/fault.js';
import { TWIN_LONGEST } from './cover.js';
import { type ComposeOptions, type ComposeSettings, composeDefaults, studentSections } from './input.js';

/** Fills in the defaults and refuses what makes no sense. */
export function settle(options: ComposeSettings): ComposeOptions {
  const settled = { ...composeDefaults, ...options, plan: { ...composeDefaults.plan, ...options.plan } };
  const faults: Fault[] = [];
  const demand = (holds: boolean, column: string, value: unknown, expected: string, expectedZh: string): void => {
    if (!holds) faults.push({ code: 'bad-option', column, value: String(value).slice(0, 80), expected, expectedZh });
  };
  for (const kind of settled.sections) {
    demand(studentSections.includes(kind), 'sections', kind, studentSections.join(', '), studentSections.join('、'));
  }
  const { days, least, most, rest } = settled.plan;
  const whole = (value: number, low: number, high: number): boolean =>
    Number.isInteger(value) && value >= low && value <= high;
  demand(whole(days, 1, 60), 'plan.days', days, 'a whole number from 1 to 60', '1 到 60 的整数');
  demand(whole(most, 1, 240), 'plan.most', most, 'whole minutes from 1 to 240', '1 到 240 的整数（分钟）');
  demand(whole(least, 1, most), 'plan.least', least, 'whole minutes from 1 to `most`', '1 到 most 的整数（分钟）');
  demand(
    rest.every((day) => whole(day, 0, 6)) && new Set(rest).size < 7,
    'plan.rest',
    rest,
    'days of the week, 0 (Sunday) to 6, not all seven',
    '0（周日）到 6，不能七天全休',
  );
  const { growth, bands, twin } = settled;
  demand(growth >= 0 && growth <= 1, 'growth', growth, 'a number from 0 to 1', '0 到 1 的数');
  const shares = bands.bands.map(({ share }) => share);
  demand(
    shares.length > 0 &&
      shares.every((share, i) => share >= 0 && share <= 1 && (bands.by === 'cohort' || !(share > shares[i - 1]))),
    'bands',
    shares,
    'at least one band, the best first, shares from 0 to 1',
    '至少一档，从高到低，0 到 1 的数',
  );
  demand(
    twin === '' || (/^https?:\/\/[^\s/]/.test(twin) && twin.length <= TWIN_LONGEST / 2),
    'twin',
    twin,
    `an address of http or https with at most ${TWIN_LONGEST / 2} characters`,
    `http 或 https 网址，不超过 ${TWIN_LONGEST / 2} 个字符`,
  );
  if (faults.length > 0) throw new YincaiError(faults);
  return settled;
}
