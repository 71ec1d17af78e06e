import type { Section } from '../document.js';
import { flows } from '../flows.js';
import { ANSWERS, answersTree } from './answers.js';
import { CLASS, classTree } from './class.js';
import { COVER, coverTree } from './cover.js';
import { EXPLANATIONS, explanationsTree } from './explanations.js';
import { FEEDBACK, feedbackTree } from './feedback.js';
import { FIGURE } from './figure.js';
import { MASTERY, masteryTree } from './mastery.js';
import { MESSAGE, messageTree } from './message.js';
import { MIND_MAP, mindMapTree } from './mind-map.js';
import { OVERVIEW, overviewTree } from './overview.js';
import { PLAN, planTree } from './plan.js';
import { PRACTICE, practiceTree } from './practice.js';
import { PRINT_LIST, printListTree } from './print-list.js';
import { QUESTION } from './question.js';
import { SOLVED } from './solved.js';
import { maybe, TEXT, type TreeContext } from './text.js';
import { WRONG_REVIEW, wrongReviewTree } from './wrong-review.js';

/** The part of the template that sets the sections: `section-body(section)` sets any but the cover. */
export const TEMPLATE_SECTIONS: string = `${TEXT}${FIGURE}${COVER}${OVERVIEW}${MASTERY}${MIND_MAP}${QUESTION}${WRONG_REVIEW}${SOLVED}${EXPLANATIONS}${PRACTICE}${PLAN}${MESSAGE}${ANSWERS}${FEEDBACK}${PRINT_LIST}${CLASS}
#let section-body(s) = {
  if s.kind == "overview" { overview(s) }
  else if s.kind == "mastery" { mastery(s) }
  else if s.kind == "mind-map" { mind-map(s) }
  else if s.kind == "wrong-review" { review(s) }
  else if s.kind == "explanations" { explanations(s) }
  else if s.kind == "practice" { practice(s) }
  else if s.kind == "plan" { plan(s) }
  else if s.kind == "message" { message(s) }
  else if s.kind == "answers" { answers(s) }
  else if s.kind == "feedback" { feedback(s) }
  else if s.kind == "print-list" { print-list(s) }
  else { class-body(s) }
}
`;

/** A section for the template. */
export function sectionTree(section: Section, context: TreeContext): object {
  return {
    kind: section.kind,
    title: maybe(section.title, context),
    flows: flows(section),
    ...bodyTree(section, context),
  };
}

function bodyTree(section: Section, context: TreeContext): object {
  switch (section.kind) {
    case 'cover':
      return coverTree(section, context);
    case 'overview':
      return overviewTree(section, context);
    case 'mastery':
      return masteryTree(section, context);
    case 'mind-map':
      return mindMapTree(section, context);
    case 'wrong-review':
      return wrongReviewTree(section, context);
    case 'explanations':
      return explanationsTree(section, context);
    case 'practice':
      return practiceTree(section, context);
    case 'plan':
      return planTree(section, context);
    case 'message':
      return messageTree(section, context);
    case 'answers':
      return answersTree(section, context);
    case 'feedback':
      return feedbackTree(section, context);
    case 'print-list':
      return printListTree(section, context);
    default:
      return classTree(section, context);
  }
}
