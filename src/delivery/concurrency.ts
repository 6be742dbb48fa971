import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Runs `work` on all items, at most `limit` at a time, and answers in the items' order. When one fails, the others are
 * still waited for: what they did must not go on behind the caller's back.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const failures: unknown[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && failures.length === 0; next = queue.shift()) {
      const [index, item] = next;
      try {
        results.set(index, await work(item));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, limit), items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}

/**
 * Computes something for each item, and lets others come to their turn in between: a document of ten thousand lines takes
 * a second or more, and heartbeats must not wait for ten of them.
 */
export async function oneByOne<T, R>(items: readonly T[], compute: (item: T) => R): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(compute(item));
    await nextTurn();
  }
  return results;
}
