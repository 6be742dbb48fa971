import { ACCOUNTS, DEFAULT_SEED } from '../../../src/simulator';
import { makeCustomers } from '../../../src/simulator/customers';

/** What an ERP must know of the simulator's brand before its documents can be posted there. */
export interface BrandMasterData {
  readonly customers: readonly { readonly number: string; readonly name: string; readonly country: string }[];
  /** Beyond those of the test company. */
  readonly accounts: readonly {
    readonly number: string;
    readonly name: string;
    readonly kind: AccountKind;
  }[];
  /** What a krone is worth in each, from 2020 on. */
  readonly rates: Readonly<Record<string, string>>;
}

type AccountKind = 'income' | 'expense' | 'asset';

export const SHIPPING_ACCOUNT = '1110';
export const HANDLING_FEE_ACCOUNT = '1120';
export const DISCOUNT_ACCOUNT = '1130';

export function brandMasterData(seed: number = DEFAULT_SEED): BrandMasterData {
  return {
    // Without VAT numbers: the simulator's are made up, and Odoo checks them.
    customers: makeCustomers(seed).map(({ wire, country }) => ({
      number: wire.customer_number,
      name: wire.name,
      country,
    })),
    accounts: [
      { number: SHIPPING_ACCOUNT, name: 'Shipping', kind: 'income' },
      { number: HANDLING_FEE_ACCOUNT, name: 'Handling fees', kind: 'income' },
      { number: DISCOUNT_ACCOUNT, name: 'Discounts', kind: 'income' },
      { number: String(ACCOUNTS.costOfGoodsSold), name: 'Cost of goods sold', kind: 'expense' },
      { number: String(ACCOUNTS.inventoryAdjustment), name: 'Adjustments of stock', kind: 'expense' },
      { number: String(ACCOUNTS.inventory), name: 'Stock', kind: 'asset' },
    ],
    rates: { EUR: '0.134', SEK: '1.53' },
  };
}

/** `accounting:` of `sync.config.yaml` for the test company, in which every real ERP of the tests is alike. */
export const BRAND_ACCOUNTING = {
  currencies: ['DKK', 'EUR', 'SEK'],
  revenue: [
    { zone: 'domestic', account: '1010' },
    { zone: 'eu', account: '1020' },
    { zone: 'export', account: '1030' },
  ],
  accounts: { shipping: SHIPPING_ACCOUNT, handlingFee: HANDLING_FEE_ACCOUNT, discount: DISCOUNT_ACCOUNT },
  taxCodes: [
    { zone: 'domestic', rate: 25, code: 'U25' },
    { zone: 'eu', rate: 0, code: 'EU0' },
    { zone: 'export', rate: 0, code: 'EX0' },
  ],
  // Some of the simulator's credit notes correct no invoice.
  unlinkedCreditNotes: 'post-unlinked',
};
