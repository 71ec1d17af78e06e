import { type Fault, YincaiError } from './fault.js';
import { headerKey } from './header.js';

/** The fields of an interaction log. `order` is a running number that also tells rows of one answer apart from repeated answers. */
export type LogField =
  | 'learner'
  | 'item'
  | 'correct'
  | 'score'
  | 'fullMarks'
  | 'time'
  | 'order'
  | 'skills'
  | 'skillNames';

/** Headers by which each field is known, the best first, as {@link headerKey} gives them. */
const FIELDS: Readonly<Record<LogField, readonly string[]>> = {
  learner: [
    'learner',
    'learnerid',
    'userid',
    'user',
    'studentid',
    'student',
    'anonstudentid',
    'sid',
    'uid',
    '学号',
    '学生编号',
    '学生id',
    '考号',
    '学习者',
    '用户id',
  ],
  item: [
    'item',
    'itemid',
    'problemid',
    'questionid',
    'question',
    'problem',
    'exerciseid',
    'exercise',
    'problemname',
    '题号',
    '题目编号',
    '试题编号',
    '题目id',
    '试题id',
    '题库编号',
    '题目',
    '试题',
  ],
  correct: [
    'correct',
    'iscorrect',
    'correctness',
    'outcome',
    'answeredcorrectly',
    '是否正确',
    '正确',
    '对错',
    '正误',
    '答对',
  ],
  score: ['score', 'points', '得分率', '得分', '分数'],
  fullMarks: ['fullmarks', 'maxscore', 'maxpoints', '满分', '分值'],
  time: [
    'time',
    'timestamp',
    'starttime',
    'answertime',
    'answeredat',
    'submittime',
    'datetime',
    'date',
    '时间',
    '作答时间',
    '答题时间',
    '提交时间',
    '开始时间',
    '日期',
  ],
  order: ['orderid', 'order', 'attemptid', '顺序', '次序'],
  skills: [
    'skills',
    'skillid',
    'skillids',
    'skill',
    'kc',
    'kcs',
    'kcid',
    'concept',
    'concepts',
    'conceptid',
    '知识点',
    '知识点编号',
    '知识点id',
    '技能',
  ],
  skillNames: ['skillnames', 'skillname', 'kcname', 'kc(default)', '知识点名称', '技能名称'],
};

/** Which column (or JSON key) holds which field. */
export type LogColumns = ReadonlyMap<LogField, number>;

/**
 * Finds the fields among the headers of a log.
 *
 * @throws YincaiError `missing-column` where learner, item or outcome is not among them, `duplicate` for a header of use given twice.
 */
export function findLogColumns(headers: readonly string[], file?: string, row?: number): LogColumns {
  const place = { ...(file === undefined ? {} : { file }), ...(row === undefined ? {} : { row }) };
  const keys = headers.map(headerKey);
  const columns = new Map<LogField, number>();
  const faults: Fault[] = [];
  for (const field of Object.keys(FIELDS) as LogField[]) {
    const name = FIELDS[field].find((candidate) => keys.includes(candidate));
    if (name === undefined) continue;
    const column = keys.indexOf(name);
    columns.set(field, column);
    const again = keys.indexOf(name, column + 1);
    if (again >= 0) {
      faults.push({
        code: 'duplicate',
        ...place,
        column: again + 1,
        value: headers[again]!,
        expected: `one column of this name (column ${column + 1} is another)`,
        expectedZh: `仅一列（第 ${column + 1} 列同名）`,
      });
    }
  }
  const need = (field: LogField, or: LogField | undefined, expected: string, expectedZh: string): void => {
    if (columns.has(field) || (or !== undefined && columns.has(or))) return;
    faults.push({ code: 'missing-column', ...place, value: headers.join(','), expected, expectedZh });
  };
  need('learner', undefined, 'a learner column: learner, user_id, student_id', '学生列：学号、learner、user_id');
  need('item', undefined, 'an item column: item, item_id, problem_id, question_id', '题目列：题号、item、problem_id');
  need('correct', 'score', 'an outcome column: correct (0 or 1) or score', '结果列：是否正确、得分、correct、score');
  if (faults.length > 0) throw new YincaiError(faults);
  return columns;
}

/**
 * The skills in a cell. Several are parted by `;`, `；` or `、`, and also by spaces or commas, unless the column holds names,
 * which may contain them.
 */
export function splitSkills(cell: string, names: boolean): readonly string[] {
  const text = cell.trim();
  if (text === '' || /^(?:na|n\/a|nan|null|none|-)$/i.test(text)) return [];
  return text
    .split(names ? /[;；]|~~/ : /[;；、,，\s]+|~~/)
    .map((skill) => skill.trim())
    .filter((skill) => skill !== '');
}
