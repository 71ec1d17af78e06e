import type { Language } from '../../data/fault.js';

/** The warnings of a fit report in Chinese; what is not among them stays as it is. */
const CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^item "(.*)": everybody got it right; a weak prior keeps it finite$/s, '题“$1”：所有人都答对；用弱先验使其有限'],
  [/^item "(.*)": everybody got it wrong; a weak prior keeps it finite$/s, '题“$1”：所有人都答错；用弱先验使其有限'],
  [
    /^item "(.*)": everybody is in category (\S+); a weak prior keeps it finite$/s,
    '题“$1”：所有人都在等级 $2；用弱先验使其有限',
  ],
  [
    /^item "(.*)": everybody has (\S+) of (\S+) points; it is cut at (\S+) % and a weak prior keeps it finite$/s,
    '题“$1”：所有人都得 $2 分（满分 $3）；以 $4% 为界，用弱先验使其有限',
  ],
  [/^item "(.*)": nobody answered it; its parameters are the prior alone$/s, '题“$1”：无人作答；其参数只是先验'],
  [
    /^item "(.*)": some categories were used by nobody; a weak prior keeps them finite$/s,
    '题“$1”：有的等级无人达到；用弱先验使其有限',
  ],
  [
    /^items "(.*)" and "(.*)" have the same points of every learner:.*$/s,
    '题“$1”与“$2”每名学生得分都相同：若其中一题是重复的，请去掉，否则两题都会显得过好',
  ],
  [
    /^only (\S+) learners: a weak prior .* steadies all items$/,
    '只有 $1 名学生：所有题都用弱先验（a ~ N(1, 0.5²)）稳住',
  ],
  [/^fewer than three items with differing answers .*$/, '作答有差异的题不足三道，斜率无法识别：用弱先验稳住'],
  [
    /^one item with differing answers does not identify the deviation of abilities: .*$/,
    '只有一道题作答有差异，能力的标准差无法识别：取为 1',
  ],
  [/^only (\S+) anchor items?: .*$/, '只有 $1 道锚题：量尺全靠它'],
  [/^(\S+) rows? without answers left out$/, '略去 $1 行无作答的记录'],
  [/^item "(.*)": (.*) is held at its bound$/s, '题“$1”：$2 停在界限上'],
  [
    /^(\S+) % of the abilities of group "(.*)" are at the ends of the quadrature grid: .*$/s,
    '“$2”组有 $1% 的能力落在积分网格两端：请用更大的 --bound',
  ],
  [
    /^(\S+) % of the abilities are at the ends of the quadrature grid: .*$/,
    '有 $1% 的能力落在积分网格两端：请用更大的 --bound',
  ],
  [/^standard errors are by cross-products: .*$/, '标准误由叉积法给出：观测信息要算几分钟'],
  [/^no standard errors: with so many parameters .*$/, '没有标准误：参数太多，要算几分钟'],
  [
    /^no standard errors: the information matrix is not positive definite; .*$/,
    '没有标准误：信息矩阵非正定，解可能是鞍点，或参数无法区分',
  ],
];

/** A warning of a fit report in the user's language. */
export function wordWarning(warning: string, language: Language): string {
  if (language === 'en') return warning;
  for (const [pattern, words] of CHINESE) if (pattern.test(warning)) return warning.replace(pattern, words);
  return warning;
}
