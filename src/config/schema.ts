import { z } from 'zod';
import { DOCUMENT_TYPES } from '../document';
import { accountingSchema } from './accounting-file';
import { account, country, currency, duration, percent } from './fields';
import { goLiveSchema } from './go-live';
import { httpErpSchema } from './http-erp';
import { notificationsSchema } from './notifications';
import { reconciliationSchema } from './reconciliation';
import { retentionSchema } from './retention';
import { odooSchema } from './odoo-erp';
import { ownErpSchema } from './own-erp';
import { trytonSchema } from './tryton-erp';

/** The shape of `sync.config.yaml`. Every field is described: the descriptions are the editor's help and the docs. */

const timeZone = z
  .string()
  .refine(isTimeZone, 'an IANA time zone, e.g. Europe/Copenhagen')
  .describe('IANA time zone, e.g. Europe/Copenhagen');

const companySchema = z.strictObject({
  country: country.default('DK').describe("The brand's own country: what is domestic"),
  timeZone: timeZone.default('Europe/Copenhagen').describe('Zone in which the days of the books are counted'),
});

/** A brand of its own among others: what it does not say is the deployment's. */
const brandSchema = z.strictObject({
  country: country.optional().describe("The brand's own country. Default: that of the whole file"),
  timeZone: timeZone
    .optional()
    .describe('Zone in which the days of its books are counted. Default: that of the whole file'),
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

/** Measured: a third of what twenty at a time cost Temporal; a hundred and twenty save little more. docs/performance.md. */
const DEFAULT_LARGEST_BATCH = 60;

const syncSchema = z.strictObject({
  pageSize: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(60)
    .describe("Documents per page, at most 60 (TRAEDE's limit)"),
  pagesAtOnce: z.number().int().min(1).max(20).default(4).describe('Pages that one activity fetches at most'),
  batchSize: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(DEFAULT_LARGEST_BATCH)
    .describe('Documents per import activity at most; fewer where the ERP takes long for them'),
  batchesInFlight: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(6)
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

const builtInErps = [ledgerSchema, trytonSchema, odooSchema, httpErpSchema] as const;

const systemSchema = z.strictObject({
  company: brandSchema
    .optional()
    .describe('The brand whose books this system keeps, where one deployment serves several brands'),
  traede: traedeSchema.prefault({}).describe('Where documents come from'),
  erp: z
    .discriminatedUnion('adapter', builtInErps)
    .or(ownErpSchema(builtInErps.map(({ shape }) => shape.adapter.value)))
    .prefault({ adapter: 'ledger' })
    .describe('Where documents go'),
  accounting: accountingSchema
    .optional()
    .describe('How documents are booked. Default: everything is taken as it comes'),
  goLive: goLiveSchema
    .optional()
    .describe(
      'The first day of the books, by document type: what is dated before is never posted. Default: everything is posted',
    ),
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
  retention: retentionSchema.prefault({}).describe('How long personal data is kept'),
  notifications: notificationsSchema
    .optional()
    .describe(
      'Who is told when something needs a person. Default: nobody; Temporal and the commands show it',
    ),
});

export type ConfigFile = z.output<typeof configFileSchema>;
export type SystemFile = ConfigFile['systems'][string];
export type ScheduleFile = z.output<typeof scheduleSchema>;
export type LedgerFile = z.output<typeof ledgerSchema>;

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
