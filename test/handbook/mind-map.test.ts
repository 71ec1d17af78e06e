import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { layOut } from '../../src/handbook/compose/mind-map-layout.js';
import { wrap } from '../../src/handbook/compose/wrap.js';
import { type ComposeInput, compose } from '../../src/handbook/compose.js';
import type { MindMap } from '../../src/handbook/document.js';
import { anyInput } from './arbitrary.js';
import { sampleInput } from './sample.js';

function mapOf(input: ComposeInput): MindMap {
  return compose(input).sections.find((section): section is MindMap => section.kind === 'mind-map')!;
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const apart = (a: Rectangle, b: Rectangle): boolean =>
  a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;

property.prop([anyInput()], { numRuns: 80 })(
  'boxes lie on the page, none upon another, arrows run from left to right',
  (input) => {
    const { nodes, links, width, height } = mapOf(input);
    expect(nodes.length).toBeLessThanOrEqual(25);
    if (nodes.length > 0) expect(width <= 168 && height <= 196).toBe(true);
    nodes.forEach((node, at) => {
      expect(
        node.x >= 0 && node.y >= 0 && node.x + node.width <= width + 0.01 && node.y + node.height <= height + 0.01,
      ).toBe(true);
      for (const other of nodes.slice(at + 1)) expect(apart(node, other), `${node.point} ${other.point}`).toBe(true);
    });
    for (const { from, to, curve } of links) {
      expect(nodes[from].x + nodes[from].width).toBeLessThan(nodes[to].x);
      expect(curve[0]).toEqual([
        nodes[from].x + nodes[from].width,
        expect.closeTo(nodes[from].y + nodes[from].height / 2, 1),
      ]);
      expect(curve[3]).toEqual([nodes[to].x, expect.closeTo(nodes[to].y + nodes[to].height / 2, 1)]);
      const edge = input.graph.edges.some((each) => each.from === nodes[from].point && each.to === nodes[to].point);
      expect(edge).toBe(true);
    }
  },
);

property.prop([anyInput()], { numRuns: 60 })(
  'everything weak or practised is there before anything else, as far as there is room',
  (input) => {
    const map = mapOf(input);
    const shown = new Set(map.nodes.map(({ point }) => point));
    const wanted = new Set([
      ...input.practice.filter(({ recommendations }) => recommendations.length > 0).map((each) => each.knowledgePoint),
      ...input.masteries
        .filter(({ answers, probability }) => answers > 0 && probability < 0.5)
        .map(({ point }) => point),
    ]);
    expect(map.nodes.length === 0).toBe(wanted.size === 0);
    const missing = [...wanted].filter((point) => !shown.has(point));
    const extra = [...shown].filter((point) => !wanted.has(point));
    if (missing.length > 0) expect(extra).toEqual([]);
  },
);

describe('layout', () => {
  const options = { nodeWidth: 36, width: 168 };
  test.each([
    ['a chain of 25', Array.from({ length: 24 }, (_, i) => [i, i + 1] as const), 25],
    ['a star into one', Array.from({ length: 24 }, (_, i) => [i + 1, 0] as const), 25],
    ['a star out of one', Array.from({ length: 24 }, (_, i) => [0, i + 1] as const), 25],
    ['no edges', [], 25],
    [
      'a cycle',
      [
        [0, 1],
        [1, 2],
        [2, 0],
      ] as const,
      3,
    ],
    ['one node', [], 1],
  ])('%s: every node has a place of its own', (_, edges, count) => {
    const { boxes, drawn, height } = layOut(new Array(count).fill(10), edges, options);
    expect(boxes.filter((box) => box !== undefined)).toHaveLength(count);
    boxes.forEach((box, at) => {
      for (const other of boxes.slice(at + 1)) expect(apart(box, other)).toBe(true);
      expect(box.x + box.width).toBeLessThanOrEqual(168);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
    });
    for (const [from, to] of drawn) expect(boxes[from].x).toBeLessThan(boxes[to].x);
  });

  property.prop([fc.array(fc.tuple(fc.nat(24), fc.nat(24)), { maxLength: 60 })], { numRuns: 200 })(
    'any graph, cyclic ones too, is laid out',
    (edges) => {
      const { boxes } = layOut(
        new Array(25).fill(12),
        edges.filter(([a, b]) => a !== b),
        options,
      );
      boxes.forEach((box, at) => {
        for (const other of boxes.slice(at + 1)) expect(apart(box, other)).toBe(true);
      });
    },
  );
});

test('when nothing is weak it says so', () => {
  const base = sampleInput(1);
  const masteries = base.masteries.map((each) => ({ ...each, probability: 0.95, answers: 3 }));
  const map = mapOf({ ...base, masteries, practice: [] });
  expect(map.nodes).toEqual([]);
  expect(map.introduction).toContain('没有薄弱');
  expect(mapOf({ ...base, masteries: [], practice: [] }).introduction).toContain('还没有作答记录');
});

describe('wrap', () => {
  property.prop([fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 4, max: 30 })], { numRuns: 300 })(
    'keeps every letter and the width',
    (text, width) => {
      const lines = wrap(text, width, 99);
      const size = (line: string): number => {
        let sum = 0;
        for (const letter of line) sum += letter.codePointAt(0)! > 0x2e7f ? 2 : 1;
        return sum;
      };
      // A closing sign may hang past the edge.
      for (const line of lines) expect(size(line)).toBeLessThanOrEqual(width + 2);
      const squeezed = (s: string): string => s.replace(/\s/gu, '');
      expect(squeezed(lines.join(''))).toBe(squeezed(wrap(text, 10_000, 1).join('')));
    },
  );

  test('lines are of like length, words whole, the rest is cut with an ellipsis', () => {
    expect(wrap('充分条件与必要条件', 16, 3)).toEqual(['充分条件与', '必要条件']);
    expect(wrap('Exponential and logarithmic functions', 16, 3)).toEqual([
      'Exponential and',
      'logarithmic',
      'functions',
    ]);
    expect(wrap('Trigonometric identities', 16, 3)).toEqual(['Trigonometric', 'identities']);
    expect(wrap('长'.repeat(60), 16, 3)).toEqual(['长'.repeat(8), '长'.repeat(8), `${'长'.repeat(7)}…`]);
    expect(wrap('', 16, 3)).toEqual(['']);
  });
});
