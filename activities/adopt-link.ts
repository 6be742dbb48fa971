import { DOUBT_TEXTS, type OutcomeCounts } from '../src/adoption/doubts';
import { adoptDocuments, type AdoptOutcome } from '../src/delivery/adopt';
import type { DoubtfulMatch, LinkedDocument, Match } from '../src/delivery/adoption';
import type { DocumentId, DocumentType, SystemId } from '../src/document';
import type { Problem } from '../src/problem';
import { adoptionOf, type AdoptContext } from './adopt-context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';

export interface LinkInput {
  readonly adoptionId: number;
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  /** The last document of this type that was tried in this pass; 0 at the beginning. */
  readonly after: DocumentId;
}

/** Lists that are empty are left out: histories stay small. */
export interface Linked {
  /** Where to go on; null: there is nothing left of this type in this pass. */
  readonly next: DocumentId | null;
  readonly linked: number;
  readonly doubtful: number;
  readonly known: number;
  readonly deferred: number;
  readonly retryAfterMs: number;
  /** TRAEDE lists them as not exported: they are to be marked. */
  readonly unmarked?: readonly DocumentId[];
  /** Workflows wait for a person on their behalf. */
  readonly awaited?: readonly DocumentId[];
}

/** What a killed worker leaves begun at most. */
const LINKED_AT_ONCE = 25;

/** Links some of the documents that agree. */
export function createLinkDocuments(context: AdoptContext) {
  return async function linkDocuments(input: LinkInput): Promise<Linked> {
    const { adoptionId, systemId, documentType, after } = input;
    return guarded(`linking ${documentType} after ${after}`, () =>
      whileHeartbeating(`${documentType} after ${after}`, async (signal) => {
        const { erp, adoption } = adoptionOf(context, systemId);
        const { record, adoptions } = context;
        const matches = await adoptions.matches(adoptionId, documentType, after, LINKED_AT_ONCE);
        const flow = { systemId, documentType };
        const protocol = { record, adoptions, erp, adoption };
        const outcomes = matches.length === 0 ? [] : await adoptDocuments(protocol, flow, matches, signal);
        await adoptions.recordLinked(adoptionId, documentType, outcomes.flatMap(toLinked));
        return summarise(matches, outcomes);
      }),
    );
  };
}

function toLinked(outcome: AdoptOutcome): readonly LinkedDocument[] {
  const { documentId } = outcome;
  switch (outcome.kind) {
    case 'linked':
      return [{ documentId, outcome: 'linked', doubt: null }];
    case 'known':
      return [{ documentId, outcome: 'known', doubt: null }];
    case 'refused':
      return [{ documentId, outcome: 'doubtful', doubt: outcome.why }];
    case 'deferred':
      return [];
  }
}

function summarise(matches: readonly Match[], outcomes: readonly AdoptOutcome[]): Linked {
  const of = (kind: AdoptOutcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind);
  const isLinked = new Set(of('linked').map(({ documentId }) => documentId));
  const ids = (wanted: (match: Match) => boolean) =>
    matches
      .filter((match) => isLinked.has(match.documentId) && wanted(match))
      .map(({ documentId }) => documentId);
  // Those for whom a workflow waits are marked by it.
  const unmarked = ids((match) => match.unmarked && !match.awaited);
  const awaited = ids((match) => match.awaited);
  const waits = outcomes.map((outcome) => (outcome.kind === 'deferred' ? outcome.retryAfterMs : 0));
  return {
    next: matches.at(-1)?.documentId ?? null,
    linked: isLinked.size,
    doubtful: of('refused').length,
    known: of('known').length,
    deferred: of('deferred').length,
    retryAfterMs: Math.max(0, ...waits),
    ...(unmarked.length === 0 ? {} : { unmarked }),
    ...(awaited.length === 0 ? {} : { awaited }),
  };
}

export interface FinishAdoptionInput {
  readonly adoptionId: number;
  readonly systemId: SystemId;
  readonly documentTypes: readonly DocumentType[];
  /** A person said that what agrees may be linked: what is in doubt waits, and no sync posts it. */
  readonly holdDoubtful: boolean;
}

const HELD_AT_ONCE = 50;

/** Holds what is in doubt back from a sync, and lets go of what only served to compare. */
export function createFinishAdoption(context: AdoptContext) {
  return async function finishAdoption(input: FinishAdoptionInput): Promise<OutcomeCounts> {
    const { adoptionId, systemId, documentTypes } = input;
    return guarded('ending an adoption', () =>
      whileHeartbeating('ending', async () => {
        for (const documentType of input.holdDoubtful ? documentTypes : []) {
          await holdDoubtful(context, { systemId, documentType }, adoptionId);
        }
        await context.adoptions.finish(adoptionId);
        return context.adoptions.countOutcomes(adoptionId);
      }),
    );
  };
}

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
        held.map((match) => ({ documentId: match.documentId, problem: doubtful(match) })),
      );
    } finally {
      await lease.release();
    }
  }
}

function doubtful({ doubt, erp }: DoubtfulMatch): Problem {
  const { meaning, remedy } = DOUBT_TEXTS[doubt];
  return {
    code: 'adoption-doubtful',
    message: `Others posted ${erp.number} in the ERP, which may be this document. ${meaning}`,
    remedy,
  };
}
