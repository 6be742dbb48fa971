import type { Posting } from '../accounting/posting';
import type { ExternalReference } from '../document';
import type { Decimal } from '../money';
import type { PlainDate } from '../plain-date';
import type { Problem } from '../problem';
import type { Adoption } from './adoption';

/**
 * What an ERP must be able to do. An adapter says what it can and does as it is told; when to look up, when to post
 * and what to do after a lost answer is decided once, for all adapters, by the delivery protocol.
 */
export interface ErpAdapter {
  /** Short, as shown to people: `ledger`, `tryton`. */
  readonly name: string;
  /**
   * Whose books these are: address and company, without credentials, e.g. `tryton erp.example:8000/books company 1`.
   * Adapters with the same company write to the same books: where only one may write at a time, they take turns.
   */
  readonly company: string;
  readonly capabilities: Capabilities;

  /**
   * Looks whether posting can work at all: credentials, company, accounts, taxes, currencies, open periods. Writes
   * nothing, and never throws: what fails is a result with `ok: false` and the remedy.
   */
  check(): Promise<readonly CheckResult[]>;

  /**
   * What the ERP holds under these references; a reference that it does not hold is absent from the answer. Only
   * documents that are posted count, not drafts. Many at once, so that a look-up costs no call per document.
   * @throws {ErpUnavailableError} the ERP does not answer; @throws {ErpAccessDeniedError} it refuses us
   */
  find(
    references: readonly ExternalReference[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<ExternalReference, Receipt>>;

  /**
   * Posts one document, under its reference, after its own preflight: what the ERP would silently change (a date in a
   * locked period, a currency without a rate, a price with too many decimals) is `rejected` before anything is sent.
   * Called again under the same reference it posts nothing anew. Never throws for what the ERP answers, or fails to
   * answer: a time-out, a lost connection or a 5xx is `uncertain`, as the ERP may have acted.
   * @throws {ErpAccessDeniedError} the ERP refuses us altogether
   * @throws {ErpNotReadyError} the ERP can take no document at all, whichever it is
   */
  post(posting: Posting, options?: CallOptions): Promise<PostOutcome>;

  /** Everything that the ERP holds under our references, oldest first, page by page, from `since` on. */
  list(options?: { readonly since?: PlainDate } & CallOptions): AsyncIterable<Receipt>;

  /**
   * Why `post` would reject this posting, as far as the ERP tells without being written to; `undefined` when nothing
   * is known that speaks against it. Writes nothing, not even a draft or a customer: the dry run rests on that.
   * Optional: without it a dry run says that the ERP was not asked.
   * @throws as {@link ErpAdapter.find}
   */
  preflight?(posting: Posting, options?: CallOptions): Promise<Problem | undefined>;

  /**
   * The first day, from the posting's own date on, on which the ERP would take it: in an open period, and not before a
   * date that it has numbered already. `undefined` when there is none. Writes nothing. Asked only after the ERP refused
   * the posting's own day, and only where the configuration moves such documents (`accounting.closedPeriods`).
   * Optional: without it that configuration is refused.
   * @throws as {@link ErpAdapter.find}
   */
  firstOpenDay?(posting: Posting, options?: CallOptions): Promise<PlainDate | undefined>;

  /**
   * What the books know, for a first configuration (`init`) and for remedies that name what is there. Optional.
   * @throws as {@link ErpAdapter.find}
   */
  chart?(options?: CallOptions): Promise<Chart>;

  /**
   * How documents that others have posted already are found and linked, so that neither a sync nor a backfill posts them
   * again. Optional: without it `traede-sync adopt` is refused for this ERP.
   */
  readonly adoption?: Adoption;

  /** Lets connections go. */
  close(): Promise<void>;
}

/** Accounts, VAT codes and the like, as the ERP names them. */
export interface Chart {
  /** The currency of the books, ISO 4217. */
  readonly currency: string;
  readonly accounts: readonly ChartAccount[];
  /** VAT codes for sales. */
  readonly taxCodes: readonly ChartTaxCode[];
  /** Currencies that may be booked, ISO 4217. */
  readonly currencies: readonly string[];
  /** By the name or code that the adapter's options take. */
  readonly journals: readonly string[];
  readonly paymentTerms: readonly string[];
}

export interface ChartAccount {
  readonly number: string;
  readonly name: string;
  readonly kind: 'income' | 'receivable' | 'tax' | 'expense' | 'other';
}

export interface ChartTaxCode {
  readonly code: string;
  readonly name: string;
  /** In percent: `25`. */
  readonly rate: Decimal;
}

export interface CallOptions {
  /** Ends the call early; what it had begun in the ERP may have happened. */
  readonly signal?: AbortSignal;
}

export interface Capabilities {
  /**
   * How a second posting under one reference is excluded: the ERP takes an idempotency key, or refuses a second
   * reference, or drafts may double and one of them is elected.
   */
  readonly uniqueness: 'native-key' | 'unique-reference' | 'elected-draft';
  /**
   * How many documents one worker may post at once, of all its batches together; look-ups come beside them. 1 where the ERP
   * wants one writer per company: then one document at a time is posted to these books, by all workers together.
   */
  readonly concurrency: number;
  /** `by-date` where the ERP refuses a document dated before one that it has numbered. */
  readonly order: 'any' | 'by-date';
  /** After an uncertain answer the ERP may still be working for this long; a look-up before says nothing. */
  readonly settleTimeMs: number;
}

export type PostOutcome =
  | { readonly kind: 'posted'; readonly receipt: Receipt }
  | { readonly kind: 'rejected'; readonly problem: Problem }
  /** `reason` in a few words for the timeline, without personal data: `time-out after 30 s`. */
  | { readonly kind: 'uncertain'; readonly reason: string };

/** What the ERP holds after posting, as read from the ERP, never as sent. */
export interface Receipt {
  readonly reference: ExternalReference;
  /** The ERP's own id. */
  readonly erpId: string;
  /** The number that the ERP gave: what a bookkeeper looks for. */
  readonly number: string;
  readonly date: PlainDate;
  readonly currency: string;
  /** Positive for invoices and credit notes; a journal entry's net is its amount, its tax is zero. */
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
  readonly lines: readonly ReceiptLine[];
}

/** One line as sent: revenue lines of a sales document (without VAT and receivable), all lines of an entry. */
export interface ReceiptLine {
  readonly account: string;
  readonly description: string;
  /** Ex VAT; for a journal line debit − credit. */
  readonly net: Decimal;
}

export interface CheckResult {
  /** What was looked at: `connection`, `account 1010`. */
  readonly subject: string;
  readonly ok: boolean;
  /** What was found, and when not ok, what to do. */
  readonly detail: string;
}

/** The ERP does not answer, or says that it cannot serve anybody just now. */
export class ErpUnavailableError extends Error {
  override readonly name = 'ErpUnavailableError';
}

/** The ERP can take no document at all until a person mends that: no period is open, the company is gone. */
export class ErpNotReadyError extends Error {
  override readonly name = 'ErpNotReadyError';
}

/** The ERP refuses our credentials or rights; nothing can be posted until a person mends that. */
export class ErpAccessDeniedError extends Error {
  override readonly name = 'ErpAccessDeniedError';
}
