import type { Customer, LineKind } from '../accounting/posting';
import { decimal, type Decimal } from '../money';
import { parsePlainDate, type PlainDate } from '../plain-date';

/** What the ERP under test knows. Days are `YYYY-MM-DD`, rates in percent as text: `25`. */
export interface ErpFacts {
  /** The currency of the books, ISO 4217. */
  readonly currency: string;
  /** Another currency, with a rate on `openDay`. Needed unless `foreign-currency` is declared impossible. */
  readonly foreignCurrency?: string;
  /** A day in an open period. Everything is posted on it, but for what `list` is asked for. */
  readonly openDay: string;
  /** A later day in an open period. */
  readonly laterDay: string;
  /** A day before `openDay`, in a period that `open` leaves closed. Needed unless `closed-periods` is impossible. */
  readonly closedDay?: string;
  /** Where given, exactly what `firstOpenDay` must say for a document of `closedDay`. */
  readonly firstOpenDay?: string;
  readonly accounts: Accounts;
  readonly taxCodes: TaxCodes;
  readonly customers: Customers;
  /** The number of a product that the ERP knows. Default: lines name none. */
  readonly itemNumber?: string;
  /** Never known to the ERP; the defaults are `99999999`, `NO-SUCH-TAX`, `NO-SUCH-CUSTOMER` and `XTS` (for testing). */
  readonly unknown?: Partial<Unknowns>;
  /** What `check` must name when the adapter is opened with `configuration: 'mistaken'`: an account number, say. */
  readonly mistake?: string;
  /** Texts that nobody may read: password, token, and how they are sent (Base64), if that differs. */
  readonly secrets: readonly string[];
}

/** Account numbers. Where a kind of line is not given, it is booked on `sales`. */
export interface Accounts {
  readonly sales: string;
  readonly discount?: string;
  readonly shipping?: string;
  readonly handlingFee?: string;
  readonly rounding?: string;
  /** Two accounts that a journal entry may use. Needed unless `journal-entries` is declared impossible. */
  readonly journal?: readonly [string, string];
  /** Where customers' debts stand, for entries on them. Needed unless `customers-on-entries` is declared impossible. */
  readonly receivable?: string;
}

export interface TaxCode {
  readonly code: string;
  /** In percent: `25`. */
  readonly rate: string;
}

/** VAT codes as they stand in a posting's lines. */
export interface TaxCodes {
  /** Above zero. */
  readonly domestic: TaxCode;
  /** Of another rate. Needed unless `several-tax-rates` is declared impossible. */
  readonly reduced?: TaxCode;
  /** For a line without VAT on a domestic invoice. Needed unless `untaxed-lines` is declared impossible. */
  readonly untaxed?: TaxCode;
  readonly eu?: TaxCode;
  readonly export?: TaxCode;
}

/** Customers that the ERP knows. */
export interface Customers {
  readonly domestic: Customer;
  readonly eu?: Customer;
  readonly export?: Customer;
}

export interface Unknowns {
  readonly account: string;
  readonly taxCode: string;
  readonly customer: string;
  readonly currency: string;
}

/** The facts, read. */
export interface Facts extends Omit<
  ErpFacts,
  'openDay' | 'laterDay' | 'closedDay' | 'firstOpenDay' | 'unknown'
> {
  readonly openDay: PlainDate;
  readonly laterDay: PlainDate;
  readonly closedDay: PlainDate | undefined;
  readonly firstOpenDay: PlainDate | undefined;
  readonly unknown: Unknowns;
}

/** @throws {Error} a fact that cannot be */
export function readFacts(facts: ErpFacts): Facts {
  const openDay = day('openDay', facts.openDay);
  const laterDay = day('laterDay', facts.laterDay);
  if (laterDay <= openDay) throw new Error('facts.laterDay must be after facts.openDay');
  const closedDay = optionalDay('closedDay', facts.closedDay);
  if (closedDay !== undefined && closedDay >= openDay) {
    throw new Error('facts.closedDay must be before facts.openDay');
  }
  if (rateOf(facts.taxCodes.domestic).lte(0))
    throw new Error('facts.taxCodes.domestic must have a rate above zero');
  return {
    ...facts,
    openDay,
    laterDay,
    closedDay,
    firstOpenDay: optionalDay('firstOpenDay', facts.firstOpenDay),
    unknown: {
      account: '99999999',
      taxCode: 'NO-SUCH-TAX',
      customer: 'NO-SUCH-CUSTOMER',
      // ISO 4217 keeps this code for tests.
      currency: 'XTS',
      ...facts.unknown,
    },
  };
}

function optionalDay(name: string, text: string | undefined): PlainDate | undefined {
  return text === undefined ? undefined : day(name, text);
}

function day(name: string, text: string): PlainDate {
  const date = parsePlainDate(text);
  if (date === undefined) throw new Error(`facts.${name} is not a day (YYYY-MM-DD): ${text}`);
  return date;
}

export function rateOf({ rate }: TaxCode): Decimal {
  return decimal(rate);
}

export function accountFor({ accounts }: Facts, kind: LineKind): string {
  switch (kind) {
    case 'product':
      return accounts.sales;
    case 'discount':
      return accounts.discount ?? accounts.sales;
    case 'shipping':
      return accounts.shipping ?? accounts.sales;
    case 'handling-fee':
      return accounts.handlingFee ?? accounts.sales;
    case 'rounding':
      return accounts.rounding ?? accounts.sales;
  }
}
