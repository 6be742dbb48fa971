import { z } from 'zod';
import type { SalesPosting } from '../../accounting/posting';
import { formatAmount, ZERO } from '../../money';
import type { Problem } from '../../problem';
import type { Receipt } from '../adapter';
import type { TrytonContext } from './context';
import { searchDocuments, type TrytonDocument } from './documents';
import type { Draft } from './draft';
import type { Lookup } from './lookups';
import { notBookable } from './problems';
import { toWireDecimal } from './wire';

/**
 * Sets the cents of the tax lines to the posting's, where Tryton rounded at another place.
 * @returns why it cannot be done; `undefined` when the draft holds what the posting says
 */
export async function alignTaxes(
  context: TrytonContext,
  lookup: Lookup,
  posting: SalesPosting,
  drafted: TrytonDocument,
  { values, taxes }: Draft,
): Promise<Problem | undefined> {
  const { id } = drafted;
  const write = (model: string, record: number, change: Readonly<Record<string, unknown>>) =>
    context.session.call(`model.${model}.write`, [[record], change], z.unknown(), lookup.signal);
  let document = drafted;
  if (document.taxes.length === 0) {
    // 6.0 reckons the taxes of a draft when something is written to it.
    await write('account.invoice', id, { description: values['description'] });
    document = await readAgain(context, lookup, drafted);
  }
  let isCorrected = false;
  for (const { taxId, isNegative, amount, tolerance } of taxes) {
    const line = document.taxes.find((tax) => tax.taxId === taxId && tax.base.lt(0) === isNegative);
    const difference = (line?.amount ?? ZERO).minus(amount);
    if (difference.eq(0)) continue;
    if (line === undefined || difference.abs().gt(tolerance)) return unequal(posting, document.receipt);
    await write('account.invoice.tax', line.id, { amount: toWireDecimal(amount) });
    isCorrected = true;
  }
  if (isCorrected) document = await readAgain(context, lookup, drafted);
  const { receipt } = document;
  const { net, tax, total } = posting.totals;
  const equal = receipt?.net.eq(net) === true && receipt.tax.eq(tax) && receipt.total.eq(total);
  return equal ? undefined : unequal(posting, receipt);
}

async function readAgain(
  { session, settings }: TrytonContext,
  { books, signal }: Lookup,
  drafted: TrytonDocument,
): Promise<TrytonDocument> {
  const search = { model: 'account.invoice', companyId: books.companyId, posted: false } as const;
  const domain = [['id', '=', drafted.id]];
  const [found] = await searchDocuments(session, settings, { ...search, domain }, signal);
  return found ?? drafted;
}

function unequal({ totals }: SalesPosting, receipt: Receipt | null): Problem {
  const amounts = ({ net, tax, total }: Pick<Receipt, 'net' | 'tax' | 'total'>) =>
    `net ${formatAmount(net)}, VAT ${formatAmount(tax)}, total ${formatAmount(total)}`;
  return notBookable(
    `Tryton would book ${receipt === null ? 'other amounts' : amounts(receipt)}, the document says ${amounts(totals)}.`,
  );
}
