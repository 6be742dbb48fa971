import type { Posting } from '../accounting/posting';
import { externalReference, type DocumentId, type DocumentKey, type ExternalReference } from '../document';
import type { ErpAdapter, PostOutcome, Receipt } from '../erp/adapter';
import type { Problem } from '../problem';
import { differences } from './comparison';
import { inParallel, oneByOne } from './concurrency';
import { checkInvoices, type UnlinkedCreditNotes } from './credited-invoice';
import type { Delivery, Flow } from './delivery';
import type { Lease } from './lease';
import { changedAfterPosting, missingInErp, postedDifferently } from './problems';
import type { DeliveredDocument, DeliveryRecord, WaitingDocument } from './record';

/**
 * The delivery protocol, once for all adapters: lock → look up by external reference → post what is absent → read
 * back and compare → record. Marking in TRAEDE follows only for what this answers as `delivered`.
 *
 * Why nothing is posted twice: only the holder of the delivery's lock posts; it posts only what the ERP, asked a
 * moment ago, does not hold; a posting whose outcome is unknown is noted right before it is sent, and until the ERP's
 * own time-out has passed it is neither looked up nor repeated; and beneath all this the adapter's uniqueness holds.
 */
export interface Protocol {
  readonly record: DeliveryRecord;
  readonly erp: ErpAdapter;
  /** Parses, checks and maps a document's content. Pure. */
  readonly prepare: (key: DocumentKey, content: string) => Prepared;
  readonly unlinkedCreditNotes: UnlinkedCreditNotes;
}

export type Prepared =
  { readonly ok: true; readonly posting: Posting } | { readonly ok: false; readonly problem: Problem };

export interface DeliverOptions {
  /** A person asked for it: a document that waits is tried afresh. Default false: it goes on waiting. */
  readonly afresh?: boolean;
  readonly signal?: AbortSignal;
}

export type DeliveryOutcome =
  /** `again`: it was delivered and marked before, and TRAEDE lists it all the same. */
  | { readonly kind: 'delivered'; readonly documentId: DocumentId; readonly again?: true }
  | { readonly kind: 'attention'; readonly documentId: DocumentId; readonly problem: Problem }
  /** Not now: to be tried again after `retryAfterMs`. `reason` in a few words, without personal data. */
  | {
      readonly kind: 'deferred';
      readonly documentId: DocumentId;
      readonly reason: string;
      readonly retryAfterMs: number;
    }
  /** A named person skipped it: nothing to do. */
  | { readonly kind: 'skipped'; readonly documentId: DocumentId }
  /** It follows another document that is still on its way: the next run looks again. */
  | { readonly kind: 'held'; readonly documentId: DocumentId; readonly reason: string }
  /** The record does not know the document (it was lost): to be fetched again. */
  | { readonly kind: 'unknown'; readonly documentId: DocumentId };

/** While somebody else works on the document. Their work on a batch takes seconds. */
const LOCKED_RETRY_MS = 2_000;
/** After the ERP said `posted` but did not show the document. */
const UNSEEN_RETRY_MS = 2_000;
/**
 * A batch's postings are noted together before the first is sent. One that is sent later than this after its note is
 * noted anew, so that the ERP's time-out counts from the sending; for the rest this much is added to the time-out.
 */
export const MAX_NOTE_AGE_MS = 1_000;

