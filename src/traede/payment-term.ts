import { isRecord, MAX_IDENTIFIER_LENGTH, readText } from './fields';
import type { TraedePaymentTerm } from './document';

type JsonRecord = Readonly<Record<string, unknown>>;

/** Undocumented, so every plausible spelling is read. */
const PLACES = ['payment_term', 'paymentTerm', 'payment_terms', 'paymentTerms'] as const;
const NAME_KEYS = ['name', 'title'] as const;
const CODE_KEYS = ['erp_code', 'erpCode', 'code'] as const;

/** The payment term of a document: its own, else its customer's; null where neither names one. */
export function paymentTermOf(document: JsonRecord): TraedePaymentTerm | null {
  const customer = document['customer'];
  return termIn(document) ?? (isRecord(customer) ? termIn(customer) : null);
}

function termIn(holder: JsonRecord): TraedePaymentTerm | null {
  for (const place of PLACES) {
    const term = readTerm(holder[place]);
    if (term !== null) return term;
  }
  return null;
}

/** `"Netto 30"`, or `{name: "Netto 30", erp_code: "N30"}`. */
function readTerm(value: unknown): TraedePaymentTerm | null {
  const [name, erpCode] = isRecord(value)
    ? [firstText(value, NAME_KEYS), firstText(value, CODE_KEYS)]
    : [shortText(value), null];
  return name === null && erpCode === null ? null : { name, erpCode };
}

function firstText(term: JsonRecord, keys: readonly string[]): string | null {
  return keys.map((key) => shortText(term[key])).find((text) => text !== null) ?? null;
}

/** A longer one is no name of a term: it is taken for absent rather than cut to another's name. */
function shortText(value: unknown): string | null {
  const text = readText(value);
  return text === null || text.length > MAX_IDENTIFIER_LENGTH ? null : text;
}
