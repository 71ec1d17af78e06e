import { basename } from 'node:path';
import { describe } from '../data/fault.js';
import { readLog } from '../data/interaction-log.js';
import type { LogReading } from '../data/log-row-reader.js';
import type { QMatrix } from '../data/q-matrix.js';
import { readQMatrix } from '../data/q-table.js';
import type { ResponseLog } from '../data/response-log.js';
import type { Console } from './console.js';
import { readInput, streamInput } from './files.js';

/** The Q-matrix of `--q`, if one is named. */
export async function readQ(path: string | undefined): Promise<QMatrix | undefined> {
  return path === undefined ? undefined : readQMatrix(await readInput(path), { file: basename(path) });
}

/** Reads a log and tells on stderr what was left out or joined. */
export async function readLogFile(
  path: string,
  q: QMatrix | undefined,
  talk: Console,
  skipBadRows: boolean,
): Promise<LogReading> {
  const reading = await readLog(await streamInput(path), {
    file: basename(path),
    skipBadRows,
    ...(q === undefined ? {} : { q }),
  });
  if (reading.refused > 0) {
    for (const fault of reading.warnings.slice(0, 10)) {
      talk.say(`略过：${describe(fault, 'zh')}`, `skipped: ${describe(fault, 'en')}`);
    }
    talk.say(`${path}：略过 ${reading.refused} 行`, `${path}: skipped ${reading.refused} rows`);
  }
  if (reading.joined > 0) {
    talk.say(
      `${path}：${reading.joined} 行是同一次作答按知识点拆开的，已合并`,
      `${path}: joined ${reading.joined} rows that list one answer once a skill`,
    );
  }
  if (reading.format === 'three-line') {
    talk.say(
      `注意：${path} 没有题目编号，多知识点题的重复行无法合并，逐次评估会偏乐观（见 trace audit）`,
      `note: ${path} has no item ids; rows that repeat one answer cannot be joined, and figures may flatter (see trace audit)`,
    );
  }
  return reading;
}

/** Learners in both parts are told, since their earlier answers would be known. */
export function warnOfSharedLearners(train: ResponseLog, test: ResponseLog, talk: Console): void {
  const known = new Set(train.learners);
  const shared = test.learners.filter((learner) => known.has(learner)).length;
  if (shared === 0) return;
  talk.say(
    `注意：${shared} 名学生同时出现在训练和测试日志中，结果会偏乐观`,
    `note: ${shared} learners are in both logs; the figures flatter the model`,
  );
}
