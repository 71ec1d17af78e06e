/** Attributes of an element; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * What no XML document may hold (control characters, lone surrogates, U+FFFE, U+FFFF), and the marks that turn the direction of
 * writing, with which an id could rearrange the text beside it.
 */
const REFUSED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Any string as XML text or as the value of a quoted attribute; what XML cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(REFUSED, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** A coordinate: two decimals, no negative zero. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/** An element; `children` are markup already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  let open = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) open += ` ${key}="${typeof value === 'number' ? px(value) : escapeXml(value)}"`;
  }
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`;
}

/** A text element. */
export function textElement(content: string, attributes: Attributes, tip?: string): string {
  const title = tip === undefined ? '' : element('title', {}, escapeXml(tip));
  return element('text', attributes, title + escapeXml(content));
}

/** What a whole picture is. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Name of the picture, read out by a screen reader. */
  readonly title: string;
  /** What it shows, in a sentence. */
  readonly description: string;
  readonly lang: 'zh' | 'en';
}

/** Names of common CJK sans-serif fonts; whoever shows the picture has one of them. */
export const FONTS =
  "'Noto Sans CJK SC','Source Han Sans SC','Noto Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',Arial,sans-serif";

/** A picture on white. It holds no ids, so that many may stand in one page, and nothing that runs. */
export function svg(picture: Picture, ...body: readonly string[]): string {
  const { width, height, title, description, lang } = picture;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${px(width)} ${px(height)}`,
      role: 'img',
      'xml:lang': lang === 'zh' ? 'zh-Hans' : 'en',
      'font-family': FONTS,
    },
    element('title', {}, escapeXml(title)),
    element('desc', {}, escapeXml(description)),
    element('rect', { width, height, fill: '#fff' }),
    ...body,
  );
}
