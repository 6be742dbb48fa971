import type { DocumentType } from '../document';
import { makeAccountingEntry } from './accounting-entries';
import type { Brand } from './brand';
import { Collection } from './collection';
import { makeCreditNote } from './credit-notes';
import { seededHeaders, type Volume } from './headers';
import { makeInvoice } from './invoices';

export type Collections = { readonly [Type in DocumentType]: Collection<Type> };
export type Volumes = Readonly<Record<DocumentType, Volume>>;

/** The usual half year of a small brand. */
export const DEFAULT_VOLUMES: Volumes = {
  invoice: { booked: 320, drafts: 9 },
  'credit-note': { booked: 48, drafts: 3 },
  'accounting-entry': { booked: 420, drafts: 0 },
};

/**
 * All documents of a brand. `brand` is asked anew for each document, so that a change of `documentLines` shows in
 * the next answer.
 */
export function makeCollections(brand: () => Brand, volumes: Volumes, nowMs: number): Collections {
  const { seed } = brand();
  const headers = (type: DocumentType) => seededHeaders(seed, type, volumes[type], nowMs);
  const invoices = headers('invoice');
  const creditNotes = headers('credit-note');
  const creditable = { seeded: invoices, seededCreditNotes: creditNotes.length };
  return {
    invoice: new Collection('invoice', invoices, (header) => makeInvoice(brand(), header)),
    'credit-note': new Collection('credit-note', creditNotes, (header) =>
      makeCreditNote(brand(), creditable, header),
    ),
    'accounting-entry': new Collection('accounting-entry', headers('accounting-entry'), (header) =>
      makeAccountingEntry(brand(), header),
    ),
  };
}
