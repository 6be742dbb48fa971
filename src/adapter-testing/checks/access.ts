import { setTimeout as sleep } from 'node:timers/promises';
import {
  ErpAccessDeniedError,
  ErpUnavailableError,
  type CheckResult,
  type ErpAdapter,
} from '../../erp/adapter';
import { check, checkIfAble, checksOf, given, type Check, type CheckContext } from '../check';
import {
  describeOutcome,
  errorOf,
  expectCount,
  fail,
  nameOf,
  outcomeOf,
  settleAndDeliver,
} from '../expectations';
import type { Fault } from '../wire';

/** Nobody answers: every call is lost. */
const UNREACHABLE: Fault = { kind: 'lose-request', atCall: 'every', delayMs: 0 };
/** Longer than any call that is aborted, or any check, waits. */
const SILENT: Fault = { kind: 'delay-answer', atCall: 'every', delayMs: 600_000 };
/** Within its settle time an adapter should have given up; a few tries more are its own affair. */
const MOST_SETTLE_TIMES = 10;
/** Time for a call to be on its way. */
const ABORT_AFTER_MS = 100;

export const ACCESS_CHECKS: readonly Check[] = checksOf('access', [
  check('capabilities are told and sensible', ({ capabilities, adapter }) => {
    if (adapter.name.trim() === '' || adapter.company.trim() === '') fail('name or company is empty.');
    const { concurrency, settleTimeMs } = capabilities;
    if (!Number.isInteger(concurrency) || concurrency < 1)
      fail('capabilities.concurrency must be 1 or more.');
    if (!Number.isFinite(settleTimeMs) || settleTimeMs <= 0) {
      fail(
        'capabilities.settleTimeMs must be above 0: how long the ERP may work on after the adapter gave up.',
      );
    }
    return Promise.resolve();
  }),
  check('check finds nothing wrong with an ERP that is in order', async (context) => {
    const results = await checked(context.adapter);
    if (results.length === 0)
      fail('check looked at nothing: connection, accounts, VAT codes, currencies, periods.');
    const wrong = results.find(({ ok }) => !ok);
    if (wrong !== undefined)
      fail(`check complains of ${wrong.subject}: ${wrong.detail}. Is it in order, as the facts say?`);
  }),
  checkIfAble('planted-mistake', 'check names a mistake in the configuration', async (context) => {
    const mistake = given(context.facts.mistake, 'facts.mistake', 'planted-mistake');
    const results = await checked(await context.connect({ configuration: 'mistaken' }));
    const found = results.filter(({ ok }) => !ok);
    if (found.some(({ subject, detail }) => `${subject} ${detail}`.includes(mistake))) return;
    fail(
      `check does not name "${mistake}", which the ERP does not know; it ${found.length === 0 ? 'complains of nothing' : `complains of ${found.map(({ subject }) => subject).join(', ')}`}.`,
    );
  }),
  checkIfAble('wrong-credentials', 'wrong credentials: check says so and does not throw', async (context) => {
    expectComplaint(await checked(await context.connect({ credentials: 'wrong' })));
  }),
  checkIfAble('wrong-credentials', 'wrong credentials: find throws ErpAccessDeniedError', async (context) => {
    const adapter = await context.connect({ credentials: 'wrong' });
    const error = await errorOf(() => adapter.find([context.documents.reference('invoice')]));
    if (!(error instanceof ErpAccessDeniedError))
      fail(`find threw ${nameOf(error)} instead of ErpAccessDeniedError.`);
  }),
  checkIfAble('wrong-credentials', 'wrong credentials: post throws ErpAccessDeniedError', async (context) => {
    const adapter = await context.connect({ credentials: 'wrong' });
    const posting = context.documents.invoice();
    const error = await errorOf(() => adapter.post(posting));
    if (!(error instanceof ErpAccessDeniedError))
      fail(`post threw ${nameOf(error)} instead of ErpAccessDeniedError.`);
    await expectCount(context, posting.reference, 0);
  }),
  checkIfAble('wire', 'an ERP out of reach: check says so and does not throw', async (context) => {
    const adapter = await unreachable(context);
    expectComplaint(await checked(adapter));
  }),
  checkIfAble('wire', 'an ERP out of reach: find throws ErpUnavailableError', async (context) => {
    const adapter = await unreachable(context);
    const error = await errorOf(() => adapter.find([context.documents.reference('invoice')]));
    if (!(error instanceof ErpUnavailableError))
      fail(`find threw ${nameOf(error)} instead of ErpUnavailableError.`);
  }),
  checkIfAble('wire', 'an ERP out of reach: post is uncertain', async (context) => {
    const outcome = await outcomeOf(await unreachable(context), context.documents.invoice());
    if (outcome.kind !== 'uncertain') fail(`post was ${describeOutcome(outcome)} instead of uncertain.`);
    if (outcome.reason.trim() === '')
      fail('The outcome is uncertain without a reason: it stands in the timeline.');
  }),
  checkIfAble('wire', 'an ERP that falls silent: post gives up by itself, uncertain', async (context) => {
    const adapter = await context.connect({ requestTimeoutMs: context.timing.requestTimeoutMs });
    context.wire().arm(SILENT);
    const outcome = await givingUp(adapter, outcomeOf(adapter, context.documents.invoice()));
    if (outcome.kind !== 'uncertain') fail(`post was ${describeOutcome(outcome)} instead of uncertain.`);
  }),
  checkIfAble('wire', 'an aborted post ends early, uncertain', abortPost),
  checkIfAble('wire', 'an aborted find ends early', async (context) => {
    const adapter = await context.connect();
    context.wire().arm(SILENT);
    await endsEarly(context, (signal) =>
      errorOf(() => adapter.find([context.documents.reference('invoice')], { signal })),
    );
  }),
  check('close may be called twice', async (context) => {
    const adapter = await context.connect();
    await adapter.find([context.documents.reference('invoice')]);
    await adapter.close();
    await adapter.close();
  }),
]);

