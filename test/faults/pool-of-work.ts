/** Works through `items`, a few at a time. @throws what the first failing one throws, when all others have ended */
export async function workThrough<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  // One iterator for all lanes: each takes the next item that nobody has taken.
  const remaining = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of remaining) await work(item, index);
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, lane));
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
}
