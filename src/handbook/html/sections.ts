import type { Cover, Section } from '../document.js';
import { flows } from '../flows.js';
import { answersHtml } from './answers.js';
import { classHtml } from './class.js';
import type { Context } from './context.js';
import { coverHtml } from './cover.js';
import { explanationsHtml } from './explanations.js';
import { feedbackHtml } from './feedback.js';
import { masteryHtml } from './mastery.js';
import { messageHtml } from './message.js';
import { mindMapHtml } from './mind-map.js';
import { overviewHtml } from './overview.js';
import { planHtml } from './plan.js';
import { practiceHtml } from './practice.js';
import { printListHtml } from './print-list.js';
import { plainHtml } from './text.js';
import { reviewHtml } from './wrong-review.js';

/** A section as HTML. */
export function sectionHtml(section: Section, at: number, context: Context): string {
  if (section.kind === 'cover') return coverHtml(section, context);
  const body = bodyOf(section, context);
  return `<section id="s${at}" class="${section.kind}${flows(section) ? ' flows' : ''}"><h2>${plainHtml(section.title)}</h2>${body}</section>`;
}

function bodyOf(section: Exclude<Section, Cover>, context: Context): string {
  switch (section.kind) {
    case 'overview':
      return overviewHtml(section, context);
    case 'mastery':
      return masteryHtml(section, context);
    case 'mind-map':
      return mindMapHtml(section, context);
    case 'wrong-review':
      return reviewHtml(section, context);
    case 'explanations':
      return explanationsHtml(section, context);
    case 'practice':
      return practiceHtml(section, context);
    case 'plan':
      return planHtml(section, context);
    case 'message':
      return messageHtml(section);
    case 'answers':
      return answersHtml(section, context);
    case 'feedback':
      return feedbackHtml(section);
    case 'print-list':
      return printListHtml(section);
    default:
      return classHtml(section, context);
  }
}
