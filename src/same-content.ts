/**
 * Whether two content hashes are of the same content. A hash stands in several versions, parted by spaces: a record that
 * was written by an older product knows the older ones only, and one version in common is enough.
 */
export function isSameContent(one: string, other: string): boolean {
  const known = new Set(one.split(' '));
  return other.split(' ').some((hash) => known.has(hash));
}
