import type { DocumentId } from '../document';
import { deferred, isBlocked, type DeliveryOutcome } from './delivery-outcome';
import { idOf, type Candidate } from './examine';

/**
 * For an ERP that refuses a document dated before the last one: what comes behind a document that is put off for a while
 * is put off with it, or else that one could never be posted. A document that waits for a person blocks nobody.
 *
 * Behind one that is held everything is held, also what was deferred for reasons of its own: that would be tried again
 * within the run, and overtake.
 * @param ids in the order in which they are to be posted
 * @param early what is known already of the documents that are not ready
 * @returns what is still ready, and the outcomes of all others
 */
export function keepDateOrder(
  ids: readonly DocumentId[],
  early: readonly DeliveryOutcome[],
  ready: readonly Candidate[],
): { readonly ready: readonly Candidate[]; readonly outcomes: readonly DeliveryOutcome[] } {
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = (id: DocumentId) => places.get(id) ?? ids.length;
  const blocked = early.filter(isBlocked).toSorted((a, b) => placeOf(a.documentId) - placeOf(b.documentId));
  const firstDeferred = blocked.find((outcome) => outcome.kind === 'deferred');
  const firstHeld = blocked.find((outcome) => outcome.kind === 'held');
  const isBehind = (id: DocumentId, other: { readonly documentId: DocumentId } | undefined) =>
    other !== undefined && placeOf(id) > placeOf(other.documentId);
  const putOff = ready.map(idOf).flatMap((id): readonly DeliveryOutcome[] => {
    if (isBehind(id, firstHeld)) return [heldBehind(id)];
    if (firstDeferred === undefined || !isBehind(id, firstDeferred)) return [];
    return [deferred(id, 'follows a document that may still arrive', firstDeferred.retryAfterMs)];
  });
  return {
    ready: ready.filter((candidate) => !isBehind(idOf(candidate), blocked[0])),
    outcomes: [
      ...early.map((outcome) =>
        outcome.kind === 'deferred' && isBehind(outcome.documentId, firstHeld)
          ? heldBehind(outcome.documentId)
          : outcome,
      ),
      ...putOff,
    ],
  };
}

function heldBehind(documentId: DocumentId): DeliveryOutcome {
  return { kind: 'held', documentId, reason: 'follows a document that is held', isBrief: true };
}
