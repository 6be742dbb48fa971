import type { DocumentId, ExternalReference } from '../document';
import type { Receipt } from '../erp/adapter';
import { asBooked } from './closed-period';
import { differences, type Difference } from './comparison';
import type { Delivery, Flow } from './delivery';
import { needsAttention, type DeliveryOutcome } from './delivery-outcome';
import { idOf, type Candidate } from './examine';
import { postedDifferently } from './problems';
import type { DeliverOptions, Protocol } from './protocol-parts';
import type { DeliveredDocument, WaitingDocument } from './record';

/** What the ERP holds for a document, and in what it is not what it should be. */
export interface Held {
  readonly receipt: Receipt;
  readonly differing: readonly Difference[];
}

export type HeldDocuments = ReadonlyMap<DocumentId, Held>;

/** What the ERP holds under the documents' own references. */
export async function findByReference(
  protocol: Protocol,
  candidates: readonly Candidate[],
  options: DeliverOptions,
): Promise<HeldDocuments> {
  if (candidates.length === 0) return new Map();
  const references = candidates.map(({ reference }) => reference);
  return heldByReference(protocol, candidates, await protocol.erp.find(references, options));
}

export function heldByReference(
  protocol: Pick<Protocol, 'closedPeriods'>,
  candidates: readonly Candidate[],
  receipts: ReadonlyMap<ExternalReference, Receipt>,
): HeldDocuments {
  return new Map(
    candidates.flatMap((candidate) => {
      const receipt = receipts.get(candidate.reference);
      if (receipt === undefined) return [];
      const all = differences(asBooked(protocol, candidate.posting, receipt), receipt);
      const differing = all.filter((difference) => !isAsAdopted(candidate.delivery, difference));
      return [[idOf(candidate), { receipt, differing }] as const];
    }),
  );
}

/** What others posted may be dated another day, or have other lines: it is to be as it was when it was adopted. */
function isAsAdopted({ adopted, receipt }: Delivery, { what, found }: Difference): boolean {
  if (!adopted || receipt === null) return false;
  if (what === 'date') return found === receipt.date;
  return what === 'number of lines' && found === String(receipt.lineCount);
}

/** Records of what the ERP holds which documents are delivered and which differ. */
export async function confirm(
  { record }: Protocol,
  flow: Flow,
  candidates: readonly Candidate[],
  held: HeldDocuments,
  how: DeliveredDocument['how'],
): Promise<{ outcomes: readonly DeliveryOutcome[]; unseen: readonly Candidate[] }> {
  const delivered: (DeliveredDocument & { readonly candidate: Candidate })[] = [];
  const waiting: WaitingDocument[] = [];
  const unseen: Candidate[] = [];
  for (const candidate of candidates) {
    const documentId = idOf(candidate);
    const found = held.get(documentId);
    if (found === undefined) unseen.push(candidate);
    else if (found.differing.length > 0) {
      waiting.push({ documentId, problem: postedDifferently(found.receipt, found.differing) });
    } else {
      const { receipt } = found;
      delivered.push({ documentId, receipt, contentHash: candidate.delivery.contentHash, how, candidate });
    }
  }
  await record.recordDelivered(flow, delivered);
  await record.recordAttention(flow, waiting);
  for (const { candidate, receipt } of delivered) {
    const { date } = candidate.posting;
    const { state, adopted } = candidate.delivery;
    if (date === receipt.date || state === 'exported' || adopted) continue;
    await record.note(
      flow,
      idOf(candidate),
      'date moved',
      `from ${date} to ${receipt.date}, the first open day`,
    );
  }
  return {
    outcomes: [
      ...delivered.map(({ candidate }) => confirmed(candidate, how)),
      ...waiting.map(needsAttention),
    ],
    unseen,
  };
}

function confirmed(
  { delivery: { documentId, state } }: Candidate,
  how: DeliveredDocument['how'],
): DeliveryOutcome {
  return {
    kind: 'delivered',
    documentId,
    ...(state === 'exported' ? { again: true } : {}),
    ...(how === 'found' ? { found: true } : {}),
  };
}
