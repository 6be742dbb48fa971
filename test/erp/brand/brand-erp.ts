import type { Decimal } from '../../../src/money';
import { openOdooBrand } from '../odoo/brand';
import type { BooksOptions } from '../provisioning/books';
import { openTrytonBrand } from '../tryton/brand';

/** Real ERPs that can be started here. */
export const REAL_ERPS = ['tryton', 'tryton6', 'odoo19', 'odoo14'] as const;
export type RealErp = (typeof REAL_ERPS)[number];

export function isRealErp(name: string): name is RealErp {
  return REAL_ERPS.some((known) => known === name);
}

/** A real ERP that knows the simulator's brand: its customers, accounts, VAT codes and currencies. */
export interface BrandErp {
  /** As shown to people: `Odoo 19.0`. */
  readonly title: string;
  readonly url: string;
  /** `erp:` of `sync.config.yaml`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The variables that the configuration names, with the secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether entries may be in another currency than that of the books. */
  readonly takesForeignEntries: boolean;
  /** All posted documents with a reference of ours, read by SQL, past adapter and ERP. */
  booked(): Promise<readonly BookedDocument[]>;
  /** Everything else in the ERP that is a document, posted or not: the books began empty. */
  others(): Promise<number>;
  close(): Promise<void>;
}

export interface BookedDocument {
  readonly reference: string;
  readonly currency: string;
  /** The lines of the journal. */
  readonly lines: readonly BookedLine[];
}

export interface BookedLine {
  readonly account: string;
  readonly kind: 'receivable' | 'tax' | 'other';
  /** Debit less credit, in the document's currency. */
  readonly amount: Decimal;
}

export interface BrandErpOptions extends Pick<BooksOptions, 'books' | 'preferredPort'> {
  readonly seed: number;
}

export function openBrandErp(name: RealErp, options: BrandErpOptions): Promise<BrandErp> {
  switch (name) {
    case 'tryton':
      return openTrytonBrand('8.2', options);
    case 'tryton6':
      return openTrytonBrand('6.0', options);
    case 'odoo19':
      return openOdooBrand('19.0', options);
    case 'odoo14':
      return openOdooBrand('14.0', options);
  }
}
