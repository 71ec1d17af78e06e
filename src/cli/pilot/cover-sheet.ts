import type { Handbook } from '../../handbook/document.js';
import type { PageOptions } from '../../handbook/page.js';
import type { BookletTask } from './booklet-task.js';
import type { BookletPress } from './learner-booklet.js';

/** The sheet before the booklets of a class: what is to be printed, on what, and for whom; by pseudonymous ids alone. */
export function coverSheet(
  { school, class: name, members }: Pick<BookletTask, 'school' | 'class' | 'members'>,
  { press, page }: { readonly press: BookletPress; readonly page: PageOptions },
): Handbook {
  const zh = press.language === 'zh';
  const exam = press.fitted.pilot.exams[press.exam]!;
  const lengths = members.map(({ file }) => file.pages ?? 0);
  const pages = lengths.reduce((sum, length) => sum + length, 0);
  const sheets = lengths.reduce((sum, length) => sum + Math.ceil(length / page.sides), 0);
  const paper = page.paper.toUpperCase();
  const facts: (readonly [zh: string, en: string, value: string])[] = [
    ...(school === '' ? [] : [['学校', 'School', school] as const]),
    ['班级', 'Class', name === '' ? (zh ? '全部学生' : 'All learners') : name],
    ['考试', 'Exam', exam.title],
    ...(exam.date === undefined ? [] : [['日期', 'Date', exam.date] as const]),
    ['手册', 'Booklets', zh ? `${members.length} 本` : `${members.length}`],
    ['页数', 'Pages', zh ? `${pages} 页，用纸 ${sheets} 张` : `${pages}, on ${sheets} sheets`],
    [
      '印法',
      'Printing',
      page.sides === 2
        ? zh
          ? `${paper}，双面，长边翻转，每本另起一张`
          : `${paper}, both sides, flip on the long edge, each booklet on sheets of its own`
        : zh
          ? `${paper}，单面`
          : `${paper}, one side`,
    ],
  ];
  const title = zh ? '印刷清单' : 'For the printer';
  return {
    kind: 'handbook',
    version: 1,
    language: press.language,
    learner: name,
    title,
    heading: [school, name, exam.title].filter(Boolean).join(' · '),
    sections: [
      {
        kind: 'cover',
        title,
        subtitle: zh ? '个性化学习手册，整班装订' : 'Study handbooks of a class',
        facts: facts.map(([labelZh, labelEn, value]) => ({ label: zh ? labelZh : labelEn, value })),
        ...(press.notice === undefined ? {} : { notice: press.notice }),
      },
      {
        kind: 'print-list',
        title: zh ? '手册一览' : 'Booklets',
        columns: zh ? ['序号', '学号', '页数'] : ['No.', 'Learner', 'Pages'],
        rows: members.map(({ learner }, at) => [`${at + 1}`, learner, `${lengths[at]}`]),
      },
    ],
  };
}
