import type { Pool } from 'pg';
import type { Decimal } from '../../money';
import type { PlainDate } from '../../plain-date';

/** How a ledger is set up. */
export interface LedgerOptions {
  /** Connections to the ledger's database; at least as many as the adapter's concurrency serve best. */
  readonly pool: Pool;
  /** Ends the pool with `close()`; default false: who made the pool ends it. */
  readonly endPoolOnClose?: boolean;
  /**
   * `open` (default): accounts, VAT codes and customers are opened on first use, any currency is taken.
   * `strict`: only what `ensureChart` has put there is known, anything else is refused.
   */
  readonly mode?: LedgerMode;
  /** Where customers' debts stand; default `5600`. */
  readonly receivableAccount?: string;
  /** Where VAT owed stands; default `6902`. */
  readonly taxAccount?: string;
  /** What happens to a credit note whose invoice is not in the ledger; default `reject`. */
  readonly unlinkedCreditNotes?: 'reject' | 'allow';
  /** The currency of the books, as `chart` tells it; default `DKK`. */
  readonly currency?: string;
  /** What the mapping is going to use: in strict mode, `check` looks each of them up. */
  readonly accounts?: readonly string[];
  /** `rate` in percent: a code that the ledger knows must have it, in either mode. */
  readonly taxCodes?: readonly { readonly code: string; readonly rate: Decimal }[];
  readonly currencies?: readonly string[];
  /** After this time the database gives a statement up; default 5,000 ms. */
  readonly statementTimeoutMs?: number;
  /** The day whose period must be open for `check` to pass; default: today in UTC. */
  readonly today?: () => PlainDate;
}

export type LedgerMode = 'open' | 'strict';

/** What `ledger.post` is told beside the posting: the names are those that its SQL reads. */
export interface PostingSettings {
  readonly mode: LedgerMode;
  readonly receivableAccount: string;
  readonly taxAccount: string;
  readonly unlinkedCreditNotes: 'reject' | 'allow';
}

/** Danish standard chart: trade debtors. */
const DEFAULT_RECEIVABLE_ACCOUNT = '5600';
/** Danish standard chart: output VAT. */
const DEFAULT_TAX_ACCOUNT = '6902';

/** As the accounts above: Danish books. */
export const DEFAULT_CURRENCY = 'DKK';

/** A posting takes a few milliseconds; waiting longer than this means that the database is in trouble. */
export const DEFAULT_STATEMENT_TIMEOUT_MS = 5_000;

/** The commit itself is not under the statement time-out: it is given this much to reach the disk. */
export const COMMIT_MARGIN_MS = 1_000;

export function postingSettings(options: LedgerOptions): PostingSettings {
  return {
    mode: options.mode ?? 'open',
    receivableAccount: options.receivableAccount ?? DEFAULT_RECEIVABLE_ACCOUNT,
    taxAccount: options.taxAccount ?? DEFAULT_TAX_ACCOUNT,
    unlinkedCreditNotes: options.unlinkedCreditNotes ?? 'reject',
  };
}
