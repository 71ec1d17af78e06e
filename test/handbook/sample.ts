import type { Item } from '../../src/data/item-bank.js';
import type { KnowledgeGraph } from '../../src/data/knowledge-graph.js';
import type { ComposeInput, ExamQuestion } from '../../src/handbook/compose.js';
import type { Recommendation, Tier } from '../../src/recommend/recommendation.js';

/** Sample content written for the tests: senior high school mathematics. Learners and answers are simulated. */
export const graph: KnowledgeGraph = {
  points: [
    ['set', '集合的基本运算', 'Operations on sets'],
    ['logic', '充分条件与必要条件', 'Sufficient and necessary conditions'],
    ['complex', '复数的四则运算', 'Arithmetic of complex numbers'],
    ['function', '函数的奇偶性与单调性', 'Parity and monotonicity of functions'],
    ['exp-log', '指数函数与对数函数', 'Exponential and logarithmic functions'],
    ['derivative', '导数及其应用', 'Derivatives and their use'],
    ['trig', '三角恒等变换', 'Trigonometric identities'],
    ['triangle', '正弦定理与余弦定理', 'Laws of sines and cosines'],
    ['vector', '平面向量的数量积', 'Scalar product of plane vectors'],
    ['sequence', '等差数列与等比数列', 'Arithmetic and geometric sequences'],
    ['solid', '空间几何体的表面积与体积', 'Surface and volume of solids'],
    ['conic', '椭圆的标准方程与几何性质', 'Ellipses'],
    ['probability', '古典概型', 'Classical probability'],
  ].map(([id, name, nameEn]) => ({ id, name, nameEn, subject: 'math' })),
  edges: [
    { from: 'function', to: 'exp-log', kind: 'prerequisite' },
    { from: 'function', to: 'derivative', kind: 'prerequisite' },
    { from: 'trig', to: 'triangle', kind: 'prerequisite' },
    { from: 'set', to: 'logic', kind: 'prerequisite' },
  ],
};

const keys = ['A', 'B', 'C', 'D'];

function item(
  id: string,
  kind: Item['kind'],
  points: number,
  knowledgePoints: string[],
  difficulty: number,
  stem: string,
  answer: string,
  solution?: string,
  options?: string[],
): Item {
  return {
    id,
    subject: 'math',
    kind,
    stem,
    answer,
    points,
    knowledgePoints,
    difficulty,
    ...(solution === undefined ? {} : { solution }),
    ...(options === undefined ? {} : { options: options.map((text, at) => ({ key: keys[at], text })) }),
  };
}

