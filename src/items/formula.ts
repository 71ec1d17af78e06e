import katex from 'katex';
import 'katex/contrib/mhchem';

/** Longest formula that is checked, in characters. */
export const MAX_FORMULA = 5000;

/**
 * Why a LaTeX formula cannot be typeset, or undefined when it can. Commands that reach outside (`\href`, `\includegraphics`) are not trusted,
 * and macros expand at most a thousand times.
 *
 * @example
 * checkFormula('\\frac{1}{2}'); // undefined
 * checkFormula('\\frac{1}{'); // "Unexpected end of input in a macro argument, expected '}' at end of input: …"
 */
export function checkFormula(latex: string): string | undefined {
  if (latex.length > MAX_FORMULA) return `longer than ${MAX_FORMULA} characters`;
  try {
    katex.renderToString(latex, {
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxExpand: 1000,
      output: 'mathml',
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^KaTeX parse error: /, '') : String(error);
  }
}
