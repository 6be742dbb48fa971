import type { Posting } from '../accounting/posting';
import type { DocumentId } from '../document';
import type { PostOutcome } from '../erp/adapter';
import { postOnFirstOpenDay } from './closed-period';
import { inParallel } from './concurrency';
import type { Flow } from './delivery';
import { idOf, type Candidate } from './examine';
import type { Lease } from './lease';
import { MAX_NOTE_AGE_MS, type DeliverOptions, type Protocol } from './protocol-parts';

/** One posting, and the documents that it stands for: one, or the accounting entries of a sum. */
export interface Sending {
  readonly posting: Posting;
  readonly members: readonly Candidate[];
}

export interface Answer {
  readonly sending: Sending;
  readonly outcome: PostOutcome | NotSent;
}

/** Held back, as an earlier document may still arrive, and the ERP takes none that is dated before the last. */
interface NotSent {
  readonly kind: 'not-sent';
  readonly reason: string;
}

const NOT_SENT: NotSent = { kind: 'not-sent', reason: 'follows a document that may still arrive' };

/** Each posting is sent under a lease that still holds, and soon after it was noted. */
export async function send(
  protocol: Protocol,
  flow: Flow,
  lease: Lease,
  sendings: readonly Sending[],
  options: DeliverOptions,
): Promise<readonly Answer[]> {
  lease.assertHeld();
  const notedAtMs = performance.now();
  await protocol.record.beginPosting(flow, sendings.flatMap(idsOf));
  const { order, concurrency } = protocol.erp.capabilities;
  let isInterrupted = false;
  return inParallel(
    inPostingOrder(protocol, sendings),
    order === 'by-date' ? 1 : concurrency,
    async (sending) => {
      if (isInterrupted) return { sending, outcome: NOT_SENT };
      const post = async (posting: Posting): Promise<PostOutcome> => {
        if (performance.now() - notedAtMs > MAX_NOTE_AGE_MS) {
          await protocol.record.beginPosting(flow, idsOf(sending));
        }
        lease.assertHeld();
        return protocol.erp.post(posting, options);
      };
      const first = await post(sending.posting);
      const outcome =
        first.kind === 'rejected'
          ? await postOnFirstOpenDay(protocol, sending.posting, first, post, options)
          : first;
      isInterrupted = order === 'by-date' && outcome.kind === 'uncertain';
      return { sending, outcome };
    },
  );
}

export function idsOf({ members }: Sending): readonly DocumentId[] {
  return members.map(idOf);
}

function inPostingOrder({ erp }: Protocol, sendings: readonly Sending[]): readonly Sending[] {
  if (erp.capabilities.order === 'any') return sendings;
  // Dates are ISO 8601: they sort as texts. Equal ones keep the order of their ids.
  return sendings.toSorted(
    (a, b) => Number(a.posting.date > b.posting.date) - Number(a.posting.date < b.posting.date),
  );
}
