import type { Posting } from '../../accounting/posting';
import { ErpAccessDeniedError, ErpUnavailableError, type ErpAdapter } from '../../erp/adapter';
import type { Problem } from '../../problem';
import type { Ability } from '../abilities';
import { checkIfAble, checksOf, missingMethod, type Check, type CheckContext } from '../check';
import {
  errorOf,
  expectComplete,
  expectCount,
  expectPosted,
  expectRejected,
  fail,
  nameOf,
} from '../expectations';
import { REFUSAL_CASES } from './refusal-cases';

/** A dry run rests on it: `preflight` says what `post` would say, and writes nothing. */
export const PREFLIGHT_CHECKS: readonly Check[] = checksOf('preflight', [
  checkIfAble('preflight', 'says nothing against an invoice that is then posted', async (context) => {
    await expectNoObjection(context, context.documents.invoice());
  }),
  checkIfAble(
    ['preflight', 'journal-entries'],
    'says nothing against a journal entry that is then posted',
    async (context) => {
      await expectNoObjection(context, context.documents.journalEntry());
    },
  ),
  checkIfAble(
    ['preflight', 'linked-credit-notes'],
    'says nothing against a credit note whose invoice the ERP holds',
    async (context) => {
      const invoice = context.documents.invoice();
      await expectPosted(context, invoice);
      await expectNoObjection(context, context.documents.creditNote({ corrects: invoice.reference }));
    },
  ),
  checkIfAble('preflight', 'says nothing against a document that the ERP holds already', async (context) => {
    const posting = context.documents.invoice();
    await expectPosted(context, posting);
    await expectNoObjection(context, posting);
  }),
  ...REFUSAL_CASES.map(({ what, needs, code, posting }) => {
    const all: readonly Ability[] = ['preflight', ...needs];
    return checkIfAble(all, `foresees that post rejects ${what}`, async (context) => {
      const refused = posting(context);
      const problem = await preflight(context.adapter, refused);
      if (problem === undefined) return fail(`preflight says nothing; post rejects the document (${code}).`);
      if (problem.code !== code) fail(`preflight says ${problem.code} (${problem.message}), post ${code}.`);
      expectComplete(problem);
      await expectCount(context, refused.reference, 0);
      await expectRejected(context, refused, code);
    });
  }),
  checkIfAble('preflight', 'writes nothing', writesNothing),
  checkIfAble(
    ['preflight', 'wrong-credentials'],
    'wrong credentials: throws ErpAccessDeniedError',
    async (context) => {
      const adapter = await context.connect({ credentials: 'wrong' });
      const error = await errorOf(() => preflight(adapter, context.documents.invoice()));
      if (!(error instanceof ErpAccessDeniedError))
        fail(`preflight threw ${nameOf(error)} instead of ErpAccessDeniedError.`);
    },
  ),
  checkIfAble(
    ['preflight', 'wire'],
    'an ERP out of reach: throws ErpUnavailableError, as nothing is known then',
    async (context) => {
      const adapter = await context.connect({ requestTimeoutMs: context.timing.requestTimeoutMs });
      context.wire().arm({ kind: 'lose-request', atCall: 'every', delayMs: 0 });
      const error = await errorOf(() => preflight(adapter, context.documents.invoice()));
      if (!(error instanceof ErpUnavailableError))
        fail(`preflight threw ${nameOf(error)} instead of ErpUnavailableError.`);
    },
  ),
]);

function preflight(adapter: ErpAdapter, posting: Posting): Promise<Problem | undefined> {
  if (adapter.preflight === undefined) return missingMethod('preflight', 'preflight');
  return adapter.preflight(posting);
}

async function expectNoObjection(context: CheckContext, posting: Posting): Promise<void> {
  const problem = await preflight(context.adapter, posting);
  if (problem !== undefined) {
    fail(`preflight says ${problem.code} (${problem.message}) of a document that the ERP can take.`);
  }
  await expectPosted(context, posting);
}

/** Of good and of bad documents, as it is the bad ones for which something is tried out or created. */
async function writesNothing(context: CheckContext): Promise<void> {
  const { documents } = context;
  const refused = REFUSAL_CASES.filter(({ needs }) => needs.every((ability) => context.isAble(ability)));
  const postings = [
    documents.invoice(),
    ...(context.isAble('journal-entries') ? [documents.journalEntry()] : []),
    ...refused.map(({ posting }) => posting(context)),
  ];
  const before = await context.countEverything();
  for (const posting of postings) await preflight(context.adapter, posting);
  for (const { reference } of postings) await expectCount(context, reference, 0);
  const after = await context.countEverything();
  if (after !== before) {
    fail(
      `preflight has left something in the ERP: ${before ?? 0} records before, ${after ?? 0} after (drafts, customers, ` +
        'addresses count). It may only read.',
    );
  }
}
