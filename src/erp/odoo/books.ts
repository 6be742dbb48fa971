import { z } from 'zod';
import { ErpNotReadyError } from '../adapter';
import type { OdooSettings } from './options';
import { searchRead } from './search';
import type { Session } from './session';
import { wireId, wireRecord, wireText } from './wire';

/** What every posting into one company needs, looked up once. */
export interface Books {
  readonly companyId: number;
  readonly currency: { readonly id: number; readonly code: string };
  /** Null where Odoo does not hold the journal: it may never be needed. */
  readonly salesJournal: Journal | null;
  readonly entryJournal: Journal | null;
  readonly precision: Precision;
  readonly fields: Fields;
}

export interface Journal {
  readonly id: number;
  /** `sale`, `general`, …: the lock date for sales holds in journals of sales. */
  readonly type: string;
}

/** Decimals that Odoo keeps; more would be rounded away. */
export interface Precision {
  readonly price: number;
  readonly quantity: number;
}

/** What the release calls things: of each model, those of the wanted fields that it has. */
export interface Fields {
  readonly company: ReadonlySet<string>;
  readonly account: ReadonlySet<string>;
  readonly tax: ReadonlySet<string>;
}

const WANTED_FIELDS = {
  'res.company': [
    'user_fiscalyear_lock_date',
    'user_tax_lock_date',
    'user_sale_lock_date',
    'user_hard_lock_date',
    'fiscalyear_lock_date',
    'period_lock_date',
    'tax_lock_date',
  ],
  'account.account': [
    'company_id',
    'company_ids',
    'deprecated',
    'account_type',
    'internal_type',
    'internal_group',
  ],
  'account.tax': ['invoice_label', 'description'],
} as const;

/**
 * @throws {ErpNotReadyError} the company is not there
 * @throws {OdooCallError}
 */
export async function openBooks(session: Session, settings: OdooSettings): Promise<Books> {
  const { id: companyId, currency_id } = await findCompany(session, settings.company);
  session.setCompany(companyId);
  const [currency, journals, precision, company, account, tax] = await Promise.all([
    findCompanyCurrency(session, currency_id),
    findJournals(session, companyId, settings),
    findPrecision(session),
    fieldsOf(session, 'res.company'),
    fieldsOf(session, 'account.account'),
    fieldsOf(session, 'account.tax'),
  ]);
  return { companyId, currency, ...journals, precision, fields: { company, account, tax } };
}

const companyRow = z.object({ id: wireId, name: z.string(), currency_id: wireRecord });

async function findCompany(session: Session, name: string | undefined) {
  const companies = await searchRead(session, {
    model: 'res.company',
    domain: name === undefined ? [] : [['name', '=', name]],
    fields: ['name', 'currency_id'],
    row: companyRow,
  });
  const [only, ...others] = companies;
  if (only !== undefined && others.length === 0) return only;
  const what = name === undefined ? 'one company only' : `exactly one company "${name}"`;
  throw new ErpNotReadyError(
    `The user does not see ${what} in Odoo (${companies.length} found). ` +
      'Set erp.company to the name of the company, and allow it for the user.',
  );
}

const currencyRow = z.object({ id: wireId, name: z.string() });

async function findCompanyCurrency(session: Session, id: number | null): Promise<Books['currency']> {
  const [found] = await searchRead(session, {
    model: 'res.currency',
    domain: [['id', '=', id]],
    fields: ['name'],
    row: currencyRow,
    context: { active_test: false },
  });
  if (found !== undefined) return { id: found.id, code: found.name };
  throw new ErpNotReadyError('The company has no currency in Odoo. Set one, then resume.');
}

/** Where Odoo limits nothing, as for prices on 19: what a float of an ordinary price holds for certain. */
const FLOAT_DECIMALS = 8;

const journalRow = z.object({ id: wireId, code: wireText, name: z.string(), type: z.string() });

async function findJournals(
  session: Session,
  companyId: number,
  { salesJournal, entryJournal }: OdooSettings,
): Promise<Pick<Books, 'salesJournal' | 'entryJournal'>> {
  const wanted = [salesJournal, entryJournal];
  const rows = await searchRead(session, {
    model: 'account.journal',
    domain: [['company_id', '=', companyId], '|', ['code', 'in', wanted], ['name', 'in', wanted]],
    fields: ['code', 'name', 'type'],
    row: journalRow,
  });
  const named = (text: string): Journal | null =>
    rows.find(({ code }) => code === text) ?? rows.find(({ name }) => name === text) ?? null;
  return { salesJournal: named(salesJournal), entryJournal: named(entryJournal) };
}

/** @throws {ErpNotReadyError} it is not there */
export function requireJournal(
  journal: Journal | null,
  name: string,
  option: 'salesJournal' | 'entryJournal',
): Journal {
  if (journal === null) {
    throw new ErpNotReadyError(
      `Odoo does not hold the journal "${name}" in this company. Set erp.${option} to the code or the English name of a journal.`,
    );
  }
  if (option === 'salesJournal' && journal.type !== 'sale') {
    throw new ErpNotReadyError(
      `Odoo's journal "${name}" is of the type ${journal.type}. Set erp.salesJournal to a journal of the type Sales.`,
    );
  }
  return journal;
}

const digits = z
  .object({ digits: z.union([z.literal(false), z.tuple([z.number(), z.number().int()])]).optional() })
  .transform((field) => (Array.isArray(field.digits) ? field.digits[1] : FLOAT_DECIMALS));
const precisionResult = z.object({ price_unit: digits, quantity: digits });

/** Asked of the fields themselves: only administrators may read Odoo's table of decimals. */
async function findPrecision(session: Session): Promise<Precision> {
  const args = { allfields: ['price_unit', 'quantity'], attributes: ['digits'] };
  const call = { model: 'account.move.line', method: 'fields_get', args, result: precisionResult };
  const { price_unit, quantity } = await session.call(call);
  return { price: price_unit, quantity };
}

async function fieldsOf(session: Session, model: keyof typeof WANTED_FIELDS): Promise<ReadonlySet<string>> {
  const args = { allfields: WANTED_FIELDS[model], attributes: ['type'] };
  const result = z.record(z.string(), z.unknown());
  return new Set(Object.keys(await session.call({ model, method: 'fields_get', args, result })));
}
