import { isList, isRecord } from './fields';

/** A customer has a handful of addresses; more are not looked through. */
const MAX_ADDRESSES = 50;

type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * The customer's country: the first that reads as a code of two letters, upper case. TRAEDE documents no customer
 * object, so every plausible place is tried, from the customer itself to its addresses. Names (`Denmark`) are not
 * translated: that would be a guess.
 */
export function customerCountry(customer: JsonRecord): string | null {
  for (const place of [customer, ...addressesOf(customer)]) {
    const code = countryOf(place);
    if (code !== null) return code;
  }
  return null;
}

function addressesOf(customer: JsonRecord): readonly JsonRecord[] {
  const addresses = customer['addresses'];
  return [
    customer['address'],
    ...(isList(addresses) ? addresses.slice(0, MAX_ADDRESSES) : []),
    customer['billing_address'],
    customer['invoice_address'],
    customer['delivery_address'],
  ].filter(isRecord);
}

/** `{country: "DK"}`, `{country: {code: "DK"}}`, `{country: {iso_code: "DK"}}`, `{country_code: "DK"}`. */
function countryOf(place: JsonRecord): string | null {
  const country = place['country'];
  const inside = isRecord(country) ? codesIn(country) : [country];
  for (const candidate of [...inside, place['country_code']]) {
    const code = typeof candidate === 'string' ? candidate.trim().toUpperCase() : '';
    if (/^[A-Z]{2}$/.test(code)) return code;
  }
  return null;
}

function codesIn(country: JsonRecord): readonly unknown[] {
  const isoKeys = Object.keys(country).filter((key) => /^iso/i.test(key));
  return ['code', ...isoKeys, 'country_code'].map((key) => country[key]);
}