/** Delivers a few documents of one flow; one outcome for each id. */
export async function deliverDocuments(
  protocol: Protocol,
  flow: Flow,
  ids: readonly DocumentId[],
  options: DeliverOptions = {},
): Promise<readonly DeliveryOutcome[]> {
  const lease = await protocol.record.lease(flow, ids);
  try {
    const deliveries = await protocol.record.load(flow, [...lease.held]);
    const now = await protocol.record.now();
    const steps = await oneByOne(deliveries, (delivery) => examine(protocol, flow, delivery, now, options));
    const candidates = steps.flatMap((step) => (step.kind === 'candidate' ? [step.candidate] : []));
    const waiting = steps.flatMap((step) => (step.kind === 'attention' ? [step] : []));
    await protocol.record.recordAttention(
      flow,
      waiting.filter((step) => step.isNew),
    );

    const lookedUp = await lookUp(protocol, flow, candidates, options);
    const { ready, outcomes } = await followInvoices(protocol, flow, lookedUp.absent, now, options);
    const posted = await post(protocol, flow, lease, ready, options);

    return [
      ...ids.filter((id) => !lease.held.has(id)).map(lockedElsewhere),
      ...[...lease.held]
        .filter((id) => !deliveries.some((delivery) => delivery.documentId === id))
        .map(unknown),
      ...steps.flatMap((step) => (step.kind === 'candidate' ? [] : [withoutNovelty(step)])),
      ...lookedUp.outcomes,
      ...outcomes,
      ...posted,
    ];
  } finally {
    await lease.release();
  }
}

interface Candidate {
  readonly delivery: Delivery;
  readonly posting: Posting;
  readonly reference: ExternalReference;
}

type Step =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | {
      readonly kind: 'attention';
      readonly documentId: DocumentId;
      readonly problem: Problem;
      readonly isNew: boolean;
    }
  | Extract<DeliveryOutcome, { kind: 'deferred' | 'skipped' }>;

/** What the record alone says is to be done with a document. */
function examine(
  protocol: Protocol,
  flow: Flow,
  delivery: Delivery,
  now: Date,
  options: DeliverOptions,
): Step {
  const { documentId } = delivery;
  if (delivery.state === 'skipped' && options.afresh !== true) return { kind: 'skipped', documentId };
  if (delivery.problem !== null && options.afresh !== true) {
    return { kind: 'attention', documentId, problem: delivery.problem, isNew: false };
  }
  const settling = settlingForMs(delivery, settleTimeMs(protocol), now);
  if (settling > 0) {
    return {
      kind: 'deferred',
      documentId,
      reason: 'an earlier posting may still arrive',
      retryAfterMs: settling,
    };
  }
  if (
    delivery.postedHash !== null &&
    delivery.postedHash !== delivery.contentHash &&
    options.afresh !== true
  ) {
    return { kind: 'attention', documentId, problem: changedAfterPosting(delivery), isNew: true };
  }
  const key = { ...flow, documentId };
  const prepared = protocol.prepare(key, delivery.content);
  if (!prepared.ok) return { kind: 'attention', documentId, problem: prepared.problem, isNew: true };
  return {
    kind: 'candidate',
    candidate: { delivery, posting: prepared.posting, reference: externalReference(key) },
  };
}

/** How long a posting with unknown outcome must still be left alone. */
function settlingForMs(delivery: Delivery, settlesAfterMs: number, now: Date): number {
  if (delivery.postingSince === null) return 0;
  return delivery.postingSince.getTime() + settlesAfterMs - now.getTime();
}

function settleTimeMs({ erp }: Protocol): number {
  return erp.capabilities.settleTimeMs + MAX_NOTE_AGE_MS;
}

async function lookUp(
  protocol: Protocol,
  flow: Flow,
  candidates: readonly Candidate[],
  options: DeliverOptions,
) {
  const receipts = await find(protocol, candidates, options);
  const { outcomes, unseen } = await confirm(protocol, flow, candidates, receipts, 'found');
  const gone = unseen.filter(({ delivery }) => wasInTheBooks(delivery) && options.afresh !== true);
  const waiting = gone.map(({ delivery }) => ({
    documentId: delivery.documentId,
    problem: missingInErp(delivery),
  }));
  await protocol.record.recordAttention(flow, waiting);
  return {
    outcomes: [...outcomes, ...waiting.map(needsAttention)],
    absent: unseen.filter((candidate) => !gone.includes(candidate)),
  };
}

/** By the ERP's confirmation, or by the word of a person who closed the delivery as booked by hand. */
function wasInTheBooks({ deliveredAt, exportedAt }: Delivery): boolean {
  return deliveredAt !== null || exportedAt !== null;
}

