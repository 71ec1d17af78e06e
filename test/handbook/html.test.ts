import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/data/fault.js';
import { FORMULA_CACHE, formula } from '../../src/handbook/formula.js';
import { renderHtml } from '../../src/handbook/html.js';
import { compose } from '../../src/handbook/index.js';
import { formulas } from './corpus/corpus.js';
import { sampleInput } from './sample.js';
import { hostile, shownStrings, squeezed, withString } from './strings.js';

/** Text of a page as a reader sees it; LaTeX sources kept beside formulas are left out. */
function textOf(html: string): string {
  return html
    .replace(/<style>.*?<\/style>|<annotation.*?<\/annotation>/gs, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&#96;/g, '`')
    .replace(/&amp;/g, '&');
}

/** Names of all tags and attributes of a page. */
function names(html: string): Set<string> {
  const found = new Set<string>();
  for (const [, tag, attributes] of html
    .replace(/<style>.*?<\/style>/gs, '')
    .matchAll(/<([a-z][\w-]*)((?:\s+[^<>]*)?)>/gi)) {
    found.add(tag);
    for (const [, name] of attributes.replace(/"[^"]*"/g, '""').matchAll(/([^\s=/"]+)/g)) found.add(`@${name}`);
  }
  return found;
}

const faultsOf = (text: string): { html: string; faults: Fault[] } => {
  const faults: Fault[] = [];
  const html = renderHtml(withString(text), { onFault: (fault) => faults.push(fault) });
  return { html, faults };
};

