import { z } from 'zod';
import type { Customer } from '../../accounting/posting';
import type { Problem } from '../../problem';
import { failureOf } from './failure';
import type { Found, Lookup } from './lookups';
import type { CustomerLookup, TrytonSettings } from './options';
import { customerUnknown } from './problems';
import { idRow, searchRead, type Domain } from './search';
import { storableLine, storableText } from '../storable-text';

/** A customer as an invoice needs it. `name` is never shown, only kept out of messages. */
export interface Party {
  readonly id: number;
  readonly name: string;
  readonly addressId: number;
  readonly receivableAccountId: number;
}

const partyRow = z.object({
  id: z.number().int(),
  name: z.string().nullable(),
  account_receivable: z.number().int().nullable(),
  'addresses.': z.array(z.object({ id: z.number().int(), invoice: z.boolean().nullable() })),
});
type PartyRow = z.infer<typeof partyRow>;

/** Finds the customer as configured, or, where the configuration allows it, creates it. */
export async function findCustomer(
  lookup: Lookup,
  settings: TrytonSettings,
  customer: Customer,
): Promise<Found<Party>> {
  const domain = domainOf(settings.customerLookup, customer);
  if (domain === undefined) return withoutVatNumber(customer);
  const found = await search(lookup, domain);
  if (found.length === 0 && settings.createCustomers) {
    const problem = await create(lookup, customer);
    return problem ?? choose(lookup, settings, customer, await search(lookup, domain));
  }
  return choose(lookup, settings, customer, found);
}

/** Why {@link findCustomer} would not find the customer, nor create it; writes nothing. */
export async function foreseeCustomer(
  lookup: Lookup,
  settings: TrytonSettings,
  customer: Customer,
): Promise<Problem | undefined> {
  const domain = domainOf(settings.customerLookup, customer);
  const found = domain === undefined ? [] : await search(lookup, domain);
  const result =
    domain === undefined
      ? withoutVatNumber(customer)
      : found.length === 0 && settings.createCustomers
        ? await findCountry(lookup, customer.country)
        : choose(lookup, settings, customer, found);
  return result.ok ? undefined : result.problem;
}

function withoutVatNumber({ number }: Customer): { readonly ok: false; readonly problem: Problem } {
  return refused(
    `Customer ${number} has no VAT number to be found by in Tryton.`,
    'Enter the VAT number in TRAEDE',
  );
}

/** By what a customer is found; `undefined` where it has no such thing. */
export function domainOf(by: CustomerLookup, customer: Customer): Domain | undefined {
  switch (by) {
    case 'code':
      return [['code', '=', customer.number]];
    case 'name':
      return [['name', '=', storableLine(customer.name)]];
    case 'vat-number':
      return customer.vatNumber === null ? undefined : [['identifiers.code', '=', customer.vatNumber]];
  }
}

/** Two are enough to know that it is not the only one. */
function search({ session, signal }: Lookup, domain: Domain): Promise<PartyRow[]> {
  const fields = ['name', 'account_receivable', 'addresses.invoice'];
  return searchRead(session, { model: 'party.party', domain, fields, row: partyRow, limit: 2 }, signal);
}

function choose(
  { books }: Lookup,
  { customerLookup }: TrytonSettings,
  { number }: Customer,
  [party, ...others]: readonly PartyRow[],
): Found<Party> {
  const by = customerLookup === 'vat-number' ? 'VAT number' : customerLookup;
  if (party === undefined) {
    const what = `Tryton does not hold customer ${number} (looked up by ${by}).`;
    return refused(what, 'Create the party in Tryton, or correct the customer in TRAEDE');
  }
  if (others.length > 0) {
    const what = `Tryton holds several parties for customer ${number} (looked up by ${by}).`;
    return refused(what, 'Leave only one of them active, or set erp.customerLookup: code');
  }
  const addresses = party['addresses.'];
  const address = addresses.find(({ invoice }) => invoice === true) ?? addresses[0];
  if (address === undefined) {
    return refused(`Customer ${number} has no address in Tryton.`, 'Enter one in Tryton');
  }
  const receivableAccountId = party.account_receivable ?? books.receivableAccountId;
  if (receivableAccountId === null) {
    const what = `Customer ${number} has no receivable account in Tryton, and there is no default one.`;
    return refused(what, 'Set one in Tryton, or erp.receivableAccount in the configuration');
  }
  const { id, name } = party;
  return { ok: true, value: { id, name: name ?? '', addressId: address.id, receivableAccountId } };
}

/** @returns why it cannot be created; `undefined` when it was, by us or by somebody else at the same moment */
async function create(lookup: Lookup, customer: Customer): Promise<Found<Party> | undefined> {
  const { session, signal } = lookup;
  const country = await findCountry(lookup, customer.country);
  if (!country.ok) return country;
  const vatNumber = customer.vatNumber === null ? [] : [['create', [{ code: customer.vatNumber }]]];
  const party = {
    code: customer.number,
    name: storableLine(customer.name),
    addresses: [['create', [{ country: country.value }]]],
    identifiers: vatNumber,
  };
  try {
    await session.call('model.party.party.create', [[party]], z.array(z.number()), signal);
    return undefined;
  } catch (error) {
    // The code of a party is unique: when somebody else was faster, the next search finds it.
    if (
      failureOf(error)?.kind === 'refused' &&
      (await search(lookup, [['code', '=', customer.number]])).length > 0
    )
      return undefined;
    throw error;
  }
}

async function findCountry({ session, signal }: Lookup, code: string | null): Promise<Found<number | null>> {
  if (code === null) return { ok: true, value: null };
  const domain = [['code', '=', code]];
  const [country] = await searchRead(
    session,
    { model: 'country.country', domain, fields: ['id'], row: idRow },
    signal,
  );
  if (country !== undefined) return { ok: true, value: country.id };
  const what = `Tryton does not hold the country ${storableText(code)} of a customer that is to be created.`;
  return refused(what, 'Load the countries in Tryton (trytond_import_countries)');
}

function refused(what: string, remedy: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: customerUnknown(what, remedy) };
}
