import type { Language } from '../data/fault.js';
import { METRIC_NAMES } from '../evaluate/bootstrap.js';
import type { ModelFigures, PairFigures } from './trace-evaluate.js';

/** Skills that the table for people lists; `--json` has all. */
const LISTED_SKILLS = 20;

interface Result {
  readonly models: readonly ModelFigures[];
  readonly comparisons?: readonly PairFigures[];
  readonly control?: { readonly model: string; readonly auc: number; readonly standardError: number };
}

/** The figures of an evaluation for people: one table, then what was asked for beside it. */
export function evaluationTable({ models, comparisons, control }: Result, language: Language): string {
  const zh = language === 'zh';
  const lines = table([
    ['model', ...METRIC_NAMES, 'fit s', 'predict s', 'interactions'],
    ...models.flatMap((one) => {
      const figures = (of: Pick<ModelFigures, (typeof METRIC_NAMES)[number]>): string[] =>
        METRIC_NAMES.map((name) => of[name].toFixed(4));
      const { calibrated } = one;
      return [
        [
          one.model,
          ...figures(one),
          one.fitSeconds.toFixed(2),
          one.predictSeconds.toFixed(2),
          String(one.interactions),
        ],
        ...(calibrated === undefined ? [] : [[`  + ${calibrated.method}`, ...figures(calibrated)]]),
      ];
    }),
  ]);
  for (const { model, intervals } of models) {
    if (intervals === undefined) continue;
    const ranges = METRIC_NAMES.map(
      (name) => `${name} ${intervals[name].low.toFixed(4)}–${intervals[name].high.toFixed(4)}`,
    );
    lines.push(`${model} ${zh ? '95% 区间（按学生）' : '95% intervals (by learner)'}: ${ranges.join(', ')}`);
  }
  for (const { first, second, differences, deLong } of comparisons ?? []) {
    const { estimate, low, high, p } = differences.auc;
    lines.push(
      `${first} − ${second}: auc ${signed(estimate)} [${signed(low)}, ${signed(high)}], p ${p.toFixed(4)}; DeLong z ${deLong.z.toFixed(2)}, p ${deLong.p.toExponential(1)}`,
    );
  }
  for (const { model, macro, skills } of models) {
    if (macro === undefined || skills === undefined) continue;
    lines.push(
      `${model} ${zh ? '宏平均' : 'macro'}: ${METRIC_NAMES.map((name) => `${name} ${macro[name].toFixed(4)}`).join(', ')}`,
      ...table([
        ['skill', 'auc', 'logLoss', 'interactions'],
        ...skills
          .slice(0, LISTED_SKILLS)
          .map((one) => [one.skill.slice(0, 24), one.auc.toFixed(4), one.logLoss.toFixed(4), String(one.interactions)]),
      ]),
    );
    const more = skills.length - LISTED_SKILLS;
    if (more > 0)
      lines.push(zh ? `……另有 ${more} 个知识点（--json 列出全部）` : `… and ${more} more skills (all in --json)`);
  }
  if (control !== undefined) {
    lines.push(
      `${zh ? '随机标签对照' : 'random-label control'} ${control.model}: auc ${control.auc.toFixed(4)} ± ${control.standardError.toFixed(4)}`,
    );
  }
  return lines.join('\n');
}

function table(rows: readonly (readonly string[])[]): string[] {
  return rows.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(16) : cell.padStart(13))).join(''));
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
