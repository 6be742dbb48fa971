import type { Pool, PoolClient } from 'pg';
import { formatAmount } from '../../money';
import {
  DOCUMENTS_SQL,
  documentsSchema,
  OPENINGS_SQL,
  openingsSchema,
  type LedgerDocument,
  type Opening,
} from './beancount-rows';
import { beancountAccount, beancountString } from './beancount-text';
import { streamSnapshot } from './session';

export interface BeancountOptions {
  /** Shown by beancount's programs; default `Ledger`. */
  readonly title?: string;
}

/** Documents read at once: some hundred kilobytes of text. */
const PAGE_SIZE = 500;

/**
 * What a transaction may be out of balance by, per currency: less than half a cent, so that a missing cent is always
 * an error. Beancount's own default lets 0.005 pass.
 */
const TOLERANCE = '0.004';

/**
 * The ledger as beancount text, in pieces: as of the moment of the first piece, whatever is posted meanwhile, with one
 * page in memory at a time. Holds one connection until the last piece is taken or the loop is left.
 */
export function exportBeancount(pool: Pool, options: BeancountOptions = {}): AsyncGenerator<string> {
  return streamSnapshot(pool, (client) => pieces(client, options.title ?? 'Ledger'));
}

async function* pieces(client: PoolClient, title: string): AsyncGenerator<string> {
  const openings = openingsSchema.parse((await client.query(OPENINGS_SQL)).rows);
  yield header(title, openings);
  let after = { day: '-infinity', id: '0' };
  for (;;) {
    const result = await client.query(DOCUMENTS_SQL, [after.day, after.id, PAGE_SIZE]);
    const documents = documentsSchema.parse(result.rows);
    const last = documents.at(-1);
    if (last === undefined) return;
    yield documents.map(transaction).join('');
    after = last;
  }
}

function header(title: string, openings: readonly Opening[]): string {
  const currencies = [...new Set(openings.flatMap((opening) => opening.currencies))].sort();
  const lines = [
    `option "title" ${beancountString(title)}`,
    'plugin "beancount.plugins.noduplicates"',
    ...currencies.flatMap((currency) => [
      `option "operating_currency" "${currency}"`,
      `option "inferred_tolerance_default" "${currency}:${TOLERANCE}"`,
    ]),
    '',
    ...openings.flatMap((opening) => [
      `${opening.day} open ${beancountAccount(opening.kind, opening.number)} ${opening.currencies.join(',')}`,
      `  name: ${beancountString(opening.name)}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A credit note carries its invoice's link beside its own: beancount shows both together. */
function transaction(document: LedgerDocument): string {
  const payee = document.customerName === null ? '' : `${beancountString(document.customerName)} `;
  const links = [document.number, document.correctedNumber].filter((number) => number !== null);
  const lines = [
    `${document.day} * ${payee}${beancountString(document.text)} ${links.map((link) => `^${link}`).join(' ')}`,
    `  reference: ${beancountString(document.reference)}`,
    `  number: ${beancountString(document.number)}`,
    ...document.lines.flatMap((line) => [
      `  ${beancountAccount(line.kind, line.account)}  ${formatAmount(line.debit.minus(line.credit))} ${document.currency}`,
      ...(line.taxCode === null ? [] : [`    tax-code: ${beancountString(line.taxCode)}`]),
    ]),
  ];
  return `\n${lines.join('\n')}\n`;
}
