import { decimal, roundToCents, type Decimal } from '../money';
import type { Brand } from './brand';
import type { DocumentHeader } from './headers';
import { randomFor, type Random } from './random';
import { wireDate, type WireAccountingEntry } from './wire-documents';

/** The brand's chart of accounts, as far as TRAEDE posts to it. */
export const ACCOUNTS = { costOfGoodsSold: 2110, inventoryAdjustment: 2190, inventory: 5530 } as const;

const ADJUSTMENT_SHARE = 0.25;
/** A count that finds less than the books say; TRAEDE turns the sign and leaves the accounts where they are. */
const NEGATIVE_ADJUSTMENT_SHARE = 0.5;
const EURO_SHARE = 0.05;
const UNIT_COSTS = ['41.2375', '58.9', '77.125', '33.3333', '112.4'];

/** Cost of goods sold for an order that left, or an adjustment of the stock. */
export function makeAccountingEntry(brand: Brand, header: DocumentHeader): WireAccountingEntry {
  const random = randomFor(brand.seed, 'accounting-entry', header.index);
  const adjustment = random.chance(ADJUSTMENT_SHARE);
  const negative = adjustment && random.chance(NEGATIVE_ADJUSTMENT_SHARE);
  const cost = costOfGoods(random);
  const createdAt = wireDate(header.createdAtMs);
  return {
    id: header.id,
    currency: random.chance(EURO_SHARE) ? 'EUR' : 'DKK',
    amount: (negative ? cost.neg() : cost).toNumber(),
    account: adjustment ? ACCOUNTS.inventoryAdjustment : ACCOUNTS.costOfGoodsSold,
    contra_account: ACCOUNTS.inventory,
    date: createdAt.slice(0, 10),
    text: `${adjustment ? 'Lagerregulering' : 'Vareforbrug'} – ${random.pick(brand.catalogue).product.name}`,
    created_at: createdAt,
    updated_at: wireDate(header.updatedAtMs),
  };
}

function costOfGoods(random: Random): Decimal {
  return roundToCents(decimal(random.pick(UNIT_COSTS)).times(random.integer(1, 60)));
}
