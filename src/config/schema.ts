import { z } from 'zod';
import { DOCUMENT_TYPES } from '../document';
import { parseDecimal } from '../money';
import { account, duration } from './fields';
import { httpErpSchema } from './http-erp';
import { reconciliationSchema } from './reconciliation';
import { trytonSchema } from './tryton-erp';

/** The shape of `sync.config.yaml`. Every field is described: the descriptions are the editor's help and the docs. */

const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166), e.g. DK')
  .describe('Country code, ISO 3166-1 alpha-2, e.g. DK');

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'three capital letters (ISO 4217), e.g. DKK')
  .describe('Currency code, ISO 4217, e.g. DKK');

const percent = z
  .union([z.string(), z.number()])
  .transform((value, context) => {
    const rate = parseDecimal(value);
    if (rate !== undefined) return rate;
    context.addIssue('a rate in percent, e.g. 25');
    return z.NEVER;
  })
  .describe('Rate in percent, e.g. 25');

const amount = z
  .union([z.string(), z.number()])
  .transform((value, context) => {
    const decimal = parseDecimal(value);
    if (decimal?.gte(0) === true) return decimal;
    context.addIssue('an amount of at least 0, e.g. 0.05');
    return z.NEVER;
  })
  .describe('Amount of money, e.g. 0.05');

const timeZone = z
  .string()
  .refine(isTimeZone, 'an IANA time zone, e.g. Europe/Copenhagen')
  .describe('IANA time zone, e.g. Europe/Copenhagen');

const zone = z
  .enum(['domestic', 'eu', 'export'])
  .describe("Where the customer is, seen from the brand's country");
const lineKind = z
  .enum(['product', 'discount', 'shipping', 'handling-fee', 'rounding'])
  .describe('Kind of line that the rule is for. Default: all that no other rule names');

const companySchema = z.strictObject({
  country: country.default('DK').describe("The brand's own country: what is domestic"),
  timeZone: timeZone.default('Europe/Copenhagen').describe('Zone in which the days of the books are counted'),
});

const accountingSchema = z.strictObject({
  currencies: z.array(currency).min(1).optional().describe('Currencies that may be booked. Default: any'),
  bookDateFields: z
    .array(z.string())
    .default(['bookkeeping_date', 'invoice_date', 'credit_note_date', 'booked_at'])
    .describe("TRAEDE's date fields that give the date of the books, tried in this order before created_at"),
  revenue: z
    .array(
      z.strictObject({
        zone: zone.optional(),
        orderType: z
          .enum(['b2b', 'b2c'])
          .optional()
          .describe("TRAEDE's order type: to shops or to consumers"),
        itemNumber: z.string().optional().describe("TRAEDE's item number"),
        account,
      }),
    )
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
    .array(
      z.strictObject({
        zone,
        rate: percent,
        lineKind: lineKind.optional(),
        code: z.string().min(1).describe("The ERP's VAT code"),
      }),
    )
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
  rounding: z
    .strictObject({
      account,
      limit: amount.describe("Most that is booked there for one document, in the document's currency"),
    })
    .optional()
    .describe('Where differences of cents are booked, and up to how much. Default: they wait for a person'),
});

const ledgerSchema = z.strictObject({
  adapter: z.literal('ledger').describe('The embedded double-entry ledger'),
  mode: z
    .enum(['open', 'strict'])
    .default('open')
    .describe(
      'open: accounts, VAT codes and customers are opened on first use; strict: unknown ones are refused',
    ),
  receivableAccount: account.default('5600').describe("Where customers' debts stand"),
  taxAccount: account.default('6902').describe('Where VAT owed stands'),
  chart: z
    .strictObject({
      accounts: z
        .array(
          z.strictObject({
            number: account.describe('Number of the account'),
            name: z.string().describe('Name of the account'),
            kind: z
              .enum(['asset', 'liability', 'equity', 'income', 'expense', 'unclassified'])
              .default('unclassified')
              .describe('What the account counts'),
          }),
        )
        .default([])
        .describe('Accounts'),
      taxCodes: z
        .array(
          z.strictObject({
            code: z.string().describe('VAT code'),
            name: z.string().describe('Name of the VAT code'),
            rate: percent,
          }),
        )
        .default([])
        .describe('VAT codes'),
      currencies: z.array(currency).default([]).describe('Currencies'),
      customers: z
        .array(
          z.strictObject({
            number: z.string().describe('Number of the customer, as in TRAEDE'),
            name: z.string().describe('Name of the customer'),
            country: country.optional(),
          }),
        )
        .default([])
        .describe('Customers'),
    })
    .optional()
    .describe('In strict mode: what the ledger knows'),
});

