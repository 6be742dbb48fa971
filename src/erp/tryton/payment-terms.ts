import { paymentTermUnknown } from './problems';
import type { Found, Lookup } from './lookups';
import { idRow, searchRead } from './search';
import type { Session } from './session';

/** The id of a payment term by its name; null where there is none. */
export async function searchPaymentTerm(
  session: Session,
  name: string,
  signal?: AbortSignal,
): Promise<number | null> {
  const domain = [['name', '=', name]];
  const search = { model: 'account.invoice.payment_term', domain, fields: ['id'], row: idRow, limit: 1 };
  const [found] = await searchRead(session, search, signal);
  return found?.id ?? null;
}

/** The posting's own payment term, else the one of the books. */
export async function findPaymentTerm(
  { session, books, signal }: Lookup,
  name: string | undefined,
): Promise<Found<number | null>> {
  if (name === undefined) return { ok: true, value: books.paymentTermId };
  const id = await searchPaymentTerm(session, name, signal);
  return id === null ? { ok: false, problem: paymentTermUnknown(name) } : { ok: true, value: id };
}