describe('what is shown', () => {
  test.each([1, 2, 3, 4])('every string of the tree is in the page (learner %i)', (seed) => {
    for (const language of ['zh', 'en'] as const) {
      const handbook = compose(sampleInput(seed, language));
      const text = squeezed(textOf(renderHtml(handbook)));
      expect(shownStrings(handbook).filter((each) => !text.includes(each))).toEqual([]);
    }
  });

  test('same handbook, same page; it is self-contained and has no scripts', () => {
    const handbook = compose(sampleInput(5));
    const html = renderHtml(handbook);
    expect(renderHtml(handbook)).toBe(html);
    expect(html).toContain("default-src 'none'");
    expect(html.replaceAll('http://www.w3.org/1998/Math/MathML', '')).not.toMatch(
      /https?:|url\((?!#)|<script|<link|<img|@import/,
    );
    expect(html).toContain('<math');
  });

  test('levels differ in shape, shade and word, not in colour alone', () => {
    const levels = ['weak', 'partial', 'mastered', 'unknown'] as const;
    const base = compose(sampleInput(1));
    const rows = levels.map((level) => ({
      point: level,
      name: 'x',
      success: 0.5,
      low: 0.3,
      high: 0.7,
      level,
      answers: 1,
      trail: [],
    }));
    const chart = { groups: [], strongest: [], weakest: [], exams: [] };
    const html = renderHtml({ ...base, sections: [{ kind: 'mastery', title: 't', explanation: 'e', ...chart, rows }] });
    const bars = [...html.matchAll(/<svg class="bar".*?<\/svg>/g)].map(([svg]) => /<rect.*?\/>/.exec(svg)![0]);
    const signs = [...html.matchAll(/<svg class="sign".*?<\/svg>/g)].map(([svg]) => svg);
    expect(new Set(bars).size).toBe(4);
    expect(new Set(signs).size).toBe(4);
    for (const word of ['薄弱', '部分掌握', '已掌握', '暂无记录']) expect(html).toContain(word);
  });

  test('charts have titles for those who cannot see them', () => {
    const html = renderHtml(compose(sampleInput(2)));
    const charts = html.match(/<svg[^>]*role="img".*?<\/svg>/gs)!;
    expect(charts.length).toBeGreaterThan(5);
    for (const chart of charts) expect(chart).toMatch(/<title>[^<]+<\/title>/);
  });
});

describe('hostile strings', () => {
  const plain = names(renderHtml(withString('甲')));
  test.each(hostile)('%s', (text) => {
    const { html } = faultsOf(text);
    expect([...names(html)].filter((name) => !plain.has(name) && !/^(br|code|span|@class)$/.test(name))).toEqual([]);
    expect(squeezed(textOf(html))).toContain(squeezed(text));
  });

  test('the running heads cannot leave their style sheet', () => {
    const css = /<style>(.*?)<\/style>/s.exec(renderHtml(withString('"}</style>\\" ;a{b:url(x)}')))![1];
    expect(css).not.toContain('url(');
    expect(css).not.toMatch(/<|&/);
  });

  test('direction overrides, zero-width characters and controls are left out', () => {
    const { html } = faultsOf('甲\u202e乙\u200b丙\u0007丁');
    for (const hidden of ['\u202e', '\u200b', '\u0007']) expect(html).not.toContain(hidden);
    expect(html).toContain('甲乙丙丁');
  });

  property.prop([fc.string({ unit: 'binary', maxLength: 80 })], { numRuns: 60 })(
    'any string: no tag it brings is a tag',
    (text) => {
      const { html } = faultsOf(text);
      const bare = html.replace(/<math.*?<\/math>/gs, '').replace(/<code class="bad">.*?<\/code>/gs, '');
      expect([...names(bare)].filter((name) => !plain.has(name) && name !== 'br')).toEqual([]);
    },
  );
});

describe('formulas', () => {
  test('there are at least 120, all different, and all become MathML', () => {
    expect(new Set(formulas).size).toBeGreaterThanOrEqual(120);
    for (const tex of formulas) {
      for (const display of [false, true]) {
        const made = formula(tex, display);
        expect(made, tex).toMatchObject({ ok: true });
        if (!made.ok) continue;
        expect(made.mathml).toMatch(/^<math .*<\/math>$/s);
        expect(made.mathml).not.toMatch(/mathvariant="(?!normal)|<mi[^>]*><m|[\u0338]/);
        const open: string[] = [];
        for (const [, close, name, empty] of made.mathml.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
          if (empty === '/') continue;
          if (close === '') open.push(name);
          else expect(open.pop(), tex).toBe(name);
        }
        expect(open).toEqual([]);
      }
    }
  });

  test.each([
    ['\\mathbb{R}', '<mi>ℝ</mi>'],
    ['\\mathcal{L}', '<mi>ℒ</mi>'],
    ['\\not\\subset', '⊄'],
    ['\\overline{AB}', '<mrow class="over">'],
    ['\\sum\\limits_{i=1}^n a_i', '<munderover><mo movablelimits="false">∑</mo>'],
    ['|x|', '<mi mathvariant="normal">|</mi>'],
    ['\\vec a', '<mo class="vec"'],
    ['\\sin x', '<mi class="fn">sin</mi>'],
  ])('%s', (tex, part) => {
    const made = formula(tex, false);
    expect(made.ok && made.mathml).toContain(part);
  });

  test.each(['\\frac{1}', '\\foo', '{', '\\href{javascript:alert(1)}{x}', '\\includegraphics{x}', '\\htmlClass{a}{b}'])(
    '%s is printed as its source and reported with its question',
    (tex) => {
      const { html, faults } = faultsOf(`若 $${tex}$ 则`);
      expect(textOf(html)).toContain(`$${tex}$`);
      expect(html).toContain('<code class="bad">');
      expect(faults.length).toBeGreaterThan(0);
      expect(faults[0]).toMatchObject({ code: 'bad-format', value: tex });
      expect(faults[0].column).toBeDefined();
      expect(html).not.toMatch(/href="javascript|<img/);
    },
  );

  test('macros that grow without end and huge formulas end soon', () => {
    const started = performance.now();
    expect(formula('\\def\\a{\\a\\a}\\a', false).ok).toBe(false);
    expect(formula('x+'.repeat(10_000), false).ok).toBe(false);
    expect(formula('{'.repeat(1900) + '}'.repeat(1900), false)).toHaveProperty('ok');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('a macro of one formula is unknown to the next', () => {
    formula('\\gdef\\mine{x}\\mine', false);
    expect(formula('\\mine+1', false).ok).toBe(false);
  });

  test('the cache gives what was made, past its bound too', () => {
    const first = formula('q_{0}', false);
    for (let at = 0; at < FORMULA_CACHE + 10; at++) formula(`\\${at}`, false);
    expect(formula('q_{0}', false)).toEqual(first);
  });
});
