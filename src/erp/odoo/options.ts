import type { Decimal } from '../../money';
import type { PlainDate } from '../../plain-date';

/**
 * The way of speaking: `json-2` (Odoo 19 and later, with an API key alone), or `json-rpc` (14 to 18, with login and
 * password, or API key in place of the password).
 */
export type OdooApi = 'json-2' | 'json-rpc';

/** How the posting's customer is found among Odoo's contacts. */
export type CustomerLookup = 'reference' | 'vat-number' | 'name';

/** How an Odoo is reached, and how postings are booked there. */
export interface OdooOptions {
  /** `https://odoo.example`, without database. */
  readonly url: string;
  readonly database: string;
  /** Default `json-2`. */
  readonly api?: OdooApi;
  /** Login; only `json-rpc` needs it. */
  readonly user?: string | undefined;
  /** API key; for `json-rpc` the password does as well. */
  readonly key: string;
  /** Name of the company; default: the only one that the user sees. */
  readonly company?: string | undefined;
  /** Code or name of the journal of invoices and credit notes; default `INV`. */
  readonly salesJournal?: string;
  /** Code or name of the journal of journal entries; default `MISC`. */
  readonly entryJournal?: string;
  /** Name of the payment term of invoices that name none; default: Odoo's own choice. */
  readonly paymentTerm?: string | undefined;
  /** Default `reference`: a contact's reference is the customer number. */
  readonly customerLookup?: CustomerLookup;
  /** Whether a customer that Odoo does not know is created there; default false: the document waits. */
  readonly createCustomers?: boolean;
  /** What happens to a credit note whose invoice is not in Odoo; default `reject`. */
  readonly unlinkedCreditNotes?: 'reject' | 'allow';
  /** Time-out of one call; default 60,000 ms. */
  readonly requestTimeoutMs?: number;
  /** How long Odoo may still be working on a call that we gave up; default 120,000 ms, Odoo's `limit_time_real`. */
  readonly settleTimeMs?: number;
  /** What the mapping is going to use: `check` looks each of them up. */
  readonly accounts?: readonly string[];
  /** `rate` in percent. */
  readonly taxCodes?: readonly { readonly code: string; readonly rate: Decimal }[];
  readonly currencies?: readonly string[];
  /** A customer as TRAEDE names it, for `check` to look up. */
  readonly sampleCustomer?: string;
  /** The day that must be open for `check` to pass; default: today in UTC. */
  readonly today?: () => PlainDate;
}

/** A posting takes half a second; an Odoo under load, or an invoice of a thousand lines, takes more. */
const DEFAULT_REQUEST_TIMEOUT_MS = 60_000;
/** After `limit_time_real`, 120 s unless the server is configured otherwise, Odoo kills the worker at work. */
const DEFAULT_SETTLE_TIME_MS = 120_000;

/** The options that posting needs, with their defaults. */
export interface OdooSettings {
  readonly api: OdooApi;
  readonly company: string | undefined;
  readonly salesJournal: string;
  readonly entryJournal: string;
  readonly paymentTerm: string | undefined;
  readonly customerLookup: CustomerLookup;
  readonly createCustomers: boolean;
  readonly unlinkedCreditNotes: 'reject' | 'allow';
  readonly requestTimeoutMs: number;
  readonly settleTimeMs: number;
}

export function odooSettings(options: OdooOptions): OdooSettings {
  const requestTimeoutMs = options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
  return {
    api: options.api ?? 'json-2',
    company: options.company,
    salesJournal: options.salesJournal ?? 'INV',
    entryJournal: options.entryJournal ?? 'MISC',
    paymentTerm: options.paymentTerm,
    customerLookup: options.customerLookup ?? 'reference',
    createCustomers: options.createCustomers ?? false,
    unlinkedCreditNotes: options.unlinkedCreditNotes ?? 'reject',
    requestTimeoutMs,
    settleTimeMs: options.settleTimeMs ?? Math.max(DEFAULT_SETTLE_TIME_MS, requestTimeoutMs),
  };
}
