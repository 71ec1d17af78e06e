/**
 * A 32-bit number drawn from a text: FNV-1a over UTF-16 units from a seeded start, closed with MurmurHash3's finaliser.
 * Cheaper than a stream of random numbers where one draw for each of many ids is needed.
 *
 * @source Fowler, Noll & Vo (1991), FNV-1a; Appleby (2011), MurmurHash3.
 */
export function hash(text: string, seed = 0): number {
  let h = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
