import { YincaiError } from '../data/fault.js';
import type { ResponseLog } from '../data/response-log.js';
import type { FittedFamily } from '../evaluate/cross-validation.js';
import * as bkt from '../tracing/bkt.js';
import * as dynamicIrt from '../tracing/dynamic-irt.js';
import * as elo from '../tracing/elo.js';
import * as logistic from '../tracing/logistic.js';

/** What every family's fit report tells. */
export interface CommonReport {
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly learners: number;
  readonly interactions: number;
  readonly warnings: readonly string[];
}

/** A model family under the name that `--model` takes. Its model and state are its own affair. */
export interface NamedFamily {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly family: FittedFamily<unknown, unknown>;
  readonly report: (model: unknown) => CommonReport;
  /** Parameters for `--json`, one entry a skill where the family has skills. */
  readonly skills: (model: unknown) => readonly object[];
}

/** One family with its types forgotten: what goes in is only what came out of its own `fit`. */
function named<Model extends { readonly report: CommonReport }, State>(
  name: string,
  zh: string,
  en: string,
  family: FittedFamily<Model, State>,
  skills: (model: Model) => readonly object[],
): NamedFamily {
  return {
    name,
    zh,
    en,
    family: family as unknown as FittedFamily<unknown, unknown>,
    report: (model) => (model as Model).report,
    skills: (model) => skills(model as Model),
  };
}

function bktFamily(name: string, zh: string, en: string, options: Partial<bkt.BktOptions>): NamedFamily {
  const { start, predict, advance, predictLog } = bkt;
  const family: FittedFamily<bkt.BktModel, bkt.BktState> = {
    start: (model) => start(model),
    predict,
    advance,
    predictLog: (model, log) => predictLog(model, log),
    fit: (log) => bkt.fit(log, options),
  };
  return named(name, zh, en, family, (model) =>
    model.skills.map((skill, i) => ({
      skill,
      prior: model.prior[i],
      learn: model.learn[i],
      guess: model.guess[i],
      slip: model.slip[i],
      forget: model.forget[i],
      answers: model.report.skills.answers[i],
    })),
  );
}

/** A preset of the logistic family under its own name. */
function logisticFamily(name: string, { words }: logistic.Preset): NamedFamily {
  const { start, predict, advance, predictLog } = logistic;
  const fit = (log: ResponseLog): logistic.LogisticModel => logistic.fit(log, { features: name });
  return named(name, words.zh, words.en, { start, predict, advance, predictLog, fit }, (model) =>
    model.skills.map((skill) => ({ skill })),
  );
}

function easinessOf(model: {
  readonly skills: readonly string[];
  readonly skillEasiness: readonly number[];
  readonly skillVariance: readonly number[];
}): readonly object[] {
  return model.skills.map((skill, i) => ({
    skill,
    easiness: model.skillEasiness[i],
    standardError: Math.sqrt(model.skillVariance[i]),
  }));
}

/** All families, in the order of the help. */
export const TRACE_FAMILIES: readonly NamedFamily[] = [
  bktFamily('bkt', '贝叶斯知识追踪', 'Bayesian knowledge tracing', { covariance: false }),
  bktFamily('bkt-forgetting', '带遗忘的贝叶斯知识追踪', 'with forgetting', { covariance: false, forget: true }),
  bktFamily('bkt-levels', '学生分水平的贝叶斯知识追踪', 'with levels of learners', { covariance: false, levels: 5 }),
  bktFamily('bkt-levels-forgetting', '学生分水平、带遗忘的贝叶斯知识追踪', 'with levels of learners and forgetting', {
    covariance: false,
    levels: 5,
    forget: true,
  }),
  bktFamily('bkt-full', '题目与学生各有差异的贝叶斯知识追踪', 'with effects of items and learners', {
    ...bkt.FULL_OPTIONS,
    covariance: false,
  }),
  named('elo', '带不确定性的 Elo', 'Elo with uncertainty', { ...elo, start: (model) => elo.start(model) }, easinessOf),
  named(
    'dynamic-irt',
    '知识点上的动态项目反应模型',
    'dynamic IRT over knowledge points',
    { ...dynamicIrt, start: (model) => dynamicIrt.start(model) },
    easinessOf,
  ),
  ...Object.entries(logistic.PRESETS).map(([name, preset]) => logisticFamily(name, preset)),
];

/** Names of all families, for the help. */
export const FAMILY_NAMES: readonly string[] = TRACE_FAMILIES.map(({ name }) => name);

/** Text of `--help` that lists the families. */
export const FAMILY_HELP: string = `\n模型 / models:\n${TRACE_FAMILIES.map(({ name, zh, en }) => `  ${name.padEnd(16)}${zh} / ${en}`).join('\n')}\n`;

/** The family of a name. @throws YincaiError `bad-option` */
export function familyOf(name: string): NamedFamily {
  const family = TRACE_FAMILIES.find((one) => one.name === name);
  if (family !== undefined) return family;
  throw new YincaiError({
    code: 'bad-option',
    column: '--model',
    value: name,
    expected: `one of ${FAMILY_NAMES.join(', ')}`,
    expectedZh: `${FAMILY_NAMES.join('、')} 之一`,
  });
}
