import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { expectedScore, information, probability, testInformation, testScore } from '../../../src/irt/curves.js';
import type { IrtModel } from '../../../src/irt/model.js';
import type { ObservedItems } from '../../../src/irt/plot/observed.js';
import { textWidth } from '../../../src/irt/plot/text-width.js';
import {
  itemLocations,
  plotCharacteristic,
  plotInformation,
  plotItem,
  plotWrightMap,
  sheet,
} from '../../../src/irt/plot.js';
import { createRandom } from '../../../src/math/random.js';
import { modelOf } from '../samples.js';
import { axisScale, clashes, markPlaces, pathPoints, seriesPath, sizeOf, textBoxes, unescaped } from './pictures.js';

/** An item of every family, of each shape that a picture has to draw. */
function mixed(items?: readonly string[]): IrtModel {
  const bare = modelOf(
    {
      a: [1.2, 1.5, 0.7, 1.1, 1.6, 0.8, 1.2, 0.8],
      b: [[-1], [0.5], [1.2], [0.8, -0.6, 1.5], [-1, 0, 1.3], [-2, -1, 0, 1], [0.2], [-0.5, 0.7]],
    },
    ['2PL', '3PL', '4PL', 'GPCM', 'GRM', 'PCM', 'CRM', 'NRM'],
  );
  return {
    ...bare,
    items: items ?? bare.items,
    lower: [0, 0.2, 0.1, 0, 0, 0, 0, 0],
    upper: [1, 1, 0.95, 1, 1, 1, 1, 1],
    nominal: [...Array(7).fill(null), { slopes: [0, 0.6, 1.7], intercepts: [0, 0.3, -0.9] }],
    scale: [...Array(6).fill(null), 0.9, null],
    cuts: bare.cuts.map((cuts, j) => (j === 6 ? Array.from({ length: 17 }, (_, v) => v + 1) : cuts)),
    fullMarks: bare.fullMarks.map((marks, j) => (j === 6 ? 17 : marks)),
  };
}

function harder(model: IrtModel): IrtModel {
  return { ...model, b: model.b.map((steps) => steps.map((step) => step + 0.6)) };
}

/** Observations that lie on the curves of a model. */
function perfect(model: IrtModel): ObservedItems {
  const thetas = [-2, -1.2, -0.5, 0, 0.4, 1.1, 2.3];
  return {
    items: model.items.map((item, j) => ({
      item,
      bins: thetas.map((theta) => ({
        theta,
        learners: 50,
        effective: 40,
        proportions: probability(model, j, theta),
        share: expectedScore(model, j, theta),
        shareError: 0.03,
      })),
    })),
    test: thetas.map((theta) => ({ theta, points: testScore(model, theta), error: 1, learners: 50 })),
  };
}

/** Pixels are rounded to two decimals. */
const near = (value: number, range: number) => expect.closeTo(value, Math.floor(-Math.log10(range * 2e-3)));