export const items: readonly Item[] = [
  item(
    'm01',
    'single-choice',
    5,
    ['set'],
    0.9,
    '已知集合 $A=\\{x\\mid x^2-2x-3<0\\}$，$B=\\{x\\mid y=\\ln(2-x)\\}$，则 $A\\cap B=$（　　）',
    'C',
    '由 $x^2-2x-3<0$ 得 $-1<x<3$，即 $A=(-1,3)$；由 $2-x>0$ 得 $B=(-\\infty,2)$。所以 $A\\cap B=(-1,2)$，选 C。',
    ['$(-1,3)$', '$(2,3)$', '$(-1,2)$', '$(-\\infty,3)$'],
  ),
  item(
    'm02',
    'single-choice',
    5,
    ['complex'],
    0.88,
    '若复数 $z$ 满足 $z(1+\\mathrm{i})=2\\mathrm{i}$，其中 $\\mathrm{i}$ 为虚数单位，则 $|z|=$（　　）',
    'B',
    '$z=\\dfrac{2\\mathrm{i}}{1+\\mathrm{i}}=\\dfrac{2\\mathrm{i}(1-\\mathrm{i})}{2}=1+\\mathrm{i}$，故 $|z|=\\sqrt{2}$。',
    ['$1$', '$\\sqrt{2}$', '$\\sqrt{3}$', '$2$'],
  ),
  item(
    'm03',
    'single-choice',
    5,
    ['logic', 'vector'],
    0.7,
    '设 $\\vec a,\\vec b$ 是非零向量，则“$\\vec a\\cdot\\vec b=|\\vec a||\\vec b|$”是“$\\vec a\\parallel\\vec b$”的（　　）',
    'A',
    '由 $\\vec a\\cdot\\vec b=|\\vec a||\\vec b|\\cos\\langle\\vec a,\\vec b\\rangle$ 知条件等价于 $\\cos\\langle\\vec a,\\vec b\\rangle=1$，即两向量同向；而平行还包括反向，故为充分不必要条件。',
    ['充分不必要条件', '必要不充分条件', '充要条件', '既不充分也不必要条件'],
  ),
  item(
    'm04',
    'multiple-choice',
    6,
    ['function', 'exp-log'],
    0.55,
    '已知函数 $f(x)=\\lg\\left(\\sqrt{x^2+1}-x\\right)$，下列说法正确的是（　　）',
    'ACD',
    '$\\sqrt{x^2+1}>|x|\\geqslant x$，定义域为 $\\mathbf{R}$；$f(-x)+f(x)=\\lg 1=0$，是奇函数；$x\\ge0$ 时 $f(x)=-\\lg\\left(\\sqrt{x^2+1}+x\\right)$ 递减，由奇函数知在 $\\mathbf{R}$ 上递减，故 ACD 正确。',
    [
      '$f(x)$ 的定义域为 $\\mathbf{R}$',
      '$f(x)$ 是偶函数',
      '$f(x)$ 在 $\\mathbf{R}$ 上单调递减',
      '对任意实数 $a$，都有 $f(a)+f(-a)=0$ 成立',
    ],
  ),
  item(
    'm05',
    'blank',
    5,
    ['sequence'],
    0.62,
    '记 $S_n$ 为等差数列 $\\{a_n\\}$ 的前 $n$ 项和．若 $a_3+a_7=18$，$S_4=16$，则 $a_{10}=$ ________．',
    '$19$',
    '由 $a_3+a_7=2a_5=18$ 得 $a_5=9$．联立\n$$\\begin{cases}a_1+4d=9,\\\\4a_1+6d=16\\end{cases}\\Rightarrow\\begin{cases}a_1=1,\\\\d=2.\\end{cases}$$\n故 $a_{10}=a_1+9d=19$．',
  ),
  item(
    'm06',
    'blank',
    5,
    ['trig'],
    0.58,
    '若 $\\tan\\alpha=2$，则 $\\dfrac{\\sin\\alpha+\\cos\\alpha}{\\sin\\alpha-\\cos\\alpha}=$ ________，$\\sin 2\\alpha=$ ________．',
    '$3$，$\\dfrac{4}{5}$',
    '分子分母同除以 $\\cos\\alpha$，得 $\\dfrac{\\tan\\alpha+1}{\\tan\\alpha-1}=3$；$\\sin2\\alpha=\\dfrac{2\\tan\\alpha}{1+\\tan^2\\alpha}=\\dfrac{4}{5}$．',
  ),
  item(
    'm07',
    'constructed',
    13,
    ['triangle', 'trig'],
    0.5,
    '在 $\\triangle ABC$ 中，内角 $A$，$B$，$C$ 的对边分别为 $a$，$b$，$c$，且 $2b\\cos C=2a-c$．\n（1）求角 $B$ 的大小；\n（2）若 $b=\\sqrt{3}$，$\\overrightarrow{BA}\\cdot\\overrightarrow{BC}=\\dfrac{1}{2}$，求 $\\triangle ABC$ 的周长．',
    '（1）$B=60^\\circ$；（2）$\\sqrt{6}+\\sqrt{3}$',
    '（1）由正弦定理，$2\\sin B\\cos C=2\\sin A-\\sin C$，而 $\\sin A=\\sin(B+C)$，代入得 $2\\cos B\\sin C=\\sin C$．因为 $\\sin C\\ne0$，所以 $\\cos B=\\dfrac12$，$B=60^\\circ$．\n\n（2）$\\overrightarrow{BA}\\cdot\\overrightarrow{BC}=ac\\cos B=\\dfrac12$，得 $ac=1$．由余弦定理\n$$b^2=a^2+c^2-ac=(a+c)^2-3ac,$$\n即 $(a+c)^2=6$，所以周长为 $\\sqrt6+\\sqrt3$．',
  ),
  item(
    'm08',
    'constructed',
    15,
    ['solid'],
    0.42,
    '如图，在正三棱柱 $ABC-A_1B_1C_1$ 中，$AB=2$，$AA_1=3$，$D$ 为 $BC$ 的中点．\n（1）证明：$A_1B\\parallel$ 平面 $ADC_1$；\n（2）求三棱锥 $C_1-ADC$ 的体积．',
    '（1）见解析；（2）$\\dfrac{\\sqrt3}{2}$',
    '（1）连接 $A_1C$ 交 $AC_1$ 于点 $O$，则 $O$ 为 $A_1C$ 的中点，$OD\\parallel A_1B$．又 $OD\\subset$ 平面 $ADC_1$，$A_1B\\not\\subset$ 平面 $ADC_1$，得证．\n\n（2）$V=\\dfrac13 S_{\\triangle ADC}\\cdot CC_1=\\dfrac13\\times\\dfrac{\\sqrt3}{2}\\times3=\\dfrac{\\sqrt3}{2}$．',
  ),
  item(
    'm09',
    'constructed',
    17,
    ['derivative', 'function'],
    0.3,
    "已知函数 $f(x)=x\\ln x-ax^2+(2a-1)x$，$a\\in\\mathbb{R}$．\n（1）令 $g(x)=f'(x)$，求 $g(x)$ 的单调区间；\n（2）已知 $f(x)$ 在 $x=1$ 处取得极大值，求实数 $a$ 的取值范围．",
    '（1）见解析；（2）$\\left(\\dfrac12,+\\infty\\right)$',
    "（1）$g(x)=\\ln x-2ax+2a$，$g'(x)=\\dfrac1x-2a=\\dfrac{1-2ax}{x}$．当 $a\\leqslant0$ 时 $g(x)$ 在 $(0,+\\infty)$ 递增；当 $a>0$ 时，在 $\\left(0,\\dfrac1{2a}\\right)$ 递增，在 $\\left(\\dfrac1{2a},+\\infty\\right)$ 递减．\n\n（2）$f'(1)=0$．分类讨论 $\\dfrac{1}{2a}$ 与 $1$ 的大小，得 $a>\\dfrac12$．",
  ),
  item(
    'm10',
    'constructed',
    17,
    ['conic'],
    0.28,
    '已知椭圆 $C:\\dfrac{x^2}{a^2}+\\dfrac{y^2}{b^2}=1\\ (a>b>0)$ 的离心率为 $\\dfrac{\\sqrt2}{2}$，且过点 $\\left(1,\\dfrac{\\sqrt2}{2}\\right)$．\n（1）求 $C$ 的方程；\n（2）过右焦点 $F$ 的直线 $l$ 交 $C$ 于 $M$，$N$ 两点，求 $\\overrightarrow{OM}\\cdot\\overrightarrow{ON}$ 的取值范围．',
    '（1）$\\dfrac{x^2}{2}+y^2=1$；（2）$\\left[-1,\\dfrac12\\right]$',
  ),
  item(
    'm11',
    'true-false',
    2,
    ['probability'],
    0.8,
    '从 $5$ 名同学中任选 $2$ 名，不同的选法共有 $\\mathrm{C}_5^2=10$ 种．（　　）',
    '√',
    '$\\mathrm{C}_5^2=\\dfrac{5\\times4}{2\\times1}=10$．',
  ),
  item(
    'm12',
    'single-choice',
    5,
    ['probability'],
    0.72,
    '甲、乙两人独立解同一道题，解出的概率分别为 $\\dfrac23$ 与 $\\dfrac34$，则恰有一人解出的概率为（　　）',
    'D',
    '$P=\\dfrac23\\times\\dfrac14+\\dfrac13\\times\\dfrac34=\\dfrac{5}{12}$．',
    ['$\\dfrac12$', '$\\dfrac{11}{12}$', '$\\dfrac14$', '$\\dfrac{5}{12}$'],
  ),
];

