import type { LinkRefusal } from '../erp/adoption';
import { isUnchanged, type Adoption, type BookedFacts, type ToLink } from '../erp/adoption';
import type { ErpAdapter, Receipt } from '../erp/adapter';
import { adoptionDoubtful } from '../adoption/problem';
import { externalReference, type DocumentId } from '../document';
import { formatAmount } from '../money';
import type { AdoptionRecord, Match } from './adoption';
import type { Difference } from './comparison';
import { inParallel } from './concurrency';
import type { Flow } from './delivery';
import type { Lease } from './lease';
import { postedDifferently } from './problems';
import { MAX_NOTE_AGE_MS } from './protocol-parts';
import type { DeliveryRecord } from './record';

/** What linking works with. */
export interface AdoptionProtocol {
  readonly record: DeliveryRecord;
  readonly adoptions: Pick<AdoptionRecord, 'beginLinking' | 'abandonLinking' | 'disownLinking'>;
  readonly erp: ErpAdapter;
  readonly adoption: Adoption;
}

export type AdoptOutcome =
  | { readonly kind: 'linked'; readonly documentId: DocumentId }
  | { readonly kind: 'refused'; readonly documentId: DocumentId; readonly why: LinkRefusal }
  /** A sync or a person was faster. */
  | { readonly kind: 'known'; readonly documentId: DocumentId }
  /** Not now: the ERP gave no answer, or somebody else works on it. */
  | { readonly kind: 'deferred'; readonly documentId: DocumentId; readonly retryAfterMs: number };

/** While somebody else works on the document. */
const LOCKED_RETRY_MS = 2_000;

/**
 * Links documents of one flow with those that others posted: lock → note → ask the ERP by reference → link → read back and
 * compare → record. Nothing is ever posted. A link whose outcome is not known is noted like a posting, and until the ERP's
 * own time-out has passed the document is left alone: neither linked again, nor given up, nor posted by a sync.
 */
export async function adoptDocuments(
  protocol: AdoptionProtocol,
  flow: Flow,
  matches: readonly Match[],
  signal: AbortSignal,
): Promise<readonly AdoptOutcome[]> {
  const { record, adoptions, erp } = protocol;
  const lease = await record.lease(
    flow,
    matches.map(({ documentId }) => documentId),
  );
  try {
    const locked = matches.filter(({ documentId }) => !lease.held.has(documentId));
    const held = matches.filter(({ documentId }) => lease.held.has(documentId));
    const settleMs = erp.capabilities.settleTimeMs + MAX_NOTE_AGE_MS;
    const { begun, settling } = await adoptions.beginLinking(flow, held, settleMs);
    const ours = held.filter(({ documentId }) => begun.has(documentId));
    const linked = await linkAll(protocol, flow, lease, ours, signal);
    const confirmed = await confirmLinked(protocol, flow, ours, linked, signal);
    return [
      ...locked.map(({ documentId }) => deferred(documentId, LOCKED_RETRY_MS)),
      ...held
        .filter(({ documentId }) => !begun.has(documentId))
        .map(({ documentId }): AdoptOutcome =>
          settling.has(documentId) ? deferred(documentId, settleMs) : { kind: 'known', documentId },
        ),
      ...confirmed,
    ];
  } finally {
    await lease.release();
  }
}

function deferred(documentId: DocumentId, retryAfterMs: number): AdoptOutcome {
  return { kind: 'deferred', documentId, retryAfterMs };
}

type Linking = 'linked' | 'uncertain' | LinkRefusal;

async function linkAll(
  { erp, adoption }: AdoptionProtocol,
  flow: Flow,
  lease: Lease,
  matches: readonly Match[],
  signal: AbortSignal,
): Promise<ReadonlyMap<DocumentId, Linking>> {
  if (matches.length === 0) return new Map();
  if (erp.capabilities.concurrency === 1) await lease.awaitTurn(erp.company, signal);
  const references = matches.map(({ documentId }) => externalReference({ ...flow, documentId }));
  const found = await erp.find(references, { signal });
  const results = await inParallel(
    matches,
    erp.capabilities.concurrency,
    async ({ documentId, erp: document }) => {
      const reference = externalReference({ ...flow, documentId });
      const there = found.get(reference);
      if (there !== undefined) {
        // By an attempt whose answer was lost; or it was posted meanwhile.
        return [documentId, there.erpId === document.erpId ? 'linked' : 'reference-taken'] as const;
      }
      if (signal.aborted) return [documentId, 'uncertain'] as const;
      lease.assertHeld();
      const outcome = await adoption.link(document, reference, { signal });
      return [documentId, outcome.kind === 'refused' ? outcome.why : outcome.kind] as const;
    },
  );
  return new Map<DocumentId, Linking>(results);
}

