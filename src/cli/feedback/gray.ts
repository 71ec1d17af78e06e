import type { Fault } from '../../data/fault.js';
import type { GrayImage } from '../../handbook/feedback/read.js';

/** Luma of pixels of 1, 3 or 4 channels; what is transparent shows white paper. */
export function grayOf(data: ArrayLike<number>, width: number, height: number, channels: 1 | 3 | 4): GrayImage {
  const gray = new Uint8Array(width * height);
  for (let i = 0; i < gray.length; i++) {
    const at = channels * i;
    if (channels === 1) {
      gray[i] = data[at]!;
      continue;
    }
    const luma = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
    const alpha = channels === 4 ? data[at + 3]! / 255 : 1;
    gray[i] = Math.round(255 + alpha * (luma - 255));
  }
  return { width, height, gray };
}

/** The fault of a file that says what it is but cannot be decoded. */
export function broken(file: string, format: string, why: unknown): Fault {
  const message = why instanceof Error ? why.message : String(why);
  return {
    code: 'bad-format',
    file,
    expected: `a whole ${format} file (${message.slice(0, 80)})`,
    expectedZh: `完整的 ${format} 文件`,
    mend: 'scan or copy it again',
    mendZh: '请重新扫描或重新复制',
  };
}
