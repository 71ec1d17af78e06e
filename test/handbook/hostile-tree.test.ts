import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Handbook } from '../../src/handbook/document.js';
import { renderHtml } from '../../src/handbook/html.js';
import { compose, composeClass } from '../../src/handbook/index.js';
import { createPdfRenderer } from '../../src/handbook/pdf.js';
import { sampleClass } from './class/class-sample.js';
import { items, sampleInput } from './sample.js';
import { hostile } from './strings.js';

/** Fields that are not text but one of a few words, by which a renderer chooses. */
const WORDS = new Set(['kind', 'language', 'level', 'tier', 'slip', 'type', 'tone', 'data']);

/** The tree with every other string of it replaced, wherever it stands: fields that are added later are replaced too. */
function replaced<T>(value: T, text: () => string, seen: Set<string>, path = ''): T {
  if (typeof value === 'string') {
    seen.add(path);
    return text() as T;
  }
  if (Array.isArray(value) && path.endsWith('.levels')) return value;
  if (Array.isArray(value)) return value.map((each) => replaced(each, text, seen, `${path}[]`)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        typeof each === 'string' && WORDS.has(key) ? each : replaced(each, text, seen, `${path}.${key}`),
      ]),
    ) as T;
  }
  return value;
}

const drawing = Buffer.from('<svg viewBox="0 0 4 3"><path d="M0 0H4V3"/></svg>').toString('base64');

function student(): Handbook {
  const base = sampleInput(4);
  const item = {
    ...items[0],
    stem: '如图 ![figure]',
    passage: { id: 'P', title: '材料', text: '一段材料' },
    images: [{ id: 'figure', type: 'svg' as const, data: drawing, width: 30, alt: '图', caption: '图 1' }],
  };
  return compose({
    ...base,
    notice: '说明',
    teacherMessage: '寄语',
    questions: base.questions.map((question, at) => ({ ...question, points: 0, ...(at === 0 ? { item } : {}) })),
  });
}

const editions: readonly (readonly [string, Handbook])[] = [
  ['student', student()],
  ['class', composeClass(sampleClass(8))],
];

const strings: readonly string[] = [
  ...hostile,
  'javascript:alert(1)',
  'https://example.org/"><script>',
  '$\\href{javascript:alert(1)}{x}$',
  '![a"onerror="x]',
  'x" style="background:url(//example.org)',
  '\u202e\u0000\ud800',
  '甲'.repeat(300),
  '',
];

/** Names of all tags and attributes, and all addresses. */
function shape(html: string): Set<string> {
  const found = new Set<string>();
  const bare = html
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/<math.*?<\/math>|<code class="bad">.*?<\/code>/gs, '')
    .replace(/src="data:image\/svg\+xml;base64,[A-Za-z0-9+/=]*"/g, 'src=""');
  for (const [, tag, attributes] of bare.matchAll(/<([a-z][\w-]*)((?:\s+[^<>]*)?)>/gi)) {
    found.add(tag);
    for (const [, name] of attributes.replace(/"[^"]*"/g, '""').matchAll(/([^\s=/"]+)/g)) found.add(`@${name}`);
    for (const [, address] of attributes.matchAll(/(?:href|src)="([^"#][^"]*)"/g)) found.add(`address ${address}`);
  }
  return found;
}

describe.each(editions)('every string of the %s edition', (_, handbook) => {
  const seen = new Set<string>();
  const plain = shape(renderHtml(replaced(handbook, () => '甲', seen)));

  test('is reached', () => {
    expect(seen.size).toBeGreaterThan(25);
  });

  test.each(strings)('%j brings no tag, attribute or address into HTML', (text) => {
    const html = renderHtml(replaced(handbook, () => text, seen));
    expect([...shape(html)].filter((name) => !plain.has(name) && !/^(?:br|code|span)$/.test(name))).toEqual([]);
  });

  test('is no program in PDF: every string stands in many of the places', async () => {
    const pdf = await createPdfRenderer();
    for (const start of [0, 7, 19]) {
      let at = start;
      const tree = replaced(handbook, () => strings[at++ % strings.length], seen);
      expect(pdf.render(tree).length).toBeGreaterThan(1000);
    }
  });

  property.prop([fc.string({ unit: 'binary', maxLength: 60 })], { numRuns: 25 })('any string at all', (text) => {
    const tree = replaced(handbook, () => text, seen);
    expect([...shape(renderHtml(tree))].filter((name) => !plain.has(name) && name !== 'br')).toEqual([]);
  });
});
