import type {
  Answers,
  Cover,
  Handbook,
  MasteryChart,
  Overview,
  Practice,
  Question,
  Section,
  WrongReview,
} from '../document.js';
import { optionColumns } from '../text.js';
import type { Words } from '../words.js';
import { historyChart, levelSign, masteryBar, percent, sheetHtml } from './chart.js';
import { inlineHtml, type Place, plainHtml, textHtml } from './text.js';

/** What every section is rendered with. */
export interface Context {
  readonly handbook: Handbook;
  readonly words: Words;
  readonly onFault: Place['onFault'];
}

export function sectionHtml(section: Section, at: number, context: Context): string {
  if (section.kind === 'cover') return coverHtml(section, context);
  const body = bodyOf(section, context);
  return `<section id="s${at}" class="${section.kind}"><h2>${plainHtml(section.title)}</h2>${body}</section>`;
}

function bodyOf(section: Exclude<Section, Cover>, context: Context): string {
  switch (section.kind) {
    case 'overview':
      return overviewHtml(section, context);
    case 'mastery':
      return masteryHtml(section, context);
    case 'wrong-review':
      return reviewHtml(section, context);
    case 'practice':
      return practiceHtml(section, context);
    case 'answers':
      return answersHtml(section, context);
  }
}

function coverHtml(cover: Cover, { handbook, words }: Context): string {
  const contents = handbook.sections
    .map((section, at) =>
      section.kind === 'cover' ? '' : `<li><a href="#s${at}">${plainHtml(section.title)}</a></li>`,
    )
    .join('');
  return (
    `<section class="cover"><div class="top"><h1>${plainHtml(cover.title)}</h1>` +
    (cover.subtitle === undefined ? '' : `<p class="subtitle">${plainHtml(cover.subtitle)}</p>`) +
    '</div><dl class="facts">' +
    cover.facts
      .map(({ label, value }) => `<dt>${plainHtml(label)}</dt><dd><bdi>${plainHtml(value)}</bdi></dd>`)
      .join('') +
    `</dl><nav aria-label="${words.contents}"><ol class="toc">${contents}</ol></nav>` +
    (cover.notice === undefined ? '<span></span>' : `<p class="notice">${plainHtml(cover.notice)}</p>`) +
    '</section>'
  );
}

function overviewHtml(overview: Overview, { words }: Context): string {
  const tiles = overview.figures.map(
    ({ label, value, note }) =>
      `<div class="tile"><span>${plainHtml(label)}</span><b>${plainHtml(value)}</b>` +
      `${note === undefined ? '' : `<small>${plainHtml(note)}</small>`}</div>`,
  );
  return (
    (tiles.length === 0 ? '' : `<div class="tiles">${tiles.join('')}</div>`) +
    `<div class="words">${overview.paragraphs.map((text) => `<p>${plainHtml(text)}</p>`).join('')}</div>` +
    historyChart(overview, words) +
    sheetHtml(overview, words)
  );
}

function masteryHtml(chart: MasteryChart, { words }: Context): string {
  const rows = chart.rows.map(
    (row) =>
      `<tr><td class="n">${plainHtml(row.name)}</td><td class="b">${masteryBar(row, words)}</td>` +
      `<td class="p">${row.level === 'unknown' ? '—' : percent(row.success)}</td>` +
      `<td class="l">${levelSign(row.level)}${words.levels[row.level]}</td><td class="a">${words.answers(row.answers)}</td></tr>`,
  );
  return (
    `<p class="intro">${plainHtml(chart.explanation)}</p><table><tbody>${rows.join('')}</tbody></table>` +
    (chart.note === undefined ? '' : `<p class="legend">${plainHtml(chart.note)}</p>`)
  );
}

function reviewHtml(review: WrongReview, context: Context): string {
  const questions = review.questions.map(
    ({ question, result, diagnosis }) =>
      `<article class="q">${questionHtml(question, `<span>${plainHtml(result)}</span>`, context, `<p class="diagnosis">${plainHtml(diagnosis)}</p>`)}</article>`,
  );
  return introHtml(review.introduction) + questions.join('');
}

function practiceHtml(practice: Practice, context: Context): string {
  const groups = practice.groups.map(({ point, why, questions }) => {
    const body = questions.map(({ question, tier, outlook, note }) => {
      const tags =
        `<span class="tag ${tier}">${context.words.tiers[tier]}</span><span>${plainHtml(outlook)}</span>` +
        (note === undefined ? '' : `<span>${plainHtml(note)}</span>`);
      return `<article class="q">${questionHtml(question, tags, context, '')}</article>`;
    });
    return `<h3>${plainHtml(point)}</h3><p class="why">${plainHtml(why)}</p>${body.join('')}`;
  });
  return introHtml(practice.introduction) + groups.join('');
}

function questionHtml(question: Question, marks: string, { words, onFault }: Context, after: string): string {
  const place = { label: question.label, onFault };
  // At least three lines of answer space on either side of a page break.
  const lines = Math.max(0, Math.min(Math.round(question.lines), 40));
  const first = lines < 6 ? lines : 3;
  const last = lines < 6 ? 0 : 3;
  const points = question.points === undefined ? '' : `<span>${words.points(question.points)}</span>`;
  const names =
    question.knowledgePoints.length === 0
      ? ''
      : `<span class="kp">${question.knowledgePoints.map(plainHtml).join(' · ')}</span>`;
  const options =
    question.options === undefined
      ? ''
      : `<ul class="options c${optionColumns(question.options)}">${question.options
          .map(({ key, text }) => `<li><span>${plainHtml(key)}.</span><div>${inlineHtml(text, place)}</div></li>`)
          .join('')}</ul>`;
  return (
    `<div class="q-body"><div class="q-head"><b>${plainHtml(question.label)}</b><span>${words.kinds[question.kind]}</span>` +
    `${points}${marks}${names}</div>${textHtml(question.stem, place)}${options}${after}${linesHtml(first)}</div>` +
    `${'<div class="line" aria-hidden="true"></div>'.repeat(lines - first - last)}${linesHtml(last)}`
  );
}

function linesHtml(count: number): string {
  return count === 0 ? '' : `<div class="lines" aria-hidden="true">${'<div></div>'.repeat(count)}</div>`;
}

function answersHtml(answers: Answers, { words, onFault }: Context): string {
  const groups = answers.groups.map(({ title, entries }) => {
    const body = entries.map(({ label, answer, solution }) => {
      const place = { label, onFault };
      return (
        `<div class="answer${answer.length + (solution?.length ?? 0) < 900 ? ' short' : ''}"><b>${plainHtml(label)}</b><div><div class="key"><span class="label">${words.answer}</span>${inlineHtml(answer, place)}</div>` +
        (solution === undefined
          ? ''
          : `<div class="solution"><span class="label">${words.solution}</span>${textHtml(solution, place)}</div>`) +
        '</div></div>'
      );
    });
    return `<h3>${plainHtml(title)}</h3>${body.join('')}`;
  });
  return introHtml(answers.introduction) + groups.join('');
}

function introHtml(text: string | undefined): string {
  return text === undefined ? '' : `<p class="intro">${plainHtml(text)}</p>`;
}
