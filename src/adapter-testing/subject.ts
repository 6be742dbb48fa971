import type { SalesPosting } from '../accounting/posting';
import type { ExternalReference } from '../document';
import type { ErpAdapter } from '../erp/adapter';
import type { Inabilities } from './abilities';
import type { ErpFacts } from './facts';
import type { Wire } from './wire';

/** An adapter under test: how to open it on a clean ERP, what that ERP knows, and what it cannot do. */
export interface ConformanceSubject {
  /** As shown in the output: `tryton 8.2`. */
  readonly name: string;
  readonly facts: ErpFacts;
  /** What cannot be done or shown, each with its reason. Default: nothing. */
  readonly cannot?: Inabilities;
  readonly timing?: Timing;
  /** How many documents are posted for `list`: more than two of its pages. Default 25. */
  readonly listedDocuments?: number;
  /**
   * For an ERP so slow that the fault checks take longer than a test run may: only each so-manieth call of a posting
   * goes wrong, for each fault and type of document beginning at another one. Default 1: every call.
   */
  readonly sweepStep?: number;
  /**
   * Starts, or resets, an ERP that holds no documents. Called once for a whole run: each check uses references of its
   * own, and documents are posted in the order of their dates.
   */
  open(): Promise<OpenedErp>;
}

/** An ERP that holds what the facts say. */
export interface OpenedErp {
  /**
   * An adapter on these books. Called many times, also for two at once: each is a worker of its own and shares nothing
   * with the others. The kit closes what it is given.
   */
  connect(options: ConnectOptions): ErpAdapter | Promise<ErpAdapter>;
  /** For an ERP that speaks HTTP: its address. The kit puts its own fault proxy before it. */
  readonly url?: string;
  /** For any other ERP: your own way to let calls go wrong. */
  readonly wire?: Wire;
  /** Goes before the subject's, where only the ERP that runs shows how fast it is. */
  readonly timing?: Pick<Timing, 'requestTimeoutMs'>;
  /** Looks into the ERP past the adapter: by its own client, by SQL. */
  readonly books?: Books;
  /** Leaves a document under this reference in the ERP that is not posted. */
  plantDraft?(reference: ExternalReference): Promise<void>;
  /**
   * Posts an invoice past the adapter, as a person does: with the printed number, the customer and the amounts, and
   * without a reference of ours. Needed where the adapter has `adoption`.
   */
  enterAsOthers?(posting: SalesPosting): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Where the adapter is to find the ERP: through the fault proxy. Empty where there is neither `url` nor `wire`. */
  readonly address: string;
  /** The adapter's time-out for one call to the ERP; `settleTimeMs` must follow from it. */
  readonly requestTimeoutMs: number;
  /** `wrong`: a token or password that the ERP does not know. */
  readonly credentials: 'right' | 'wrong';
  /** `mistaken`: configured so that it would use {@link ErpFacts.mistake}, which the ERP does not know. */
  readonly configuration: 'right' | 'mistaken';
}

export interface Books {
  /** How many posted documents the ERP holds under this reference. */
  count(reference: ExternalReference): Promise<number>;
  /** The reference of the invoice that this credit note is linked to in the ERP; `undefined` if to none. */
  invoiceOf?(creditNote: ExternalReference): Promise<string | undefined>;
  /** How many records the ERP holds in all: documents, drafts, customers, addresses. `preflight` must not add one. */
  countEverything?(): Promise<number>;
}

/** All in milliseconds. For a slow ERP, raise them. */
export interface Timing {
  /**
   * The adapter's time-out where calls are made to go wrong: above what one call takes, and short, as many are waited
   * for. Default 1,000.
   */
  readonly requestTimeoutMs?: number;
  /** The adapter's time-out everywhere else. Default 30,000. */
  readonly patientTimeoutMs?: number;
  /**
   * By how much a request arrives late; above the adapter's time-out, below its settle time. Default: the middle
   * between `requestTimeoutMs` and `settleTimeMs`.
   */
  readonly lateRequestMs?: number;
  /** Within this a call that was aborted must end. Default 2,000. */
  readonly abortedWithinMs?: number;
  /** The longest that one check may take. Default 300,000. */
  readonly checkTimeoutMs?: number;
}

/** Enough for two pages of an adapter whose page size is made small in tests. */
export const DEFAULT_LISTED_DOCUMENTS = 25;

export type CompleteTiming = Required<Omit<Timing, 'lateRequestMs'>> & Pick<Timing, 'lateRequestMs'>;

export function completeTiming(timing: Timing = {}): CompleteTiming {
  return {
    requestTimeoutMs: 1_000,
    patientTimeoutMs: 30_000,
    abortedWithinMs: 2_000,
    checkTimeoutMs: 300_000,
    ...timing,
  };
}
