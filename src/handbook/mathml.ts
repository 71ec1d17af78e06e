/** An element of MathML as KaTeX writes it. */
export interface MathElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (MathElement | string)[];
}

/** Reads the MathML that KaTeX writes: elements, quoted attributes, text with the five entities. */
export function parseMathml(mathml: string): MathElement {
  interface Open extends MathElement {
    readonly children: (MathElement | string)[];
  }
  const root: Open = { name: 'root', attributes: new Map(), children: [] };
  const stack: Open[] = [root];
  for (const [, text, close, name, attributes, empty] of mathml.matchAll(
    /([^<]+)|<(\/?)([a-z]+)((?:\s+[a-zA-Z:]+="[^"]*")*)\s*(\/?)>/g,
  )) {
    const top = stack[stack.length - 1];
    if (text !== undefined) top.children.push(decode(text));
    else if (close === '/') stack.pop();
    else {
      const element: Open = {
        name,
        attributes: new Map(
          Array.from(attributes.matchAll(/([a-zA-Z:]+)="([^"]*)"/g), ([, key, value]) => [key, value]),
        ),
        children: [],
      };
      top.children.push(element);
      if (empty !== '/') stack.push(element);
    }
  }
  return elements(root)[0] ?? root;
}

/** The text of an element; the inverse of {@link parseMathml}. */
export function mathmlText(element: MathElement): string {
  const attributes = Array.from(element.attributes, ([name, value]) => ` ${name}="${value}"`).join('');
  const body = element.children
    .map((child) => (typeof child === 'string' ? encode(child) : mathmlText(child)))
    .join('');
  return body === '' && element.name === 'mspace'
    ? `<${element.name}${attributes}/>`
    : `<${element.name}${attributes}>${body}</${element.name}>`;
}

function decode(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, '&');
}

function encode(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#x27;');
}

/** The children of an element that are elements. */
export function elements(element: MathElement): MathElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

/** All the text within an element. */
export function textOf(element: MathElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