/** Credit notes follow their invoices. */
async function followInvoices(
  protocol: Protocol,
  flow: Flow,
  absent: readonly Candidate[],
  now: Date,
  options: DeliverOptions,
): Promise<{ ready: readonly Candidate[]; outcomes: readonly DeliveryOutcome[] }> {
  const checks = await checkInvoices(protocol, protocol.unlinkedCreditNotes, absent, now, options);
  const ready: Candidate[] = [];
  const waiting: WaitingDocument[] = [];
  const held: DeliveryOutcome[] = [];
  for (const candidate of absent) {
    const documentId = idOf(candidate);
    const check = checks.get(documentId) ?? { kind: 'ready' };
    if (check.kind === 'ready') ready.push(candidate);
    else if (check.kind === 'held') held.push({ kind: 'held', documentId, reason: check.reason });
    else waiting.push({ documentId, problem: check.problem });
  }
  await protocol.record.recordAttention(flow, waiting);
  return { ready, outcomes: [...held, ...waiting.map(needsAttention)] };
}

async function post(
  protocol: Protocol,
  flow: Flow,
  lease: Lease,
  absent: readonly Candidate[],
  options: DeliverOptions,
): Promise<readonly DeliveryOutcome[]> {
  if (absent.length === 0) return [];
  const { capabilities, company } = protocol.erp;
  if (capabilities.concurrency === 1) await lease.awaitTurn(company, options.signal);
  const answers = await send(protocol, flow, lease, inPostingOrder(protocol, absent), options);
  const rejected = await recordRejected(protocol, flow, answers);
  const uncertain = answers.flatMap(({ candidate, outcome }) =>
    outcome.kind === 'uncertain' || outcome.kind === 'not-sent'
      ? [deferred(candidate, outcome.reason, settleTimeMs(protocol))]
      : [],
  );
  // The ERP may still be working, from now on for as long as it says.
  await protocol.record.beginPosting(
    flow,
    uncertain.map(({ documentId }) => documentId),
  );
  const posted = answers.flatMap(({ candidate, outcome }) => (outcome.kind === 'posted' ? [candidate] : []));
  // Read back: what counts is what the ERP shows to whoever asks, not what it answered to the posting.
  const receipts = await find(protocol, posted, options);
  const { outcomes, unseen } = await confirm(protocol, flow, posted, receipts, 'posted');
  const notShown = unseen.map((candidate) =>
    deferred(candidate, 'posted, but the ERP does not show it', UNSEEN_RETRY_MS),
  );
  return [...rejected, ...uncertain, ...outcomes, ...notShown];
}

interface Answer {
  readonly candidate: Candidate;
  readonly outcome: PostOutcome | NotSent;
}

/** Held back, as an earlier document may still arrive, and the ERP takes none that is dated before the last. */
interface NotSent {
  readonly kind: 'not-sent';
  readonly reason: string;
}

const NOT_SENT: NotSent = { kind: 'not-sent', reason: 'follows a document that may still arrive' };

/** Each posting is sent under a lease that still holds, and soon after it was noted. */
async function send(
  protocol: Protocol,
  flow: Flow,
  lease: Lease,
  candidates: readonly Candidate[],
  options: DeliverOptions,
): Promise<readonly Answer[]> {
  lease.assertHeld();
  const notedAtMs = performance.now();
  await protocol.record.beginPosting(flow, candidates.map(idOf));
  const { order, concurrency } = protocol.erp.capabilities;
  let isInterrupted = false;
  return inParallel(candidates, order === 'by-date' ? 1 : concurrency, async (candidate) => {
    if (isInterrupted) return { candidate, outcome: NOT_SENT };
    if (performance.now() - notedAtMs > MAX_NOTE_AGE_MS) {
      await protocol.record.beginPosting(flow, [idOf(candidate)]);
    }
    lease.assertHeld();
    const outcome = await protocol.erp.post(candidate.posting, options);
    isInterrupted = order === 'by-date' && outcome.kind === 'uncertain';
    return { candidate, outcome };
  });
}

