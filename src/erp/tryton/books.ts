import { z } from 'zod';
import { ErpNotReadyError } from '../adapter';
import type { TrytonSettings } from './options';
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

/**
 * @throws {ErpNotReadyError} the company, the payment term or the receivable account is not there
 * @throws {TrytonCallError}
 */
export async function openBooks(
  session: Session,
  settings: TrytonSettings,
  signal?: AbortSignal,
): Promise<Books> {
  const company = await findCompany(session, settings.company, signal);
  session.setContext({ company: company.id });
  const [revenueJournalId, entryJournalId, paymentTermId, receivableAccountId] = await Promise.all([
    findJournal(session, settings.revenueJournal, signal),
    findJournal(session, settings.entryJournal, signal),
    findPaymentTerm(session, settings.paymentTerm, signal),
    findReceivableAccount(session, company.id, settings.receivableAccount, signal),
  ]);
  const currency = company['currency.'];
  return {
    companyId: company.id,
    currency,
    revenueJournalId,
    entryJournalId,
    paymentTermId,
    receivableAccountId,
  };
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

async function findJournal(session: Session, journal: string, signal?: AbortSignal): Promise<number | null> {
  const domain = ['OR', ['code', '=', journal], ['name', '=', journal]];
  const [found] = await searchRead(
    session,
    { model: 'account.journal', domain: [domain], fields: ['id'], row: idRow },
    signal,
  );
  return found?.id ?? null;
}

/** @throws {ErpNotReadyError} it is not there */
export function requireJournal(id: number | null, journal: string): number {
  if (id !== null) return id;
  throw new ErpNotReadyError(
    `Tryton does not hold the journal "${journal}". Set erp.revenueJournal and erp.entryJournal to codes or names of journals.`,
  );
}

async function findPaymentTerm(
  session: Session,
  name: string | undefined,
  signal?: AbortSignal,
): Promise<number | null> {
  if (name === undefined) return null;
  const [found] = await searchRead(
    session,
    { model: 'account.invoice.payment_term', domain: [['name', '=', name]], fields: ['id'], row: idRow },
    signal,
  );
  if (found !== undefined) return found.id;
  throw new ErpNotReadyError(`Tryton does not hold the payment term "${name}". Correct erp.paymentTerm.`);
}

const configurationRow = z.object({ default_account_receivable: z.number().int().nullable() });

async function findReceivableAccount(
  session: Session,
  companyId: number,
  code: string | undefined,
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
