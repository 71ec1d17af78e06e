import katex from 'katex';
import 'katex/contrib/mhchem';

/** Longest formula that is checked, in characters. */
export const MAX_FORMULA = 5000;

/** What KaTeX only knows in display mode, though people write it within a line. */
export const displayedOnly: RegExp = /\\begin\{(?:align|alignat|gather|split|equation|CD)\*?\}|\\tag(?![a-zA-Z])/;

/** Commands of other systems that Chinese banks use. */
export const formulaMacros: Readonly<Record<string, string>> = {
  '\\overparen': '\\overgroup{#1}',
  '\\wideparen': '\\overgroup{#1}',
  '\\parallelogram': '\\text{▱}',
  '\\permil': '\\text{‰}',
  '\\celsius': '{}^\\circ\\mathrm{C}',
  '\\degreeCelsius': '{}^\\circ\\mathrm{C}',
  '\\paralleleq': '\\mathrel{\\text{⋕}}',
  '\\dif': '\\mathrm{d}',
};

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
      displayMode: displayedOnly.test(latex),
      macros: { ...formulaMacros },
      trust: false,
      maxExpand: 1000,
      output: 'mathml',
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^KaTeX parse error: /, '') : String(error);
  }
}
