import { parsePlainDate, type PlainDate } from './plain-date';

/**
 * The words that every room of the house shares about documents. Pure: workflow code imports this file.
 */

/** The three kinds of TRAEDE documents that are carried into an ERP. */
export const DOCUMENT_TYPES = ['invoice', 'credit-note', 'accounting-entry'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

export function isDocumentType(value: string): value is DocumentType {
  return (DOCUMENT_TYPES as readonly string[]).includes(value);
}

/** TRAEDE's integer id, unique within one document type. Always a safe integer above 0. */
export type DocumentId = number;

/** A receiving ERP, as named by TRAEDE's `system_id`. */
export type SystemId = string;

/** One document on its way to one system. */
export interface DocumentKey {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
}

/**
 * What is written into the ERP to find the document again: `traede:acme:invoice:1042`, or for accounting entries that
 * are summed `traede:acme:accounting-entry-sum:2026-03-31:2100:5820:DKK:1`.
 * Stable for ever: changing this format would make every posted document look new.
 */
export type ExternalReference =
  `traede:${string}:${DocumentType}:${number}` | `traede:${string}:accounting-entry-sum:${string}`;

export function externalReference(key: DocumentKey): ExternalReference {
  return `traede:${key.systemId}:${key.documentType}:${key.documentId}`;
}

const SINGLE_REFERENCE = /^traede:(.+):(invoice|credit-note|accounting-entry):([1-9]\d*)$/;
const SUM_REFERENCE =
  /^traede:(.+):accounting-entry-sum:(\d{4}-\d{2}-\d{2}):([^:]+):([^:]+):([A-Z]{3}):([1-9]\d{0,8})$/;

/** The inverse of {@link externalReference}; `undefined` for a text that does not name one document of ours. */
export function parseExternalReference(text: string): DocumentKey | undefined {
  const [, systemId, documentType, id] = SINGLE_REFERENCE.exec(text) ?? [];
  if (systemId === undefined || documentType === undefined || !isDocumentType(documentType)) return undefined;
  const documentId = Number(id);
  return Number.isSafeInteger(documentId) ? { systemId, documentType, documentId } : undefined;
}

/** Whether a text found in an ERP is one of our references. */
export function isExternalReference(text: string): text is ExternalReference {
  return documentTypeOf(text) !== undefined;
}

/** What kind of document a reference stands for; `undefined` for a text that is not one of ours. */
export function documentTypeOf(text: string): DocumentType | undefined {
  return parseSumReference(text) === undefined
    ? parseExternalReference(text)?.documentType
    : 'accounting-entry';
}

/** What accounting entries have in common that are summed into one. */
export interface SumGroup {
  readonly day: PlainDate;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
}

/** One sum of accounting entries; `number` counts the sums of a group from 1. */
export interface SumKey extends SumGroup {
  readonly systemId: SystemId;
  readonly number: number;
}

/** As {@link externalReference}, for a sum: the accounts percent-encoded, as they may hold a colon. */
export function sumReference({ systemId, day, debit, credit, currency, number }: SumKey): ExternalReference {
  const accounts = `${encodeURIComponent(debit)}:${encodeURIComponent(credit)}`;
  return `traede:${systemId}:accounting-entry-sum:${day}:${accounts}:${currency}:${number}`;
}

/** The inverse of {@link sumReference}; `undefined` for a text that does not name a sum of ours. */
export function parseSumReference(text: string): SumKey | undefined {
  const [, systemId, dayText = '', debitText = '', creditText = '', currency, number] =
    SUM_REFERENCE.exec(text) ?? [];
  const day = parsePlainDate(dayText);
  const [debit, credit] = [decoded(debitText), decoded(creditText)];
  if (systemId === undefined || currency === undefined || day === undefined) return undefined;
  if (debit === undefined || credit === undefined) return undefined;
  return { systemId, day, debit, credit, currency, number: Number(number) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** How people name the types, in the command line and in Temporal's UI. */
export const DOCUMENT_TYPE_NAMES: Readonly<Record<DocumentType, { one: string; many: string }>> = {
  invoice: { one: 'invoice', many: 'invoices' },
  'credit-note': { one: 'credit note', many: 'credit notes' },
  'accounting-entry': { one: 'accounting entry', many: 'accounting entries' },
};
