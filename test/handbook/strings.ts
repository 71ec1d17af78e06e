import type { Handbook } from '../../src/handbook/document.js';
import { compose } from '../../src/handbook/index.js';
import { oneLine, parseText } from '../../src/handbook/text.js';
import { sampleInput } from './sample.js';

/** Strings that try to break out of what they stand in. */
export const hostile: readonly string[] = [
  '<script>alert(1)</script>',
  '</style><img src=x onerror=alert(1)>',
  '" onmouseover="alert(1)',
  "' autofocus onfocus='x",
  '#read("/etc/passwd")',
  '#import "@preview/x:1.0.0"',
  '#{panic()}',
  '\\]',
  ']#eval("1")[',
  '*粗* _斜_ = 标题 @ref <label>',
  '`raw` ```code```',
  '=cmd|" /C calc"!A0',
  '// comment',
  '/* comment',
  '\\u{41}',
  '--- ~ ... -?',
  'a"b"c',
  '&amp; &lt; &#x41;',
  '{{7*7}} %{7*7}',
  '__proto__',
];

/** A handbook with the string wherever a plain string or a text may stand. */
export function withString(text: string, seed = 1): Handbook {
  const base = sampleInput(seed);
  return compose({
    ...base,
    title: text,
    subject: text,
    learner: text,
    name: text,
    school: text,
    class: text,
    exam: { title: text, date: text },
    notice: text,
    history: [
      { label: text, share: 0.2 },
      { label: text, share: 0.9 },
    ],
    questions: base.questions.slice(0, 5).map((question) => ({
      ...question,
      label: text,
      points: 0,
      chosen: text,
      item: {
        ...question.item!,
        id: text,
        stem: text,
        answer: text,
        solution: text,
        ...(question.item!.options === undefined ? {} : { options: [{ key: 'A', text }] }),
      },
    })),
    masteries: [text, `${text}1`, `${text}2`].map((point) => ({
      ...{ point, name: point, probability: 0.4, success: 0.4, low: 0.2, high: 0.6, answers: 3 },
      trail: [null, 0.4],
    })),
    graph: {
      points: [text, `${text}1`, `${text}2`].map((name, at) => ({
        id: name,
        name,
        subject: 'math',
        chapter: `${text}${at}`,
      })),
      edges: [{ from: text, to: `${text}1`, kind: 'prerequisite' }],
    },
    trailExams: [text, text],
    teacherMessage: text,
  });
}

/** Without white space and invisible characters, since a renderer is free to break lines. */
export function squeezed(text: string): string {
  return text.replace(/[\s\p{Cf}]/gu, '').normalize('NFKC');
}

/** Every piece of plain text in the tree that a renderer must show, squeezed. */
export function shownStrings(handbook: Handbook): string[] {
  const shown: string[] = [];
  const hidden = new Set([
    'kind',
    'item',
    'point',
    'level',
    'tier',
    'slip',
    'language',
    'version',
    'anchor',
    'explanation',
    'tone',
  ]);
  // An explanation names the question to do again by its anchor.
  const isAnchor = (key: string, parent: string): boolean => key === 'question' && parent === 'entries';
  const rich = new Set(['stem', 'answer', 'solution', 'text']);
  const visit = (value: unknown, key: string, parent: string): void => {
    if (typeof value === 'string') {
      if ((hidden.has(key) && !(key === 'point' && parent === 'groups')) || isAnchor(key, parent)) return;
      if (rich.has(key)) {
        for (const run of parseText(value).flat()) if (run.kind === 'text') shown.push(squeezed(run.text));
      } else shown.push(squeezed(oneLine(value)));
    } else if (Array.isArray(value)) for (const each of value) visit(each, key, key);
    else if (typeof value === 'object' && value !== null) {
      // The card itself and the path of its code are shown as shapes.
      for (const [name, each] of Object.entries(value)) {
        if (name !== 'card' && name !== 'code') visit(each, name, parent);
      }
    }
  };
  for (const [key, value] of Object.entries(handbook)) if (key !== 'learner') visit(value, key, '');
  return [...new Set(shown)].filter((text) => text !== '');
}
