import { isRecord } from './fields';
import { parseJson } from './json';

/** Fields of customers and their addresses that say who somebody is. Not numbers and codes: systems need to name those. */
const PERSONAL_FIELDS = new Set([
  'name',
  'first_name',
  'last_name',
  'contact',
  'attention',
  'vat_number',
  'eori_number',
  'email',
  'telephone',
  'phone',
  'mobile',
  'address',
  'address2',
  'street',
  'city',
  // As one text.
  'addresses',
  'billing_address',
  'delivery_address',
  'invoice_address',
]);
/** Of customers, what names no person. */
const OTHER_PARTS = new Set(['payment_term', 'country']);
/** A customer in the depth of which more would be found is none of TRAEDE's. */
const MAX_DEPTH = 4;

/**
 * What TRAEDE may quote of a document, and must not come into a problem: who the customer is, notes, texts of entries.
 * @param json the document's text; one that was purged, or that cannot be read, holds nothing
 */
export function personalDataIn(json: string): readonly string[] {
  const document = parsed(json);
  if (!isRecord(document)) return [];
  const { customer, notes, text } = document;
  const free = [customer, notes, text].filter((value) => typeof value === 'string');
  return [...free, ...personalTexts(customer, MAX_DEPTH)];
}

function parsed(json: string): unknown {
  try {
    return parseJson(json);
  } catch {
    return undefined;
  }
}

function personalTexts(value: unknown, depth: number): readonly string[] {
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((item) => personalTexts(item, depth - 1));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([field, content]) => {
    if (typeof content === 'string') return PERSONAL_FIELDS.has(field) ? [content] : [];
    return OTHER_PARTS.has(field) ? [] : personalTexts(content, depth - 1);
  });
}