const TIERS: readonly Tier[] = ['basic', 'consolidate', 'advance'];

export function recommend(point: string, of: Item, count: number, mastery = 0.32): Recommendation[] {
  return Array.from({ length: count }, (_, at) => ({
    item: { ...of, id: `${of.id}-v${at}`, variantOf: of.id },
    knowledgePoint: point,
    tier: TIERS[at % 3],
    expectedSuccess: 0.82 - 0.14 * at,
    expectedGain: 0.1,
    minutes: 4,
    reasons: [
      { code: 'weak-point', point, mastery },
      { code: 'fresh-variant', of: of.id },
    ],
  }));
}

/** A small deterministic generator, for choosing only. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The input of one simulated learner's booklet; another `seed`, another learner. */
export function sampleInput(seed = 1, language: 'zh' | 'en' = 'zh'): ComposeInput {
  const random = mulberry(seed);
  const ability = random();
  const questions: ExamQuestion[] = items.map((each, at) => {
    const expected = Math.min(0.95, Math.max(0.05, 0.5 * ability + each.difficulty - 0.2));
    const share = random() < expected ? 1 : each.kind === 'constructed' ? Math.floor(random() * 3) / 3 : 0;
    return {
      label: String(at + 1),
      item: each,
      fullMarks: each.points,
      points: Math.round(share * each.points),
      knowledgePoints: each.knowledgePoints,
      expected,
    };
  });
  const masteries = graph.points.map(({ id }, at) => {
    const probability = Math.min(0.97, Math.max(0.04, ability * 0.5 + random() * 0.6));
    return {
      point: id,
      probability,
      success: probability,
      low: Math.max(0, probability - 0.22),
      high: Math.min(1, probability + 0.16),
      answers: at === 10 && seed % 3 === 0 ? 0 : 1 + Math.floor(random() * 5),
    };
  });
  const practised = new Map<string, Item>();
  for (const question of questions) {
    if (question.points! < question.fullMarks && practised.size < 3) {
      practised.set(question.knowledgePoints[0], question.item!);
    }
  }
  return {
    language,
    subject: language === 'zh' ? '高中数学' : 'Senior mathematics',
    learner: `G3-${String(seed).padStart(4, '0')}`,
    name: '李明远',
    school: '示例县第一中学',
    class: '高三（2）班',
    exam: { title: '高三第一次联考', date: '2025-10-18' },
    date: '2025-10-20',
    questions,
    history: [
      { label: '高二期末', share: 0.4 + 0.4 * random() },
      { label: '开学检测', share: 0.4 + 0.4 * random() },
      { label: '九月月考', share: 0.4 + 0.4 * random() },
    ],
    masteries,
    practice: Array.from(practised, ([point, each]) => ({
      knowledgePoint: point,
      recommendations: recommend(point, each, 3),
    })),
    graph,
    classMean: { share: 0.61, learners: 45 },
    notice: '本册数据为模拟数据，仅作演示。',
  };
}
