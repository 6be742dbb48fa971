import { COUNTRIES, type Country } from './countries';
import { randomFor, type Random } from './random';
import type { WireCustomer } from './wire-documents';

export interface SimulatedCustomer {
  readonly orderType: 'b2b' | 'b2c';
  readonly country: Country;
  readonly wire: WireCustomer;
}

const CUSTOMER_COUNT = 60;
const FIRST_CUSTOMER_ID = 401;
const FIRST_CUSTOMER_NUMBER = 10_001;

/** Half of the trade is domestic; a fixed round, so that every country occurs whatever the seed. */
const COUNTRY_ROUND: readonly Country[] = ['DK', 'DE', 'DK', 'SE', 'DK', 'NO', 'DK', 'US', 'DK', 'DE'];

/**
 * E-mail addresses end in this domain and telephone numbers start with this prefix, so that a test can look for
 * personal data wherever it must not be. Neither can belong to anybody.
 */
export const EMAIL_DOMAIN = 'customer.example';
export const TELEPHONE_PREFIX = '+0055';

const SHOP_TERMS = [
  { name: 'Netto 14 dage', erp_code: 'N14' },
  { name: 'Netto 30 dage', erp_code: 'N30' },
  { name: 'Løbende måned + 15', erp_code: 'LM15' },
];
const CONSUMER_TERM = { name: 'Kortbetaling', erp_code: 'CARD' };

export function makeCustomers(seed: number): readonly SimulatedCustomer[] {
  return Array.from({ length: CUSTOMER_COUNT }, (_, index) => makeCustomer(seed, index));
}

function makeCustomer(seed: number, index: number): SimulatedCustomer {
  const random = randomFor(seed, 'customer', index);
  const country = COUNTRY_ROUND[index % COUNTRY_ROUND.length] ?? 'DK';
  const facts = COUNTRIES[country];
  // Whole rounds alternate, so that every country has shops and consumers.
  const orderType = Math.floor(index / COUNTRY_ROUND.length) % 2 === 0 ? 'b2b' : 'b2c';
  const shop = orderType === 'b2b';
  const name = random.pick(shop ? facts.shops : facts.people);
  const wire: WireCustomer = {
    id: FIRST_CUSTOMER_ID + index,
    customer_number: String(FIRST_CUSTOMER_NUMBER + index),
    name,
    currency: facts.currency,
    discount_percentage: shop ? random.pick([0, 0, 5, 7.5]) : 0,
    active: true,
    payment_term: shop ? random.pick(SHOP_TERMS) : CONSUMER_TERM,
    addresses: addresses(random, country, name),
    vat_number: shop ? vatNumber(random, country) : null,
    eori_number: shop && country === 'DE' ? `DE${digits(random, 15)}` : null,
    email: `${mailbox(name)}.${String(index)}@${EMAIL_DOMAIN}`,
    telephone: `${TELEPHONE_PREFIX}${digits(random, 8)}`,
  };
  return { orderType, country, wire };
}

function addresses(random: Random, country: Country, name: string): WireCustomer['addresses'] {
  const types = random.chance(0.2) ? (['billing', 'delivery'] as const) : (['billing'] as const);
  return types.map((type) => {
    const [zipcode, city] = random.pick(COUNTRIES[country].places);
    const street = random.pick(COUNTRIES[country].streets);
    const address = `${street} ${String(random.integer(1, 180))}`;
    return { type, name, address, zipcode, city, country_code: country };
  });
}

function vatNumber(random: Random, country: Country): string | null {
  switch (country) {
    case 'DK':
      return `DK${digits(random, 8)}`;
    case 'DE':
      return `DE${digits(random, 9)}`;
    case 'SE':
      return `SE${digits(random, 10)}01`;
    case 'NO':
      return `NO${digits(random, 9)}MVA`;
    case 'US':
      return null;
  }
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.integer(0, 9)).join('');
}

/** `Åsa Öberg` → `asa.oberg`: addresses of old mail systems stay within ASCII. */
function mailbox(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{Diacritic}/gu, '');
  const ascii = plain.toLowerCase().replace(/[^a-z]+/g, '.');
  return ascii.replace(/^\.+|\.+$/g, '');
}
