import { setTimeout as sleep } from 'node:timers/promises';
import { externalReference, parseExternalReference, type ExternalReference } from '../../src/document';
import type { Posting } from '../../src/accounting/posting';
import { ErpUnavailableError, type ErpAdapter, type PostOutcome } from '../../src/erp/adapter';
import type { CallCounter } from './fault';

/** How long the ERP may go on with a posting after its answer was given up. */
const SETTLE_TIME_MS = 1_000;
/** A posting that arrives late does so well after the answer was given up, and within the ERP's own time-out. */
const LATE_POST_MS = 400;
const LATE_ANSWER_MS = 1_500;

/** An ERP between which and us calls go wrong. `late` are the postings that still arrive. */
export function withFaults(erp: ErpAdapter, counter: CallCounter): ErpAdapter & { settled(): Promise<void> } {
  const late = new Set<Promise<unknown>>();
  return {
    ...erp,
    capabilities: { ...erp.capabilities, settleTimeMs: SETTLE_TIME_MS },
    async find(references, options) {
      const fault = counter.next();
      if (fault === 'lose-request') throw new ErpUnavailableError('the look-up was lost');
      const found = await erp.find(references, options);
      if (fault === 'lose-answer') throw new ErpUnavailableError('the answer was lost');
      if (fault === 'error-after-acting') throw new ErpUnavailableError('it answered 500');
      if (fault === 'answer-late') await sleep(LATE_ANSWER_MS);
      return found;
    },
    async post(posting, options) {
      const fault = counter.next();
      switch (fault) {
        case undefined:
          return erp.post(posting, options);
        case 'lose-request':
          return uncertain('the posting was lost');
        case 'lose-answer':
          await erp.post(posting);
          return uncertain('the answer was lost');
        case 'error-after-acting':
          await erp.post(posting);
          return uncertain('it answered 500');
        case 'answer-late': {
          const arriving = sleep(LATE_POST_MS).then(() => erp.post(posting));
          late.add(arriving);
          return uncertain('time-out');
        }
      }
    },
    async settled() {
      await Promise.all(late);
    },
  };
}

function uncertain(reason: string): PostOutcome {
  return { kind: 'uncertain', reason };
}

/**
 * A ledger that takes every posting that arrives, also a second one of the same document: what keeps the books right
 * is the delivery protocol alone. A second one stands in the books under a reference of its own, where it is seen.
 */
export function withoutUniqueness(ledger: ErpAdapter): ErpAdapter {
  const arrivals = new Map<ExternalReference, number>();
  return {
    ...ledger,
    async post(posting, options) {
      const earlier = arrivals.get(posting.reference) ?? 0;
      arrivals.set(posting.reference, earlier + 1);
      const outcome = await ledger.post(earlier === 0 ? posting : doubled(posting, earlier), options);
      // Not in the books, for all that the ledger says.
      if (outcome.kind !== 'posted') arrivals.set(posting.reference, earlier);
      return outcome;
    },
  };
}

function doubled(posting: Posting, earlier: number): Posting {
  const key = parseExternalReference(posting.reference);
  if (key === undefined) throw new Error(`${posting.reference} is not one of our references`);
  return {
    ...posting,
    reference: externalReference({ ...key, systemId: `${key.systemId}.again${earlier}` }),
  };
}
