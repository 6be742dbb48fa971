import { z } from 'zod';
import { isExternalReference, type ExternalReference } from '../../document';
import type { Decimal } from '../../money';
import type { PlainDate } from '../../plain-date';
import { ErpUnavailableError, type CallOptions } from '../adapter';
import {
  isUnchanged,
  type Adoption,
  type CustomerKey,
  type Days,
  type LinkOutcome,
  type ToLink,
  type UnlinkedDocument,
} from '../adoption';
import { asContractError, reading, withBooks, type TrytonContext } from './context';
import { invoiceLine, POSTED_STATES } from './documents';
import { failureOf } from './failure';
import type { Lookup } from './lookups';
import { mergedByDate } from './merged-by-date';
import type { CustomerLookup } from './options';
import { find } from './read';
import { idRow, searchRead, type Domain } from './search';
import { toWireDate, wireDate, wireDecimalOrZero } from './wire';

/**
 * Customer invoices and credit notes: the only field of a posted document that may hold our reference, `reference`, can be
 * written on 8.2. Posted moves take no change at all, and on 6.0 neither do invoices.
 */
export function createAdoption(context: TrytonContext): Adoption {
  return {
    kinds: ['invoice', 'credit-note'],
    unlinked: (days, options) => unlinked(context, days, options),
    link: (document, reference, options) => link(context, document, reference, options),
  };
}

const row = z.object({
  id: z.number().int(),
  number: z.string().nullable(),
  reference: z.string().nullable(),
  description: z.string().nullable(),
  invoice_date: wireDate.nullable(),
  accounting_date: wireDate.nullable(),
  'currency.': z.object({ code: z.string() }),
  'party.': z.object({
    code: z.string().nullable(),
    name: z.string().nullable(),
    'identifiers.': z.array(z.object({ code: z.string().nullable() })),
  }),
  untaxed_amount: wireDecimalOrZero,
  tax_amount: wireDecimalOrZero,
  total_amount: wireDecimalOrZero,
  'lines.': z.array(invoiceLine),
});
type Row = z.output<typeof row>;

const FIELDS = [
  ...['number', 'reference', 'description', 'invoice_date', 'accounting_date', 'currency.code'],
  ...['party.code', 'party.name', 'party.identifiers.code'],
  ...['untaxed_amount', 'tax_amount', 'total_amount'],
  ...['lines.type', 'lines.description', 'lines.amount', 'lines.account.code'],
];

function search(
  { session, books, signal }: Lookup,
  domain: Domain,
  page: { readonly order?: readonly (readonly [string, 'ASC'])[]; readonly limit?: number } = {},
): Promise<Row[]> {
  const posted = [
    ['type', '=', 'out'],
    ['company', '=', books.companyId],
    ['state', 'in', POSTED_STATES['account.invoice']],
  ];
  const wanted = { model: 'account.invoice', domain: [...posted, ...domain], fields: FIELDS, row, ...page };
  return searchRead(session, wanted, signal);
}

const NOT_OURS = ['OR', ['reference', '=', null], ['reference', 'not like', 'traede:%:%:%']];

/** By the day of the books: an accounting date goes before the invoice's own. */
async function* unlinked(
  context: TrytonContext,
  days: Days,
  { signal }: CallOptions = {},
): AsyncGenerator<UnlinkedDocument> {
  yield* mergedByDate([
    pages(context, 'invoice_date', [['accounting_date', '=', null]], days, signal),
    pages(context, 'accounting_date', [], days, signal),
  ]);
}

async function* pages(
  context: TrytonContext,
  field: 'invoice_date' | 'accounting_date',
  condition: Domain,
  { from, to }: Days,
  signal: AbortSignal | undefined,
): AsyncGenerator<UnlinkedDocument, undefined> {
  const { listPageSize, customerLookup } = context.settings;
  const order = [
    [field, 'ASC'],
    ['id', 'ASC'],
  ] as const;
  const until = [field, '<=', toWireDate(to)];
  let after: readonly unknown[] = [[field, '>=', toWireDate(from)]];
  for (;;) {
    const domain = [NOT_OURS, ...condition, until, ...after];
    const rows = await reading(() =>
      withBooks(context, signal, (lookup) => search(lookup, domain, { order, limit: listPageSize })),
    );
    for (const one of rows) yield* toUnlinked(one, customerLookup);
    const last = rows.at(-1);
    const lastDate = last?.[field] ?? null;
    if (last === undefined || lastDate === null || rows.length < listPageSize) return undefined;
    const day = toWireDate(lastDate);
    after = [
      [
        'OR',
        [field, '>', day],
        [
          [field, '=', day],
          ['id', '>', last.id],
        ],
      ],
    ];
  }
}

function toUnlinked(one: Row, by: CustomerLookup): readonly UnlinkedDocument[] {
  const facts = factsOf(one);
  if (facts === undefined) return [];
  const { sign, ...booked } = facts;
  const { number, reference, description } = one;
  return [
    {
      ...booked,
      texts: [reference, description].filter((text) => text !== null),
      customer: customerOf(one['party.'], by),
      lines: one['lines.']
        .filter(({ type }) => type === 'line')
        .map((line) => ({
          account: line['account.']?.code ?? '',
          description: line.description ?? '',
          net: line.amount.times(sign),
        })),
      number: number ?? '',
    },
  ];
}

