import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/data/fault.js';
import { readItemImages } from '../../src/data/item-images.js';
import { parseItemBank } from '../../src/data/schema.js';
import type { Handbook, HandbookImage } from '../../src/handbook/document.js';
import { renderHtml } from '../../src/handbook/html.js';
import { MAX_IMAGE_BYTES, readImage } from '../../src/handbook/images/read.js';
import { safeSvg } from '../../src/handbook/images/svg.js';
import { compose } from '../../src/handbook/index.js';
import { createPdfRenderer } from '../../src/handbook/pdf.js';
import { readPdf } from './read-pdf.js';
import { items, sampleInput } from './sample.js';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes as string).toString('base64');

function png(width: number, height: number): Buffer {
  const picture = new PNG({ width, height });
  for (let at = 0; at < picture.data.length; at++) picture.data[at] = at % 4 === 3 ? 255 : (at * 7) % 251;
  return PNG.sync.write(picture);
}

const damaged = png(64, 64);
damaged.fill(0x5a, 60, 120);

const drawing = (body: string, more = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20" ${more}>${body}</svg>`;

const images: readonly HandbookImage[] = [
  {
    id: 'axes',
    type: 'svg',
    data: base64(drawing('<path d="M0 10H40M20 0V20" stroke="#000"/><text x="2" y="8">甲</text>')),
    width: 60,
    alt: '坐标轴',
    caption: '图 1 坐标轴',
  },
  { id: 'dots', type: 'png', data: base64(png(40, 30)), width: 30, alt: '点阵' },
  {
    id: 'photo.1',
    type: 'jpeg',
    data: base64(jpeg.encode({ data: Buffer.alloc(4 * 24 * 16, 120), width: 24, height: 16 }).data),
    width: 24,
    alt: '照片',
  },
];

const booklet = (text: string, given: readonly HandbookImage[] = images): Handbook => ({
  ...compose(sampleInput(1)),
  images: given,
  sections: [{ kind: 'answers', title: '题', groups: [{ title: '组', entries: [{ label: '7', answer: text }] }] }],
});

/** Both renderers, with their faults. */
async function both(handbook: Handbook): Promise<{ html: string; pdf: string; faults: [Fault[], Fault[]] }> {
  const faults: [Fault[], Fault[]] = [[], []];
  const html = renderHtml(handbook, { onFault: (fault) => faults[0].push(fault) });
  const renderer = await createPdfRenderer({ onFault: (fault) => faults[1].push(fault) });
  return { html, pdf: Buffer.from(renderer.render(handbook)).toString('latin1'), faults };
}

describe('images in texts', () => {
  test('stand in both editions, alone with a caption or within the line, with words for those who cannot see them', async () => {
    const { html, pdf, faults } = await both(booklet('如图\n\n![axes]\n\n其中 ![dots] 与 ![photo.1] 相等'));
    expect(faults).toEqual([[], []]);
    expect(html.match(/<img src="data:image\/(svg\+xml|png|jpeg);base64,/g)).toHaveLength(3);
    expect(html).toContain('alt="坐标轴"');
    expect(html).toContain('图 1 坐标轴');
    expect(pdf.match(/\/Subtype\s*\/Image/g)?.length).toBeGreaterThanOrEqual(2);
  });

  test('reach a handbook from the items whose texts name them, and no others', () => {
    const base = sampleInput(1);
    const question = {
      ...base.questions[0],
      points: 0,
      item: { ...items[0], stem: '如图 ![axes] 所示', images: images.map((image) => ({ ...image })) },
    };
    const handbook = compose({ ...base, questions: [question], practice: [] });
    expect(handbook.images?.map(({ id }) => id)).toEqual(['axes']);
    expect(compose(base).images).toBeUndefined();
  });

  const broken: readonly (readonly [string, Partial<HandbookImage>])[] = [
    ['a missing one', { id: 'other' }],
    [
      'text that says it is PNG',
      { type: 'png', data: base64('not a picture at all, but long enough to hold a header') },
    ],
    ['PNG that says it is JPEG', { type: 'jpeg', data: base64(png(4, 4)) }],
    ['PNG cut short', { type: 'png', data: base64(png(64, 64).subarray(0, 300)) }],
    ['PNG whose middle is damaged', { type: 'png', data: base64(damaged) }],
    ['JPEG cut short', { type: 'jpeg', data: base64(Buffer.from(images[2].data, 'base64').subarray(0, 60)) }],
    ['what is not base64', { type: 'png', data: '"><script>' }],
    ['a drawing with a document type', { data: base64('<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1"/>') }],
    ['a drawing that is not well formed', { data: base64('<svg viewBox="0 0 1 1"><g></svg>') }],
  ];
  test.each(broken)('%s is printed as its mark and reported with its question', async (_, change) => {
    const { html, faults } = await both(booklet('如图 ![axes] 所示', [{ ...images[0], ...change }]));
    // Only a decoder sees damage in the middle.
    const seen = change.data !== base64(damaged);
    if (seen) {
      expect(html).toContain('![axes]');
      expect(html).not.toMatch(/<img|<script/);
    }
    for (const list of seen ? faults : [faults[1]]) {
      expect(list).toHaveLength(1);
      expect(list[0]).toMatchObject({ column: '7', value: '![axes]' });
    }
  });

  test('a small file with huge dimensions, and a huge file, are refused', () => {
    const bomb = png(4, 4);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(readImage({ type: 'png', data: base64(bomb) })).toMatchObject({ ok: false, expected: /pixels/ as never });
    expect(readImage({ type: 'png', data: 'A'.repeat(MAX_IMAGE_BYTES * 2) })).toMatchObject({ ok: false });
  });

  test('figures and wide displayed formulas stand in stems, passages and solutions alike', async () => {
    const long = `$$${'a+b+'.repeat(60)}z$$`;
    const wide = `$$\\begin{pmatrix}${'x_{11}&'.repeat(40)}w\\end{pmatrix}$$`;
    const text = `前\n\n![axes]\n\n${long}\n\n${wide}\n\n后`;
    const base = sampleInput(1);
    const item = { ...items[0], stem: text, solution: text, passage: { id: 'P', text }, images };
    const question = { ...base.questions[0], points: 0, item };
    const { text: shown } = await readPdf(
      (await createPdfRenderer()).render(compose({ ...base, questions: [question] })),
    );
    expect(shown.match(/图1坐标轴/g)?.length).toBeGreaterThanOrEqual(3);
    expect(shown.match(/b\+z/g)?.length).toBeGreaterThanOrEqual(3);
    expect(shown.match(/x11w/g)?.length).toBeGreaterThanOrEqual(3);
  });

  test('same images, same bytes', async () => {
    const handbook = booklet('![axes]\n\n![dots]');
    expect((await both(handbook)).pdf).toBe((await both(handbook)).pdf);
  });
});

describe('a drawing is written anew', () => {
  test.each([
    ['<script>alert(1)</script><path d="M0 0"/>', '<path d="M0 0"/>'],
    ['<g onload="alert(1)" fill="red"></g>', '<g fill="red"></g>'],
    ['<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><p>x</p></body></foreignObject>', ''],
    ['<image href="http://example.org/x.png"/>', ''],
    ['<a href="javascript:alert(1)"><text>x</text></a>', ''],
    ['<style>@import url(http://example.org/x.css)</style>', ''],
    ['<rect fill="url(http://example.org/#a)" width="1"/>', '<rect width="1"/>'],
    ['<rect fill="url(#a)"/>', '<rect fill="url(#a)"/>'],
    ['<rect style="fill:red;background:url(x);stroke:blue"/>', '<rect fill="red" stroke="blue"/>'],
    ['<animate attributeName="href" to="javascript:alert(1)"/>', ''],
    ['<set attributeName="onload" to="alert(1)"/>', ''],
    ['<use xlink:href="http://example.org/x.svg#a"/>', undefined],
    ['<g id="a"/><use xlink:href="#a"/>', '<g id="a"/><use href="#a"/>'],
    ['<text>&lt;script&gt;1&amp;2</text>', '<text>&lt;script&gt;1&amp;2</text>'],
    ['<text>a<![CDATA[<b>]]></text>', '<text>a</text>'],
    ['<rect fill="r\\65 d"/>', '<rect/>'],
    ['<svg viewBox="0 0 1 1"><path d="M1 1"/></svg>', ''],
  ])('%s', (body, expected) => {
    const made = safeSvg(drawing(body));
    if (expected === undefined) expect(made.ok).toBe(false);
    else
      expect(made).toMatchObject({
        ok: true,
        svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">${expected}</svg>`,
      });
  });

  test('references that grow, too many elements, and depth are refused', () => {
    const laughs = Array.from(
      { length: 10 },
      (_, at) => `<g id="a${at + 1}">${`<use href="#a${at}"/>`.repeat(10)}</g>`,
    );
    expect(safeSvg(drawing(laughs.join(''))).ok).toBe(false);
    expect(safeSvg(drawing('<g id="a"><use href="#a"/></g>')).ok).toBe(false);
    expect(safeSvg(drawing('<path/>'.repeat(6000))).ok).toBe(false);
    expect(safeSvg(drawing('<g>'.repeat(100) + '</g>'.repeat(100))).ok).toBe(false);
  });

  test('hostile text ends soon', () => {
    const started = performance.now();
    for (const piece of ['<', '<a ', '<g x="', '<!--', '<![CDATA[', '&#', ' a="b"', '<?']) {
      safeSvg(`<svg viewBox="0 0 1 1" ${piece.repeat(200_000 / piece.length)}`);
      safeSvg(drawing(piece.repeat(200_000 / piece.length)));
    }
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

describe('images of a bank', () => {
  const item = { ...items[0], knowledgePoints: ['set'] };
  const bank = (image: object): unknown => ({
    items: [{ ...item, images: [{ id: 'a', type: 'png', width: 20, alt: 'x', ...image }] }],
  });

  test('are read from files of the folder', async () => {
    const parsed = parseItemBank(bank({ file: 'pictures/a.png' }), 'bank.json');
    const read = await readItemImages(parsed, { exists: (path) => path === 'pictures/a.png', read: () => png(3, 3) });
    expect(read.items[0].images).toEqual([{ id: 'a', type: 'png', width: 20, alt: 'x', data: base64(png(3, 3)) }]);
    await expect(readItemImages(parsed, { exists: () => false, read: () => png(3, 3) })).rejects.toThrow(/a\.png/);
    const huge = { exists: () => true, read: () => new Uint8Array(3_000_000) };
    await expect(readItemImages(parsed, huge)).rejects.toThrow(/KB/);
  });

  test.each([
    { file: '/etc/passwd' },
    { file: '../a.png' },
    { file: 'a/../../b.png' },
    { file: 'c:\\a.png' },
    { data: 'AAAA', file: 'a.png' },
    {},
    { data: 'AAAA', width: 1000 },
    { data: 'AAAA', alt: '' },
    { data: 'AAAA', id: 'a b' },
  ])('%j is refused', (image) => {
    expect(() => parseItemBank(bank(image), 'bank.json')).toThrow();
  });

  test('two images of one id are refused', () => {
    const one = { id: 'a', type: 'png', width: 20, alt: 'x', data: 'AAAA' };
    const two = {
      items: [
        { ...item, images: [one] },
        { ...item, id: 'b', images: [{ ...one, data: 'BBBB' }] },
      ],
    };
    expect(() => parseItemBank(two, 'bank.json')).toThrow(/image/);
  });
});
