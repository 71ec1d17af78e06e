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
  [
    /^the calibration tells of (\S+) estimated parameters, the model shows (\S+): .*$/,
    '标定报告称估计了 $1 个参数，而模型显示 $2 个：是否固定了部分题目而没有算标准误？',
  ],
  [/^(\S+) learners left out: too few answered the same items$/, '未计入 $1 名学生：作答题目相同的人太少'],
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
  [/^item "(.*)": nobody answered it$/s, '题“$1”：无人作答'],
  [/^item "(.*)": everybody won full marks$/s, '题“$1”：所有人都得满分'],
  [/^item "(.*)": everybody won the same marks$/s, '题“$1”：所有人得分相同'],
  [/^item "(.*)": the weaker learners do better on it; .*$/s, '题“$1”：弱者反而答得更好，请核对答案'],
  [/^one item: reliability is not defined$/, '只有一道题：信度无从谈起'],
  [/^(\S+) of (\S+) learners left out for missing answers$/, '$2 名学生中 $1 名因缺答未计入'],
  [/^only (\S+) learners: all figures are rough$/, '只有 $1 名学生：各项数值都很粗略'],
  [/^purification did not settle in (\S+) rounds$/, '净化 $1 轮仍未稳定'],
  [/^group "(.*)" has only (\S+) learners: .*$/s, '“$1”组只有 $2 名学生：很难看出差异'],
  [/^item "(.*)": no matched learners differ on it; .*$/s, '题“$1”：配对的学生在此题上没有差异，无从判断'],
  [/^item "(.*)": the regression has no finite solution; .*$/s, '题“$1”：回归没有有限解，所列数值只是界限'],
  [/^nearly every item differs between the groups: .*$/, '几乎每题都有差异：各组难有共同量尺，请指定锚题'],
  [
    /^one anchor: the link rests on item "(.*)" alone; .*$/s,
    '只有一道锚题：链接全靠题“$1”，看不出漂移，也无从估计锚题误差',
  ],
  [/^only (\S+) anchors: the constants are rough.*$/, '只有 $1 道锚题：常数粗略，难以看出漂移'],
  [
    /^(\S+) anchors are less than a fifth of the (\S+) items of the shorter test$/,
    '$1 道锚题不足较短一卷 $2 题的五分之一',
  ],
  [/^the criterion has no clear least value: .*$/, '准则没有明显的最小值：曲线难以确定常数'],
  [/^an anchor has a slope below 0: .*$/, '有锚题斜率为负：请核对答案'],
  [/^anchor "(.*)" drifted and was left out$/s, '锚题“$1”发生漂移，已剔除'],
  [
    /^anchor "(.*)" drifted: (\S+) harder in the second model; .*$/s,
    '锚题“$1”漂移：第二次难了 $2；请剔除，或用 --purify',
  ],
  [
    /^anchor "(.*)" drifted: (\S+) easier in the second model; .*$/s,
    '锚题“$1”漂移：第二次易了 $2；请剔除，或用 --purify',
  ],
  [
    /^anchor "(.*)" drifted: (?:steeper|flatter) by a factor of (\S+) in the second model; .*$/s,
    '锚题“$1”漂移：斜率相差 $2 倍；请剔除，或用 --purify',
  ],
  [/^(\S+) rows lack some answers, which count 0$/, '$1 行有缺答，按 0 分计'],
  [/^only (\S+) learners: sampling error is large; .*$/, '只有 $1 名学生：抽样误差很大；mean 法对数据要求最低'],
];

/** A warning of a fit report in the user's language. */
export function wordWarning(warning: string, language: Language): string {
  if (language === 'en') return warning;
  const inner = /^calibration: (.*)$/s.exec(warning)?.[1];
  if (inner !== undefined) return `标定：${wordWarning(inner, language)}`;
  for (const [pattern, words] of CHINESE) if (pattern.test(warning)) return warning.replace(pattern, words);
  return warning;
}
