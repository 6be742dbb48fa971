import { z } from 'zod';
import { ErpNotReadyError } from '../adapter';
import type { TrytonSettings } from './options';
import { searchPaymentTerm } from './payment-terms';
import { idRow, searchRead } from './search';
import type { Session } from './session';

/** What every posting into one company needs, looked up once. */
export interface Books {
  readonly companyId: number;
  readonly currency: { readonly id: number; readonly code: string };
  /** Null where Tryton does not hold the journal: it may never be needed. */
  readonly revenueJournalId: number | null;
  readonly entryJournalId: number | null;
  readonly paymentTermId: number | null;
  /** Of customers without an account of their own; null where neither Tryton nor the configuration names one. */
  readonly receivableAccountId: number | null;
}

const companyRow = z.object({
  id: z.number().int(),
  rec_name: z.string(),
  'currency.': z.object({ id: z.number().int(), code: z.string() }),
});

/** @throws {ErpNotReadyError} the company, the payment term or the receivable account is not there */
export async function openBooks(
  session: Session,
  settings: TrytonSettings,
  signal?: AbortSignal,
): Promise<Books> {
  const company = await openCompany(session, settings, signal);
  const [journals, paymentTermId, receivableAccountId] = await Promise.all([
    findJournals(session, settings, signal),
    openPaymentTerm(session, settings.paymentTerm, signal),
    openReceivableAccount(session, company.companyId, settings, signal),
  ]);
  return { ...company, ...journals, paymentTermId, receivableAccountId };
}

/** Every later call of the session is about this company. @throws {ErpNotReadyError} it is not there */
export async function openCompany(
  session: Session,
  { company: name }: TrytonSettings,
  signal?: AbortSignal,
): Promise<Pick<Books, 'companyId' | 'currency'>> {
  const { id, 'currency.': currency } = await findCompany(session, name, signal);
  session.setContext({ company: id });
  return { companyId: id, currency };
}

async function findCompany(session: Session, name: string | undefined, signal?: AbortSignal) {
  const companies = await searchRead(
    session,
    {
      model: 'company.company',
      domain: name === undefined ? [] : [['party.name', '=', name]],
      fields: ['rec_name', 'currency.code'],
      row: companyRow,
    },
    signal,
  );
  const [only, ...others] = companies;
  if (only !== undefined && others.length === 0) return only;
  const what = name === undefined ? 'a company' : `exactly one company "${name}"`;
  throw new ErpNotReadyError(
    `Tryton does not hold ${what}, or the user does not see it (${companies.length} found). ` +
      'Set erp.company to the name of the company, and give the user access to it.',
  );
}

const journalRow = idRow.extend({ code: z.string().nullable(), name: z.string() });

/** Both by one search: each call of a posting may be lost. */
export async function findJournals(
  session: Session,
  { revenueJournal, entryJournal }: TrytonSettings,
  signal?: AbortSignal,
): Promise<Pick<Books, 'revenueJournalId' | 'entryJournalId'>> {
  const names = [revenueJournal, entryJournal];
  const domain = ['OR', ['code', 'in', names], ['name', 'in', names]];
  const search = { model: 'account.journal', domain, fields: ['code', 'name'], row: journalRow };
  const found = await searchRead(session, search, signal);
  const idOf = (journal: string): number | null =>
    (found.find(({ code }) => code === journal) ?? found.find(({ name }) => name === journal))?.id ?? null;
  return { revenueJournalId: idOf(revenueJournal), entryJournalId: idOf(entryJournal) };
}

/** @throws {ErpNotReadyError} it is not there */
export function requireJournal(id: number | null, journal: string): number {
  if (id !== null) return id;
  throw new ErpNotReadyError(
    `Tryton does not hold the journal "${journal}". Set erp.revenueJournal and erp.entryJournal to codes or names of journals.`,
  );
}

/** @throws {ErpNotReadyError} it is not there */
export async function openPaymentTerm(
  session: Session,
  name: string | undefined,
  signal?: AbortSignal,
): Promise<number | null> {
  if (name === undefined) return null;
  const id = await searchPaymentTerm(session, name, signal);
  if (id !== null) return id;
  throw new ErpNotReadyError(`Tryton does not hold the payment term "${name}". Correct erp.paymentTerm.`);
}

const configurationRow = z.object({ default_account_receivable: z.number().int().nullable() });

/** @throws {ErpNotReadyError} the configured one is not there */
export async function openReceivableAccount(
  session: Session,
  companyId: number,
  { receivableAccount: code }: TrytonSettings,
  signal?: AbortSignal,
): Promise<number | null> {
  if (code === undefined) {
    // The configuration is one record, which exists under id 1 even before anything was configured.
    const rows = await session.call(
      'model.account.configuration.read',
      [[1], ['default_account_receivable']],
      z.array(configurationRow),
      signal,
    );
    return rows[0]?.default_account_receivable ?? null;
  }
  const domain = [
    ['code', '=', code],
    ['company', '=', companyId],
  ];
  const [found] = await searchRead(
    session,
    { model: 'account.account', domain, fields: ['id'], row: idRow },
    signal,
  );
  if (found !== undefined) return found.id;
  throw new ErpNotReadyError(`Tryton does not hold the account ${code}. Correct erp.receivableAccount.`);
}
