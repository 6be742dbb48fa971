import { z } from 'zod';
import type { Posting } from '../../src/accounting/posting';
import type { Chart } from '../../src/erp/adapter';
import { decimal } from '../../src/money';
import type { Problem, ProblemCode } from '../../src/problem';

/** What the ERP in memory tells of itself. */
export const chartSchema = z.object({
  accounts: z.array(z.string()),
  taxCodes: z.array(z.object({ code: z.string(), rate: z.string() })),
  customers: z.array(z.string()),
  currencies: z.array(z.string()),
  openFrom: z.string(),
});
export type ErpChart = z.output<typeof chartSchema>;

export function toChart({ accounts, taxCodes, currencies }: ErpChart): Chart {
  return {
    currency: currencies[0] ?? '',
    accounts: accounts.map((number) => ({ number, name: `Account ${number}`, kind: 'other' })),
    taxCodes: taxCodes.map(({ code, rate }) => ({ code, name: code, rate: decimal(rate) })),
    currencies,
    journals: [],
    paymentTerms: [],
  };
}

/** Why this ERP must not be sent the posting. */
export function objection(posting: Posting, chart: ErpChart, hasInvoice: boolean): Problem | undefined {
  if (posting.date < chart.openFrom) return problem('period-closed', posting.date);
  if (!chart.currencies.includes(posting.currency)) return problem('currency-unknown', posting.currency);
  const account = posting.lines.find((line) => !chart.accounts.includes(line.account))?.account;
  if (account !== undefined) return problem('account-unknown', account);
  const customers =
    posting.kind === 'journal-entry' ? posting.lines.map(({ customer }) => customer) : [posting.customer];
  const stranger = customers.find((customer) => !chart.customers.includes(customer?.number ?? 'C1'));
  if (stranger !== undefined) return problem('customer-unknown', stranger.number);
  if (posting.kind === 'journal-entry') return undefined;
  const taxCodes = chart.taxCodes.map(({ code }) => code);
  const taxCode = posting.lines.find((line) => !taxCodes.includes(line.taxCode))?.taxCode;
  if (taxCode !== undefined) return problem('tax-code-unknown', taxCode);
  return hasInvoice ? undefined : problem('invoice-not-posted', posting.corrects ?? '');
}

function problem(code: ProblemCode, subject: string): Problem {
  return { code, message: `The ERP does not take ${subject}.`, remedy: 'Mend it in the ERP, then resync.' };
}
