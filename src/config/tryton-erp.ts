import { z } from 'zod';
import { milliseconds } from './duration';
import type { Environment } from './environment';
import { account, duration } from './fields';
import { requiredVariable } from './required-variable';

/** `erp: {adapter: tryton, …}`: how a Tryton is reached, and how documents are booked there. See docs/erp/tryton.md. */
export const trytonSchema = z.strictObject({
  adapter: z.literal('tryton').describe('Tryton, over JSON-RPC'),
  url: z.url().describe('Address of the Tryton server, without database, e.g. https://tryton.example'),
  database: z.string().min(1).describe('Name of the database'),
  user: z
    .string()
    .min(1)
    .describe('Login of a user of its own, in the group Accounting (6.0: Account Administration)'),
  passwordVariable: z
    .string()
    .default('TRYTON_PASSWORD')
    .describe('Environment variable that holds the password; passwords are never written into this file'),
  series: z
    .enum(['6.0', '8.2'])
    .default('8.2')
    .describe('Which way of speaking JSON-RPC: that of 6.0, or the current one'),
  company: z.string().min(1).optional().describe('Name of the company. Default: the only one the user sees'),
  revenueJournal: z
    .string()
    .default('REV')
    .describe('Code or name of the journal of invoices and credit notes'),
  entryJournal: z.string().default('MISC').describe('Code or name of the journal of journal entries'),
  paymentTerm: z
    .string()
    .min(1)
    .optional()
    .describe('Name of the payment term of invoices. Default: none, due at once'),
  receivableAccount: account
    .optional()
    .describe("Where the debts of customers stand that have no account of their own. Default: Tryton's"),
  customerLookup: z
    .enum(['code', 'vat-number', 'name'])
    .default('code')
    .describe("How customers are found in Tryton: by the party's code (the customer number), or otherwise"),
  createCustomers: z
    .boolean()
    .default(false)
    .describe('Whether a customer that Tryton does not know is created there. Otherwise the document waits'),
  acknowledgedWarnings: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Names of Tryton warnings that are acknowledged, e.g. invoice_payment_term (due date in the past)',
    ),
  requestTimeout: duration.default('60s').describe('Time-out of one call'),
});

type TrytonFile = z.output<typeof trytonSchema>;

/** File and environment joined. */
export interface TrytonErpConfig extends Omit<TrytonFile, 'passwordVariable' | 'requestTimeout'> {
  readonly password: string;
  readonly requestTimeoutMs: number;
}

/** @throws {ConfigError} the password is missing */
export function toTrytonErp(systemId: string, file: TrytonFile, environment: Environment): TrytonErpConfig {
  const { passwordVariable, requestTimeout, ...rest } = file;
  return {
    ...rest,
    password: requiredVariable(environment, passwordVariable, 'password of Tryton', systemId),
    requestTimeoutMs: milliseconds(requestTimeout),
  };
}
