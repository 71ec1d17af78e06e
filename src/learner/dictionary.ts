/** A record without a prototype, so that an id such as `__proto__` is a key like any other; a copy of `from` where one is given. */
export function dictionary<V>(from?: Readonly<Record<string, V>>): Record<string, V> {
  const to = Object.create(null) as Record<string, V>;
  if (from === undefined) return to;
  if (Object.getPrototypeOf(from) === null) {
    // Three times faster than Object.assign, and there is nothing to inherit.
    for (const key in from) to[key] = from[key];
  } else {
    for (const key of Object.keys(from)) to[key] = from[key];
  }
  return to;
}
