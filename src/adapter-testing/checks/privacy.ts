import { inspect } from 'node:util';
import type { Customer } from '../../accounting/posting';
import type { ErpAdapter } from '../../erp/adapter';
import { check, checkIfAble, checksOf, type Check, type CheckContext } from '../check';
import { fail } from '../expectations';
import { FAULTS } from '../wire';

const PRIVATE_NAME = 'Very Private Person';
const PRIVATE_VAT_NUMBER = 'XX-PRIVATE-4711';

/** Problems, reasons and errors go to logs and to Temporal's history: none holds a secret or a person's data. */
export const PRIVACY_CHECKS: readonly Check[] = checksOf('privacy', [
  check('refusals hold neither secrets nor names', async (context) => {
    const { facts, documents } = context;
    const { unknown, closedDay: date } = facts;
    const customer = privateCustomer(context);
    const postings = [
      documents.invoice({ customer, lines: [{ net: '1.00', account: unknown.account }] }),
      documents.invoice({
        customer,
        lines: [{ net: '1.00', taxCode: { code: unknown.taxCode, rate: '25' } }],
      }),
      documents.invoice({ customer: { ...customer, number: unknown.customer } }),
      documents.invoice({ customer, currency: unknown.currency }),
      documents.creditNote({ customer, corrects: documents.reference('invoice') }),
      ...(facts.accounts.receivable === undefined
        ? []
        : [documents.saleAsEntry({ customer: { ...customer, number: unknown.customer } })]),
      ...(date === undefined ? [] : [documents.invoice({ customer, date })]),
    ];
    for (const posting of postings) {
      await expectDiscreet(context, () => refusalOf(context.adapter, posting));
      await expectDiscreet(context, async () => context.adapter.preflight?.(posting));
    }
  }),
  checkIfAble('wrong-credentials', 'what is said of wrong credentials holds no secrets', async (context) => {
    const adapter = await context.connect({ credentials: 'wrong' });
    const posting = context.documents.invoice({ customer: privateCustomer(context) });
    await expectDiscreet(context, () => adapter.check());
    await expectDiscreet(context, () => adapter.find([posting.reference]));
    await expectDiscreet(context, () => adapter.post(posting));
  }),
  checkIfAble(
    'wire',
    'what is said of an ERP in trouble holds neither secrets nor names',
    async (context) => {
      for (const kind of FAULTS) {
        context.wire().arm();
        const adapter = await context.connect({ requestTimeoutMs: context.timing.requestTimeoutMs });
        const posting = context.documents.invoice({ customer: privateCustomer(context) });
        const delayMs = adapter.capabilities.settleTimeMs;
        context.wire().arm({ kind, atCall: 'every', delayMs });
        await expectDiscreet(context, () => refusalOf(adapter, posting));
        // Reading has time-outs of its own, which may be long.
        if (kind.startsWith('delay')) continue;
        await expectDiscreet(context, () => adapter.check());
        await expectDiscreet(context, () => adapter.find([posting.reference]));
      }
    },
  ),
]);

function privateCustomer({ facts }: CheckContext): Customer {
  return { ...facts.customers.domestic, name: PRIVATE_NAME, vatNumber: PRIVATE_VAT_NUMBER };
}

/** A receipt is no matter here: it may hold what stands on the document. */
async function refusalOf(adapter: ErpAdapter, posting: Parameters<ErpAdapter['post']>[0]): Promise<unknown> {
  const outcome = await adapter.post(posting);
  return outcome.kind === 'posted' ? undefined : outcome;
}

/** Looks into what a call answers or throws: causes, and everything that hangs on an error, included. */
async function expectDiscreet(context: CheckContext, call: () => Promise<unknown>): Promise<void> {
  const said = await call().catch((error: unknown) => error);
  const text = inspect(said, { depth: 12, maxArrayLength: null, maxStringLength: null });
  const secrets = [...context.facts.secrets, PRIVATE_NAME, PRIVATE_VAT_NUMBER].filter(
    (secret) => secret !== '',
  );
  const at = secrets.findIndex((secret) => text.includes(secret));
  if (at < 0) return;
  const what = at < context.facts.secrets.length ? `facts.secrets[${at}]` : "a customer's name or VAT number";
  fail(
    `A problem, reason or error holds ${what} (in its message, its cause, or a property such as the request of an HTTP ` +
      "client's error): say what happened in words of your own, and never hand another library's error on.",
  );
}
