import type { DocumentType } from '../document';
import type { Behaviour } from './behaviour';
import type { WireDocument } from './wire-documents';

type Json = Readonly<Record<string, unknown>>;

const AMOUNT_KEYS: ReadonlySet<string> = new Set([
  'amount',
  'discount_amount',
  'discount_percentage',
  'handling_fee',
  'net_price',
  'price_before_discount',
  'quantity',
  'shipping',
  'total_price',
  'total_price_after_vat',
  'total_quantity',
  'vat_amount',
]);
const DATE_KEYS: ReadonlySet<string> = new Set([
  'created_at',
  'updated_at',
  'date',
  'invoice_date',
  'credit_note_date',
  'due_date',
]);
/** As a decimal column of a database comes through a driver that hands out strings. */
const STRING_DECIMALS = 4;
const DAY_MS = 86_400_000;
const PAYMENT_DAYS = 14;

/** A document as it leaves: with the relations asked for, in the forms that are switched on. */
export function present(
  documentType: DocumentType,
  document: WireDocument,
  includes: readonly string[],
  behaviour: Behaviour,
): unknown {
  const withRelations = 'lines' in document ? onlyIncluded(document, includes) : { ...document };
  const dated = behaviour.documentDates ? withDates(documentType, withRelations, document) : withRelations;
  const plain = !behaviour.numbersAsStrings && behaviour.dateFormat === 'sql';
  const presented = plain ? dated : reformat(dated, behaviour);
  return behaviour.mutate === null ? presented : behaviour.mutate(documentType, structuredClone(presented));
}

/** Nothing is loaded unless asked for; asking for `lines.product` brings the lines as well. */
function onlyIncluded(
  document: Extract<WireDocument, { lines: unknown }>,
  includes: readonly string[],
): Record<string, unknown> {
  const { lines, customer, ...rest } = document;
  const presented: Record<string, unknown> = rest;
  if (includes.some((relation) => relation === 'lines' || relation.startsWith('lines.'))) {
    presented['lines'] = lines.map((line) => lineWith(line, includes));
  }
  if (includes.includes('customer')) presented['customer'] = customer;
  return presented;
}

function lineWith(line: Json, includes: readonly string[]): Json {
  const { product, variant, ...rest } = line;
  const presented: Record<string, unknown> = rest;
  if (includes.includes('lines.product')) presented['product'] = product;
  if (includes.includes('lines.variant')) presented['variant'] = variant;
  return presented;
}

function withDates(documentType: DocumentType, presented: Json, document: WireDocument): Json {
  if (!('customer' in document)) return presented;
  const day = document.created_at.slice(0, 10);
  const due = new Date(Date.parse(`${day}T00:00:00Z`) + PAYMENT_DAYS * DAY_MS).toISOString().slice(0, 10);
  const dateKey = documentType === 'invoice' ? 'invoice_date' : 'credit_note_date';
  return { ...presented, [dateKey]: day, due_date: due, payment_term: document.customer.payment_term };
}

function reformat(json: Json, behaviour: Behaviour): Json {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, reformatValue(key, value, behaviour)]),
  );
}

function reformatValue(key: string, value: unknown, behaviour: Behaviour): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => reformatValue(key, item, behaviour));
  if (isJson(value)) return reformat(value, behaviour);
  if (typeof value === 'number' && AMOUNT_KEYS.has(key) && behaviour.numbersAsStrings) {
    return value.toFixed(STRING_DECIMALS);
  }
  return typeof value === 'string' && DATE_KEYS.has(key) ? formatDate(value, behaviour.dateFormat) : value;
}

function formatDate(date: string, format: Behaviour['dateFormat']): string {
  const [day = '', time = '00:00:00'] = date.split(' ');
  switch (format) {
    case 'sql':
      return date;
    case 'plain':
      return day;
    case 'iso':
      return `${day}T${time}.000000Z`;
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
