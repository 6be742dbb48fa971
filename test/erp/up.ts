import { stringify } from 'yaml';
import { DEFAULT_SEED } from '../../src/simulator';
import { BRAND_ACCOUNTING } from './brand/brand';
import { isRealErp, openBrandErp, REAL_ERPS, type BrandErp, type RealErp } from './brand/brand-erp';

/** Stable, so that `sync.config.yaml` is written once. */
const PORTS: Readonly<Record<RealErp, number>> = { tryton: 8000, tryton6: 8001, odoo19: 8069, odoo14: 8070 };
const USAGE = `npm run erp:up -- ${REAL_ERPS.join('|')} [--fresh]`;

/** Starts the named ERP on the books of the last time (or new ones) and keeps it until Ctrl-C. */
export async function main([name = '', ...flags]: readonly string[]): Promise<void> {
  if (!isRealErp(name) || flags.some((flag) => flag !== '--fresh'))
    throw new Error(`name an ERP: ${USAGE}\n  --fresh forgets the books of the last time`);
  say(`Preparing ${name}; the first time on a machine this takes some minutes.`);
  const erp = await openBrandErp(name, {
    seed: DEFAULT_SEED,
    preferredPort: PORTS[name],
    books: flags.includes('--fresh') ? 'kept-anew' : 'kept',
  });
  say(explanation(erp));
  await interrupted();
  await erp.close();
}

/** What to write where, so that `traede-sync up` carries the simulator's documents into this ERP. */
function explanation({ title, url, configuration, environment }: BrandErp): string {
  const file = { systems: { trial: { erp: configuration, accounting: BRAND_ACCOUNTING } } };
  return [
    `${title} answers at ${url}; it knows the simulator's customers, accounts and VAT codes.`,
    '',
    '# sync.config.yaml',
    stringify(file).trimEnd(),
    '',
    '# in the shell that starts traede-sync',
    ...Object.entries(environment).map(([variable, value]) => `export ${variable}='${value}'`),
    '',
    'Ctrl-C ends it; its books stay for the next time.',
  ].join('\n');
}

/** A listener alone does not keep the process alive. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
