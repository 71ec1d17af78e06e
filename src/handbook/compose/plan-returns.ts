/** Days from the first practice of a point of which nothing is known to its first return. */
const FIRST = 1;
/** A point that is surely mastered is first returned to after so many days. */
const FIRM = 6;
/** Each gap is so many times the one before. */
const EXPANSION = 2.2;

/**
 * Days from practising a point to each of its returns, where no model of forgetting gives them: gaps that expand by {@link EXPANSION}
 * from a first one between {@link FIRST} and {@link FIRM} days, the longer the likelier the point is mastered.
 * `day_k = round(first · (1 + 2.2 + … + 2.2^(k − 1)))`, `first = FIRST · (FIRM / FIRST)^probability`.
 *
 * @param probability P(mastered), 0…1
 * @param count returns wanted, default 3
 * @source Cepeda, Vul, Rohrer, Wixted & Pashler (2008), Spacing effects in learning: a temporal ridgeline of optimal retention
 * @example
 * returnDays(0); // [1, 3, 8]
 */
export function returnDays(probability: number, count = 3): readonly number[] {
  const share = probability > 0 ? Math.min(probability, 1) : 0;
  const first = FIRST * (FIRM / FIRST) ** share;
  const days: number[] = [];
  let gap = first;
  let day = 0;
  for (let k = 0; k < count; k++) {
    day += gap;
    gap *= EXPANSION;
    days.push(Math.max(Math.round(day), (days.at(-1) ?? 0) + 1));
  }
  return days;
}
