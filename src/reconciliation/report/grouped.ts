/** Narrow, and no place to break a line. */
const SEPARATOR = '\u202f';

/** An amount as people read it: `1 234 567.89`. */
export function grouped(amount: string): string {
  return amount.replace(/\d(?=(?:\d{3})+(?:\.|$))/g, `$&${SEPARATOR}`);
}
