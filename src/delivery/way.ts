import { findByReference, type HeldDocuments } from './confirm';
import type { Flow } from './delivery';
import type { Candidate } from './examine';
import type { Lease } from './lease';
import type { DeliverOptions, Protocol } from './protocol-parts';
import type { Sending } from './send';

/** How documents stand in the books: each under its own reference, or accounting entries in sums. */
export interface Way {
  /** What the ERP holds of these documents. */
  lookUp(lease: Lease, candidates: readonly Candidate[]): Promise<HeldDocuments>;
  /** What is to be posted for documents that the look-up has not found. */
  sendings(absent: readonly Candidate[]): Promise<readonly Sending[]>;
  /** What the ERP holds of what it says it has posted. */
  readBack(posted: readonly Sending[]): Promise<HeldDocuments>;
}

export function wayOf(protocol: Protocol, _flow: Flow, options: DeliverOptions): Way {
  return oneByOneWay(protocol, options);
}

function oneByOneWay(protocol: Protocol, options: DeliverOptions): Way {
  return {
    lookUp: (_lease, candidates) => findByReference(protocol, candidates, options),
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
