import { decimal } from '../../../src/money';
import type { BookedDocument, BookedLine } from './brand-erp';

/** One line of the journal as SQL gives it. */
export interface BookedRow {
  /** Of the document in the ERP: two documents under one reference are two. */
  readonly document: number;
  readonly reference: string;
  readonly currency: string;
  readonly account: string;
  readonly kind: BookedLine['kind'];
  /** As text: a number would lose digits. */
  readonly amount: string;
}

export function bookedDocuments(rows: readonly BookedRow[]): readonly BookedDocument[] {
  const documents = new Map<string, BookedDocument & { readonly lines: BookedLine[] }>();
  for (const { document, reference, currency, account, kind, amount } of rows) {
    const key = `${reference} ${document}`;
    const known = documents.get(key) ?? { reference, currency, lines: [] };
    documents.set(key, known);
    known.lines.push({ account, kind, amount: decimal(amount) });
  }
  return [...documents.values()];
}
