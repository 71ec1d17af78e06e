/**
 * Id of the template that an instance was made from: what stands before the last `#` of its id; undefined for other ids.
 *
 * @example
 * templateIdOf('q#391'); // 'q'
 */
export function templateIdOf(id: string): string | undefined {
  const mark = id.lastIndexOf('#');
  return mark > 0 && /^\d+$/.test(id.slice(mark + 1)) ? id.slice(0, mark) : undefined;
}