describe('curves lie where the model says', () => {
  const model = mixed();

  test.each(model.items.map((id, j) => [id, j] as const))('%s: every category', (id, j) => {
    const picture = plotItem(model, id, { lang: 'en', show: 'categories' });
    const [x, y] = [axisScale(picture, 'x'), axisScale(picture, 'y')];
    const categories = model.cuts[j].length + 1;
    for (let k = categories === 2 ? 1 : 0; k < categories; k++) {
      const path = seriesPath(picture, categories === 2 ? 'model' : `category ${k}`);
      expect(path.length).toBe(161);
      for (const [px, py] of path) expect(y(py)).toEqual(near(probability(model, j, x(px))[k], 1));
      expect(x(path[0][0])).toBeCloseTo(-4, 3);
      expect(x(path[160][0])).toBeCloseTo(4, 3);
    }
  });

  test.each(model.items.map((id, j) => [id, j] as const))('%s: expected share of points', (id, j) => {
    const picture = plotItem(model, id, { show: 'expected', observed: perfect(model) });
    const [x, y] = [axisScale(picture, 'x'), axisScale(picture, 'y')];
    for (const [px, py] of seriesPath(picture, '模型')) expect(y(py)).toEqual(near(expectedScore(model, j, x(px)), 1));
    const marks = markPlaces(picture, '实际');
    expect(marks).toHaveLength(7);
    for (const [px, py] of marks) expect(y(py)).toEqual(near(expectedScore(model, j, x(px)), 1));
  });

  test('observed proportions of a second group lie on its own curve', () => {
    const other = harder(model);
    const picture = plotItem(model, 'q1', {
      lang: 'en',
      label: 'boys',
      observed: perfect(model),
      compare: [{ label: 'girls', model: other, observed: perfect(other) }],
    });
    const [x, y] = [axisScale(picture, 'x'), axisScale(picture, 'y')];
    for (const [own, name] of [
      [model, 'boys'],
      [other, 'girls'],
    ] as const) {
      for (const [px, py] of seriesPath(picture, `${name}: model`))
        expect(y(py)).toEqual(near(probability(own, 0, x(px))[1], 1));
      const marks = markPlaces(picture, `${name}: observed`);
      expect(marks).toHaveLength(7);
      for (const [px, py] of marks) expect(y(py)).toEqual(near(probability(own, 0, x(px))[1], 1));
    }
  });

  test('information of the test and its standard error, each on its axis', () => {
    const picture = plotInformation(model, { lang: 'en' });
    const [x, y, right] = [axisScale(picture, 'x'), axisScale(picture, 'y'), axisScale(picture, 'right')];
    for (const [px, py] of seriesPath(picture, 'Information'))
      expect(y(py)).toEqual(near(testInformation(model, x(px)), 8));
    for (const [px, py] of seriesPath(picture, 'Standard error')) {
      expect(right(py)).toEqual(near(1 / Math.sqrt(testInformation(model, x(px))), 2));
    }
  });

  test('information of items', () => {
    const picture = plotInformation(model, { items: ['q2', 4], lang: 'en' });
    const [x, y] = [axisScale(picture, 'x'), axisScale(picture, 'y')];
    for (const id of ['q2', 'q5'])
      for (const [px, py] of seriesPath(picture, id)) expect(y(py)).toEqual(near(information(model, id, x(px)), 2));
  });

  test('a standard error that leaves the frame is cut off there', () => {
    const picture = plotInformation(modelOf({ a: [0.4], b: [[0]] }), { lang: 'en' });
    expect(seriesPath(picture, 'Standard error')).toHaveLength(0);
    expect(seriesPath(picture, 'Information')).toHaveLength(161);
  });

  test('expected points of the test, and where a pass mark is reached', () => {
    const picture = plotCharacteristic(model, {
      lang: 'en',
      levels: [
        { points: 20, label: 'pass' },
        { points: 1e9, label: 'never' },
      ],
    });
    const [x, y] = [axisScale(picture, 'x'), axisScale(picture, 'y')];
    for (const [px, py] of seriesPath(picture, 'model')) expect(y(py)).toEqual(near(testScore(model, x(px)), 35));
    const theta = Number(/θ = (−?[\d.]+)</.exec(picture)?.[1].replace('−', '-'));
    expect(testScore(model, theta)).toBeCloseTo(20, 0);
    expect(picture).not.toContain('never<');
  });
});

describe('item locations', () => {
  test('thresholds are where half of the learners reach the category', () => {
    const model = mixed();
    for (const { item, category, theta } of itemLocations(model)) {
      const p = probability(model, item, theta);
      const j = model.items.indexOf(item);
      if (category > 0) expect(p.slice(category).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.5, 7);
      else if (model.b[j].length > 1) expect(expectedScore(model, item, theta)).toBeCloseTo(0.5, 7);
      else expect(theta).toBe(model.b[j][0]);
    }
  });

  property.prop([
    fc.double({ min: 0.2, max: 3, noNaN: true }),
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 6 }),
  ])('thresholds ascend even where steps do not', (a, steps) => {
    const places = itemLocations(modelOf({ a: [a], b: [steps] })).map(({ theta }) => theta);
    for (let v = 1; v < places.length; v++) expect(places[v]).toBeGreaterThan(places[v - 1]);
  });
});

