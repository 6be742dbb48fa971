import { z } from 'zod';
import type { Posting, SalesPosting } from '../../accounting/posting';
import { formatAmount, sum, type Decimal } from '../../money';
import type { Problem } from '../../problem';
import { claimDocument, MOVE, type Header } from './claim';
import type { Lookup } from './context';
import { createMissing } from './customer';
import { readDocuments, type Codes, type OdooDocument, type OdooLine } from './documents';
import { entryHeader, entryLines, sides } from './journal-entry';
import { checkOpen } from './lock-dates';
import type { Found } from './lookups';
import type { OdooSettings } from './options';
import { namesIn, type Preflight } from './preflight';
import { notBookable } from './problems';
import { expectedTaxes, salesHeader, salesLines, type ExpectedTax, type LineValues } from './sales-document';
import { toWireAmount } from './wire';

/** A posting that passed its preflight: what to write to Odoo, and what it must then hold. */
export interface Draft {
  readonly posting: Posting;
  readonly preflight: Preflight;
  readonly header: Header;
  readonly lines: readonly LineValues[];
  readonly taxes: readonly ExpectedTax[];
  readonly codes: Codes;
  /** To be kept out of messages. */
  readonly names: readonly string[];
}

/** The first that writes: customers that are missing and may be created. @throws {OdooCallError} */
export async function prepareDraft(
  lookup: Lookup,
  settings: OdooSettings,
  preflight: Preflight,
): Promise<Found<Draft>> {
  const customers = await createMissing(lookup, settings, preflight.customers);
  if (!customers.ok) return customers;
  const partners = customers.value;
  const names = namesIn(preflight.posting, partners.values());
  if (preflight.kind === 'entry') {
    const { posting } = preflight;
    const ids = { ...preflight.ids, partners };
    const codes = codesOf(ids.accountIds, ids.currency.id, posting.currency);
    const [header, lines] = [entryHeader(posting, ids), entryLines(posting, ids)];
    return { ok: true, value: { posting, preflight, header, lines, taxes: [], codes, names } };
  }
  const { posting } = preflight;
  const partner = partners.get(posting.customer.number);
  if (partner === undefined) throw new TypeError('a customer was looked up under another number');
  const ids = { ...preflight.ids, partner };
  const codes = codesOf(ids.accountIds, ids.currencyId, posting.currency);
  const [header, lines] = [salesHeader(posting, ids), salesLines(posting, ids)];
  const taxes = expectedTaxes(posting, ids.taxIds);
  return { ok: true, value: { posting, preflight, header, lines, taxes, codes, names } };
}

function codesOf(accountIds: ReadonlyMap<string, number>, currencyId: number, currency: string): Codes {
  return {
    accounts: new Map([...accountIds].map(([code, id]) => [id, code])),
    currencies: new Map([[currencyId, currency]]),
  };
}

/** @returns the id of the draft that now holds the reference */
export function claimDraft(lookup: Lookup, { posting, header }: Draft): Promise<number> {
  return claimDocument(lookup, posting.reference, header);
}

/** Whether a draft under our reference is headed as this posting wants it: then only its lines are written anew. */
export function isHeadedAs({ header }: Draft, document: OdooDocument): boolean {
  const held: Readonly<Record<string, string | number | null>> = {
    move_type: document.type,
    'journal_id/.id': document.journalId,
    'partner_id/.id': document.partnerId,
    'currency_id/.id': document.currencyId,
    invoice_date: document.invoiceDate,
    date: document.date,
    ref: document.ref,
    'reversed_entry_id/.id': document.correctsId,
  };
  return Object.entries(header).every(
    ([field, wanted]) => !(field in held) || String(held[field]) === wanted,
  );
}

/** Instead of whatever lines there were: as often as it is done, the draft holds these and no others. */
export async function writeLines(
  { session, signal }: Lookup,
  id: number,
  { posting, lines }: Draft,
): Promise<void> {
  const field = posting.kind === 'journal-entry' ? 'line_ids' : 'invoice_line_ids';
  const vals = { [field]: [[5, 0, 0], ...lines.map((line) => [0, 0, line])] };
  await session.call(
    { model: MOVE, method: 'write', ids: [id], args: { vals }, result: z.unknown() },
    signal,
  );
}

/**
 * Looks whether the draft holds exactly what the posting says, and sets the cents of its taxes to the posting's where
 * Odoo rounded at another place.
 * @returns why it cannot be posted; `undefined` when it can
 */
export async function settleDraft(lookup: Lookup, id: number, draft: Draft): Promise<Problem | undefined> {
  const drafted = await readDraft(lookup, id);
  if (drafted === undefined) return undefined;
  const problem = mismatch(draft, drafted);
  if (problem !== undefined) return problem;
  const { posting } = draft;
  if (posting.kind === 'journal-entry') return undefined;
  const corrections = correctionsOf(draft, posting, drafted);
  if (corrections === 'impossible') return unequal(posting, drafted);
  if (corrections.length === 0)
    return amountsDiffer(posting, drafted) ? unequal(posting, drafted) : undefined;
  const { session, signal } = lookup;
  const args = { vals: { line_ids: corrections } };
  await session.call({ model: MOVE, method: 'write', ids: [id], args, result: z.unknown() }, signal);
  const corrected = await readDraft(lookup, id);
  if (corrected === undefined) return undefined;
  return (
    mismatch(draft, corrected) ??
    (amountsDiffer(posting, corrected) ? unequal(posting, corrected) : undefined)
  );
}