/** What counts is what the ERP shows to whoever asks, not what it answered. */
async function confirmLinked(
  protocol: AdoptionProtocol,
  flow: Flow,
  matches: readonly Match[],
  linkings: ReadonlyMap<DocumentId, Linking>,
  signal: AbortSignal,
): Promise<readonly AdoptOutcome[]> {
  const { record, erp } = protocol;
  const linked = matches.filter(({ documentId }) => linkings.get(documentId) === 'linked');
  const references = linked.map(({ documentId }) => externalReference({ ...flow, documentId }));
  const receipts = linked.length === 0 ? new Map<string, Receipt>() : await erp.find(references, { signal });
  const shown = linked.flatMap((match) => {
    const receipt = receipts.get(externalReference({ ...flow, documentId: match.documentId }));
    return receipt === undefined ? [] : [{ match, receipt }];
  });
  const right = shown.filter(({ match, receipt }) => isUnchanged(match.erp, sizeOf(match.erp, receipt)));
  const wrong = shown.filter((one) => !right.includes(one));
  await record.recordDelivered(
    flow,
    right.map(({ match: { documentId, contentHash }, receipt }) => ({
      ...{ documentId, receipt, contentHash, how: 'adopted' as const },
    })),
  );
  // TRAEDE was told by whoever posted it.
  const marked = right.filter(({ match }) => !match.unmarked).map(({ match }) => match.documentId);
  await record.recordExported(flow, marked);
  await record.recordAttention(
    flow,
    wrong.map(({ match, receipt }) => ({
      documentId: match.documentId,
      problem: postedDifferently(receipt, differencesOf(match.erp, receipt)),
    })),
  );
  const outcomes = matches.map(({ documentId }): AdoptOutcome => {
    const linking = linkings.get(documentId) ?? 'uncertain';
    if (right.some(({ match }) => match.documentId === documentId)) return { kind: 'linked', documentId };
    if (wrong.some(({ match }) => match.documentId === documentId)) {
      return { kind: 'refused', documentId, why: 'changed' };
    }
    return linking === 'linked' || linking === 'uncertain'
      ? deferred(documentId, erp.capabilities.settleTimeMs + MAX_NOTE_AGE_MS)
      : { kind: 'refused', documentId, why: linking };
  });
  await settleOthers(protocol, flow, matches, outcomes, new Set(wrong.map(({ match }) => match.documentId)));
  return outcomes;
}

/** What was not linked is given up, waits for a person where a sync would post it, or is left alone for a while. */
async function settleOthers(
  { record, adoptions }: AdoptionProtocol,
  flow: Flow,
  matches: readonly Match[],
  outcomes: readonly AdoptOutcome[],
  alreadyWaiting: ReadonlySet<DocumentId>,
): Promise<void> {
  const refused = matches.flatMap((match) => {
    const outcome = outcomes.find(({ documentId }) => documentId === match.documentId);
    if (outcome?.kind !== 'refused' || alreadyWaiting.has(match.documentId)) return [];
    return [{ ...match, why: outcome.why }];
  });
  const idsOf = (wanted: boolean) =>
    refused.filter(({ unmarked }) => unmarked === wanted).map(({ documentId }) => documentId);
  await adoptions.abandonLinking(flow, idsOf(false));
  await adoptions.disownLinking(flow, idsOf(true));
  await record.recordAttention(
    flow,
    refused
      .filter(({ unmarked }) => unmarked)
      .map(({ documentId, erp, why }) => ({ documentId, problem: adoptionDoubtful(erp.number, why) })),
  );
  // The ERP may still be working, from now on for as long as it says.
  await record.beginPosting(
    flow,
    outcomes.filter(({ kind }) => kind === 'deferred').map(({ documentId }) => documentId),
  );
}

/** ERPs may hold an entry's amount with a sign; its size is what was listed. */
function sizeOf({ kind }: ToLink, receipt: Receipt): BookedFacts {
  if (kind !== 'journal-entry') return receipt;
  return { ...receipt, net: receipt.net.abs(), total: receipt.total.abs() };
}

function differencesOf(listed: ToLink, receipt: Receipt): readonly Difference[] {
  const held = sizeOf(listed, receipt);
  const pairs = [
    { what: 'currency', expected: listed.currency, found: held.currency },
    { what: 'date', expected: listed.date, found: held.date },
    { what: 'tax', expected: formatAmount(listed.tax), found: formatAmount(held.tax) },
    { what: 'total', expected: formatAmount(listed.total), found: formatAmount(held.total) },
  ];
  return pairs.filter(({ expected, found }) => expected !== found);
}