describe('the Wright map', () => {
  const random = createRandom('wright');
  const crowd = modelOf({
    a: Array.from({ length: 120 }, () => 1),
    b: Array.from({ length: 120 }, (_, j) =>
      j % 3 === 0 ? [random.normal() - 1, random.normal(), random.normal() + 1] : [0.6 * random.normal()],
    ),
  });
  const abilities = Float64Array.from({ length: 500 }, () => random.normal());

  test('a label for every threshold, in the row of its difficulty, the tick at its exact place', () => {
    const picture = plotWrightMap(crowd, { persons: [{ abilities }], lang: 'en' });
    const scale = wrightScale(picture);
    const labels = [...picture.matchAll(/<text x="[\d.]+" y="([\d.]+)"[^>]*><title>[^<]*: (−?[\d.]+)<\/title>/g)];
    const places = itemLocations(crowd);
    expect(labels).toHaveLength(places.length);
    for (const [, y, theta] of labels) {
      const value = Number(theta.replace('−', '-'));
      // Half a row is 7 pixels.
      expect(Math.abs(scale.pixel(value) - (Number(y) - 4))).toBeLessThan(7.2);
    }
    const ticks = [...picture.matchAll(/<path d="M[\d.]+ ([\d.]+)h6"/g)].map((match) => scale.value(Number(match[1])));
    const exact = places.map(({ theta }) => theta).sort((one, other) => one - other);
    expect(ticks.sort((one, other) => one - other).map((value, i) => Math.abs(value - exact[i]))).toEqual(
      exact.map(() => expect.closeTo(0, 2)),
    );
  });

  test('the histogram counts every learner once', () => {
    const counts = abilities.map((_, i) => 1 + (i % 3));
    const picture = plotWrightMap(crowd, { persons: [{ abilities, counts, label: 'all' }] });
    const outline = pathPoints(/<path d="([^"]*)"[^>]*data-group="all"/.exec(picture)?.[1] ?? '');
    // Bars are [from, to] pairs between the two ends on the axis; the axis' largest number gives the scale.
    const base = outline[0][0];
    const ticks = [
      ...picture.matchAll(/<text x="([\d.]+)" y="[\d.]+" font-size="10" text-anchor="middle"[^>]*>(\d+)<\/text>/g),
    ];
    const [x, n] = [Number(ticks.at(-1)?.[1]), Number(ticks.at(-1)?.[2])];
    let sum = 0;
    for (let i = 1; i < outline.length - 1; i += 2) sum += ((base - outline[i][0]) / (base - x)) * n;
    expect(sum).toBeCloseTo(
      counts.reduce((total, count) => total + count, 0),
      0,
    );
  });

  test('what is far off stands in the outermost row with an arrow, and widens no scale', () => {
    const picture = plotWrightMap(modelOf({ a: [1, 1, 1], b: [[0], [14], [-9]] }), { lang: 'en' });
    const texts = textBoxes(picture);
    expect(texts.find(({ text }) => text === 'q2 ↑')?.top).toBeLessThan(90);
    expect(texts.some(({ text }) => text === 'q3 ↓')).toBe(true);
    expect(picture).toContain('q2: 14.00');
    expect(texts.some(({ text }) => text === '10')).toBe(false);
  });

  /** The scale of the picture from the numbers of its axis. */
  function wrightScale(picture: string): { pixel: (theta: number) => number; value: (pixel: number) => number } {
    const ticks = [...picture.matchAll(/y="([\d.]+)" font-size="11" text-anchor="end"[^>]*>(−?[\d.]+)</g)].map(
      (match) => [Number(match[1]) - 4, Number(match[2].replace('−', '-'))],
    );
    const [[p0, v0], [p1, v1]] = [ticks[0], ticks[ticks.length - 1]];
    return {
      pixel: (theta) => p0 + ((theta - v0) / (v1 - v0)) * (p1 - p0),
      value: (pixel) => v0 + ((pixel - p0) / (p1 - p0)) * (v1 - v0),
    };
  }
});

/** Every picture of a model, in both languages. */
function all(model: IrtModel): string[] {
  const observed = perfect(model);
  const random = createRandom('all');
  const persons = [
    { label: 'first', abilities: Float64Array.from({ length: 300 }, () => random.normal()) },
    { label: '第二组', abilities: Float64Array.from({ length: 200 }, () => random.normal() + 1) },
  ];
  const compare = [{ label: '女生', model: harder(model), observed }];
  return (['zh', 'en'] as const).flatMap((lang) => [
    plotWrightMap(model, { lang }),
    plotWrightMap(model, { lang, persons: persons.slice(0, 1) }),
    plotWrightMap(model, { lang, persons }),
    ...model.items.flatMap((_, j) => [
      plotItem(model, j, { lang, observed }),
      plotItem(model, j, { lang, observed, compare, label: '男生', width: 320, height: 300 }),
      plotItem(model, j, { lang, show: 'expected', width: 240, height: 240 }),
    ]),
    plotInformation(model, { lang }),
    plotInformation(model, { lang, compare, label: '男生' }),
    plotInformation(model, { lang, items: model.items, width: 360 }),
    plotCharacteristic(model, {
      lang,
      observed,
      compare,
      levels: [20, 20.5, 30].map((points) => ({ points, label: `及格 ${points}` })),
    }),
  ]);
}

