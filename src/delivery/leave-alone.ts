import type { Flow } from './delivery';
import type { DeliveryOutcome } from './delivery-outcome';
import { idOf, type Candidate, type LeftCandidate } from './examine';
import type { Protocol } from './protocol-parts';

/** Of documents that the ERP does not hold, those that are dated before go-live: they are never posted, by any way. */
export function partByGoLive(
  { beforeGoLive }: Protocol,
  flow: Flow,
  absent: readonly Candidate[],
): { readonly left: readonly LeftCandidate[]; readonly others: readonly Candidate[] } {
  const left: LeftCandidate[] = [];
  const others: Candidate[] = [];
  for (const candidate of absent) {
    const { delivery } = candidate;
    const before = beforeGoLive?.({ ...flow, documentId: idOf(candidate) }, delivery.content);
    if (before === undefined) others.push(candidate);
    else left.push({ ...before, delivery });
  }
  return { left, others };
}

/** Notes that documents are left alone, and ends deliveries that were begun before a go-live was set. */
export async function leaveAlone(
  { record }: Protocol,
  flow: Flow,
  left: readonly LeftCandidate[],
): Promise<readonly DeliveryOutcome[]> {
  await record.leaveBeforeGoLive(
    flow,
    left.map(({ delivery: { documentId, number }, day }) => ({ documentId, number, day })),
  );
  return left.map(({ delivery: { documentId }, problem }) => ({
    kind: 'before-go-live',
    documentId,
    problem,
  }));
}
