import type { MasteryLevel, MindMap, MindMapLink, MindMapNode } from '../document.js';
import { type Facts, levelOf, nameOf } from './facts.js';
import { type Box, layOut } from './mind-map-layout.js';
import { wrap } from './wrap.js';

/** The most knowledge points of a map: with more it is no longer read. */
const MOST_NODES = 25;
/** Room on an A4 page below the section's head, in millimetres. */
const WIDTH = 168;
const HEIGHT = 196;
const NODE_WIDTH = 36;
/** Half-widths in a line of a node: 27 mm at 9 pt. */
const LINE = 16;
const MOST_LINES = 3;
const LINE_HEIGHT = 4.1;
const PADDING = 3;
const MARK_HEIGHT = 3.6;

/** A point of the map before it has a place. */
interface Chosen {
  readonly point: string;
  readonly level: MasteryLevel;
  readonly group: number;
}

/** 思维导图: what is weak or practised in this booklet, with the prerequisites it rests on directly. */
export function mindMap(facts: Facts): MindMap {
  const { zh } = facts;
  const title = zh ? '思维导图' : 'Knowledge map';
  const chosen = choose(facts);
  if (chosen.length === 0) {
    return {
      kind: 'mind-map',
      title,
      introduction:
        facts.known.length === 0
          ? zh
            ? '还没有作答记录，暂时画不出知识之间的强弱。'
            : 'Nothing has been answered yet: there is no map to draw.'
          : zh
            ? '目前没有薄弱的知识点，知识网络是连通的。可以自己动手画一张：从一个知识点出发，把用到它的和它用到的都连起来。'
            : 'Nothing is weak at present. Draw a map of your own: begin with one point and join what it rests on and what rests on it.',
      width: 0,
      height: 0,
      nodes: [],
      links: [],
    };
  }
  for (let count = Math.min(chosen.length, MOST_NODES); ; count--) {
    const shown = chosen.slice(0, count);
    const { nodes, links, width, height, cut } = draw(shown, facts);
    if (height > HEIGHT && count > 1) continue;
    const note = noteOf(chosen.length - count, cut, zh);
    return {
      kind: 'mind-map',
      title,
      introduction: zh
        ? '箭头从基础指向要用到它的知识：左边不稳，右边就难。先从左边薄弱的补起，补好一个，用彩笔涂一个。'
        : 'Arrows lead from a foundation to what rests on it: where the left is shaky the right is hard. Mend from the left, and colour a box when it is firm.',
      ...{ width, height, nodes, links },
      ...(note === undefined ? {} : { note }),
    };
  }
}

/** Practised and weak points by need, then what they rest on: the less firm the sooner. */
function choose(facts: Facts): Chosen[] {
  const { options, groups, known, masteries } = facts;
  const at = options.sections.includes('practice') ? groups.map(({ point }) => point) : [];
  const seeds = new Set([...at, ...groups.map(({ point }) => point)]);
  for (const { point, probability } of known) if (probability < options.weak) seeds.add(point);
  const firm = (point: string): number => {
    const mastery = masteries.get(point);
    return levelOf(mastery, options) === 'unknown' ? options.weak : mastery!.probability;
  };
  const below = new Set<string>();
  for (const seed of seeds)
    for (const before of facts.prerequisites.get(seed) ?? []) if (!seeds.has(before)) below.add(before);
  const context = [...below].sort((a, b) => firm(a) - firm(b));
  return [...seeds, ...context].map((point) => ({
    point,
    level: levelOf(masteries.get(point), options),
    group: at.indexOf(point),
  }));
}

function draw(
  shown: readonly Chosen[],
  facts: Facts,
): Pick<MindMap, 'nodes' | 'links' | 'width' | 'height'> & { readonly cut: number } {
  const { zh } = facts;
  const index = new Map(shown.map(({ point }, i) => [point, i]));
  const edges: (readonly [number, number])[] = [];
  shown.forEach(({ point }, to) => {
    for (const before of new Set(facts.prerequisites.get(point))) {
      const from = index.get(before);
      if (from !== undefined && from !== to) edges.push([from, to]);
    }
  });
  const lines = shown.map(({ point }) => wrap(nameOf(facts, point), LINE, MOST_LINES));
  const heights = shown.map(({ group }, i) => lines[i].length * LINE_HEIGHT + PADDING + (group < 0 ? 0 : MARK_HEIGHT));
  const { boxes, drawn, height } = layOut(heights, edges, { nodeWidth: NODE_WIDTH, width: WIDTH });
  const nodes = shown.map(({ point, level, group }, i): MindMapNode => {
    return {
      point,
      lines: lines[i],
      level,
      ...(group < 0 ? {} : { mark: zh ? `举一反三 ${group + 1}` : `Practice ${group + 1}` }),
      ...boxes[i],
    };
  });
  return {
    nodes,
    links: drawn.map(([from, to]) => linkOf(from, to, boxes)),
    width: WIDTH,
    height,
    cut: edges.filter(([from, to]) => !reaches(from, to, drawn)).length,
  };
}

/** Whether arrows lead from one node to another, directly or along a chain. */
function reaches(from: number, to: number, drawn: readonly (readonly [number, number])[]): boolean {
  const met = new Set([from]);
  for (const at of met) for (const [start, end] of drawn) if (start === at) met.add(end);
  return met.has(to);
}

/** From the middle of the right side to the middle of the left one. */
function linkOf(from: number, to: number, boxes: readonly Box[]): MindMapLink {
  const { x, y, width, height } = boxes[from];
  const end = boxes[to];
  const start: readonly [number, number] = [round(x + width), round(y + height / 2)];
  const tip: readonly [number, number] = [end.x, round(end.y + end.height / 2)];
  const bend = (tip[0] - start[0]) / 2;
  return {
    from,
    to,
    curve: [start, [round(start[0] + bend), start[1]], [round(tip[0] - bend), tip[1]], tip],
  };
}

function noteOf(left: number, cut: number, zh: boolean): string | undefined {
  const said: string[] = [];
  if (left > 0) said.push(zh ? `另有 ${left} 个相关知识点没有画出` : `${left} further points are not drawn`);
  if (cut > 0) said.push(zh ? `有 ${cut} 条联系为清楚起见没有画出` : `${cut} arrows are left out for clarity`);
  return said.length === 0 ? undefined : said.join(zh ? '；' : '; ') + (zh ? '。' : '.');
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
