import { hash } from '../../recommend/hash.js';
import type { TeacherMessage } from '../document.js';
import { clip, type Facts, levelOf, nameOf, quote, quoteAll } from './facts.js';
import { slipOf } from './slip.js';

/** The most characters of a paragraph of the teacher's own words. */
const LONGEST = 600;

/** 教师寄语: the teacher's own words, or a few sentences made by rule from facts, each true of this learner. */
export function message(facts: Facts): TeacherMessage {
  const { input, zh } = facts;
  const own = (input.teacherMessage ?? '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
  return {
    kind: 'message',
    title: zh ? '教师寄语' : 'A word from your teacher',
    paragraphs: own.length > 0 ? own.slice(0, 8).map((paragraph) => clip(paragraph, LONGEST)) : byRule(facts),
    signatures: zh ? ['教师签名', '学生签名', '家长签名', '日期'] : ['Teacher', 'Student', 'Parent', 'Date'],
  };
}

/** What was seen, what to do next, a closing word. */
function byRule(facts: Facts): string[] {
  const { input, zh } = facts;
  const pick = picker(`${input.learner}/${input.exam.title}`);
  const address = zh ? '同学，你好！' : 'Hello!';
  const seen = observations(facts, pick).slice(0, 3);
  const next = advice(facts, pick).slice(0, 2);
  return [
    `${address}${zh ? '' : ' '}${seen.join(zh ? '' : ' ')}`,
    ...(next.length > 0 ? [next.join(zh ? '' : ' ')] : []),
    pick('close', closings(facts)),
  ];
}

/** One of several wordings: the same for the same learner and exam. */
type Picker = (rule: string, wordings: readonly string[]) => string;

function picker(key: string): Picker {
  return (rule, wordings) => wordings[hash(`${key}/${rule}`) % wordings.length];
}

/** Those that speak of the plan only where there is one. */
function closings({ zh, options, lost, groups }: Facts): readonly string[] {
  const planned = options.sections.includes('plan') && (lost.length > 0 || groups.length > 0);
  const [of, any] = zh ? CLOSING_ZH : CLOSING_EN;
  return planned ? [...of, ...any] : any;
}

type Closings = readonly [ofThePlan: readonly string[], any: readonly string[]];

const CLOSING_ZH: Closings = [
  ['每天一小段，按计划打勾；遇到想不通的地方，随时来找我。', '按计划一天一天来，做到哪里、卡在哪里，都可以告诉我。'],
  [
    '不必求快，求懂。本册做完，带着你的问题来和我聊聊。',
    '慢一点没关系，弄懂一道是一道。遇到想不通的地方，随时来找我。',
  ],
];
const CLOSING_EN: Closings = [
  [
    'A little every day, ticked off in the plan; where it does not open up, come and ask me.',
    'Day by day along the plan; tell me how far you came and where it stuck.',
  ],
  [
    'Aim to understand, not to be fast. Bring me your questions when you are through.',
    'Slow is fine: each question understood counts. Ask me whenever something does not open up.',
  ],
];

/** Facts worth saying, the most telling first. Nothing is praised that did not happen, nobody else is mentioned. */
function observations(facts: Facts, pick: Picker): string[] {
  const { input, zh, share, lost, answered } = facts;
  if (share === undefined) {
    return [
      zh
        ? '这次考试没有看到你的答卷，先把身体和节奏调整好，落下的这一段可以补上。'
        : 'Your paper was missing from this exam; find your rhythm again, this stretch can be made up.',
    ];
  }
  const said: string[] = [];
  if (lost.length === 0) {
    said.push(
      zh ? '这份试卷你做到了一分未失，每一步都很扎实。' : 'You lost no mark in this paper: every step was sound.',
    );
  }
  const before = input.history.at(-1)?.share;
  const change =
    before === undefined || !Number.isFinite(before) ? 0 : Math.round(100 * share) - Math.round(100 * before);
  if (change >= 3) {
    said.push(
      pick(
        'rise',
        zh
          ? [
              `和上次相比，你的得分率提高了 ${change} 个百分点，这是一题一题做出来的。`,
              `得分率比上次高了 ${change} 个百分点，看得出这段时间下了功夫。`,
            ]
          : [
              `Your share rose by ${change} percentage points since last time: that was made question by question.`,
              `${change} percentage points more than last time: the work of these weeks shows.`,
            ],
      ),
    );
  }
  const risen = risenPoint(facts);
  if (risen !== undefined) {
    const name = quote(nameOf(facts, risen), zh);
    said.push(
      pick(
        'risen',
        zh
          ? [`${name}从不稳到稳，是这段时间很实在的收获。`, `这段时间里${name}明显稳了，说明你的方法有效。`]
          : [
              `${name} has become firm, a real gain of these weeks.`,
              `${name} is clearly firmer now: your way of working works.`,
            ],
      ),
    );
  }
  const partly = lost.filter(
    ({ points, fullMarks }) => points !== undefined && points > 0 && points < fullMarks,
  ).length;
  if (partly >= 2) {
    said.push(
      zh
        ? `有 ${partly} 道题你拿到了一部分分，思路已经在路上，差的是最后几步。`
        : `In ${partly} questions you won part of the marks: the thought is on its way, the last steps are missing.`,
    );
  }
  if (said.length < 2) {
    const strong = facts.known.filter((mastery) => levelOf(mastery, facts.options) === 'mastered').slice(-2);
    if (strong.length > 0) {
      const names = quoteAll(
        strong.reverse().map(({ point }) => nameOf(facts, point)),
        zh,
      );
      said.push(
        pick(
          'strong',
          zh
            ? [`${names}你掌握得很稳，可以当作复习别处的底气。`, `${names}是你的根基，遇到难题先想想能不能从这里入手。`]
            : [
                `${names}: firm ground to stand on while you work elsewhere.`,
                `${names} is your base: try hard questions from there first.`,
              ],
        ),
      );
    }
  }
  if (said.length === 0) {
    const right = answered.length - lost.filter(({ points }) => points !== undefined).length;
    said.push(
      change <= -3
        ? zh
          ? '这次成绩有些起伏，一次考试说明不了全部，把失分的地方弄清楚就好。'
          : 'This result dipped a little; one exam does not tell all. What matters is to see where the marks went.'
        : right > 0
          ? zh
            ? `这次你独立做对了 ${right} 道题，我们就从会的地方往前走。`
            : `You did ${right} ${right === 1 ? 'question' : 'questions'} right on your own: we go on from there.`
          : zh
            ? '这份试卷对你来说不容易，没关系，我们从最基础的地方一步一步来。'
            : 'This paper was hard for you. Never mind: we begin at the very foundations, step by step.',
    );
  }
  return said;
}

/** A point that was not firm after its first exam and is mastered now, the one that rose most. */
function risenPoint({ known, options }: Facts): string | undefined {
  let found: string | undefined;
  let most = 0.15;
  for (const mastery of known) {
    if (levelOf(mastery, options) !== 'mastered') continue;
    const first = mastery.trail?.find((then) => then !== null);
    if (first === undefined || first === null || first > 0.6) continue;
    if (mastery.success - first <= most) continue;
    most = mastery.success - first;
    found = mastery.point;
  }
  return found;
}

/** What to do next. */
function advice(facts: Facts, pick: Picker): string[] {
  const { zh, lost, groups } = facts;
  const said: string[] = [];
  const slips = lost.map((question) => slipOf(question, facts));
  const careless = slips.filter(({ kind }) => kind === 'careless').length;
  const empty = facts.answered.length === 0 ? 0 : slips.filter(({ kind }) => kind === 'not-answered').length;
  const base = slips.find(({ kind }) => kind === 'prerequisite');
  if (base?.point !== undefined) {
    const name = quote(nameOf(facts, base.point), zh);
    said.push(
      zh
        ? `有的题失分，根子在更早学的${name}上，先补它，后面会顺很多。`
        : `Some marks were lost for want of ${name}, learnt earlier: mend it first and the rest will follow.`,
    );
  }
  if (careless >= 2) {
    said.push(
      pick(
        'careless',
        zh
          ? [
              `有 ${careless} 道题是你平时会做的，考试时留出几分钟回头看关键的一步。`,
              `${careless} 道平时会做的题这次失了分，试试圈出题目里的条件、写全每一步。`,
            ]
          : [
              `You usually manage ${careless} of the lost questions: keep some minutes to look back at the decisive step.`,
              `${careless} questions that you usually manage went wrong: ring what is given and write out each step.`,
            ],
      ),
    );
  }
  if (empty >= 1) {
    said.push(
      zh
        ? `有 ${empty} 道题空着，下次试着把能想到的第一步写下来，它常常会带出第二步。`
        : `${empty} ${empty === 1 ? 'question was' : 'questions were'} left empty: write down the first step you can think of, it often brings the second.`,
    );
  }
  if (groups.length > 0 && said.length < 2) {
    const name = quote(nameOf(facts, groups[0].point), zh);
    said.push(
      pick(
        'focus',
        zh
          ? [`接下来先攻${name}，从第 1 组练习做起。`, `这一册先从${name}开始，基础题做稳了再往上走。`]
          : [
              `Begin with ${name}, the first group of the practice.`,
              `This booklet starts with ${name}: firm in the basic questions first, then on.`,
            ],
      ),
    );
  }
  if (said.length === 0 && lost.length === 0 && facts.share !== undefined) {
    said.push(
      zh
        ? '接下来不妨挑战一题多解，或者把一道题讲给自己听，看看每一步为什么。'
        : 'Try a second way to solve a question, or explain one aloud to yourself and ask why at every step.',
    );
  }
  return said;
}
