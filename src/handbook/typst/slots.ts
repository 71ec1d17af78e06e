/** Name of the virtual file with the slots. */
export const SLOTS_FILE = 'slots.typ';

/** Slots of a renderer: more than the different questions and solutions that some hundred booklets in a row hold. */
export const SLOTS = 4096;

/**
 * Makes the blocks that booklets share cheap: `slot(n, …)` is `block(…)`, written `SLOTS` times.
 *
 * Typst remembers how a block was set, but what is set within knows its place in the document by the call that made each block
 * around it, and by how many blocks that same call made before. The fifth question of one booklet and the seventh of the next
 * would be two different things, though their text is the same. With a call of its own each text has the same place in every booklet.
 */
export const SLOTS_SOURCE: string = `
#let slots = (${'(..a) => block(..a),\n'.repeat(SLOTS)})
#let slot(n, ..a) = slots.at(n)(..a)
`;

/** The number of a content's slot: the same content keeps its slot until `SLOTS` others were asked for after it. */
export type Slot = (content: string) => number;

/** Hands out slots, the one least recently used when none is free. What is printed does not depend on the number. */
export function createSlots(count: number = SLOTS): Slot {
  const slots = new Map<string, number>();
  return (content) => {
    let slot = slots.get(content);
    if (slot !== undefined) slots.delete(content);
    else if (slots.size < count) slot = slots.size;
    else {
      const [oldest, freed] = slots.entries().next().value as [string, number];
      slots.delete(oldest);
      slot = freed;
    }
    slots.set(content, slot);
    return slot;
  };
}
