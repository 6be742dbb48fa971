import { provisionTryton } from './tryton/server';
import type { TrytonSeries } from './tryton/folder';

const ERPS: Readonly<Record<string, TrytonSeries>> = { tryton: '8.2', tryton6: '6.0' };

/** Starts the named ERP on a fresh company and keeps it until Ctrl-C. */
export async function main([name = '']: readonly string[]): Promise<void> {
  const series = ERPS[name];
  if (series === undefined)
    throw new Error(`name an ERP: npm run erp:up -- ${Object.keys(ERPS).join(' | ')}`);
  say(`Preparing Tryton ${series}; the first time on a machine this takes a few minutes.`);
  const host = await provisionTryton(series);
  const server = await host.start();
  const { url, database, user, password, databaseUrl } = server;
  say(JSON.stringify({ url, database, user, password, databaseUrl }, null, 2));
  say('Ctrl-C ends it, and its books with it.');
  await new Promise<void>((resolve) => {
    // A listener alone does not keep the process alive.
    const alive = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });
  await server.stop();
  await host.release();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
