import type { ExternalReference } from '../document';
import { findByReference, type HeldDocuments } from './confirm';
import type { Flow } from './delivery';
import type { Candidate } from './examine';
import type { Lease } from './lease';
import type { DeliverOptions, Protocol } from './protocol-parts';
import type { Sending } from './sending';
import { wayOfEntries } from './summed-entries';

/** How documents stand in the books: each under its own reference, or accounting entries in sums. */
export interface Way {
  /** What the ERP holds of these documents, and which references that were looked for are taken. */
  lookUp(lease: Lease, candidates: readonly Candidate[]): Promise<LookedUp>;
  /** What is to be posted for documents that the look-up has not found. */
  sendings(absent: readonly Candidate[], taken: ReadonlySet<ExternalReference>): Promise<readonly Sending[]>;
  /** What the ERP holds of what it says it has posted. */
  readBack(posted: readonly Sending[]): Promise<HeldDocuments>;
}

export interface LookedUp {
  readonly held: HeldDocuments;
  readonly taken: ReadonlySet<ExternalReference>;
}

export function wayOf(protocol: Protocol, flow: Flow, options: DeliverOptions): Way {
  switch (flow.documentType) {
    case 'invoice':
    case 'credit-note':
      return oneByOne(protocol, options);
    case 'accounting-entry':
      return wayOfEntries(protocol, flow, options);
  }
}

const NONE: ReadonlySet<ExternalReference> = new Set();

function oneByOne(protocol: Protocol, options: DeliverOptions): Way {
  return {
    lookUp: async (_, candidates) => ({
      held: await findByReference(protocol, candidates, options),
      taken: NONE,
    }),
    sendings: (absent) =>
      Promise.resolve(absent.map((candidate) => ({ posting: candidate.posting, members: [candidate] }))),
    readBack: (posted) =>
      findByReference(
        protocol,
        posted.flatMap(({ members }) => members),
        options,
      ),
  };
}
