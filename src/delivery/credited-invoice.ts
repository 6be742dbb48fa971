import type { Posting } from '../accounting/posting';
import { parseExternalReference, type DocumentId, type ExternalReference } from '../document';
import type { ErpAdapter } from '../erp/adapter';
import type { Problem } from '../problem';
import type { LeftDocument } from './before-go-live';
import type { Delivery } from './delivery';
import type { DeliverOptions } from './protocol-parts';
import type { DeliveryRecord } from './record';

/** What becomes of a credit note whose invoice the ERP does not hold, and that is not on its way either. */
export type UnlinkedCreditNotes = 'attention' | 'post-unlinked';

/**
 * After this an invoice that no complete look at TRAEDE's list has shown counts as unknown, even if such a look never
 * happened (their schedule may be paused).
 */
const MAX_HOLD_MS = 24 * 3_600_000;

/**
 * For an ERP that wants dates in order, other credit notes are held with one that is held briefly. An invoice that has not
 * come through within the hour has a trouble of its own, for which the others must not wait.
 */
const MAX_BRIEF_MS = 3_600_000;

export type InvoiceCheck =
  | { readonly kind: 'ready' }
  /** The credit note follows its invoice. `isBrief`: that is on its way, and waits for nobody. */
  | { readonly kind: 'held'; readonly reason: string; readonly isBrief: boolean }
  | { readonly kind: 'attention'; readonly problem: Problem };

const READY: InvoiceCheck = { kind: 'ready' };

interface CreditNote {
  readonly delivery: Delivery;
  readonly posting: Posting;
}

/**
 * Says of documents that the ERP does not hold yet whether they may be posted as far as their invoices go: a credit note
 * waits for its invoice while that is on its way, and an invoice that is not to be had leaves it to the policy.
 */
export async function checkInvoices(
  { record, erp }: { readonly record: DeliveryRecord; readonly erp: ErpAdapter },
  policy: UnlinkedCreditNotes,
  documents: readonly CreditNote[],
  now: Date,
  options: DeliverOptions,
): Promise<ReadonlyMap<DocumentId, InvoiceCheck>> {
  const credited = documents.flatMap(({ delivery, posting }) => {
    const reference = correctedBy(posting);
    const invoice = reference === null ? undefined : parseExternalReference(reference);
    return reference === null || invoice === undefined ? [] : [{ delivery, reference, invoice }];
  });
  const [first] = credited;
  if (first === undefined) return new Map();
  const flow = { systemId: first.invoice.systemId, documentType: first.invoice.documentType };
  // Before the ERP is asked: one that is recorded as posted now must be shown then, and not the other way round.
  const known = await record.load(
    flow,
    credited.map(({ invoice }) => invoice.documentId),
  );
  const left = await record.beforeGoLiveAmong(
    flow,
    credited.map(({ invoice }) => invoice.documentId),
  );
  const held = await erp.find([...new Set(credited.map(({ reference }) => reference))], options);
  const lookedThroughSince = await record.lastCompleteLook(flow);
  return new Map(
    credited.map(({ delivery, reference, invoice }) => {
      if (held.has(reference)) return [delivery.documentId, READY];
      const itsDelivery = known.find(({ documentId }) => documentId === invoice.documentId);
      return [
        delivery.documentId,
        withoutInvoice(
          {
            creditNote: delivery,
            id: invoice.documentId,
            invoice: itsDelivery,
            left: left.get(invoice.documentId),
          },
          { lookedThroughSince, now, policy, isLast: options.isLast === true },
        ),
      ];
    }),
  );
}

/** An entry may stand for a credit note. */
export function correctedBy(posting: Posting): ExternalReference | null {
  switch (posting.kind) {
    case 'invoice':
      return null;
    case 'credit-note':
      return posting.corrects;
    case 'journal-entry':
      return posting.corrects ?? null;
  }
}

