import { z } from 'zod';
import type { JournalRules } from '../accounting/journal-rules';
import { OPEN_RULES, type AccountingRules } from '../accounting/rules';
import { ZONES } from '../accounting/zones';
import { account, amount, currency, percent } from './fields';

/** The `accounting` part of `sync.config.yaml`: how documents are booked. */

const zone = z.enum(ZONES).describe("Where the customer is, seen from the brand's country");
const lineKind = z
  .enum(['product', 'discount', 'shipping', 'handling-fee', 'rounding'])
  .describe('Kind of line that the rule is for. Default: all that no other rule names');

/** Names that people write with digits only (`10042`) are numbers to YAML. */
const name = z.union([z.string().min(1), z.number().int().nonnegative()]).transform(String);

const revenueRule = z.strictObject({
  zone: zone.optional(),
  orderType: z.enum(['b2b', 'b2c']).optional().describe("TRAEDE's order type: to shops or to consumers"),
  productGroup: name.optional().describe("Name, code or id of the product's group in TRAEDE"),
  itemNumber: name.optional().describe("TRAEDE's item number"),
  account,
});

const taxCodeRule = z.strictObject({
  zone,
  rate: percent,
  lineKind: lineKind.optional(),
  code: name.describe("The ERP's VAT code"),
});

const paymentTermRule = z.strictObject({
  traede: name
    .optional()
    .describe('Name or ERP code of a payment term in TRAEDE. Left out: all that no line before names'),
  erp: name.describe("The ERP's name or code of the term"),
});

const journalSchema = z
  .strictObject({
    receivableAccount: account.describe("Where customers' debts stand"),
    vatAccount: account
      .optional()
      .describe('Where VAT owed stands, unless a line of vatAccounts says otherwise'),
    vatAccounts: z
      .array(
        z.strictObject({
          code: name.optional().describe("The ERP's VAT code"),
          zone: zone.optional(),
          rate: percent.optional(),
          account,
        }),
      )
      .default([])
      .describe('Where VAT owed stands, by VAT code, or by zone and rate; the first line that matches holds'),
  })
  .transform(({ receivableAccount, vatAccount, vatAccounts }): JournalRules => ({
    receivableAccount,
    vatAccounts: [...vatAccounts, ...(vatAccount === undefined ? [] : [{ account: vatAccount }])],
  }));

const booking = {
  bookAs: z
    .enum(['invoice', 'journal-entry'])
    .default('invoice')
    .describe('Invoices and credit notes become documents of these kinds, or one journal entry each'),
  journal: journalSchema
    .optional()
    .describe('With bookAs journal-entry: the accounts that an invoice of the ERP would bring along'),
  closedPeriods: z
    .enum(['attention', 'first-open-day'])
    .default('attention')
    .describe(
      'A document whose day the ERP holds closed: wait for a person, or book it on the first open day, with its own day in the text',
    ),
  entries: z
    .enum(['single', 'daily-sums'])
    .default('single')
    .describe('Accounting entries go out one by one, or summed for each day, pair of accounts and currency'),
};

export const accountingSchema = z
  .strictObject({
    currencies: z.array(currency).min(1).optional().describe('Currencies that may be booked. Default: any'),
    bookDateFields: z
      .array(z.string())
      .default(['bookkeeping_date', 'invoice_date', 'credit_note_date', 'booked_at'])
      .describe(
        "TRAEDE's date fields that give the date of the books, tried in this order before created_at",
      ),
    revenue: z
      .array(revenueRule)
      .min(1)
      .describe('Revenue account of a product line; the first rule that matches holds'),
    accounts: z
      .strictObject({
        shipping: account.describe('Revenue account of shipping'),
        handlingFee: account.describe('Revenue account of handling fees'),
        discount: account.describe("Account of discounts on a whole document, beyond the lines' own"),
      })
      .describe('Accounts of the other kinds of lines'),
    taxCodes: z
      .array(taxCodeRule)
      .min(1)
      .describe("The ERP's VAT code by zone, rate and, where it matters, kind of line"),
    customerWithoutNumber: z
      .enum(['attention', 'by-id'])
      .default('attention')
      .describe("A customer without number: wait for a person, or use TRAEDE's customer id (id-77)"),
    countryMissing: z
      .enum(['attention', 'domestic'])
      .default('attention')
      .describe('A customer without country: wait for a person, or take the sale for a domestic one'),
    unlinkedCreditNotes: z
      .enum(['attention', 'post-unlinked'])
      .default('attention')
      .describe(
        'A credit note whose invoice is not in the ERP: wait for a person, or post it without the link',
      ),
    paymentTerms: z
      .array(paymentTermRule)
      .default([])
      .describe(
        "The ERP's payment terms, by TRAEDE's; the first line that matches holds. Default: the adapter's",
      ),
    ...booking,
    rounding: z
      .strictObject({
        account,
        limit: amount.describe("Most that is booked there for one document, in the document's currency"),
      })
      .optional()
      .describe('Where differences of cents are booked, and up to how much. Default: they wait for a person'),
  })
  .refine(({ bookAs, journal }) => bookAs === 'invoice' || journal !== undefined, {
    path: ['journal'],
    error: 'bookAs: journal-entry needs it, e.g. { receivableAccount: 5600, vatAccount: 6902 }',
  });

export type AccountingFile = z.output<typeof accountingSchema>;

/** With nothing configured every TRAEDE can be tried at once; a configuration holds by what it says. */
export function toRules(
  accounting: AccountingFile | undefined,
  place: Pick<AccountingRules, 'homeCountry' | 'timeZone' | 'goLive'>,
): AccountingRules {
  if (accounting === undefined) return { ...OPEN_RULES, ...place };
  const { bookAs, journal, customerWithoutNumber, currencies, rounding, ...sameInBoth } = accounting;
  return {
    ...place,
    ...sameInBoth,
    currencies: currencies ?? 'any',
    customer: { onMissing: customerWithoutNumber },
    journal: bookAs === 'journal-entry' ? (journal ?? null) : null,
    rounding: rounding ?? null,
  };
}
