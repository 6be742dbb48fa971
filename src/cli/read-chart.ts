import type { Environment } from '../config/environment';
import { configOf } from '../config/load';
import { bounded, reasonOf } from '../doctor/bounded';
import type { Chart } from '../erp/adapter';
import { connectErp } from './open-erp';

/** Hundreds of accounts, over a slow line. */
const CHART_TIMEOUT_MS = 60_000;

/** What the ERP of a configuration's only system has in its books, or why it cannot be read. Writes nothing. */
export async function readChart(
  text: string,
  file: string,
  { environment }: { readonly environment: Environment },
): Promise<{ readonly chart: Chart } | { readonly because: string }> {
  try {
    // Where TRAEDE is does not matter here, and may not be set yet.
    const [system] = configOf(text, file, withoutTraede(environment)).systems;
    if (system === undefined) return { because: 'no system is configured' };
    const erp = await bounded(CHART_TIMEOUT_MS, () => connectErp(system, undefined));
    try {
      const chart = await bounded(CHART_TIMEOUT_MS, async (signal) => erp.chart?.({ signal }));
      return chart === undefined ? { because: `the adapter ${erp.name} does not tell them` } : { chart };
    } finally {
      await erp.close();
    }
  } catch (error) {
    return { because: reasonOf(error) };
  }
}

function withoutTraede(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TRAEDE_')));
}
