import type { Language } from '../../data/fault.js';

/** A page of pictures that holds nothing else: no script, no style from outside. */
export function pageOf(pictures: readonly string[], lang: Language): string {
  const title = lang === 'zh' ? '试题与量尺' : 'Items and their scale';
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-Hans' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
body { margin: 1rem; background: #f2f2f2; font-family: sans-serif }
main { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start }
svg { max-width: 100%; height: auto }
@media print { body { margin: 0; background: none } svg { break-inside: avoid } }
</style>
</head>
<body>
<h1>${title}</h1>
<main>
${pictures.join('\n')}
</main>
</body>
</html>
`;
}
