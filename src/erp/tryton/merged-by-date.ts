/** Several streams as one, where each comes by date, oldest first; one item of each is in memory. */
export async function* mergedByDate<T extends { readonly date: string }>(
  streams: readonly AsyncGenerator<T>[],
): AsyncGenerator<T> {
  let heads = await Promise.all(streams.map(async (stream) => ({ stream, next: await stream.next() })));
  for (;;) {
    heads = heads.filter(({ next }) => next.done !== true);
    const [first] = heads.toSorted((a, b) => compareDates(a.next, b.next));
    if (first === undefined || first.next.done === true) return;
    yield first.next.value;
    first.next = await first.stream.next();
  }
}

/** Dates are ISO 8601: they sort as texts. */
function compareDates<T extends { readonly date: string }>(
  a: IteratorResult<T, unknown>,
  b: IteratorResult<T, unknown>,
): number {
  const [one, other] = [a, b].map((next) => (next.done === true ? '' : next.value.date));
  return Number((one ?? '') > (other ?? '')) - Number((one ?? '') < (other ?? ''));
}
