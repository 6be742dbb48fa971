import type { Pool } from 'pg';
import type { SystemConfig } from '../config/config';
import type { LedgerFile } from '../config/schema';
import type { ErpAdapter } from '../erp/adapter';
import { createHttpErp } from '../erp/http';
import { createLedger, ensureChart } from '../erp/ledger';

/** The adapter that a system's configuration names. */
export async function openErp({ erp, rules }: SystemConfig, pool: Pool): Promise<ErpAdapter> {
  switch (erp.adapter) {
    case 'ledger':
      return openLedger(erp, pool, rules.unlinkedCreditNotes === 'post-unlinked');
    case 'http':
      return createHttpErp(erp.options);
  }
}

async function openLedger(erp: LedgerFile, pool: Pool, allowUnlinked: boolean): Promise<ErpAdapter> {
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
    // The delivery protocol has asked for the invoice before; the ledger is the second line.
    unlinkedCreditNotes: allowUnlinked ? 'allow' : 'reject',
  });
}
