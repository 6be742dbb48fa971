import type { DocumentId } from '../document';
import { deferred, type Blocked, type DeliveryOutcome } from './delivery-outcome';
import { idOf, type Candidate } from './examine';

/**
 * For an ERP that refuses a document dated before the last one: what comes behind a document that is put off for a while
 * is put off with it, or else that one could never be posted. A document that waits for a person blocks nobody.
 * @param ids in the order in which they are to be posted
 */
export function putOffBehind(
  ids: readonly DocumentId[],
  blocked: readonly Blocked[],
  ready: readonly Candidate[],
): { readonly ready: readonly Candidate[]; readonly outcomes: readonly DeliveryOutcome[] } {
  const place = (id: DocumentId) => ids.indexOf(id);
  const [first] = blocked.toSorted((a, b) => place(a.documentId) - place(b.documentId));
  if (first === undefined) return { ready, outcomes: [] };
  const isBehind = (candidate: Candidate) => place(idOf(candidate)) > place(first.documentId);
  return {
    ready: ready.filter((candidate) => !isBehind(candidate)),
    outcomes: ready.filter(isBehind).map((candidate) => behind(idOf(candidate), first)),
  };
}

function behind(documentId: DocumentId, first: Blocked): DeliveryOutcome {
  switch (first.kind) {
    case 'deferred':
      return deferred(documentId, 'follows a document that may still arrive', first.retryAfterMs);
    case 'held':
      return { kind: 'held', documentId, reason: 'follows a document that is held', isBrief: true };
  }
}
