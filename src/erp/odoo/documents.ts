import { z } from 'zod';
import type { ExternalReference } from '../../document';
import { sum, ZERO, type Decimal } from '../../money';
import type { PlainDate } from '../../plain-date';
import type { Receipt } from '../adapter';
import { MOVE } from './claim';
import type { Lookup } from './context';
import { searchRead } from './search';
import { wireAmount, wireDate, wireId, wireRecord, wireText } from './wire';

/** One `account.move` of the company as Odoo holds it, with its lines. */
export interface OdooDocument {
  readonly id: number;
  readonly state: 'draft' | 'posted' | 'cancel';
  readonly type: string;
  /** Empty, or `/`, for a draft. */
  readonly number: string;
  readonly ref: string;
  readonly date: PlainDate | null;
  readonly invoiceDate: PlainDate | null;
  readonly partnerId: number | null;
  readonly journalId: number | null;
  readonly currencyId: number | null;
  readonly correctsId: number | null;
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
  readonly lines: readonly OdooLine[];
}

/** `invoice` lines are what was sent, the others what Odoo adds: `tax` VAT, `term` the customer's debt. */
export interface OdooLine {
  readonly id: number;
  readonly role: 'invoice' | 'tax' | 'term' | 'other';
  readonly text: string;
  readonly accountId: number | null;
  readonly partnerId: number | null;
  readonly currencyId: number | null;
  /** Ex VAT; of invoice lines. */
  readonly net: Decimal;
  /** Debit − credit in the company's currency, and in the line's own. */
  readonly balance: Decimal;
  readonly amount: Decimal;
  readonly taxIds: readonly number[];
  /** The tax that a tax line is of. */
  readonly taxId: number | null;
  /** Whether the lock date for taxes holds for it. */
  readonly isTaxed: boolean;
}

const moveRow = z.object({
  id: wireId,
  state: z.enum(['draft', 'posted', 'cancel']),
  move_type: z.string(),
  name: wireText,
  ref: wireText,
  date: wireDate,
  invoice_date: wireDate,
  partner_id: wireRecord,
  journal_id: wireRecord,
  currency_id: wireRecord,
  reversed_entry_id: wireRecord,
  amount_untaxed: wireAmount,
  amount_tax: wireAmount,
  amount_total: wireAmount,
  invoice_line_ids: z.array(wireId),
});
type MoveRow = z.infer<typeof moveRow>;

const lineRow = z.object({
  id: wireId,
  move_id: wireRecord,
  name: wireText,
  account_id: wireRecord,
  partner_id: wireRecord,
  currency_id: wireRecord,
  display_type: z.union([z.literal(false), z.string()]),
  price_subtotal: wireAmount,
  balance: wireAmount,
  amount_currency: wireAmount,
  tax_ids: z.array(wireId),
  tax_line_id: wireRecord,
  tax_tag_ids: z.array(wireId),
});
type LineRow = z.infer<typeof lineRow>;

const MOVE_FIELDS = Object.keys(moveRow.shape);
const LINE_FIELDS = Object.keys(lineRow.shape);

export interface DocumentSearch {
  readonly ids: readonly number[];
  /** Default false: whatever their state. */
  readonly posted?: boolean;
}

/** Those of these documents that are the company's, by id: two calls, however many they are. */
export async function readDocuments(
  { session, books, signal }: Lookup,
  { ids, posted = false }: DocumentSearch,
): Promise<readonly OdooDocument[]> {
  if (ids.length === 0) return [];
  const state = posted ? [['state', '=', 'posted']] : [];
  const domain = [['id', 'in', ids], ['company_id', '=', books.companyId], ...state];
  const [moves, lines] = await Promise.all([
    searchRead(session, { model: MOVE, domain, fields: MOVE_FIELDS, row: moveRow }, signal),
    searchRead(
      session,
      { model: `${MOVE}.line`, domain: [['move_id', 'in', ids]], fields: LINE_FIELDS, row: lineRow },
      signal,
    ),
  ]);
  return moves.map((move) =>
    toDocument(
      move,
      lines.filter(({ move_id }) => move_id === move.id),
    ),
  );
}

function toDocument(move: MoveRow, lines: readonly LineRow[]): OdooDocument {
  const own = new Set(move.invoice_line_ids);
  return {
    id: move.id,
    state: move.state,
    type: move.move_type,
    number: move.name,
    ref: move.ref,
    date: move.date,
    invoiceDate: move.invoice_date,
    partnerId: move.partner_id,
    journalId: move.journal_id,
    currencyId: move.currency_id,
    correctsId: move.reversed_entry_id,
    net: move.amount_untaxed,
    tax: move.amount_tax,
    total: move.amount_total,
    lines: lines.filter(isBooked).map((line) => toLine(line, own)),
  };
}

