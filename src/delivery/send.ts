import type { Posting } from '../accounting/posting';
import type { PostOutcome } from '../erp/adapter';
import { postOnFirstOpenDay } from './closed-period';
import { inParallel } from './concurrency';
import type { Flow } from './delivery';
import type { Lease } from './lease';
import { PostingNotes } from './posting-notes';
import { PostingTurns } from './posting-turns';
import type { DeliverOptions, Protocol } from './protocol-parts';
import type { Sending } from './sending';

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

/** Each posting is sent when its turn has come, under a lease that still holds, and soon after it was noted. */
export async function send(
  protocol: Protocol,
  flow: Flow,
  lease: Lease,
  sendings: readonly Sending[],
  options: DeliverOptions,
): Promise<readonly Answer[]> {
  lease.assertHeld();
  const { order, concurrency } = protocol.erp.capabilities;
  const turns = protocol.turns ?? new PostingTurns(concurrency);
  const batch = { left: sendings.length };
  const notes = new PostingNotes(protocol.record, flow, sendings);
  let isInterrupted = false;

  const post = async (sending: Sending): Promise<Answer> => {
    if (isInterrupted) return { sending, outcome: NOT_SENT };
    const once = async (posting: Posting): Promise<PostOutcome> => {
      await notes.before(sending);
      lease.assertHeld();
      return protocol.erp.post(posting, options);
    };
    try {
      const first = await once(sending.posting);
      const outcome =
        first.kind === 'rejected'
          ? await postOnFirstOpenDay(protocol, sending.posting, first, once, options)
          : first;
      isInterrupted ||= order === 'by-date' && outcome.kind === 'uncertain';
      return { sending, outcome };
    } catch (error) {
      // What concerns everything: those that wait for their turn are not sent any more.
      isInterrupted = true;
      throw error;
    }
  };
  // All of them wait for a turn from the beginning, as a batch that has begun is to end before the next one begins.
  const atOnce = order === 'by-date' ? 1 : sendings.length;
  return inParallel(inPostingOrder(protocol, sendings), atOnce, (sending) =>
    turns.during(batch, () => post(sending)),
  );
}

function inPostingOrder({ erp }: Protocol, sendings: readonly Sending[]): readonly Sending[] {
  if (erp.capabilities.order === 'any') return sendings;
  // Dates are ISO 8601: they sort as texts. Equal ones keep the order of their ids.
  return sendings.toSorted(
    (a, b) => Number(a.posting.date > b.posting.date) - Number(a.posting.date < b.posting.date),
  );
}
