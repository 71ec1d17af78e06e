import type { Language } from '../data/fault.js';
import type { AuditCode, AuditFinding } from './audit.js';

type Words = (finding: AuditFinding, share: string) => string;

const KINDS = { learner: '学生', item: '题目', skill: '知识点', score: '得分' } as const;

function kindZh(column: string | undefined): string {
  return KINDS[column as keyof typeof KINDS] ?? column ?? '';
}

const ZH: Readonly<Record<AuditCode, Words>> = {
  'duplicate-rows': ({ count, severity }, share) =>
    severity === 'note'
      ? `${count} 行（${share}）与前面某行完全相同；没有时间或序号，可能是再次作答`
      : `${count} 行（${share}）与前面某行完全相同。请删去重复的行`,
  'expanded-rows': ({ count, severity }, share) =>
    severity === 'note'
      ? `${count} 行（${share}）是同一次作答按知识点拆开的；有 order_id 列，读取时会合并`
      : `${count} 行（${share}）是同一次作答按知识点拆开的：模型会先看到要预测的答案，AUC 虚高。请合并为一行多个知识点，或补上 order_id 列`,
  'repeating-skills': ({ count }, share) =>
    `约 ${count} 行（${share}）重复上一次作答：多知识点题被拆成多行，逐行评估会泄漏答案。请改用有题目编号的数据，或只做单知识点模型`,
  'time-backwards': ({ count }, share) => `${count} 行（${share}）的时间早于该生上一行；读取时会按时间重排`,
  'constant-scores': ({ count, column }, share) =>
    column === 'score'
      ? '所有得分都相同，没有可预测的东西'
      : `${count} 个${kindZh(column)}（${share}）作答不少于 30 次而得分始终不变`,
  'similar-ids': ({ count, column }) => `${count} 组${kindZh(column)}编号只差大小写或空格，可能是同一个`,
  'leaking-column': ({ column, strength = Number.NaN }) =>
    `列“${column}”几乎决定同一行的得分（${strength.toFixed(3)}）：不可作为特征`,
  'after-the-answer': ({ column }) => `列“${column}”在作答之后才知道：预测同一行时不可作为特征`,
  'learners-in-both': ({ count }, share) => `${count} 名学生（${share}）同时出现在两份日志中，结果会偏乐观`,
  'items-not-in-q': ({ count }, share) => `${count} 行（${share}）的题目不在 Q 矩阵中，读取时会拒收。请在 Q 矩阵中补上`,
  'items-without-skills': ({ count }, share) => `${count} 行（${share}）的题目在 Q 矩阵中没有知识点`,
  'skills-unlike-q': ({ count }, share) => `${count} 行（${share}）自带的知识点与 Q 矩阵不符；以 Q 矩阵为准`,
  'unreadable-rows': ({ count }, share) => `${count} 行（${share}）缺学生、题目或得分，无法使用`,
};

const EN: Readonly<Record<AuditCode, Words>> = {
  'duplicate-rows': ({ count, severity }, share) =>
    severity === 'note'
      ? `${count} rows (${share}) equal an earlier row; without times or numbers they may be further attempts`
      : `${count} rows (${share}) are copies of an earlier row: delete them`,
  'expanded-rows': ({ count, severity }, share) =>
    severity === 'note'
      ? `${count} rows (${share}) list one answer once a skill; with the order_id column the reader joins them`
      : `${count} rows (${share}) list one answer once a skill: a model sees the answer it is to predict and the AUC is inflated. Join them into one row with several skills, or add an order_id column`,
  'repeating-skills': ({ count }, share) =>
    `some ${count} rows (${share}) repeat the answer before: items of several skills stand in several rows, and evaluation row by row leaks. Use data with item ids, or single-skill models only`,
  'time-backwards': ({ count }, share) =>
    `${count} rows (${share}) are earlier than the learner’s row before; the reader sorts them`,
  'constant-scores': ({ count, column }, share) =>
    column === 'score'
      ? 'all scores are the same: there is nothing to foretell'
      : `${count} ${column}s (${share}) have at least 30 answers and always the same score`,
  'similar-ids': ({ count, column }) =>
    `${count} groups of ${column} ids differ by case or blanks only and may be the same`,
  'leaking-column': ({ column, strength = Number.NaN }) =>
    `column "${column}" all but gives the score of its own row (${strength.toFixed(3)}): no feature`,
  'after-the-answer': ({ column }) => `column "${column}" is known only after the answer: no feature for its own row`,
  'learners-in-both': ({ count }, share) =>
    `${count} learners (${share}) are in both logs; figures would flatter the model`,
  'items-not-in-q': ({ count }, share) =>
    `${count} rows (${share}) have items that the Q-matrix lacks and would be refused: add them to it`,
  'items-without-skills': ({ count }, share) => `${count} rows (${share}) have items without skills in the Q-matrix`,
  'skills-unlike-q': ({ count }, share) =>
    `${count} rows (${share}) name skills that the Q-matrix does not give their items; the matrix goes before the log`,
  'unreadable-rows': ({ count }, share) => `${count} rows (${share}) lack a learner, an item or a score`,
};

const SEVERITY = {
  zh: { error: '错误', warning: '警告', note: '提示' },
  en: { error: 'error', warning: 'warning', note: 'note' },
} as const;

/**
 * Words a finding of an audit for people, in one line.
 *
 * @example
 * describeFinding(audit.report().findings[0], 'zh') // '错误：3 行（0.1%）与前面某行完全相同。请删去重复的行（第 8、9 行）'
 */
export function describeFinding(finding: AuditFinding, language: Language): string {
  const zh = language === 'zh';
  const share = `${(100 * finding.share).toFixed(1)}%`;
  const text = (zh ? ZH : EN)[finding.code](finding, share);
  const rows =
    finding.rows.length === 0 ? [] : [zh ? `第 ${finding.rows.join('、')} 行` : `rows ${finding.rows.join(', ')}`];
  const values = finding.values.map((value) => (value.length > 60 ? `${value.slice(0, 59)}…` : value));
  const where = [...rows, ...values].join(zh ? '；' : '; ');
  const end = where === '' ? '' : zh ? `（${where}）` : ` (${where})`;
  return `${SEVERITY[language][finding.severity]}${zh ? '：' : ': '}${text}${end}`;
}
