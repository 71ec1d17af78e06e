import type { Cover } from '../document.js';
import { clip, type Facts } from './facts.js';

/** The longest address of an online twin, so that its QR code can be scanned from paper. */
export const TWIN_LONGEST = 300;

/** 封面 */
export function cover(facts: Facts): Cover {
  const { input, zh } = facts;
  const rows: [string, string | undefined][] = [
    [zh ? '学校' : 'School', input.school],
    [zh ? '班级' : 'Class', input.class],
    [zh ? '姓名' : 'Name', input.name],
    [zh ? '学号' : 'Number', input.learner],
    [zh ? '考试' : 'Exam', input.exam.title],
    [zh ? '考试日期' : 'Exam date', input.exam.date],
    [zh ? '编印日期' : 'Printed', input.date],
  ];
  const url = twinOf(facts);
  return {
    kind: 'cover',
    title: clip(titleOf(facts)),
    ...(input.subject === undefined ? {} : { subtitle: clip(input.subject) }),
    facts: rows.flatMap(([label, value]) =>
      value === undefined || value.trim() === '' ? [] : [{ label, value: clip(value) }],
    ),
    ...(url === undefined ? {} : { twin: { label: zh ? '扫码看电子版' : 'Scan for the online edition', url } }),
    ...(input.notice === undefined ? {} : { notice: clip(input.notice, 200) }),
  };
}

/** Title of the handbook. */
export function titleOf({ input, zh }: Facts): string {
  return input.title ?? (zh ? '个性化学习手册' : 'Personal Study Handbook');
}

/** Address of the online twin; none without a base, or where it would be too long for a code that can be scanned. */
function twinOf({ input, options }: Facts): string | undefined {
  if (options.twin === '') return undefined;
  const path = input.twinPath ?? `${input.learner}.html`;
  // A lone half of a surrogate pair cannot be encoded.
  const encoded = path.split('/').map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')));
  const url = `${options.twin.replace(/\/+$/, '')}/${encoded.join('/')}`;
  return url.length <= TWIN_LONGEST ? url : undefined;
}
