import type { Language } from '../../data/fault.js';
import { escapeHtml } from '../../handbook/html/escape.js';
import type { MadeBooklet } from './manifest.js';

/**
 * The page that leads to every booklet of a run, by school and class. It shows pseudonymous ids only:
 * names appear in the booklets alone.
 */
export function indexPage(
  title: string,
  notice: string | undefined,
  booklets: readonly MadeBooklet[],
  language: Language,
): string {
  const zh = language === 'zh';
  const groups = new Map<string, MadeBooklet[]>();
  for (const booklet of booklets) {
    const key =
      [booklet.school, booklet.class].filter((part) => part !== '').join(' · ') || (zh ? '全部学生' : 'All learners');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [booklet]);
    else group.push(booklet);
  }
  const learners = booklets.filter(({ edition }) => edition === 'student').length;
  const sections = [...groups].map(([name, all]) => {
    const members = all.filter(({ edition }) => edition === 'student');
    const whole = all.filter(({ edition }) => edition !== 'student');
    const forClass = whole.map((booklet) => link(booklet, WHOLE[language][booklet.edition])).join('');
    return `<section><h2>${escapeHtml(name)}${members.length > 0 ? ` <small>${members.length}</small>` : ''}</h2>${
      forClass === '' ? '' : `<ul>${forClass}</ul>`
    }<ul>${members.map((booklet) => link(booklet, booklet.learner ?? '')).join('')}</ul></section>`;
  });
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
<p>${zh ? `共 ${learners} 本学习手册` : `${learners} study handbooks`}</p>
${sections.join('\n')}
</body>
</html>
`;
}

const WHOLE: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: { teacher: '教师讲评手册', bundle: '付印文件' },
  en: { teacher: 'teacher’s edition', bundle: 'for the printer' },
};

function link({ files }: MadeBooklet, name: string): string {
  const [main, also] = files;
  const more = also === undefined ? '' : ` <a href="${address(also.path)}">${also.format.toUpperCase()}</a>`;
  return `<li><a href="${address(main!.path)}">${escapeHtml(name)}</a>${more}</li>`;
}

function address(path: string): string {
  return escapeHtml(path.split('/').map(encodeURIComponent).join('/'));
}
