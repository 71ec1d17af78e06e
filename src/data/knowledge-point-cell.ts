/** Knowledge points found in a cell, and the pieces of it that name none. */
export interface PointCell {
  readonly ids: readonly string[];
  readonly unknown: readonly string[];
}

/** No name of a knowledge point has more pieces, unless it stands alone between `；`; so the cost stays linear in the cell. */
const LONGEST_NAME = 16;

/**
 * Reads a cell of knowledge points whose names may themselves hold the signs that part them, as 柱、锥、台的表面积与体积 does:
 * the whole cell where it is known, else its parts between `；`; each part whole where it is known, else cut at `、` `，` `,` `|`,
 * spaces and line breaks into the fewest pieces that are all known (of equally few, the longest first).
 * Of a part that cannot be cut so, `unknown` has the unknown pieces, or all of it where not one piece is known.
 *
 * @param pointId the id of a knowledge point by its id or name, or undefined
 * @cost O(length of the cell)
 * @example
 * const known = new Map([['集合', 'k1'], ['柱、锥、台的体积', 'k2']]);
 * readPointCell('集合、柱、锥、台的体积', (name) => known.get(name)).ids // ['k1', 'k2']
 */
export function readPointCell(cell: string, pointId: (point: string) => string | undefined): PointCell {
  const ids = new Set<string>();
  const unknown = new Set<string>();
  const whole = pointId(cell.trim());
  if (whole !== undefined) return { ids: [whole], unknown: [] };
  for (const written of cell.split(/[；;]/)) {
    const part = written.trim();
    const id = pointId(part);
    if (id !== undefined) {
      ids.add(id);
      continue;
    }
    const pieces = [...part.matchAll(/[^、，,|\s]+/g)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
    }));
    const found = fewestKnown(part, pieces, pointId);
    if (found !== undefined) {
      for (const point of found) ids.add(point);
      continue;
    }
    const strange = pieces
      .map(({ start, end }) => part.slice(start, end))
      .filter((piece) => pointId(piece) === undefined);
    for (const piece of strange.length === pieces.length ? [part] : strange) unknown.add(piece);
  }
  return { ids: [...ids], unknown: [...unknown] };
}

interface Piece {
  readonly start: number;
  readonly end: number;
}

/** The ids of the fewest runs of neighbouring pieces that are all known and together are the whole part; undefined where there are none. */
function fewestKnown(
  part: string,
  pieces: readonly Piece[],
  pointId: (point: string) => string | undefined,
): readonly string[] | undefined {
  const count = pieces.length;
  // From each piece to the end of the part: how few runs, the first of them, and where the next begins.
  const runs = new Array<number>(count + 1).fill(Number.POSITIVE_INFINITY);
  const first = new Array<string>(count).fill('');
  const next = new Array<number>(count).fill(count);
  runs[count] = 0;
  for (let from = count - 1; from >= 0; from--) {
    for (let to = from + 1; to <= Math.min(count, from + LONGEST_NAME); to++) {
      const total = 1 + runs[to]!;
      if (total === Number.POSITIVE_INFINITY || total > runs[from]!) continue;
      const id = pointId(part.slice(pieces[from]!.start, pieces[to - 1]!.end));
      if (id === undefined) continue;
      runs[from] = total;
      first[from] = id;
      next[from] = to;
    }
  }
  if (runs[0] === Number.POSITIVE_INFINITY) return undefined;
  const ids: string[] = [];
  for (let from = 0; from < count; from = next[from]!) ids.push(first[from]!);
  return ids;
}
