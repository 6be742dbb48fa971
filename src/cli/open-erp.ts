import type { Pool } from 'pg';
import type { AccountingRules } from '../accounting/rules';
import type { SystemConfig } from '../config/config';
import { ConfigError } from '../config/errors';
import type { OdooErpConfig } from '../config/odoo-erp';
import type { OwnErpConfig } from '../config/own-erp';
import type { TrytonErpConfig } from '../config/tryton-erp';
import type { SystemId } from '../document';
import type { ErpAdapter } from '../erp/adapter';
import { createHttpErp } from '../erp/http';
import { createOdoo } from '../erp/odoo';
import { openOwnAdapter, OwnAdapterError } from '../erp/own';
import { createTryton } from '../erp/tryton';
import { CommandError } from './command-error';
import { connectLedger, ensureLedgerChart } from './open-ledger';

/** The adapter that a system's configuration names; a ledger is given its configured chart. */
export async function openErp(system: SystemConfig, pool: Pool): Promise<ErpAdapter> {
  if (system.erp.adapter === 'ledger') await ensureLedgerChart(system.erp, pool);
  return connectErp(system, pool);
}

/**
 * The same, and nothing is written by it: for commands that only look.
 * @param pool absent where no database is to be had, which only the ledger needs
 */
export async function connectErp(
  { systemId, erp, rules }: SystemConfig,
  pool: Pool | undefined,
): Promise<ErpAdapter> {
  switch (erp.adapter) {
    case 'ledger':
      if (pool === undefined)
        throw new CommandError('the ledger needs its database, and that is not running');
      return connectLedger(erp, pool, namedByMapping(rules));
    case 'tryton':
      return openTryton(erp, rules);
    case 'odoo':
      return openOdoo(erp, rules);
    case 'http':
      return createHttpErp(erp.options);
    case 'own':
      return openOwn(systemId, erp, rules);
  }
}

function openTryton(erp: TrytonErpConfig, rules: AccountingRules): ErpAdapter {
  return createTryton({ ...erp, ...namedByMapping(rules) });
}

function openOdoo(erp: OdooErpConfig, rules: AccountingRules): ErpAdapter {
  return createOdoo({ ...erp, ...namedByMapping(rules) });
}

async function openOwn(
  systemId: SystemId,
  { source, options, secret }: OwnErpConfig,
  rules: AccountingRules,
): Promise<ErpAdapter> {
  try {
    return await openOwnAdapter(source, { systemId, options, secret, ...namedByMapping(rules) });
  } catch (error) {
    // What its author or its user can mend, and knows the words of.
    throw error instanceof OwnAdapterError ? new ConfigError(error.message, { cause: error }) : error;
  }
}

/** What adapters look up in `check`: all that the mapping can name. */
function namedByMapping(rules: AccountingRules) {
  return {
    unlinkedCreditNotes: unlinkedCreditNotes(rules),
    accounts: accountsOf(rules),
    taxCodes: rules.taxCodes === 'derive' ? [] : rules.taxCodes.map(({ code, rate }) => ({ code, rate })),
    currencies: rules.currencies === 'any' ? [] : rules.currencies,
    paymentTerms: [...new Set(rules.paymentTerms.map(({ erp }) => erp))],
  };
}

/** The delivery protocol has asked for the invoice before; the ERP is the second line. */
function unlinkedCreditNotes(rules: AccountingRules): 'reject' | 'allow' {
  return rules.unlinkedCreditNotes === 'post-unlinked' ? 'allow' : 'reject';
}

/** All accounts that the mapping can name. */
function accountsOf({ revenue, accounts, rounding, journal }: AccountingRules): readonly string[] {
  const { shipping, handlingFee, discount } = accounts;
  const others = [
    ...(rounding === null ? [] : [rounding.account]),
    ...(journal === null
      ? []
      : [journal.receivableAccount, ...journal.vatAccounts.map(({ account }) => account)]),
  ];
  return [...new Set([...revenue.map(({ account }) => account), shipping, handlingFee, discount, ...others])];
}
