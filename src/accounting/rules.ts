import type { Decimal } from '../money';
import { NO_GO_LIVE, type GoLive } from './go-live';
import type { JournalRules } from './journal-rules';
import type { LineKind } from './posting';
import type { Zone } from './zones';

/** How documents become postings: the accounting part of the configuration, already read and checked. */
export interface AccountingRules {
  /** ISO 3166-1 alpha-2 of the country that the brand's VAT is accounted in: `DK`. */
  readonly homeCountry: string;
  /** IANA name of the zone that the days of the books are counted in: `Europe/Copenhagen`. */
  readonly timeZone: string;
  /** What is dated before is never posted. */
  readonly goLive: GoLive;
  /** TRAEDE's undocumented date fields, tried in this order before `created_at`. */
  readonly bookDateFields: readonly string[];
  /** ISO 4217 codes that may be booked. */
  readonly currencies: readonly string[] | 'any';
  /** The first rule that matches a product line gives its account. */
  readonly revenue: readonly RevenueRule[];
  readonly accounts: {
    readonly shipping: string;
    readonly handlingFee: string;
    /** For a discount on the whole document, beyond the lines' own. */
    readonly discount: string;
  };
  /** The ERP's VAT codes; `derive` makes the code from zone and rate: `domestic-25`. */
  readonly taxCodes: readonly TaxCodeRule[] | 'derive';
  readonly customer: {
    /** With no customer number: wait for a person, or let TRAEDE's customer id name the customer (`id-77`). */
    readonly onMissing: 'attention' | 'by-id';
  };
  /** With no country: wait for a person, or take the sale for a domestic one. */
  readonly countryMissing: 'attention' | 'domestic';
  /** A credit note whose invoice is not in the ERP: wait for a person, or post it without the link. */
  readonly unlinkedCreditNotes: 'attention' | 'post-unlinked';
  /**
   * The ERP's payment terms: the first rule that matches holds. Empty: no term is named to the ERP, whose adapter has a
   * default.
   */
  readonly paymentTerms: readonly PaymentTermRule[];
  /** Invoices and credit notes are booked as one journal entry each, by these rules; null: as what they are. */
  readonly journal: JournalRules | null;
  /** A document whose day the ERP holds closed: waits for a person, or is booked on the first open day. */
  readonly closedPeriods: ClosedPeriods;
  /** Accounting entries go out one by one, or summed for each day, pair of accounts and currency. */
  readonly entries: EntryBooking;
  /** Where differences up to `limit` are booked that the document's own rounding does not explain; null: nowhere. */
  readonly rounding: RoundingRule | null;
}

export type ClosedPeriods = 'attention' | 'first-open-day';
export type EntryBooking = 'single' | 'daily-sums';

/** Matches where every condition that it states holds. */
export interface RevenueRule {
  readonly zone?: Zone | undefined;
  readonly orderType?: string | undefined;
  /** Any name of the product's group: what it is called, its code or its id. */
  readonly productGroup?: string | undefined;
  readonly itemNumber?: string | undefined;
  readonly account: string;
}

/** A rule that names the kind of line goes before one that does not. */
export interface TaxCodeRule {
  readonly zone: Zone;
  /** In percent: `25`. */
  readonly rate: Decimal;
  readonly lineKind?: LineKind | undefined;
  readonly code: string;
}

/** Matches TRAEDE's name or ERP code of a term; one that names none matches all. */
export interface PaymentTermRule {
  readonly traede?: string | undefined;
  /** The ERP's name or code of the term. */
  readonly erp: string;
}

export interface RoundingRule {
  readonly account: string;
  /** In the document's currency, for one document in all. */
  readonly limit: Decimal;
}

/** What holds with nothing configured, so that any TRAEDE can be tried at once. No cent is adjusted. */
export const OPEN_RULES: AccountingRules = {
  homeCountry: 'DK',
  timeZone: 'Europe/Copenhagen',
  goLive: NO_GO_LIVE,
  bookDateFields: ['invoice_date', 'credit_note_date', 'booked_at'],
  currencies: 'any',
  revenue: [{ account: '1010' }],
  accounts: { shipping: '1110', handlingFee: '1120', discount: '1130' },
  taxCodes: 'derive',
  customer: { onMissing: 'by-id' },
  countryMissing: 'domestic',
  unlinkedCreditNotes: 'post-unlinked',
  paymentTerms: [],
  journal: null,
  closedPeriods: 'attention',
  entries: 'single',
  rounding: null,
};
