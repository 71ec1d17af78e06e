import type { Language } from '../../data/fault.js';
import { escapeHtml } from '../../handbook/html/escape.js';

/** One booklet in the list; paths are relative to the page. */
export interface IndexEntry {
  readonly school: string;
  readonly class: string;
  readonly learner: string;
  readonly html?: string;
  readonly pdf?: string;
}

/**
 * The page that leads to every booklet of a run, by school and class. It shows pseudonymous ids only:
 * names appear in the booklets alone.
 */
export function indexPage(
  title: string,
  notice: string | undefined,
  entries: readonly IndexEntry[],
  language: Language,
): string {
  const zh = language === 'zh';
  const groups = new Map<string, IndexEntry[]>();
  for (const entry of entries) {
    const key =
      [entry.school, entry.class].filter((part) => part !== '').join(' · ') || (zh ? '全部学生' : 'All learners');
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const sections = [...groups].map(
    ([name, members]) =>
      `<section><h2>${escapeHtml(name)} <small>${members.length}</small></h2><ul>${members.map(link).join('')}</ul></section>`,
  );
  return `<!doctype html>
<html lang="${zh ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>
body { font-family: "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; line-height: 1.6; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; border-bottom: 1px solid #999; margin-top: 2rem; }
small { color: #595959; font-weight: normal; }
ul { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .25rem 1rem; }
a { color: #0b4f8a; }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${notice === undefined ? '' : `<p>${escapeHtml(notice)}</p>`}
<p>${zh ? `共 ${entries.length} 本学习手册` : `${entries.length} study handbooks`}</p>
${sections.join('\n')}
</body>
</html>
`;
}

function link(entry: IndexEntry): string {
  const main = entry.html ?? entry.pdf ?? '';
  const pdf = entry.html !== undefined && entry.pdf !== undefined ? ` <a href="${address(entry.pdf)}">PDF</a>` : '';
  return `<li><a href="${address(main)}">${escapeHtml(entry.learner)}</a>${pdf}</li>`;
}

function address(path: string): string {
  return escapeHtml(path.split('/').map(encodeURIComponent).join('/'));
}
