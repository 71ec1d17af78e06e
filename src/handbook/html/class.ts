import type {
  ClassOverview,
  ClassSection,
  ErrorPatterns,
  ExplainPlan,
  HeatMap,
  PracticeGroups,
  QuestionTable,
} from '../class-document.js';
import { percent } from './chart.js';
import { type Context, introHtml } from './context.js';
import { questionHtml } from './question.js';
import { plainHtml } from './text.js';

/** A section of the class edition as HTML. */
export function classHtml(section: ClassSection, context: Context): string {
  switch (section.kind) {
    case 'class-overview':
      return overview(section);
    case 'question-table':
      return questionTable(section, context);
    case 'explain-plan':
      return plan(section, context);
    case 'error-patterns':
      return patterns(section, context);
    case 'heat-map':
      return heatMap(section, context);
    case 'practice-groups':
      return groups(section, context);
  }
}

function overview(section: ClassOverview): string {
  const tiles = section.figures.map(
    ({ label, value, note }) =>
      `<div class="tile"><span>${plainHtml(label)}</span><b>${plainHtml(value)}</b>` +
      `${note === undefined ? '' : `<small>${plainHtml(note)}</small>`}</div>`,
  );
  return (
    `<div class="tiles">${tiles.join('')}</div>` +
    section.paragraphs.map((text) => `<p>${plainHtml(text)}</p>`).join('') +
    histogram(section) +
    comparisons(section)
  );
}

function histogram({ bands, bandsTitle }: ClassOverview): string {
  if (bands.length === 0) return '';
  const most = Math.max(1, ...bands.map(({ learners }) => learners));
  const step = 560 / bands.length;
  const bars = bands.map(({ label, learners }, at) => {
    const tall = (120 * learners) / most;
    const middle = (step * (at + 0.5)).toFixed(1);
    const bar =
      learners === 0
        ? ''
        : `<rect x="${(step * (at + 0.1)).toFixed(1)}" y="${(140 - tall).toFixed(1)}" width="${(step * 0.8).toFixed(1)}" height="${tall.toFixed(1)}" fill="#b9bec4" stroke="#222"/>`;
    return (
      `${bar}<text class="value" x="${middle}" y="${(135 - tall).toFixed(1)}" text-anchor="middle">${learners}</text>` +
      `<text x="${middle}" y="156" text-anchor="middle">${plainHtml(label)}</text>`
    );
  });
  const words = bands.map(({ label, learners }) => `${label}: ${learners}`).join(', ');
  return (
    `<figure><figcaption>${plainHtml(bandsTitle)}</figcaption><svg class="growth" viewBox="0 0 560 164" role="img">` +
    `<title>${plainHtml(words)}</title>${bars.join('')}<path d="M0 140H560" stroke="#111"/></svg></figure>`
  );
}

function comparisons({ comparisons: rows, comparisonsTitle }: ClassOverview): string {
  if (rows.length === 0) return '';
  const lines = rows.map(
    ({ label, share, note }, at) =>
      `<tr><th scope="row">${plainHtml(label)}</th><td class="w">${stack([{ fill: at === 0 ? 2 : 3, share }])}</td>` +
      `<td class="p"><b>${percent(share)}</b></td><td class="a">${plainHtml(note)}</td></tr>`,
  );
  return `<figure><figcaption>${plainHtml(comparisonsTitle)}</figcaption><table class="bars"><tbody>${lines.join('')}</tbody></table></figure>`;
}

/** A stacked bar; fills: 0 white, 1 hatched, 2 dark, 3 grey, 4 dashed. */
function stack(parts: readonly { readonly fill: number; readonly share: number }[]): string {
  const cells = parts
    .filter(({ share }) => share > 0)
    .map(({ fill, share }) => `<i class="f${fill}" style="width:${(100 * share).toFixed(2)}%"></i>`);
  return `<span class="stack">${cells.join('')}</span>`;
}

function legend(names: readonly string[], fills: readonly number[]): string {
  return `<p class="legend">${names.map((name, at) => `<i class="f${fills[at]}"></i>${plainHtml(name)} `).join('')}</p>`;
}

