import type { Posting } from '../accounting/posting';
import { externalReference, type DocumentId, type ExternalReference } from '../document';
import type { Problem } from '../problem';
import { isSameContent } from '../same-content';
import type { Delivery, Flow } from './delivery';
import { deferred, type DeliveryOutcome } from './delivery-outcome';
import { changedAfterPosting } from './problems';
import { settleTimeMs, type BeforeGoLive, type DeliverOptions, type Protocol } from './protocol-parts';

/** A document that may be posted, as far as the record and its content say. */
export interface Candidate {
  readonly delivery: Delivery;
  readonly posting: Posting;
  readonly reference: ExternalReference;
}

/** A document that is dated before go-live, and why it is left alone. */
export interface LeftCandidate extends BeforeGoLive {
  readonly delivery: Delivery;
}

export type Step =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | {
      readonly kind: 'attention';
      readonly documentId: DocumentId;
      readonly problem: Problem;
      readonly isNew: boolean;
    }
  | Extract<DeliveryOutcome, { kind: 'deferred' | 'skipped' | 'held' | 'delivered' }>
  | { readonly kind: 'before-go-live'; readonly left: LeftCandidate };

export function idOf({ delivery }: Candidate): DocumentId {
  return delivery.documentId;
}

/** What the record alone says is to be done with a document. */
export function examine(
  protocol: Protocol,
  flow: Flow,
  delivery: Delivery,
  now: Date,
  options: DeliverOptions,
): Step {
  const { documentId } = delivery;
  if (delivery.state === 'skipped' && options.afresh !== true) return { kind: 'skipped', documentId };
  if (options.runStartedAt !== undefined && wasExportedSince(delivery, options.runStartedAt)) {
    return { kind: 'delivered', documentId, ...(options.isRepeated === true ? {} : { again: true }) };
  }
  if (delivery.problem !== null && options.afresh !== true) {
    return { kind: 'attention', documentId, problem: delivery.problem, isNew: false };
  }
  if (isBeingAdopted(delivery) && options.afresh !== true) {
    return { kind: 'held', documentId, reason: ADOPTION_NOT_ENDED, isBrief: false };
  }
  const settling = settlingForMs(delivery, settleTimeMs(protocol), now);
  if (settling > 0) return deferred(documentId, 'an earlier posting may still arrive', settling);
  if (wasChangedAfterPosting(delivery) && options.afresh !== true) {
    return { kind: 'attention', documentId, problem: changedAfterPosting(delivery), isNew: true };
  }
  const key = { ...flow, documentId };
  const prepared = protocol.prepare(key, delivery.content);
  if (!prepared.ok) {
    const before = protocol.beforeGoLive?.(key, delivery.content);
    if (before !== undefined) return { kind: 'before-go-live', left: { ...before, delivery } };
    return { kind: 'attention', documentId, problem: prepared.problem, isNew: true };
  }
  return {
    kind: 'candidate',
    candidate: { delivery, posting: prepared.posting, reference: externalReference(key) },
  };
}

const ADOPTION_NOT_ENDED =
  'the ERP holds it, posted by others; its adoption has begun and not ended: `traede-sync adopt` goes on';

/** It stands in the ERP under no reference of ours yet: a look-up would not find it, and it would be posted again. */
function isBeingAdopted({ adopted, state }: Delivery): boolean {
  return adopted && state === 'fetched';
}

/** Marked by this run, or by somebody beside it; what was marked before `startedAt` and is listed all the same was not. */
export function wasExportedSince({ state, exportedAt }: Delivery, startedAt: Date): boolean {
  return state === 'exported' && exportedAt !== null && exportedAt >= startedAt;
}

export function wasChangedAfterPosting({ postedHash, contentHash }: Delivery): boolean {
  return postedHash !== null && !isSameContent(postedHash, contentHash);
}

/** How long a posting with unknown outcome must still be left alone. */
function settlingForMs(delivery: Delivery, settlesAfterMs: number, now: Date): number {
  if (delivery.postingSince === null) return 0;
  return delivery.postingSince.getTime() + settlesAfterMs - now.getTime();
}
