import type { Posting } from '../../accounting/posting';
import type { ErpAdapter } from '../../erp/adapter';
import type { Ability } from '../abilities';
import { checkIfAble, checksOf, type Check, type CheckContext } from '../check';
import { describeOutcome, fail, MAX_TRIES, outcomeOf, settleAndDeliver } from '../expectations';
import { FAULTS, type Fault, type FaultKind } from '../wire';

/** A posting that makes more calls than this makes too many: each one costs time, and may be lost. */
const MAX_CALLS = 40;

/** Times the time-out: past whatever time-out the adapter has. */
const LATE_ANSWER_FACTOR = 1.25;

const DOCUMENTS: readonly {
  readonly name: string;
  readonly needs: readonly Ability[];
  readonly make: (context: CheckContext) => Posting;
}[] = [
  { name: 'an invoice', needs: [], make: ({ documents }) => documents.invoice() },
  {
    name: 'a credit note',
    needs: ['credit-notes-without-invoice'],
    make: ({ documents }) => documents.creditNote(),
  },
  { name: 'a journal entry', needs: ['journal-entries'], make: ({ documents }) => documents.journalEntry() },
];

/**
 * Each call of a posting goes wrong in turn, login and look-ups included. Afterwards, by the protocol's rule, the ERP
 * must hold every document once.
 */
export const FAULT_CHECKS: readonly Check[] = checksOf('faults', [
  ...sweeps('lose-request', 'a request is lost'),
  ...sweeps('lose-answer', 'an answer is lost'),
  ...sweeps('error-after-acting', 'the ERP acts and answers a server error'),
  ...sweeps('delay-answer', 'an answer comes after the time-out'),
  ...sweeps('delay-request', 'a request arrives after the time-out'),
  checkIfAble(
    'wire',
    'whatever happened to one call, the same adapter goes on with the next',
    async (context) => {
      const adapter = await context.connect();
      // None of these faults waits for a time-out, nor leaves anything under way: a short settle time is enough.
      const hasty = await context.connect({ requestTimeoutMs: context.timing.requestTimeoutMs });
      for (const kind of ['lose-request', 'lose-answer', 'error-after-acting'] as const) {
        const lost = context.documents.invoice();
        context.wire().arm({ kind, atCall: 'every', delayMs: 0 });
        expectUncertain(await outcomeOf(adapter, lost), `every call met ${kind}`);
        context.wire().arm();
        await settleAndDeliver({ ...context, adapter }, hasty, [lost]);
      }
    },
  ),
  checkIfAble(
    'wire',
    'a worker that takes over from one whose answer was lost finds its document',
    async (context) => {
      const posting = context.documents.invoice();
      const first = await context.connect({ requestTimeoutMs: context.timing.requestTimeoutMs });
      context.wire().arm({ kind: 'lose-answer', atCall: 'every', delayMs: 0 });
      await outcomeOf(first, posting);
      context.wire().arm();
      const second = await context.connect();
      await settleAndDeliver({ ...context, adapter: second }, first, [posting]);
    },
  ),
]);

function sweeps(kind: FaultKind, what: string): Check[] {
  return DOCUMENTS.map(({ name, needs, make }, index) => {
    const offset = index + FAULTS.indexOf(kind);
    const run = (context: CheckContext) => sweep(context, kind, offset, () => make(context));
    const checked = checkIfAble(['wire', ...needs], `at every call of ${name} ${what}`, run);
    return { ...checked, isSweep: true };
  });
}

/** Until the fault finds no call to meet: the one before was the last. */
async function sweep(
  context: CheckContext,
  kind: FaultKind,
  offset: number,
  make: () => Posting,
): Promise<void> {
  const { sweepStep } = context;
  const postings: Posting[] = [];
  for (let call = 1 + (offset % sweepStep); call <= MAX_CALLS; call += sweepStep) {
    const met = await meet(context, kind, call, make);
    postings.push(...met.postings);
    if (met.isPastTheLast) {
      await settleAndDeliver(context, met.adapter, postings);
      return;
    }
  }
  fail(`A posting makes more than ${MAX_CALLS} calls: look up once what does not change.`);
}

/**
 * Posts with a fault at the given call, by a worker that begins from scratch, as one that was just started. A posting
 * that ends before that call, though not posted, met trouble of its own: another one is tried.
 */
async function meet(
  context: CheckContext,
  kind: FaultKind,
  call: number,
  make: () => Posting,
): Promise<{ postings: readonly Posting[]; adapter: ErpAdapter; isPastTheLast: boolean }> {
  const { requestTimeoutMs } = context.timing;
  const postings: Posting[] = [];
  for (;;) {
    const posting = make();
    const adapter = await context.connect({ requestTimeoutMs });
    const wire = context.wire();
    wire.arm({ kind, atCall: call, delayMs: delayMs(context, kind, adapter.capabilities.settleTimeMs) });
    const outcome = await outcomeOf(adapter, posting);
    const calls = wire.callCount();
    wire.arm();
    postings.push(posting);
    if (calls === 0)
      fail('A posting makes no call through the wire: let `connect` use the address that it is given.');
    if (outcome.kind === 'rejected') expectUncertain(outcome, `call ${call} of the posting met ${kind}`);
    if (calls >= call) return { postings, adapter, isPastTheLast: false };
    if (outcome.kind === 'posted') return { postings, adapter, isPastTheLast: true };
    if (postings.length === MAX_TRIES)
      fail(`Without any fault the document was ${describeOutcome(outcome)}.`);
  }
}

function expectUncertain(outcome: Awaited<ReturnType<typeof outcomeOf>>, what: string): void {
  if (outcome.kind === 'uncertain') return;
  fail(
    `${what}, and the document was ${describeOutcome(outcome)}. Nobody can know whether the ERP acted: a time-out, a lost ` +
      'connection and a server error are uncertain.',
  );
}

function delayMs({ timing }: CheckContext, kind: Fault['kind'], settleTimeMs: number): number {
  const { requestTimeoutMs, lateRequestMs = (requestTimeoutMs + settleTimeMs) / 2 } = timing;
  if (kind !== 'delay-request') return Math.max(requestTimeoutMs, settleTimeMs) * LATE_ANSWER_FACTOR;
  if (lateRequestMs < settleTimeMs && lateRequestMs > requestTimeoutMs) return lateRequestMs;
  return fail(
    `The settle time (${settleTimeMs} ms) leaves no room for a request that arrives after the time-out (${requestTimeoutMs} ms): ` +
      'capabilities.settleTimeMs is how long the ERP may still be working after the adapter gave up.',
  );
}
