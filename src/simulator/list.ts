import type { Behaviour } from './behaviour';
import { passes } from './filters';
import type { DocumentHeader } from './headers';
import type { Mark } from './marks';
import type { ExportQuery } from './query';
import { randomFor } from './random';

export interface ListContext {
  readonly behaviour: Pick<Behaviour, 'order' | 'pageShort' | 'ignorePaging' | 'duplicates'>;
  readonly seed: number;
  /** Number of this list call: what `random-per-call` draws from. */
  readonly call: number;
  /** Documents that came in during a walk stand first, the newest before the others. */
  readonly front: ReadonlySet<number>;
}

/** The documents that the query asks for and that are not marked for its system, in no particular order. */
export function select(
  headers: readonly DocumentHeader[],
  marks: ReadonlyMap<number, Mark>,
  query: ExportQuery,
): DocumentHeader[] {
  return headers.filter(
    (header) =>
      (header.number !== null || query.includeNonBooked) &&
      !isExported(marks.get(header.id), query.notExportedSinceMs) &&
      passes(header, query.filterGroups),
  );
}

/** With `not_exported_since`, marks made after that instant are looked past. */
function isExported(mark: Mark | undefined, notExportedSinceMs: number | null): boolean {
  if (mark === undefined) return false;
  return notExportedSinceMs === null || mark.atMs <= notExportedSinceMs;
}

export function order(headers: readonly DocumentHeader[], context: ListContext): DocumentHeader[] {
  const ordered = inOrder(headers, context);
  if (context.front.size === 0) return ordered;
  const front = headers.filter(({ id }) => context.front.has(id)).toSorted(byIdDescending);
  return [...front, ...ordered.filter(({ id }) => !context.front.has(id))];
}

function inOrder(headers: readonly DocumentHeader[], context: ListContext): DocumentHeader[] {
  switch (context.behaviour.order) {
    case 'id-asc':
      return headers.toSorted((left, right) => left.id - right.id);
    case 'id-desc':
      return headers.toSorted(byIdDescending);
    case 'created-desc':
      return headers.toSorted(
        (left, right) => right.createdAtMs - left.createdAtMs || byIdDescending(left, right),
      );
    case 'random-per-call':
      return randomFor(context.seed, 'order', context.call).shuffle(headers);
  }
}

function byIdDescending(left: DocumentHeader, right: DocumentHeader): number {
  return right.id - left.id;
}

/** One page of an ordered list, with the faults in paging that are switched on. */
export function page(
  ordered: readonly DocumentHeader[],
  query: Pick<ExportQuery, 'page' | 'limit'>,
  context: ListContext,
): DocumentHeader[] {
  const { ignorePaging, duplicates } = context.behaviour;
  if (ignorePaging === 'everything') return [...ordered];
  const number = ignorePaging === 'first-page' ? 0 : query.page;
  // One place of the page goes to the repeated document, so that none is left out.
  const places = duplicates === 'no' ? query.limit : Math.max(1, query.limit - 1);
  const start = pageStart(number, places, context);
  const end = pageStart(number + 1, places, context);
  switch (duplicates) {
    case 'no':
      return ordered.slice(start, end);
    case 'same-page':
      return [...ordered.slice(start, end), ...ordered.slice(start, end).slice(0, 1)];
    case 'across-pages':
      return ordered.slice(start, end + 1);
  }
}

/** Short pages lie end to end like full ones: over all pages nothing is left out. */
function pageStart(number: number, places: number, { behaviour, seed }: ListContext): number {
  if (!behaviour.pageShort) return number * places;
  let start = 0;
  for (let earlier = 0; earlier < number; earlier += 1) {
    start += randomFor(seed, 'short page', places, earlier).integer(1, places);
  }
  return start;
}
