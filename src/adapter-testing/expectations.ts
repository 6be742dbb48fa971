import { AssertionError } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';
import type { Posting } from '../accounting/posting';
import { differences } from '../delivery/comparison';
import type { ExternalReference } from '../document';
import type { ErpAdapter, PostOutcome, Receipt } from '../erp/adapter';
import { formatAmount } from '../money';
import type { Problem, ProblemCode } from '../problem';
import type { CheckContext } from './check';

export function fail(message: string): never {
  throw new AssertionError({ message, stackStartFn: fail });
}

/** `uncertain (time-out after 30 s)`: for messages. */
export function describeOutcome(outcome: PostOutcome): string {
  switch (outcome.kind) {
    case 'posted':
      return `posted as ${outcome.receipt.number}`;
    case 'rejected':
      return `rejected (${outcome.problem.code}: ${outcome.problem.message})`;
    case 'uncertain':
      return `uncertain (${outcome.reason})`;
  }
}

/** `post` answers with an outcome; an exception is told as what it is. */
export async function outcomeOf(
  adapter: ErpAdapter,
  posting: Posting,
  signal?: AbortSignal,
): Promise<PostOutcome> {
  try {
    return await adapter.post(posting, signal === undefined ? {} : { signal });
  } catch (error) {
    return fail(
      `post threw ${nameOf(error)}. What the ERP answers, or fails to answer, is an outcome: a refusal is rejected, ` +
        'anything that leaves open whether the ERP acted is uncertain.',
    );
  }
}

/** The name alone: messages may hold what nobody is to read. */
export function nameOf(error: unknown): string {
  return types.isNativeError(error) ? error.name : typeof error;
}

/** What the call throws; failing where it does not. */
export async function errorOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return fail('the call did not throw.');
}

/** Posts what the ERP can take, and looks that it holds exactly that, once. */
export async function expectPosted(context: CheckContext, posting: Posting): Promise<Receipt> {
  const receipt = receiptOf(await outcomeOf(context.adapter, posting));
  expectFaithful(posting, receipt, "post's receipt");
  await expectHeldOnce(context, posting);
  return receipt;
}

export function receiptOf(outcome: PostOutcome): Receipt {
  if (outcome.kind === 'posted') return outcome.receipt;
  return fail(
    `The document was ${describeOutcome(outcome)}, but the ERP can take it. If this ERP cannot, declare that in \`cannot\`.`,
  );
}

/** The ERP shows the document as it was posted, and holds no second one. */
export async function expectHeldOnce(context: CheckContext, posting: Posting): Promise<Receipt> {
  const { reference } = posting;
  const found = (await context.adapter.find([reference])).get(reference);
  if (found === undefined) return fail(`find does not show ${reference}, which was posted.`);
  expectFaithful(posting, found, "find's receipt");
  await expectCount(context, reference, 1);
  return found;
}

export async function expectCount(
  context: CheckContext,
  reference: ExternalReference,
  expected: number,
): Promise<void> {
  const count = await context.count(reference);
  if (count === expected) return;
  fail(
    count > 1
      ? `The ERP holds ${count} documents under ${reference}. A reference may make one document only: use the ERP's ` +
          'idempotency key or unique field, and never send a posting again whose answer was lost.'
      : `The ERP holds ${count} documents under ${reference} instead of ${expected}.`,
  );
}

/** What a receipt says is what was posted: the comparison of the delivery protocol, and more. */
export function expectFaithful(posting: Posting, receipt: Receipt, what: string): void {
  if (receipt.reference !== posting.reference) {
    fail(
      `${what} bears the reference ${receipt.reference} instead of ${posting.reference}: write it into the ERP whole, ` +
        'and read it back as it stands there.',
    );
  }
  const [difference] = differences(posting, receipt);
  if (difference !== undefined) {
    fail(
      `${what}: ${difference.what} is ${difference.found} instead of ${difference.expected}. Post exactly what the ` +
        'posting says (amounts as decimals, never as numbers), or reject it before anything is sent.',
    );
  }
  if (receipt.erpId === '' || receipt.number === '') {
    fail(`${what} has no erpId or no number: both are what people look a document up by.`);
  }
  expectLines(posting, receipt, what);
}

function expectLines(posting: Posting, receipt: Receipt, what: string): void {
  const expected = accountsAndAmounts(posting);
  const found = receipt.lines.map(({ account, net }) => `${account} ${formatAmount(net)}`);
  const missing = withoutOnce(expected, found)[0];
  if (missing === undefined) return;
  fail(
    `${what} has no line of ${missing} (account, net); it has ${found.join(', ')}. Post every line on its own account, ` +
      'and give lines back as they were sent: ex VAT, credit notes above zero, journal lines as debit − credit.',
  );
}

function accountsAndAmounts(posting: Posting): string[] {
  return posting.kind === 'journal-entry'
    ? posting.lines.map(({ account, debit, credit }) => `${account} ${formatAmount(debit.minus(credit))}`)
    : posting.lines.map(({ account, net }) => `${account} ${formatAmount(net)}`);
}

/** What is left of `all` when each of `taken` has taken away one that equals it. */
function withoutOnce(all: readonly string[], taken: readonly string[]): string[] {
  const left = [...all];
  for (const text of taken) {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

/** The adapter refuses, for this reason where one is given, and the ERP holds nothing. */
export async function expectRejected(
  context: CheckContext,
  posting: Posting,
  ...codes: ProblemCode[]
): Promise<void> {
  const outcome = await outcomeOf(context.adapter, posting);
  if (outcome.kind !== 'rejected') {
    fail(
      `The document was ${describeOutcome(outcome)}; it must be rejected${codes.length === 0 ? '' : ` (${codes.join(' or ')})`}, ` +
        'before anything is posted: look in a preflight, as the ERP may guess, create or change silently.',
    );
  }
  const { code, message } = outcome.problem;
  if (codes.length > 0 && !codes.includes(code)) {
    fail(`The document was rejected as ${code} (${message}), instead of ${codes.join(' or ')}.`);
  }
  expectComplete(outcome.problem);
  await expectCount(context, posting.reference, 0);
  const found = await context.adapter.find([posting.reference]);
  if (found.size > 0) fail('find shows a document that was rejected: nothing may be left of it.');
}

export function expectComplete({ code, message, remedy }: Problem): void {
  if (message.trim() !== '' && remedy.trim() !== '') return;
  fail(`The problem ${code} has no message or no remedy: a person must know what to do.`);
}

/** How often an outcome may be uncertain without the kit's doing: a slow moment of a busy machine. */
export const MAX_TRIES = 5;

/**
 * The rule of the delivery protocol: once the ERP's own time-out has passed, look up; post only what is absent. And
 * again, while the outcome of that is uncertain.
 */
export async function settleAndDeliver(
  context: CheckContext,
  { capabilities }: ErpAdapter,
  postings: readonly Posting[],
): Promise<void> {
  let open = postings;
  for (let round = 1; open.length > 0; round += 1) {
    await sleep(capabilities.settleTimeMs);
    const found = await context.adapter.find(open.map(({ reference }) => reference));
    const uncertain: Posting[] = [];
    for (const posting of open.filter(({ reference }) => !found.has(reference))) {
      const outcome = await outcomeOf(context.adapter, posting);
      if (outcome.kind === 'uncertain' && round < MAX_TRIES) uncertain.push(posting);
      else receiptOf(outcome);
    }
    open = uncertain;
  }
  for (const posting of postings) await expectHeldOnce(context, posting);
}