const scheduleSchema = z
  .strictObject({
    every: duration.optional().describe('Interval between runs, e.g. 5m'),
    cron: z.string().optional().describe('Cron expression instead of an interval, e.g. "0 6-20 * * *"'),
    jitter: duration
      .default('10s')
      .describe('Each run starts up to this much later, so that not all start at once'),
    catchUpWindow: duration.default('10m').describe('Runs missed for less than this are made up for'),
    runTimeout: duration.default('1d').describe('A run that lasts longer is ended; the next one goes on'),
  })
  .refine(({ every, cron }) => every === undefined || cron === undefined, 'either every or cron, not both');

const syncSchema = z.strictObject({
  pageSize: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(60)
    .describe("Documents per page, at most 60 (TRAEDE's limit)"),
  batchSize: z.number().int().min(1).max(50).default(10).describe('Documents per import activity'),
  batchesInFlight: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(4)
    .describe('Import activities at work at the same time'),
});

const traedeSchema = z.strictObject({
  baseUrl: z.url().optional().describe('Default: TRAEDE_BASE_URL, or https://api.traede.com'),
  accessTokenVariable: z
    .string()
    .default('TRAEDE_ACCESS_TOKEN')
    .describe('Environment variable that holds the access token; tokens are never written into this file'),
  appKeyVariable: z
    .string()
    .default('TRAEDE_APP_KEY')
    .describe('Environment variable that holds the app key'),
  requestTimeout: duration.default('60s').describe('Time-out of one call'),
  dateTimeFormat: z
    .enum(['space-separated', 'iso-8601'])
    .default('space-separated')
    .describe('How date-times are sent'),
  endpoints: z
    .partialRecord(
      z.enum(DOCUMENT_TYPES),
      z.strictObject({
        exportPath: z.string().optional().describe('Path of the export list'),
        markPath: z.string().optional().describe('Path of the call that marks documents as exported'),
        envelopeKey: z.string().optional().describe('Key of the list in the answer of the export'),
        markKey: z.string().optional().describe('Key of the list in the body of the mark call'),
        elementIdKey: z.string().optional().describe("Key of a document's id in the body of the mark call"),
      }),
    )
    .optional()
    .describe('Overrides of paths and keys, should your TRAEDE differ from the documented ones'),
});

const systemSchema = z.strictObject({
  traede: traedeSchema.prefault({}).describe('Where documents come from'),
  erp: z
    .discriminatedUnion('adapter', [ledgerSchema, trytonSchema, httpErpSchema])
    .prefault({ adapter: 'ledger' })
    .describe('Where documents go'),
  accounting: accountingSchema
    .optional()
    .describe('How documents are booked. Default: everything is taken as it comes'),
  schedules: z
    .partialRecord(z.enum(DOCUMENT_TYPES), scheduleSchema)
    .default({})
    .describe('When each type is synced'),
  sync: syncSchema.prefault({}).describe('How much at a time'),
  reconciliation: reconciliationSchema.prefault({}).describe('How TRAEDE and the ERP are compared at night'),
});

export const configFileSchema = z.strictObject({
  company: companySchema.prefault({}).describe('The brand whose books are kept'),
  systems: z
    .record(z.string().regex(/^[A-Za-z0-9_.-]+$/, 'letters, digits, _ . -'), systemSchema)
    .refine((systems) => Object.keys(systems).length > 0, 'at least one system')
    .describe("Receiving ERPs, by TRAEDE's system_id"),
});

export type ConfigFile = z.output<typeof configFileSchema>;
export type SystemFile = ConfigFile['systems'][string];
export type ScheduleFile = z.output<typeof scheduleSchema>;
export type AccountingFile = z.output<typeof accountingSchema>;
export type LedgerFile = z.output<typeof ledgerSchema>;

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
