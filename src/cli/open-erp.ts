import type { Pool } from 'pg';
import type { AccountingRules } from '../accounting/rules';
import type { SystemConfig } from '../config/config';
import type { TrytonErpConfig } from '../config/tryton-erp';
import type { ErpAdapter } from '../erp/adapter';
import { createHttpErp } from '../erp/http';
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
export function connectErp({ erp, rules }: SystemConfig, pool: Pool | undefined): ErpAdapter {
  switch (erp.adapter) {
    case 'ledger':
      if (pool === undefined)
        throw new CommandError('the ledger needs its database, and that is not running');
      return connectLedger(erp, pool, { ...mapped(rules), unlinkedCreditNotes: unlinkedCreditNotes(rules) });
    case 'tryton':
      return openTryton(erp, rules);
    case 'http':
      return createHttpErp(erp.options);
  }
}

function openTryton(erp: TrytonErpConfig, rules: AccountingRules): ErpAdapter {
  return createTryton({
    ...erp,
    unlinkedCreditNotes: unlinkedCreditNotes(rules),
    ...mapped(rules),
  });
}

/** What the mapping can name, for the adapter's `check` to look up. */
function mapped(rules: AccountingRules) {
  return {
    accounts: accountsOf(rules),
    taxCodes: rules.taxCodes === 'derive' ? [] : rules.taxCodes.map(({ code, rate }) => ({ code, rate })),
    currencies: rules.currencies === 'any' ? [] : rules.currencies,
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
