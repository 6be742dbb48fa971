import { z } from 'zod';
import type { Posting, SalesPosting } from '../../accounting/posting';
import { formatAmount, ZERO } from '../../money';
import type { Problem } from '../../problem';
import type { Receipt } from '../adapter';
import { acknowledging } from './acknowledge';
import type { TrytonContext } from './context';
import { searchDocuments, type Model, type TrytonDocument } from './documents';
import { moveValues } from './journal-entry';
import type { Found, Lookup } from './lookups';
import { isSales, preflightEntry, preflightSales } from './preflight';
import { notBookable } from './problems';
import { expectedTaxes, invoiceValues, type ExpectedTax } from './sales-document';
import { toWireDecimal } from './wire';

/** A posting that passed its preflight: what to create in Tryton, and what it must then hold. */
export interface Draft {
  readonly values: Readonly<Record<string, unknown>>;
  readonly taxes: readonly ExpectedTax[];
  readonly partyId: number | null;
  /** To be kept out of messages. */
  readonly names: readonly string[];
}

/** @throws {TrytonCallError | ErpNotReadyError} */
export async function prepareDraft(
  lookup: Lookup,
  { settings }: TrytonContext,
  posting: Posting,
): Promise<Found<Draft>> {
  if (!isSales(posting)) {
    const ids = await preflightEntry(lookup, settings, posting);
    if (!ids.ok) return ids;
    return {
      ok: true,
      value: { values: moveValues(posting, ids.value), taxes: [], partyId: null, names: [] },
    };
  }
  const ids = await preflightSales(lookup, settings, posting);
  if (!ids.ok) return ids;
  return {
    ok: true,
    value: {
      values: invoiceValues(posting, ids.value),
      taxes: expectedTaxes(posting, ids.value.taxIds),
      partyId: ids.value.party.id,
      names: namesIn(posting, ids.value.party.name),
    },
  };
}

export function namesIn(posting: Posting, ...others: readonly string[]): readonly string[] {
  return isSales(posting) ? [posting.customer.name, posting.customer.vatNumber ?? '', ...others] : others;
}

/** Whether a draft is what this posting would have created: one that was left by an earlier attempt is used again. */
export function isDraftOf(document: TrytonDocument, posting: Posting, { partyId }: Draft): boolean {
  const { receipt } = document;
  if (document.isPosted || receipt === null || document.partyId !== partyId) return false;
  const wanted = wantedLines(posting);
  return (
    receipt.date === posting.date &&
    receipt.currency === posting.currency &&
    receipt.lines.length === wanted.length &&
    receipt.lines.every((line, index) => `${line.account} ${formatAmount(line.net)}` === wanted[index])
  );
}

function wantedLines(posting: Posting): readonly string[] {
  return isSales(posting)
    ? posting.lines.map(({ account, net }) => `${account} ${formatAmount(net)}`)
    : posting.lines.map(({ account, debit, credit }) => `${account} ${formatAmount(debit.minus(credit))}`);
}

/**
 * Sets the cents of the tax lines to the posting's, where Tryton rounded at another place.
 * @returns why it cannot be done; `undefined` when the draft holds what the posting says
 */
export async function alignTaxes(
  { session, settings }: TrytonContext,
  { books, signal }: Lookup,
  posting: SalesPosting,
  drafted: TrytonDocument,
  { values, taxes }: Draft,
): Promise<Problem | undefined> {
  const { id } = drafted;
  const read = async () => {
    const search = { model: 'account.invoice', companyId: books.companyId, posted: false } as const;
    const [found] = await searchDocuments(
      session,
      settings,
      { ...search, domain: [['id', '=', id]] },
      signal,
    );
    return found ?? drafted;
  };
  let document = drafted;
  if (document.taxes.length === 0) {
    // 6.0 reckons the taxes of a draft when something is written to it.
    const { description } = values;
    await session.call('model.account.invoice.write', [[id], { description }], z.unknown(), signal);
    document = await read();
  }
  for (const { taxId, isNegative, amount, tolerance } of taxes) {
    const line = document.taxes.find((tax) => tax.taxId === taxId && tax.base.lt(0) === isNegative);
    const difference = (line?.amount ?? ZERO).minus(amount);
    if (difference.eq(0)) continue;
    if (line === undefined || difference.abs().gt(tolerance)) return unequal(posting, document.receipt);
    const correction = { amount: toWireDecimal(amount) };
    await session.call('model.account.invoice.tax.write', [[line.id], correction], z.unknown(), signal);
  }
  const { receipt } = await read();
  const { net, tax, total } = posting.totals;
  const equal = receipt?.net.eq(net) === true && receipt.tax.eq(tax) && receipt.total.eq(total);
  return equal ? undefined : unequal(posting, receipt);
}

function unequal({ totals }: SalesPosting, receipt: Receipt | null): Problem {
  const amounts = ({ net, tax, total }: Pick<Receipt, 'net' | 'tax' | 'total'>) =>
    `net ${formatAmount(net)}, VAT ${formatAmount(tax)}, total ${formatAmount(total)}`;
  return notBookable(
    `Tryton would book ${receipt === null ? 'other amounts' : amounts(receipt)}, the document says ${amounts(totals)}.`,
  );
}

/** @throws {TrytonCallError} */
export async function createDraft(
  context: TrytonContext,
  model: Model,
  { values }: Draft,
  signal?: AbortSignal,
): Promise<void> {
  const create = () => context.session.call(`model.${model}.create`, [[values]], z.array(z.number()), signal);
  await acknowledging(context, create, signal);
}
