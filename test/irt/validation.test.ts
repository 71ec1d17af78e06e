import { describe, expect, it } from 'vitest';
import { MULTIDIMENSIONAL } from '../../bench/irt/validation/multidimensional.js';
import { SCENARIOS as ONE_DIMENSION } from '../../bench/irt/validation/scenarios.js';
import { read } from '../house/house.js';

const SCENARIOS = [...ONE_DIMENSION, ...MULTIDIMENSIONAL];

/** Text of each scenario, and its rows: parameter, estimates, bias, RMSE, root mean squared SE, coverage. */
const sections = new Map(
  read('bench/irt/validation.md')
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const rows = text
        .split('\n')
        .filter((line) => /% +\|$/.test(line) && !line.includes('coverage'))
        .map((line) => line.split('|').map((cell) => cell.trim()));
      return [text.slice(0, text.indexOf('\n')), { text, rows }] as const;
    }),
);

describe('the committed validation report', () => {
  it('holds every scenario with 200 replications, all converged, and intervals that cover 92 to 98 %', () => {
    expect([...sections.keys()]).toEqual(SCENARIOS.map(({ name }) => name));
    for (const [name, { text, rows }] of sections) {
      expect(text, name).toContain('200 replications, 0 not converged');
      expect(rows.length, name).toBeGreaterThan(0);
      for (const [, parameter, , , , , coverage] of rows) {
        expect(Number.parseFloat(coverage), `${name}: ${parameter}`).toBeGreaterThanOrEqual(92);
        expect(Number.parseFloat(coverage), `${name}: ${parameter}`).toBeLessThanOrEqual(98);
      }
    }
  });

  it.each(['Rasch', '2PL', 'GRM', 'CRM', 'Two groups'])('%s is what its seeds still give', (name) => {
    const scenario = SCENARIOS.find((one) => one.name === name);
    const replication = scenario?.replicate(`${name}-1`);
    expect(replication?.converged).toBe(true);
    for (const kind of new Set(replication?.parameters.map((one) => one.kind))) {
      const rmse = Number(sections.get(name)?.rows.find(([, parameter]) => parameter === kind)?.[4]);
      const own = (replication?.parameters ?? []).filter((one) => one.kind === kind);
      const here = Math.sqrt(own.reduce((sum, { truth, estimate }) => sum + (truth - estimate) ** 2, 0) / own.length);
      // A single replication misses by about what all of them do.
      expect(here / rmse, kind).toBeLessThan(own.length < 5 ? 3.5 : 1.8);
    }
  });
});
