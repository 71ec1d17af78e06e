import { describe, expect, it } from 'vitest';
import type { YincaiError } from '../../src/data/fault.js';
import { calibrate } from '../../src/irt/calibrate.js';
import { parseIrtModel } from '../../src/irt/schema.js';
import { createRandom } from '../../src/math/random.js';
import { draw } from './samples.js';

const { matrix } = draw({ a: [1, 1.3, 0.8], b: [[0], [-1, 1], [0.5]] }, 200, createRandom('schema'));
const model = calibrate(matrix, { standardErrors: 'none' });
const json = (): Record<string, unknown> => JSON.parse(JSON.stringify(model)) as Record<string, unknown>;

function codes(value: unknown): string[] {
  try {
    parseIrtModel(value, 'items.json');
  } catch (error) {
    for (const { file } of (error as YincaiError).faults) expect(file).toBe('items.json');
    return (error as YincaiError).faults.map(({ code, column }) => `${code} ${column}`);
  }
  return [];
}

describe('parseIrtModel', () => {
  it('reads what was written, unknown standard errors as NaN', () => {
    expect(parseIrtModel(json())).toEqual(model);
    expect(parseIrtModel(model)).toEqual(model);
    const { categoryPoints: _, ...without } = json();
    expect(parseIrtModel(without).categoryPoints).toBeUndefined();
  });

  it('names what does not fit', () => {
    expect(codes(null)).toEqual(['bad-value undefined']);
    expect(codes({ ...json(), version: 3 })).toEqual(['unknown-version version']);
    expect(codes({ ...json(), kind: 'bkt' })).toEqual(['bad-value kind']);
    expect(codes({ ...json(), a: [1, 1] })).toEqual(['bad-format a']);
    expect(codes({ ...json(), a: [1, 0, 1] })).toEqual(['bad-value a[1]']);
    expect(codes({ ...json(), a: [1, null, 1] })).toEqual(['bad-value a[1]']);
    expect(codes({ ...json(), items: ['x', 'y', 'x'] })).toEqual(['duplicate items[2]']);
    expect(codes({ ...json(), cuts: [[1], [2, 1], [1]] })).toEqual(['bad-value cuts[1]']);
    expect(codes({ ...json(), cuts: [[1], [1, 3], [1]] })).toEqual(['bad-value cuts[1]']);
    expect(codes({ ...json(), b: [[0], [1], [0]] })).toEqual(['bad-format b[1]']);
    expect(codes({ ...json(), cuts: [[1], [1], [1]] })).toEqual([
      'bad-format b[1]',
      'bad-format se.b[1]',
      'bad-format categoryPoints[1]',
    ]);
    expect(codes({ ...json(), families: ['2PL', 'GRM', '2PL'], b: [[0], [1, -1], [0]] })).toEqual(['bad-value b[1]']);
    expect(codes({ ...json(), families: ['3PL', 'GPCM', '2PL'], lower: [0, 0, 0] })).toEqual(['bad-value lower[0]']);
    expect(codes({ ...json(), families: ['NRM', 'GPCM', '2PL'] })).toEqual(['bad-value nominal[0]']);
    expect(codes({ ...json(), families: ['CRM', 'GPCM', '2PL'] })).toEqual(['bad-value scale[0]']);
  });
});
