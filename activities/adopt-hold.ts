import type { OutcomeCounts } from '../src/adoption/doubts';
import { adoptionDoubtful } from '../src/adoption/problem';
import type { DocumentType, SystemId } from '../src/document';
import type { AdoptContext } from './adopt-context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';

export interface HoldInput {
  readonly adoptionId: number;
  readonly systemId: SystemId;
  readonly documentTypes: readonly DocumentType[];
}

/**
 * Holds everything back from a sync that is about to be linked or is in doubt, before the first document is linked: that may
 * take hours, and a sync would post what it meets meanwhile.
 */
export function createHoldDocuments(context: AdoptContext) {
  return async function holdDocuments({ adoptionId, systemId, documentTypes }: HoldInput): Promise<void> {
    return guarded('holding documents back', () =>
      whileHeartbeating('holding documents back', async () => {
        await context.adoptions.reserve(adoptionId);
        for (const documentType of documentTypes) {
          await holdDoubtful(context, { systemId, documentType }, adoptionId);
        }
      }),
    );
  };
}

export interface FinishAdoptionInput {
  readonly adoptionId: number;
}

/** Lets go of what only served to compare, and counts what became of the documents. */
export function createFinishAdoption(context: AdoptContext) {
  return async function finishAdoption({ adoptionId }: FinishAdoptionInput): Promise<OutcomeCounts> {
    return guarded('ending an adoption', () =>
      whileHeartbeating('ending', async () => {
        await context.adoptions.finish(adoptionId);
        return context.adoptions.countOutcomes(adoptionId);
      }),
    );
  };
}

/** Documents held at a time, with their contents. */
const HELD_AT_ONCE = 50;

async function holdDoubtful(
  { record, adoptions }: AdoptContext,
  flow: { readonly systemId: SystemId; readonly documentType: DocumentType },
  adoptionId: number,
): Promise<void> {
  for (let after = 0; ;) {
    const page = await adoptions.doubtfulUnmarked(adoptionId, flow.documentType, after, HELD_AT_ONCE);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.documentId;
    const lease = await record.lease(
      flow,
      page.map(({ documentId }) => documentId),
    );
    try {
      const known = await record.load(flow, [...lease.held]);
      const isKnown = new Set(known.map(({ documentId }) => documentId));
      // One that somebody works on just now is theirs.
      const held = page.filter(({ documentId }) => lease.held.has(documentId) && !isKnown.has(documentId));
      await record.storeFetched(flow, held);
      await record.recordAttention(
        flow,
        held.map((match) => ({
          documentId: match.documentId,
          problem: adoptionDoubtful(match.erp.number, match.doubt),
        })),
      );
    } finally {
      await lease.release();
    }
  }
}
