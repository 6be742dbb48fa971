import type { DocumentId, ExternalReference } from '../document';
import { oneByOne } from './concurrency';
import { confirm } from './confirm';
import { checkInvoices } from './credited-invoice';
import { keepDateOrder } from './date-order';
import type { Delivery, Flow } from './delivery';
import { deferred, lockedElsewhere, needsAttention, unknown, type DeliveryOutcome } from './delivery-outcome';
import { examine, idOf, type Candidate, type Step } from './examine';
import { leaveAlone, partByGoLive } from './leave-alone';
import type { Lease } from './lease';
import { missingInErp } from './problems';
import { settleTimeMs, type DeliverOptions, type Protocol } from './protocol-parts';
import type { WaitingDocument } from './record';
import { send, type Answer } from './send';
import { idsOf } from './sending';
import { wayOf, type Way } from './way';

export type { DeliveryOutcome } from './delivery-outcome';
export {
  MAX_NOTE_AGE_MS,
  type BeforeGoLive,
  type DeliverOptions,
  type Prepared,
  type Protocol,
} from './protocol-parts';

/** After the ERP said `posted` but did not show the document. */
const UNSEEN_RETRY_MS = 2_000;

/**
 * The delivery protocol, once for all adapters: lock → look up by external reference → post what is absent → read
 * back and compare → record. Marking in TRAEDE follows only for what this answers as `delivered`.
 *
 * Why nothing is posted twice: only the holder of the delivery's lock posts; it posts only what the ERP, asked a
 * moment ago, does not hold; a posting whose outcome is unknown is noted right before it is sent, and until the ERP's
 * own time-out has passed it is neither looked up nor repeated; and beneath all this the adapter's uniqueness holds.
 *
 * Delivers a few documents of one flow; one outcome for each id.
 */
export async function deliverDocuments(
  protocol: Protocol,
  flow: Flow,
  ids: readonly DocumentId[],
  options: DeliverOptions = {},
): Promise<readonly DeliveryOutcome[]> {
  const lease = await protocol.record.lease(flow, ids);
  try {
    const loaded = await protocol.record.load(flow, [...lease.held]);
    const deliveries = loaded.filter(({ purgedAt }) => purgedAt === null);
    const now = await protocol.record.now();
    const steps = await oneByOne(deliveries, (delivery) => examine(protocol, flow, delivery, now, options));
    const candidates = steps.flatMap((step) => (step.kind === 'candidate' ? [step.candidate] : []));
    const waiting = steps.flatMap((step) => (step.kind === 'attention' ? [step] : []));
    await protocol.record.recordAttention(
      flow,
      waiting.filter((step) => step.isNew),
    );

    const way = wayOf(protocol, flow, options);
    const lookedUp = await lookUp(protocol, flow, lease, way, candidates, options);
    const followed = await followInvoices(protocol, flow, lookedUp.absent, now, options);
    const early = [
      ...ids.filter((id) => !lease.held.has(id)).map(lockedElsewhere),
      ...[...lease.held]
        .filter((id) => !deliveries.some((delivery) => delivery.documentId === id))
        .map(unknown),
      ...steps.flatMap(outcomesOf),
      ...(await leaveAlone(
        protocol,
        flow,
        steps.flatMap((step) => (step.kind === 'before-go-live' ? [step.left] : [])),
      )),
      ...lookedUp.outcomes,
      ...followed.outcomes,
    ];
    const { ready, outcomes } =
      protocol.erp.capabilities.order === 'by-date'
        ? keepDateOrder(ids, early, followed.ready)
        : { ready: followed.ready, outcomes: early };
    const posted = await post(protocol, flow, lease, way, { ready, taken: lookedUp.taken }, options);
    return [...outcomes, ...posted];
  } finally {
    await lease.release();
  }
}

async function lookUp(
  protocol: Protocol,
  flow: Flow,
  lease: Lease,
  way: Way,
  candidates: readonly Candidate[],
  options: DeliverOptions,
) {
  const { held, taken } = await way.lookUp(lease, candidates);
  const { outcomes, unseen } = await confirm(protocol, flow, candidates, held, 'found');
  const { left, others } = partByGoLive(protocol, flow, unseen);
  const gone = others.filter(({ delivery }) => wasInTheBooks(delivery) && options.afresh !== true);
  const waiting = gone.map(({ delivery }) => ({
    documentId: delivery.documentId,
    problem: missingInErp(delivery),
  }));
  await protocol.record.recordAttention(flow, waiting);
  return {
    outcomes: [...outcomes, ...waiting.map(needsAttention), ...(await leaveAlone(protocol, flow, left))],
    absent: others.filter((candidate) => !gone.includes(candidate)),
    taken,
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
    else if (check.kind === 'held') held.push({ ...check, documentId });
    else waiting.push({ documentId, problem: check.problem });
  }
  await protocol.record.recordAttention(flow, waiting);
  return { ready, outcomes: [...held, ...waiting.map(needsAttention)] };
}

async function post(
  protocol: Protocol,
  flow: Flow,
  lease: Lease,
  way: Way,
  { ready, taken }: { readonly ready: readonly Candidate[]; readonly taken: ReadonlySet<ExternalReference> },
  options: DeliverOptions,
): Promise<readonly DeliveryOutcome[]> {
  if (ready.length === 0) return [];
  const { capabilities, company } = protocol.erp;
  if (capabilities.concurrency === 1) await lease.awaitTurn(company, options.signal);
  const answers = await send(protocol, flow, lease, await way.sendings(ready, taken), options);
  const rejected = await recordRejected(protocol, flow, answers);
  const uncertain = answers.flatMap(({ sending, outcome }) =>
    outcome.kind === 'uncertain' || outcome.kind === 'not-sent'
      ? idsOf(sending).map((id) => deferred(id, outcome.reason, settleTimeMs(protocol)))
      : [],
  );
  // The ERP may still be working, from now on for as long as it says.
  await protocol.record.beginPosting(
    flow,
    uncertain.map(({ documentId }) => documentId),
  );
  const posted = answers.flatMap(({ sending, outcome }) => (outcome.kind === 'posted' ? [sending] : []));
  // Read back: what counts is what the ERP shows to whoever asks, not what it answered to the posting.
  const held = await way.readBack(posted);
  const members = posted.flatMap((sending) => sending.members);
  const { outcomes, unseen } = await confirm(protocol, flow, members, held, 'posted');
  const notShown = unseen.map((candidate) =>
    deferred(idOf(candidate), 'posted, but the ERP does not show it', UNSEEN_RETRY_MS),
  );
  return [...rejected, ...uncertain, ...outcomes, ...notShown];
}

async function recordRejected(
  protocol: Protocol,
  flow: Flow,
  answers: readonly Answer[],
): Promise<readonly DeliveryOutcome[]> {
  const waiting = answers.flatMap(({ sending, outcome }) =>
    outcome.kind === 'rejected'
      ? idsOf(sending).map((documentId) => ({ documentId, problem: outcome.problem }))
      : [],
  );
  await protocol.record.recordAttention(flow, waiting);
  return waiting.map(needsAttention);
}

/** What the record and the content alone decide. */
function outcomesOf(step: Step): readonly DeliveryOutcome[] {
  switch (step.kind) {
    case 'candidate':
    case 'before-go-live':
      return [];
    case 'attention':
      return [needsAttention(step)];
    case 'deferred':
    case 'held':
    case 'skipped':
    case 'delivered':
      return [step];
  }
}