/** Tryton's credit notes are invoices with negative amounts. */
function factsOf(one: Row): (ToLink & { readonly sign: number }) | undefined {
  const date: PlainDate | null = one.accounting_date ?? one.invoice_date;
  if (date === null) return undefined;
  const sign = one.total_amount.lt(0) ? -1 : 1;
  const signed = (amount: Decimal): Decimal => amount.times(sign);
  return {
    ...{ sign, kind: sign < 0 ? 'credit-note' : 'invoice', erpId: String(one.id), number: one.number ?? '' },
    ...{ date, currency: one['currency.'].code },
    ...{ net: signed(one.untaxed_amount), tax: signed(one.tax_amount), total: signed(one.total_amount) },
  };
}

function customerOf(party: Row['party.'], by: CustomerLookup): CustomerKey | null {
  const known = (values: readonly (string | null)[]) => values.filter((value) => value !== null);
  const key = ((): CustomerKey => {
    switch (by) {
      case 'code':
        return { by: 'number', values: known([party.code]) };
      case 'name':
        return { by: 'name', values: known([party.name]) };
      case 'vat-number':
        return { by: 'vatNumber', values: known(party['identifiers.'].map(({ code }) => code)) };
    }
  })();
  return key.values.length === 0 ? null : key;
}

/**
 * Tryton has no unique reference: what makes it one here is that it is looked for first, by one writer per company, who
 * has the turn. What stood in the field before is kept in the description, which is shown as the invoice's own.
 */
async function link(
  context: TrytonContext,
  document: ToLink,
  reference: ExternalReference,
  options: CallOptions = {},
): Promise<LinkOutcome> {
  try {
    return await withBooks(context, options.signal, (lookup) =>
      linkPosted(context, lookup, document, reference),
    );
  } catch (error) {
    return outcomeOf(error);
  }
}

async function linkPosted(
  context: TrytonContext,
  lookup: Lookup,
  document: ToLink,
  reference: ExternalReference,
): Promise<LinkOutcome> {
  const callOptions = lookup.signal === undefined ? {} : { signal: lookup.signal };
  const holder = (await find(context, [reference], callOptions)).get(reference);
  if (holder !== undefined && holder.erpId !== document.erpId) {
    return { kind: 'refused', why: 'reference-taken' };
  }
  if (holder !== undefined) return { kind: 'linked', receipt: holder };
  const [held] = await search(lookup, [['id', '=', Number(document.erpId)]]);
  const facts = held === undefined ? undefined : factsOf(held);
  if (held === undefined || facts === undefined) return { kind: 'refused', why: 'changed' };
  if (held.reference !== null && isExternalReference(held.reference)) {
    return { kind: 'refused', why: 'linked-elsewhere' };
  }
  if (facts.kind !== document.kind || !isUnchanged(document, facts))
    return { kind: 'refused', why: 'changed' };
  await keepReference(lookup, held);
  await tellGroups(lookup);
  const written = [[held.id], { reference }];
  await lookup.session.call('model.account.invoice.write', written, z.unknown(), lookup.signal);
  const receipt = (await find(context, [reference], callOptions)).get(reference);
  return receipt === undefined
    ? { kind: 'uncertain', reason: 'Tryton does not show the reference that it took' }
    : { kind: 'linked', receipt };
}

const preferences = z.object({ groups: z.array(z.number().int()).optional() });

/**
 * Whether a field may be written depends on the groups of the user as the client tells them, which has them from Tryton: an
 * invoice that was printed lets its reference be changed by account administrators only.
 */
async function tellGroups({ session, signal }: Lookup): Promise<void> {
  const { groups = [] } = await session.call('model.res.user.get_preferences', [true], preferences, signal);
  session.setContext({ groups });
}

/** As a note on the invoice, once: the description of what is posted cannot be written by everybody. */
async function keepReference(
  { session, signal }: Lookup,
  { id, reference, description }: Row,
): Promise<void> {
  const before = reference?.trim() ?? '';
  if (before === '' || description?.includes(before) === true) return;
  const note = {
    resource: `account.invoice,${id}`,
    message: `Reference before it was linked with TRAEDE: ${before}`,
  };
  const domain = [
    ['resource', '=', note.resource],
    ['message', '=', note.message],
  ];
  const there = await searchRead(session, { model: 'ir.note', domain, fields: ['id'], row: idRow }, signal);
  if (there.length > 0) return;
  await session.call('model.ir.note.create', [[note]], z.array(z.number()), signal);
}

function outcomeOf(error: unknown): LinkOutcome {
  const failure = failureOf(error);
  switch (failure?.kind) {
    case 'refused':
    case 'warning':
      return { kind: 'refused', why: 'erp-refuses' };
    case 'vanished':
      return { kind: 'refused', why: 'changed' };
    case 'conflict':
    case 'fault':
    case 'no-answer':
      return { kind: 'uncertain', reason: failure.reason };
    case 'denied':
    case 'not-ready':
      throw asContractError(error);
    case undefined:
      // `find` speaks the contract's errors.
      if (error instanceof ErpUnavailableError) return { kind: 'uncertain', reason: error.message };
      throw error;
  }
}