async function checked(adapter: ErpAdapter): Promise<readonly CheckResult[]> {
  try {
    return await adapter.check();
  } catch (error) {
    return fail(`check threw ${nameOf(error)}: what fails is a result with ok: false and the remedy.`);
  }
}

function expectComplaint(results: readonly CheckResult[]): void {
  const wrong = results.filter(({ ok }) => !ok);
  if (wrong.length === 0) fail('check complains of nothing, and nothing can be posted.');
  if (wrong.some(({ detail }) => detail.trim() === ''))
    fail('check complains without a detail: say what to do.');
}

async function unreachable(context: CheckContext): Promise<ErpAdapter> {
  const adapter = await context.connect({ requestTimeoutMs: context.timing.requestTimeoutMs });
  context.wire().arm(UNREACHABLE);
  return adapter;
}

async function givingUp<T>({ capabilities }: ErpAdapter, call: Promise<T>): Promise<T> {
  const silence = new AbortController();
  const withinMs = MOST_SETTLE_TIMES * capabilities.settleTimeMs;
  const tooLong = sleep(withinMs, undefined, { signal: silence.signal }).then(() =>
    fail(`post still waits after ${withinMs} ms: give every call to the ERP a time-out, below settleTimeMs.`),
  );
  try {
    return await Promise.race([call, tooLong]);
  } finally {
    silence.abort();
    tooLong.catch(() => undefined);
  }
}

async function abortPost(context: CheckContext): Promise<void> {
  // Patient, so that no time-out of its own ends the call.
  const adapter = await context.connect();
  const posting = context.documents.invoice();
  context.wire().arm(SILENT);
  const outcome = await endsEarly(context, (signal) => outcomeOf(adapter, posting, signal));
  if (outcome.kind !== 'uncertain')
    fail(`The aborted post was ${describeOutcome(outcome)} instead of uncertain.`);
  context.wire().arm();
  const hasty = await context.connect({ requestTimeoutMs: context.timing.requestTimeoutMs });
  await settleAndDeliver(context, hasty, [posting]);
}

async function endsEarly<T>(context: CheckContext, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => {
    abort.abort();
  }, ABORT_AFTER_MS);
  const startedAtMs = performance.now();
  const result = await call(abort.signal);
  clearTimeout(timer);
  const tookMs = performance.now() - startedAtMs;
  if (tookMs < ABORT_AFTER_MS + context.timing.abortedWithinMs) return result;
  return fail(
    `The aborted call took ${Math.round(tookMs)} ms: hand options.signal to every call to the ERP.`,
  );
}
