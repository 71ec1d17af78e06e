import { SingleBar } from 'cli-progress';
import type { Fault, Language } from '../data/fault.js';
import { describe, YincaiError } from '../data/fault.js';

/** How a command talks: results on stdout, everything else on stderr. */
export interface Console {
  readonly language: Language;
  /** True where exactly one JSON document goes to stdout. */
  readonly json: boolean;
  /** Writes a line for people on stderr. */
  readonly say: (zh: string, en: string) => void;
  /** Writes the command's result: `value` as JSON under `--json`, else `text` for people, both on stdout. */
  readonly result: (value: unknown, text: string) => void;
  /** A progress bar on a terminal, nothing elsewhere. */
  readonly progress: (zh: string, en: string, total: number) => Progress;
  /** Steps whose number is not known, with a note beside them, on a terminal; nothing elsewhere. */
  readonly steps: (zh: string, en: string) => Steps;
}

export interface Steps {
  readonly update: (done: number, note: string) => void;
  readonly stop: () => void;
}

export interface Progress {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

/** Chinese unless the user's locale is an English one or `--lang` says otherwise. */
export function languageOf(option: string | undefined, environment: NodeJS.ProcessEnv): Language {
  if (option === 'zh' || option === 'en') return option;
  const locale = environment.LC_ALL ?? environment.LC_MESSAGES ?? environment.LANG ?? '';
  return locale.startsWith('en') ? 'en' : 'zh';
}

export function createConsole(options: { readonly lang?: string; readonly json?: boolean }): Console {
  const language = languageOf(options.lang, process.env);
  const json = options.json === true;
  const word = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  return {
    language,
    json,
    say: (zh, en) => {
      process.stderr.write(`${word(zh, en)}\n`);
    },
    result: (value, text) => {
      process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`);
    },
    progress: (zh, en, total) => {
      if (!process.stderr.isTTY || total <= 0) return { update: () => undefined, stop: () => undefined };
      const bar = new SingleBar({
        format: `${word(zh, en)} {bar} {value}/{total}  ${word('剩余', 'left')} {eta_formatted}`,
        stream: process.stderr,
        hideCursor: true,
        barCompleteChar: '█',
        barIncompleteChar: '░',
      });
      bar.start(total, 0);
      return { update: (done) => bar.update(done), stop: () => bar.stop() };
    },
    steps: (zh, en) => {
      if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
      const bar = new SingleBar({
        format: `${word(zh, en)} {value}  {note}  {duration_formatted}`,
        stream: process.stderr,
        hideCursor: true,
        clearOnComplete: true,
      });
      bar.start(Number.MAX_SAFE_INTEGER, 0, { note: '' });
      return { update: (done, note) => bar.update(done, { note }), stop: () => bar.stop() };
    },
  };
}

/** The largest number of refused things that are listed. */
const LISTED = 50;

/**
 * Words what went wrong and returns the exit code: 2 where the input or the call was wrong, 1 for any other failure.
 * Under `--json` the same goes to stdout as `{"error":{"message","faults":[…]}}`.
 */
export function reportFailure(error: unknown, talk: Pick<Console, 'language' | 'json'>): 1 | 2 {
  const zh = talk.language === 'zh';
  if (error instanceof YincaiError) {
    const listed = error.faults.slice(0, LISTED);
    for (const fault of listed) process.stderr.write(`${zh ? '错误' : 'error'}: ${describe(fault, talk.language)}\n`);
    const more = error.total - listed.length;
    if (more > 0) process.stderr.write(zh ? `……另有 ${more} 处\n` : `… and ${more} more\n`);
    if (talk.json) {
      const faults: readonly Fault[] = listed;
      process.stdout.write(`${JSON.stringify({ error: { message: error.message, faults, total: error.total } })}\n`);
    }
    return error.faults.every(({ code }) => code === 'not-installed') ? 1 : 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${zh ? '运行失败' : 'failed'}: ${message}\n`);
  if (process.env.YINCAI_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  if (talk.json) process.stdout.write(`${JSON.stringify({ error: { message, faults: [], total: 0 } })}\n`);
  return 1;
}
