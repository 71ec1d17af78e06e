/** Roles of type in Chinese printing: 宋体 for text, 黑体 for headings and labels, 楷体 for words addressed to the reader. */
export type FontRole = 'song' | 'hei' | 'kai';

/**
 * The one list of typefaces. The first name of a role is free, embedded in PDF, and looked for by HTML;
 * the others are what systems bring along, for HTML alone.
 */
export const fontRoles: Readonly<Record<FontRole, readonly string[]>> = {
  song: ['Noto Serif SC', 'Source Han Serif SC', 'Noto Serif CJK SC', 'Songti SC', 'STSong', 'SimSun'],
  hei: ['Noto Sans SC', 'Source Han Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'SimHei'],
  kai: ['LXGW WenKai', 'Kaiti SC', 'STKaiti', 'KaiTi', 'Noto Serif SC', 'Noto Serif CJK SC'],
};

const GENERIC: Readonly<Record<FontRole, string>> = { song: 'serif', hei: 'sans-serif', kai: 'serif' };

/** A role's families as the value of CSS `font-family`. */
export function cssFamilies(role: FontRole): string {
  return [...fontRoles[role].map((name) => `"${name}"`), GENERIC[role]].join(',');
}

/** Sets formulas in PDF; comes with Typst. */
export const MATH_FONT = 'New Computer Modern Math';

/** A role's families as a Typst array: what the embedded typeface lacks is taken from the text's own, then from the formulas'. */
export function typstFamilies(role: FontRole): string {
  const names = role === 'kai' ? [fontRoles.kai[0], fontRoles.song[0]] : [fontRoles[role][0]];
  return `(${[...names, 'New Computer Modern'].map((name) => `"${name}"`).join(', ')})`;
}
