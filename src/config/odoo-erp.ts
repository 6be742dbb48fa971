import { z } from 'zod';
import { milliseconds } from './duration';
import type { Environment } from './environment';
import { ConfigError } from './errors';
import { duration } from './fields';
import { requiredVariable } from './required-variable';

/** `erp: {adapter: odoo, …}`: how an Odoo is reached, and how documents are booked there. See docs/erp/odoo.md. */
export const odooSchema = z.strictObject({
  adapter: z.literal('odoo').describe('Odoo, over JSON-2 (19 and later) or JSON-RPC (14 to 18)'),
  url: z.url().describe('Address of the Odoo server, without database, e.g. https://odoo.example'),
  database: z.string().min(1).describe('Name of the database'),
  api: z
    .enum(['json-2', 'json-rpc'])
    .default('json-2')
    .describe('Which way of speaking: json-2 for Odoo 19 and later, json-rpc for 14 to 18'),
  user: z
    .string()
    .min(1)
    .optional()
    .describe('Login of a user of its own; json-rpc needs it, with json-2 the API key says who it is'),
  keyVariable: z
    .string()
    .default('ODOO_API_KEY')
    .describe(
      'Environment variable that holds the API key (json-rpc: or the password); keys are never written into this file',
    ),
  company: z.string().min(1).optional().describe('Name of the company. Default: the only one the user sees'),
  salesJournal: z
    .string()
    .min(1)
    .default('INV')
    .describe('Code or English name of the journal of invoices and credit notes'),
  entryJournal: z
    .string()
    .min(1)
    .default('MISC')
    .describe('Code or English name of the journal of journal entries'),
  paymentTerm: z
    .string()
    .min(1)
    .optional()
    .describe("English name of the payment term of invoices that name none. Default: Odoo's own choice"),
  customerLookup: z
    .enum(['reference', 'vat-number', 'name'])
    .default('reference')
    .describe(
      "How customers are found in Odoo: by the contact's reference (the customer number), or otherwise",
    ),
  createCustomers: z
    .boolean()
    .default(false)
    .describe('Whether a customer that Odoo does not know is created there. Otherwise the document waits'),
  requestTimeout: duration.default('60s').describe('Time-out of one call'),
  settleTime: duration
    .default('2m')
    .describe(
      'How long Odoo may still be working on a call that was given up: its own limit_time_real, and no less than requestTimeout',
    ),
});

type OdooFile = z.output<typeof odooSchema>;

/** File and environment joined. */
export interface OdooErpConfig extends Omit<OdooFile, 'keyVariable' | 'requestTimeout' | 'settleTime'> {
  readonly key: string;
  readonly requestTimeoutMs: number;
  readonly settleTimeMs: number;
}

/** @throws {ConfigError} the key or the login is missing, or a time is too short */
export function toOdooErp(systemId: string, file: OdooFile, environment: Environment): OdooErpConfig {
  const { keyVariable, requestTimeout, settleTime, ...rest } = file;
  if (file.api === 'json-rpc' && file.user === undefined) {
    throw new ConfigError(`systems.${systemId}.erp: api json-rpc needs a user; add the login that posts`);
  }
  const [requestTimeoutMs, settleTimeMs] = [milliseconds(requestTimeout), milliseconds(settleTime)];
  if (settleTimeMs < requestTimeoutMs) {
    throw new ConfigError(
      `systems.${systemId}.erp: settleTime ${settleTime} is shorter than requestTimeout ${requestTimeout}; raise it`,
    );
  }
  return {
    ...rest,
    key: requiredVariable(environment, keyVariable, 'API key of Odoo', systemId),
    requestTimeoutMs,
    settleTimeMs,
  };
}
