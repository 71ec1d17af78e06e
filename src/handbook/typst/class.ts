import type { ClassSection } from '../class-document.js';
import { CLASS_OVERVIEW, classOverviewTree } from './class/overview.js';
import { CLASS_PATTERNS, errorPatternsTree, heatMapTree, practiceGroupsTree } from './class/patterns.js';
import { CLASS_QUESTIONS, explainPlanTree, questionTableTree } from './class/questions.js';
import type { TreeContext } from './text.js';

/** The part of the template that sets the class edition: `class-body(section)`. */
export const CLASS: string = `${CLASS_OVERVIEW}${CLASS_QUESTIONS}${CLASS_PATTERNS}
#let class-body(s) = {
  if s.kind == "class-overview" { class-overview(s) }
  else if s.kind == "question-table" { question-table(s) }
  else if s.kind == "explain-plan" { explain-plan(s) }
  else if s.kind == "error-patterns" { error-patterns(s) }
  else if s.kind == "heat-map" { heat-map(s) }
  else if s.kind == "practice-groups" { practice-groups(s) }
}
`;

/** A section of the class edition for the template. */
export function classTree(section: ClassSection, context: TreeContext): object {
  switch (section.kind) {
    case 'class-overview':
      return classOverviewTree(section, context);
    case 'question-table':
      return questionTableTree(section, context);
    case 'explain-plan':
      return explainPlanTree(section, context);
    case 'error-patterns':
      return errorPatternsTree(section, context);
    case 'heat-map':
      return heatMapTree(section, context);
    case 'practice-groups':
      return practiceGroupsTree(section, context);
  }
}
