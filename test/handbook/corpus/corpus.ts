import { readFileSync } from 'node:fs';

/** A formula of the corpus, as senior high school banks write them; all written for these tests. */
export interface CorpusFormula {
  readonly tex: string;
  readonly file: string;
  readonly group: string;
  /** The signs that are seen, in the order in which they are drawn, where the order is plain. */
  readonly shows?: string;
}

/** One formula a line; `# ` starts a group; ` ⇢ ` parts a formula from the signs that are seen. */
function load(file: string): CorpusFormula[] {
  let group = '';
  const formulas: CorpusFormula[] = [];
  for (const line of readFileSync(new URL(`./${file}.txt`, import.meta.url), 'utf8').split('\n')) {
    if (line.startsWith('# ')) group = line.slice(2);
    else if (line !== '') {
      const [tex, shows] = line.split(' ⇢ ');
      formulas.push({ tex, file, group, ...(shows === undefined ? {} : { shows }) });
    }
  }
  return formulas;
}

export const corpus: readonly CorpusFormula[] = ['mathematics', 'more-mathematics', 'chemistry', 'physics'].flatMap(
  load,
);

export const formulas: readonly string[] = corpus.map(({ tex }) => tex);