function questionTable(section: QuestionTable, { words }: Context): string {
  const rows = section.rows.map((row) => {
    const share = row.share === undefined ? '—' : `${stack([{ fill: 3, share: row.share }])} ${percent(row.share)}`;
    const remarks = row.remarks.map((text) => `<br><small>${plainHtml(text)}</small>`).join('');
    return (
      `<tr><th scope="row">${plainHtml(row.label)}</th><td>${words.kinds[row.kind]}</td><td class="r">${plainHtml(row.fullMarks)}</td>` +
      `<td class="s">${share}</td><td class="r">${plainHtml(row.discrimination)}</td>` +
      `<td>${row.knowledgePoints.map(plainHtml).join(' · ')}${remarks}</td></tr>`
    );
  });
  const heads = section.columns.map((text) => `<th scope="col">${plainHtml(text)}</th>`).join('');
  return `${introHtml(section.introduction)}<table class="ruled"><thead><tr>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function plan(section: ExplainPlan, context: Context): string {
  let to = '';
  const entries = section.entries.map((entry) => {
    const head = entry.to === to ? '' : `<h3>${plainHtml(entry.to)}</h3>`;
    to = entry.to;
    const after =
      `<div class="advice">${entry.reasons.map((text) => `<p>${plainHtml(text)}</p>`).join('')}` +
      `<p class="legend">${plainHtml(entry.who)}</p></div>`;
    if (entry.full) {
      const marks = `<span>${plainHtml(entry.figures)}</span>`;
      return `${head}<article class="q">${questionHtml(entry.question, marks, context, after)}</article>`;
    }
    const names = entry.question.knowledgePoints.map(plainHtml).join(' · ');
    return (
      `${head}<article class="q"><div class="q-head"><b>${plainHtml(entry.question.label)}</b>` +
      `<span>${plainHtml(entry.figures)}</span><span class="kp">${names}</span></div>${after}</article>`
    );
  });
  return introHtml(section.introduction) + entries.join('') + introHtml(section.note);
}

const SLIP_FILLS = [0, 1, 2, 3];
const LEVEL_FILLS = [1, 3, 2, 4];

function patterns(section: ErrorPatterns, { words }: Context): string {
  const most = Math.max(1, ...section.slips.map(({ counts }) => counts.reduce((sum, n) => sum + n, 0)));
  const slips = section.slips.map(
    ({ label, counts }) =>
      `<tr><th scope="row">${plainHtml(label)}</th><td class="w">${stack(counts.map((n, at) => ({ fill: SLIP_FILLS[at], share: n / most })))}</td>` +
      `<td class="a">${counts.join(' / ')}</td></tr>`,
  );
  const points = section.points.map(({ name, weak, partial, mastered, unknown, note }) => {
    const counts = [weak, partial, mastered, unknown];
    const all = Math.max(1, weak + partial + mastered + unknown);
    return (
      `<tr><th scope="row" class="n">${plainHtml(name)}</th><td class="w">${stack(counts.map((n, at) => ({ fill: LEVEL_FILLS[at], share: n / all })))}</td>` +
      `<td class="a">${counts.join(' / ')}</td><td class="a">${plainHtml(note)}</td></tr>`
    );
  });
  const figure = (title: string, key: string, rows: readonly string[]): string =>
    rows.length === 0
      ? ''
      : `<figure class="long"><figcaption>${plainHtml(title)}</figcaption>${key}<table class="bars"><tbody>${rows.join('')}</tbody></table></figure>`;
  const together = section.together.map(
    ({ labels, words: text }) =>
      `<p>${labels.map((label) => `<b class="tag">${plainHtml(label)}</b> `).join('')}${plainHtml(text)}</p>`,
  );
  return (
    introHtml(section.introduction) +
    figure(section.slipsTitle, legend(section.slipNames, SLIP_FILLS), slips) +
    figure(section.pointsTitle, legend(levelNames(words), LEVEL_FILLS), points) +
    `<h3>${plainHtml(section.togetherTitle)}</h3>` +
    (together.length === 0 ? introHtml(section.togetherNone) : together.join(''))
  );
}

function levelNames({ levels }: Context['words']): readonly string[] {
  return [levels.weak, levels.partial, levels.mastered, levels.unknown];
}

const CELLS = { weak: 1, partial: 3, mastered: 2, unknown: 4 } as const;

function heatMap(section: HeatMap, { words }: Context): string {
  const blocks = section.blocks.map(({ learners, rows }) => {
    const heads = learners.map((label) => `<th scope="col"><span>${plainHtml(label)}</span></th>`).join('');
    const lines = rows.map(({ name, levels }) => {
      const cells = levels.map((level) => `<td><i class="f${CELLS[level]}"></i></td>`).join('');
      const weak = levels.filter((level) => level === 'weak').length;
      return `<tr><th scope="row">${plainHtml(name)}</th>${cells}<td class="r">${weak}</td></tr>`;
    });
    return (
      `<table class="heat"><thead><tr><td></td>${heads}<th scope="col">${words.levels.weak}</th></tr></thead>` +
      `<tbody>${lines.join('')}</tbody></table>`
    );
  });
  return (
    introHtml(section.explanation) +
    legend(levelNames(words), LEVEL_FILLS) +
    blocks.join('') +
    (section.note === undefined ? '' : `<p class="legend">${plainHtml(section.note)}</p>`)
  );
}

function groups(section: PracticeGroups, context: Context): string {
  const zh = context.handbook.language === 'zh';
  const parts = section.groups.map(({ name, members, why, questions }) => {
    const body = questions.map(({ question, tier, outlook }) => {
      const tags = `<span class="tag ${tier}">${context.words.tiers[tier]}</span><span>${plainHtml(outlook)}</span>`;
      return `<article class="q">${questionHtml(question, tags, context, '')}</article>`;
    });
    return (
      `<h3>${plainHtml(name)}</h3><p class="legend">${members.map(plainHtml).join(zh ? '、' : ', ')}</p>` +
      `<p class="why">${plainHtml(why)}</p>${body.join('')}`
    );
  });
  const pairs = section.pairs.map(
    ({ helper, learner, about }) =>
      `<tr><th scope="row">${plainHtml(helper)} → ${plainHtml(learner)}</th><td>${plainHtml(about)}</td></tr>`,
  );
  return (
    introHtml(section.introduction) +
    parts.join('') +
    (pairs.length === 0
      ? ''
      : `<h3>${plainHtml(section.pairsTitle)}</h3>${introHtml(section.pairsNote)}<table class="ruled pairs"><tbody>${pairs.join('')}</tbody></table>`)
  );
}
