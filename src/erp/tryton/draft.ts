import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { JournalPosting, Posting, SalesPosting } from '../../accounting/posting';
import { formatAmount } from '../../money';
import { personalDataOf } from '../personal-data';
import { acknowledging } from './acknowledge';
import type { TrytonContext } from './context';
import { findCustomer } from './customer';
import type { Model, TrytonDocument } from './documents';
import { customersOf, moveValues } from './journal-entry';
import type { Found, Lookup } from './lookups';
import { isSales, preflightEntry, preflightSales } from './preflight';
import { expectedTaxes, invoiceValues, type ExpectedTax } from './sales-document';

/** A posting that passed its preflight: what to create in Tryton, and what it must then hold. */
export interface Draft {
  readonly model: Model;
  readonly values: Readonly<Record<string, unknown>>;
  readonly taxes: readonly ExpectedTax[];
  /** As in {@link TrytonDocument}. */
  readonly partyIds: readonly (number | null)[];
  readonly paymentTermId: number | null;
  /** To be kept out of messages. */
  readonly names: readonly string[];
}

/** Customers are created here, where the configuration allows it. @throws {TrytonCallError | ErpNotReadyError} */
export function prepareDraft(
  lookup: Lookup,
  context: TrytonContext,
  posting: Posting,
): Promise<Found<Draft>> {
  return isSales(posting) ? prepareInvoice(lookup, context, posting) : prepareMove(lookup, context, posting);
}

async function prepareInvoice(
  lookup: Lookup,
  { settings }: TrytonContext,
  posting: SalesPosting,
): Promise<Found<Draft>> {
  const ids = await preflightSales(lookup, settings, posting);
  if (!ids.ok) return ids;
  // Last, as it is the only one that may write.
  const party = await findCustomer(lookup, settings, posting.customer);
  if (!party.ok) return party;
  return {
    ok: true,
    value: {
      model: 'account.invoice',
      values: invoiceValues(posting, { ...ids.value, party: party.value }),
      taxes: expectedTaxes(posting, ids.value.taxIds),
      partyIds: [party.value.id],
      paymentTermId: ids.value.paymentTermId,
      names: [...personalDataOf(posting), party.value.name],
    },
  };
}

async function prepareMove(
  lookup: Lookup,
  { settings }: TrytonContext,
  posting: JournalPosting,
): Promise<Found<Draft>> {
  const ids = await preflightEntry(lookup, settings, posting);
  if (!ids.ok) return ids;
  const partyIds = new Map<string, number>();
  const names = [...personalDataOf(posting)];
  for (const customer of customersOf(posting)) {
    const party = await findCustomer(lookup, settings, customer);
    if (!party.ok) return party;
    partyIds.set(customer.number, party.value.id);
    names.push(party.value.name);
  }
  return {
    ok: true,
    value: {
      model: 'account.move',
      values: moveValues(posting, { ...ids.value, partyIds }),
      taxes: [],
      partyIds: posting.lines.map(({ customer }) => partyIds.get(customer?.number ?? '') ?? null),
      paymentTermId: null,
      names,
    },
  };
}

/** Whether a draft is what this posting would have created: one that was left by an earlier attempt is used again. */
export function isDraftOf(document: TrytonDocument, posting: Posting, draft: Draft): boolean {
  const { receipt, isPosted, model, partyIds, paymentTermId } = document;
  if (isPosted || model !== draft.model || receipt === null) return false;
  const wanted = wantedLines(posting);
  return (
    receipt.date === posting.date &&
    receipt.currency === posting.currency &&
    paymentTermId === draft.paymentTermId &&
    isDeepStrictEqual(partyIds, draft.partyIds) &&
    receipt.lines.length === wanted.length &&
    receipt.lines.every((line, index) => `${line.account} ${formatAmount(line.net)}` === wanted[index])
  );
}

function wantedLines(posting: Posting): readonly string[] {
  return isSales(posting)
    ? posting.lines.map(({ account, net }) => `${account} ${formatAmount(net)}`)
    : posting.lines.map(({ account, debit, credit }) => `${account} ${formatAmount(debit.minus(credit))}`);
}

/** @throws {TrytonCallError} */
export async function createDraft(
  context: TrytonContext,
  { model, values }: Draft,
  signal?: AbortSignal,
): Promise<void> {
  const create = () => context.session.call(`model.${model}.create`, [[values]], z.array(z.number()), signal);
  await acknowledging(context, create, signal);
}
