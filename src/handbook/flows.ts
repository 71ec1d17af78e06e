import type { Section } from './document.js';

/** Whether a section follows on the page of the one before, where there is room, instead of beginning a page of its own. */
export function flows(section: Section): boolean {
  switch (section.kind) {
    case 'mind-map':
    case 'message':
      return true;
    case 'wrong-review':
      return section.questions.length === 0;
    case 'practice':
      return section.groups.length === 0;
    default:
      return false;
  }
}
