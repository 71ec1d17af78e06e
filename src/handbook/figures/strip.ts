import { shadeOf } from './shade.js';

/** Side of a cell of the heat strip, in millimetres. */
export const CELL = 4.2;

/** A heat strip as SVG shapes: one cell an exam, the darker the firmer, dotted before the first answer. */
export function strip(trail: readonly (number | null)[]): string {
  return trail
    .map((share, at) => {
      const place = `x="${(CELL * at + 0.2).toFixed(2)}" y="0.2" width="${CELL - 0.4}" height="${CELL - 0.4}"`;
      return share === null
        ? `<rect ${place} fill="none" stroke="#777777" stroke-width="0.25" stroke-dasharray="0.6 0.6"/>`
        : `<rect ${place} fill="${shadeOf(share)}" stroke="#222222" stroke-width="0.25"/>`;
    })
    .join('');
}
