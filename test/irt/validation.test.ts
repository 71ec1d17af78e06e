import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../bench/irt/validation/scenarios.js';
import { read } from '../house/house.js';

const sections = new Map(
  read('bench/irt/validation.md')
    .split(/^## /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part] as const),
);

describe('the committed validation report', () => {
  it('holds every scenario with 200 replications, all converged, and intervals that cover 92 to 98 %', () => {
    expect([...sections.keys()]).toEqual(SCENARIOS.map(({ name }) => name));
    for (const [name, section] of sections) {
      expect(section, name).toContain('200 replications, 0 not converged');
      const rows = section.split('\n').filter((line) => line.endsWith(' % |'));
      expect(rows.length, name).toBeGreaterThan(0);
      for (const row of rows) {
        const coverage = Number(row.match(/([\d.]+) % \|$/)?.[1]);
        expect(coverage, `${name}: ${row}`).toBeGreaterThanOrEqual(92);
        expect(coverage, `${name}: ${row}`).toBeLessThanOrEqual(98);
      }
    }
  });

  it.each(['Rasch', '2PL', 'GRM', 'CRM', 'Two groups'])('%s is what its seeds still give', (name) => {
    const scenario = SCENARIOS.find((one) => one.name === name);
    const replication = scenario?.replicate(`${name}-1`);
    expect(replication?.converged).toBe(true);
    for (const kind of new Set(replication?.parameters.map((one) => one.kind))) {
      const rmse = Number(
        sections.get(name)?.match(new RegExp(`^\\| ${kind} \\|[^|]*\\|[^|]*\\| ([\\d.]+)`, 'm'))?.[1],
      );
      const own = (replication?.parameters ?? []).filter((one) => one.kind === kind);
      const here = Math.sqrt(own.reduce((sum, { truth, estimate }) => sum + (truth - estimate) ** 2, 0) / own.length);
      // A single replication misses by about what all of them do.
      expect(here / rmse, kind).toBeLessThan(own.length < 5 ? 3.5 : 1.8);
    }
  });
});