/** `undefined` for one that another writer posted or removed meanwhile: posting tells. */
async function readDraft(lookup: Lookup, id: number): Promise<OdooDocument | undefined> {
  const [document] = await readDocuments(lookup, { ids: [id] });
  return document?.state === 'draft' ? document : undefined;
}

/** Whether Odoo made something else of header or lines. */
function mismatch(draft: Draft, document: OdooDocument): Problem | undefined {
  const { posting, preflight } = draft;
  if (!isHeadedAs(draft, document)) {
    return notBookable(
      'Odoo changed customer, date, currency or journal of the document when it was drafted.',
    );
  }
  if (wantedLines(draft).join() !== heldLines(draft, document).join()) {
    return notBookable(
      `Odoo changed one of the ${posting.lines.length} lines of the document when it was drafted.`,
    );
  }
  // An account may bring a tax report's tag with it: then the lock date for taxes holds for an entry as well.
  const hasTax = document.lines.some(({ isTaxed }) => isTaxed);
  return checkOpen(preflight.lockDates, { ...preflight.locked, hasTax }, posting.date);
}

/** Account, amount and tax of each line, in an order of their own: Odoo's is not told. */
function wantedLines({ preflight }: Draft): readonly string[] {
  const { accountIds } = preflight.ids;
  const lines =
    preflight.kind === 'entry'
      ? preflight.posting.lines.map(({ account, debit, credit }) =>
          inWords(accountIds.get(account), debit.minus(credit), []),
        )
      : preflight.posting.lines.map(({ account, net, taxCode }) =>
          inWords(accountIds.get(account), net, [preflight.ids.taxIds.get(taxCode)]),
        );
  return lines.toSorted();
}

function heldLines({ preflight }: Draft, { lines, currencyId }: OdooDocument): readonly string[] {
  const amountOf = (line: OdooLine) => (line.currencyId === currencyId ? line.amount : line.balance);
  return preflight.kind === 'entry'
    ? lines.map((line) => inWords(line.accountId, amountOf(line), line.taxIds)).toSorted()
    : lines
        .filter(({ role }) => role === 'invoice')
        .map((line) => inWords(line.accountId, line.net, line.taxIds))
        .toSorted();
}

function inWords(
  accountId: number | null | undefined,
  net: Decimal,
  taxIds: readonly (number | undefined)[],
): string {
  return `${accountId ?? 0} ${formatAmount(net)} ${taxIds.join('+')}`;
}

function amountsDiffer({ totals }: SalesPosting, { net, tax, total }: OdooDocument): boolean {
  return !net.eq(totals.net) || !tax.eq(totals.tax) || !total.eq(totals.total);
}

/** Commands on `line_ids`: each correction of a tax line, and its counterpart on the customer's debt. */
type Command = readonly [1, id: number, values: LineValues];

function correctionsOf(
  { taxes }: Draft,
  { kind }: SalesPosting,
  document: OdooDocument,
): readonly Command[] | 'impossible' {
  // An invoice's VAT stands on the credit side.
  const sign = kind === 'invoice' ? -1 : 1;
  const shifts: { readonly line: OdooLine; readonly by: Decimal }[] = [];
  for (const { taxId, amount, tolerance } of taxes) {
    const lines = document.lines.filter((line) => line.taxId === taxId);
    const missing = amount.times(sign).minus(sum(lines.map((line) => line.amount)));
    if (missing.eq(0)) continue;
    const [line, ...others] = lines;
    if (line === undefined || others.length > 0 || missing.abs().gt(tolerance)) return 'impossible';
    shifts.push({ line, by: missing });
  }
  if (shifts.length === 0) return [];
  const debt = document.lines.filter(({ role }) => role === 'term').at(-1);
  if (debt === undefined) return 'impossible';
  const balances = shifts.map(({ line, by }) => by.times(rateOf(debt.amount.eq(0) ? line : debt)).round(2));
  return [
    ...shifts.map(({ line, by }, index) => shifted(line, by, balances[index] ?? by)),
    shifted(debt, sum(shifts.map(({ by }) => by)).times(-1), sum(balances).times(-1)),
  ];
}

/** Company currency for one unit of the line's. */
function rateOf({ balance, amount }: OdooLine): Decimal {
  return balance.div(amount);
}

function shifted(line: OdooLine, by: Decimal, balance: Decimal): Command {
  const amount = toWireAmount(line.amount.plus(by));
  return [1, line.id, { ...sides(line.balance.plus(balance)), amount_currency: amount }];
}

function unequal({ totals }: SalesPosting, document: OdooDocument): Problem {
  const amounts = ({ net, tax, total }: Pick<OdooDocument, 'net' | 'tax' | 'total'>) =>
    `net ${formatAmount(net)}, VAT ${formatAmount(tax)}, total ${formatAmount(total)}`;
  return notBookable(`Odoo would book ${amounts(document)}, the document says ${amounts(totals)}.`);
}
