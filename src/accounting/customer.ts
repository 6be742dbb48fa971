import type { TraedeCustomer } from '../traede/document';
import { accepted, refused } from './outcome';
import type { Outcome } from './outcome';
import type { Customer } from './posting';
import type { AccountingRules } from './rules';
import { zoneOf } from './zones';
import type { Zone } from './zones';

export function customerOf(
  customer: TraedeCustomer,
  rules: AccountingRules,
  subject: string,
): Outcome<Customer> {
  const number = customerNumber(customer, rules);
  if (number !== undefined) {
    const { country, vatNumber } = customer;
    return accepted({ number, name: customer.name ?? number, country, vatNumber });
  }
  const whom =
    customer.id === null
      ? 'names no customer'
      : `belongs to TRAEDE's customer id ${customer.id}, which has no customer number`;
  return refused(
    'customer-missing',
    `${subject} ${whom}.`,
    customer.id === null
      ? 'Give the document a customer in TRAEDE, then resync it.'
      : 'Give the customer a number in TRAEDE, or add to accounting the line `customerWithoutNumber: by-id`, then resync the ' +
          'document.',
  );
}

/** The zone that a sale to this customer falls in. */
export function zoneOfCustomer(
  customer: TraedeCustomer,
  rules: AccountingRules,
  subject: string,
): Outcome<Zone> {
  if (customer.country !== null) return accepted(zoneOf(customer.country, rules.homeCountry));
  if (rules.countryMissing === 'domestic') return accepted('domestic');
  return refused(
    'customer-country-missing',
    `${subject}: the customer has no country, so it is unknown whether the sale is domestic, within the EU or an export.`,
    "Enter the country in the customer's address in TRAEDE, or add to accounting the line `countryMissing: domestic`, " +
      'then resync the document.',
  );
}

function customerNumber(customer: TraedeCustomer, rules: AccountingRules): string | undefined {
  const number = customer.number?.trim() ?? '';
  if (number !== '') return number;
  return rules.customer.onMissing === 'by-id' && customer.id !== null ? `id-${customer.id}` : undefined;
}
