import type { Plan } from '../document.js';
import { maybe, plain, type TreeContext } from './text.js';

/** The part of the template that sets 复习计划: a row a day, a box to tick a task, with the pages of its questions. */
export const PLAN: string = `
#let tick = box(width: 3mm, height: 3mm, baseline: 0.3mm, stroke: 0.7pt)
// All pages are looked up within one context: one for each task would be laid out again one by one.
#let plan(s) = {
  if s.introduction != none { remark(s.introduction) }
  v(2mm)
  line(length: 100%, stroke: 0.9pt)
  context {
    set par(justify: false, leading: 0.1em, spacing: 0.15em, hanging-indent: 5mm)
    set text(size: 9.5pt)
    for day in s.days {
      block(width: 100%, breakable: false, above: 0pt, below: 0pt, inset: (y: 1.5mm, left: 36mm), stroke: (bottom: 0.4pt + luma(50%)), {
        place(top + left, dx: -36mm, box(width: 34mm, {
          set par(hanging-indent: 0pt)
          text(font: sans, weight: "bold", size: 10.5pt, day.label)
          if day.weekday != none { h(1.5mm); text(font: sans, size: 9pt, day.weekday) }
          linebreak()
          label-text(day.minutes, fill: grey)
        }))
        for task in day.tasks {
          par({
            tick
            h(2mm)
            text(font: sans, if task.again { underline(stroke: (thickness: 0.6pt, dash: "dashed"), offset: 2.2pt, task.action) } else { task.action })
            h(1.6mm)
            text(font: sans, weight: "bold", task.labels)
            if task.point != none { h(1.6mm); text(fill: grey, task.point) }
            h(1.6mm)
            text(font: sans, size: 8pt, fill: grey, pages-of(task.anchors, s.pages))
            h(1fr)
            label-text(task.minutes, fill: grey)
          })
        }
        // Room for the minutes below the date.
        if day.tasks.len() == 1 { v(1.1em) }
      })
    }
  }
}
`;

/** 复习计划 for the template. */
export function planTree(section: Plan, context: TreeContext): object {
  const { words } = context;
  return {
    introduction: maybe(section.introduction, context),
    pages: words.pages,
    days: section.days.map(({ label, weekday, minutes, tasks }) => ({
      label: plain(label, context),
      weekday: maybe(weekday, context),
      minutes: words.minutes(minutes),
      tasks: tasks.map(({ action, point, questions, minutes: each, again }) => ({
        action: plain(action, context),
        point: maybe(point, context),
        labels: questions.map((question) => plain(question.label, context)).join(words.and),
        anchors: questions.map(({ anchor }) => anchor),
        minutes: words.minutes(each),
        again,
      })),
    })),
  };
}
