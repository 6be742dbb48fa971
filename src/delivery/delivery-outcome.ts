import type { DocumentId } from '../document';
import type { Problem } from '../problem';

/** What became of one document of a batch. */
export type DeliveryOutcome =
  /**
   * `again`: it was delivered and marked before, and TRAEDE lists it all the same. `found`: the ERP held it before this
   * delivery.
   */
  | {
      readonly kind: 'delivered';
      readonly documentId: DocumentId;
      readonly again?: true;
      readonly found?: true;
    }
  | { readonly kind: 'attention'; readonly documentId: DocumentId; readonly problem: Problem }
  /** Not now: to be tried again after `retryAfterMs`. `reason` in a few words, without personal data. */
  | Deferred
  /** It is dated before go-live, and the ERP does not hold it: it is left alone. */
  | { readonly kind: 'before-go-live'; readonly documentId: DocumentId; readonly problem: Problem }
  /** A named person skipped it: nothing to do. */
  | { readonly kind: 'skipped'; readonly documentId: DocumentId }
  /** It follows another document: the next run looks again. `isBrief`: that one is on its way, and waits for nobody. */
  | {
      readonly kind: 'held';
      readonly documentId: DocumentId;
      readonly reason: string;
      readonly isBrief: boolean;
    }
  /** The record does not know the document (it was lost): to be fetched again. */
  | { readonly kind: 'unknown'; readonly documentId: DocumentId };

/** It cannot go out now, and will before long. */
export type Blocked = Extract<DeliveryOutcome, { kind: 'deferred' | 'held' }>;

export function isBlocked(outcome: DeliveryOutcome): outcome is Blocked {
  return outcome.kind === 'deferred' || (outcome.kind === 'held' && outcome.isBrief);
}

export interface Deferred {
  readonly kind: 'deferred';
  readonly documentId: DocumentId;
  readonly reason: string;
  readonly retryAfterMs: number;
}

/** While somebody else works on the document. Their work on a batch takes seconds. */
const LOCKED_RETRY_MS = 2_000;

export function deferred(documentId: DocumentId, reason: string, retryAfterMs: number): Deferred {
  return { kind: 'deferred', documentId, reason, retryAfterMs };
}

export function lockedElsewhere(documentId: DocumentId): Deferred {
  return deferred(documentId, 'being worked on elsewhere', LOCKED_RETRY_MS);
}

export function unknown(documentId: DocumentId): DeliveryOutcome {
  return { kind: 'unknown', documentId };
}

export function needsAttention({
  documentId,
  problem,
}: {
  readonly documentId: DocumentId;
  readonly problem: Problem;
}): DeliveryOutcome {
  return { kind: 'attention', documentId, problem };
}
