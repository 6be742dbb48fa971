import type { Pool } from 'pg';
import type { AccountingRules } from '../accounting/rules';
import type { SystemConfig } from '../config/config';
import type { OdooErpConfig } from '../config/odoo-erp';
import type { LedgerFile } from '../config/schema';
import type { TrytonErpConfig } from '../config/tryton-erp';
import type { ErpAdapter } from '../erp/adapter';
import { createHttpErp } from '../erp/http';
import { createLedger, ensureChart } from '../erp/ledger';
import { createOdoo } from '../erp/odoo';
import { createTryton } from '../erp/tryton';

/** The adapter that a system's configuration names. */
export async function openErp({ erp, rules }: SystemConfig, pool: Pool): Promise<ErpAdapter> {
  switch (erp.adapter) {
    case 'ledger':
      return openLedger(erp, rules, pool);
    case 'tryton':
      return openTryton(erp, rules);
    case 'odoo':
      return openOdoo(erp, rules);
    case 'http':
      return createHttpErp(erp.options);
  }
}

async function openLedger(erp: LedgerFile, rules: AccountingRules, pool: Pool): Promise<ErpAdapter> {
  const { mode, receivableAccount, taxAccount, chart } = erp;
  if (chart !== undefined) {
    await ensureChart(pool, {
      ...chart,
      customers: chart.customers.map(({ number, name, country }) => ({
        number,
        name,
        country: country ?? null,
      })),
      taxCodes: chart.taxCodes.map(({ code, name, rate }) => ({ code, name, ratePercent: rate.toFixed() })),
    });
  }
  return createLedger({
    pool,
    mode,
    receivableAccount,
    taxAccount,
    unlinkedCreditNotes: unlinkedCreditNotes(rules),
  });
}

function openTryton(erp: TrytonErpConfig, rules: AccountingRules): ErpAdapter {
  return createTryton({ ...erp, ...mappingOf(rules) });
}

function openOdoo(erp: OdooErpConfig, rules: AccountingRules): ErpAdapter {
  return createOdoo({ ...erp, ...mappingOf(rules) });
}

/** What the mapping is going to ask of an ERP, for its adapter's `check`. */
function mappingOf(rules: AccountingRules) {
  return {
    unlinkedCreditNotes: unlinkedCreditNotes(rules),
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
