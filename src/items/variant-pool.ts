import type { Item } from '../data/item-bank.js';
import { contentKey, contentKeys, instances } from './instantiate.js';

/** Options of {@link createVariantPool}. */
export interface VariantPoolOptions {
  /** Variants of a template in the pool, 1 … 10 000. Default 16. */
  readonly size?: number;
}

/** Defaults of {@link VariantPoolOptions}. */
export const variantPoolDefaults: Required<VariantPoolOptions> = { size: 16 };

/** Gives variants of a template, as {@link instances} does. */
export type VariantPool = (
  item: Item,
  count: number,
  seed: number,
  options: { readonly exclude: ReadonlySet<string>; readonly fewer: true },
) => readonly Item[];

/**
 * Makes the variants of a batch of booklets once: each template has a pool of verified variants, from which `seed` chooses where to
 * begin. Learners who practise the same template are spread over the pool; a print run of any length then holds a bounded number of
 * different questions, which a teacher can look through, and which need be set but once. A learner who has met all of the pool is
 * given variants beyond it. What is chosen depends on item, seed and `exclude` alone, not on what was asked for before.
 *
 * @cost As {@link instances} for the first `size` variants of each template, then O(count).
 * @example
 * const variants = createVariantPool();
 * const { groups } = recommend(state, prepared, graph, models, { subject: 'math' }, { instances: variants });
 */
export function createVariantPool(options: VariantPoolOptions = {}): VariantPool {
  const { size } = { ...variantPoolDefaults, ...options };
  const pools = new Map<Item, readonly { readonly variant: Item; readonly key: string }[]>();
  return (item, count, seed, { exclude, fewer }) => {
    let pool = pools.get(item);
    if (pool === undefined) {
      pool = instances(item, size, POOL_SEED, { fewer: true }).map((variant) => ({
        variant,
        key: contentKey(variant),
      }));
      pools.set(item, pool);
    }
    const seen = contentKeys(item, exclude);
    const chosen: Item[] = [];
    for (let step = 0; step < pool.length && chosen.length < count; step++) {
      const { variant, key } = pool[(Math.abs(Math.trunc(seed)) + step) % pool.length]!;
      if (!seen.has(key)) chosen.push(variant);
    }
    if (chosen.length === count) return chosen;
    const beyond = new Set([...exclude, ...pool.map(({ variant }) => variant.id)]);
    return [...chosen, ...instances(item, count - chosen.length, seed, { exclude: beyond, fewer })];
  };
}

/** All runs and all workers draw the same pool. */
const POOL_SEED = 'pool';
