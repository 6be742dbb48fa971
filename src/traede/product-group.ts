import { isRecord, MAX_IDENTIFIER_LENGTH, readText } from './fields';

type JsonRecord = Readonly<Record<string, unknown>>;

/** Undocumented, so every plausible place is read; what stands first names the group for people. */
const PLACES = ['product_group', 'productGroup', 'group', 'product_group_name', 'product_group_id'] as const;

/** What a group's object may be known by. */
const NAMES = ['name', 'title', 'code', 'number', 'id'] as const;

/**
 * All names by which TRAEDE calls a product's group: a text, `{id, name, …}`, or an id beside the product. Each once; empty
 * where there is none. A configuration may use any of them.
 */
export function productGroupNames(product: JsonRecord): readonly string[] {
  const names = PLACES.flatMap((place) => namesIn(product[place]));
  return [...new Set(names)];
}

function namesIn(group: unknown): readonly string[] {
  const candidates = isRecord(group) ? NAMES.map((name) => group[name]) : [group];
  return candidates
    .map(readText)
    .filter((text): text is string => text !== null && text.length <= MAX_IDENTIFIER_LENGTH);
}