/** Sections and notes of an invoice are text only. */
function isBooked({ display_type }: LineRow): boolean {
  return display_type === false || !display_type.startsWith('line_');
}

function toLine(line: LineRow, own: ReadonlySet<number>): OdooLine {
  return {
    id: line.id,
    role: roleOf(line, own),
    text: line.name,
    accountId: line.account_id,
    partnerId: line.partner_id,
    currencyId: line.currency_id,
    net: line.price_subtotal,
    balance: line.balance,
    amount: line.amount_currency,
    taxIds: line.tax_ids,
    taxId: line.tax_line_id,
    isTaxed: line.tax_ids.length + line.tax_tag_ids.length > 0 || line.tax_line_id !== null,
  };
}

function roleOf(line: LineRow, own: ReadonlySet<number>): OdooLine['role'] {
  if (line.tax_line_id !== null) return 'tax';
  if (own.has(line.id)) return 'invoice';
  // 14 has one kind of line only, besides texts.
  return line.display_type === false || line.display_type === 'payment_term' ? 'term' : 'other';
}

/** Codes of accounts and of currencies by their ids: what a receipt names. */
export interface Codes {
  readonly accounts: ReadonlyMap<number, string>;
  readonly currencies: ReadonlyMap<number, string>;
}

const accountRow = z.object({ id: wireId, code: wireText });
const currencyRow = z.object({ id: wireId, name: z.string() });

/** @param known saves the calls where it names all that is needed */
export async function findCodes(
  { session, signal }: Lookup,
  documents: readonly OdooDocument[],
  known: Codes = { accounts: new Map(), currencies: new Map() },
): Promise<Codes> {
  const accountIds = documents.flatMap(({ lines }) => lines.map(({ accountId }) => accountId));
  const currencyIds = documents.map(({ currencyId }) => currencyId);
  const search = { order: 'id', context: { active_test: false } };
  const read = async <T>(model: string, ids: readonly number[], row: z.ZodType<T>, field: string) =>
    ids.length === 0
      ? []
      : searchRead(session, { ...search, model, domain: [['id', 'in', ids]], fields: [field], row }, signal);
  const [accounts, currencies] = await Promise.all([
    read('account.account', unknownOf(accountIds, known.accounts), accountRow, 'code'),
    read('res.currency', unknownOf(currencyIds, known.currencies), currencyRow, 'name'),
  ]);
  return {
    accounts: new Map([...known.accounts, ...accounts.map(({ id, code }) => [id, code] as const)]),
    currencies: new Map([...known.currencies, ...currencies.map(({ id, name }) => [id, name] as const)]),
  };
}

function unknownOf(ids: readonly (number | null)[], known: ReadonlyMap<number, string>): number[] {
  return [...new Set(ids)].filter((id) => id !== null).filter((id) => !known.has(id));
}

/** What a posted document is to whoever asks for it; `undefined` for one without a date, which no posted one is. */
export function receiptOf(
  reference: ExternalReference,
  document: OdooDocument,
  { accounts, currencies }: Codes,
): Receipt | undefined {
  if (document.date === null) return undefined;
  const isEntry = document.type === 'entry';
  // An entry's lines are all of them; an invoice's are those that were sent.
  const lines = isEntry ? document.lines : document.lines.filter(({ role }) => role === 'invoice');
  const turnover = sum(
    document.lines.map((line) => amountOf(line, document)).filter((amount) => amount.gt(0)),
  );
  return {
    reference,
    erpId: String(document.id),
    number: document.number,
    date: document.date,
    currency: currencies.get(document.currencyId ?? 0) ?? '',
    ...(isEntry
      ? { net: turnover, tax: ZERO, total: turnover }
      : { net: document.net, tax: document.tax, total: document.total }),
    lines: lines.map((line) => ({
      account: accounts.get(line.accountId ?? 0) ?? '',
      description: line.text,
      net: isEntry ? amountOf(line, document) : line.net,
    })),
  };
}

/** Debit − credit in the document's currency. */
function amountOf(line: OdooLine, { currencyId }: OdooDocument): Decimal {
  return line.currencyId === currencyId ? line.amount : line.balance;
}
