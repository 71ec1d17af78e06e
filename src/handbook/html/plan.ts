import type { Plan } from '../document.js';
import { type Context, introHtml } from './context.js';
import { escapeHtml } from './escape.js';
import { plainHtml } from './text.js';

/** 复习计划: a row a day, a box to tick for each task; labels lead to their questions. */
export function planHtml(plan: Plan, { words }: Context): string {
  if (plan.days.length === 0) return introHtml(plan.introduction);
  const days = plan.days.map(({ label, weekday, minutes, tasks }) => {
    const list = tasks.map(({ action, point, questions, minutes: each, again }) => {
      const links = questions
        .map((question) => `<a href="#${escapeHtml(question.anchor)}">${plainHtml(question.label)}</a>`)
        .join(words.and);
      return (
        `<li><i class="tick" aria-hidden="true"></i><span class="task"><span${again ? ' class="again"' : ''}>${plainHtml(action)}</span> ` +
        `<b>${links}</b>${point === undefined ? '' : ` <span class="of">${plainHtml(point)}</span>`}</span>` +
        `<span class="each">${words.minutes(each)}</span></li>`
      );
    });
    return (
      `<tr><th scope="row"><b>${plainHtml(label)}</b>${weekday === undefined ? '' : ` <span>${plainHtml(weekday)}</span>`}` +
      `<small>${words.minutes(minutes)}</small></th><td><ul>${list.join('')}</ul></td></tr>`
    );
  });
  return `${introHtml(plan.introduction)}<table class="plan"><tbody>${days.join('')}</tbody></table>`;
}
