import { DOCUMENT_TYPES, externalReference, type DocumentType, type SystemId } from '../../src/document';
import { decimal, formatAmount, roundToCents, sum } from '../../src/money';
import type { Simulator, WireAccountingEntry, WireCreditNote, WireInvoice } from '../../src/simulator';
import type { ErpDocument } from './answers';

/** What books must hold of a document. */
export interface BookedDocument {
  readonly externalReference: string;
  readonly date: string;
  readonly currency: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly linesNet: string;
}

export interface ComparisonOptions {
  readonly systemId: SystemId;
  /** How often TRAEDE may have been told: more than once only where an answer was lost, a process killed, or a resync and a run meet. */
  readonly marks?: 'once' | 'at-least-once';
  /** Day of the books of a `created_at`. Default: in the brand's time zone. */
  readonly dayOf?: (createdAt: string) => string;
  /** References of documents that must not have come through. */
  readonly except?: readonly string[];
}

/** Every booked document of TRAEDE is in the ERP once and to the cent, nothing else is, and TRAEDE knows its number. */
export function expectAllCarried(
  simulator: Simulator,
  listed: readonly ErpDocument[],
  options: ComparisonOptions,
): void {
  expect(inOrder(listed.map(asBooked))).toEqual(wantedBooks(simulator, options));
  expectMarks(simulator, listed, options);
}

/** What the ERP must hold of a TRAEDE's booked documents, by reference. */
export function wantedBooks(
  simulator: Simulator,
  { systemId, dayOf = dayInCopenhagen, except = [] }: ComparisonOptions,
): readonly BookedDocument[] {
  const wanted = DOCUMENT_TYPES.flatMap((type) => booked(simulator, type, systemId, dayOf));
  return inOrder(wanted.filter((document) => !except.includes(document.externalReference)));
}

/** TRAEDE was told of each listed document, with the ERP's number, and of no other. */
export function expectMarks(
  simulator: Simulator,
  listed: readonly ErpDocument[],
  { systemId, marks: often = 'once' }: ComparisonOptions,
): void {
  for (const type of DOCUMENT_TYPES) {
    const marks = simulator.marks(systemId, type);
    const ofType = listed.filter(({ documentType }) => documentType === type);
    expect(ascending([...marks.keys()])).toEqual(ascending(ofType.map(({ documentId }) => documentId)));
    const wrongNotes = ofType.filter(
      ({ documentId, number }) => marks.get(documentId)?.note?.includes(number) !== true,
    );
    expect(wrongNotes).toEqual([]);
    if (often === 'once') expect([...marks.values()].filter(({ times }) => times !== 1)).toEqual([]);
  }
}

function booked(
  simulator: Simulator,
  documentType: DocumentType,
  systemId: SystemId,
  dayOf: (createdAt: string) => string,
): readonly BookedDocument[] {
  const referenceTo = (documentId: number): string =>
    externalReference({ systemId, documentType, documentId });
  return documentType === 'accounting-entry'
    ? simulator.documents(documentType).map((entry) => bookedEntry(entry, referenceTo(entry.id)))
    : simulator
        .documents(documentType)
        .map((document) => bookedSale(document, referenceTo(document.id), dayOf(document.created_at)));
}

function bookedSale(document: WireInvoice | WireCreditNote, reference: string, date: string): BookedDocument {
  const parts = [document.net_price, document.shipping, document.handling_fee];
  const net = formatAmount(sum(parts.map((part) => roundToCents(decimal(part)))));
  return {
    externalReference: reference,
    date,
    currency: document.currency,
    net,
    tax: formatAmount(decimal(document.vat_amount)),
    total: formatAmount(decimal(document.total_price_after_vat)),
    linesNet: net,
  };
}

/** An entry keeps its sign; debit and credit cancel out. */
function bookedEntry(entry: WireAccountingEntry, reference: string): BookedDocument {
  const amount = formatAmount(decimal(entry.amount));
  const { date, currency } = entry;
  return {
    externalReference: reference,
    date,
    currency,
    net: amount,
    tax: '0.00',
    total: amount,
    linesNet: `${entry.account} ${amount}, ${entry.contra_account} ${formatAmount(decimal(entry.amount).neg())}`,
  };
}

export function asBooked(document: ErpDocument): BookedDocument {
  const { externalReference: reference, date, currency, net, tax, total, lines } = document;
  const linesNet =
    document.documentType === 'accounting-entry'
      ? lines.map((line) => `${line.account} ${line.net}`).join(', ')
      : formatAmount(sum(lines.map((line) => decimal(line.net))));
  return { externalReference: reference, date, currency, net, tax, total, linesNet };
}

/** `2026-05-25 22:30:00` in UTC is the next day in Denmark. */
export function dayInCopenhagen(createdAt: string): string {
  const at = new Date(`${createdAt.replace(' ', 'T')}Z`);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(at);
}

export function inOrder(documents: readonly BookedDocument[]): readonly BookedDocument[] {
  return documents.toSorted((a, b) => a.externalReference.localeCompare(b.externalReference));
}

function ascending(ids: readonly number[]): readonly number[] {
  return ids.toSorted((a, b) => a - b);
}

/** How many documents TRAEDE was told of so far, of all types. */
export function marked(simulator: Simulator, systemId: SystemId): number {
  return DOCUMENT_TYPES.reduce((total, type) => total + simulator.marks(systemId, type).size, 0);
}