describe('every picture', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    '__proto__',
    ']]>&amp;',
    '\u0000\u0007\ud800\uffff',
    '\u202egnp.exe',
    '题'.repeat(300),
  ];

  test('has no text upon another and none outside, whatever the ids', () => {
    for (const picture of [...all(mixed()), ...all(mixed(hostile))]) expect(clashes(picture)).toEqual([]);
  });

  test('is well-formed XML with nothing that runs', () => {
    for (const picture of all(mixed(hostile))) {
      expect(wellFormed(picture)).toEqual([]);
      expect(picture).not.toMatch(/<script|<img|<foreignObject|<a |href=|<style|url\(/);
      const tags = [...picture.matchAll(/<[a-z]+ ([^>]*)>/g)].map((match) => match[1].replace(/"[^"]*"/g, ''));
      for (const attributes of tags) expect(attributes).not.toMatch(/(^| )on\w+=/);
    }
  });

  test('has a role, a title and a description', () => {
    for (const picture of all(mixed())) {
      expect(picture).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
    }
  });

  test('is the same in every run, and has no ids that two pictures in a page could share', () => {
    expect(all(mixed())).toEqual(all(mixed()));
    for (const picture of all(mixed())) expect(picture).not.toMatch(/ id="/);
  });

  test('tells neighbouring curves apart without colour', () => {
    const picture = plotItem(mixed(), 'q6');
    const dashes = [...picture.matchAll(/stroke-dasharray="([^"]*)"[^>]*data-series|data-series/g)].map(
      (match) => match[1],
    );
    expect(dashes).toHaveLength(5);
    expect(new Set(dashes).size).toBe(5);
  });

  test('holds no number that is none', () => {
    for (const picture of all(mixed())) expect(picture).not.toMatch(/NaN|Infinity|undefined/);
  });

  property.prop([fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 3, maxLength: 3 })])(
    'survives any strings as ids',
    (ids) => {
      const model = { ...modelOf({ a: [1, 1, 1], b: [[0], [0], [1, 2]] }), items: ids.map((id, j) => `${j}${id}`) };
      for (const picture of [plotWrightMap(model), plotItem(model, 2), plotInformation(model, { items: [0, 1, 2] })]) {
        expect(wellFormed(picture)).toEqual([]);
        expect(clashes(picture)).toEqual([]);
      }
    },
  );
});

describe('a sheet', () => {
  test('places pictures side by side, none upon another', () => {
    const model = mixed();
    const pictures = model.items.map((_, j) => plotItem(model, j, { width: 300 + 20 * (j % 3), height: 260 }));
    const page = sheet(pictures, { columns: 3, title: 'all', lang: 'en' });
    const places = [...page.matchAll(/<svg x="([\d.]+)" y="([\d.]+)"[^>]*?width="([\d.]+)" height="([\d.]+)"/g)].map(
      (match) => match.slice(1).map(Number),
    );
    expect(places).toHaveLength(8);
    const { width, height } = sizeOf(page);
    places.forEach(([x, y, w, h], i) => {
      expect(x + w).toBeLessThanOrEqual(width);
      expect(y + h).toBeLessThanOrEqual(height);
      for (const [x2, y2, w2, h2] of places.slice(i + 1)) {
        expect(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y).toBe(true);
      }
    });
    expect(wellFormed(page)).toEqual([]);
  });

  test('takes only pictures of this room', () => {
    expect(() => sheet(['<svg onload="x"/>'])).toThrow('bad format');
    expect(() => sheet([])).toThrow('not enough data');
  });
});

test.each([
  ['a width of 10', { width: 10 }],
  ['a height without end', { height: Number.NaN }],
  ['a range upside down', { range: [2, -2] as const }],
])('%s is refused', (_, options) => {
  expect(() => plotWrightMap(mixed(), options)).toThrow('bad option');
  expect(() => plotItem(mixed(), 'q1', options)).toThrow('bad option');
});

test('an unknown item is named', () => {
  expect(() => plotItem(mixed(), 'q99')).toThrow('q99');
});

test('text widths grow with the text', () => {
  expect(textWidth('题', 10)).toBeGreaterThan(textWidth('a', 10));
  expect(textWidth('abc', 10)).toBeGreaterThan(textWidth('ab', 10));
  expect(textWidth('e\u0301', 10)).toBe(textWidth('e', 10));
});

/** What is not well-formed in a document of elements, attributes in double quotes, and text. */
function wellFormed(xml: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml) || /\p{Surrogate}/u.test(xml))
    faults.push('a character that XML has not');
  const rest = xml.replace(
    /<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g,
    (_, close: string, name: string, attributes: string, self: string) => {
      if (close === '/') {
        if (open.pop() !== name) faults.push(`</${name}>`);
      } else if (self === '') open.push(name);
      const names = [...attributes.matchAll(/ ([\w:-]+)=/g)].map((match) => match[1]);
      if (new Set(names).size < names.length) faults.push(`an attribute of ${name} twice`);
      return unescaped(attributes).includes('\u0000') ? 'NUL' : '';
    },
  );
  if (/[<>]/.test(rest) || /&(?!(?:amp|lt|gt|quot|#39);)/.test(xml)) faults.push('a bare < or &');
  return [...faults, ...open];
}
