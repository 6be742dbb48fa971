import type { Decimal } from '../../money';
import type { PlainDate } from '../../plain-date';

/** Which of Tryton's two ways to speak JSON-RPC: `6.0`, or `8.2` for the current one. */
export type TrytonSeries = '6.0' | '8.2';

/** How the posting's customer is found among Tryton's parties. */
export type CustomerLookup = 'code' | 'vat-number' | 'name';

/** How a Tryton is reached, and how postings are booked there. */
export interface TrytonOptions {
  /** `https://tryton.example`, without database. */
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Default `8.2`. */
  readonly series?: TrytonSeries;
  /** Name of the company; default: the only one that the user sees. */
  readonly company?: string | undefined;
  /** Code or name of the journal of invoices and credit notes; default `REV`. */
  readonly revenueJournal?: string;
  /** Code or name of the journal of journal entries; default `MISC`. */
  readonly entryJournal?: string;
  /** Name of the payment term of invoices; default: none, due at once. */
  readonly paymentTerm?: string | undefined;
  /** Code of the account of customers' debts, where a customer has none of its own; default: Tryton's default. */
  readonly receivableAccount?: string | undefined;
  /** Default `code`: a party's code is the customer number. */
  readonly customerLookup?: CustomerLookup;
  /** Whether a customer that Tryton does not know is created there; default false: the document waits. */
  readonly createCustomers?: boolean;
  /** Names of warnings that are acknowledged, e.g. `invoice_payment_term`; default: none. */
  readonly acknowledgedWarnings?: readonly string[];
  /** What happens to a credit note whose invoice is not in Tryton; default `reject`. */
  readonly unlinkedCreditNotes?: 'reject' | 'allow';
  /** Time-out of one call; default 60,000 ms. */
  readonly requestTimeoutMs?: number;
  /** Documents per page of a list; default 200, some hundred kilobytes of answer. */
  readonly listPageSize?: number;
  /** What the mapping is going to use: `check` looks each of them up. */
  readonly accounts?: readonly string[];
  /** `rate` in percent. */
  readonly taxCodes?: readonly { readonly code: string; readonly rate: Decimal }[];
  readonly currencies?: readonly string[];
  /** Names of payment terms. */
  readonly paymentTerms?: readonly string[];
  /** A customer as TRAEDE names it, for `check` to look up. */
  readonly sampleCustomer?: string;
  /** The day whose period must be open for `check` to pass; default: today in UTC. */
  readonly today?: () => PlainDate;
}

/** A posting takes a second; a Tryton under load, or one that renders long invoices, takes more. */
const DEFAULT_REQUEST_TIMEOUT_MS = 60_000;
const DEFAULT_LIST_PAGE_SIZE = 200;

/** The options that posting needs, with their defaults. */
export interface TrytonSettings {
  readonly series: TrytonSeries;
  readonly company: string | undefined;
  readonly revenueJournal: string;
  readonly entryJournal: string;
  readonly paymentTerm: string | undefined;
  readonly receivableAccount: string | undefined;
  readonly customerLookup: CustomerLookup;
  readonly createCustomers: boolean;
  readonly acknowledgedWarnings: readonly string[];
  readonly unlinkedCreditNotes: 'reject' | 'allow';
  readonly requestTimeoutMs: number;
  readonly listPageSize: number;
}

export function trytonSettings(options: TrytonOptions): TrytonSettings {
  return {
    series: options.series ?? '8.2',
    company: options.company,
    revenueJournal: options.revenueJournal ?? 'REV',
    entryJournal: options.entryJournal ?? 'MISC',
    paymentTerm: options.paymentTerm,
    receivableAccount: options.receivableAccount,
    customerLookup: options.customerLookup ?? 'code',
    createCustomers: options.createCustomers ?? false,
    acknowledgedWarnings: options.acknowledgedWarnings ?? [],
    unlinkedCreditNotes: options.unlinkedCreditNotes ?? 'reject',
    requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    listPageSize: options.listPageSize ?? DEFAULT_LIST_PAGE_SIZE,
  };
}
