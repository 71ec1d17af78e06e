/** A language in which people read messages. English is complete; Chinese comes first for teachers and learners. */
export type Language = 'zh' | 'en';

/** Where in an input a fault lies. Rows and columns are counted from 1 as a spreadsheet shows them; a column may also be a header's text. */
export interface Place {
  readonly file?: string;
  readonly sheet?: string;
  readonly row?: number;
  readonly column?: string | number;
}

/** What can be wrong, as plain data: it survives `postMessage`, JSON and HTTP unchanged. */
export type FaultCode =
  | 'missing-column'
  | 'bad-value'
  | 'duplicate'
  | 'unknown-id'
  | 'cycle'
  | 'not-enough-data'
  | 'not-identified'
  | 'bad-option'
  | 'bad-format'
  | 'too-large'
  | 'unknown-version'
  | 'unsupported'
  | 'missing-file'
  | 'not-installed';

/** One thing that was refused: what it was, what was expected, and how to mend it. */
export interface Fault extends Place {
  readonly code: FaultCode;
  /** The offending value as text, cut to 80 characters. */
  readonly value?: string;
  /** What was expected in its stead, in English, e.g. `a number from 0 to 12`. */
  readonly expected?: string;
  /** The same in Chinese, where a teacher may meet it. */
  readonly expectedZh?: string;
  /** How to mend it, in English. */
  readonly mend?: string;
  /** How to mend it, in Chinese. */
  readonly mendZh?: string;
}

const TITLES: Readonly<Record<FaultCode, { readonly zh: string; readonly en: string }>> = {
  'missing-column': { zh: '缺少列', en: 'missing column' },
  'bad-value': { zh: '值不合要求', en: 'bad value' },
  duplicate: { zh: '重复', en: 'duplicate' },
  'unknown-id': { zh: '未知的编号', en: 'unknown id' },
  cycle: { zh: '先修关系成环', en: 'cycle' },
  'not-enough-data': { zh: '数据不足', en: 'not enough data' },
  'not-identified': { zh: '模型无法识别', en: 'not identified' },
  'bad-option': { zh: '选项不合要求', en: 'bad option' },
  'bad-format': { zh: '格式无法识别', en: 'bad format' },
  'too-large': { zh: '超出大小限制', en: 'too large' },
  'unknown-version': { zh: '未知的版本', en: 'unknown version' },
  unsupported: { zh: '不支持', en: 'unsupported' },
  'missing-file': { zh: '缺少文件', en: 'missing file' },
  'not-installed': { zh: '缺少组件', en: 'not installed' },
};

/** The largest number of faults that one error carries. */
export const MAX_FAULTS = 100;

/**
 * Words one fault for a person.
 *
 * @example
 * describe({ code: 'bad-value', file: 'scores.csv', row: 3, column: '第2题', value: 'x', expected: 'a number' }, 'en')
 * // 'bad value: scores.csv, row 3, column "第2题", value "x"; expected a number'
 */
export function describe(fault: Fault, language: Language): string {
  const zh = language === 'zh';
  const place: string[] = [];
  if (fault.file !== undefined) place.push(fault.file);
  if (fault.sheet !== undefined) place.push(zh ? `工作表“${fault.sheet}”` : `sheet "${fault.sheet}"`);
  if (fault.row !== undefined) place.push(zh ? `第 ${fault.row} 行` : `row ${fault.row}`);
  if (fault.column !== undefined) place.push(zh ? `列“${fault.column}”` : `column "${fault.column}"`);
  if (fault.value !== undefined) place.push(zh ? `值“${fault.value}”` : `value "${fault.value}"`);
  const expected = zh ? (fault.expectedZh ?? fault.expected) : fault.expected;
  const mend = zh ? (fault.mendZh ?? fault.mend) : fault.mend;
  const title = TITLES[fault.code][language];
  let text = title;
  if (place.length > 0) text += (zh ? '：' : ': ') + place.join(zh ? '，' : ', ');
  if (expected !== undefined) text += zh ? `；应为：${expected}` : `; expected ${expected}`;
  if (mend !== undefined) text += zh ? `。改法：${mend}` : `. To mend: ${mend}`;
  return text;
}

/**
 * The one error class of the library. `faults` is plain data; `message` is their English wording.
 * Collect up to {@link MAX_FAULTS} faults and throw once.
 */
export class YincaiError extends Error {
  readonly faults: readonly Fault[];
  /** How many faults there were in all, also those past {@link MAX_FAULTS}. */
  readonly total: number;

  constructor(faults: Fault | readonly Fault[], total?: number) {
    const list = (Array.isArray(faults) ? faults : [faults]) as readonly Fault[];
    const kept = list.slice(0, MAX_FAULTS).map(clip);
    super(kept.map((fault) => describe(fault, 'en')).join('\n'));
    this.name = 'YincaiError';
    this.faults = kept;
    this.total = Math.max(total ?? list.length, list.length);
  }
}

function clip(fault: Fault): Fault {
  if (fault.value === undefined || fault.value.length <= 80) return fault;
  return { ...fault, value: `${fault.value.slice(0, 79)}…` };
}
