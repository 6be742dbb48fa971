import { adoptDocuments, type AdoptOutcome } from '../src/delivery/adopt';
import type { LinkedDocument, Match } from '../src/delivery/adoption';
import type { DocumentId, DocumentType, SystemId } from '../src/document';
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