function inPostingOrder({ erp }: Protocol, candidates: readonly Candidate[]): readonly Candidate[] {
  if (erp.capabilities.order === 'any') return candidates;
  // Dates are ISO 8601: they sort as texts. Equal ones keep the order of their ids.
  return candidates.toSorted(
    (a, b) => Number(a.posting.date > b.posting.date) - Number(a.posting.date < b.posting.date),
  );
}

async function recordRejected(
  protocol: Protocol,
  flow: Flow,
  answers: readonly Answer[],
): Promise<readonly DeliveryOutcome[]> {
  const waiting = answers.flatMap(({ candidate, outcome }) =>
    outcome.kind === 'rejected' ? [{ documentId: idOf(candidate), problem: outcome.problem }] : [],
  );
  await protocol.record.recordAttention(flow, waiting);
  return waiting.map(needsAttention);
}

async function find(protocol: Protocol, candidates: readonly Candidate[], options: DeliverOptions) {
  if (candidates.length === 0) return new Map<ExternalReference, Receipt>();
  return protocol.erp.find(
    candidates.map(({ reference }) => reference),
    options,
  );
}

/** Compares what the ERP holds with what it should hold, and records which documents are delivered and which differ. */
async function confirm(
  protocol: Protocol,
  flow: Flow,
  candidates: readonly Candidate[],
  receipts: ReadonlyMap<ExternalReference, Receipt>,
  how: DeliveredDocument['how'],
): Promise<{ outcomes: readonly DeliveryOutcome[]; unseen: readonly Candidate[] }> {
  const delivered: DeliveredDocument[] = [];
  const waiting: WaitingDocument[] = [];
  const unseen: Candidate[] = [];
  for (const candidate of candidates) {
    const receipt = receipts.get(candidate.reference);
    const documentId = idOf(candidate);
    const differing = receipt === undefined ? [] : differences(candidate.posting, receipt);
    if (receipt === undefined) unseen.push(candidate);
    else if (differing.length > 0)
      waiting.push({ documentId, problem: postedDifferently(receipt, differing) });
    else delivered.push({ documentId, receipt, contentHash: candidate.delivery.contentHash, how });
  }
  await protocol.record.recordDelivered(flow, delivered);
  await protocol.record.recordAttention(flow, waiting);
  return {
    outcomes: [
      ...delivered.map(({ documentId }) => confirmed(documentId, candidates)),
      ...waiting.map(needsAttention),
    ],
    unseen,
  };
}

function confirmed(documentId: DocumentId, candidates: readonly Candidate[]): DeliveryOutcome {
  const before = candidates.find((candidate) => idOf(candidate) === documentId)?.delivery.state;
  return { kind: 'delivered', documentId, ...(before === 'exported' ? { again: true } : {}) };
}

function idOf({ delivery }: Candidate): DocumentId {
  return delivery.documentId;
}

function needsAttention({ documentId, problem }: WaitingDocument): DeliveryOutcome {
  return { kind: 'attention', documentId, problem };
}

function deferred(
  candidate: Candidate,
  reason: string,
  retryAfterMs: number,
): Extract<DeliveryOutcome, { kind: 'deferred' }> {
  return { kind: 'deferred', documentId: idOf(candidate), reason, retryAfterMs };
}

function lockedElsewhere(documentId: DocumentId): DeliveryOutcome {
  return { kind: 'deferred', documentId, reason: 'being worked on elsewhere', retryAfterMs: LOCKED_RETRY_MS };
}

function unknown(documentId: DocumentId): DeliveryOutcome {
  return { kind: 'unknown', documentId };
}

function withoutNovelty(step: Exclude<Step, { kind: 'candidate' }>): DeliveryOutcome {
  return step.kind === 'attention' ? needsAttention(step) : step;
}