/** A credit note whose invoice the ERP does not hold, and what the record knows of that invoice. */
interface WithoutInvoice {
  readonly creditNote: Delivery;
  /** Of the invoice. */
  readonly id: DocumentId;
  readonly invoice: Delivery | undefined;
  /** It is left alone for its date. */
  readonly left: LeftDocument | undefined;
}

interface Circumstances {
  readonly lookedThroughSince: Date | null;
  readonly now: Date;
  readonly policy: UnlinkedCreditNotes;
  readonly isLast: boolean;
}

function withoutInvoice(
  { creditNote, id, invoice, left }: WithoutInvoice,
  { lookedThroughSince, now, policy, isLast }: Circumstances,
): InvoiceCheck {
  const ageMs = now.getTime() - creditNote.firstFetchedAt.getTime();
  const isOpen = invoice !== undefined && invoice.state !== 'skipped' && invoice.state !== 'exported';
  if (isOpen && isLast) return { kind: 'attention', problem: invoiceNotPosted(id, invoice) };
  if (isOpen) {
    const why = invoice.problem === null ? 'is on its way' : `waits for a person (${invoice.problem.code})`;
    const reason = `its invoice ${invoice.number ?? id} ${why}`;
    return { kind: 'held', reason, isBrief: invoice.problem === null && ageMs < MAX_BRIEF_MS };
  }
  const wasLookedFor = lookedThroughSince !== null && lookedThroughSince > creditNote.firstFetchedAt;
  const isKnownAbsent = wasLookedFor || left !== undefined || isLast || ageMs > MAX_HOLD_MS;
  if (invoice === undefined && !isKnownAbsent) {
    return {
      kind: 'held',
      reason: `its invoice ${id} has not been fetched yet`,
      isBrief: ageMs < MAX_BRIEF_MS,
    };
  }
  if (policy === 'post-unlinked') return READY;
  if (invoice?.state === 'exported') return { kind: 'attention', problem: invoiceBookedByHand(invoice) };
  return {
    kind: 'attention',
    problem: left === undefined ? invoiceNotPosted(id, invoice) : invoiceBeforeGoLive(left),
  };
}

/** @param invoice as far as the record knows it */
export function invoiceNotPosted(
  documentId: DocumentId,
  invoice: Pick<Delivery, 'number' | 'state'> | undefined,
): Problem {
  return {
    code: 'invoice-not-posted',
    message:
      `The credit note corrects invoice ${invoice?.number ?? documentId} (TRAEDE id ${documentId}), which is not in the ` +
      `ERP${invoice?.state === 'skipped' ? ' (it was skipped)' : ''}.`,
    remedy:
      'Post the invoice first (traede-sync resync invoice, with its TRAEDE id), then resync the credit note; or add to ' +
      'accounting the line `unlinkedCreditNotes: post-unlinked`.',
  };
}

/** To post the invoice now would book it twice. */
function invoiceBookedByHand({ number, documentId }: Delivery): Problem {
  return {
    code: 'invoice-not-posted',
    message: `The credit note corrects invoice ${number ?? documentId}, which the ERP does not hold under its reference: it was booked by hand.`,
    remedy:
      'Book the credit note by hand too, then mark it as exported; or add to accounting the line ' +
      '`unlinkedCreditNotes: post-unlinked`, then resync it. Do not resync the invoice: it would be posted beside the one booked by hand.',
  };
}

/** It is in the books, if anywhere, under another reference: there is nothing to link the credit note with. */
function invoiceBeforeGoLive({ documentId, number, day }: LeftDocument): Problem {
  return {
    code: 'invoice-not-posted',
    message:
      `The credit note corrects invoice ${number ?? documentId} (TRAEDE id ${documentId}), which is dated ${day}, before ` +
      'go-live, and is not in the ERP under a reference of ours.',
    remedy:
      'Add to accounting the line `unlinkedCreditNotes: post-unlinked`, then resync the credit note; or book it by hand, then ' +
      'mark it as exported.',
  };
}
