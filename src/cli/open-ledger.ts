import type { Pool } from 'pg';
import type { LedgerFile } from '../config/schema';
import type { ErpAdapter } from '../erp/adapter';
import { createLedger, ensureChart } from '../erp/ledger';
import type { Decimal } from '../money';

/** Puts the configured chart into the ledger. */
export async function ensureLedgerChart({ chart }: LedgerFile, pool: Pool): Promise<void> {
  if (chart === undefined) return;
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

/** What the rules name, and what becomes of credit notes without invoice. */
export interface LedgerUse {
  readonly accounts: readonly string[];
  readonly taxCodes: readonly { readonly code: string; readonly rate: Decimal }[];
  readonly currencies: readonly string[];
  readonly unlinkedCreditNotes: 'reject' | 'allow';
}

/** Writes nothing. What the configured chart holds needs no look: each start puts it there. */
export function connectLedger(erp: LedgerFile, pool: Pool, use: LedgerUse): ErpAdapter {
  const { mode, receivableAccount, taxAccount, chart } = erp;
  const charted = new Set(chart?.accounts.map(({ number }) => number));
  const chartedCodes = new Set(chart?.taxCodes.map(({ code }) => code));
  const chartedCurrencies = new Set(chart?.currencies);
  return createLedger({
    pool,
    mode,
    receivableAccount,
    taxAccount,
    unlinkedCreditNotes: use.unlinkedCreditNotes,
    accounts: use.accounts.filter((account) => !charted.has(account)),
    taxCodes: use.taxCodes.filter(({ code }) => !chartedCodes.has(code)),
    currencies: use.currencies.filter((currency) => !chartedCurrencies.has(currency)),
  });
}
