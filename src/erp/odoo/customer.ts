import { z } from 'zod';
import type { Customer } from '../../accounting/posting';
import { storableLine } from '../storable-text';
import { loadOne, type Header } from './claim';
import type { Lookup } from './context';
import { customerExternalId } from './external-id';
import { failureOf } from './failure';
import type { Found } from './lookups';
import type { CustomerLookup, OdooSettings } from './options';
import { customerUnknown } from './problems';
import { idRow, searchRead, type Domain } from './search';
import { wireId, wireText } from './wire';

/** A customer as a document needs it. `name` is never shown, only kept out of messages. */
export interface Partner {
  readonly id: number;
  readonly name: string;
}

const partnerRow = z.object({ id: wireId, name: wireText });

/** By customer number: who is there, and who is to be created. */
export interface Customers {
  readonly known: ReadonlyMap<string, Partner>;
  readonly missing: readonly Customer[];
}

export type CustomerSettings = Pick<OdooSettings, 'customerLookup' | 'createCustomers'>;

/** Finds customers as configured; writes nothing. */
export async function findCustomers(
  lookup: Lookup,
  settings: CustomerSettings,
  customers: readonly Customer[],
): Promise<Found<Customers>> {
  const known = new Map<string, Partner>();
  const missing: Customer[] = [];
  for (const customer of customers) {
    const found = await findCustomer(lookup, settings, customer);
    if (!found.ok) return found;
    if (found.value === undefined) missing.push(customer);
    else known.set(customer.number, found.value);
  }
  return { ok: true, value: { known, missing } };
}

/** @returns undefined for one that is not there and may be created */
export async function findCustomer(
  lookup: Lookup,
  { customerLookup, createCustomers }: CustomerSettings,
  customer: Customer,
): Promise<Found<Partner | undefined>> {
  const domain = domainOf(customerLookup, customer);
  if (domain === undefined) {
    const what = `Customer ${customer.number} has no VAT number to be found by in Odoo.`;
    return refused(what, 'Enter the VAT number in TRAEDE');
  }
  // Two are enough to know that it is not the only one.
  const search = { model: 'res.partner', fields: ['name'], row: partnerRow, limit: 2 };
  const ofCompany = ['company_id', 'in', [false, lookup.books.companyId]];
  const [partner, ...others] = await searchRead(
    lookup.session,
    { ...search, domain: [ofCompany, ...domain] },
    lookup.signal,
  );
  const by = customerLookup === 'vat-number' ? 'VAT number' : customerLookup;
  if (others.length > 0) {
    const what = `Odoo holds several contacts for customer ${customer.number} (looked up by ${by}).`;
    return refused(what, 'Leave only one of them active, or set erp.customerLookup: reference');
  }
  if (partner !== undefined) return { ok: true, value: partner };
  if (createCustomers) return { ok: true, value: undefined };
  const what = `Odoo does not hold customer ${customer.number} (looked up by ${by}).`;
  return refused(what, 'Create the contact in Odoo, or correct the customer in TRAEDE');
}

/** By what a customer is found; `undefined` where it has no such thing. */
export function domainOf(
  by: CustomerLookup,
  { number, name, country, vatNumber }: Customer,
): Domain | undefined {
  switch (by) {
    case 'reference':
      return [['ref', '=', number]];
    case 'name':
      return [['name', '=', storableLine(name)]];
    case 'vat-number': {
      if (vatNumber === null) return undefined;
      // Odoo's VAT numbers begin with the country; TRAEDE's may do so or not.
      const forms = country === null ? [vatNumber] : [vatNumber, `${country}${vatNumber}`];
      return [['vat', 'in', forms]];
    }
  }
}

/** Creates who is missing, unless somebody else was faster. */
export async function createMissing(
  lookup: Lookup,
  settings: CustomerSettings,
  { known, missing }: Customers,
): Promise<Found<ReadonlyMap<string, Partner>>> {
  const partners = new Map(known);
  for (const customer of missing) {
    const problem = await create(lookup, customer);
    if (problem !== undefined) return problem;
    // From now on it must be found: else it would be created again with every document.
    const found = await findCustomer(lookup, { ...settings, createCustomers: false }, customer);
    if (!found.ok) return found;
    if (found.value !== undefined) partners.set(customer.number, found.value);
  }
  return { ok: true, value: partners };
}

/**
 * Under an external id of its own: of several who create the same customer at once, one succeeds.
 * @returns why it cannot be created; `undefined` when it is there, by us or by somebody else
 */
async function create(lookup: Lookup, customer: Customer): Promise<Refused | undefined> {
  const { session, signal } = lookup;
  const country = await findCountry(lookup, customer.country);
  if (!country.ok) return country;
  const values: Header = {
    name: storableLine(customer.name),
    ref: customer.number,
    is_company: 'True',
    ...(country.value === null ? {} : { 'country_id/.id': String(country.value) }),
    ...(customer.vatNumber === null ? {} : { vat: customer.vatNumber }),
  };
  try {
    await loadOne(session, 'res.partner', customerExternalId(customer.number), values, signal);
    return undefined;
  } catch (error) {
    if (failureOf(error)?.kind !== 'refused') throw error;
    // Its sentence quotes the contact.
    const what = `Odoo refuses to create customer ${customer.number}.`;
    return refused(what, 'Check its name and VAT number in TRAEDE, or create the contact in Odoo');
  }
}

async function findCountry({ session, signal }: Lookup, code: string | null): Promise<Found<number | null>> {
  if (code === null) return { ok: true, value: null };
  const search = { model: 'res.country', fields: ['id'], row: idRow };
  const [country] = await searchRead(session, { ...search, domain: [['code', '=', code]] }, signal);
  if (country !== undefined) return { ok: true, value: country.id };
  return refused(
    `Odoo does not hold the country ${storableLine(code)} of a customer that is to be created.`,
    'Correct the country in TRAEDE, or create the contact in Odoo',
  );
}

interface Refused {
  readonly ok: false;
  readonly problem: ReturnType<typeof customerUnknown>;
}

function refused(what: string, remedy: string): Refused {
  return { ok: false, problem: customerUnknown(what, remedy) };
}
