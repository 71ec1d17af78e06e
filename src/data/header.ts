/** What a column of a school's table holds. `other` columns are known and not used (rank, sex, seat, subtotals, chosen options). */
export type ColumnRole = 'learner' | 'name' | 'school' | 'class' | 'total' | 'count' | 'other' | 'question';

/** Longer headers are texts and no names; they are left alone, since matching forms in them could be made slow. */
const LONGEST_NAME = 200;

/** A header as it is compared: compatibility forms folded, lower case, without spaces, underscores and decoration. */
export function headerKey(header: string): string {
  if (header.length > LONGEST_NAME) return header;
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_*:"'“”‘’.]+/g, '');
}

/** The key of a header without a unit or note in brackets at its end: 总分(150分) is 总分, 分值（分） is 分值. */
export function bareKey(header: string): string {
  const key = headerKey(header);
  if (key.length > LONGEST_NAME || !key.endsWith(')')) return key;
  return key.slice(0, Math.max(key.lastIndexOf('('), 0)) || key;
}

/** Headers of the learner's id, the best first: where a table has several, the first of this list is taken. */
const LEARNER = [
  '学号',
  '学生学号',
  '学籍号',
  '学生id',
  '学生编号',
  '考号',
  '考生号',
  '考生编号',
  '准考证号',
  '准考号',
  '准考证',
  'learner',
  'learnerid',
  'student',
  'studentid',
  'user',
  'userid',
  'examinee',
  'examineeid',
  'sid',
  'id',
];
const NAME = ['姓名', '学生姓名', '考生姓名', '学生', 'name', 'studentname', 'learnername', 'fullname'];
const SCHOOL = ['学校', '学校名称', '校名', 'school', 'schoolname'];
const CLASS = ['班级', '行政班', '行政班级', '班级名称', '班别', '教学班', '班', 'class', 'classname', 'classid'];
const TOTAL = [
  '总分',
  '总得分',
  '总成绩',
  '得分',
  '成绩',
  '分数',
  '合计',
  '全卷',
  '卷面分',
  'total',
  'totalscore',
  'sumscore',
];
const COUNT = ['freq', 'frequency', 'count', '频数', '频次'];
const OTHER = [
  '序号',
  'no',
  '座号',
  '座位号',
  '考场',
  '考场号',
  '考场座位号',
  '性别',
  '年级',
  '学科',
  '科目',
  '选科',
  '选科组合',
  '备注',
  '状态',
  '考试状态',
  '缺考',
  '是否缺考',
  '等级',
  '赋分',
  '县区',
  '区县',
  '任课教师',
  'rank',
  'grade',
  'sex',
  'gender',
  'subject',
  'remark',
  'remarks',
  'status',
];
const OTHER_FORM =
  /名次|排名|排序|校排|班排|区排|县排|(?:^|[^a-z])rank|^(?:客观题?|主观题?|选择题?|非选择题?|单选题?|多选题?|填空题?|解答题?|第?[ⅰⅱi一二]+卷|卷[ⅰⅱi一二]+)(?:总?得?分|成绩)$|^(?:客观|主观)题?$|选项|作答|答案|选择结果|填涂/;

const ROLES: ReadonlyMap<string, ColumnRole> = new Map<string, ColumnRole>([
  ...LEARNER.map((key) => [key, 'learner'] as const),
  ...NAME.map((key) => [key, 'name'] as const),
  ...SCHOOL.map((key) => [key, 'school'] as const),
  ...CLASS.map((key) => [key, 'class'] as const),
  ...TOTAL.map((key) => [key, 'total'] as const),
  ...COUNT.map((key) => [key, 'count'] as const),
  ...OTHER.map((key) => [key, 'other'] as const),
]);

/** What a column with this header holds; anything not recognised is a question. An empty header is `other`. */
export function roleOf(header: string): ColumnRole {
  const key = headerKey(header);
  if (key === '') return 'other';
  if (key.length > LONGEST_NAME) return 'question';
  return ROLES.get(key) ?? ROLES.get(bareKey(header)) ?? (OTHER_FORM.test(key) ? 'other' : 'question');
}

/** Place of a learner header in the order of preference; smaller is better. */
export function learnerPreference(header: string): number {
  const key = headerKey(header);
  const at = LEARNER.indexOf(key);
  return at < 0 ? LEARNER.indexOf(bareKey(header)) : at;
}

/** A question's id and, where its header states them, its full marks. */
export interface QuestionHeader {
  readonly id: string;
  readonly fullMarks?: number;
}

const CIRCLED = '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳';

/**
 * Reads a question's header, so that the tables of one exam agree on ids however they write them.
 * A number alone, `第1题`, `题1`, `1题`, `T1`, `1.` and `1、` are `1`; `13(1)`, `13（1）`, `第13题(1)`, `13-1`, `13.1`, `13_1`, `13①`
 * and `13题第1问` are `13(1)`. Full marks in brackets, `1(5分)` or `第1题（满分5分）`, are taken off. Anything else stays as written.
 *
 * @example
 * questionHeader('第13题（2）（满分8分）') // { id: '13(2)', fullMarks: 8 }
 */
export function questionHeader(header: string): QuestionHeader {
  let text = header.trim();
  if (text.length > LONGEST_NAME) return { id: text };
  let fullMarks: number | undefined;
  const marks = /[(（[【]\s*(?:满分|分值)?\s*[:：]?\s*(\d+(?:\.\d+)?)\s*分\s*[)）\]】]$/.exec(text.normalize('NFKC'));
  if (marks !== null) {
    fullMarks = Number(marks[1]);
    text = text
      .slice(0, Math.max(text.lastIndexOf('('), text.lastIndexOf('（'), text.lastIndexOf('['), text.lastIndexOf('【')))
      .trim();
  }
  const circled = text.replace(/[①-⑳]/g, (sign) => `(${CIRCLED.indexOf(sign) + 1})`);
  const key = circled.normalize('NFKC').replace(/\s+/g, '');
  const match =
    /^(?:第|题|试题|小题|T|t)?(\d+)(?:题|小题)?[.、:]?(?:(?:[-_.]|第)?\(?(\d+)\)?(?:问|小题|小问|题)?)?(?:\((\d+)\))?$/.exec(
      key,
    );
  const id = match === null ? text : (canonicalId(match, key) ?? text);
  return fullMarks === undefined || !(fullMarks > 0) ? { id } : { id, fullMarks };
}

function canonicalId(match: RegExpExecArray, key: string): string | undefined {
  const [, question, part, subpart] = match;
  // `12` alone must not be split into question 1, part 2: a part needs a sign between.
  if (part !== undefined && !/^(?:第|题|试题|小题|T|t)?\d+\D/.test(key)) return undefined;
  const number = String(Number(question));
  if (part === undefined) return number;
  return `${number}(${Number(part)})${subpart === undefined ? '' : `(${Number(subpart)})`}`;
}
